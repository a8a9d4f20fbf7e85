"""Reading a contract: a misspelt key, type or name stops at once and says which."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from scop_analytics import tables
from scop_analytics.errors import PackageError

SMALL = """
title = { fr = "Essai", en = "Trial" }
description = { fr = "Une table.", en = "A table." }
files = []
kind = "register"
primary_key = ["a"]
[[columns]]
name = "a"
type = "string"
title = { fr = "A", en = "A" }
description = { fr = "A.", en = "A." }
"""


FAULTS: list[tuple[Callable[[str], str], str, str]] = [
    (lambda text: text + 'heders = ["x"]\n', "unknown_key", "headers"),
    (lambda text: text.replace('type = "string"', 'type = "text"'), "unknown_value", "—"),
    (lambda text: text.replace('["a"]', '["b"]'), "unknown_value", "—"),
    (lambda text: text.replace('"register"', '"registre"'), "unknown_value", "register"),
    (lambda text: text + 'severity = "warning"\n', "unknown_value", "warn"),
    (lambda text: text + 'enum = ["F"]\ncodes = { G = ["x"] }\n', "unknown_value", "—"),
]


@pytest.mark.parametrize(("spoil", "key", "suggestion"), FAULTS)
def test_a_misspelt_contract_is_refused(tmp_path: Path, spoil: Callable[[str], str], key: str, suggestion: str) -> None:
    file = tmp_path / "trial.toml"
    file.write_text(SMALL, encoding="utf-8")
    assert tables.parse(file).primary_key == ("a",)
    file.write_text(spoil(SMALL), encoding="utf-8")
    with pytest.raises(PackageError) as fault:
        tables.parse(file)
    assert (fault.value.key, fault.value.facts["suggestion"]) == (key, suggestion)
    assert "trial.toml" in fault.value.message("fr")
    assert "trial.toml" in fault.value.message("en")


def test_a_contract_without_key_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "trial.toml"
    file.write_text(SMALL.replace('primary_key = ["a"]\n', ""), encoding="utf-8")
    with pytest.raises(PackageError) as fault:
        tables.parse(file)
    assert (fault.value.key, fault.value.facts["key"]) == ("missing_key", "primary_key")

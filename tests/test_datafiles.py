"""Data files of the package are read strictly: exact decimals, and what is wrong is named."""

from __future__ import annotations

from decimal import Decimal

import pytest

from scop_analytics import datafiles
from scop_analytics.errors import PackageError, UsageError


def test_decimals_stay_exact(tmp_path):
    path = tmp_path / "law.toml"
    path.write_text("value = 12.02\ncount = 3\n", "utf-8")
    assert datafiles.read(path) == {"value": Decimal("12.02"), "count": 3}


@pytest.mark.parametrize(("content", "key"), [(b"value = \n", "toml_syntax"), (b'name = "\xe9t\xe9"', "toml_encoding")])
def test_a_broken_file_is_named_in_both_languages(tmp_path, content, key):
    path = tmp_path / "scop.toml"
    path.write_bytes(content)
    with pytest.raises(UsageError) as stop:
        datafiles.read(path, UsageError)
    assert stop.value.key == key
    for lang in ("fr", "en"):
        assert "scop.toml" in stop.value.message(lang)


def test_a_misspelt_key_stops_with_the_closest_one():
    with pytest.raises(PackageError) as stop:
        datafiles.refuse_unknown({"lable": 1}, ("label", "unit"), "law.toml")
    assert stop.value.facts["suggestion"] == "label"
    datafiles.refuse_unknown({"unit": 1}, ("label", "unit"), "law.toml")


def test_an_absent_key_is_named():
    with pytest.raises(PackageError) as stop:
        datafiles.require({"unit": 1}, ("label",), "law.toml")
    assert stop.value.facts["key"] == "label"

"""Bad files: each folder of ``faults/`` holds one fault and, in ``expected.toml``, what must be said about it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import polars as pl
import pytest

from scop_analytics import words
from scop_analytics.config import Config, parse
from scop_analytics.dossier import Dossier, load
from scop_analytics.sources.faults import SEVERITIES

FAULTS = Path(__file__).with_name("faults")
CASES = sorted(path.parent for path in FAULTS.glob("*/expected.toml"))
ONE_COMPANY = parse(
    tomllib.loads('identity = { entity_id = "732829320" }\nfiscal_years = [{ start = 2025-01-01, end = 2025-12-31 }]')
)


def read(folder: Path) -> Dossier:
    config: Config | None = None if (folder / "scop.toml").is_file() else ONE_COMPANY
    return load(folder, config=config)


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_a_bad_file_is_explained_and_nothing_is_lost(folder: Path) -> None:
    expected = tomllib.loads((folder / "expected.toml").read_text(encoding="utf-8"))
    dossier = read(folder)
    reading = dossier.reading
    counted = {"read": reading.rows_read, "kept": reading.rows_kept, "set_aside": reading.rows_set_aside}
    assert counted == expected["rows"]
    wanted = expected.get("finding", [])
    said = reading.findings.sort("file", "line", "rule", nulls_last=True).to_dicts()
    for finding in wanted:
        same = [row for row in said if all(row[key] == value for key, value in finding.items())]
        assert same, f"{finding} not among {[(row['rule'], row['line'], row['column'], row['shape']) for row in said]}"
    assert sorted(row["rule"] for row in said) == sorted(finding["rule"] for finding in wanted)


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_no_value_of_a_bad_file_is_told(folder: Path) -> None:
    secrets = ("Durand", "Zoé", "zoe@", "2850578006084", "2 85 05", "2450", "1980", "2 450")
    findings = read(folder).reading.findings
    told = findings.select(pl.exclude("file")).write_json()
    assert not [secret for secret in secrets if secret in told]


def sentences() -> set[str]:
    """Every rule named in the code of the reading."""
    code = (path.read_text(encoding="utf-8") for path in Path(words.__file__).with_name("sources").glob("*.py"))
    keys = (path for path in words.catalogue("fr")[0] if path.startswith("finding."))
    written = {key.split(".")[1] for key in keys}
    return written & set(re.findall(r'"~?([a-z_]+)"', "\n".join(code)))


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_every_finding_of_the_corpus_has_its_sentences(lang: str) -> None:
    rules = {
        finding["rule"]
        for folder in CASES
        for finding in tomllib.loads((folder / "expected.toml").read_text(encoding="utf-8")).get("finding", [])
    }
    missing = [
        f"finding.{r}{s}"
        for r in rules | sentences()
        for s in ("", ".why", ".remedy")
        if not words.known(f"finding.{r}{s}", lang)
    ]
    assert not missing


def test_severities_are_those_of_the_closed_list() -> None:
    said = pl.concat([read(folder).reading.findings for folder in CASES])
    assert set(said["severity"]) <= set(SEVERITIES)

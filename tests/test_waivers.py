"""A waiver keeps the finding, marks it and stops it from blocking; it always says who and why."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import polars as pl
import pytest

from scop_analytics.checks import check, quality, render, waivers
from scop_analytics.dossier import load
from scop_analytics.errors import UsageError

SIREN = "000000420"
TODAY = date(2026, 1, 15)
WHO = {"who": "Assemblée du 12 juin", "why": "Deux parts en cours de souscription"}


def checked(*given, today=TODAY):
    """Capital of 900 for a share capital of 1,000: X-08 blocks members of 2025."""
    entity = pl.DataFrame(
        {
            "entity_id": [SIREN],
            "fiscal_year": ["2025"],
            "fiscal_year_start": ["2025-01-01"],
            "fiscal_year_end": ["2025-12-31"],
            "capital_closing": ["1000"],
        }
    )
    members = pl.DataFrame(
        {"entity_id": [SIREN], "fiscal_year": ["2025"], "member_id": ["M1"], "capital_amount": ["900"]}
    )
    return check(load(entity=entity, members=members, config={"waivers": list(given)}), today=today)


def rules(findings, waived):
    return findings.frame.filter(pl.col("waived").is_not_null() == waived)["rule"].to_list()


def test_without_waiver_it_blocks():
    assert checked().exit_code == 1
    assert checked().blocks.height == 1


def test_a_waived_finding_is_kept_marked_and_counted_and_no_longer_blocks():
    findings = checked({"rule": "X-08", **WHO})
    assert rules(findings, waived=True) == ["X-08"]
    assert findings.exit_code == 0
    assert findings.blocks.is_empty()
    assert findings.live.is_empty()
    assert findings.counts["waived"] == 1
    assert findings.counts["block"] == 0
    told = render(findings, "text", "fr")
    assert "Assemblée du 12 juin" in told
    assert "Deux parts en cours de souscription" in told


def test_a_waiver_of_another_table_or_company_covers_nothing_and_says_so():
    for other in ({"table": "payroll"}, {"company": "000000009"}):
        findings = checked({"rule": "X-08", **other, **WHO})
        assert findings.exit_code == 1
        assert "WVR-01" in rules(findings, waived=False)


def test_a_waiver_past_its_day_no_longer_holds():
    held = checked({"rule": "X-08", "until": date(2026, 1, 15), **WHO})
    past = checked({"rule": "X-08", "until": date(2026, 1, 14), **WHO})
    assert held.exit_code == 0
    assert past.exit_code == 1
    assert "WVR-02" in rules(past, waived=False)


def test_column_and_year_narrow_a_waiver():
    frame = checked().frame.drop("waived")
    for narrow, covered in (
        ({"year": 2025}, 1),
        ({"year": 2024}, 0),
        ({"column": "capital_amount"}, 1),
        ({"column": "votes"}, 0),
    ):
        _, used = waivers.apply(frame, [{"rule": "X-08", **narrow, **WHO}], TODAY)
        assert used[0].findings == covered


@pytest.mark.parametrize("missing", ["rule", "who", "why"])
def test_a_waiver_without_rule_who_or_why_is_refused(missing):
    given = {"rule": "X-08", **WHO, missing: " "}
    with pytest.raises(UsageError, match=missing):
        waivers.read([SimpleNamespace(**given)])


def test_quality_pages_list_causes_with_remedy_and_waivers():
    findings = checked({"rule": "X-08", **WHO}, {"rule": "X-01", **WHO})
    told = quality.causes(findings, "fr").filter(pl.col("rule") == "X-08").row(0, named=True)
    assert told["remedy"].startswith("Ajoutez les associés manquants")
    assert quality.accepted(findings).select("rule", "findings", "expired").rows() == [
        ("X-08", 1, False),
        ("X-01", 0, False),
    ]


def test_the_raw_value_is_for_the_employer_alone():
    people = pl.DataFrame({"entity_id": [SIREN], "person_id": ["P1"], "sex": ["F"]})
    slips = pl.DataFrame({"entity_id": [SIREN], "person_id": ["P1"], "period": ["2025-01"], "base_pay": ["-987.65"]})
    dossier = load(
        employees=people,
        payroll=slips,
        config={"fiscal_years": [{"start": date(2025, 1, 1), "end": date(2025, 12, 31)}]},
    )
    findings = check(dossier, today=TODAY)
    told = quality.with_values(findings, dossier).filter(pl.col("rule") == "ROW-15")
    assert told.select("shape", "value").rows() == [("-###.##", "-987.65")]
    assert "value" not in findings.frame.columns

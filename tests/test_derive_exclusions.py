"""Whose pay is left out, and why: one reason each, counted by sex and period."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from derived_cases import employee, entity, frames, one, paid, payslip, year_of

from scop_analytics import words
from scop_analytics.derive.rules import names

CASES = {
    "contract": ({"contract_type": "STAGE"}, year_of("A", 600)),
    "situation": ({"situation": "EXPATRIE"}, year_of("A", 2000)),
    "no_payslip": ({}, year_of("B", 2000)),
    "working_time_unknown": ({"fte_rate": None}, year_of("A", 2000)),
    "working_time_out_of_range": ({"fte_rate": 500}, year_of("A", 2000)),
    "too_short": ({"contract_start": date(2025, 12, 18)}, [payslip("A", 12, 900)]),
    "contract_twice": ({"fte_rate": 12_000}, year_of("A", 2000)),
    "pay_not_positive": ({}, year_of("A", 0)),
    "short": ({"contract_start": date(2025, 11, 1)}, year_of("A", 2000, range(11, 13))),
    "sex_unknown": ({"sex": "NR"}, year_of("A", 2000)),
}


@pytest.mark.parametrize("reason", CASES)
def test_each_reason(reason: str) -> None:
    facts, slips = CASES[reason]
    row = paid(slips, **facts)
    assert row["exclusion"] == reason
    assert row["in_spread"] == (reason == "sex_unknown")
    assert row["in_gap"] == (reason == "short")


def test_negative_pay_is_not_a_lowest_pay() -> None:
    assert paid(year_of("A", -100))["in_spread"] is False


def test_a_payslip_of_somebody_unknown_changes_nothing_for_the_others() -> None:
    found = frames(entity=[entity()], employees=[employee("A")], payroll=year_of("A", 2000) + year_of("Z", 9000))
    assert found["person"].collect()["pay_fte"].to_list() == [24_000_00]


def test_everyone_is_counted_by_reason_sex_and_period() -> None:
    people = [employee("A"), employee("B", sex="M", contract_type="APPRENTI"), employee("C", sex="NR")]
    found = frames(entity=[entity()], employees=people, payroll=[*year_of("B", 900), *year_of("C", 2000)])
    counted = (
        found["exclusions"].collect().filter(pl.col("period") == "fiscal").select("reason", "sex", "people", "scope")
    )
    assert counted.rows() == [
        ("sex_unknown", "NR", 1, "gap"),
        ("contract", "M", 1, "pay"),
        ("no_payslip", "F", 1, "pay"),
    ]


def test_a_calendar_year_that_payroll_does_not_cover_rebuilds_nobody() -> None:
    autumn = [entity(year=y, start=date(y - 1, 10, 1), end=date(y, 9, 30)) for y in (2024, 2025)]
    slips = [
        payslip("A", m, 2000, year=y) for y, months in ((2023, (10, 11, 12)), (2024, range(1, 13))) for m in months
    ]
    slips += [payslip("A", m, 2000) for m in range(1, 10)]
    found = frames(entity=autumn, employees=[employee("A", year=2024), employee("A")], payroll=slips)
    rows = found["person_calendar"].collect().sort("fiscal_year").select("fiscal_year", "pay_fte", "exclusion").rows()
    assert rows == [(2024, 24_000_00, None), (2025, None, "period_not_covered")]
    assert one(found, fiscal_year=2025)["pay_fte"] == 24_000_00


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_reasons_methods_and_bands_have_words(lang: str) -> None:
    keys = [f"exclusion.{reason}" for reason in (*CASES, "period_not_covered")]
    keys += [f"exclusion_scope.{scope}" for scope in ("pay", "spread", "gap")]
    keys += [f"pay_method.{method}" for method in ("clean_month", "pro_rata", "annual", "none")]
    keys += [f"age_band.{band}" for band in names("age_bands", "names")]
    keys += [f"age_band_bs.{band}" for band in names("age_bands", "bs_names")]
    assert [key for key in keys if not words.known(key, lang)] == []

"""The law across time: each day has exactly one value, each value its text and link, and no number of it is in code.

This proves that the dated files hold together and are read exactly. It does not prove that a value is the one of its text,
nor that a text has not changed since its key was last checked, nor that a rule nobody wrote down is not missing.
"""

from __future__ import annotations

import io
import tokenize
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

import scop_analytics
from scop_analytics import law, words
from scop_analytics.cli import app
from scop_analytics.errors import UsageError

LAW = law.load()
KEYS = sorted(LAW.entries)
YEARS = range(2015, 2027)
STANDING = (
    "minimum_wage.",
    "social_security.",
    "surplus.",
    "cooperative.",
    "conventions.",
    "pay_equity.",
    "parental_leave.",
)
PACKAGE = Path(scop_analytics.__file__).parent


@pytest.mark.parametrize("key", KEYS)
def test_dates_are_sorted_and_unique(key: str) -> None:
    days = [version.start for version in LAW.entry(key).values]
    assert all(before < after for before, after in pairwise(days))


@pytest.mark.parametrize("key", KEYS)
def test_each_value_has_its_text_and_link(key: str) -> None:
    for version in LAW.entry(key).values:
        assert version.source.strip()
        assert version.url.startswith("https://") or version.status == "convention"


@pytest.mark.parametrize("key", KEYS)
def test_labels_stand_alone_in_both_languages(key: str) -> None:
    labels = LAW.entry(key).label
    assert set(labels) == {"fr", "en"}
    assert labels["fr"] != labels["en"]
    assert all(text[0].isupper() for text in labels.values())


def test_labels_are_unique() -> None:
    for lang in words.LANGUAGES:
        assert len({entry.label[lang] for entry in LAW.entries.values()}) == len(KEYS)


def months(first: date, last: date | None) -> list[date]:
    """The first of each month of the years covered, from the one after ``first`` to the one before ``last``."""
    days = (date(year, month, 1) for year in YEARS for month in range(1, 13))
    return [day for day in days if day >= first and (last is None or day <= last)]


@pytest.mark.parametrize("key", KEYS)
def test_each_month_has_exactly_one_value_from_the_first_day_to_the_last(key: str) -> None:
    values = LAW.entry(key).values
    spans = [(version.start, LAW.last_day(key, version)) for version in values]
    assert all(last is not None for _, last in spans[:-1])
    for day in months(values[0].start, values[-1].until):
        running = [
            version
            for version, (first, last) in zip(values, spans, strict=True)
            if first <= day and (last is None or day <= last)
        ]
        assert len(running) == 1, day
        assert running[0].value == LAW.at(day)[key]


@pytest.mark.parametrize("key", KEYS)
def test_a_key_is_silent_before_its_first_day_and_after_its_last(key: str) -> None:
    values = LAW.entry(key).values
    assert key not in LAW.at(values[0].start - timedelta(days=1))
    if values[-1].until:
        assert key not in LAW.at(values[-1].until + timedelta(days=1))


@pytest.mark.parametrize("key", [key for key in KEYS if key.startswith(STANDING)])
def test_what_every_figure_rests_on_covers_every_year(key: str) -> None:
    if LAW.entry(key).status in ("in_force", "convention"):
        assert LAW.entry(key).values[0].start <= date(YEARS[0], 1, 1)


def test_jurisdictions_are_known_and_named_in_both_languages() -> None:
    assert {entry.jurisdiction for entry in LAW.entries.values()} <= set(law.JURISDICTIONS)
    assert all(words.known(f"jurisdiction.{code}", lang) for code in law.JURISDICTIONS for lang in words.LANGUAGES)


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_what_is_not_final_is_printed_as_provisional(lang: str) -> None:
    listed = CliRunner().invoke(app, ["rules", "--on", "2026-11-25", "--lang", lang]).stdout.splitlines()
    word = {"fr": "provisoire", "en": "provisional"}[lang]
    for key, _, status in LAW.at("2026-11-25").versions(LAW.at("2026-11-25")):
        lines = [line for line in listed if line.strip().startswith((f"{key} = ", f"{key} ["))]
        assert len(lines) == 1 + len(LAW.at("2026-11-25").version(key).readings)
        assert all((word in line) == (status in ("draft", "provisional")) for line in lines), lines


@pytest.mark.parametrize(
    ("day", "hourly"),
    [
        ("2015-01-01", "9.61"),
        ("2021-09-30", "10.25"),
        ("2021-10-01", "10.48"),
        ("2022-12-31", "11.07"),
        ("2024-10-31", "11.65"),
        ("2024-11-01", "11.88"),
        ("2025-12-31", "11.88"),
        ("2026-01-01", "12.02"),
        ("2026-06-01", "12.31"),
    ],
)
def test_the_minimum_wage_changes_on_its_day(day: str, hourly: str) -> None:
    assert law.at(day)["minimum_wage.hourly"] == Decimal(hourly)


@pytest.mark.parametrize(
    ("hourly_day", "monthly"), [("2025-06-01", "1801.80"), ("2022-08-01", "1678.95"), ("2026-06-01", "1867.02")]
)
def test_the_monthly_minimum_wage_follows_from_hours_of_the_year(hourly_day: str, monthly: str) -> None:
    rules = law.at(hourly_day)
    product = Fraction(rules["minimum_wage.hourly"]) * Fraction(rules["minimum_wage.annual_hours"]) / 12  # type: ignore[arg-type]
    assert abs(product - Fraction(monthly)) < Fraction(1, 100)


def test_the_yearly_ceiling_is_twelve_times_the_monthly_one() -> None:
    for year in YEARS:
        rules = law.at(f"{year}-12-31")
        monthly = rules["social_security.monthly_ceiling"]
        assert isinstance(monthly, int)
        assert rules["social_security.annual_ceiling"] == 12 * monthly


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("cooperative.minimum_members_sarl", 2),
        ("cooperative.minimum_members_sa", 7),
        ("cooperative.cooperators_capital_minimum", 51),
        ("cooperative.external_capital_tax_maximum", 50),
        ("cooperative.cooperators_votes_minimum", 65),
        ("cooperative.cooperators_votes_minimum_with_cooperatives", 51),
        ("cooperative.external_votes_maximum", 35),
        ("cooperative.external_votes_maximum_with_cooperatives", 49),
        ("cooperative.outside_mandates_maximum", Fraction(1, 3)),
        ("cooperative.proxy_base", 20),
        ("surplus.legal_reserve_minimum", 15),
        ("surplus.labour_share_minimum", 25),
        ("surplus.presence_months", 3),
        ("surplus.seniority_months", 6),
        ("pay_equity.minimum_group", 3),
        ("pay_equity.coverage_minimum", 40),
    ],
)
def test_thresholds_of_a_worker_cooperative(key: str, value: int | Fraction) -> None:
    assert law.at("2025-12-31")[key] == value


def test_the_alert_of_the_directive_is_provisional() -> None:
    rules = law.at("2025-12-31")
    assert rules["pay_equity.alert_percent"] == 5
    assert rules.versions(["pay_equity.alert_percent", "surplus.labour_share_minimum"]) == [
        ("pay_equity.alert_percent", date(2023, 6, 6), "draft"),
        ("surplus.labour_share_minimum", date(2015, 1, 1), "in_force"),
    ]
    assert words.say("law.status.draft", "fr") == "provisoire"
    before = law.at("2020-12-31")
    assert "pay_equity.alert_percent" not in before
    assert before.get("pay_equity.alert_percent") is None
    assert rules.get("pay_equity.alert_percent") == 5
    with pytest.raises(UsageError, match=r"pay_equity\.alert_percents"):
        rules.get("pay_equity.alert_percents")


def test_the_dated_values_join_month_by_month() -> None:
    frame = LAW.frame("minimum_wage.hourly", scale=100)
    months = pl.DataFrame({"month": [date(2024, 10, 1), date(2024, 11, 1), date(2025, 5, 1)]})
    joined = months.join_asof(frame, left_on="month", right_on="from")
    assert joined["value"].to_list() == [1165, 1188, 1188]
    assert frame.schema == {"from": pl.Date, "until": pl.Date, "value": pl.Int64}
    with pytest.raises(UsageError, match="exact"):
        LAW.frame("minimum_wage.hourly", scale=10)


def test_the_listing_shows_the_law_of_a_day() -> None:
    row = law.table("2026-01-01", "en").row(by_predicate=pl.col("key") == "minimum_wage.hourly", named=True)
    assert (row["value"], row["unit"], row["from"]) == ("12.02", "EUR", date(2026, 1, 1))
    assert row["label"] == "Minimum wage, gross hourly (SMIC)"
    fraction = law.table("2026-01-01").row(
        by_predicate=pl.col("key") == "cooperative.outside_mandates_maximum", named=True
    )
    assert fraction["value"] == "1/3"
    assert "pay_equity.alert_percent" not in law.table("2019-01-01")["key"]


@pytest.mark.parametrize(
    ("day", "index", "drafts"),
    [
        ("2019-06-01", "1000: 2019-03-01/1", 0),
        ("2019-12-31", "251: 2019-09-01/1; 1000: 2019-03-01/1", 0),
        ("2025-12-31", "50: 2020-03-01/1", 0),
        ("2026-11-25", "50: 2020-03-01/1", 3),
        ("2027-03-01", None, 3),
    ],
)
def test_who_declares_is_the_law_of_the_day(day: str, index: str | None, drafts: int) -> None:
    rows = {(row["key"], row["reading"]): row for row in law.table(day).iter_rows(named=True)}
    found = rows.get(("transparency.index_calendar", None))
    assert (found["value"] if found else None) == index
    readings = [row for (key, _), row in rows.items() if key == "transparency.indicators_calendar"]
    assert [row["status"] for row in readings] == ["draft"] * drafts


def test_no_number_of_the_law_is_in_python() -> None:
    values = {str(v.value) for entry in LAW.entries.values() for v in entry.values}
    telling = {text for text in values if len(text.replace(".", "").strip("0")) >= 3}  # 5 or 100 say nothing
    assert {"1820", "9.61", "4005"} <= telling
    found = [
        f"{path.relative_to(PACKAGE)}:{token.start[0]}: {token.string}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for token in tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline)
        if token.type == tokenize.NUMBER and token.string.replace("_", "") in telling
    ]
    assert found == []


def test_a_day_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UsageError, match="2025-02-30"):
        law.at("2025-02-30")

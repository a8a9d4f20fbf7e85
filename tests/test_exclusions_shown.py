"""Who is left out of pay figures, as each audience may read it: reasons merged, totals rounded, or nothing at all."""

from __future__ import annotations

import polars as pl
import pytest

from scop_analytics.reports.exclusions import exclusions


def people(counted, short, unknown):
    """A company-year: ``counted`` people, ``short`` absent ones, ``unknown`` without known pay."""
    size = counted + short + unknown
    reasons = [None] * counted + ["too_short"] * short + ["no_payslip"] * unknown
    frame = pl.DataFrame(
        {
            "entity_id": ["1"] * size,
            "fiscal_year": [2025] * size,
            "exclusion": reasons,
            "sex": ["F", "M"] * (size // 2) + ["F"] * (size % 2),
        }
    ).lazy()
    return {"person": frame, "person_calendar": frame, "index_person": frame.rename({"exclusion": "index_exclusion"})}


def told(audience, *counts):
    return exclusions(people(*counts), "1", 2025, audience)["gap"]


def test_the_employer_reads_every_reason_by_sex():
    found = told("employer", 40, 3, 1)
    assert (found["all"], found["counted"]) == (44, 40)
    assert {reason["reason"]: reason["people"] for reason in found["reasons"]} == {"too_short": 3, "no_payslip": 1}
    assert all(reason["women"] is not None for reason in found["reasons"])


def test_the_index_has_its_own_reasons_an_unknown_sex_among_them():
    reasons = pl.DataFrame(
        {
            "entity_id": ["1"] * 9,
            "fiscal_year": [2025] * 9,
            "sex": ["F", "M", "NR"] * 3,
            "index_exclusion": [None, None, "sex_unknown"] * 3,
        }
    ).lazy()
    found = exclusions({**people(9, 0, 0), "index_person": reasons}, "1", 2025, "employer")["index"]
    assert (found["all"], found["counted"]) == (9, 6)
    assert found["reasons"] == [{"reason": "sex_unknown", "people": 3, "women": 0, "men": 0}]


@pytest.mark.parametrize(("absent", "hidden"), [(3, True), (7, False)])
def test_two_populations_side_by_side_never_give_back_a_small_reason(absent, hidden):
    """11 contracts out of both: « 14 for various reasons » in the index would say that 3 people were long absent."""
    size = 40 + 11 + absent
    told = people(40 + absent, 0, 11)
    reasons = [None] * 40 + ["absent"] * absent + ["no_payslip"] * 11
    index = pl.DataFrame(
        {"entity_id": ["1"] * size, "fiscal_year": [2025] * size, "sex": ["F"] * size, "index_exclusion": reasons}
    ).lazy()
    found = exclusions({**told, "index_person": index}, "1", 2025, "members")
    assert found["gap"]["reasons"][0]["people"] == 11
    assert bool(found["index"].get("hidden")) == hidden
    assert "hidden" not in exclusions({**told, "index_person": index}, "1", 2025, "employer")["index"]


def test_members_read_small_reasons_together_and_no_sex():
    found = told("members", 40, 3, 1)
    assert [(reason["reason"], reason["people"], reason["women"]) for reason in found["reasons"]] == [
        ("other", 4, None)
    ]


def test_a_reason_large_enough_joins_the_small_one_so_that_no_subtraction_gives_it_back():
    found = told("members", 40, 6, 1)
    assert [(reason["reason"], reason["people"]) for reason in found["reasons"]] == [("other", 7)]


@pytest.mark.parametrize("audience", ["peers", "union", "public"])
def test_other_readers_get_rounded_totals(audience):
    found = told(audience, 191, 11, 0)  # 202 in all: to the nearest five, 200 and 190
    assert (found["all"], found["counted"]) == (200, 190)
    assert [(reason["reason"], reason["people"]) for reason in found["reasons"]] == [("other", 10)]


def test_the_public_is_not_told_that_there_are_fewer_than_ten_people():
    assert told("public", 9, 1, 0) == {"hidden": True, "least": 10}


def files(**rows):
    """What was read: one file a table."""
    from scop_analytics.sources.reading import FileReading

    return [FileReading(file=f"{name}.csv", table=name, read=count, kept=count) for name, count in rows.items()]


def shown(audience, **rows):
    from scop_analytics.reports.reading_shown import shown_reading

    return [(entry["table"], entry["read"]) for entry in shown_reading(files(**rows), audience, "fr")]


def test_rows_of_sensitive_files_are_told_together_to_members():
    assert shown("employer", payroll=500, accidents=3, leaves=9) == [("payroll", 500), ("accidents", 3), ("leaves", 9)]
    assert shown("members", payroll=500, accidents=3, leaves=9) == [("payroll", 500), ("", 12)]


def test_a_single_sensitive_file_takes_the_smallest_other_with_it():
    assert shown("members", payroll=500, votes=7, accidents=3) == [("payroll", 500), ("", 10)]


def test_the_public_reads_one_total():
    assert shown("public", payroll=500, votes=7) == [("", 507)]

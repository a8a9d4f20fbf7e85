"""Fiscal years: their name, their length, the day on which they are read."""

from __future__ import annotations

from datetime import date

import pytest

from scop_analytics.years import FiscalYear


@pytest.mark.parametrize(
    ("start", "end", "label", "months", "calendar"),
    [
        (date(2025, 1, 1), date(2025, 12, 31), 2025, 12, True),
        (date(2024, 7, 1), date(2025, 6, 30), 2025, 12, False),
        (date(2023, 7, 1), date(2024, 12, 31), 2024, 18, False),  # the longest the law admits
        (date(2025, 7, 1), date(2025, 12, 31), 2025, 6, False),  # the shortest
        (date(2024, 1, 1), date(2025, 12, 31), 2025, 24, False),  # ends with a calendar year and is not one
    ],
)
def test_a_fiscal_year_is_named_by_its_closing(start, end, label, months, calendar):
    year = FiscalYear(start, end)
    assert (year.label, year.as_of, year.months, year.is_calendar) == (label, end, months, calendar)


def test_calendar_years_stand_in_order():
    assert FiscalYear.calendar(2025) == FiscalYear(date(2025, 1, 1), date(2025, 12, 31))
    assert FiscalYear.calendar(2023) < FiscalYear.calendar(2025)

"""Jobs: how many people, on which contracts, for how long, and how they come and go."""

from __future__ import annotations

from scop_analytics.indicators.arguments import Columns, Figure
from scop_analytics.indicators.library import ingredient
from scop_analytics.indicators.measures import RATE, Measure, count, fraction, group, mean, median, share, total
from scop_analytics.indicators.rates import yearly_rate


def headcount(person: Columns) -> Measure:
    """People whose contract is open on the closing day, trainees and agency staff apart."""
    return count(person.is_present)


@ingredient
def month_ends_worked(person: Columns) -> Measure:
    """Month-ends of the year on which each person was present, added up."""
    return total(person.month_ends)


def average_headcount(month_ends_worked: Figure, company_year: Columns) -> Measure:
    """Mean of the headcounts at the end of each month of the year."""
    return fraction(month_ends_worked, company_year.months)


def average_fte(person: Columns) -> Measure:
    """Full-time equivalents, averaged over the months of the year."""
    return total(person.fte_average).divided(RATE)


def permanent_contract_share(person: Columns) -> Measure:
    """Percent of the headcount on a permanent contract."""
    return share(person.is_permanent, among=person.is_present)


def part_time_share(person: Columns) -> Measure:
    """Percent of the headcount working part time."""
    return share(person.is_part_time, among=person.is_present)


def hires(person: Columns) -> Measure:
    """People whose contract starts during the year."""
    return count(person.hired)


def leavers(person: Columns) -> Measure:
    """People whose last contract ends during the year, whatever the cause."""
    return count(person.left)


def hire_rate(hires: Figure, month_ends_worked: Figure, company_year: Columns) -> Measure:
    """Hires in percent of the average headcount, brought to twelve months."""
    return yearly_rate(hires, month_ends_worked, company_year.months)


def leaver_rate(leavers: Figure, month_ends_worked: Figure, company_year: Columns) -> Measure:
    """Leavers in percent of the average headcount, brought to twelve months."""
    return yearly_rate(leavers, month_ends_worked, company_year.months)


def tenure_mean(person: Columns) -> Measure:
    """Mean years since the seniority date, at closing."""
    return mean(group(person.tenure_days, among=person.is_present)).in_years()


def tenure_median(person: Columns) -> Measure:
    """Median years since the seniority date, at closing."""
    return median(group(person.tenure_days, among=person.is_present)).in_years()


def net_job_creation(headcount: Figure, headcount_before: Figure) -> Measure:
    """People more (or fewer) than at the preceding closing."""
    return Measure(headcount.top - headcount_before.top)


def women_in_workforce(person: Columns) -> Measure:
    """Percent of women in the headcount."""
    return share(person.is_woman, among=person.is_present)

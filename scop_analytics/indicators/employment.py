"""Jobs: how many people, on which contracts, for how long, and how they come and go."""

from __future__ import annotations

from dataclasses import replace

from scop_analytics.indicators.arguments import Columns, Figure
from scop_analytics.indicators.library import ingredient
from scop_analytics.indicators.measures import RATE, Measure, Shown, count, fraction, group, mean, median, share, total
from scop_analytics.indicators.rates import MONTHS, per_head, recorded, yearly_rate
from scop_analytics.indicators.reasons import Condition, caution, whole
from scop_analytics.law import Rules


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


def permanent_staff(person: Columns) -> Measure:
    """People on a full-time permanent contract from the first day of the year to the last."""
    return count(person.is_permanent_staff)


def average_fte(person: Columns) -> Measure:
    """Full-time equivalents, averaged over the months of the year."""
    return total(person.fte_average).divided(RATE)


def permanent_contract_share(person: Columns) -> Measure:
    """Percent of the headcount on a permanent contract."""
    return share(person.is_permanent, among=person.is_present)


def part_time_share(person: Columns) -> Measure:
    """Percent of the headcount working part time."""
    return share(person.is_part_time, among=person.is_present)


def part_time_chosen_share(person: Columns) -> Measure:
    """Percent of the headcount working part time by choice."""
    return _part_time(person, "CHOISI")


def part_time_imposed_share(person: Columns) -> Measure:
    """Percent of the headcount working part time without having chosen it."""
    return _part_time(person, "SUBI")


def _part_time(person: Columns, reason: str) -> Measure:
    part_time = person.is_present & person.is_part_time
    unknown = (part_time & person.part_time_reason.is_null()).sum()
    nobody = Condition((part_time.sum() > 0) & (unknown == part_time.sum()), "missing", "no_value")
    told = share(person.is_part_time & (person.part_time_reason == reason), among=person.is_present)
    return told.when(nobody, caution(unknown > 0, "part_time_reason_unknown", people=unknown))


def local_jobs_share(person: Columns, rules: Rules) -> Measure:
    """Percent of the headcount working in the region of the seat, among people whose region is known."""
    known = person.is_present & person.is_local.is_not_null()
    least = whole(rules["conventions.region_coverage_minimum"])
    seldom = known.sum() * 100 < least * person.is_present.sum()
    nobody = Condition((person.is_present.sum() > 0) & (known.sum() == 0), "missing", "no_value")
    return share(person.is_local, among=known).when(
        nobody, caution(seldom, "region_seldom_known", people=known.sum(), minimum=least)
    )


def non_employee_workers(person: Columns) -> Measure:
    """Agency staff and trainees who work here at closing without a contract of the company."""
    return count(person.is_outside)


def agency_workers_fte(person: Columns) -> Measure:
    """Full-time equivalents of agency staff, averaged over the months of the year."""
    return total(person.agency_average).divided(RATE)


def interns(person: Columns) -> Measure:
    """People who were trainees at some time of the year."""
    return count(person.was_intern)


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


@ingredient
def headcount_at_opening(person: Columns) -> Measure:
    """People whose contract is open on the first day of the year."""
    return count(person.was_present)


def french_turnover_rate(
    hires: Figure, leavers: Figure, headcount_at_opening: Figure, company_year: Columns
) -> Measure:
    """Half the hires and leavers, in percent of the headcount of the first day, brought to twelve months."""
    moves, opening = hires.top + leavers.top, headcount_at_opening.top
    shown = Shown(moves, per=2), Shown(opening)
    return Measure(moves * MONTHS, 2 * opening * company_year.months, 100, people=opening, behind=opening, shown=shown)


@ingredient
def resignations(person: Columns) -> Measure:
    """Leavers who resigned."""
    return count(person.left & (person.exit_reason == "DEMISSION"))


@ingredient
def agreed_endings(person: Columns) -> Measure:
    """Leavers whose contract was ended by agreement (rupture conventionnelle)."""
    return count(person.left & (person.exit_reason == "RUPTURE_CONV"))


@ingredient
def unexplained_departures(person: Columns) -> Measure:
    """Leavers of whom nobody told why."""
    return count(person.left & person.exit_reason.is_null())


def resignation_rate(
    resignations: Figure,
    unexplained_departures: Figure,
    leavers: Figure,
    month_ends_worked: Figure,
    company_year: Columns,
) -> Measure:
    """Resignations in percent of the average headcount, brought to twelve months; agreed endings apart."""
    rate = yearly_rate(resignations, month_ends_worked, company_year.months)
    return _of_known_cause(rate, resignations, unexplained_departures, leavers)


def agreed_ending_rate(
    agreed_endings: Figure,
    unexplained_departures: Figure,
    leavers: Figure,
    month_ends_worked: Figure,
    company_year: Columns,
) -> Measure:
    """Contracts ended by agreement in percent of the average headcount, brought to twelve months."""
    rate = yearly_rate(agreed_endings, month_ends_worked, company_year.months)
    return _of_known_cause(rate, agreed_endings, unexplained_departures, leavers)


def _of_known_cause(rate: Measure, events: Figure, unexplained: Figure, leavers: Figure) -> Measure:
    """The same rate, masked by the people of that cause, and said where causes are not known."""
    untold, gone = unexplained.top, leavers.top
    return replace(rate, behind=events.top).when(
        Condition((gone > 0) & (untold == gone), "missing", "no_value"),
        caution(untold > 0, "departure_cause_unknown", people=untold),
    )


def promotion_rate(work_year: Columns) -> Measure:
    """People promoted in the year, in percent of the average headcount, brought to twelve months."""
    promoted = work_year.promoted
    return per_head(promoted.sum(), work_year, times=100).when(recorded(promoted, "pay_changes"))


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

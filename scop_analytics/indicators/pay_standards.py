"""Pay caps of the ESUS approval, and the figures that voluntary standards (GRI, ESRS, VSME) define in their own way."""

from __future__ import annotations

import polars as pl

from scop_analytics.indicators.arguments import Columns, Figure
from scop_analytics.indicators.blocks import Block
from scop_analytics.indicators.conditions import read_with_care
from scop_analytics.indicators.library import gives, ingredient
from scop_analytics.indicators.measures import (
    CENTS,
    RATE,
    Group,
    Measure,
    Shown,
    by_sex,
    count,
    mean_gap,
    only,
    share,
)
from scop_analytics.indicators.rates import yearly_rate
from scop_analytics.indicators.reasons import caution, exact, not_applicable, not_computable, whole
from scop_analytics.law import Rules
from scop_analytics.statistics.rises import rises

HUNDREDTHS = 100
MANAGERS = ("CADRE", "DIRIGEANT")
NOT_EMPLOYEES = ("STAGE", "INTERIM")
NO_AGREEMENT = ("9999",)  # the code that payroll declarations give to « no collective agreement »
# Ends that are no turnover: a contract that reached its term, a transfer to another company of the group.
NO_TURNOVER = ("FIN_CDD", "MOBILITE")


# ── Pay caps of the ESUS approval ─────────────────────────────────────────────────────────────────────────────────────


@ingredient
def five_best_paid(person: Columns, rules: Rules) -> Measure:
    """Hourly pays of the five best paid, added up, and how many people they are (fewer in a very small company)."""
    return _best_paid(person, whole(rules["esus.best_paid_people"]))


@ingredient
def best_paid(person: Columns) -> Measure:
    """Hourly pay of the best paid person."""
    return _best_paid(person, 1)


@ingredient
def minimum_of_the_year(person: Columns) -> Measure:
    """The legal minimum wage of a full-time job over the fiscal year, in cents, each month at its own rate."""
    return Measure(
        person.yearly_minimum.max(), people=pl.len().cast(pl.Int64), population=person.person_id.is_not_null()
    )


def esus_five_best_paid_multiple(
    five_best_paid: Figure, minimum_of_the_year: Figure, company: Columns, rules: Rules
) -> Measure:
    """Mean full-time pay of the five best paid, in yearly minimum wages (of the law, or of the branch if higher)."""
    measure = _in_minimum_wages(five_best_paid, minimum_of_the_year, company, rules)
    five = whole(rules["esus.best_paid_people"])
    few = caution(five_best_paid.bottom < five, "fewer_than_five", people=five_best_paid.bottom)
    return measure.against(at_most=rules["esus.five_best_paid_maximum"]).when(few)


def esus_best_paid_multiple(best_paid: Figure, minimum_of_the_year: Figure, company: Columns, rules: Rules) -> Measure:
    """Full-time pay of the best paid person, in yearly minimum wages (of the law, or of the branch if higher)."""
    measure = _in_minimum_wages(best_paid, minimum_of_the_year, company, rules)
    return measure.against(at_most=rules["esus.best_paid_maximum"])


def _best_paid(person: Columns, places: int) -> Measure:
    pay = only(person.hourly_total, person.in_spread).drop_nulls()
    known = person.in_spread & person.hourly_total.is_not_null()
    taken = pl.min_horizontal(known.sum().cast(pl.Int64), places)
    return Measure(pay.top_k(places).sum(), taken, people=taken, population=known)


def _in_minimum_wages(pay: Figure, minimum: Figure, company: Columns, rules: Rules) -> Measure:
    """Hourly pay × hours of a full-time year ÷ the yearly minimum, as one quotient of whole numbers."""
    hours = whole(rules["pay_equity.hours_per_year"])
    least = pl.max_horizontal(minimum.top, company.branch_minimum_pay)
    shown = Shown(pay.top * hours, pay.bottom, RATE), Shown(least, per=CENTS)
    measure = Measure(pay.top * hours, least * pay.bottom, per=RATE // CENTS, people=pay.people, shown=shown)
    return measure.when(not_applicable(~company.esus_approval, "no_esus_approval"))


# ── Women and men ─────────────────────────────────────────────────────────────────────────────────────────────────────


def women_to_men_basic_ratio(person_calendar: Columns, rules: Rules) -> Measure:
    """Women's mean hourly basic pay for one euro of men's; below 1 when men earn more (GRI 405-2)."""
    return _women_to_men(person_calendar.hourly_basic, person_calendar, rules)


def women_to_men_pay_ratio(person_calendar: Columns, rules: Rules) -> Measure:
    """Women's mean hourly pay, every element included, for one euro of men's; below 1 when men earn more (GRI 405-2)."""
    return _women_to_men(person_calendar.hourly_total, person_calendar, rules)


def all_employees_gap_hourly(person_calendar: Columns, rules: Rules) -> Measure:
    """Gap between men's and women's mean hourly pay among all employees, apprentices included (ESRS S1-16)."""
    return _gap_of_all(person_calendar.hourly_total, person_calendar, rules)


def all_employees_gap_hourly_shared(person_calendar: Columns, rules: Rules) -> Measure:
    """The same gap on pay with the labour share and profit sharing paid in cash (VSME B10)."""
    return _gap_of_all(person_calendar.hourly_shared, person_calendar, rules)


def women_to_men_managers(person: Columns) -> Measure:
    """Women among managers and executives for one man, at closing."""
    among = person.is_present & person.csp.is_in(MANAGERS)
    women, men = ((among & (person.sex == sex)).sum().cast(pl.Int64) for sex in ("F", "M"))
    measure = Measure(women, men, people=pl.min_horizontal(women, men), sides=(women, men), population=among)
    return measure.when(not_computable((men == 0) & (among.sum() > 0), "no_man"))


def _women_to_men(amounts: pl.Expr, people: Columns, rules: Rules) -> Measure:
    women, men = by_sex(amounts, people.sex, among=people.in_gap)
    sums, sizes = [side.amounts.sum() for side in (women, men)], [side.people for side in (women, men)]
    measure = Measure(
        sums[0] * sizes[1],
        sums[1] * sizes[0],
        population=women.mask | men.mask,
        amounts=pl.coalesce(women.amounts, men.amounts),
        people=pl.min_horizontal(*sizes),
        sides=(sizes[0], sizes[1]),
        shown=(Shown(sums[0], sizes[0], RATE), Shown(sums[1], sizes[1], RATE)),
    )
    return read_with_care(measure, women, men, people, rules)


def _gap_of_all(amounts: pl.Expr, people: Columns, rules: Rules) -> Measure:
    women, men = _all_employees(amounts, people)
    return read_with_care(mean_gap(women, men, RATE), women, men, people, rules)


def _all_employees(amounts: pl.Expr, people: Columns) -> tuple[Group, Group]:
    """Everybody with a contract of employment whose pay is rebuilt: trainees and agency staff are no employees."""
    return by_sex(amounts, people.sex, among=~people.contract_type.is_in(NOT_EMPLOYEES).fill_null(value=False))


# ── Rise of the best paid, agreements, training, turnover ─────────────────────────────────────────────────────────────


@gives(
    "best_paid_rise_ratio",
    reads={"person": ("person_id", "pay_total", "in_spread"), "company_year": ("start", "end")},
)
def rise_of_the_best_paid(person: pl.LazyFrame, company_year: pl.LazyFrame) -> Block:
    """Rise of the best paid person's pay over the median rise of the others, both in percent of the year before."""
    found = rises(person.filter("in_spread"), company_year)
    return Block(found.lazy(), {"rises": found.lazy()})


def collective_agreement_coverage(person: Columns) -> Measure:
    """Percent of the headcount covered by a collective agreement."""
    covered = person.collective_agreement.is_not_null() & ~person.collective_agreement.is_in(NO_AGREEMENT)
    return share(covered.fill_null(value=False), among=person.is_present)


def collective_agreement_band(collective_agreement_coverage: Figure, rules: Rules) -> Measure:
    """Foot of the band of coverage: 0, 20, 40, 60 or 80 percent."""
    width, last = (whole(exact(rules[f"reporting_standards.{key}"])) for key in ("coverage_band", "coverage_last_band"))
    step = collective_agreement_coverage.top * HUNDREDTHS // (collective_agreement_coverage.bottom * width)
    return Measure(pl.min_horizontal(step * width, last), people=collective_agreement_coverage.people)


@ingredient
def departures(person: Columns) -> Measure:
    """People who resigned, were dismissed, retired or died in the year; an unknown reason counts."""
    gone = person.left & ~person.exit_reason.is_in(NO_TURNOVER).fill_null(value=False)
    unknown = (person.left & person.exit_reason.is_null()).sum()
    return count(gone).when(caution(unknown > 0, "exit_reason_unknown", people=unknown))


def turnover_rate(departures: Figure, month_ends_worked: Figure, company_year: Columns) -> Measure:
    """Departures (resignation, dismissal, retirement, death) in percent of the average headcount, over twelve months."""
    return yearly_rate(departures, month_ends_worked, company_year.months)

"""Women and men at the head of large companies: senior executives, governing bodies, boards; what the law asks of each."""

from __future__ import annotations

from fractions import Fraction

import polars as pl

from scop_analytics.indicators.arguments import Columns, Figure
from scop_analytics.indicators.conditions import HUNDREDTHS, concerned
from scop_analytics.indicators.library import ingredient
from scop_analytics.indicators.measures import CENTS, Measure, Verdict, count, total
from scop_analytics.indicators.reasons import Condition, exact, not_applicable, not_computable, whole
from scop_analytics.law import Rules

SEXES = ("F", "M")
QUOTA = "representation.quota_minimum"


@ingredient
def executive_days(office: Columns) -> Measure:
    """Days of the fiscal year spent as a senior executive, added up over women and men."""
    return total(office.days, among=(office.role == "executive") & office.sex.is_in(SEXES))


@ingredient
def executives(office: Columns) -> Measure:
    """People who were senior executives in the fiscal year."""
    return count((office.role == "executive") & office.sex.is_in(SEXES))


@ingredient
def governing_days(office: Columns) -> Measure:
    """Days of the fiscal year spent in a governing body, added up over women and men."""
    return total(office.days, among=(office.role == "governing") & office.sex.is_in(SEXES))


@ingredient
def governing_members(office: Columns) -> Measure:
    """People who sat in a governing body in the fiscal year."""
    return count((office.role == "governing") & office.sex.is_in(SEXES))


def women_among_executives(executive_days: Figure, executives: Figure, company: Columns, rules: Rules) -> Measure:
    """Percent of women among senior executives, each weighted by the time spent as one in the fiscal year."""
    return _executive("F", executive_days, executives, company, rules)


def men_among_executives(executive_days: Figure, executives: Figure, company: Columns, rules: Rules) -> Measure:
    """Percent of men among senior executives, each weighted by the time spent as one in the fiscal year."""
    return _executive("M", executive_days, executives, company, rules)


def women_in_governing_bodies(
    governing_days: Figure, governing_members: Figure, company: Columns, rules: Rules
) -> Measure:
    """Percent of women among the members of governing bodies, each weighted by the time spent there."""
    return _governing("F", governing_days, governing_members, company, rules)


def men_in_governing_bodies(
    governing_days: Figure, governing_members: Figure, company: Columns, rules: Rules
) -> Measure:
    """Percent of men among the members of governing bodies, each weighted by the time spent there."""
    return _governing("M", governing_days, governing_members, company, rules)


def _executive(sex: str, days: Figure, people: Figure, company: Columns, rules: Rules) -> Measure:
    fewest = whole(rules["representation.people_minimum"])
    nobody = not_computable(people.top == 0, "no_executive")
    single = not_computable(people.top < fewest, "single_executive", minimum=fewest)
    return _share(sex, days, people, rules).when(*_large(company, rules), nobody, single)


def _governing(sex: str, days: Figure, people: Figure, company: Columns, rules: Rules) -> Measure:
    nobody = not_computable(people.top == 0, "no_governing_body")
    return _share(sex, days, people, rules).when(*_large(company, rules), nobody)


def _share(sex: str, days: Figure, people: Figure, rules: Rules) -> Measure:
    """The days of one sex in percent of those of both, against the quota once there is one."""
    measure = Measure(days.of(sex=sex).top, days.top, 100, people=people.top, behind=people.top)
    try:
        return measure.against(at_least=exact(rules[QUOTA]))
    except LookupError:  # from 2022 to 2026 the shares were published, and no quota judged them
        return measure


def _large(company: Columns, rules: Rules) -> tuple[Condition, Condition]:
    """The workforce that the law asks for, reached for the third fiscal year running."""
    least = whole(rules["representation.workforce_minimum"])
    reached = [size >= least * HUNDREDTHS for size in _three(company, "workforce")]
    every = reached[0] & reached[1] & reached[2]
    return concerned(every, "under_size_three_years", "size_of_three_years", minimum=least)


def _three(company: Columns, name: str) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """A measure of size in the fiscal year and in the two before."""
    now, before, earlier = (getattr(company, f"{name}{when}") for when in ("", "_before", "_earlier"))
    return now, before, earlier


@ingredient
def board_women(seat: Columns) -> Measure:
    """Women on the board at closing, each counted once."""
    return count(seat.is_board & (seat.sex == "F"))


@ingredient
def board_men(seat: Columns) -> Measure:
    """Men on the board at closing, each counted once."""
    return count(seat.is_board & (seat.sex == "M"))


def board_rarer_sex(board_women: Figure, board_men: Figure, company: Columns, rules: Rules) -> Measure:
    """Percent of the rarer sex on the board of a company limited by shares; small boards are judged on the difference."""
    women, men = board_women.top, board_men.top
    seats, rarer = women + men, pl.min_horizontal(women, men)
    quota = exact(rules["representation.board_quota_minimum"])
    enough = rarer * 100 * quota.denominator >= seats * quota.numerator
    close = (women - men).abs() <= whole(rules["representation.board_difference_maximum"])
    holds = pl.when(seats <= whole(rules["representation.board_small_maximum"])).then(close).otherwise(enough)
    judged = Measure(rarer, seats, 100, people=seats, behind=seats, verdict=Verdict(quota, "at_least", holds))
    return judged.when(not_applicable(company.legal_form != "SA", "not_sa"), *_board_size(company, rules))


def _board_size(company: Columns, rules: Rules) -> tuple[Condition, Condition]:
    """Permanent employees, and turnover or balance sheet, reached for the third fiscal year running."""
    people = whole(rules["representation.board_permanent_minimum"])
    amount: Fraction = exact(rules["representation.board_amount_minimum"]) * CENTS
    years = zip(
        _three(company, "permanent_workforce"),
        _three(company, "turnover"),
        _three(company, "balance_sheet_total"),
        strict=True,
    )
    reached = [
        (staff >= people * HUNDREDTHS) & ((turnover >= int(amount)) | (balance >= int(amount)))
        for staff, turnover, balance in years
    ]
    limited = company.legal_form == "SA"
    facts = {"minimum": people, "amount": int(amount) // CENTS}
    every = limited & reached[0] & reached[1] & reached[2]
    return concerned(every, "under_board_size_three_years", "size_of_three_years", **facts)

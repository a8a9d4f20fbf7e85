"""The pay of women and men as British employers publish it: on one day, among employees on full pay, and their bonuses."""

from __future__ import annotations

import polars as pl

from scop_analytics.indicators.arguments import Columns
from scop_analytics.indicators.blocks import Block
from scop_analytics.indicators.library import gives
from scop_analytics.indicators.measures import CENTS, RATE, Group, Measure, by_sex, count, mean_gap, median_gap, share
from scop_analytics.indicators.reasons import Condition, caution, not_computable, whole
from scop_analytics.law import Rules
from scop_analytics.statistics.bands import levels, mix, quarters

PREFIX = "uk_"


def uk_relevant_employees(uk_employee: Columns) -> Measure:
    """People employed on the snapshot day (regulation 1): those whose number says whether figures must be published."""
    return count(uk_employee.person_id.is_not_null())


def uk_mean_hourly_gap(uk_employee: Columns, rules: Rules) -> Measure:
    """Gap between men's and women's mean hourly pay, in percent of men's; positive when men earn more (regulation 8)."""
    women, men = _full_pay(uk_employee)
    return mean_gap(women, men, RATE).when(*_of_both_sexes(women, men, rules))


def uk_median_hourly_gap(uk_employee: Columns, rules: Rules) -> Measure:
    """Gap between men's and women's median hourly pay, in percent of men's; positive when men earn more (regulation 9)."""
    women, men = _full_pay(uk_employee)
    return median_gap(women, men, RATE).when(*_of_both_sexes(women, men, rules))


def uk_mean_bonus_gap(uk_employee: Columns, rules: Rules) -> Measure:
    """Gap between men's and women's mean bonus, among those who got one; positive when men get more (regulation 10)."""
    women, men = _given_a_bonus(uk_employee)
    return mean_gap(women, men, CENTS).when(_year_of_bonus(uk_employee, rules), *_of_both_sexes(women, men, rules))


def uk_median_bonus_gap(uk_employee: Columns, rules: Rules) -> Measure:
    """Gap between men's and women's median bonus, among those who got one; positive when men get more (regulation 11)."""
    women, men = _given_a_bonus(uk_employee)
    return median_gap(women, men, CENTS).when(_year_of_bonus(uk_employee, rules), *_of_both_sexes(women, men, rules))


def uk_bonus_share(uk_employee: Columns, rules: Rules) -> Measure:
    """Percent of the relevant employees who got a bonus in the twelve months, each sex apart (regulation 12)."""
    known = uk_employee.sex.is_in(["F", "M"])
    return share(uk_employee.bonus > 0, among=known).when(_year_of_bonus(uk_employee, rules))


@gives(
    "uk_pay_quarter_headcount", "uk_women_in_pay_quarter",
    reads={"uk_employee": ("sex", "full_pay", "hourly_pay")},
)  # fmt: skip
def uk_pay_quarters(uk_employee: pl.LazyFrame) -> Block:
    """Women and men in four bands of hourly pay; people of equal pay across a cut keep their mix (regulation 13)."""
    counted = uk_employee.filter("full_pay", pl.col("sex").is_in(["F", "M"])).rename({"hourly_pay": "hourly_total"})
    ranked = levels(counted).collect().lazy()
    found = quarters(ranked).with_columns(pl.concat_str(pl.lit(PREFIX), "indicator").alias("indicator"))
    return Block(found, {"quarters": mix(ranked, 4)})


def _full_pay(people: Columns) -> tuple[Group, Group]:
    return by_sex(people.hourly_pay, people.sex, among=people.full_pay)


def _given_a_bonus(people: Columns) -> tuple[Group, Group]:
    return by_sex(people.bonus, people.sex, among=people.bonus > 0)


def _of_both_sexes(women: Group, men: Group, rules: Rules) -> tuple[Condition, Condition]:
    """The law asks for no minimum: one of each is enough, and a small number is said."""
    smaller = pl.min_horizontal(women.people, men.people)
    facts = {"women": women.people, "men": men.people}
    few = caution(smaller < whole(rules["conventions.caution_smaller_sex"]), "small_sex", **facts)
    return not_computable(smaller == 0, "one_sex", **facts), few


def _year_of_bonus(people: Columns, rules: Rules) -> Condition:
    """Bonuses of a part of the year are no bonuses of twelve months."""
    months, asked = people.bonus_months.max(), whole(rules["uk_gender_pay_gap.bonus_months"])
    return not_computable(months < asked, "bonus_months", months=months, minimum=asked)

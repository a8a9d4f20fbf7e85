"""Membership and capital: who belongs to the co-operative, and who holds its capital and its votes."""

from __future__ import annotations

import polars as pl

from scop_analytics.derive.rules import limits
from scop_analytics.indicators.arguments import Columns, Figure
from scop_analytics.indicators.blocks import Block
from scop_analytics.indicators.conditions import cooperative_of_its_own_rule, out_of_bounds, starter, time_to_return
from scop_analytics.indicators.library import gives, ingredient
from scop_analytics.indicators.measures import (
    CENTS,
    Measure,
    Verdict,
    count,
    group,
    mean,
    median,
    share,
    share_of_total,
    total,
)
from scop_analytics.indicators.reasons import exact, whole
from scop_analytics.indicators.segments import COMPANY
from scop_analytics.indicators.settle import reason
from scop_analytics.law import Rules
from scop_analytics.statistics.likeness import rate_range


def members(member: Columns) -> Measure:
    """Members of the co-operative at closing, of every category."""
    return count(member.member_id.is_not_null())


@ingredient
def employee_members(member: Columns) -> Measure:
    """Members who work in the co-operative."""
    return count(member.is_employee_member)


def employee_membership_rate(person: Columns) -> Measure:
    """Percent of the headcount who are members: the same people above and below."""
    return share(person.is_member, among=person.is_present)


def eligible_membership_rate(person: Columns) -> Measure:
    """Percent of members among employees past the waiting time of the statutes."""
    return share(person.is_member, among=person.is_present & person.is_eligible_member)


def employees_among_members(member: Columns) -> Measure:
    """Percent of employees among all members."""
    return share(member.is_employee_member, among=member.member_id.is_not_null())


def time_to_membership(member: Columns) -> Measure:
    """Median months from joining the company to becoming a member, for members admitted in the year."""
    return median(group(member.months_to_membership, among=member.is_employee_member))


def time_to_membership_by_cohort(member: Columns) -> Measure:
    """Median months from joining the company to becoming a member, for all employee-members at closing."""
    return median(group(member.months_waited, among=member.is_employee_member))


def membership_gap(employee_membership_rate: Figure) -> Measure:
    """Women's membership rate less men's, in points."""
    women, men = employee_membership_rate.of(sex="F"), employee_membership_rate.of(sex="M")
    return Measure(women.value - men.value, sides=(women.people, men.people))


@gives("membership_range_csp", reads={"person": ("is_member", "is_present", "csp")})
def range_of_categories(person: pl.LazyFrame) -> Block:
    """Points between the highest and the lowest membership rate of the categories."""
    return Block(_range(person, "csp", "membership_range_csp"))


@gives("membership_range_site", reads={"person": ("is_member", "is_present", "work_site")})
def range_of_workplaces(person: pl.LazyFrame) -> Block:
    """Points between the highest and the lowest membership rate of the workplaces."""
    return Block(_range(person, "work_site", "membership_range_site"))


def cooperators_capital_share(member: Columns) -> Measure:
    """Percent of the capital held by cooperators: active, retired, dismissed for economic reasons, or unfit."""
    return share_of_total(member.capital, part=member.counts_capital, among=member.capital.is_not_null()).of_cents()


def cooperators_votes_share(member: Columns) -> Measure:
    """Percent of the votes held by cooperators: active employee-members and all former employees still members."""
    return share_of_total(member.votes, part=member.counts_votes, among=member.votes.is_not_null())


def largest_holding(member: Columns) -> Measure:
    """Percent of the capital held by the member who holds most."""
    held = group(member.capital, among=member.member_id.is_not_null())
    return Measure(held.amounts.max(), held.amounts.sum(), 100, population=held.mask, amounts=held.amounts).of_cents()


def mean_capital_per_employee_member(member: Columns) -> Measure:
    """Mean capital held by an employee-member."""
    return mean(group(member.capital, among=member.is_employee_member)).divided(CENTS)


def women_among_members(member: Columns) -> Measure:
    """Percent of women among employee-members."""
    return share(member.sex == "F", among=member.is_employee_member & member.sex.is_not_null())


def capital_control(
    cooperators_capital_share: Figure, company: Columns, company_year: Columns, rules: Rules
) -> Measure:
    """Cooperators hold the share of the capital that the statutes require."""
    held = Measure(cooperators_capital_share.top, cooperators_capital_share.bottom, 100).of_cents()
    judged = held.against(at_least=rules["cooperative.cooperators_capital_minimum"])
    return judged.when(cooperative_of_its_own_rule(company), starter(company, company_year, rules))


@ingredient
def cooperative_members(member: Columns) -> Measure:
    """Co-operatives among the members who are not cooperators."""
    return count(member.is_coop & ~member.counts_votes)


@ingredient
def votes_of_others(member: Columns) -> Measure:
    """Votes of members who are neither cooperators nor co-operatives."""
    return total(pl.when(member.counts_votes | member.is_coop).then(0).otherwise(member.votes))


def vote_control(
    cooperators_votes_share: Figure,
    cooperative_members: Figure,
    votes_of_others: Figure,
    company: Columns,
    rules: Rules,
) -> Measure:
    """Cooperators hold the share of the votes the law requires; less is lawful when co-operatives are members."""
    held, whole = cooperators_votes_share.top, cooperators_votes_share.bottom
    among = cooperative_members.top > 0
    usual = _minimum(held, whole, rules["cooperative.cooperators_votes_minimum"])
    lower = _minimum(held, whole, rules["cooperative.cooperators_votes_minimum_with_cooperatives"])
    others = _minimum(-votes_of_others.top, whole, -exact(rules["cooperative.external_votes_maximum"]))
    threshold = (
        pl.when(among)
        .then(float(exact(rules["cooperative.cooperators_votes_minimum_with_cooperatives"])))
        .otherwise(float(exact(rules["cooperative.cooperators_votes_minimum"])))
    )
    holds = pl.when(among).then(lower & others).otherwise(usual)
    people = cooperators_votes_share.people
    judged = Measure(held, whole, 100, people=people, verdict=Verdict(threshold, "at_least", holds))
    return judged.when(cooperative_of_its_own_rule(company))


@ingredient
def days_below_minimum(member_day: Columns, rules: Rules) -> Measure:
    """Days to closing since employee-members became fewer than the legal form requires."""
    return out_of_bounds(member_day.elapsed, member_day.employees < _fewest(member_day.legal_form, rules))


def member_minimum(
    employee_members: Figure, days_below_minimum: Figure, company: Columns, company_year: Columns, rules: Rules
) -> Measure:
    """The co-operative has the employee-members its legal form requires, or has been below for less time than the law gives."""
    least = _fewest(company.legal_form, rules)
    judged = Measure(employee_members.top, verdict=Verdict(least, "at_least"))
    below, months = employee_members.top < least, whole(rules["cooperative.minimum_members_months"])
    waits = time_to_return(below, days_below_minimum.top, company_year, months, "below_minimum")
    return judged.when(cooperative_of_its_own_rule(company), waits)


def _fewest(form: pl.Expr, rules: Rules) -> pl.Expr:
    """The employee-members a legal form requires."""
    return pl.coalesce(
        pl.when(form == name).then(whole(rules[f"cooperative.minimum_members_{name.lower()}"]))
        for name in ("SARL", "SAS", "SA")
    )


def _minimum(part: pl.Expr, whole: pl.Expr, least: object) -> pl.Expr:
    """Whether ``part`` reaches ``least`` percent of ``whole``, in whole numbers."""
    limit = exact(least)
    return part * 100 * limit.denominator >= whole * limit.numerator


def _range(person: pl.LazyFrame, key: str, name: str) -> pl.LazyFrame:
    """One row per company-year; groups too small to be compared are left aside, and two are needed."""
    [least] = limits("comparison", "group_minimum")
    found = rate_range(person.filter("is_present"), "is_member", key, least)
    compared = pl.col("groups") > 1
    return found.select(
        *COMPANY,
        indicator=pl.lit(name),
        segment=pl.lit("{}"),
        value=pl.when(compared).then("range"),
        numerator=pl.when(compared).then("range"),
        denominator=pl.lit(None, pl.Float64),
        people=pl.when(compared).then("people"),
        status=pl.when(compared).then(pl.lit("ok")).otherwise(pl.lit("not_computable")),
        reason=pl.when(~compared).then(reason("too_few_groups", {"minimum": least})),
    )

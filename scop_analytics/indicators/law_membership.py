"""What the law asks of members and their shares: votes, holdings, admissions, departures, repayments."""

from __future__ import annotations

from fractions import Fraction

import polars as pl

from scop_analytics.indicators.arguments import Columns, Figure
from scop_analytics.indicators.conditions import cooperative_of_its_own_rule, out_of_bounds, starter, time_to_return
from scop_analytics.indicators.library import ingredient
from scop_analytics.indicators.measures import Measure, Verdict, count, only, percent, plain
from scop_analytics.indicators.reasons import Condition, deferred, exact, not_applicable, whole
from scop_analytics.law import Rules

RATE = 10_000  # rates are kept in ten-thousandths
PERCENT = 100
NO_CASE = "conventions.breaches_maximum"


@ingredient
def days_above_maximum(member_day: Columns, rules: Rules) -> Measure:
    """Days to closing since the members of a SARL became more than the law allows."""
    most = whole(rules["cooperative.members_maximum_sarl"])
    return out_of_bounds(member_day.elapsed, member_day.members > most)


def members_limit(
    members: Figure, days_above_maximum: Figure, company: Columns, company_year: Columns, rules: Rules
) -> Measure:
    """A SARL has no more members than the law allows, or has been above for less time than it gives."""
    most = rules["cooperative.members_maximum_sarl"]
    judged = Measure(members.top).against(at_most=most)
    above, months = members.top > whole(most), whole(rules["cooperative.members_maximum_months"])
    waits = time_to_return(above, days_above_maximum.top, company_year, months, "above_maximum")
    return judged.when(not_applicable(company.legal_form != "SARL", "not_sarl"), waits)


@ingredient
def members_of_other_votes(member: Columns, rules: Rules) -> Measure:
    """Members whose votes are not those of one person; co-operatives and holders without a vote apart."""
    one = whole(rules["cooperative.votes_per_member"])
    silent = member.category == "HOLDER_NO_VOTE"
    usual = ~silent & (member.category != "EXTERNAL_COOP") & (member.votes != one)
    return count(usual | (silent & (member.votes > 0)))


@ingredient
def members_in_colleges(member: Columns) -> Measure:
    """Members who vote in a college."""
    return count(member.college.is_not_null())


def members_without_one_vote(
    members_of_other_votes: Figure, members_in_colleges: Figure, company: Columns, rules: Rules
) -> Measure:
    """Members whose votes differ from one, though nothing in the law gives them others."""
    judged = Measure(members_of_other_votes.top).against(at_most=rules[NO_CASE])
    colleges = company.coop_status.is_in(["SCIC", "CAE_SCIC"]) & (members_in_colleges.top > 0)
    return judged.when(not_applicable(colleges, "votes_by_college"))


def outside_votes_limit(
    cooperators_votes_share: Figure,
    cooperative_members: Figure,
    votes_of_others: Figure,
    company: Columns,
    rules: Rules,
) -> Measure:
    """Votes of members who are no cooperators stay under their cap, higher when co-operatives are among them."""
    every = cooperators_votes_share.bottom
    outside = every - cooperators_votes_share.top
    alone = exact(rules["cooperative.external_votes_maximum"])
    together = exact(rules["cooperative.external_votes_maximum_with_cooperatives"])
    among = cooperative_members.top > 0
    shared = _at_most(outside, every, together) & _at_most(votes_of_others.top, every, alone)
    holds = pl.when(among).then(shared).otherwise(_at_most(outside, every, alone))
    threshold = pl.when(among).then(float(together)).otherwise(float(alone))
    judged = Measure(outside, every, 100, verdict=Verdict(threshold, "at_most", holds))
    return judged.when(cooperative_of_its_own_rule(company))


@ingredient
def largest_cooperative_votes(member: Columns) -> Measure:
    """Most votes held by one member that is a co-operative."""
    return Measure(
        only(member.votes, member.is_coop).max().fill_null(0), population=member.member_id.is_not_null(), additive=True
    )


def member_cooperative_votes(
    largest_cooperative_votes: Figure,
    cooperative_members: Figure,
    cooperators_votes_share: Figure,
    employee_members: Figure,
    company: Columns,
    rules: Rules,
) -> Measure:
    """A member SCOP has no more votes than one and our employee-members, and never the majority."""
    half = exact(rules["cooperative.scop_votes_maximum"]) / PERCENT
    own = employee_members.top + whole(rules["cooperative.votes_per_member"])
    most = pl.min_horizontal(own, cooperators_votes_share.bottom * half.numerator // half.denominator)
    judged = Measure(largest_cooperative_votes.top, verdict=Verdict(most, "at_most"))
    nobody = not_applicable(cooperative_members.top == 0, "no_cooperative_member")
    return judged.when(nobody, cooperative_of_its_own_rule(company))


@ingredient
def largest_cooperative_capital(member: Columns) -> Measure:
    """Most capital held by one member that is a co-operative."""
    return Measure(
        only(member.capital, member.is_coop).max().fill_null(0),
        population=member.member_id.is_not_null(),
        additive=True,
    )


def holding_limit(
    largest_holding: Figure,
    largest_cooperative_capital: Figure,
    company: Columns,
    company_year: Columns,
    rules: Rules,
) -> Measure:
    """No member holds more of the capital than the law, or lower statutes, allow."""
    held, capital = largest_holding.top, largest_holding.bottom
    law = whole(exact(rules["cooperative.largest_holding_maximum"]) * RATE / PERCENT)
    most = pl.min_horizontal(company.max_holding_rate.fill_null(RATE), pl.lit(law, pl.Int64))
    judged = Measure(
        held, capital, 100, verdict=Verdict(most / (RATE / PERCENT), "at_most", held * RATE <= capital * most)
    )
    majority = deferred(largest_cooperative_capital.top * RATE > capital * law, "cooperative_majority")
    return judged.of_cents().when(cooperative_of_its_own_rule(company), starter(company, company_year, rules), majority)


def admission_shares(company: Columns, rules: Rules) -> Measure:
    """Admission asks for no more shares than the law allows."""
    judged = plain(company.admission_shares).against(at_most=rules["cooperative.admission_shares_maximum"])
    return judged.when(cooperative_of_its_own_rule(company))


def share_deduction(company: Columns, rules: Rules) -> Measure:
    """Percent of pay deducted to subscribe shares."""
    judged = Measure(company.share_deduction_rate, per=RATE // PERCENT)
    return judged.against(at_most=rules["cooperative.share_deduction_maximum"])


@ingredient
def applications_waiting(register: Columns, rules: Rules) -> Measure:
    """Applications of employees of long enough service on which a meeting held since has not ruled."""
    return count(
        register.awaits_ruling & (register.tenure_months >= whole(rules["cooperative.application_right_months"]))
    )


def unanswered_applications(applications_waiting: Figure, company: Columns, rules: Rules) -> Measure:
    """Applications for membership on which the meeting had to rule and did not."""
    judged = Measure(applications_waiting.top).against(at_most=rules[NO_CASE])
    return judged.when(cooperative_of_its_own_rule(company))


def statutory_wait(company: Columns) -> Measure:
    """Months of service that the statutes ask for before an application."""
    return plain(company.membership_wait_months).when(cooperative_of_its_own_rule(company))


@ingredient
def members_gone(register: Columns) -> Measure:
    """Members who no longer work in the co-operative, and left it for another cause than those the law excepts."""
    jobless = (register.category == "EMPLOYEE") & ~register.is_present
    return count(register.inside & ((register.category == "FORMER_OTHER") | jobless.fill_null(value=False)))


def members_without_job(members_gone: Figure, company: Columns, rules: Rules) -> Measure:
    """Members whose membership should have ended with their job."""
    judged = Measure(members_gone.top).against(at_most=rules[NO_CASE])
    kept = company.keeps_former_members
    lawful = not_applicable(kept.fill_null(value=False), "statutes_keep_former")
    column = {"table": "entity", "column": "keeps_former_members"}
    unsaid = Condition(kept.is_null() & (members_gone.top > 0), "missing", "column_missing", column)
    return judged.when(cooperative_of_its_own_rule(company), lawful, unsaid)


def capital_floor(company: Columns, rules: Rules) -> Measure:
    """Percent of the highest capital ever reached that the capital still is."""
    held = percent(company.capital_closing, company.max_capital_ever).of_cents()
    return held.against(at_least=rules["cooperative.capital_floor_minimum"])


def share_repayment_value(company: Columns) -> Measure:
    """Percent of its nominal value at which a share is repaid: losses fall on capital and statutory reserves alike."""
    loss = pl.max_horizontal(company.losses_brought_forward.fill_null(0) - company.net_result, 0)
    bearing = company.capital_closing + company.dev_fund_opening
    left = pl.max_horizontal(bearing - pl.when(company.net_result.is_not_null()).then(loss), 0)
    known = pl.when(bearing.is_not_null() & company.net_result.is_not_null()).then(left)
    return percent(known, bearing).of_cents().when(cooperative_of_its_own_rule(company))


@ingredient
def repayments_late(register: Columns, rules: Rules) -> Measure:
    """Members who left, whose shares are repaid later than allowed, or are planned to be."""
    last = register.exit_date.dt.offset_by(f"{whole(rules['cooperative.repayment_years_maximum'])}y")
    return count(((register.owed > 0) & (register.owed_until > last)).fill_null(value=False))


def late_repayments(repayments_late: Figure, company: Columns, rules: Rules) -> Measure:
    """Members who left and wait for their shares longer than allowed."""
    judged = Measure(repayments_late.top).against(at_most=rules[NO_CASE])
    return judged.when(cooperative_of_its_own_rule(company))


def _at_most(part: pl.Expr, every: pl.Expr, limit: Fraction) -> pl.Expr:
    """Whether a part is at most ``limit`` percent of the whole, in integers."""
    return part * PERCENT * limit.denominator <= every * limit.numerator

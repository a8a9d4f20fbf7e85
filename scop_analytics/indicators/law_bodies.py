"""What the law asks of bodies and meetings: terms, supervisory boards, proxies, sections, the annual meeting."""

from __future__ import annotations

import polars as pl

from scop_analytics.indicators.arguments import Columns, Figure
from scop_analytics.indicators.conditions import cooperative_of_its_own_rule
from scop_analytics.indicators.library import ingredient
from scop_analytics.indicators.measures import DAYS, Measure, Verdict, count, only, total
from scop_analytics.indicators.reasons import Condition, exact, not_applicable, whole
from scop_analytics.law import Rules

MANAGING = ("GERANCE", "DIRECTION_SAS")
LIMITED = ("SARL", "SAS")  # forms whose supervisory board the law of SCOPs orders
MONTHS = 12
NO_CASE = "conventions.breaches_maximum"


@ingredient
def longest_manager_term(body: Columns) -> Measure:
    """Longest term, in years, of managers and of SAS officers."""
    managing = body.body_type.is_in(MANAGING)
    return Measure(only(body.term_years, managing).max().fill_null(0), population=managing, additive=True)


@ingredient
def managing_bodies(body: Columns) -> Measure:
    """Bodies that manage, whose term is known."""
    return count(body.body_type.is_in(MANAGING) & body.term_years.is_not_null())


def manager_term(longest_manager_term: Figure, managing_bodies: Figure, company: Columns, rules: Rules) -> Measure:
    """Longest term of managers and of SAS officers, in years."""
    judged = Measure(longest_manager_term.top).against(at_most=rules["cooperative.term_managers_maximum"])
    return judged.when(_without(managing_bodies, "no_managing_body"), cooperative_of_its_own_rule(company))


@ingredient
def supervisory_seats(seat: Columns) -> Measure:
    """Seats held at closing on the supervisory board."""
    return count(seat.body_type == "CS")


def supervisory_board(supervisory_seats: Figure, members: Figure, company: Columns, rules: Rules) -> Measure:
    """Seats held on the supervisory board, compulsory in a SARL or SAS of many members."""
    least = whole(rules["cooperative.supervisory_seats_minimum"])
    most = whole(rules["cooperative.supervisory_seats_maximum"])
    above = whole(rules["cooperative.supervisory_board_members"])
    seats = supervisory_seats.top
    threshold = pl.when(seats > most).then(most).otherwise(least)
    judged = Measure(seats, verdict=Verdict(threshold, "at_least", seats.is_between(least, most)))
    small = not_applicable(members.top <= above, "few_members", maximum=above)
    return judged.when(_not_limited(company), small, cooperative_of_its_own_rule(company))


@ingredient
def longest_supervisory_term(body: Columns) -> Measure:
    """Longest term, in years, of the supervisory board."""
    supervising = body.body_type == "CS"
    return Measure(only(body.term_years, supervising).max().fill_null(0), population=supervising, additive=True)


@ingredient
def supervisory_bodies(body: Columns) -> Measure:
    """Supervisory boards whose term is known."""
    return count((body.body_type == "CS") & body.term_years.is_not_null())


def supervisory_term(
    longest_supervisory_term: Figure, supervisory_bodies: Figure, company: Columns, rules: Rules
) -> Measure:
    """Term of the supervisory board of a SARL or SAS, in years."""
    judged = Measure(longest_supervisory_term.top).against(at_most=rules["cooperative.term_supervisory_maximum"])
    none = _without(supervisory_bodies, "no_supervisory_board")
    return judged.when(_not_limited(company), none, cooperative_of_its_own_rule(company))


@ingredient
def people_of_both_bodies(seat: Columns) -> Measure:
    """People who supervise and manage at once."""
    supervising = seat.body_type == "CS"
    managing = seat.body_type.is_in((*MANAGING, "DIRECTOIRE"))
    kinds = (supervising, managing, supervising | managing)
    each, other, either = (seat.holder_id.filter(kind).n_unique().cast(pl.Int64) for kind in kinds)
    return Measure(each + other - either, population=seat.holder_id.is_not_null(), additive=True)


def supervising_managers(
    people_of_both_bodies: Figure, supervisory_seats: Figure, company: Columns, rules: Rules
) -> Measure:
    """People who sit on the supervisory board and manage at the same time."""
    judged = Measure(people_of_both_bodies.top).against(at_most=rules[NO_CASE])
    return judged.when(_without(supervisory_seats, "no_supervisory_board"), cooperative_of_its_own_rule(company))


@ingredient
def longest_director_term(body: Columns) -> Measure:
    """Longest term, in years, of the boards of directors and supervisory boards."""
    return Measure(only(body.term_years, body.is_board).max().fill_null(0), population=body.is_board, additive=True)


@ingredient
def boards_of_known_term(body: Columns) -> Measure:
    """Boards whose term is known."""
    return count(body.is_board & body.term_years.is_not_null())


def director_term(longest_director_term: Figure, boards_of_known_term: Figure, rules: Rules) -> Measure:
    """Longest term of the members of the board, in years."""
    judged = Measure(longest_director_term.top).against(at_most=rules["cooperative.term_directors_maximum"])
    return judged.when(_without(boards_of_known_term, "no_board"))


@ingredient
def proxies_at_worst(proxy: Columns) -> Measure:
    """Proxies in one hand at the meeting where they come nearest to, or furthest above, what is allowed."""
    worst = proxy.held.sort_by(proxy.held - proxy.allowed, proxy.held).last()
    return Measure(worst, population=proxy.assembly_id.is_not_null(), additive=True)


@ingredient
def proxies_allowed(proxy: Columns) -> Measure:
    """Proxies that one member could hold at that meeting."""
    allowed = proxy.allowed.sort_by(proxy.held - proxy.allowed, proxy.held).last()
    return Measure(allowed, population=proxy.assembly_id.is_not_null(), additive=True)


def proxies_per_holder(proxies_at_worst: Figure, proxies_allowed: Figure, company: Columns) -> Measure:
    """Proxies held by one member at a meeting, against what its number of members allows."""
    judged = Measure(proxies_at_worst.top, verdict=Verdict(proxies_allowed.top, "at_most"))
    return judged.when(cooperative_of_its_own_rule(company))


def blank_proxies(assembly: Columns) -> Measure:
    """Proxies without a named holder, over the assemblies of the year."""
    return total(assembly.blank_proxies)


@ingredient
def assemblies_without_anyone(assembly: Columns) -> Measure:
    """Assemblies at which nobody was, in person or represented, though votes came by post."""
    nobody = (assembly.present.fill_null(0) + assembly.represented.fill_null(0)) == 0
    return count(nobody & (assembly.remote > 0))


def written_assemblies(assemblies_without_anyone: Figure, company: Columns, rules: Rules) -> Measure:
    """Assemblies replaced by a consultation in writing."""
    judged = Measure(assemblies_without_anyone.top).against(at_most=rules[NO_CASE])
    return judged.when(cooperative_of_its_own_rule(company))


@ingredient
def section_assemblies(assembly: Columns) -> Measure:
    """Assemblies of sections."""
    return count(assembly.assembly_type == "SECTION")


@ingredient
def longest_wait_for_plenary(assembly: Columns) -> Measure:
    """Most days from an assembly of a section to the plenary one."""
    section = assembly.assembly_type == "SECTION"
    return Measure(assembly.days_to_plenary.max(), population=section, additive=True)


def section_delay(
    longest_wait_for_plenary: Figure, section_assemblies: Figure, company: Columns, rules: Rules
) -> Measure:
    """Most days from an assembly of a section to the plenary assembly."""
    judged = Measure(longest_wait_for_plenary.top).against(at_most=rules["cooperative.section_delay_maximum"])
    return judged.when(_without(section_assemblies, "no_section"), cooperative_of_its_own_rule(company))


def annual_meeting_delay(company: Columns, company_year: Columns, rules: Rules) -> Measure:
    """Months from closing to the meeting that ruled on the accounts."""
    months = whole(rules["cooperative.annual_meeting_months"])
    last = company_year.end.dt.offset_by("1d").dt.offset_by(f"{months}mo").dt.offset_by("-1d")
    days = (company.meeting_date - company_year.end).dt.total_days()
    verdict = Verdict(exact(months), "at_most", company.meeting_date <= last)
    return Measure(days, times=MONTHS * 100, per=DAYS, units=(DAYS / 100 / MONTHS, 1), verdict=verdict)


@ingredient
def resolutions_below_majority(ballot: Columns) -> Measure:
    """Ordinary resolutions and elections adopted at first call without the votes of more than half of all members."""
    ordinary = ballot.resolution_kind.is_in(["ORDINAIRE", "ELECTION"])
    return count(ordinary & ballot.adopted & (ballot.call_number == 1) & (2 * ballot.votes_for <= ballot.entitled))


def majority_of_all_members(resolutions_below_majority: Figure, company: Columns) -> Measure:
    """Resolutions of a SARL adopted at first call without the majority of all members."""
    limited = not_applicable(company.legal_form != "SARL", "not_sarl")
    return Measure(resolutions_below_majority.top).when(limited, cooperative_of_its_own_rule(company))


def _without(bodies: Figure, key: str) -> Condition:
    return not_applicable(bodies.top == 0, key)


def _not_limited(company: Columns) -> Condition:
    return not_applicable(~company.legal_form.is_in(LIMITED), "not_sarl_or_sas")

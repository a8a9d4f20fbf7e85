"""Analysis-ready frames of all companies at once: person-years with rebuilt pay, members, seats, meetings, answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import polars as pl

from scop_analytics.derive import (
    assembled,
    company,
    consulting,
    giving,
    governance,
    index,
    meetings,
    membership,
    offices,
    parental,
    person,
    raises,
    recruiting,
    register,
    registers,
    resources,
    sharing,
    trainings,
    uk_snapshot,
    voices,
)
from scop_analytics.derive.components import components
from scop_analytics.derive.contracts import in_fiscal_years
from scop_analytics.derive.frames import Frames
from scop_analytics.derive.index_period import index_contracts, index_periods
from scop_analytics.derive.lineage import Sheet, lineage, sheets
from scop_analytics.derive.periods import calendar_years, company_years
from scop_analytics.derive.work_year import work_years

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier
    from scop_analytics.law import Law

__all__ = ["Frames", "Sheet", "derive", "lineage", "sheets"]


def derive(dossier: Dossier, law: Law) -> Frames:
    """Every derived frame of every company and year in ``dossier``, by name; what nobody asks for is not computed.

    A company keeps what it has: without payroll its people stay, without people its meetings stay. ``law`` gives the
    minimum wage of each month and the conventions of rebuilding.
    """
    years = company_years(dossier)
    periods = index_periods(dossier, years)
    contracts = _contracts(dossier, years, periods)
    frames = Frames(
        {
            "company_year": lambda: years.lazy().drop("cy"),
            "company": lambda: company.companies(dossier, years, frames["person"]),
            "person": lambda: person.fiscal(dossier, years, law, contracts["fiscal"].collect()).lazy(),
            "person_calendar": lambda: _calendar(dossier, years, law, frames["person"]),
            "exclusions": lambda: company.exclusions(frames, periods),
            "index_person": lambda: index.index_people(dossier, periods, law, frames, contracts["index"]),
            "index_company": lambda: index.index_companies(dossier, periods, contracts["index"]),
            "leave_return": lambda: raises.returns(dossier, periods, contracts["index"]),
            "component": lambda: components(dossier, years, law, frames["person_calendar"], contracts["fiscal"]),
            "member": lambda: membership.members(dossier, years, frames["person"]),
            "body": lambda: governance.bodies(dossier, years, frames["seat"]),
            "seat": lambda: governance.seats(dossier, years, frames["person"]),
            "office": lambda: offices.offices(dossier, years, frames["person"]),
            "assembly": lambda: meetings.assemblies(dossier, years),
            "ballot": lambda: meetings.ballots(dossier, years),
            "board_presence": lambda: meetings.board_presences(dossier, years),
            "consultation": lambda: consulting.consultations(dossier, years),
            "answer": lambda: voices.answers(dossier, years, law),
            "survey": lambda: voices.surveys(dossier, years, frames["answer"]),
            "leave_right": lambda: voices.leave_rights(dossier, years, frames["person"], law),
            "uk_employee": lambda: uk_snapshot.employees(dossier, years, law),
            "surplus": lambda: company.surpluses(dossier, years),
            "emission": lambda: company.emissions(dossier, years),
            **_apart(dossier, years, law, lambda name: frames[name], contracts),
            "cohort": lambda: recruiting.cohorts(dossier, years, law),
            **_shared_and_given(dossier, years, lambda name: frames[name]),
        }
    )
    return frames


def _contracts(dossier: Dossier, years: pl.DataFrame, periods: pl.DataFrame) -> Frames:
    """The contracts that several frames start from, cut once: those of the fiscal years and those of the index."""
    return Frames(
        {
            "fiscal": lambda: in_fiscal_years(dossier, years).lazy(),
            "index": lambda: index_contracts(dossier, periods).lazy(),
        }
    )


def _apart(
    dossier: Dossier, years: pl.DataFrame, law: Law, known: Callable[[str], pl.LazyFrame], contracts: Frames
) -> dict[str, Callable[[], pl.LazyFrame]]:
    """The frames of work, of deciding together and of the checks of the law, which rest on those of people and bodies."""
    at_work, deciding = _at_work(dossier, years, law, known, contracts), _deciding(dossier, years, known)
    return {**at_work, **deciding, **_asked_by_law(dossier, years, law, lambda: known("person"), contracts)}


def _asked_by_law(
    dossier: Dossier, years: pl.DataFrame, law: Law, people: Callable[[], pl.LazyFrame], contracts: Frames
) -> dict[str, Callable[[], pl.LazyFrame]]:
    """What only the checks of the law read."""
    return {
        "register": lambda: registers.register(dossier, years, people()),
        "member_day": lambda: registers.member_days(dossier, years),
        "proxy": lambda: registers.proxies(dossier, years, law),
        "labour_right": lambda: registers.labour_rights(dossier, years, people(), contracts["fiscal"]),
    }


def _calendar(dossier: Dossier, years: pl.DataFrame, law: Law, people: pl.LazyFrame) -> pl.LazyFrame:
    """A fiscal year that is the calendar year has the same people and the same pay: reused, not computed again."""
    others = calendar_years(years)
    if others.is_empty():
        return people
    same = years.lazy().filter("is_calendar").select("entity_id", "fiscal_year")
    kept = people.join(same, on=["entity_id", "fiscal_year"], how="semi")
    return pl.concat([kept, person.calendar(dossier, others, law).lazy()])


def _at_work(
    dossier: Dossier, years: pl.DataFrame, law: Law, known: Callable[[str], pl.LazyFrame], contracts: Frames
) -> dict[str, Callable[[], pl.LazyFrame]]:
    """The frames of the year at work: accidents, absence, training, parental leave."""
    return {
        "work_year": lambda: work_years(dossier, years, known("person"), law, contracts["fiscal"]),
        "seat_training": lambda: trainings.seats_trained(dossier, years, known("seat")),
        "parental_return": lambda: parental.returns(dossier, years, known("person")),
        "parental_stay": lambda: parental.stays(dossier, years, known("person"), law),
        "second_parent": lambda: parental.second_parents(dossier, years, known("person"), law),
    }


def _deciding(
    dossier: Dossier, years: pl.DataFrame, known: Callable[[str], pl.LazyFrame]
) -> dict[str, Callable[[], pl.LazyFrame]]:
    """The frames of deciding together: the register of members, who is called, consulted and told, how leaders are elected."""
    return {
        "register_entry": lambda: register.entries(dossier, years, known("person")),
        "called_member": lambda: assembled.called(dossier, known("person"), known("assembly")),
        "leader_vote": lambda: assembled.leader_votes(dossier, years),
        "consulted_group": lambda: consulting.consulted_groups(dossier, years),
        "document": lambda: consulting.documents(dossier, years),
    }


def _shared_and_given(
    dossier: Dossier, years: pl.DataFrame, known: Callable[[str], pl.LazyFrame]
) -> dict[str, Callable[[], pl.LazyFrame]]:
    """The frames of welcoming, sharing, the use of resources and solidarity."""
    return {
        "candidate": lambda: recruiting.candidates(dossier, years),
        "hire": lambda: recruiting.hires(dossier, known("person")),
        "labour_share_row": lambda: sharing.labour_shares(dossier, years),
        "paid_year": lambda: sharing.paid_years(dossier, years),
        "leader": lambda: sharing.leaders(dossier, years, known("seat"), known("person")),
        "resource": lambda: resources.resources(known("emission")),
        "investment": lambda: giving.investments(dossier, years),
        "purchase": lambda: giving.purchases(dossier, years),
        "solidarity_action": lambda: giving.actions(dossier, years),
    }

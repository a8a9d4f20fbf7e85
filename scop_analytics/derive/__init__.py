"""Analysis-ready frames of all companies at once: person-years with rebuilt pay, members, seats, meetings, answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from scop_analytics.derive import company, governance, meetings, membership, person, voices
from scop_analytics.derive.frames import Frames, Once
from scop_analytics.derive.lineage import Sheet, lineage, sheets
from scop_analytics.derive.periods import calendar_years, company_years

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier
    from scop_analytics.law import Law

__all__ = ["Frames", "Sheet", "derive", "lineage", "sheets"]


def derive(dossier: Dossier, law: Law) -> Frames:
    """Every derived frame of every company and year in ``dossier``, by name; nothing is computed before it is collected.

    A company keeps what it has: without payroll its people stay, without people its meetings stay. ``law`` gives the
    minimum wage of each month and the conventions of rebuilding.
    """
    years = company_years(dossier)
    fiscal = Once(lambda: person.fiscal(dossier, years, law))

    def calendar() -> pl.DataFrame:
        # A fiscal year that is the calendar year has the same people and the same pay: reused, not computed again.
        others = calendar_years(years)
        if others.is_empty():
            return fiscal()
        same = years.filter("is_calendar").select("entity_id", "fiscal_year")
        kept = fiscal().join(same, on=["entity_id", "fiscal_year"], how="semi")
        return pl.concat([kept, person.calendar(dossier, others, law)])

    people, yearly = pl.defer(fiscal, schema=dict(person.SCHEMA)), pl.defer(Once(calendar), schema=dict(person.SCHEMA))
    return Frames(
        {
            "company_year": lambda: years.lazy().drop("cy"),
            "company": lambda: company.companies(dossier, years, people),
            "person": lambda: people,
            "person_calendar": lambda: yearly,
            "exclusions": lambda: company.exclusions(people, yearly),
            "member": lambda: membership.members(dossier, years, people),
            "body": lambda: governance.bodies(dossier, years),
            "seat": lambda: governance.seats(dossier, years, people),
            "assembly": lambda: meetings.assemblies(dossier, years),
            "ballot": lambda: meetings.ballots(dossier, years),
            "board_presence": lambda: meetings.board_presences(dossier, years),
            "consultation": lambda: meetings.consultations(dossier, years),
            "answer": lambda: voices.answers(dossier, years, law),
            "survey": lambda: voices.surveys(dossier, years, law),
            "leave_right": lambda: voices.leave_rights(dossier, years, people, law),
            "surplus": lambda: company.surpluses(dossier, years),
            "emission": lambda: company.emissions(dossier, years),
        }
    )

"""Analysis-ready frames of all companies at once: person-years with rebuilt pay, members, seats, meetings, answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from scop_analytics.derive import person
from scop_analytics.derive.frames import Build, Frames, Once
from scop_analytics.derive.periods import calendar_years, company_years

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier
    from scop_analytics.law import Law

__all__ = ["Frames", "derive"]


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

    builds: dict[str, Build] = {
        "company_year": lambda: years.drop("cy"),
        "person": fiscal,
        "person_calendar": calendar,
    }
    return Frames(builds, {"person": person.SCHEMA, "person_calendar": person.SCHEMA})

"""What an indicator means and how it is computed: its entry, its law, its worked example, its figures in a dossier."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import polars as pl

from scop_analytics import datafiles
from scop_analytics import law as legal
from scop_analytics.errors import UsageError
from scop_analytics.indicators import catalogue, library, trail
from scop_analytics.indicators.catalogue import HERE, Indicator
from scop_analytics.indicators.computing import compute
from scop_analytics.indicators.segments import canonical

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier

Told = dict[str, Any]


@cache
def standards() -> dict[str, Told]:
    """The sets of standards: their names, and whether the correspondence was read in the text."""
    return datafiles.read(HERE / "standards.toml")


def explained(
    indicator: str,
    dossier: Dossier | None = None,
    *,
    year: int | None = None,
    segment: Mapping[str, str] | None = None,
    audience: str = "members",
    on: date | None = None,
    findings: pl.DataFrame | None = None,
) -> Told:
    """Everything known of ``indicator``, as data; with a ``dossier``, its rows for ``audience`` (year and group chosen).

    Each row carries its ``trail``: the steps from the people counted to the figure, as far as this audience may see them.
    """
    entry = catalogue.get(indicator)
    told = {**_words(entry), "law": _law(entry, _day(dossier, year, on)), "standards": _standards(entry)}
    told["steps"] = list(_steps(entry.id))
    if dossier is not None:
        told["results"] = _results(entry, dossier, year, segment, audience, findings)
    return told


def _day(dossier: Dossier | None, year: int | None, on: date | None) -> date:
    """The day whose law is told: the one asked, the closing of the year asked, or today."""
    closings = [] if dossier is None or year is None else _closings(dossier, year)
    return on or (max(closings) if closings else date.today())  # noqa: DTZ011 - the law changes at local midnight


def _closings(dossier: Dossier, year: int) -> list[date]:
    return dossier.fiscal_years.filter(fiscal_year=year)["end"].to_list()


def _words(entry: Indicator) -> Told:
    texts: Told = {name: dict(getattr(entry, name)) for name in catalogue.TEXTS}
    plain = ("id", "code", "family", "unit", "polarity", "sign", "period", "pay", "disclosure", "method")
    lists = {"segments": list(entry.segments), "needs": list(entry.needs), "example": dict(entry.example)}
    lists["answers"] = list(entry.answers)
    texts["remedy"] = dict(entry.remedy) if entry.remedy else None
    rounding = dict(entry.rounding) if entry.rounding else None
    return {**{name: getattr(entry, name) for name in plain}, **texts, **lists, "rounding": rounding}


def _law(entry: Indicator, day: date) -> list[Told]:
    known = legal.load()
    found = ((key, known.entry(key), known.entry(key).on(day)) for key in entry.law)
    return [
        {
            "key": key,
            "label": dict(item.label),
            "value": str(version.value),
            "unit": item.unit,
            "from": version.start.isoformat(),
            "status": version.status,
            "source": version.source,
            "url": version.url,
        }
        for key, item, version in found
        if version is not None
    ]


def _standards(entry: Indicator) -> list[Told]:
    return [
        {"set": name, "name": dict(standards()[name]["name"]), "code": code, "verified": standards()[name]["verified"]}
        for name, code in entry.standards.items()
    ]


def _steps(name: str) -> tuple[str, ...]:
    """The figures a formula reads, in computing order: how the number is reached."""
    functions = library.load()
    if name in functions.blocks:
        return (name,)
    return functions.closure([name])


def _results(
    entry: Indicator,
    dossier: Dossier,
    year: int | None,
    segment: Mapping[str, str] | None,
    audience: str,
    findings: pl.DataFrame | None,
) -> list[Told]:
    by = _by(entry, segment)
    reads = trail.operands(entry)
    groups = dict.fromkeys(["*".join(sorted(operand.keys)) for operand in reads if operand.keys])
    asked = ",".join(dict.fromkeys(part for part in (by, *groups) if part)) or None
    only = [entry.id, *(operand.indicator for operand in reads)]
    released = compute(dossier, only=only, by=asked, audience=audience, findings=findings)
    wanted = None if segment is None else canonical(segment)
    rows = [row for row in released.to_rows() if row["indicator"] == entry.id and _asked(row, dossier, year, wanted)]
    if not rows:
        raise UsageError("no_such_result", asked=entry.id, segment=wanted or "", found=0)
    found = trail.trail(entry, dossier, released, by=by, findings=findings)
    return [{**row, "trail": found.steps(row)} for row in rows]


def _by(entry: Indicator, segment: Mapping[str, str] | None) -> str | None:
    """The cut that gives the group asked, unless the figure always has it."""
    allowed = segment and entry.allows(tuple(segment)) and tuple(sorted(segment)) not in entry.always
    return "*".join(segment) if segment and allowed else None


def _asked(row: Told, dossier: Dossier, year: int | None, wanted: str | None) -> bool:
    if year is not None and year not in dossier.years:
        raise UsageError("unknown_year", asked=str(year), valid=[str(known) for known in dossier.years])
    return year in (None, row["year"]) and wanted in (None, canonical(row["segment"]))

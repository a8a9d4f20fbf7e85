"""What an indicator means and how it is computed: its entry, its law, its worked example, its figures in a dossier."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from scop_analytics import datafiles
from scop_analytics import law as legal
from scop_analytics.errors import UsageError
from scop_analytics.indicators import catalogue, library
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
) -> Told:
    """Everything known of ``indicator``, as data; with a ``dossier``, its rows for ``audience`` (year and group chosen)."""
    entry = catalogue.get(indicator)
    told = {**_words(entry), "law": _law(entry, on or date.today()), "standards": _standards(entry)}  # noqa: DTZ011 - the law changes at local midnight
    told["steps"] = list(_steps(entry.id))
    if dossier is not None:
        told["results"] = _results(entry, dossier, year, segment, audience)
    return told


def _words(entry: Indicator) -> Told:
    texts = {name: dict(getattr(entry, name)) for name in catalogue.TEXTS}
    plain = ("id", "code", "family", "unit", "polarity", "sign", "period", "pay", "disclosure", "method")
    lists = {"segments": list(entry.segments), "needs": list(entry.needs), "example": dict(entry.example)}
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
    entry: Indicator, dossier: Dossier, year: int | None, segment: Mapping[str, str] | None, audience: str
) -> list[Told]:
    by = (
        "*".join(segment)
        if segment and entry.allows(tuple(segment)) and tuple(sorted(segment)) not in entry.always
        else None
    )
    results = compute(dossier, only=[entry.id], by=by, audience=audience, year=year)
    wanted = None if segment is None else canonical(segment)
    rows = [
        row for row, text in zip(results.to_rows(), results.frame["segment"], strict=True) if wanted in (None, text)
    ]
    if not rows:
        raise UsageError("no_such_result", asked=entry.id, segment=wanted or "", found=0)
    return rows

"""The law as each company-year lives it: company-years are split by the versions in use, a handful of groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl

from scop_analytics.indicators.ruling import Ruling
from scop_analytics.indicators.segments import COMPANY
from scop_analytics.law import Dated, Law

STARTING, PUBLISHED = "period_start", "publication"
PERIODS = (
    STARTING,
    "period_end",
    PUBLISHED,
)  # values by month or by event are joined to the rows they concern, not here
ALERT = "pay_equity.alert_both_directions"


class InForce(dict[str, Any]):
    """Plain legal numbers by key; one that had no value at the time is an absence the engine turns into a reason."""

    def __missing__(self, key: str) -> Any:
        raise NotInForceError(key)


class NotInForceError(LookupError):
    """A legal value that did not exist yet, or no longer, for these company-years."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def rulings(law: Law, company_years: pl.DataFrame, keys: Iterable[str]) -> list[Ruling]:
    """One ruling per set of versions in use among the company-years."""
    asked = sorted(set(keys))
    spans = company_years.select("start", "end").unique().sort("end", "start")
    groups: dict[tuple[date | None, ...], list[tuple[date, date]]] = {}
    for start, end in spans.iter_rows():
        current = _current(law, asked, start, end)
        signature = tuple(
            version.start if version else None for key, version in current.items() if law.entry(key).by in PERIODS
        )
        groups.setdefault(signature, []).append((start, end))
    return [_ruling(law, asked, company_years, members, alone=len(groups) == 1) for members in groups.values()]


def unchanged(found: list[Ruling]) -> tuple[Ruling, set[str]]:
    """The legal values that are the same under all these rulings, for all their company-years, and the keys of the others.

    The others are left out, so that a figure that reads one without naming it is seen at once.
    """
    if len(found) == 1:
        return found[0], set()
    keys = {key for item in found for key in item.versions}
    changed = {key for key in keys if any(item.versions.get(key) != found[0].versions.get(key) for item in found)}
    first = found[0]
    rules = InForce({key: value for key, value in first.rules.items() if key not in changed})
    return Ruling(rules, {key: version for key, version in first.versions.items() if key not in changed}), changed


def _current(law: Law, keys: Iterable[str], start: date, end: date) -> dict[str, Dated | None]:
    return {key: law.entry(key).on(_day(law, key, start, end)) for key in keys}


def _day(law: Law, key: str, start: date, end: date) -> date:
    """The day on which a legal value is read for a period."""
    match law.entry(key).by:
        case by if by == STARTING:
            return start
        case by if by == PUBLISHED:
            return law.published(key, end)
    return end


def _ruling(
    law: Law, keys: Iterable[str], years: pl.DataFrame, spans: list[tuple[date, date]], *, alone: bool
) -> Ruling:
    current = {key: version for key, version in _current(law, keys, *spans[0]).items() if version}
    kept = None
    if not alone:
        own = pl.DataFrame(spans, schema={"start": pl.Date, "end": pl.Date}, orient="row")
        kept = years.join(own, on=["start", "end"], how="semi").select(*COMPANY)
    return Ruling(InForce({key: version.value for key, version in current.items()}), _versions(current), kept)


def _versions(current: Mapping[str, Dated]) -> dict[str, dict[str, str]]:
    return {key: {"from": version.start.isoformat(), "status": version.status} for key, version in current.items()}


def as_read(found: list[Ruling], direction: str) -> list[Ruling]:
    """The same law under the reading a co-operative chose: a gap in favour of women counts towards the threshold or not.

    The text of the directive and the portals that apply it differ; the law file holds the reading by default.
    """
    if direction == "both":
        return found
    return [
        replace(item, rules=InForce({**item.rules, ALERT: 0}) if ALERT in item.rules else item.rules) for item in found
    ]

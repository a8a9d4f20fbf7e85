"""From a dossier to published results: derive, compute, mask; the only door to figures."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import polars as pl

from scop_analytics import law as legal
from scop_analytics.derive import derive
from scop_analytics.derive.frames import Frames
from scop_analytics.errors import UsageError
from scop_analytics.indicators import catalogue, engine, library, tidy
from scop_analytics.indicators.arguments import Operand
from scop_analytics.indicators.catalogue import Indicator
from scop_analytics.indicators.engine import Material, Request
from scop_analytics.indicators.law_in_use import as_read, rulings, unchanged
from scop_analytics.indicators.reasons import exact
from scop_analytics.indicators.ruling import Ruling
from scop_analytics.indicators.segments import WHOLE, parse, requested
from scop_analytics.privacy import policy, release
from scop_analytics.results import Results
from scop_analytics.statistics.intervals import with_intervals

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier


@dataclass(frozen=True)
class Computed:
    """Figures before masking, the support facts of each row, and what each formula reads: never leaves the machine."""

    frame: pl.DataFrame
    support: pl.DataFrame
    operands: Mapping[str, tuple[Operand, ...]]
    entries: Mapping[str, Indicator]
    frames: Frames  # what they were computed from, each derived once


def compute(
    dossier: Dossier,
    *,
    only: Iterable[str] | None = None,
    by: str | None = None,
    audience: str = "members",
    year: int | None = None,
    findings: pl.DataFrame | None = None,
    lang: str = "fr",
) -> Results:
    """The results of ``dossier`` for one audience: every number masked and rounded as that audience may read it.

    ``only`` restricts to some indicators, ``by`` adds groups (``"sex,csp*age_band"``: apart, and crossed with all margins),
    ``year`` keeps one fiscal year (label of its closing). ``findings`` of :func:`check` set company-years aside. Shares are
    in percent, money in euros; a gap is positive when men earn more.
    """
    valid = policy().audience(audience)
    full = compute_full(dossier, only=only, by=by, findings=findings)
    released = release(full.frame, full.support, full.entries, valid, dossier.config, full.operands)
    frame = released.frame if year is None else released.frame.filter(pl.col("year") == _known(year, dossier))
    return Results(frame, full.entries, valid, lang)


def compute_full(
    dossier: Dossier, *, only: Iterable[str] | None = None, by: str | None = None, findings: pl.DataFrame | None = None
) -> Computed:
    """Every figure in full precision, with its support: for masking and for the people who computed it only."""
    material, versions, request = _ready(dossier, only, by, findings)
    parts = [engine.run(material, own, part) for own, part in _by_law(versions, request)]
    results, support = tidy.together([(rows, facts) for rows, facts, _ in parts])
    operands = {name: read for *_, part in parts for name, read in part.items()}
    return Computed(results, support, operands, request.entries, cast("Frames", material.frames))


def _by_law(versions: list[Ruling], request: Request) -> list[tuple[list[Ruling], Request]]:
    """Figures whose law is the same in all these years are computed once for all of them, the others per version.

    A version changes somewhere nearly every year, and concerns a dozen figures of some hundreds.
    """
    lasting, changed = unchanged(versions)
    moved = {name for name in request.entries if changed & library.law_of(name)}
    steady = {name: entry for name, entry in request.entries.items() if name not in moved}
    dated = {name: entry for name, entry in request.entries.items() if name in moved}
    parts = [([lasting], replace(request, entries=steady)), (versions, replace(request, entries=dated))]
    return [part for part in parts if part[1].entries] or [(versions, request)]


def inside(
    dossier: Dossier, *, only: Iterable[str], by: str | None = None, findings: pl.DataFrame | None = None
) -> list[engine.Opened]:
    """What stands behind each figure: every part of every formula, in full precision; never leaves the machine as it is."""
    return engine.opened(*_ready(dossier, only, by, findings))


def _ready(
    dossier: Dossier, only: Iterable[str] | None, by: str | None, findings: pl.DataFrame | None
) -> tuple[Material, list[Ruling], Request]:
    """What is computed on, under which versions of the law, and which figures in which groups."""
    known = legal.load()
    entries = chosen(only, dossier.config.options.jurisdictions)
    segmentations = parse(by)
    _useful(entries, segmentations, asked=only is not None)
    frames = derive(dossier, known)
    years = frames["company_year"].select("entity_id", "fiscal_year", "start", "end").collect()
    set_aside = dossier.reading.findings if findings is None else findings
    material = Material(frames, dossier.columns, set_aside)
    keys = (key for entry in entries.values() for key in entry.law)
    versions = rulings(known, years, (*keys, *library.law_keys(entries)))
    return material, as_read(versions, dossier.config.options.alert_direction), Request(entries, segmentations)


def chosen(only: Iterable[str] | None, jurisdictions: Collection[str] = (legal.HOME,)) -> dict[str, Indicator]:
    """The entries asked for, in the order of the catalogue; when nothing is asked, all that concern these jurisdictions."""
    entries = catalogue.load()
    if only is None:
        return {name: entry for name, entry in entries.items() if entry.concerns(jurisdictions)}
    wanted = {catalogue.get(name).id for name in only}
    return {name: entry for name, entry in entries.items() if name in wanted}


def _useful(entries: Mapping[str, Indicator], segmentations: Iterable[tuple[str, ...]], *, asked: bool) -> None:
    """Groups that none of the indicators asked for can be cut by are a misunderstanding, and are refused."""
    for keys in segmentations:
        if asked and keys != WHOLE and not any(keys in requested(entry, [keys]) for entry in entries.values()):
            allowed = sorted({key for entry in entries.values() for key in entry.segments})
            raise UsageError("segment_not_allowed", asked="*".join(keys), valid=allowed)


def _known(year: int, dossier: Dossier) -> int:
    if year not in dossier.years:
        raise UsageError("unknown_year", asked=str(year), valid=[str(known) for known in dossier.years])
    return year


def with_stability(computed: Computed, dossier: Dossier, years: Collection[int] | None = None) -> Computed:
    """The same figures, the gaps with their stability interval: for reports, before masking.

    ``years`` restricts the work to some fiscal years. Both sexes need ten people; below, there is no interval.
    """
    known = legal.load()
    rules = known.at(max(dossier.fiscal_years["end"].to_list()))
    alert = rules.get("pay_equity.alert_percent")
    threshold = None if alert is None else float(exact(alert))
    fewest = int(exact(rules["conventions.interval_group_minimum"]))
    people = computed.frames["person_calendar"]
    if years is not None:
        people = people.filter(pl.col("fiscal_year").is_in(list(years)))
    return replace(computed, frame=with_intervals(computed.frame, people, threshold, fewest))

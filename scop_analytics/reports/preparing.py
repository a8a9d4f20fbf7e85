"""From a dossier to what a notebook may read: checked, computed, masked for its readers, with its context."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from scop_analytics import places, tables
from scop_analytics.errors import DataError, UsageError
from scop_analytics.reports import parameters
from scop_analytics.reports.commitments import promised
from scop_analytics.reports.context import Subject, context
from scop_analytics.reports.past import past
from scop_analytics.reports.pay_context import pay_context
from scop_analytics.reports.run import Run
from scop_analytics.reports.standing import neighbours
from scop_analytics.reports.trail import trail

if TYPE_CHECKING:
    from scop_analytics.checks import Findings
    from scop_analytics.derive.frames import Frames
    from scop_analytics.dossier import Dossier
    from scop_analytics.indicators.computing import Computed
    from scop_analytics.privacy import Released

YEARS_BEFORE: Final = 3
MEASURED: Final = ("EUR", "kg_co2e", "tonne_co2e")


@dataclass(frozen=True)
class Order:
    """Which report, of which fiscal year (``None``: the latest), for whom, in which language; a draft is not handed out."""

    name: str
    year: int | None = None
    audience: str = "members"
    lang: str = "fr"
    draft: bool = False


@dataclass(frozen=True)
class Measured:
    """A fiscal year of a co-operative checked and computed, before any reader is thought of: nothing is masked yet."""

    read: Dossier
    kept: Dossier
    year: int
    findings: Findings
    computed: Computed
    frames: Frames


@dataclass(frozen=True)
class Prepared:
    """A run ready for its notebook, and what stays confidential beside it."""

    run: Run
    dossier: Dossier
    findings: Findings
    computed: Computed
    released: Released
    frames: Frames


def prepare(source: Dossier | Measured | str | Path, order: Order) -> Prepared:
    """Load, check, compute and mask. What was measured for the same report and year is masked for other readers as it is."""
    from scop_analytics.privacy import release

    known = source if isinstance(source, Measured) else measure(source, order.name, order.year)
    computed, kept = known.computed, known.kept
    subject = Subject(known.read, _company(known.read), known.year, order.audience, order.lang)
    near = neighbours(known.frames, computed.frame, archive_folder(known.read), order.audience)
    released = release(
        computed.frame, computed.support, computed.entries, order.audience, known.read.config, computed.operands, near
    )
    told = context(replace(subject, dossier=kept), known.findings, known.frames)
    told |= pay_context(subject, computed, released.frame, known.frames) | trail(subject, computed) | promised(subject)
    run = _run(subject, order, told, kept, computed, released)
    return Prepared(run, kept, known.findings, computed, released, known.frames)


def measure(source: Dossier | str | Path, name: str, year: int | None = None) -> Measured:
    """Load, check and compute what the report ``name`` reads. Findings never stop it: what they block becomes ``missing``."""
    from scop_analytics.checks import check, usable
    from scop_analytics.dossier import load
    from scop_analytics.indicators.computing import compute_full, with_stability

    dossier = load(source) if isinstance(source, str | Path) else source
    _company(dossier)
    latest = _year(dossier, year)
    findings = check(dossier)
    kept = usable(dossier, findings)
    computed = compute_full(kept, by=parameters.groups(name), findings=findings.live)
    stable = with_stability(computed, kept, range(latest - YEARS_BEFORE, latest + 1))
    return Measured(dossier, kept, latest, findings, stable, stable.frames)


def _run(
    subject: Subject, order: Order, told: Mapping[str, Any], kept: Dossier, computed: Computed, released: Released
) -> Run:
    """Years N−3 to N of the company, earlier ones as they were published where the archive has them."""
    from scop_analytics.evidence import prints

    entries = _catalogue(computed.entries, order.lang)
    wanted = pl.col("year").is_between(subject.year - YEARS_BEFORE, subject.year) & (
        pl.col("company") == subject.company
    )
    folder = archive_folder(subject.dossier)
    before = past(folder, subject.audience, subject.year, released.frame.filter(wanted), computed.entries)
    mark = prints.of_tables(kept.tables)
    whole = {
        **told,
        **before.told,
        "catalogue": entries,
        "hash": mark,
        "masking": released.summary(),
        "draft": order.draft,
    }
    return Run(order.name, before.frame, whole, order.lang)


def archive_folder(dossier: Dossier) -> Path | None:
    """The folder of a dossier that has one of its own; the imaginary co-operatives keep no archive."""
    path = dossier.config.path
    if path is None:
        return None
    folder = path if path.is_dir() else path.parent
    return None if folder.resolve().is_relative_to(places.samples().resolve()) else folder


def _company(dossier: Dossier) -> str:
    """The one co-operative a report is about."""
    if not dossier.companies:
        raise DataError("no_company")
    if len(dossier.companies) > 1:
        raise UsageError("several_companies", count=len(dossier.companies))
    return dossier.companies[0]


def _year(dossier: Dossier, year: int | None) -> int:
    if year is not None and year not in dossier.years:
        raise UsageError("year_without_data", year=str(year), valid=[str(known) for known in dossier.years])
    return year if year is not None else max(dossier.years)


def _counted(needs: Iterable[str]) -> bool:
    """Whether an indicator counts things, and not euros or tonnes: then its share is also said as a fraction."""
    named = (either.split(".", 1) for need in needs for either in need.split("|") if "." in either)
    columns = [tables.contract(table).column(name) for table, name in named]
    return not any(column.unit in MEASURED for column in columns)


def _catalogue(entries: Mapping[str, Any], lang: str) -> dict[str, dict[str, Any]]:
    """What pages say of each indicator, in one language."""
    return {
        name: {
            "code": entry.code,
            "family": entry.family,
            "unit": entry.unit,
            "polarity": entry.polarity,
            "sign": entry.sign,
            "standards": dict(entry.standards),
            "counted": _counted(entry.needs),
            "needs": list(entry.needs),
            "disclosure": entry.disclosure,
            "law": list(entry.law),
            "answers": list(entry.answers),
            "remedy": (entry.remedy or {}).get(lang, ""),
            **{text: getattr(entry, text)[lang] for text in ("label", "short", "definition", "formula", "population")},
        }
        for name, entry in entries.items()
    }

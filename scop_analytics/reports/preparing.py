"""From a dossier to what a notebook may read: checked, computed, masked for its readers, with its context."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from scop_analytics.errors import DataError, UsageError
from scop_analytics.reports.context import Subject, context
from scop_analytics.reports.run import Run

if TYPE_CHECKING:
    from scop_analytics.checks import Findings
    from scop_analytics.dossier import Dossier

YEARS_BEFORE = 3


@dataclass(frozen=True)
class Order:
    """Which report, of which fiscal year (``None``: the latest), for whom, in which language."""

    name: str
    year: int | None = None
    audience: str = "members"
    lang: str = "fr"


@dataclass(frozen=True)
class Prepared:
    """A run ready for its notebook, and what stays confidential beside it."""

    run: Run
    dossier: Dossier
    findings: Findings
    masking: Sequence[Mapping[str, Any]] = ()


def prepare(source: Dossier | str | Path, order: Order) -> Prepared:
    """Load, check, compute and mask. Findings never stop a report: what they block becomes ``missing`` and is said."""
    from scop_analytics.checks import check, usable
    from scop_analytics.dossier import load

    dossier = load(source) if isinstance(source, str | Path) else source
    subject = Subject(dossier, _company(dossier), _year(dossier, order.year), order.audience, order.lang)
    findings = check(dossier)
    return _computed(subject, order, findings, usable(dossier, findings))


def _computed(subject: Subject, order: Order, findings: Findings, dossier: Dossier) -> Prepared:
    from scop_analytics import law
    from scop_analytics.derive import derive
    from scop_analytics.indicators import catalogue, compute_full
    from scop_analytics.privacy import release

    frames = derive(dossier, law.load())
    full, support = compute_full(dossier, frames=frames, findings=findings)
    entries = catalogue.load()
    released = release(full, support, entries, order.audience, dossier.config)
    told = context(subject, findings, frames)
    whole = {**told, "catalogue": _catalogue(entries, order.lang), "hash": _hash(subject.dossier)}
    wanted = pl.col("year").is_between(subject.year - YEARS_BEFORE, subject.year) & (
        pl.col("company") == subject.company
    )
    run = Run(order.name, released.frame.filter(wanted), whole, order.lang)
    return Prepared(run, dossier, findings, released.log.to_dicts())


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
            **{text: getattr(entry, text)[lang] for text in ("label", "short", "definition", "formula")},
        }
        for name, entry in entries.items()
    }


def _hash(dossier: Dossier) -> str:
    """One fingerprint of the figures read: the rows of every table, whatever the names of the files."""
    prints = []
    for name, table in sorted(dossier.tables.items()):
        frame = table.lazy().collect()
        columns = [column for column in sorted(frame.columns) if column not in ("source_file", "source_line")]
        kept = frame.select(columns).with_columns(pl.selectors.categorical().cast(pl.String))
        prints.append((name, frame.height, columns, hashlib.sha256(kept.write_csv().encode()).hexdigest()))
    return hashlib.sha256(json.dumps(prints).encode()).hexdigest()

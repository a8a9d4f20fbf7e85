"""What a page may say besides results: whose figures, which files, which bodies and consultations, which findings.

Nothing about a person enters: bodies are public roles, counted; consultations are totals; findings are counts.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from importlib import metadata
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from scop_analytics import tables
from scop_analytics.derive.index_period import index_periods
from scop_analytics.derive.periods import company_years
from scop_analytics.reports.exclusions import exclusions
from scop_analytics.reports.footprint_context import footprint
from scop_analytics.reports.reading_shown import shown_reading
from scop_analytics.reports.rights import rights

if TYPE_CHECKING:
    from scop_analytics.checks import Findings
    from scop_analytics.dossier import Dossier

BODIES: Final = (
    "CA",
    "CS",
    "DIRECTOIRE",
    "DIRECTION_SAS",
    "GERANCE",
    "COMITE_DIRECTION",
    "CSE",
    "COMMISSION",
)  # in order


@dataclass(frozen=True)
class Subject:
    """One co-operative and one fiscal year of a dossier, for readers of one kind and one language."""

    dossier: Dossier
    company: str
    year: int
    audience: str
    lang: str

    @property
    def period(self) -> tuple[date, date]:
        """First and last day of the fiscal year."""
        row = self.dossier.fiscal_years.filter(pl.col("entity_id") == self.company, pl.col("fiscal_year") == self.year)
        return row["start"].item(), row["end"].item()

    def rows(self, table: str, *, of_year: bool = True) -> pl.DataFrame:
        """The company's rows of a table, of the fiscal year for tables that have one; no rows for an absent table."""
        frame = self.dossier.tables.get(table)
        if frame is None:
            return pl.DataFrame(schema=tables.contract(table).schema())
        own = frame.lazy().collect().filter(pl.col("entity_id") == self.company)
        return own.filter(pl.col("fiscal_year") == self.year) if of_year and "fiscal_year" in own.columns else own


def context(subject: Subject, findings: Findings | None, frames: Mapping[str, pl.LazyFrame]) -> dict[str, Any]:
    """The whole context of a run, as JSON."""
    start, end = subject.period
    options = subject.dossier.config.options
    return {
        "identity": _identity(subject),
        "year": subject.year,
        "start": start.isoformat(),
        "end": end.isoformat(),
        "audience": subject.audience,
        "lang": subject.lang,
        "version": metadata.version("scop-analytics"),
        "established": today().isoformat(),
        "spread_allowed_by": options.publish_pay_spread,
        "transposition": options.transposition,
        "sources": _sources(subject),
        "absent_tables": [
            name for name, held in tables.load_all().items() if not held.exported and name not in subject.dossier.tables
        ],
        "table_titles": {name: contract.title[subject.lang] for name, contract in tables.load_all().items()},
        "bodies": _bodies(subject, frames),
        "consultations": _consultations(subject),
        "notes": _notes(subject),
        "survey": _survey(subject),
        "surplus": {name: _first(subject, "surplus_allocation", name) for name in ("labour_key", "meeting_date")},
        "footprint": footprint(
            frames, subject.rows("commitments"), subject.company, subject.year, subject.dossier.fiscal_years
        ),
        "reading": shown_reading(subject.dossier.reading.files, subject.audience, subject.lang),
        "findings": _findings(findings, subject.lang),
        "waivers": [{**asdict(waiver), "until": str(waiver.until or "")} for waiver in subject.dossier.config.waivers],
        "rights": rights(frames, subject.company, subject.year, subject.audience, _grid(subject)),
        "exclusions": exclusions(frames, subject.company, subject.year, subject.audience),
        "index_period": _index_period(subject),
    }


def _grid(subject: Subject) -> str:
    """How the co-operative says which jobs are of equal value."""
    return subject.dossier.configs.get(subject.company, subject.dossier.config).options.equal_value


def _index_period(subject: Subject) -> dict[str, str]:
    """First and last day of the twelve months over which the index counts people, as the co-operative chose them."""
    years = company_years(subject.dossier).filter(entity_id=subject.company, fiscal_year=subject.year)
    periods = index_periods(subject.dossier, years).select("start", "end").to_dicts()
    return {name: day.isoformat() for period in periods for name, day in period.items()}


def today() -> date:
    """The day printed on the report; ``SOURCE_DATE_EPOCH`` makes a run repeatable to the byte."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(fixed), UTC).date() if fixed else datetime.now(UTC).date()


def _first(subject: Subject, table: str, column: str) -> Any:
    rows = subject.rows(table)
    value = rows[column][0] if column in rows.columns and rows.height else None
    return value.isoformat() if isinstance(value, date) else value


def _identity(subject: Subject) -> dict[str, Any]:
    names = {"legal_form": "legal_form", "coop_status": "coop_status", "naf_code": "naf_code", "region": "region"}
    found = {name: _first(subject, "entity", column) for name, column in names.items()}
    name = (
        _first(subject, "entity", "entity_name")
        or subject.dossier.config.identity.get("entity_name")
        or subject.company
    )
    approved = subject.dossier.config.identity.get("approved_by", "")
    siren = "" if subject.audience == "peers" else subject.company
    return {"name": name, "siren": siren, "approved_by": approved, **found}


def _sources(subject: Subject) -> dict[str, dict[str, Any]]:
    files: dict[str, list[str]] = {}
    for file in subject.dossier.reading.files:
        files.setdefault(file.table, []).append(file.file)
    titles = {name: contract.title[subject.lang] for name, contract in tables.load_all().items()}
    return {
        name: {"title": f"{titles[name][:1].lower()}{titles[name][1:]}", "files": held}
        for name, held in sorted(files.items())
    }


def _bodies(subject: Subject, frames: Mapping[str, pl.LazyFrame]) -> list[dict[str, Any]]:
    """Filled seats of each body at closing, by sex; how long their holders have sat, when the first term ends."""
    if "governance_bodies" not in subject.dossier.tables or "mandates" not in subject.dossier.tables:
        return []
    own = (pl.col("entity_id") == subject.company) & (pl.col("fiscal_year") == subject.year)
    terms = frames["body"].filter(own).select("body_id", "term_years")
    days = pl.duration(days="days_in_office")
    renewal = (pl.lit(subject.period[1]) - days).dt.offset_by(pl.format("{}y", pl.col("term_years").cast(pl.Int64)))
    counted = (
        frames["seat"]
        .filter(own)
        .join(terms, on="body_id", how="left")
        .with_columns(renewal.alias("renewal"))
        .group_by("body_type")
        .agg(
            pl.len().alias("seats"),
            (pl.col("sex") == "F").sum().alias("women"),
            (pl.col("sex") == "M").sum().alias("men"),
            pl.col("is_employed").sum().alias("employed"),
            pl.col("years_in_office").mean().round(4).alias("tenure"),
            pl.col("renewal").filter(pl.col("renewal") > subject.period[1]).min().cast(pl.String),
        )
        .collect()
    )
    rank = {name: place for place, name in enumerate(BODIES)}
    return sorted(counted.to_dicts(), key=lambda body: rank.get(body["body_type"], len(rank)))


def _consultations(subject: Subject) -> list[dict[str, Any]]:
    start, end = subject.period
    rows = subject.rows("consultations")
    decided = pl.coalesce("decision_date", "close_date", "open_date", "note_date")
    log = rows.with_columns(decided.alias("date")).filter(pl.col("date").is_between(start, end)).sort("date")
    return [
        {
            "date": row["date"].isoformat(),
            "subject": row["subject"],
            "note_published": row["note_published"],
            "respondents": row["respondent_count"],
            "eligible": row["eligible_count"],
            "body": row["decision_body"],
            "outcome": row["decision_outcome"],
            "implemented": row["implemented"],
            "feedback": row["feedback_published_date"] is not None,
        }
        for row in log.iter_rows(named=True)
    ]


def _notes(subject: Subject) -> dict[str, str]:
    """The co-operative's own words, by page or indicator."""
    rows = subject.rows("notes").filter(pl.col("language").fill_null(subject.lang).str.to_lowercase() == subject.lang)
    return dict(rows.select("subject", "text").iter_rows())


def _survey(subject: Subject) -> dict[str, dict[str, Any]]:
    wanted = ("invited_count", "open_date", "close_date", "scale", "wording")
    return {
        row["item_code"]: {name: row[name].isoformat() if isinstance(row[name], date) else row[name] for name in wanted}
        for row in subject.rows("survey_meta").iter_rows(named=True)
    }


def _findings(findings: Findings | None, lang: str) -> dict[str, Any]:
    """Counts by severity, and one line a cause with its sentence; never a name, a pay or a line's content."""
    if findings is None:
        return {"counts": {}, "causes": []}
    from scop_analytics.checks import telling

    causes = [telling.cause(row, lang) for row in findings.causes.iter_rows(named=True)]
    return {"counts": dict(findings.counts), "causes": causes, "ran": len(findings.ran)}

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
from scop_analytics.reports.exclusions import exclusions

if TYPE_CHECKING:
    from scop_analytics.checks import Findings
    from scop_analytics.dossier import Dossier

CSE: Final = "CSE"
DAYS_A_YEAR: Final = 365.25


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
        "established": _today().isoformat(),
        "spread_allowed_by": options.publish_pay_spread,
        "sources": _sources(subject),
        "absent_tables": [name for name in tables.load_all() if name not in subject.dossier.tables],
        "bodies": _bodies(subject),
        "consultations": _consultations(subject),
        "notes": _notes(subject),
        "survey": _survey(subject),
        "surplus": {name: _first(subject, "surplus_allocation", name) for name in ("labour_key", "agm_date")},
        "reading": [asdict(file) for file in subject.dossier.reading.files],
        "findings": _findings(findings, subject.lang),
        "waivers": [{**asdict(waiver), "until": str(waiver.until or "")} for waiver in subject.dossier.config.waivers],
        "exclusions": exclusions(frames, subject.company, subject.year, subject.audience),
    }


def _today() -> date:
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
    name = _first(subject, "entity", "entity_name") or subject.dossier.config.identity.get("entity_name") or subject.company
    approved = subject.dossier.config.identity.get("approved_by", "")
    siren = "" if subject.audience == "peers" else subject.company
    return {"name": name, "siren": siren, "approved_by": approved, **found}


def _sources(subject: Subject) -> dict[str, dict[str, Any]]:
    files: dict[str, list[str]] = {}
    for file in subject.dossier.reading.files:
        files.setdefault(file.table, []).append(file.file)
    titles = {name: contract.title[subject.lang] for name, contract in tables.load_all().items()}
    return {name: {"title": f"{titles[name][:1].lower()}{titles[name][1:]}", "files": held} for name, held in sorted(files.items())}


def _bodies(subject: Subject) -> list[dict[str, Any]]:
    """Filled seats of each body at closing, by sex; how long their holders have sat, when the first mandate ends."""
    bodies, mandates = subject.rows("governance_bodies"), subject.rows("mandates", of_year=False)
    if not bodies.height or not mandates.height:
        return []
    end = subject.period[1]
    sitting = mandates.filter(
        (pl.col("start_date") <= end) & (pl.col("end_date").is_null() | (pl.col("end_date") >= end)), pl.col("role") != "CENSEUR"
    )
    known = _sexes(subject, sitting).join(bodies.select("body_id", "body_type", "term_years"), on="body_id")
    return [_body(str(name[0]), seats, end) for name, seats in known.group_by("body_type", maintain_order=True)]


def _sexes(subject: Subject, mandates: pl.DataFrame) -> pl.DataFrame:
    """The sex of a seat's holder: said by the mandate, else by the staff register."""
    people = subject.rows("employees", of_year=False).group_by("person_id").agg(pl.col("sex").last().alias("staff_sex"))
    joined = mandates.join(people, on="person_id", how="left")
    known = pl.coalesce("sex", "staff_sex")
    return joined.with_columns(known.alias("sex"), pl.col("staff_sex").is_not_null().alias("employed"))


def _body(name: str, seats: pl.DataFrame, end: date) -> dict[str, Any]:
    days = seats.select((pl.lit(end) - pl.col("start_date")).dt.total_days().mean()).item()
    terms = seats.filter(pl.col("term_years").is_not_null())
    ends = [_later(start, term / 1000) for start, term in terms.select("start_date", "term_years").iter_rows()]
    coming = [day for day in ends if day > end]
    counts = {sex: int((seats["sex"] == code).sum()) for sex, code in (("women", "F"), ("men", "M"))}
    employed = int(seats["employed"].sum())
    return {
        "body_type": name,
        "seats": seats.height,
        **counts,
        "employed": employed,
        "tenure": round(days / DAYS_A_YEAR, 4) if days is not None else None,
        "renewal": min(coming).isoformat() if coming else None,
    }


def _later(start: date, years: float) -> date:
    return date(start.year + int(years), start.month, min(start.day, 28))


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


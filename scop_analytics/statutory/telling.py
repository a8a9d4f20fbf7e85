"""The index in words: a table of indicators, duties, reasons, as text or HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Final, Protocol

import polars as pl

from scop_analytics import law, words
from scop_analytics.results import Reason
from scop_analytics.statutory.settling import GIVEN

# Each line: its words, the figure that measures it, the figure that scores it.
LINES: Final = (
    ("pay_gap", "index_pay_gap", "index_pay_gap_points"),
    ("raise", "index_raise_gap", "index_raise_gap_points"),
    ("promotion", "index_promotion_gap", "index_promotion_gap_points"),
    ("raise_or_promotion", "index_raise_or_promotion_gap", "index_raise_or_promotion_points"),
    ("leave_return", "index_leave_return", "index_leave_return_points"),
    ("top_ten", "index_top_ten", "index_top_ten_points"),
)
SIGNED: Final = ("pay_gap", "raise", "promotion", "raise_or_promotion")
COMPANIES_SHOWN: Final = 20


class Shown(Protocol):
    """What is read of an index to put it in words."""

    @property
    def frame(self) -> pl.DataFrame:
        """One row per company, year and figure."""

    @property
    def company(self) -> pl.DataFrame:
        """One row per company and year."""

    @property
    def alone(self) -> bool:
        """Whether there is one company and one year."""

    @property
    def score(self) -> int | Reason:
        """The index of a company alone."""

    def value(self, figure: str, company: str | None = None, year: int | None = None) -> float | Reason:
        """One figure, or the reason why there is none."""

    def row(self, figure: str, company: str | None = None, year: int | None = None) -> dict[str, Any]:
        """Everything known of one figure."""

    def duties(self, lang: str | None = None) -> list[str]:
        """What the index obliges to."""


def text(index: Shown, lang: str) -> str:
    """Lines for a terminal."""
    if not index.alone:
        return "\n".join("  ".join(row) for row in _companies(index, lang))
    lines = [
        _headline(index, lang),
        *(_line(label, said, points, lang) for label, said, points in _lines(index, lang)),
    ]
    return words.typography("\n".join([*lines, *index.duties(lang)]), lang)


def _line(label: str, said: str, points: str, lang: str) -> str:
    """One indicator on one line; a reason says itself that there are no points."""
    return "  " + words.say(
        "index.line" if points else "index.line_without", lang, label=label, said=said, points=points
    )


def html(index: Shown, lang: str) -> str:
    """The same for a notebook."""
    if not index.alone:
        rows = _companies(index, lang)
        more = index.company.height - COMPANIES_SHOWN
        rest = f"<p>{escape(words.say('results.more', lang, n=more))}</p>" if more > 0 else ""
        return _table(words.say("index.title", lang), ("company", "year", "value"), rows, lang) + rest
    body = [(label, said, points) for label, said, points in _lines(index, lang)]
    table = _table(_headline(index, lang), ("indicator", "value", "points"), body, lang)
    return table + "".join(f"<p>{escape(line)}</p>" for line in index.duties(lang))


def _table(title: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]], lang: str) -> str:
    head = "".join(f"<th scope='col'>{escape(words.say(f'index.column.{name}', lang))}</th>" for name in columns)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    caption = escape(words.typography(title, lang))
    return f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _headline(index: Shown, lang: str) -> str:
    """The index, or why there is none, and the points behind it."""
    score, row = index.score, index.row("index_points")
    if isinstance(score, Reason):
        return words.say("index.none", lang, why=score.sentence(lang))
    return words.say("index.score", lang, score=score, points=int(row["value"]), maximum=int(row["denominator"]))


def _lines(index: Shown, lang: str) -> list[tuple[str, str, str]]:
    """Label, result in words, points of each indicator of the bracket."""
    found = []
    for name, measured, scored in LINES:
        value, points = index.row(measured), index.row(scored)
        if value["status"] == "not_applicable" and index.row("index_score")["status"] != "not_applicable":
            continue
        label = words.typography(words.say(f"index.name.{name}", lang), lang)
        found.append((label, _result(index, name, value, lang), _points(points, lang)))
    return found


def _points(row: Mapping[str, Any], lang: str) -> str:
    if row["status"] not in GIVEN:
        return ""
    return words.say("index.points", lang, points=int(row["value"]), maximum=int(row["denominator"]))


def _result(index: Shown, name: str, row: Mapping[str, Any], lang: str) -> str:
    if row["status"] not in GIVEN:
        facts = index.value(row["indicator"])
        return facts.sentence(lang) if isinstance(facts, Reason) else ""
    shown = row["value"] if row["rounded"] is None else row["rounded"]
    side = "women" if shown < 0 else "men" if shown > 0 else "equal"
    people = abs(index.row("index_raise_or_promotion_people")["rounded"] or 0) if name == "raise_or_promotion" else 0
    favours = words.say(f"index.favours.{side}", lang) if name in SIGNED else ""
    said = words.say(
        f"index.result.{name}", lang, x=abs(shown), people=people, favours=favours, points=words.points(abs(shown), lang).lstrip("+"),
        part=int(row["numerator"] or 0), whole=int(row["denominator"] or 0),
    )  # fmt: skip
    return words.typography(said, lang)


def _companies(index: Shown, lang: str) -> Sequence[tuple[str, ...]]:
    """Company, year, index or reason, of the first companies."""
    kept = index.frame.filter(pl.col("indicator") == "index_score").head(COMPANIES_SHOWN)
    found = []
    for row in kept.iter_rows(named=True):
        value = index.value("index_score", row["entity_id"], row["fiscal_year"])
        said = value.sentence(lang) if isinstance(value, Reason) else words.number(value, lang, 0)
        found.append((row["entity_id"], str(row["fiscal_year"]), said))
    return found


def duties(total: pl.DataFrame, lang: str) -> list[str]:
    """What an index obliges to, each with its threshold and article."""
    row = total.row(0, named=True)
    rules = law.at(f"{row['fiscal_year']}-12-31")
    if row["total.index"] is None:
        return []
    facts: dict[str, Any] = {
        name: int(rules[f"equity_index.{name}"])  # type: ignore[arg-type]  # none of these is a scale
        for name in ("corrective_below", "objectives_below", "corrective_years", "penalty_maximum")
        if f"equity_index.{name}" in rules
    }
    facts["on"] = [words.say(f"index.name.{name}", lang) for name in row["total.objectives_on"]]
    said = ["publish", *(name for name in ("corrective", "objectives") if row[f"total.{name}"])]
    return [words.typography(words.say(f"index.duty.{name}", lang, **facts), lang) for name in said]

"""What stands below the index: its groups, which only the employer may read, and the scores of earlier years."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from scop_analytics import words
from scop_analytics.reports.objects import Cell, Column, Table
from scop_analytics.reports.run import Run

CATEGORIES: Final = ("OUVRIER", "EMPLOYE", "TAM", "CADRE")
BANDS: Final = ("under_30", "30_39", "40_49", "50_plus")
HEADS: Final = (
    ("group", "left", 30), ("women", "right", 9), ("men", "right", 9), ("women_mean", "right", 13), ("men_mean", "right", 13),
    ("gap", "right", 12), ("contribution", "right", 14),
)  # fmt: skip


def groups(run: Run) -> Table | None:
    """Each group of the pay gap: heads, means, gap, what it adds to the result; one that is too small is said so."""
    told: list[Mapping[str, Any]] = list((run.context.get("trail") or {}).get("index_groups") or [])
    rows = [row for row in told if row.get("used", True)]  # by category or by level, whichever gave the result
    if not rows:
        return None
    columns = tuple(
        Column(run.say(f"e9.group.{head}"), "left" if way == "left" else "right", width) for head, way, width in HEADS
    )
    lines = tuple(_group(run, row) for row in sorted(rows, key=_place))
    return Table(run.say("e9.groups"), columns, lines, measure=run.say("e9.groups_measure"), dense=True)


def _place(row: Mapping[str, Any]) -> tuple[int, str, int]:
    """Categories in the order of the law, levels by name, the youngest first."""
    category, band = str(row.get("category") or ""), str(row.get("age_band") or "")
    known = CATEGORIES.index(category) if category in CATEGORIES else len(CATEGORIES)
    return known, category, BANDS.index(band) if band in BANDS else len(BANDS)


def _group(run: Run, row: Mapping[str, Any]) -> tuple[Cell, ...]:
    name = ", ".join(_named(run, key, str(row[key])) for key in ("category", "age_band") if row.get(key))
    heads = [run.cell(int(row[sex] or 0)) for sex in ("women", "men")]
    if not row["valid"]:
        return Cell(name, note=run.say("e9.group_small")), *heads, *(run.cell("") for _ in range(4))
    pays = [_pay(run, row[f"{sex}_mean"]) for sex in ("women", "men")]
    return Cell(name), *heads, *pays, _percent(run, row["gap"]), _percent(run, row["contribution"], 3)


def _named(run: Run, key: str, value: str) -> str:
    own = f"{'csp' if key == 'category' else key}.{value}"
    return run.say(own) if words.known(own, run.lang) else value


def _pay(run: Run, euros: Any) -> Cell:
    if euros is None:
        return run.cell("")
    return Cell(words.number(euros, run.lang, 0), float(euros), "integer")


def _percent(run: Run, value: Any, digits: int = 2) -> Cell:
    return run.cell("") if value is None else Cell(words.number(float(value), run.lang, digits), float(value), "two")


def history(run: Run) -> Table | None:
    """Scores of earlier years, as they were published."""
    rows = []
    for score in run.history("index_score"):
        points = run.fact("index_points", score.year)
        if score.known and score.year < run.year:
            said = (
                words.fraction(points.part, points.whole, run.lang) if points.part is not None and points.whole else ""
            )
            rows.append((Cell(str(score.year)), run.cell(int(score.value or 0)), Cell(said)))
    columns = (
        Column(run.say("word.year"), "left", 30),
        *(Column(run.say(head), "right", 35) for head in ("e9.score", "e9.obtained_of")),
    )
    return Table(run.say("e9.history"), columns, tuple(rows), phone="table") if rows else None

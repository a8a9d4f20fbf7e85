"""E9 « Index de l'égalité professionnelle »: points obtained out of those that can be computed, and what follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from scop_analytics import law, words
from scop_analytics.figures.bullet_rows import BulletRow, bullet_rows
from scop_analytics.law import Rules, Scale
from scop_analytics.reports.facts import Fact
from scop_analytics.reports.objects import Block, Cell, Column, Figure, Page, Say, Table
from scop_analytics.reports.pages.equity_e9_duties import LAW, SCORE, SIZE, duties, instead, legal, under_size
from scop_analytics.reports.pages.equity_e9_groups import groups, history
from scop_analytics.reports.pages.equity_words import side, size
from scop_analytics.reports.pages.impact_words import absence
from scop_analytics.reports.run import Run

TOTAL: Final = "index_points"
TOO_FEW_POINTS: Final = "index_points_minimum"
IDS: Final = (SCORE, TOTAL, "index_pay_gap", "index_raise_or_promotion_gap", "index_leave_return", "index_top_ten")


@dataclass(frozen=True)
class Line:
    """An indicator of the index: its result, its points, and the most it can give."""

    name: str
    result: Fact
    points: Fact
    most: int | None

    @property
    def counted(self) -> bool:
        """Whether it enters the total."""
        return self.points.known


PARTS: Final = {  # result, points, scale of the law
    "pay_gap": ("index_pay_gap", "index_pay_gap_points", "pay_gap_points"),
    "raise": ("index_raise_gap", "index_raise_gap_points", "raise_points"),
    "promotion": ("index_promotion_gap", "index_promotion_gap_points", "promotion_points"),
    "raise_or_promotion": (
        "index_raise_or_promotion_gap",
        "index_raise_or_promotion_points",
        "raise_or_promotion_points",
    ),
    "leave_return": ("index_leave_return", "index_leave_return_points", "leave_return_points"),
    "top_ten": ("index_top_ten", "index_top_ten_points", "top_ten_points"),
}


def page(run: Run) -> Page | None:
    """The index of a year that has one; for later years its history, or no page; under the legal size, what to do instead."""
    rules = law.at(date(run.year, 12, 31))
    past = history(run)
    if f"{LAW}.workforce_minimum" not in rules:
        return _page(run, run.say("e9.title_ended"), [Say(run.say("e9.ended")), past]) if past else None
    lines = _lines(run, rules)
    under = _too_small(run, rules)
    result = [*_figure(run, lines), _table(run, lines), *_caught_up(run)]
    if not under:
        return _page(run, _title(run), [*result, duties(run, rules), groups(run), past])
    if run.fact(SCORE).known:
        return _page(run, _title(run), [Say(under_size(run, rules)), *result, groups(run), past])
    some = result if any(line.counted for line in lines) else []
    return _page(run, run.say("e9.title_small", n=legal(rules, "workforce_minimum")), [*instead(run, rules), *some])


def _page(run: Run, title: str, blocks: Sequence[Block | None]) -> Page:
    return run.page(
        "E9",
        title=title,
        subtitle=run.say("e9.subtitle"),
        blocks=[block for block in blocks if block],
        ids=IDS,
        n=_people(run),
        sources=("payroll", "employees", "contracts", "leaves"),
        method=[run.say(f"e9.method.{part}") for part in ("points", "population", "rounding")],
    )


def _people(run: Run) -> str:
    people = run.fact("index_population")
    return words.number(people.value, run.lang, 0) if people.known else ""


def _too_small(run: Run, rules: Rules) -> bool:
    """Under the size from which the index is due: by the workforce itself, or by what the figure says."""
    size = run.fact(SIZE).value
    return run.fact(SCORE).status == "not_applicable" or (size is not None and size < legal(rules, "workforce_minimum"))


def _lines(run: Run, rules: Rules) -> list[Line]:
    """The indicators of this size: an indicator of the other sizes has no object and no line."""
    found = [
        Line(name, run.fact(result), run.fact(points), _most(run.fact(points), rules, scale))
        for name, (result, points, scale) in PARTS.items()
    ]
    return [line for line in found if line.points.status != "not_applicable"]


def _most(points: Fact, rules: Rules, scale: str) -> int | None:
    """The most an indicator gives, computable or not."""
    if points.known and points.whole is not None:
        return points.whole
    value = rules.get(f"{LAW}.{scale}") if f"{LAW}.{scale}" in rules.entries else None
    if isinstance(value, Scale):
        return int(max(*(given for _, given in value.steps), value.beyond))
    return None if value is None else int(str(value))


def _title(run: Run) -> str:
    score, total = run.fact(SCORE), run.fact(TOTAL)
    if score.known and total.known and total.whole is not None:
        return run.say("e9.title", score=int(score.value or 0), n=total.whole)
    if score.known:
        return run.say("e9.title_score", score=int(score.value or 0))
    facts = score.reason
    if facts.get("key") == TOO_FEW_POINTS and "points" in facts:
        return run.say("e9.title_points", n=int(facts["points"]), minimum=facts["minimum"])
    why = absence(run, score).rstrip(".")
    return run.say("e9.title_not", why=f"{why[:1].lower()}{why[1:]}") if why else run.say("e9.title_unsaid")


def _figure(run: Run, lines: list[Line]) -> list[Block]:
    drawn = [line for line in lines if line.most]
    counted = [line for line in drawn if line.counted]
    if not counted:
        return []
    rows = [
        BulletRow(run.say(f"e9.part.{line.name}"), _points(line), line.most or 0, _said(run, line)) for line in drawn
    ]
    best = max(counted, key=lambda line: line.most or 0)
    facts = {"what": run.say(f"e9.part.{best.name}"), "points": int(best.points.part or 0), "n": best.most}
    figure = Figure(
        chart=bullet_rows(rows),
        data=_table(run, lines),
        title=run.say("e9.figure"),
        measure=run.say("e9.measure"),
        reading=run.say("e9.reading", **facts),
        alternative=run.say("e9.alternative", **facts),
        n=_people(run) or str(len(drawn)),
        ids=tuple(line.points.id for line in drawn),
        repeated=True,
    )
    return [figure]


def _points(line: Line) -> float | None:
    return float(line.points.part if line.points.part is not None else line.points.value or 0) if line.counted else None


def _said(run: Run, line: Line) -> str:
    points = _points(line)
    if points is None:
        return run.say("status.not_computable").lower()
    return run.say("e9.points", n=int(points), most=line.most)


def _table(run: Run, lines: list[Line]) -> Table:
    heads = (
        ("word.indicator", "left", 44),
        ("e9.result", "right", 18),
        ("e9.obtained", "right", 12),
        ("e9.most", "right", 12),
    )
    columns = tuple(Column(run.say(head), "left" if way == "left" else "right", width) for head, way, width in heads)
    columns = (*columns, Column(run.say("e9.computable"), "left", 14))
    rows = [_row(run, line) for line in lines]
    total = run.fact(TOTAL)
    if total.known and total.part is not None and total.whole is not None:
        rows.append((Cell(run.say("e9.total")), Cell(""), run.cell(total.part), run.cell(total.whole), Cell("")))
    return Table(run.say("e9.table"), columns, tuple(rows), total=total.known)


def _row(run: Run, line: Line) -> tuple[Cell, ...]:
    points = _points(line)
    label = Cell(run.say(f"e9.part.{line.name}"), note="" if line.counted else absence(run, line.points))
    return (
        label,
        _result(run, line),
        run.cell("" if points is None else int(points)),
        run.cell(line.most or ""),
        Cell(run.say("word.yes" if line.counted else "word.no")),
    )


def _result(run: Run, line: Line) -> Cell:
    """A fraction where people are counted; a gap without its sign, with the words of its direction."""
    fact = line.result
    if not fact.known:
        return run.cell("")
    if fact.part is not None and fact.whole is not None:
        return Cell(words.fraction(fact.part, fact.whole, run.lang), fact.value, "one")
    note = "" if side(fact) == "none" else run.say(f"sign.{side(fact)}")
    far = abs(fact.value or 0)
    text = (
        size(fact) if fact.unit == "percent" else run.say("e9.in_points", n=int(far), value=words.number(far, run.lang))
    )
    return Cell(text, fact.value, "one", note)


def _caught_up(run: Run) -> list[Say]:
    """The catch-up rule, when it gave points."""
    caught = [run.say(f"e9.part.{name}") for name in run.context.get("caught_up") or () if name in PARTS]
    return [Say(run.say("e9.catch_up", what=words.listed(caught, run.lang)))] if caught else []

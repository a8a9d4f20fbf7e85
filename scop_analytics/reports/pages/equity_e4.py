"""E4 « Primes et compléments »: who receives variable pay, how far apart amounts are, and what the labour share changes."""

from __future__ import annotations

from typing import Final

from scop_analytics import tables, words
from scop_analytics.figures.dot_rows import DotRow, dot_rows
from scop_analytics.figures.interval_rows import IntervalRow, Sides, interval_rows, reach
from scop_analytics.figures.placing import SHARE_TICKS
from scop_analytics.reports.facts import Fact
from scop_analytics.reports.objects import Block, Cell, Column, Figure, Page, Say, Table
from scop_analytics.reports.pages.equity_words import DIGITS, in_gap, side, size
from scop_analytics.reports.run import Run

SHARE: Final = "variable_pay_share"
GAPS: Final = (
    "variable_mean_gap_hourly", "variable_median_gap_hourly", "variable_mean_gap_annual", "variable_median_gap_annual",
)  # fmt: skip
RECIPIENTS, MEAN, MEDIAN, APART = "component_recipients", "component_mean", "component_median", "component_mean_gap"
SHARED: Final = ("mean_gap_hourly", "median_gap_hourly", "mean_gap_annual", "median_gap_annual")
BASE: Final = "base_pay"  # what is not a complement
SEXES: Final = {"F": "women", "M": "men"}


def page(run: Run) -> Page:
    """Who receives, the gaps among them, each element apart, and both choices on the labour share."""
    reached, known = _reached(run), [gap for name in GAPS if (gap := run.fact(name)).known]
    blocks: list[Block] = [_recipients(run, reached)] if reached else [Say(_unsaid(run))]
    blocks += [_gaps(run, known)] if known else [Say(_no_gap(run))]
    blocks += [part for part in (_elements(run), _shared_said(run), _shared(run)) if part]
    return run.page(
        "E4",
        title=_title(run, reached),
        subtitle=run.say("e4.subtitle"),
        blocks=blocks,
        ids=(SHARE, *GAPS),
        n=in_gap(run),
        sources=("payroll", "employees"),
        method=[run.say(f"e4.method.{part}") for part in ("recipients", "everyone", "elements", "share")],
    )


def _reached(run: Run) -> dict[str, Fact]:
    """The share of each sex that receives some; nothing when neither may be read."""
    facts = {sex: run.fact(SHARE, sex=sex) for sex in SEXES}
    return {sex: fact for sex, fact in facts.items() if fact.known and fact.part is not None}


def _title(run: Run, reached: dict[str, Fact]) -> str:
    if len(reached) == len(SEXES):
        counts = {
            name: run.say(f"e4.of_{name}", n=fact.part, all=fact.whole) for fact, name in zip(reached.values(), SEXES.values(), strict=True)
        }  # fmt: skip
        return run.say("e4.title", **counts)
    if len(reached) == 1:
        sex, fact = next(iter(reached.items()))
        return run.say("e4.title_one", who=run.say(f"e4.of_{SEXES[sex]}", n=fact.part, all=fact.whole))
    return run.say("e4.title_missing" if run.fact(SHARE).status == "missing" else "e4.title_hidden")


def _unsaid(run: Run) -> str:
    facts = (run.fact(SHARE, sex="F"), run.fact(SHARE))
    return next((fact.why for fact in facts if fact.why), run.say("e4.unsaid"))


def _no_gap(run: Run) -> str:
    why = run.fact(GAPS[0]).why
    return f"{run.say('e4.no_gap')} {why}".strip()


def _recipients(run: Run, reached: dict[str, Fact]) -> Figure:
    rows = [
        DotRow(run.say(f"word.{SEXES[sex]}"), fact.value, _fraction(run, fact), strong=True, role=SEXES[sex])
        for sex, fact in reached.items()
    ]
    table = Table(
        run.say("e4.reach"),
        run.columns("e4.head.sex", "e4.head.recipients", "e4.head.people", "e4.head.share"),
        tuple(
            (run.cell(run.say(f"word.{SEXES[sex]}")), run.cell(fact.part), run.cell(fact.whole), fact.cell)
            for sex, fact in reached.items()
        ),
        phone="table",
    )
    sex, first = next(iter(reached.items()))
    told = run.say(f"e4.of_{SEXES[sex]}", n=first.part, all=first.whole)
    return Figure(
        chart=dot_rows(rows, (), run.percents(*SHARE_TICKS)),
        data=table,
        title=run.say("e4.reach"),
        measure=run.say("e4.reach_measure"),
        reading=run.say("e4.reach_reading", who=told),
        alternative=run.say("e4.reach_alternative", who=told),
        n=in_gap(run),
        ids=(SHARE,),
    )


def _fraction(run: Run, fact: Fact) -> str:
    """« 12 sur 19 »: the indicator rests on amounts, but counts people."""
    return fact.text if fact.part is None or fact.whole is None else words.fraction(fact.part, fact.whole, run.lang)


def _gaps(run: Run, known: list[Fact]) -> Figure:
    facts = [run.fact(name) for name in GAPS]
    rows = [
        IntervalRow(run.say(f"e4.row.{gap.id}"), gap.value, None, None, gap.text if gap.known else gap.status_text)
        for gap in facts
    ]
    half = reach(rows)
    ends = {end: words.percent(end, run.lang, 0) for end in (-half, half)}
    sides = Sides(run.say("e3.equality"), run.say("e3.left"), run.say("e3.right"))
    first = known[0]
    return Figure(
        chart=interval_rows(rows, sides, ends),
        data=_gap_table(run, facts),
        title=run.say("e4.gaps"),
        measure=run.say("e4.gaps_measure"),
        reading=run.say(f"e4.gaps_reading_{side(first)}", what=run.say(f"e4.what.{first.id}"), gap=size(first)),
        alternative=run.say("e4.gaps_alternative", gap=first.text),
        n=in_gap(run),
        ids=GAPS,
    )


def _gap_table(run: Run, facts: list[Fact]) -> Table:
    """Both choices side by side: recipients alone, everyone."""
    rows = tuple(
        (
            run.cell(run.say(f"e4.row.{gap.id}")),
            gap.cell,
            run.fact(f"{gap.id}_everyone").cell,
            run.cell(gap.status_text),
        )
        for gap in facts
    )
    columns = (
        *run.columns("e3.head.measure_head", "e4.head.among", "e4.head.everyone"),
        Column(run.say("word.status"), "left"),
    )
    return Table(run.say("e4.gaps"), columns, rows)


def _elements(run: Run) -> Table | None:
    """Each element of pay: recipients, mean and median of both sexes, gap."""
    given = {fact.segment["component"] for fact in run.facts(RECIPIENTS) if "component" in fact.segment}
    found = sorted(given - {BASE}, key=lambda name: (-_received(run, name), name))
    if not found:
        return None
    heads = ("element", "women", "men", "women_mean", "men_mean", "women_median", "men_median", "gap")
    widths = (24, 9, 9, 12, 12, 12, 12, 10)
    columns = tuple(
        Column(run.say(f"e4.head.{head}"), "right" if place else "left", width)
        for place, (head, width) in enumerate(zip(heads, widths, strict=True))
    )
    return Table(run.say("e4.elements"), columns, tuple(_element(run, name) for name in found), measure=run.say("e4.elements_measure"), dense=True)  # fmt: skip


def _received(run: Run, name: str) -> float:
    """How many people are known to receive the element: the table starts with the most widespread."""
    return sum(run.fact(RECIPIENTS, component=name, sex=sex).value or 0 for sex in SEXES)


def _element(run: Run, name: str) -> tuple[Cell, ...]:
    title = tables.contract("payroll").column(name).title[run.lang]
    cells = [run.cell(words.typography(title, run.lang))]
    for indicator in (RECIPIENTS, MEAN, MEDIAN):
        cells += [_short(run, run.fact(indicator, component=name, sex=sex)) for sex in SEXES]
    return (*cells, _short(run, run.fact(APART, component=name)))


def _short(run: Run, fact: Fact) -> Cell:
    """The number alone (its head says the unit), or the glyph of its status; nothing where nobody receives it."""
    if fact.known:
        digits = DIGITS if fact.unit == "percent" else 0
        return Cell(words.number(fact.value, run.lang, digits), fact.value, "one" if digits else "integer")
    return run.cell("") if fact.status == "missing" else Cell(fact.status_text.split(words.GLUE)[0])


def _shared_said(run: Run) -> Say | None:
    """Whether the labour share is inside, and what each choice gives."""
    inside = run.fact(f"{SHARED[0]}_shared")
    outside = run.fact(SHARED[0])
    if not (inside.known and outside.known):
        return Say(run.say("e4.share_unsaid")) if inside.status == "missing" else None
    return Say(run.say("e4.share", outside=outside.text, inside=inside.text))


def _shared(run: Run) -> Table | None:
    pairs = [(run.fact(name), run.fact(f"{name}_shared")) for name in SHARED]
    if not any(inside.known for _, inside in pairs):
        return None
    rows = tuple((run.cell(run.say(f"e3.measure.{out.id}")), out.cell, inside.cell) for out, inside in pairs)
    return Table(run.say("e4.share_table"), run.columns("e3.head.measure_head", "e4.head.outside", "e4.head.inside"), rows, phone="table")  # fmt: skip

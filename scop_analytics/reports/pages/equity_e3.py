"""E3 « L'écart global »: mean and median gaps, hourly and annual, with their stability and what one person changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from scop_analytics import words
from scop_analytics.figures.interval_rows import IntervalRow, Sides, interval_rows, reach
from scop_analytics.reports.facts import Fact, status_text
from scop_analytics.reports.objects import Block, Cell, Column, Figure, Page, Say, Table
from scop_analytics.reports.pages.equity_trend import over_time
from scop_analytics.reports.pages.equity_words import (
    DIGITS,
    GAPS,
    both,
    chance,
    distinct,
    in_gap,
    sexes,
    side,
    size,
    unpublishable,
)
from scop_analytics.reports.run import Run

HOURLY, ANNUAL = "mean_gap_hourly", "mean_gap_annual"
PAYS: Final = {
    "mean_gap_hourly": ("women_mean_hourly", "men_mean_hourly"),
    "median_gap_hourly": ("women_median_hourly", "men_median_hourly"),
    "mean_gap_annual": ("women_mean_annual", "men_mean_annual"),
    "median_gap_annual": ("women_median_annual", "men_median_annual"),
}
EXACT: Final = ("employer", "representatives")
ALERT: Final = "pay_equity.alert_percent"


def page(run: Run) -> Page:
    """Four gaps when they may be read; the reason in words when none may."""
    known = [gap for name in GAPS if (gap := run.fact(name)).known]
    blocks: list[Block] = _blocks(run, known) if known else [Say(_absence(run)), _table(run)]
    return run.page(
        "E3",
        title=_title(run) if known else unpublishable(run, short=True),
        subtitle=run.say("e3.subtitle" if known else "e3.subtitle_none", both=_both(run)),
        blocks=blocks,
        ids=GAPS,
        n=in_gap(run),
        sources=("payroll", "employees"),
        method=[run.say(f"e3.method.{part}") for part in ("gap", "interval", "one_person", "threshold")],
    )


def _both(run: Run) -> str:
    found = sexes(run)
    return both(run, found) if found else run.say("e3.n_unsaid")


def _absence(run: Run) -> str:
    why = run.fact(HOURLY).why
    return f"{unpublishable(run)} {why}".strip()


def _blocks(run: Run, known: list[Fact]) -> list[Block]:
    trend = over_time(run)
    unsure = sum(not distinct(gap) for gap in known)
    said: list[Block] = []
    if unsure:
        said = [Say(chance(run) if unsure == len(known) else run.say("e3.chance_some", n=unsure, both=_both(run)))]
    return [_intervals(run), *said, _table(run), *([trend] if trend else [Say(run.say("e3.first_year"))])]


def _title(run: Run) -> str:
    hourly, annual = run.fact(HOURLY), run.fact(ANNUAL)
    if not hourly.known or not annual.known:
        shown = hourly if hourly.known else (annual if annual.known else run.fact("median_gap_hourly"))
        return run.say("e3.title_one", what=shown.label, gap=size(shown), sign=run.say(f"sign.{side(shown)}"))
    sides = {side(hourly), side(annual)}
    if sides == {"none"}:
        return run.say("e3.title_none")
    facts = {"hourly": size(hourly), "annual": size(annual)}
    if len(sides) == 1:
        return run.say(f"e3.title_{sides.pop()}", **facts)
    signs = {"hour_sign": run.say(f"sign.{side(hourly)}"), "year_sign": run.say(f"sign.{side(annual)}")}
    return run.say("e3.title_mixed", **facts, **signs)


def _intervals(run: Run) -> Figure:
    facts = [run.fact(name) for name in GAPS]
    rows = [_interval_row(run, gap) for gap in facts]
    half = reach(rows)
    ends = {end: words.percent(end, run.lang, 0) for end in (-half, half)}
    alert = _alert(run)
    text = run.say("e3.alert", percent=words.percent(alert, run.lang, 0)) if alert is not None else ""
    sides = Sides(run.say("e3.equality"), run.say("e3.left"), run.say("e3.right"), alert, text)
    first = next(gap for gap in facts if gap.known)
    return Figure(
        chart=interval_rows(rows, sides, ends),
        data=_table(run),
        title=_figure_title(run, facts),
        measure=run.say("e3.measure" if any(gap.bounds for gap in facts) else "e3.measure_plain"),
        reading=_reading(run, first),
        alternative=run.say("e3.alternative", gap=first.text),
        n=in_gap(run),
        ids=GAPS,
        repeated=True,
        caption="",
    )


def _alert(run: Run) -> float | None:
    from scop_analytics import law  # lazily: one value of the law

    rules = law.at(run.end)
    return float(str(rules[ALERT])) if ALERT in rules else None


def _interval_row(run: Run, gap: Fact) -> IntervalRow:
    low, high = gap.bounds or (None, None)
    text = gap.text if gap.known else gap.status_text
    bounds = words.interval(gap.bounds, run.lang).removesuffix("%").rstrip(words.GLUE) if gap.bounds else ""
    return IntervalRow(run.say(f"e3.row.{gap.id}"), gap.value, low, high, text, bounds)


def _figure_title(run: Run, facts: list[Fact]) -> str:
    bounded = [gap for gap in facts if gap.known and gap.bounds]
    if not bounded:
        return run.say("e3.figure_plain")
    unsure = sum(not distinct(gap) for gap in bounded)
    if unsure in (0, len(GAPS)) and len(bounded) == len(GAPS):
        return run.say("e3.figure_four" if unsure else "e3.figure_no_four")
    if unsure in (0, len(bounded)):
        return run.say("e3.figure_all" if unsure else "e3.figure_no", n=len(bounded))
    return run.say("e3.figure_some", n=unsure, all=len(bounded))


def _reading(run: Run, gap: Fact) -> str:
    said = run.say(f"e3.reading_{side(gap)}", what=run.say(f"e3.what.{gap.id}"), gap=size(gap))
    if gap.bounds is None:
        return f"{said} {run.say('e3.reading_unbounded')}"
    low, high = (words.number(bound, run.lang, DIGITS) for bound in gap.bounds)
    key = "e3.reading_outside" if distinct(gap) else "e3.reading_inside"
    return f"{said} {run.say(key, low=low, high=words.percent(gap.bounds[1], run.lang, DIGITS) if high else high)}"


def _table(run: Run) -> Table:
    """Pay of women and of men, the gap, its interval, what one person changes: exact for the employer, in words elsewhere."""
    told: Mapping[str, Mapping[str, Any]] = run.context.get("one_person") or {}
    exact = any("low" in effect for effect in told.values())
    heads = ("measure_head", "women", "men", "gap", "interval", "effect_exact" if exact else "effect")
    widths = (18, 14, 14, 11, 16, 27)
    aligned = ("left", "right", "right", "right", "right", "right" if exact else "left")
    columns = tuple(
        Column(run.say(f"e3.head.{head}"), "left" if align == "left" else "right", width)
        for head, align, width in zip(heads, aligned, widths, strict=True)
    )
    rows = tuple(_row(run, name, told.get(name)) for name in GAPS)
    statuses = {run.fact(name).status for name in GAPS}
    measure = run.say("e3.status_all", status=status_text(statuses.pop(), run.lang)) if len(statuses) == 1 else ""
    return Table(run.say("e3.table"), columns, rows, measure=measure)


def _row(run: Run, name: str, effect: Mapping[str, Any] | None) -> tuple[Cell, ...]:
    gap = run.fact(name)
    pays = [_pay(run, run.fact(pay)) for pay in PAYS[name]] if gap.known else [run.cell(""), run.cell("")]
    shown = words.number(gap.value, run.lang, DIGITS) if gap.known else gap.status_text
    bounds = _bounds(run, gap.bounds) if gap.known and gap.bounds else ""
    return (
        run.cell(run.say(f"e3.measure.{name}")),
        *pays,
        Cell(shown, gap.value, "one"),
        run.cell(bounds),
        run.cell(_effect(run, effect)),
    )


def _bounds(run: Run, bounds: tuple[float, float]) -> str:
    """« −4,0 ; 20,0 »."""
    return words.interval(bounds, run.lang, DIGITS).strip(f"[]%{words.GLUE}").replace("]", "")


def _pay(run: Run, pay: Fact) -> Cell:
    if not pay.known:
        return run.cell(pay.status_text)
    hourly = pay.unit == "EUR_per_hour"
    cents = 2 if run.audience in EXACT else 1  # the others read euros rounded to the half
    return Cell(words.number(pay.value, run.lang, cents if hourly else 0), pay.value, "two" if hourly else "integer")


def _effect(run: Run, effect: Mapping[str, Any] | None) -> str:
    if effect is None:
        return ""
    if "low" in effect:
        low, high = (words.number(effect[end], run.lang, DIGITS) for end in ("low", "high"))
        return run.say("e3.from_to", low=low, high=high)
    return run.say(f"e3.one.{'sign' if effect['sign'] else 'threshold' if effect['threshold'] else 'none'}")

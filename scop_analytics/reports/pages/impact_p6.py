"""P6 « L'échelle des salaires »: how far apart pays are, three ways to measure it, and the lowest pay beside the law."""

from __future__ import annotations

from typing import Final

from scop_analytics import words
from scop_analytics.figures.lines import Level, Line, Trend, lines
from scop_analytics.figures.pay_bands import Band, pay_bands
from scop_analytics.figures.quantile_strip import Quantiles, StripWords, quantile_strip
from scop_analytics.reports.facts import Fact
from scop_analytics.reports.method_changes import broken
from scop_analytics.reports.objects import Block, Cell, Column, Figure, Page, Say, Table
from scop_analytics.reports.pages.courses import course_title, cuts
from scop_analytics.reports.pages.impact_words import absence, people, value_cell
from scop_analytics.reports.run import Run

SPREAD: Final = "pay_spread"
DECILES: Final = "pay_decile_ratio"
TENTHS: Final = "pay_top_to_bottom"
LOWEST: Final = "lowest_pay_to_minimum_wage"
BANDS: Final = "pay_band_headcount"
QUANTILES: Final = ("pay_p10", "pay_p25", "pay_median", "pay_p75", "pay_p90")
STRIP_FROM: Final = 40  # people; below, bands of at least five
STEP: Final = 500
THOUSAND: Final = 1000  # the strip is drawn in thousands of euros: the bounds of its axis look like nobody's pay
SEVERAL: Final = 2  # bands, or years, from which they are drawn


def page(run: Run) -> Page:
    """The strip from forty people, else bands, else a sentence; the ratio and its course only when it may be said."""
    parts = [_strip(run) or _bands(run), _trend(run), _definitions(run)]
    blocks: list[Block] = [part for part in parts if part]
    counted = _counted(run)
    allowed = ("allowed",) if run.context.get("spread_allowed_by") and run.fact(SPREAD).known else ()
    method = [run.say(f"p6.method.{part}") for part in ("pay", "smoothed", "ratios", "lowest")]
    said = [run.say(f"p6.method.{part}", meeting=str(run.context["spread_allowed_by"])) for part in allowed]
    return run.page(
        "P6",
        title=_title(run),
        subtitle=run.say("p6.subtitle", people=people(run, counted)) if counted else run.say("p6.subtitle_unsaid"),
        blocks=blocks,
        ids=(SPREAD, DECILES, TENTHS, LOWEST, *QUANTILES),
        n=people(run, counted),
        sources=("payroll", "employees"),
        method=[*method, *said],
    )


def _counted(run: Run) -> int | None:
    """People the scale rests on, when some result may say it."""
    known = [run.fact(name) for name in ("pay_median", SPREAD, DECILES)]
    counts = [fact.row.get("people") for fact in known if fact.known]
    bands = [band.value for band in _held(run)]
    return next((int(count) for count in counts if count), int(sum(map(float, filter(None, bands)))) or None)


def _number(fact: Fact) -> str:
    return words.number(fact.value, fact.lang)


def _title(run: Run) -> str:
    spread, deciles, lowest = run.fact(SPREAD), run.fact(DECILES), run.fact(LOWEST)
    if spread.known:
        return run.say("p6.title_spread", x=_number(spread))
    if deciles.known:
        return run.say("p6.title_deciles", x=_number(deciles))
    if spread.status == "missing":
        return run.say("p6.title_missing")
    verdict = lowest.row.get("verdict")
    return run.say(f"p6.title_{verdict}" if verdict in ("complies", "breach") else "p6.title_hidden")


def _strip(run: Run) -> Figure | None:
    years = [year for year in reversed(run.years) if all(run.fact(name, year).known for name in QUANTILES)]
    if not years or years[0] != run.year or (run.fact("pay_median").row.get("people") or STRIP_FROM) < STRIP_FROM:
        return None
    told = cuts(run, QUANTILES, years)
    rows = [_quantiles(run, year, told.get(year, "")) for year in years]
    now = rows[0].texts
    everything = [value * THOUSAND for row in rows for value in row.values]
    low, high = int(min(everything) // STEP * STEP), int(max(everything) // STEP * STEP + STEP)
    marks = range(low, high + 1, STEP if high - low <= 5 * STEP else 2 * STEP)
    ticks = [(mark / THOUSAND, words.number(mark, run.lang, 0)) for mark in marks]
    ticks[-1] = (ticks[-1][0], words.euros(marks[-1], run.lang))
    said = {"low": now[1], "middle": now[2], "high": now[3]}
    heads = ("word.year", *(f"p6.head.{name}" for name in QUANTILES))
    data = tuple((run.cell(str(year)), *(run.fact(name, year).cell for name in QUANTILES)) for year in years)
    strip = StripWords(
        *(run.say(f"p6.strip.{part}").replace("|", "<br>") for part in ("low", "middle", "high", "half"))
    )
    return Figure(
        chart=quantile_strip(rows, strip, ticks),
        data=Table(run.say("p6.strip_measure"), run.columns(*heads), data, phone="blocks"),
        title=run.say("p6.strip_title", **said),
        measure=run.say("p6.strip_measure"),
        reading=run.say("p6.strip_reading", **said),
        alternative=run.say("p6.strip_alternative", **said),
        n=str(_counted(run) or ""),
        ids=QUANTILES,
    )


def _quantiles(run: Run, year: int, cut: str) -> Quantiles:
    facts = [run.fact(name, year) for name in QUANTILES]
    low, quarter, middle, third, high = ((fact.value or 0) / THOUSAND for fact in facts)
    texts = tuple(fact.text for fact in facts)
    named = (texts[0], texts[1], texts[2], texts[3], texts[4])
    return Quantiles(str(year), (low, quarter, middle, third, high), named, cut)


def _held(run: Run) -> list[Fact]:
    """Bands of pay, the highest first."""
    bands = [fact for fact in run.facts(BANDS) if "pay_band" in fact.segment]
    return sorted(bands, key=lambda fact: -int(fact.segment["pay_band"].partition("-")[0]))


def _bands(run: Run) -> Figure | Say:
    bands = _held(run)
    if len(bands) < SEVERAL or not any(band.known for band in bands):
        return Say(_one_band(run, bands))
    rows = [
        Band(_band_name(run, band), int(band.value) if band.value is not None else None, band.text) for band in bands
    ]
    data = tuple((run.cell(row.label), value_cell(run, band)) for row, band in zip(rows, bands, strict=True))
    largest = max((band for band in bands if band.known), key=lambda band: band.value or 0)
    said = {"n": int(largest.value or 0), "band": _band_name(run, largest).lower()}
    return Figure(
        chart=pay_bands(rows),
        data=Table(run.say("p6.bands_measure"), run.columns("p6.band", "p2.people"), data, phone="table"),
        title=run.say("p6.bands_title"),
        measure=run.say("p6.bands_measure"),
        reading=run.say("p6.bands_reading", **said),
        alternative=run.say("p6.bands_alternative", **said),
        n=str(_counted(run) or ""),
        ids=(BANDS,),
    )


def _one_band(run: Run, bands: list[Fact]) -> str:
    """All pays in one band: the only thing that may be said of them; else why nothing may."""
    spread = run.fact(SPREAD)
    if len(bands) == 1 and bands[0].value is not None:
        return run.say("p6.one_band", n=int(bands[0].value), band=_band_name(run, bands[0]).lower())
    return run.say("p6.nothing") if spread.status == "suppressed" else absence(run, spread)


def _band_name(run: Run, band: Fact) -> str:
    low, _, high = band.segment["pay_band"].partition("-")
    return run.say("p6.band_name", low=words.number(int(low), run.lang, 0), high=words.euros(int(high) + 1, run.lang))


def _trend(run: Run) -> Figure | None:
    """The ratio over the years: drawn only where this year's may be said."""
    history = [fact for fact in run.history(SPREAD) if fact.known]
    if len(history) < SEVERAL or history[-1].year != run.year:
        return None
    values = tuple(fact.value for fact in history)
    target = run.context.get("targets", {}).get(SPREAD)
    top = max([*(value or 0 for value in values), float(target or 0)])
    levels = (Level(float(target), run.say("p6.ceiling", x=words.number(target, run.lang))),) if target else ()
    marks = range(1, int(top) + 2)
    first, last = history[0], history[-1]
    trend = Trend(
        years=tuple(fact.year for fact in history),
        lines=(Line(values, run.say("unit.times", value=_number(last)), first=_number(first)),),
        span=(1, marks[-1]),
        ticks=tuple((mark, words.number(mark, run.lang, 0)) for mark in marks),
        levels=levels,
        **broken(run, (SPREAD,)),
    )
    said = {"since": str(first.year), "before": _number(first), "now": _number(last)}
    rows = tuple((run.cell(str(fact.year)), Cell(_number(fact), fact.value, "one")) for fact in history)
    return Figure(
        chart=lines(trend),
        data=Table(run.say("p6.trend_measure"), run.columns("word.year", "p6.ratio"), rows, phone="table"),
        title=course_title(run, "p6.trend", history),
        measure=run.say("p6.trend_measure"),
        reading=run.say("p6.trend_reading", **said),
        alternative=run.say("p6.trend_alternative", **said),
        n=str(last.row.get("people") or ""),
        ids=(SPREAD,),
    )


def _definitions(run: Run) -> Table:
    """Three definitions side by side, because a published figure rarely says which; then the minimum wage, in words."""
    years = [year for year in (run.year - 1, run.year) if year in run.years]
    columns = (
        Column(run.say("p6.definition"), "left"),
        *(Column(str(year), "right", 14) for year in years),
        Column(run.say("p6.purpose"), "left", 34, line=True),
    )
    rows = [_definition(run, name, years) for name in (SPREAD, DECILES, TENTHS)]
    target = run.context.get("targets", {}).get(SPREAD)
    voted = run.say("p6.voted", x=words.ratio(float(target), run.lang)) if target and run.fact(SPREAD).known else ""
    return Table(run.say("p6.definitions"), columns, (*rows, _lowest(run, years)), measure=voted)


def _definition(run: Run, name: str, years: list[int]) -> tuple[Cell, ...]:
    facts = [run.fact(name, year) for year in years]
    cells = [
        Cell(_number(fact), fact.value, "one", strong=fact.year == run.year) if fact.known else Cell(fact.status_text)
        for fact in facts
    ]
    now = facts[-1]
    purpose = run.say(f"p6.purpose.{name}") if now.known else absence(run, now)
    return (Cell(run.say(f"p6.definition.{name}"), note=run.say(f"p6.base.{name}")), *cells, Cell(purpose))


def _lowest(run: Run, years: list[int]) -> tuple[Cell, ...]:
    facts = [run.fact(LOWEST, year) for year in years]
    verdicts = [str(fact.row.get("verdict")) for fact in facts]
    told = [Cell(run.say(f"p6.lowest.{word}")) if word in ("complies", "breach") else run.cell("") for word in verdicts]
    now = facts[-1]
    why = run.say("p6.purpose.words") if verdicts[-1] in ("complies", "breach") else absence(run, now)
    exact = run.say("p6.purpose.lowest", x=words.number(now.value, run.lang, 2)) if now.known else why
    return (Cell(run.say("p6.definition.lowest")), *told, Cell(exact))

"""E5 « Femmes et hommes dans l'échelle »: quarters of pay, or halves, or what may be said of a small co-operative."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from scop_analytics import law, words
from scop_analytics.figures.sex_rows import SexRow, sex_rows
from scop_analytics.reports.facts import share_digits
from scop_analytics.reports.objects import Block, Cell, Figure, Page, Say, Table
from scop_analytics.reports.run import Run

QUARTERS: Final = "pay_quarter_headcount"
HALVES: Final = "pay_half_headcount"
LEAST: Final = "conventions.bands_minimum"
INSTEAD: Final = ("women_on_board", "permanent_contract_share", "tenure_median", QUARTERS, "median_gap_hourly")


@dataclass(frozen=True)
class Bands:
    """Women and men in each band of pay, best paid first, and the words of the cut: ``quarter`` or ``half``."""

    cut: str
    indicator: str
    women: tuple[int, ...]
    men: tuple[int, ...]

    @property
    def people(self) -> int:
        """All of them."""
        return sum(self.women) + sum(self.men)

    @property
    def share(self) -> float:
        """Women in the whole, percent."""
        return 100 * sum(self.women) / self.people


def page(run: Run) -> Page:
    """The finest cut whose every cell may be shown; without any, the reason and what remains publishable.

    One sex alone has no place to compare, and a handful of people no quarters: a band of one person is that person.
    """
    bands = finest(run)
    return _shown(run, bands) if bands else _hidden(run)


def finest(run: Run) -> Bands | None:
    """The finest cut these readers may see of a workforce of two sexes that is large enough to be cut."""
    bands = _bands(run, QUARTERS, "quarter", 4) or _bands(run, HALVES, "half", 2)
    least = int(str(law.at(run.end)[LEAST]))
    return bands if bands and bands.people >= least and 0 < sum(bands.women) < bands.people else None


def _bands(run: Run, indicator: str, cut: str, count: int) -> Bands | None:
    levels = [str(level) for level in range(count, 0, -1)]
    cells = [[run.fact(indicator, **{cut: level, "sex": sex}).value for level in levels] for sex in ("F", "M")]
    if any(value is None for row in cells for value in row) or not sum(value or 0 for row in cells for value in row):
        return None
    women, men = (tuple(int(value or 0) for value in row) for row in cells)
    return Bands(cut, indicator, women, men)


def _shown(run: Run, bands: Bands) -> Page:
    whole = words.fraction(sum(bands.women), bands.people, run.lang)
    share = _women(run, bands)
    top, size = bands.women[0], bands.women[0] + bands.men[0]
    sexes = (run.say("unit.women", n=sum(bands.women)), run.say("unit.men", n=sum(bands.men)))
    blocks: tuple[Block, ...] = (bands_figure(run, bands), bands_table(run, bands))
    return run.page(
        "E5",
        title=run.say(f"e5.title_{bands.cut}", n=top, size=size, whole=whole, share=share),
        subtitle=run.say(f"e5.subtitle_{bands.cut}", n=bands.people),
        blocks=blocks,
        ids=(bands.indicator,),
        n=run.say("e5.n", n=bands.people, sexes=list(sexes)),
        sources=("payroll", "employees"),
        method=[run.say(f"e5.method.{part}") for part in ("cut", "ties", bands.cut)],
    )


def _women(run: Run, bands: Bands) -> str:
    return words.percent(bands.share, run.lang, share_digits(bands.people))


def bands_figure(run: Run, bands: Bands, *, repeated: bool = True) -> Figure:
    """Women and men of each band; ``repeated``: the page prints :func:`bands_table` beside it."""
    rows = [
        SexRow(
            run.say(f"e5.{bands.cut}.{len(bands.women) - place}"),
            women,
            men,
            run.say("unit.women", n=women),
            run.say("unit.men", n=men),
            strong=place == 0,
        )
        for place, (women, men) in enumerate(zip(bands.women, bands.men, strict=True))
    ]
    expected = bands.share / 100 * (bands.women[0] + bands.men[0])
    low, high = math.floor(expected), math.ceil(expected)
    suffix = "one" if low == high else "two"
    facts = {"size": bands.women[0] + bands.men[0], "low": low, "high": high}
    return Figure(
        chart=sex_rows(rows, bands.share, _women(run, bands), run.say("e5.reference")),
        data=bands_table(run, bands),
        title="",
        reading=run.say(f"e5.reading_{bands.cut}_{suffix}", n=bands.women[0], **facts),
        alternative=run.say(f"e5.alternative_{bands.cut}", n=bands.women[0], **facts),
        n=str(bands.people),
        ids=(bands.indicator,),
        caption=run.say(f"e5.caption_{bands.cut}"),
        repeated=repeated,
    )


def bands_table(run: Run, bands: Bands) -> Table:
    """Women, men and the share of women of each band, then of all."""
    rows: list[tuple[Cell, ...]] = []
    for place, (women, men) in enumerate(zip(bands.women, bands.men, strict=True)):
        name = run.say(f"e5.{bands.cut}.{len(bands.women) - place}")
        rows.append((run.cell(name), run.cell(women), run.cell(men), _share(run, women, women + men)))
    women, men = sum(bands.women), sum(bands.men)
    rows.append((run.cell(run.say("word.all")), run.cell(women), run.cell(men), _share(run, women, bands.people)))
    heads = (f"e5.{bands.cut}", "word.women", "word.men", "e5.share_head")
    return Table(run.say(f"e5.table_{bands.cut}"), run.columns(*heads), tuple(rows), total=True, phone="table")


def _share(run: Run, women: int, people: int) -> Cell:
    if not people:
        return run.cell("")
    share = float(words.rounded(100 * women / people, 1))  # of counts that may be rounded: more decimals say nothing
    return Cell(words.number(100 * women / people, run.lang, share_digits(people)), share, "one")


def _hidden(run: Run) -> Page:
    """No figure: the reason in a sentence, then what the co-operative can show instead."""
    facts = [run.fact(name) for name in INSTEAD]
    rows = [
        (run.cell(fact.label), run.cell(fact.fraction if fact.known else ""), run.cell(fact.status_text))
        for fact in facts
    ]
    quarters = next(iter(run.facts(QUARTERS)), run.fact(QUARTERS))
    headcount = run.fact("headcount")
    missing = quarters.status == "missing"
    n = int(headcount.value) if headcount.value is not None else None
    title = (
        run.say("e5.title_missing")
        if missing
        else (run.say("e5.title_hidden", n=n) if n else run.say("e5.title_hidden_unsaid"))
    )
    table = Table(
        run.say("e5.instead"),
        run.columns("word.indicator", "word.value", "word.status", left=1),
        tuple(rows),
        phone="table",
    )
    return run.page(
        "E5",
        title=title,
        subtitle=run.say("e5.subtitle_hidden"),
        blocks=(Say(quarters.why or run.say("e5.hidden")), table),
        ids=(QUARTERS, HALVES),
        sources=("payroll", "employees"),
        method=[run.say("e5.method.cut")],
    )

"""Figures: numbers and finished texts in, a chart in two widths out (bars, points and lines only).

Each chart shape is one function in a file of its name. :func:`trend` draws any indicator straight from results.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from scop_analytics import words

if TYPE_CHECKING:
    from scop_analytics.results import Results

__all__ = ["trend"]
WHOLE: Final = 100


def trend(results: Results, indicator: str, company: str | None = None, **segment: str) -> Any:
    """One indicator over the years of ``results`` as a plotly ``Figure``; a year without a number breaks the line.

    ``company`` is needed when the results hold several; ``segment`` chooses a group (``sex="F"``).
    """
    from scop_analytics.figures.lines import Line, Trend, lines
    from scop_analytics.results import in_unit

    rows = [results.row(indicator, year, company, **segment) for year in results.years]
    values = tuple(row.value if row.given else None for row in rows)
    known = [value for value in values if value is not None]
    unit = rows[-1].unit
    top = WHOLE if unit == "percent" and max(known, default=0) <= WHOLE else _ceiling(max(known, default=1))
    bottom = min(0, -_ceiling(-min(known, default=0)))
    ticks = tuple((tick, in_unit(tick, unit, results.lang)) for tick in (bottom, (bottom + top) / 2, top))
    end = in_unit(known[-1], unit, results.lang) if known else words.say("status.missing", results.lang)
    label = rows[-1].label(results.lang)
    drawn = Trend(tuple(row.year for row in rows), (Line(values, end),), (bottom, top * 1.04), ticks)
    figure = lines(drawn).figure()
    return figure.update_layout(title={"text": label, "x": 0}, margin={"t": 48})


def _ceiling(value: float) -> float:
    """The next round number, for the end of an axis."""
    if value <= 0:
        return 0.0
    step = 10 ** math.floor(math.log10(value))
    return float(math.ceil(value / step) * step)

"""The footprint: greenhouse gases, in all and per full-time equivalent."""

from __future__ import annotations

from scop_analytics.indicators.arguments import Columns, Figure
from scop_analytics.indicators.measures import RATE, Measure, Shown, fraction, total

KILOGRAMS = 1000  # tonnes are kept in thousandths


def ghg_total(emission: Columns) -> Measure:
    """Greenhouse gases of the year, in tonnes of CO₂ equivalent."""
    return total(emission.tco2e, givers=True).divided(KILOGRAMS)


def ghg_per_fte(ghg_total: Figure, average_fte: Figure) -> Measure:
    """Tonnes of CO₂ equivalent per full-time equivalent of the same year."""
    shown = Shown(ghg_total.top, per=KILOGRAMS), Shown(average_fte.top, per=RATE)
    measure = fraction(ghg_total.top * 10, average_fte.top)  # thousandths of tonnes over ten-thousandths of jobs
    return Measure(measure.top, measure.bottom, shown=shown)

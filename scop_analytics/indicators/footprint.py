"""The footprint: greenhouse gases, in all and per full-time equivalent."""

from __future__ import annotations

from typing import Final

from scop_analytics.indicators.arguments import Columns, Figure
from scop_analytics.indicators.measures import RATE, Measure, Shown, fraction, only, total
from scop_analytics.indicators.reasons import caution

KILOGRAMS: Final = 1000  # tonnes are kept in thousandths
EUROS: Final = ("eur", "euro", "euros", "€", "k€", "keur")


def ghg_total(emission: Columns) -> Measure:
    """Greenhouse gases of the year, in tonnes of CO₂ equivalent."""
    return total(emission.tco2e, givers=True).divided(KILOGRAMS)


def ghg_per_fte(ghg_total: Figure, average_fte: Figure) -> Measure:
    """Tonnes of CO₂ equivalent per full-time equivalent of the same year."""
    shown = Shown(ghg_total.top, per=KILOGRAMS), Shown(average_fte.top, per=RATE)
    measure = fraction(ghg_total.top * 10, average_fte.top)  # thousandths of tonnes over ten-thousandths of jobs
    return Measure(measure.top, measure.bottom, shown=shown)


def ghg_spend_based_share(emission: Columns) -> Measure:
    """Percent of the gases worked out from euros spent, among sources whose unit is known."""
    written = emission.unit.str.strip_chars().str.to_lowercase()
    known = written.is_not_null() & emission.tco2e.is_not_null()
    silent = (emission.tco2e.is_not_null() & written.is_null()).sum()
    spent, every = only(emission.tco2e, known & written.is_in(EUROS)), only(emission.tco2e, known)
    measure = Measure(spent.sum(), every.sum(), 100, population=known, units=(KILOGRAMS, KILOGRAMS))
    return measure.when(caution(silent > 0, "part_unknown", n=silent))

"""What the activity uses: energy and its renewable part, travel, equipment, waste and water; gases per euro of turnover."""

from __future__ import annotations

from typing import Final

import polars as pl

from scop_analytics.indicators.arguments import Columns, Figure
from scop_analytics.indicators.library import ingredient
from scop_analytics.indicators.measures import (
    CENTS,
    Measure,
    Shown,
    fraction,
    only,
    plain,
    total,
)
from scop_analytics.indicators.reasons import caution, not_computable

THOUSANDTHS: Final = 1000
DIGITAL: Final = "NUMERIQUE"
PLANE: Final = "AVION"


def ghg_per_turnover(ghg_total: Figure, company: Columns) -> Measure:
    """Kilograms of CO₂ equivalent for a thousand euros of turnover."""
    thousand_euros = CENTS * THOUSANDTHS
    shown = Shown(ghg_total.top), Shown(company.turnover, per=thousand_euros)
    return Measure(ghg_total.top, company.turnover, thousand_euros, shown=shown)


def energy_used(resource: Columns) -> Measure:
    """Energy used in the year, in kilowatt-hours."""
    return _amount(resource.energy, resource)


def renewable_energy_share(resource: Columns) -> Measure:
    """Percent of the energy used that is renewable, among sources whose share is stated."""
    return _part(resource.renewable, resource.energy)


def business_travel(resource: Columns) -> Measure:
    """Kilometres travelled for work by plane, train and car; commuting apart."""
    return _amount(resource.travel, resource)


def business_travel_ghg(resource: Columns) -> Measure:
    """Tonnes of CO₂ equivalent of travel for work; commuting apart."""
    return _emitted(resource, resource.travel.is_not_null())


def air_travel_share(resource: Columns) -> Measure:
    """Percent of the kilometres travelled for work that were flown."""
    flown = pl.when(resource.category == PLANE).then(resource.travel)
    return _part(flown.when(resource.travel.is_not_null()).then(0), resource.travel)


def commuting(resource: Columns) -> Measure:
    """Kilometres between home and work."""
    return _amount(resource.commuting, resource)


def commuting_ghg(resource: Columns) -> Measure:
    """Tonnes of CO₂ equivalent of travel between home and work."""
    return _emitted(resource, resource.commuting.is_not_null())


@ingredient
def digital_ghg(emission: Columns) -> Measure:
    """Greenhouse gases of digital equipment and services, in kilograms."""
    return _reported(total(emission.tco2e, among=emission.category == DIGITAL), emission.category == DIGITAL)


def ghg_per_workstation(digital_ghg: Figure, company: Columns) -> Measure:
    """Kilograms of CO₂ equivalent of digital equipment and services for one computer workstation."""
    return fraction(digital_ghg.top, company.workstations)


def device_life(company: Columns) -> Measure:
    """Mean years of use of the digital devices retired in the year."""
    return plain(company.device_life_years).divided(THOUSANDTHS)


def waste(resource: Columns) -> Measure:
    """Kilograms of waste of the year."""
    return _amount(resource.waste, resource)


def recycled_waste_share(resource: Columns) -> Measure:
    """Percent of the waste that is recycled, among waste whose recycled share is stated."""
    return _part(resource.recycled, resource.waste)


def water_used(resource: Columns) -> Measure:
    """Cubic metres of water used in the year."""
    return _amount(resource.water, resource)


def _amount(amount: pl.Expr, resource: Columns) -> Measure:
    """A quantity kept in thousandths of its unit; sources in a unit nobody knows are said."""
    lost, known = resource.unit_unknown.sum().cast(pl.Int64), amount.is_not_null()
    summed = _reported(Measure(amount.sum(), population=known, additive=True), known).divided(THOUSANDTHS)
    return summed.when(caution(lost > 0, "unit_unknown", n=lost))


def _emitted(resource: Columns, among: pl.Expr) -> Measure:
    return _reported(total(resource.tco2e, among=among), among).divided(THOUSANDTHS)


def _reported(measure: Measure, among: pl.Expr) -> Measure:
    """A source nobody reported is not a source that emits nothing."""
    return measure.when(not_computable(among.sum() == 0, "source_not_reported"))


def _part(part: pl.Expr, amount: pl.Expr) -> Measure:
    """Sources whose part is unknown stay out of both terms, and are said."""
    known = part.is_not_null()
    silent = (amount.is_not_null() & ~known).sum().cast(pl.Int64)
    read = (THOUSANDTHS, THOUSANDTHS)
    measure = Measure(only(part, known).sum(), only(amount, known).sum(), 100, population=known, units=read)
    return measure.when(caution(silent > 0, "part_unknown", n=silent))

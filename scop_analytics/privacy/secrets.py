"""What must never be written: identifiers, individual pays and hidden figures, in a form that files can be searched for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import isfinite
from typing import Final

import polars as pl

from scop_analytics import law, tables
from scop_analytics.law import Calendar, Scale
from scop_analytics.privacy.support import KEY

SMALLEST_PAY: Final = 100_000  # cents; below a thousand euros an amount is no salary and collides with everything
ROUND_PAY: Final = 10_000  # cents; a multiple of a hundred euros is a tick, a band or a rounded value as often as a pay
SHARED_BY: Final = 5  # an amount that as many people are paid is the pay of nobody in particular
SHORTEST_NAME: Final = 4
SHORTEST_NUMBER: Final = 6
DIGITS: Final = 6
DECIMALS: Final = range(3, 12)  # the scan reads numbers of three decimals and more as figures
NUMBERS: Final = ("value", "rounded", "numerator", "denominator", "people", "low", "high", "threshold")


@dataclass(frozen=True)
class Secrets:
    """What :func:`scan` looks for, and the numbers that it finds rightly there because they are published."""

    people: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    pays: frozenset[int] = frozenset()
    masked: frozenset[str] = frozenset()
    published: frozenset[int] = frozenset()

    @classmethod
    def of(
        cls,
        frames: Mapping[str, pl.DataFrame | pl.LazyFrame],
        full: pl.DataFrame,
        released: pl.DataFrame,
        *,
        pays: Iterable[pl.Series] = (),
        names: Iterable[str] = (),
    ) -> Secrets:
        """The secrets of a dossier's tables, of its derived ``pays`` (cents, by person-year) and of its hidden figures."""
        loaded = {name: frame.lazy().collect() for name, frame in frames.items() if name in tables.load_all()}
        published = _published(released) | _law()
        amounts = {*_amounts(loaded), *(cents for series in pays for cents in _individual(series))}
        yearly = {12 * cents for cents in amounts} | {cents // 12 for cents in amounts if cents % 12 == 0}
        kept = {cents for cents in amounts | yearly if cents >= SMALLEST_PAY and cents % ROUND_PAY}
        return cls(
            people=frozenset(_identifiers(loaded)),
            names=frozenset(names),
            pays=frozenset((kept | _hidden_money(full, released)) - published),
            masked=frozenset(_masked(full, released)),
            published=frozenset(published),
        )


def _identifiers(frames: Mapping[str, pl.DataFrame]) -> Iterable[str]:
    """Matricules long enough to be recognised: with a letter and a digit, or six digits and more."""
    for name, frame in frames.items():
        columns = [
            column.name
            for column in tables.contract(name).columns
            if column.personal == "identifier" and column.type == "string" and column.name in frame.columns
        ]
        for column in columns:
            for code in frame.get_column(column).cast(pl.String).drop_nulls().unique():
                mixed = any(sign.isalpha() for sign in code) and any(sign.isdigit() for sign in code)
                if (mixed and len(code) >= SHORTEST_NAME) or (code.isdigit() and len(code) >= SHORTEST_NUMBER):
                    yield code


def _amounts(frames: Mapping[str, pl.DataFrame]) -> Iterable[int]:
    """Every amount of pay in the tables that fewer than five different people have."""
    for name, frame in frames.items():
        person = next((column for column in ("person_id", "member_id") if column in frame.columns), None)
        columns = [
            column.name
            for column in tables.contract(name).columns
            if column.personal == "pay" and column.name in frame.columns
        ]
        for column in columns if person else ():
            pairs = frame.select(pl.col(column).cast(pl.Int64).alias("cents"), pl.col(str(person)).alias("who"))
            counted = pairs.drop_nulls().unique().group_by("cents").len()
            yield from counted.filter(pl.col("len") < SHARED_BY).get_column("cents")


def _individual(series: pl.Series) -> Iterable[int]:
    counts = series.drop_nulls().cast(pl.Int64).value_counts(name="people")
    return counts.filter(pl.col("people") < SHARED_BY).to_series(0)


def _published(released: pl.DataFrame) -> set[int]:
    """Published numbers in hundredths, and rounded to the unit as sentences say them: what a file may show."""
    numbers = [released.get_column(name).cast(pl.Float64).drop_nulls() for name in NUMBERS if name in released.columns]
    found = pl.concat(numbers) if numbers else pl.Series(dtype=pl.Float64)
    shown = found.filter(found.is_finite()).unique().abs()
    return {cents for number in shown for cents in (round(number * 100), round(number) * 100)}


def _law() -> set[int]:
    """Legal amounts by hour, month and year, in cents: people are paid exactly these, and reports quote them."""
    values = {key: [version.value for version in entry.values] for key, entry in law.load().entries.items()}
    hours = [
        Fraction(value) for value in values["minimum_wage.annual_hours"] if not isinstance(value, Scale | Calendar)
    ]
    factors = {Fraction(1), Fraction(12), *hours, *(year / 12 for year in hours)}
    numbers = [
        Fraction(value) for known in values.values() for value in known if not isinstance(value, Scale | Calendar)
    ]
    return {round(number * factor * 100) for number in numbers for factor in factors}


def _masked(full: pl.DataFrame, released: pl.DataFrame) -> set[str]:
    """Hidden values in full precision and rounded down to six digits, which nothing else equals by chance."""
    numbers = {number for number in _hidden(full, released) if _precise(number)}
    rounded = {round(number, decimals) for number in numbers for decimals in DECIMALS}
    values = {repr(number) for number in numbers | rounded if _precise(number)}
    seen = [released.get_column(name).cast(pl.Float64).drop_nulls() for name in NUMBERS if name in released.columns]
    return values - {repr(number) for series in seen for number in series}


def _hidden_money(full: pl.DataFrame, released: pl.DataFrame) -> set[int]:
    """Hidden amounts in hundredths, as a text or a table would write them: « 2 451,37 € »."""
    amounts = {round(abs(number) * 100) for number in _hidden(full, released)}
    return {amount for amount in amounts if amount >= SMALLEST_PAY and amount % 100}


def _hidden(full: pl.DataFrame, released: pl.DataFrame) -> set[float]:
    """Finite numbers of the rows that the audience does not read."""
    hidden = released.filter(pl.col("status") == "suppressed").select(KEY)
    rows = full.join(hidden, on=list(KEY), how="semi")
    columns = rows.select(pl.col("value", "numerator", "denominator").cast(pl.Float64))
    return {number for column in columns for number in column.drop_nulls() if isfinite(number)}


def _precise(number: float) -> bool:
    digits = repr(abs(number)).replace(".", "").strip("0")
    return len(digits) >= DIGITS and number != int(number)

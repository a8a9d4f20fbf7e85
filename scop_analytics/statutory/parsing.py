"""Text becomes whole numbers, exact decimals and words of closed lists; what cannot be read becomes null."""

from __future__ import annotations

from typing import Final

import polars as pl

from scop_analytics.statutory.vocabulary import value_of

DIGITS: Final = 18  # more would not fit a whole number of 64 bits
SPACES: Final = r"[\s\u00a0\u202f€']"
THOUSANDS: Final = r"^\d{1,3}(?:,\d{3})+$"  # in English a thousand, in French a thousandth: not readable


def whole(column: str) -> pl.Expr:
    """A whole number, possibly negative; ``12.0`` is twelve, ``12.5`` is not one."""
    clean = pl.col(column).str.replace_all(SPACES, "")
    return clean.str.extract(r"^(-?\d{1,15})(?:[.,]0*)?$").cast(pl.Int64, strict=False)


def _clean(column: str) -> pl.Expr:
    text = pl.col(column).str.replace_all(SPACES, "")
    one_comma = (text.str.count_matches(",", literal=True) == 1) & ~text.str.contains(".", literal=True)
    return (
        pl.when(one_comma & ~text.str.contains(THOUSANDS))
        .then(text.str.replace(",", ".", literal=True))
        .otherwise(text)
    )


def digits(column: str) -> pl.Expr:
    """All digits of a decimal number as one whole number: 27600.50 gives 276005, to be divided by :func:`power`."""
    units, decimals = _parts(column)
    both = (units + decimals).str.replace("^$", "0")
    return pl.when(both.str.len_chars() <= DIGITS).then(both).cast(pl.Int64, strict=False)


def power(column: str) -> pl.Expr:
    """The power of ten that :func:`digits` is divided by."""
    decimals = _parts(column)[1].str.len_chars().cast(pl.Int64)
    return pl.when(decimals <= DIGITS).then(pl.lit(10, pl.Int64).pow(decimals)).cast(pl.Int64)


def _parts(column: str) -> tuple[pl.Expr, pl.Expr]:
    shape = r"^(\d+)(?:\.(\d*?)0*)?$"
    text = _clean(column)
    units = text.str.extract(shape, 1).str.strip_chars_start("0")
    return units, pl.when(units.is_not_null()).then(text.str.extract(shape, 2).fill_null(""))


def worded(frame: pl.DataFrame, column: str) -> pl.Expr:
    """A word of a closed list, in any of its spellings."""
    different = frame[column].unique().drop_nulls().to_list()
    known = {text: value for text in different if (value := value_of(column, text))}
    return pl.col(column).replace_strict(known, default=None, return_dtype=pl.String)

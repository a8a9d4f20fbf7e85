"""Numbers as payroll software writes them: ``1 234,56 €``, ``1.234,56``, ``(12,00)``, ``12,00-``, ``80 %``, ``28/35``, ``151h40``.

A column decides as a whole what ``1.234`` means; when nothing in the column or the file proves it, the rows are set aside.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final, TypeVar

import polars as pl

from scop_analytics.config import Entry
from scop_analytics.sources import marks
from scop_analytics.sources.parsed import Bad, Parsed, from_rules
from scop_analytics.tables import Column

Values = TypeVar("Values", pl.Series, pl.Expr)
# A hair above one: a value typed as 2.675 is stored below its decimal writing and must still round to 2.68.
HAIR: Final = 1 + 1e-15
WEEKS, MONTHS = 52, 12  # of a year
FACTORS: Final = {
    "kEUR": 1000.0,
    "cent": 0.01,
    "percent": 0.01,
    "minute": 1 / 60,
    "hour_week": WEEKS / MONTHS,
    "hour_year": 1 / MONTHS,
}
MOST_RATIO: Final = 1.5
MOST: Final = 9.0e15  # beyond, a float no longer holds every integer
GROUPED: Final = r"(\d+|\d{1,3}(_\d{3})+)"
# One or two decimals, or none: the same number whatever the mark of the column.
SURE: Final = r"^-?\d+(?:[.,]\d{1,2})?$"
PLAIN: Final = rf"^-?{GROUPED}$"
COMMA: Final = r"^-?(\d*|\d{1,3}([_.]\d{3})+),\d+$"
DOT: Final = r"^-?(\d*|\d{1,3}([_,]\d{3})+)\.\d+$"
DOTS: Final = r"^-?\d{1,3}(\.\d{3}){2,}$"
COMMAS: Final = r"^-?\d{1,3}(,\d{3}){2,}$"
AMBIGUOUS: Final = r"^-?[1-9]\d{0,2}[.,]\d{3}$"
EXPONENT: Final = r"^-?\d+([.,]\d+)?e[+-]?\d+$"
FRACTION: Final = r"^(\d+(?:[.,]\d+)?)/(\d+(?:[.,]\d+)?)$"
CLOCK: Final = r"^-?(\d+)(?:h|:|_h_|h_)([0-5]?\d)?(?::\d{2})?$"
DATE_LIKE: Final = (
    r"^(\d{1,2}[-/._]\p{L}{3,9}\.?([-/._]\d{2,4})?|\d{1,2}[/-]\d{1,2}([/-]\d{2,4})?|\d{4}-\d{2}-\d{2}.*)$"
)


def from_text(raw: pl.Series, column: Column, entry: Entry, file_decimal: str) -> Parsed:
    """A column of texts as numbers in storage units: plain texts at once, the others with care."""
    sure = raw.str.contains(SURE)
    numbers = raw.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    if sure.all():
        return finish(numbers, column, entry)
    sure = sure.fill_null(value=True)
    plain = raw.filter(sure)
    seen = "".join(mark for mark in ",." if plain.str.contains(mark, literal=True).any())
    rest, places = _carefully(raw.filter(~sure), column, entry, seen, file_decimal), (~sure).arg_true()
    settled = pl.Series([False]).new_from_index(0, len(raw)).scatter(places, rest["settled"])
    rules = pl.Series([None], dtype=pl.String).new_from_index(0, len(raw)).scatter(places, rest["rule"])
    ended = finish(numbers.scatter(places, rest["number"]), column, entry, settled)
    return Parsed(ended.values, from_rules(ended.values, rules).bad + ended.bad)


def _carefully(raw: pl.Series, column: Column, entry: Entry, seen: str, file_decimal: str) -> pl.DataFrame:
    """``number``, whether it is ``settled`` by its own unit, and the ``rule`` it breaks when it is no number."""
    text = _cleaned(pl.col("raw"), entry)
    frame = pl.DataFrame({"raw": raw}).with_columns(text=text)
    mark = entry.decimal or _mark(frame["text"], seen, file_decimal)
    frame = frame.with_columns(percent=pl.col("text").str.ends_with("%"), text=pl.col("text").str.strip_chars_end("%_"))
    frame = frame.with_columns(number=_number(pl.col("text"), mark, column))
    in_hours = pl.col("text").str.contains(CLOCK) & pl.lit(column.unit == "rate")
    missing = pl.col("raw").str.strip_chars().str.to_lowercase().is_in(marks.words("missing"))
    hundredth = 100.0 if column.unit == "rate" else 1.0
    accepted = ~pl.col("percent") | pl.lit(column.unit in ("rate", "percent"))
    number = pl.when(pl.col("percent")).then(pl.col("number") / hundredth).otherwise(pl.col("number"))
    return frame.with_columns(
        number=pl.when(~missing & accepted).then(number),
        settled=(pl.col("percent") | pl.col("text").str.contains("/", literal=True) | in_hours).fill_null(value=True),
    ).with_columns(
        rule=pl.when(~missing & pl.col("number").is_null())
        .then(_cause(pl.col("text"), mark, entry))
        .when(in_hours)
        .then(pl.lit("~rate_from_hours")),
    )


def _cleaned(raw: pl.Expr, entry: Entry) -> pl.Expr:
    """Lower case, no currency sign, one minus in front, every space or apostrophe inside as ``_``."""
    text = raw.str.strip_chars().str.to_lowercase().str.replace_all("[\u2212\u2013\u2014\u2011]", "-")
    text = text.str.replace_all(_currency(entry.currency or "EUR"), "").str.strip_chars()
    text = text.str.replace(r"^\((.+)\)$", "-${1}").str.replace(r"^(\d.*\d)\s*-$", "-${1}").str.replace(r"^\+", "")
    text = text.str.replace_all(r"[\s'\u{2019}]+", "_").str.replace(r"^-_", "-")
    return text.str.replace_all(_currency(entry.currency or "EUR"), "").str.strip_chars("_")


@cache
def _currency(name: str) -> str:
    signs = marks.marks()["currencies"].get(name.upper(), [name.lower()])
    return "|".join(f"(?:{re.escape(sign)})" for sign in sorted(signs, key=len, reverse=True))


def _mark(text: pl.Series, seen: str, file_decimal: str) -> str:
    """The decimal mark that the column proves, or else the file; empty when nothing does, or when both are proved."""
    certain = text.filter(~text.str.contains(AMBIGUOUS).fill_null(value=True))
    comma = "," in seen or bool(certain.str.contains(COMMA).any())
    dot = "." in seen or bool(certain.str.contains(DOT).any())
    if comma and dot:
        return ""
    if comma or dot:
        return "," if comma else "."
    groups = (bool(text.str.contains(COMMAS).any()), bool(text.str.contains(DOTS).any()))
    if groups[0] != groups[1]:
        return "." if groups[0] else ","
    return file_decimal


def _number(text: pl.Expr, mark: str, column: Column) -> pl.Expr:
    """The number, or null when the text is none."""
    bare = text.str.replace_all("_", "")
    thousands_dot, thousands_comma = (
        bare.str.replace_all(r"\.", "").str.replace(",", "."),
        bare.str.replace_all(",", ""),
    )
    whole = bare.str.replace_all("[.,]", "")
    ambiguous = text.str.contains(AMBIGUOUS)
    same = text.str.contains(mark, literal=True) if mark else pl.lit(value=False)
    chosen = (
        pl.when(text.str.contains(PLAIN))
        .then(bare)
        .when(ambiguous & pl.lit(not mark))
        .then(None)
        .when(ambiguous & ~same)
        .then(whole)
        .when(text.str.contains(COMMA))
        .then(thousands_dot)
        .when(text.str.contains(DOT))
        .then(thousands_comma)
        .when(text.str.contains(DOTS) | text.str.contains(COMMAS))
        .then(whole)
        .when(text.str.contains(EXPONENT))
        .then(bare.str.replace(",", "."))
    ).cast(pl.Float64, strict=False)
    if column.unit == "rate":
        parts = [
            text.str.replace_all("_", "").str.extract(FRACTION, n).str.replace(",", ".").cast(pl.Float64)
            for n in (1, 2)
        ]
        hours = _hours(text)
        return pl.coalesce(chosen, pl.when(parts[1] > 0).then(parts[0] / parts[1]), hours / full_week())
    if column.unit == "hour":
        return pl.coalesce(chosen, _hours(text))
    return chosen


def _hours(text: pl.Expr) -> pl.Expr:
    hours, minutes = (text.str.extract(CLOCK, n).cast(pl.Float64, strict=False) for n in (1, 2))
    return pl.when(text.str.starts_with("-")).then(-1).otherwise(1) * (hours + minutes.fill_null(0) / 60)


@cache
def full_week() -> float:
    """The hours of a full week by law, against which ``28h`` is a working-time rate."""
    from scop_analytics import law  # read only when a file writes its rates in hours

    hours = law.load().entry("minimum_wage.annual_hours").values[-1].value
    return float(str(hours)) / WEEKS


def _cause(text: pl.Expr, mark: str, entry: Entry) -> pl.Expr:
    """Why a text is no number."""
    others = [
        sign
        for name, signs in marks.marks()["currencies"].items()
        if name != (entry.currency or "EUR").upper()
        for sign in signs
    ]
    foreign = "|".join(f"(?:{re.escape(sign)})" for sign in others)
    return (
        pl.when(text.str.contains(AMBIGUOUS) & pl.lit(not mark))
        .then(pl.lit("number_ambiguous"))
        .when(text.is_in(marks.words("spreadsheet_errors")))
        .then(pl.lit("spreadsheet_error"))
        .when(text.str.contains(DATE_LIKE))
        .then(pl.lit("number_is_date"))
        .when(text.str.contains(r"\d_?k$"))
        .then(pl.lit("number_in_thousands"))
        .when(text.str.contains(foreign) & text.str.contains(r"\d"))
        .then(pl.lit("currency_other"))
        .when(text.str.contains(r"^-?[\d_.,]*[ol][\d_.,ol]*$") & text.str.contains(r"\d"))
        .then(pl.lit("number_has_letter"))
        .otherwise(pl.lit("not_a_number"))
    )


def finish(numbers: pl.Series, column: Column, entry: Entry, settled: pl.Series | None = None) -> Parsed:
    """Floats in the units of the file → storage integers; what is not finite, too big or not whole is said.

    ``settled`` rows wrote their own unit (``80 %``, ``28/35``): the unit of the column does not touch them.
    """
    factor = FACTORS.get(entry.unit, 1.0)
    numbers = numbers.fill_nan(None)
    if column.unit == "rate" and not entry.unit:
        factor = _ratio_factor(numbers if settled is None else numbers.filter(~settled))
    if factor != 1.0:
        own = (
            numbers <= MOST_RATIO
            if column.unit == "rate" and not entry.unit
            else pl.Series([False]).new_from_index(0, len(numbers))
        )
        own = own.fill_null(value=False) if settled is None else own.fill_null(value=False) | settled
        numbers = numbers.zip_with(own, numbers * factor)
    scaled = steps(numbers, column.scale or 1)
    broken = (~numbers.is_finite() | (scaled.abs() > MOST)).fill_null(value=False)
    cause = "not_a_number"
    if not broken.any() and not column.scale:
        broken, cause = (numbers != numbers.round(0)).fill_null(value=False), "not_whole"
    if not broken.any():
        return Parsed(scaled.cast(pl.Int64))
    kept = scaled.set(broken, None).cast(pl.Int64)
    return Parsed(kept, (Bad(cause, broken, facts={"column": column.name}),))


def steps(values: Values, scale: int) -> Values:
    """Numbers as whole storage units, still floats."""
    return (values * (scale * HAIR)).round(0)


def _ratio_factor(numbers: pl.Series) -> float:
    """0.01 when the column is written in percent (80 for 0.8): more than half of its values exceed any ratio."""
    middle = numbers.drop_nulls().median()
    return 0.01 if isinstance(middle, float) and middle > MOST_RATIO else 1.0

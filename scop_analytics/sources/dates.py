"""Dates as exports write them: ``31/01/2025``, ISO, ``31012025``, spreadsheet serials, ``31 janvier 2025``; months and years too.

A date is day first, as in France, unless ``date_format`` says otherwise; a column that proves month first and declares
nothing is refused rather than guessed.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from scop_analytics.config import Entry
from scop_analytics.sources import marks
from scop_analytics.sources.parsed import Bad, Parsed, by_value, from_rules
from scop_analytics.tables import Column
from scop_analytics.tables import header_key as fold

ISO: Final = r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ t].*)?$"
DAY_FIRST: Final = r"^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?:[ t].*)?$"
EIGHT: Final = r"^\d{8}$"
SERIAL: Final = r"^\d{5}(?:[.,]\d+)?$"
WRITTEN: Final = r"^(?:(\d{1,2}|1er)[ \-./])?(\p{L}+)\.?[ \-./](\d{4}|\d{2})$"
# Ways to write a month, with the groups that hold its year and its number.
MONTH: Final = (
    (r"^(\d{4})[-/. ](\d{1,2})$", 1, 2),
    (r"^(\d{1,2})[-/. ](\d{4})$", 2, 1),
    (r"^((?:19|20|21)\d{2})(\d{2})$", 1, 2),
    (r"^(\d{2})((?:19|20|21)\d{2})$", 2, 1),
)
YEAR: Final = r"^(\d{4})(?:\.0)?$"
TWO_DIGITS: Final = r"^(\d{2})$"
FIRST_BIRTH: Final = (
    30  # a birth in two digits: from 1930, as nobody at work was born before; below, the century is not known
)
UNKNOWN: Final = ("1900-01-01", "1899-12-31", "1899-12-30")
PIVOT: Final = 50  # two-digit years: 49 is 2049, 50 is 1950
MONTHS: Final = 12
FIRST_CENTURY: Final = "19|20|21"
EPOCH: Final = "1899-12-30"
MOST_SERIAL: Final = 73050  # the year 2099


def day(raw: pl.Series, column: Column, entry: Entry) -> Parsed:
    """A column of dates."""
    return _understood(raw, entry, column, _dates)


def month(raw: pl.Series, column: Column, entry: Entry) -> Parsed:
    """A column of months, kept as their first day; a full date is cut to its month."""
    different = raw.unique().drop_nulls()
    if different.str.contains(r"^\d{4}-\d{2}$").all():
        days = (different + "-01").str.to_date("%Y-%m-%d", strict=False)
        if not days.null_count():
            return Parsed(days.gather(raw.cast(pl.Enum(different)).to_physical()))
    return _understood(raw, entry, column, _months)


def year(raw: pl.Series, column: Column, entry: Entry) -> Parsed:
    """A column of years; a full date is cut to its year."""
    return _understood(raw, entry, column, _years)


def birthdays(raw: pl.Series, column: Column, entry: Entry) -> pl.Series:
    """Month and day of full birth dates as ``month × 100 + day``, null when only the year is given; dropped once the age is known."""
    found = by_value(raw, lambda frame: _dates(frame, entry, column))
    days = found["value"].cast(pl.Date)
    return (days.dt.month().cast(pl.Int16) * 100 + days.dt.day()).alias("birthday")


def _understood(raw: pl.Series, entry: Entry, column: Column, read: object) -> Parsed:
    found = by_value(raw, lambda frame: read(frame, entry, column))  # type: ignore[operator]  # one of the three readers below
    parsed = from_rules(
        found["value"], found["rule"], {rule: {"column": column.name} for rule in ("not_a_date", "not_a_month")}
    )
    proof = _month_first(raw, entry)
    if proof is None:
        return parsed
    return Parsed(parsed.values, (*parsed.bad, Bad("dates_month_first", proof, "refuse", {"column": column.name})))


def _month_first(raw: pl.Series, entry: Entry) -> pl.Series | None:
    """The rows that prove month before day, when no row proves the contrary and nothing is declared."""
    if entry.date_format:
        return None
    first, second = (raw.str.extract(DAY_FIRST, n).cast(pl.Int64, strict=False) for n in (1, 2))
    proof = ((first <= MONTHS) & (second > MONTHS)).fill_null(value=False)
    if not proof.any() or (first > MONTHS).any():
        return None
    return proof


def _text() -> pl.Expr:
    return pl.col("raw").str.strip_chars().str.to_lowercase()


def _missing() -> pl.Expr:
    return _text().is_in(marks.words("missing"))


def _dates(frame: pl.DataFrame, entry: Entry, column: Column) -> pl.DataFrame:
    """Different texts → ``value`` (Date) and ``rule``."""
    text = _text()
    declared = text.str.to_date(entry.date_format, strict=False) if entry.date_format else pl.lit(None, pl.Date)
    guesses = [
        declared,
        _parts(text, ISO, (1, 2, 3)),
        *([] if entry.date_format else [_parts(text, DAY_FIRST, (3, 2, 1), column)]),
    ]
    frame = frame.with_columns(value=pl.coalesce(*guesses, _eight(text), _serial(text), _written(text)))
    unknown = pl.col("value").cast(pl.String).is_in(UNKNOWN) | text.str.contains(r"^00?[/.-]00?[/.-]0000$")
    frame = frame.with_columns(
        rule=pl.when(unknown)
        .then(pl.lit("~date_unknown"))
        .when(pl.col("value").is_null() & ~_missing())
        .then(
            pl.when(text.str.contains(DAY_FIRST) | text.str.contains(ISO))
            .then(pl.lit("date_impossible"))
            .otherwise(pl.lit("not_a_date"))
        )
    )
    return frame.with_columns(value=pl.when(pl.col("rule").is_null()).then(pl.col("value")))


def _parts(text: pl.Expr, pattern: str, order: tuple[int, int, int], column: Column | None = None) -> pl.Expr:
    """A date from the groups ``order`` = year, month, day of ``pattern``."""
    year, month, day = (text.str.extract(pattern, group) for group in order)
    return pl.concat_str(_century(year, column), month, day, separator="-").str.to_date("%Y-%m-%d", strict=False)


def _century(year: pl.Expr, column: Column | None) -> pl.Expr:
    """A two-digit year in its century; a birth is in the last one, or in none that can be known."""
    short = year.str.len_chars() <= 2  # noqa: PLR2004 - two digits
    number = year.cast(pl.Int64, strict=False)
    if column is not None and column.birth:
        century = pl.when(number >= FIRST_BIRTH).then(1900).otherwise(None)
    else:
        century = pl.when(number < PIVOT).then(2000).otherwise(1900)
    return pl.when(short).then(number + century).otherwise(number).cast(pl.String)


def _eight(text: pl.Expr) -> pl.Expr:
    """``31012025`` as French exports write it, else ``20250131``."""
    digits = pl.when(text.str.contains(EIGHT)).then(text)
    french = pl.when(digits.str.slice(4, 2).is_in(FIRST_CENTURY.split("|"))).then(digits)
    return pl.coalesce(french.str.to_date("%d%m%Y", strict=False), digits.str.to_date("%Y%m%d", strict=False))


def _serial(text: pl.Expr) -> pl.Expr:
    """Days since 30 December 1899, as spreadsheets count them."""
    number = pl.when(text.str.contains(SERIAL)).then(text.str.slice(0, 5)).cast(pl.Int64, strict=False)
    return pl.when(number <= MOST_SERIAL).then(pl.lit(EPOCH).str.to_date("%Y-%m-%d") + pl.duration(days=number))


def _written(text: pl.Expr, default_day: str = "") -> pl.Expr:
    """``31 janvier 2025``; with ``default_day``, also ``janvier 2025``."""
    day, name, year = (text.str.extract(WRITTEN, group) for group in (1, 2, 3))
    day = day.str.replace("er", "")
    if default_day:
        day = pl.coalesce(day, pl.lit(default_day))
    month = name.map_elements(lambda word: marks.months().get(fold(word)), return_dtype=pl.Int64)
    return pl.concat_str(_century(year, None), month.cast(pl.String), day, separator="-").str.to_date(
        "%Y-%m-%d", strict=False
    )


def _months(frame: pl.DataFrame, entry: Entry, column: Column) -> pl.DataFrame:
    """Different texts → ``value`` (first day of the month) and ``rule``."""
    text = _text()
    guesses = []
    for pattern, year, month in MONTH:
        parts = pl.concat_str(
            text.str.extract(pattern, year), text.str.extract(pattern, month), pl.lit("01"), separator="-"
        )
        guesses.append(parts.str.to_date("%Y-%m-%d", strict=False))
    guesses.append(_written(text, "1"))
    whole = _dates(frame, entry, column).rename({"value": "whole"})
    found = whole.with_columns(value=pl.coalesce(*guesses, pl.col("whole")).dt.month_start())
    failed = pl.col("value").is_null() & ~_missing()
    return found.with_columns(rule=pl.when(failed).then(pl.coalesce(_kept(), pl.lit("not_a_month"))))


def _kept() -> pl.Expr:
    return pl.when(pl.col("rule") != "not_a_date").then(pl.col("rule"))


def _years(frame: pl.DataFrame, entry: Entry, column: Column) -> pl.DataFrame:
    """Different texts → ``value`` (Int64) and ``rule``."""
    whole = _dates(frame, entry, column).rename({"value": "whole"})
    year = _text().str.extract(YEAR, 1).cast(pl.Int64)
    if column.birth:
        year = pl.coalesce(year, _century(_text().str.extract(TWO_DIGITS, 1), column).cast(pl.Int64))
    found = whole.with_columns(value=pl.coalesce(year, pl.col("whole").dt.year().cast(pl.Int64)))
    failed = pl.col("value").is_null() & ~_missing()
    return found.with_columns(rule=pl.when(failed).then(pl.coalesce(_kept(), pl.lit("not_a_year"))))

"""One file (or sheet, or frame) becomes one part of a table: rows understood, or set aside with their reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

import polars as pl

from scop_analytics.config import Config, Entry
from scop_analytics.sources import columns, dates, numbers, rows
from scop_analytics.sources.evident import evident
from scop_analytics.sources.faults import Faults, Place
from scop_analytics.sources.headers import Match
from scop_analytics.sources.hours import monthly
from scop_analytics.sources.parsed import Parsed
from scop_analytics.sources.pieces import cut_alike
from scop_analytics.sources.raw import LINE, name
from scop_analytics.sources.witnesses import heard
from scop_analytics.tables import Contract

FILE: Final = "source_file"
BIRTHDAY: Final = "birthday"  # month × 100 + day, dropped as soon as the age at closing is known
MEMBER: Final = "member_flag"  # as written, dropped as soon as the members are known
MONTHS: Final = "period_months"
MANY_ROWS: Final = 200_000


@dataclass(frozen=True)
class Part:
    """Rows kept so far, with lines and file; ``read`` and ``aside`` keep the count, ``faults`` the reasons."""

    frame: pl.DataFrame
    place: Place
    read: int
    aside: int
    found: frozenset[str]
    faults: Faults = field(default_factory=Faults)
    facts: Mapping[str, str] = field(default_factory=dict)  # form, encoding, delimiter, decimal, sha256


def build(
    raw: pl.DataFrame,
    matches: Iterable[Match],
    contract: Contract,
    config: Config,
    place: Place,
    faults: Faults,
    *,
    decimal: str = "",
    ragged: tuple[int, ...] = (),
    stored: frozenset[str] = frozenset(),
    months: int = 1,
    witnesses: Mapping[int, str] = MappingProxyType({}),
) -> Part:
    """The rows of ``raw`` (columns ``c0`` … and ``source_line``, ``stored`` ones in storage units) as rows of ``contract``.

    The amounts and hours of a row are those of so many ``months``.
    """
    chosen = list(matches)
    parsed = {m.column: Parsed(raw[name(m.index)]) for m in chosen if name(m.index) in stored}
    parsed |= _understood(raw, [m for m in chosen if m.column not in parsed], contract, decimal)
    parsed |= _constants(raw.height, contract, config, place, parsed)
    parsed |= heard(raw, witnesses, parsed, contract, decimal)
    parsed |= monthly(parsed, chosen, contract) if months == 1 else {}
    keep = rows.kept(rows.Sheet(raw, chosen, parsed, contract, place, config.company), faults)
    values = {column: item.values for column, item in parsed.items()}
    frame = _shaped(raw, values, contract, place, _hidden(raw, chosen, contract, witnesses, months))
    kept = frame if keep.all() else frame.filter(keep)
    read = raw.height + len(ragged)
    return Part(kept, place, read, read - kept.height, frozenset(parsed), faults)


def _understood(raw: pl.DataFrame, matches: list[Match], contract: Contract, decimal: str) -> dict[str, Parsed]:
    """Every matched column; plain decimals all at once, the others one by one."""
    plain = [m for m in matches if raw[name(m.index)].dtype == pl.Float64 and _simple(contract, m)]
    done = _plain_numbers(raw, plain, contract)
    if raw.height < MANY_ROWS:
        done |= evident(raw, [match for match in matches if match.column not in done], contract)
    left = [match for match in matches if match.column not in done]

    def understood(match: Match) -> Parsed:
        return columns.understand(raw[name(match.index)], contract.column(match.column), match.entry, decimal)

    if raw.height < MANY_ROWS:
        found = [understood(match) for match in left]
    else:
        with ThreadPoolExecutor() as pool:  # columns do not depend on each other, and polars works without the lock
            found = list(pool.map(understood, left))
    return done | dict(zip((match.column for match in left), found, strict=True))


def _simple(contract: Contract, match: Match) -> bool:
    column = contract.column(match.column)
    return column.scale > 0 and column.unit != "rate" and not match.entry.unit


def _plain_numbers(raw: pl.DataFrame, matches: list[Match], contract: Contract) -> dict[str, Parsed]:
    """Decimals to integers of the storage unit, all columns in one parallel pass; an odd column is left to the slow way."""
    if not matches:
        return {}
    scaled = raw.select(
        (pl.col(name(m.index)) * (contract.column(m.column).scale * numbers.HAIR))
        .round(0)
        .cast(pl.Int64, strict=False)
        .alias(m.column)
        for m in matches
    )
    most = [
        max(abs(low or 0), abs(high or 0)) for low, high in zip(scaled.min().row(0), scaled.max().row(0), strict=True)
    ]
    sound = {
        m.column
        for m, largest in zip(matches, most, strict=True)
        if largest <= numbers.MOST and scaled[m.column].null_count() == raw[name(m.index)].null_count()
    }
    return {column: Parsed(scaled[column]) for column in scaled.columns if column in sound}


def _constants(
    height: int, contract: Contract, config: Config, place: Place, parsed: Mapping[str, Parsed]
) -> dict[str, Parsed]:
    """Columns that the file does not hold but ``scop.toml`` or the dossier's identity gives."""
    given: dict[str, Entry] = {c: e for c, e in config.entries(contract.name).items() if e.has_constant}
    known = {column.name for column in contract.columns}
    company = config.company or place.company
    if "entity_id" in known and company:
        given.setdefault("entity_id", Entry(constant=company))
    if contract.name == "entity":
        given = {c: Entry(constant=value) for c, value in config.identity.items() if c in known} | given
    labels = {year.label for year in config.fiscal_years}
    if "fiscal_year" in contract.primary_key and len(labels) == 1:
        given.setdefault("fiscal_year", Entry(constant=str(labels.pop())))
    missing = {column: entry for column, entry in given.items() if column not in parsed}
    return {column: columns.constant(contract.column(column), entry, height) for column, entry in missing.items()}


def _hidden(
    raw: pl.DataFrame, matches: list[Match], contract: Contract, witnesses: Mapping[int, str], months: int
) -> list[pl.Series]:
    """Columns that no contract has: the months of a payslip; until the whole dossier is read, birthday and flag of a member."""
    birthdays = _birthdays(raw, matches, contract)
    flags = [raw[name(i)].cast(pl.String).alias(MEMBER) for i, kind in witnesses.items() if kind == "member"]
    spans = (
        [pl.Series(MONTHS, [months], dtype=pl.Int8).new_from_index(0, raw.height)] if contract.name == "payroll" else []
    )
    return [*spans, *([] if birthdays is None else [birthdays]), *flags[:1]]


def _birthdays(raw: pl.DataFrame, matches: list[Match], contract: Contract) -> pl.Series | None:
    """Day and month of birth, for the age at closing only; ``None`` when the file does not give them."""
    match = next((m for m in matches if contract.column(m.column).birth), None)
    if match is None:
        return None
    series = raw[name(match.index)]
    if series.dtype.is_temporal():
        return (series.dt.month().cast(pl.Int16) * 100 + series.dt.day()).alias(BIRTHDAY)
    if series.dtype != pl.String:
        return None
    found = dates.birthdays(series, contract.column(match.column), match.entry)
    return found if found.null_count() < len(found) else None


def _shaped(
    raw: pl.DataFrame, values: Mapping[str, pl.Series], contract: Contract, place: Place, hidden: Iterable[pl.Series]
) -> pl.DataFrame:
    """All columns of the contract in its order, absent ones null, then line, file and the hidden columns."""
    height = raw.height
    values = {
        name: series.fill_null(rows.UNSTATED) if rows.UNSTATED in contract.column(name).enum else series
        for name, series in values.items()
    }
    shaped = [
        values[column.name].cast(column.dtype).alias(column.name)
        if column.name in values
        else pl.Series(column.name, [None], dtype=column.dtype).new_from_index(0, height)
        for column in contract.columns
    ]
    shaped.append(raw[LINE].alias(LINE))
    shaped.append(pl.Series(FILE, [place.file], dtype=pl.Categorical).new_from_index(0, height))
    return cut_alike([*shaped, *hidden])

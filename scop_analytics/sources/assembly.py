"""Parts of files become whole tables: keys unique, fiscal years known, ages computed, every row accounted for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from scop_analytics import tables
from scop_analytics.config import Config
from scop_analytics.sources import duplicates, fiscal, identifiers, membership, other_years
from scop_analytics.sources.faults import Faults
from scop_analytics.sources.part import FILE, Part
from scop_analytics.sources.reading import FileReading


@dataclass(frozen=True)
class Assembled:
    """Whole tables, the columns really found in each, fiscal years and the account of every file."""

    tables: dict[str, pl.DataFrame]
    columns: dict[str, frozenset[str]]
    fiscal_years: pl.DataFrame
    files: tuple[FileReading, ...]


def assemble(parts: Sequence[tuple[str, Part]], configs: Sequence[Config], faults: Faults) -> Assembled:
    """Join the parts of each table and settle what only the whole shows."""
    by_table: dict[str, list[Part]] = {}
    for table, part in parts:
        by_table.setdefault(table, []).append(part)
    for table in filter(by_table.get, other_years.DAYS):
        by_table[table] = other_years.refused(by_table, table, configs, faults)
    joined = {table: fiscal.labelled(_whole(pieces)) for table, pieces in by_table.items()}
    # Before doubles are looked for: the same payslip under 00012 and 12 is one payslip.
    joined = identifiers.reconciled(joined, faults)
    joined = {table: duplicates.first_only(frame, tables.contract(table), faults) for table, frame in joined.items()}
    readings = [one for table, pieces in by_table.items() for one in _accounts(table, pieces, joined[table])]
    columns = {table: frozenset().union(*(piece.found for piece in pieces)) for table, pieces in by_table.items()}
    years = fiscal.years(joined, configs, faults)
    joined = {table: fiscal.settled(table, frame, years, faults) for table, frame in joined.items()}
    membership.register(joined, columns, years, faults)
    fiscal.entity(joined, columns, years, configs, faults)
    return Assembled(joined, columns, years, tuple(readings))


def _whole(pieces: Sequence[Part]) -> pl.DataFrame:
    return pl.concat([piece.frame for piece in pieces], how="diagonal") if len(pieces) > 1 else pieces[0].frame


def _accounts(table: str, pieces: Sequence[Part], kept: pl.DataFrame) -> list[FileReading]:
    """Rows read, kept and set aside of each file, counted on what is really in the table."""
    if len(pieces) == 1:
        counts = {pieces[0].place.file: kept.height}
    else:
        counted = kept.group_by(pl.col(FILE).cast(pl.String)).len()
        counts = dict(zip(counted[FILE].to_list(), counted["len"].to_list(), strict=True))
    readings = []
    for piece in pieces:
        stays = counts.get(piece.place.file, 0)
        facts: Mapping[str, str] = piece.facts
        readings.append(
            FileReading(
                piece.place.file,
                table,
                **facts,
                read=piece.read,
                kept=stays,
                set_aside=piece.read - stays,
                columns=tuple(sorted(piece.found)),
            )
        )
    return readings


def summary(held: Mapping[str, pl.DataFrame], companies: Sequence[str], years: Sequence[int]) -> pl.DataFrame:
    """Rows by table: what a notebook may show of a dossier."""
    names = sorted(held)
    rows = {"table": names, "rows": [held[name].height for name in names]}
    return pl.DataFrame(rows).with_columns(companies=pl.lit(len(companies)), years=pl.lit(", ".join(map(str, years))))

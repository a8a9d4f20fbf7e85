"""A dossier: the typed tables of one co-operative, or of thousands, and the story of how they were read.

What reading adds to the columns of the contracts, in every table:

``source_line``, ``source_file``
    where the row stood, as a spreadsheet numbers it.

and in some:

``payroll.period_months`` (Int8)
    1 for a payslip of one month; 12 for a yearly row (a wide file with one row per person and year), whose ``period`` is
    the month in which the fiscal year closes and whose amounts are those of the whole year.
``employees.age``
    full years at the closing of the row's fiscal year: from the birth date when the file gives one (the date itself is
    dropped), else ``closing year - birth_year``; ages typed in the file stay. At 31 December of any year the age is always
    ``year - birth_year``.
``employees.fiscal_year``
    never null: a file without years holds for every fiscal year of its company, its rows are repeated for each of them
    (same line) and a warning says so.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import polars as pl

from scop_analytics import config as settings
from scop_analytics.config import Config
from scop_analytics.errors import DataError, UsageError
from scop_analytics.sources import assembly, files, folder, frames
from scop_analytics.sources.dsn import parts as dsn
from scop_analytics.sources.dsn.persons import Mint
from scop_analytics.sources.faults import Faults
from scop_analytics.sources.part import Part
from scop_analytics.sources.reading import FileReading, Reading


@dataclass(frozen=True)
class Dossier:
    """Typed tables by name, the columns really found in each, what was read, and the settings."""

    tables: Mapping[str, pl.DataFrame]
    columns: Mapping[str, frozenset[str]]
    reading: Reading
    config: Config
    fiscal_years: pl.DataFrame
    configs: Mapping[str, Config] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def companies(self) -> list[str]:
        """The SIREN of every co-operative, in order."""
        return sorted(self.fiscal_years["entity_id"].unique().to_list())

    @property
    def years(self) -> list[int]:
        """The labels (years of closing) of all fiscal years, in order."""
        return sorted(self.fiscal_years["fiscal_year"].unique().to_list())

    def without(self, lines: pl.DataFrame) -> Dossier:
        """The same dossier less the rows named by ``table``, ``file`` and ``line``, as findings name them."""
        left = dict(self.tables)
        for (table,), rows in lines.filter(pl.col("line").is_not_null()).group_by("table"):
            if table in left:
                keys = rows.select(pl.col("file").alias("source_file"), pl.col("line").alias("source_line")).unique()
                frame = left[str(table)].with_row_index("_row").with_columns(pl.col("source_file").cast(pl.String))
                gone = frame.join(keys, on=["source_file", "source_line"], how="semi")["_row"]
                left[str(table)] = left[str(table)].filter(~pl.int_range(pl.len()).is_in(gone.cast(pl.Int64).implode()))
        return replace(self, tables=MappingProxyType(left))

    def _repr_html_(self) -> str:
        """Counts only: a notebook never shows a row of a person unasked."""
        return assembly.summary(self.tables, self.companies, self.years)._repr_html_()

    def __repr__(self) -> str:
        return f"Dossier({len(self.companies)} companies, {self.years}, {sorted(self.tables)})"


def load(
    path: str | Path | None = None, /, *, config: Config | Mapping[str, Any] | None = None, **tables: Any
) -> Dossier:
    """The dossier in the folder ``path``, or made of frames: ``load(payroll=df, employees=df2)`` (polars or pandas).

    ``config`` replaces ``scop.toml``: a :class:`Config`, or a mapping of the same shape. Faults never stop the reading; they
    are in ``reading.findings``. Raises :class:`UsageError` for a folder or table that does not exist.
    """
    chosen = config if isinstance(config, Config) else settings.parse(dict(config)) if config is not None else None
    faults = Faults()
    if path is None:
        if not tables:
            raise UsageError("nothing_to_load")
        chosen = chosen or Config()
        parts = [
            (table, part) for table, frame in tables.items() if (part := frames.part(table, frame, chosen, faults))
        ]
        return _dossier(parts, chosen, {}, faults)
    return _from_folder(Path(path), chosen, faults)


def from_dsn(
    paths: Sequence[Path], *, closing: int = 12, coin: Mint | None = None, disability: bool = False
) -> Dossier:
    """The dossier that DSN files make by themselves; fiscal years close at the end of the month ``closing``.

    ``coin`` makes the pseudonyms, and remembers afterwards under which one each staff number stands; ``disability``
    asks who counts for the duty to employ disabled workers.
    """
    faults = Faults()
    sources = [folder.Source(path, path.name, folder.DSN) for path in paths]
    filled = dsn.parts(sources, Config(), coin or dsn.mint(), faults, closing=closing, disability=disability)
    told = {part.place.file for _, part in filled}
    unread = [FileReading(path.name, "", "dsn") for path in paths if path.name not in told]
    return _dossier(filled, Config(), {}, faults, unread)


def _from_folder(path: Path, chosen: Config | None, faults: Faults) -> Dossier:
    """One dossier, or the dossiers of a network."""
    if not path.exists():
        raise UsageError("folder_absent", where=str(path))
    base = path if path.is_dir() else path.parent
    configs = {member: settings.read(member) for member in folder.dossiers(base)}
    return _of_members(base, configs, chosen or settings.read(base), faults)


def of_network(members: Mapping[Path, Config]) -> Dossier:
    """The dossiers of a network in one, from their folders and settings, wherever they lie; no two are of the same company."""
    base = Path(os.path.commonpath([str(path.absolute().parent) for path in members]))
    return _of_members(base, {path.absolute(): config for path, config in members.items()}, Config(), Faults())


def _of_members(base: Path, configs: Mapping[Path, Config], main: Config, faults: Faults) -> Dossier:
    """The dossiers in ``configs``, or the only one, whose folder is ``base``, when there are none."""
    sources = [
        (source, config)
        for member, config in (configs or {base: main}).items()
        for source in folder.sources(member, config, faults, base)
    ]
    declarations = [job for job in sources if job[0].table == folder.DSN]
    sources = [job for job in sources if job[0].table != folder.DSN]
    read = files.read(sources, faults)
    parts = [part for found in read for part in found]
    unread = [FileReading(job[0].name, job[0].table) for job, found in zip(sources, read, strict=True) if not found]
    if declarations:
        filled = dsn.of_dossiers(declarations, parts, faults)
        parts += filled
        told = {part.place.file for _, part in filled}
        unread += [FileReading(job.name, "", "dsn") for job, _ in declarations if job.name not in told]
    if not parts and not faults.frames:
        raise DataError("folder_without_data", where=str(base))
    by_company = {config.company: config for config in configs.values()}
    return _dossier(parts, main, by_company, faults, unread)


def _dossier(
    parts: list[tuple[str, Part]],
    config: Config,
    configs: Mapping[str, Config],
    faults: Faults,
    unread: Sequence[FileReading] = (),
) -> Dossier:
    built = assembly.assemble(parts, [config, *configs.values()], faults)
    reading = Reading((*built.files, *unread), faults.frame())
    return Dossier(
        MappingProxyType(built.tables),
        MappingProxyType(built.columns),
        reading,
        config,
        built.fiscal_years,
        MappingProxyType(dict(configs)),
    )

"""Corrected copies of a dossier in a new folder, whole or not at all; the originals are never touched."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import polars as pl

from scop_analytics import config, tables, words
from scop_analytics.checks import Findings, check, usable
from scop_analytics.checks.running import Engine
from scop_analytics.dossier import Dossier, load
from scop_analytics.errors import DataError, UsageError
from scop_analytics.evidence import write_whole
from scop_analytics.repair import aside, cells, changes, settings
from scop_analytics.repair.aside import Place
from scop_analytics.sources import files, folder
from scop_analytics.sources.faults import Faults
from scop_analytics.sources.original import Original
from scop_analytics.sources.part import FILE
from scop_analytics.sources.raw import LINE

SUFFIX: Final = "-corrige"
LISTS: Final = "corrections"
ASIDE: Final = "lignes_ecartees.csv"
CHANGED: Final = "modifications.csv"
OWN: Final = "expectations"
UNSTATED: Final = "sex_missing"
MONTHS: Final = "period_months"
YEAR: Final = 12
# What a copy settles by itself. A row left out because it could not be understood is still somebody's to correct.
SETTLED: Final = (
    "KEY-03",
    "duplicate_row",
    "encodings_mixed",
    "hours_weekly",
    "hours_yearly",
    "idcc_zero_lost",
    "members_from_flag",
    "person_zeros",
    "private_columns",
    "rate_from_hours",
    "repeated_header",
    "siren_zero_lost",
    "total_row",
)


@dataclass(frozen=True)
class Repaired:
    """What was written, what was changed, and which findings are settled or still open."""

    folder: Path
    paths: tuple[Path, ...]
    changes: pl.DataFrame
    aside: pl.DataFrame
    settled: Findings
    open: Findings

    def of_year(self, year: int | None) -> Repaired:
        """The same, telling only the findings of one fiscal year; the copies hold every year."""
        return replace(self, settled=self.settled.of_year(year), open=self.open.of_year(year))

    @property
    def changed(self) -> int:
        """Cells written otherwise than in the originals."""
        return int(self.changes.filter(pl.col("change").str.contains("cell|rewritten|spaces"))["count"].sum())


def default_target(source: Path) -> Path:
    """The folder beside the dossier: ``ma-scop`` gives ``ma-scop-corrige``."""
    whole = source.resolve()
    return whole.with_name(whole.name + SUFFIX)


def repair(source: Path, target: Path | None = None, *, lang: str = "fr", engine: Engine = "polars") -> Repaired:
    """Write corrected copies of the dossier ``source`` into ``target``, a folder that is new or empty and outside of it.

    The copies are read again before they take their place: unless they give the tables that computations use, nothing is
    written (:class:`DataError`).
    """
    place = _place(source, target or default_target(source))
    dossier = load(source)
    findings = check(dossier, engine=engine)
    sound = usable(dossier, findings)
    originals, homes = _originals(source, {file.file for file in dossier.reading.files if file.columns})
    with write_whole(place) as room:
        texts, annual = _copies(sound, homes, findings, room.folder)
        if not texts:
            raise DataError("fix_nothing", where=str(source))
        _settings(source, room.folder, annual)
        again = load(room.folder)
        _same(sound, again, {table for table, _ in texts})
        settled, still = _compared(findings, check(again, engine=engine))
        changed = _changed(originals, texts)
        lines = {key: frame[LINE] for key, frame in texts.items()}
        gone = aside.left_out(originals, lines, findings, lang)
        _lists(changed, gone, room.folder / LISTS, lang)
    return Repaired(place, tuple(room.paths), changed, gone, settled, still)


def _place(source: Path, target: Path) -> Path:
    """Where the copies go; never in the dossier, never over something."""
    if not source.is_dir():
        raise UsageError("folder_absent", where=str(source))
    inside = target.resolve().is_relative_to(source.resolve()) or source.resolve().is_relative_to(target.resolve())
    if inside or (target.exists() and (not target.is_dir() or any(target.iterdir()))):
        raise UsageError("fix_target", where=str(target))
    return target


def _members(source: Path) -> list[Path]:
    return folder.dossiers(source) or [source]


def _originals(source: Path, read: set[str]) -> tuple[list[Original], dict[str, Path]]:
    """The files that were ``read``, as they are written, and the folder of the dossier that each belongs to."""
    found: list[Original] = []
    homes: dict[str, Path] = {}
    for member in _members(source):
        own = config.read(member)
        for one in folder.sources(member, own, Faults(), source):
            if one.table == folder.DSN:
                raise UsageError("fix_dsn", where=one.name)
            if one.table == folder.FEC:
                continue  # it holds names, and is the accounting software's to correct
            homes[one.name] = member.relative_to(source)
            if any(_of(name, one.name) for name in read):
                found += files.originals(one, own)
    return found, homes


def _copies(
    dossier: Dossier, homes: dict[str, Path], findings: Findings, room: Path
) -> tuple[dict[Place, pl.DataFrame], list[Path]]:
    """Write each file's rows of each table; returns the texts written, with their lines, and the copies of which a row is a year."""
    done, annual = {}, []
    for table, frame in dossier.tables.items():
        held = frame.with_columns(pl.col(FILE).cast(pl.String))
        names = [name for name in held[FILE].unique(maintain_order=True).to_list() if _home(name, homes) is not None]
        for number, name in enumerate(names, start=1):
            rows = held.filter(pl.col(FILE) == name)
            texts = _texts(rows, table, dossier.columns.get(table, frozenset()), _unstated(findings, name))
            stem = table if len(names) == 1 else f"{table}_{number:0{len(str(len(names)))}d}"
            path = room / (_home(name, homes) or Path()) / folder.DATA[0] / f"{stem}.csv"
            path.parent.mkdir(parents=True, exist_ok=True)
            texts.drop(LINE).write_csv(path, separator=";", include_bom=True)
            done[table, name] = texts
            if MONTHS in rows.columns and rows[MONTHS].max() == YEAR:
                annual.append(path)
    return done, annual


def _home(name: str, homes: dict[str, Path]) -> Path | None:
    """The folder of the dossier that holds a file, or a sheet of it."""
    return next((home for file, home in homes.items() if _of(name, file)), None)


def _of(name: str, file: str) -> bool:
    return name == file or name.startswith(f"{file} [")


def _unstated(findings: Findings, file: str) -> pl.Series:
    """Lines whose sex the file leaves empty: a copy leaves it empty too, so that it is still said."""
    rows = findings.frame.filter(pl.col("rule") == UNSTATED, pl.col("file") == file)
    return rows["line"].drop_nulls()


def _texts(rows: pl.DataFrame, table: str, found: Iterable[str], unstated: pl.Series) -> pl.DataFrame:
    contract = tables.contract(table)
    names = [c.name for c in contract.columns if c.name in found or rows[c.name].null_count() < rows.height]
    texts = cells.written(rows, contract, names).with_columns(rows[LINE].cast(pl.Int64).alias(LINE))
    if "sex" in names and len(unstated):
        blank = pl.col(LINE).is_in(unstated.implode())
        texts = texts.with_columns(pl.when(~blank).then("sex").alias("sex"))
    return texts


def _settings(source: Path, room: Path, annual: Sequence[Path]) -> None:
    """``scop.toml`` and the co-operative's own expectations beside the copies; ``annual``: the copies of which a row is a year."""
    for member in _members(source):
        home = room / member.relative_to(source)
        home.mkdir(parents=True, exist_ok=True)
        if (member / config.NAME).is_file():
            yearly = [path.name for path in annual if path.parent.parent == home]
            text = settings.without_spellings(member / config.NAME, yearly)
            (home / config.NAME).write_text(text, encoding="utf-8", newline="")
        if (member / OWN).is_dir():
            shutil.copytree(member / OWN, home / OWN)


def _same(before: Dossier, after: Dossier, written: set[str]) -> None:
    """Stop unless the copies, read again, give the same rows and the same fiscal years."""
    odd = [table for table in sorted(written) if not _alike(before.tables[table], after.tables.get(table))]
    if odd or not _alike(before.fiscal_years, after.fiscal_years):
        raise DataError("fix_differs", tables=odd or ["entity"])


def _alike(one: pl.DataFrame, other: pl.DataFrame | None) -> bool:
    if other is None:
        return False
    data = [column for column in one.columns if column not in (LINE, FILE)]
    if set(data) - set(other.columns) or one.height != other.height:
        return False
    return one.select(data).sort(data).equals(other.select(data).sort(data), null_equal=True)


def _compared(before: Findings, after: Findings) -> tuple[Findings, Findings]:
    """What the copies settle; and what is still open: found again in them, or gone with what they do not hold."""
    cause = ["rule", "table", "column"]
    frame = before.frame
    seen = after.frame.select(cause).unique()
    settled = frame.filter(pl.col("rule").is_in(SETTLED), pl.col("waived").is_null()).join(
        seen, on=cause, how="anti", nulls_equal=True
    )
    rest = frame.join(
        settled.select(*cause, "severity").unique(), on=[*cause, "severity"], how="anti", nulls_equal=True
    )
    lost = rest.join(seen, on=cause, how="anti", nulls_equal=True)
    return Findings(settled), Findings(pl.concat([after.frame, lost]), after.ran, after.waivers)


def _changed(originals: Sequence[Original], texts: dict[Place, pl.DataFrame]) -> pl.DataFrame:
    found = [pl.DataFrame(schema=changes.SCHEMA)]
    taken: dict[str, set[int]] = {}
    for original in originals:
        taken.setdefault(original.place.file, set()).update(match.index for match in original.matches)
    for original in originals:
        copy = texts.get((original.place.table, original.place.file))
        if copy is not None:
            found.append(
                changes.of_file(original, copy, tables.contract(original.place.table), taken[original.place.file])
            )
    return pl.concat(found)


def _lists(changed: pl.DataFrame, gone: pl.DataFrame, place: Path, lang: str) -> None:
    """Both lists as a French spreadsheet opens them."""
    place.mkdir()
    kinds = {kind: words.say(f"fix.change.{kind}", lang) for kind in changed["change"].unique().to_list()}
    told = changed.with_columns(change=pl.col("change").replace(kinds))
    for frame, name in ((told, CHANGED), (gone, ASIDE)):
        texts = frame.with_columns(cells.guarded(pl.col(pl.String)))
        heads = aside.headings(frame.columns, lang)
        texts.rename(heads).write_csv(place / name, separator=";", include_bom=True)

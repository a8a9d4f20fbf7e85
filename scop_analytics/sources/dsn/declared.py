"""Every file read once, piece by piece: what it declares, in compact frames, and what was wrong with it."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from scop_analytics.sources.decode import DAMAGE
from scop_analytics.sources.dsn import chunks, lines, slips, spells, tree
from scop_analytics.sources.dsn.persons import Mint, persons
from scop_analytics.sources.dsn.rubrics import blocks, codes, columns, table
from scop_analytics.sources.dsn.tree import Frames, Position
from scop_analytics.sources.dsn.values import Unread

KEPT: Final = ("envelope", "declaration", "company", "site", "total")
# Columns whose codes are looked up, and the table of codes that knows them.
CODED: Final = (("contract", "nature", "contract_type"), ("contract", "scheme", "scheme"), ("contract", "status", "csp"),
    ("contract", "abroad", "situation"), ("absence", "reason", "absence"), ("suspension", "reason", "suspension"),
    ("end", "reason", "exit_reason"))  # fmt: skip
LONGEST_CODE: Final = 3
FIRST_LATIN: Final = 0xA0  # of ISO-8859-1, above ASCII
NUMBERS: Final = ("declaration", "envelope", "head", "line")
# Words that recur: kept once each, as numbers.
REPEATED: Final = (
    "id",
    "alias",
    "other",
    "number",
    "old",
    "new",
    "site",
    "job_family",
    "job_level",
    "collective_agreement",
    "contract_type",
    "csp",
    "situation",
    "code",
    "leave_type",
    "reason",
    "sex",
)


@dataclass
class File:
    """What one file was like: encoding, lines, damage, and the counts of what could not be read."""

    name: str
    first_envelope: int
    encodings: set[str] = field(default_factory=set)
    damaged: bool = False
    position: Position = field(default_factory=Position)
    unread: Unread = field(default_factory=Unread)
    unknown: Counter[tuple[str, str]] = field(default_factory=Counter)


@dataclass
class Declared:
    """All files: frames by what they hold, one row per envelope, declaration, person, contract and month of pay."""

    files: list[File] = field(default_factory=list)
    packed: dict[str, list[bytes]] = field(default_factory=dict)
    sirens: dict[int, str] = field(default_factory=dict)
    months: dict[int, date] = field(default_factory=dict)

    def add(self, name: str, frame: pl.DataFrame) -> None:
        """Keep the rows of one piece, packed: a column would hold the memory of the whole piece that it is a part of."""
        if frame.height or name not in self.packed:
            repeated = [column for column in REPEATED if column in frame.columns]
            small = [column for column in NUMBERS if column in frame.columns]
            kept = frame.with_columns(pl.col(repeated).cast(pl.Categorical), pl.col(small).cast(pl.Int32))
            packed = io.BytesIO()
            kept.write_ipc(packed, compression="lz4")
            self.packed.setdefault(name, []).append(packed.getvalue())

    def frame(self, name: str) -> pl.DataFrame:
        """All rows of one kind."""
        found = [pl.read_ipc(io.BytesIO(held)) for held in self.packed.get(name, [])]
        return pl.concat(found) if found else pl.DataFrame()


def read(paths: Iterable[tuple[str, Path]], mint: Mint, size: int = chunks.SIZE) -> Declared:
    """What the files declare, in the order given."""
    declared = Declared()
    at = Position()
    for name, path in paths:
        at = Position(envelope=at.envelope + 1, declaration=at.declaration)
        file = File(name, at.envelope, position=at)
        declared.files.append(file)
        for piece in ahead(_prepared(path, size, file)):
            _piece(piece, file, declared, mint)
    return declared


def _prepared(path: Path, size: int, file: File) -> Iterator[tree.Prepared]:
    """The pieces of a file, each with the values that it holds."""
    before = 0
    for piece in chunks.pieces(path, size):
        _encoding(piece, file)
        held = lines.parse(piece, before)
        before = held.last
        yield tree.prepared(held, file.unread)


def ahead(items: Iterator[tree.Prepared]) -> Iterator[tree.Prepared]:
    """The same, each made while the one before is used: two cores work, two pieces are in memory."""
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = pool.submit(next, items, None)
            yield item


def _encoding(piece: bytes, file: File) -> None:
    """In which encoding a piece is written, and whether it was decoded wrongly once."""
    if piece.isascii():
        return
    signs = np.frombuffer(piece, dtype=np.uint8)
    beyond = signs[signs > lines.LAST_ASCII]
    try:
        piece.decode()
    except UnicodeDecodeError:  # bytes 128 to 159 are letters of Windows only
        file.encodings.add("cp1252" if (beyond < FIRST_LATIN).any() else "iso-8859-1")
        return
    file.encodings.add("utf-8")
    file.damaged |= any(mark.encode() in beyond.tobytes() for mark in DAMAGE)


def _piece(piece: tree.Prepared, file: File, declared: Declared, mint: Mint) -> None:
    """One piece: frames of its blocks, typed, put under their declaration and person, in our words."""
    found = tree.frames(piece, file.position)
    _codes(found, file)
    _register(found, declared)
    found = _owned(found, declared.months)
    for name in KEPT:
        declared.add(name, found[name])
    declared.add("person", persons(found["person"], declared.sirens, mint))
    declared.add("contract", spells.contracts(found))
    declared.add("payroll", slips.payroll(found))
    declared.add("end", spells.ends(found))
    declared.add("absence", spells.absences(found))
    declared.add("renumbered", spells.renumbered(found))


def _register(found: Frames, declared: Declared) -> None:
    """Company and month of each declaration, needed by the pieces that follow."""
    whose = found["company"].drop_nulls("siren")
    declared.sirens |= dict(zip(whose["declaration"].to_list(), whose["siren"].to_list(), strict=True))
    dated = found["declaration"].drop_nulls("month")
    declared.months |= dict(zip(dated["declaration"].to_list(), dated["month"].to_list(), strict=True))


def _owned(found: Frames, months: Mapping[int, date]) -> Frames:
    """Every block of a person with the month declared and the line of the person (``head``); blocks without owner left out."""
    heads = found["person"]["line"].alias("head")
    owned = {}
    for name, frame in found.items():
        entry = blocks()[name]
        if not entry.parent:
            owned[name] = frame
            continue
        mine = frame.filter(pl.col("person") >= 0, pl.col(entry.parent) >= 0, pl.col("declaration") >= 0)
        declared = mine["declaration"].replace_strict(dict(months), default=None, return_dtype=pl.Date)
        owned[name] = mine.with_columns(heads.gather(mine["person"]), declared.dt.truncate("1mo").alias("month"))
    return owned


def _codes(found: Frames, file: File) -> None:
    """Codes that no table knows, counted one by one."""
    wanted = [(block, column, set(table(name))) for block, column, name in CODED]
    wanted += [(name, "type", {*columns(name), *codes()[name]["other"]}) for name in ("bonus", "other")]
    wanted += [("pay", "type", {*codes()["pay"]["columns"], *codes()["pay"]["other"]})]
    for block, column, known in wanted:
        if found[block].is_empty():
            continue
        values = found[block][column].drop_nulls()
        odd = values.filter(~values.is_in(list(known)))
        for code, count in odd.value_counts().iter_rows() if len(odd) else ():
            file.unknown[f"{block}.{column}", code if len(code) <= LONGEST_CODE else "…"] += count

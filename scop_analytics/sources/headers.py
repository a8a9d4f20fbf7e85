"""Headers of a file are matched to the columns of a table; what is not understood is said at once, with a suggestion."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from scop_analytics import tables
from scop_analytics.config import Entry
from scop_analytics.sources import marks
from scop_analytics.sources.faults import Faults, Place
from scop_analytics.tables import Contract
from scop_analytics.tables import header_key as fold

NO_ENTRY = Entry()
CLOSE = 0.72


@dataclass(frozen=True)
class Match:
    """A column of the file (``index`` from 0, ``header`` as written) that fills a column of the table."""

    column: str
    index: int
    header: str
    entry: Entry = NO_ENTRY


@cache
def known_headers(table: str) -> dict[str, str]:
    """Folded header → column name: the name itself, its titles, and the headers the contract lists."""
    found: dict[str, str] = {}
    contract = tables.contract(table)
    for rank in (lambda c: (c.name,), lambda c: tuple(c.title.values()), lambda c: c.headers):
        for column in contract.columns:
            for header in rank(column):
                found.setdefault(fold(header), column.name)
    return found


def suggestion(header: str, table: str) -> str:
    """The column whose name or header looks most like ``header``; empty when none does."""
    known = known_headers(table)
    close = difflib.get_close_matches(fold(header), known, n=1, cutoff=CLOSE)
    return known[close[0]] if close else ""


@dataclass(frozen=True)
class Headers:
    """What each column of the file becomes."""

    matches: tuple[Match, ...]
    unknown: tuple[str, ...]
    private: tuple[str, ...]
    refused: bool = False
    witnesses: Mapping[int, str] = field(default_factory=dict)  # columns looked at, never kept


def match(
    header: Sequence[str],
    contract: Contract,
    mapping: Mapping[str, Entry],
    place: Place,
    faults: Faults,
    *,
    wide: bool = False,
) -> Headers:
    """Match ``header`` to ``contract``, the declared ``mapping`` first. A wide file fills several tables: nothing is unknown."""
    declared = _declared(header, mapping, place, faults)
    claims, unknown, private = _claims(header, contract, mapping, declared)
    claims = {column: _first_choice(indexes, header) for column, indexes in claims.items()}
    twice = {column: indexes for column, indexes in claims.items() if len(indexes) > 1}
    for column, indexes in twice.items():
        shown = [header[index].strip() for index in indexes]
        faults.whole(place, "column_twice", "refuse", column=column, facts={"column": column, "headers": shown})
    matches = tuple(
        Match(column, indexes[0], header[indexes[0]].strip(), mapping.get(column, NO_ENTRY))
        for column, indexes in claims.items()
    )
    if not wide:
        _say_unknown(unknown, private, contract, place, faults)
    looked_at = marks.bear_witness(header, contract.name, frozenset(match.index for match in matches))
    return Headers(matches, tuple(unknown), tuple(private), refused=bool(twice), witnesses=looked_at)


def _flag(key: str, table: str) -> bool:
    """Whether the header tells who is a member, which the register of members then holds."""
    return marks.witnesses().get(key) == "member" and marks.SEEN_BY["member"] == table


def _first_choice(indexes: list[int], header: Sequence[str]) -> list[int]:
    """A SIRET gives way where the SIREN stands beside it."""
    second = {fold(word) for word in marks.words("second_choice")}
    best = [index for index in indexes if fold(header[index]) not in second]
    return best if best and len(indexes) > 1 else indexes


def _declared(
    header: Sequence[str], mapping: Mapping[str, Entry], place: Place, faults: Faults
) -> dict[str, list[int]]:
    """Where the headers named in ``scop.toml`` stand in the file; one that is not there is said."""
    folded = [fold(cell) for cell in header]
    found: dict[str, list[int]] = {}
    for column, entry in mapping.items():
        if not entry.header:
            continue
        indexes = [index for index, cell in enumerate(folded) if cell == fold(entry.header)]
        if indexes:
            found[column] = indexes
        else:
            faults.whole(
                place, "mapped_header_absent", "warn", column=column, facts={"header": entry.header, "column": column}
            )
    return found


def _claims(
    header: Sequence[str], contract: Contract, mapping: Mapping[str, Entry], declared: Mapping[str, list[int]]
) -> tuple[dict[str, list[int]], list[str], list[str]]:
    """Which headers claim each column, and those nobody knows or nobody should send."""
    claims = {column: list(indexes) for column, indexes in declared.items()}
    taken = {index for indexes in declared.values() for index in indexes}
    known = known_headers(contract.name)
    unknown: list[str] = []
    private: list[str] = []
    for index, cell in enumerate(header):
        key = fold(cell)
        if index in taken or not key:
            continue
        column = known.get(key)
        entry = mapping.get(column or "", NO_ENTRY)
        if column and not (entry.header or entry.absent or entry.has_constant):
            claims.setdefault(column, []).append(index)
        elif key in marks.private():
            private.append(cell.strip())
        elif not column and not _flag(key, contract.name):
            unknown.append(cell.strip())
    return claims, unknown, private


def _say_unknown(unknown: list[str], private: list[str], contract: Contract, place: Place, faults: Faults) -> None:
    for cell in unknown:
        close = suggestion(cell, contract.name)
        rule = "header_unknown" if close else "header_unused"
        faults.whole(
            place,
            rule,
            "note" if not close else "warn",
            column=cell,
            facts={"header": cell, "suggestion": close, "target_table": contract.name},
        )
    if private:
        faults.whole(
            place, "private_columns", "note", count=len(private), facts={"n": len(private), "headers": private}
        )

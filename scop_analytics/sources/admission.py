"""What a file must have before its rows are read; all that misses is said at once, with what would do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scop_analytics.config import Config
from scop_analytics.sources import headers, layout, layouts, marks
from scop_analytics.sources.faults import Faults, Place
from scop_analytics.sources.headers import Headers
from scop_analytics.tables import Contract
from scop_analytics.tables import header_key as fold


def known(source_tables: Iterable[str], config: Config) -> layout.Known:
    """Whether a cell is a header of one of the tables that the file may fill, for finding the header row."""
    names = list(source_tables)
    declared = {fold(entry.header) for name in names for entry in config.entries(name).values() if entry.header}
    folded = declared | {header for name in names for header in headers.known_headers(name)}
    folded |= {header for name in names for header in layouts.headers(name)}
    return lambda cell: fold(cell) in folded


def acceptable(matched: Headers, contract: Contract, config: Config, place: Place, faults: Faults) -> bool:
    """Whether the file has what its table cannot do without; all that misses is said at once."""
    if matched.refused:
        return False
    found = {match.column for match in matched.matches}
    if not found:
        faults.whole(place, "header_not_found", "refuse", facts={"table": contract.name, "headers": needed(contract)})
        return False
    given = {column for column, entry in config.entries(contract.name).items() if entry.has_constant}
    if config.company or place.company:
        given.add("entity_id")
    if marks.NUMBER in matched.witnesses.values():
        given.add("sex")
    missing = [c for c in contract.columns if c.required and c.name not in found | given | derived(found, config)]
    for column in missing:
        facts = {
            "column": column.name,
            "title": dict(column.title),
            "table": contract.name,
            "headers": list(column.spellings)[:6],
        }
        faults.whole(place, "column_missing", "refuse", column=column.name, facts=facts)
    return not missing


def nameless(header: Sequence[str], sample: Sequence[Sequence[str]], place: Place, faults: Faults) -> None:
    """Say the columns that hold something under no header: nobody can know what it is, and it is not read."""
    for index, cell in enumerate(header):
        if not cell.strip() and any(index < len(row) and row[index].strip() for row in sample):
            faults.whole(place, "header_blank", "warn", facts={"position": index + 1})


def derived(found: Iterable[str], config: Config) -> set[str]:
    """Required columns that follow from others: the label of a year from its closing day, or the only year of ``scop.toml``."""
    only_year = len({year.label for year in config.fiscal_years}) == 1
    return {"fiscal_year"} if only_year or "fiscal_year_end" in set(found) else set()


def needed(contract: Contract) -> list[str]:
    """The headers of the required columns of a table."""
    return [column.title["fr"] for column in contract.columns if column.required]

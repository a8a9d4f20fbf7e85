"""Which staff number stands under which pseudonym: kept beside the key, for its owner alone, and never among the outputs.

Whoever holds it can put raises or trainings, known by staff numbers, under the pseudonyms of an imported dossier.
"""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from scop_analytics.errors import UsageError
from scop_analytics.sources.dsn.keys import VARIABLE, place

NAME: Final = "staff_numbers_{}.csv"
FORMULA: Final = ("=", "+", "-", "@", "\t")
Row = tuple[str, str]


def keep(company: str, rows: Iterable[Row], heads: Row) -> Path:
    """Write the pairs (staff number, pseudonym) of one company, those of earlier imports kept; returns the file."""
    file = place().with_name(NAME.format(company))
    try:
        known = {*_held(file), *((_guarded(number), pseudonym) for number, pseudonym in rows)}
        handle, draft = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}-")  # readable by its owner alone
        with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as target:
            csv.writer(target, delimiter=";").writerows([heads, *sorted(known)])
        Path(draft).replace(file)
    except OSError as fault:
        raise UsageError("pseudonym_key_place", where=str(file), variable=VARIABLE) from fault
    return file


def _held(file: Path) -> Iterator[Row]:
    if file.is_file():
        with file.open(encoding="utf-8-sig", newline="") as source:
            for cells in list(csv.reader(source, delimiter=";"))[1:]:
                if len(cells) == len(("number", "pseudonym")):
                    yield cells[0], cells[1]


def _guarded(number: str) -> str:
    """A number that a spreadsheet would run as a formula, with an apostrophe in front."""
    return f"'{number}" if number.startswith(FORMULA) else number

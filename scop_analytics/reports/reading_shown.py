"""The files a report says were read, as its readers may know them: a number of rows can be a small number of people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from scop_analytics import tables, words
from scop_analytics.privacy import policy
from scop_analytics.reports.exclusions import CLOSE_READERS
from scop_analytics.sources.reading import FileReading

COUNTS: Final = ("read", "kept", "set_aside")
PEOPLE: Final = "employees"  # as many rows as people: a headcount, which these readers know


def shown_reading(files: Sequence[FileReading], audience: str, lang: str) -> list[dict[str, Any]]:
    """One entry a file; those whose rows are leaves, births, accidents or answers are told together, never one by one.

    Readers of rounded headcounts get one entry for everything.
    """
    told = [asdict(file) for file in files]
    if audience in CLOSE_READERS:
        return told
    coarse = policy().classes["visible"][audience].counts_to > 1
    together = [file for file in told if coarse or _sensitive(file["table"])]
    alone = sorted((file for file in told if file not in together), key=lambda file: int(file["read"]))
    if len(together) == 1 and alone:  # the total would give a single file back
        together.append(alone[0])
    kept = [file for file in told if file not in together]
    return [*kept, _merged(together, lang)] if together else kept


def _sensitive(table: str) -> bool:
    known = tables.load_all()
    return table in known and table != PEOPLE and any(column.personal == "sensitive" for column in known[table].columns)


def _merged(files: Sequence[dict[str, Any]], lang: str) -> dict[str, Any]:
    counts = {name: sum(int(file[name]) for file in files) for name in COUNTS}
    named = words.typography(words.say("reading.together", lang, n=len(files)), lang)
    return {**dict.fromkeys(files[0], ""), "file": named, "columns": (), "files": len(files), **counts}

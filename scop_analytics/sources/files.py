"""Opens one file, whatever it really is, and hands its rows over; a file that cannot be read is refused with its reason."""

from __future__ import annotations

from collections.abc import Iterator

from scop_analytics.config import Config
from scop_analytics.sources import csvfile, decode, excel
from scop_analytics.sources.faults import Faults, Place
from scop_analytics.sources.folder import WORKBOOKS, Source
from scop_analytics.sources.part import Part


def parts(source: Source, config: Config, faults: Faults) -> Iterator[tuple[str, Part]]:
    """The tables that one file fills, each with its part; nothing when the file is refused."""
    place = Place(source.name, source.table, source.company)
    kind = decode.kind(decode.read_head(source.path))
    if kind == "empty":
        faults.whole(place, "file_empty", "refuse")
    elif kind == "zip":
        yield from excel.parts(source, config, faults)
    elif source.path.suffix.lower() in WORKBOOKS:
        faults.whole(place, "workbook_broken", "refuse")
    elif kind != "text":
        faults.whole(place, "not_a_table", "refuse", facts={"kind": kind})
    else:
        yield from csvfile.parts(source, config, faults)

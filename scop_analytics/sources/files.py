"""Opens one file, whatever it really is, and hands its rows over; a file that cannot be read is refused with its reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from scop_analytics.config import Config
from scop_analytics.sources import csvfile, decode, excel, fec
from scop_analytics.sources.faults import Faults, Place
from scop_analytics.sources.folder import FEC, WORKBOOKS, Source
from scop_analytics.sources.original import Original
from scop_analytics.sources.part import Part

LARGE: Final = 16 * 1024 * 1024  # bytes of a dossier from which files are read side by side
AT_ONCE: Final = 3  # while one large file is read by all cores, the others fill its pauses
Found = list[tuple[str, Part]]


def read(sources: Sequence[tuple[Source, Config]], faults: Faults) -> list[Found]:
    """What each file fills, in order; faults are told in the order of the files, however they are read."""
    sizes = [source.path.stat().st_size for source, _ in sources]
    if sum(sizes) < LARGE:
        return [list(parts(source, config, faults)) for source, config in sources]

    def alone(place: int) -> tuple[Found, Faults]:
        own = Faults()
        return list(parts(*sources[place], own)), own

    largest_first = sorted(range(len(sources)), key=lambda place: -sizes[place])
    with ThreadPoolExecutor(AT_ONCE) as pool:
        done = dict(zip(largest_first, pool.map(alone, largest_first), strict=True))
    for place in range(len(sources)):
        faults.add(done[place][1])
    return [done[place][0] for place in range(len(sources))]


def parts(source: Source, config: Config, faults: Faults) -> Iterator[tuple[str, Part]]:
    """The tables that one file fills, each with its part; nothing when the file is refused."""
    place = Place(source.name, source.table, source.company)
    kind = decode.kind(decode.read_head(source.path))
    if kind == "empty":
        faults.whole(place, "file_empty", "refuse")
    elif source.table == FEC:
        yield from fec.parts(source, config, faults)
    elif kind in ("zip", "xls"):
        yield from excel.parts(source, config, faults)
    elif source.path.suffix.lower() in WORKBOOKS:
        faults.whole(place, "workbook_broken", "refuse")
    elif kind != "text":
        faults.whole(place, "not_a_table", "refuse", facts={"kind": kind})
    else:
        yield from csvfile.parts(source, config, faults)


def originals(source: Source, config: Config) -> Iterator[Original]:
    """The rows of a file as they are written; nothing for a file that cannot be opened as a table."""
    kind = decode.kind(decode.read_head(source.path))
    if kind in ("zip", "xls"):
        yield from excel.texts(source, config)
    elif kind == "text" and source.path.suffix.lower() not in WORKBOOKS:
        yield from csvfile.texts(source, config)

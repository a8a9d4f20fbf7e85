"""Which file fills which table: by its name, in English or in French, one file or many per table."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from scop_analytics import config, tables
from scop_analytics.config import Config, Wide
from scop_analytics.errors import closest
from scop_analytics.sources import recognising
from scop_analytics.sources.faults import Faults, Place
from scop_analytics.tables import header_key as fold

DATA: Final = ("donnees", "données", "data")
WORKBOOKS: Final = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
READ: Final = (".csv", ".tsv", *recognising.SUFFIXES, *WORKBOOKS)
DSN: Final = "dsn"  # what a DSN file fills, in the place of a table: several at once
FEC: Final = "fec"
REFUSED: Final = (".pdf", ".doc", ".docx")
# Tools of the folder that are not data.
OTHERS: Final = (config.NAME, "archive", "confidentiel", "publiable", "rapports")


@dataclass(frozen=True)
class Source:
    """One file to read. ``table`` is empty when the workbook's sheets, or the wide form, say what it fills; ``dsn`` for a DSN."""

    path: Path
    name: str
    table: str
    company: str = ""
    wide: Wide | None = None

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that the file fills."""
        return self.wide.tables if self.wide else (self.table,)


@cache
def file_names() -> dict[str, str]:
    """Folded file name → table: the table's name, its titles, and the names its contract lists."""
    found: dict[str, str] = {}
    for contract in tables.load_all().values():
        for spelling in (contract.name, *contract.files, *contract.title.values()):
            found.setdefault(fold(spelling), contract.name)
    return found


def table_of(stem: str) -> str:
    """The table that a file or sheet name announces: ``paie_2025-01``, ``Paie 2025`` and ``payroll`` fill ``payroll``."""
    known = file_names()
    parts = [part for part in re.split(r"[\W_]+", re.sub(r"\d+", " ", stem)) if part]
    for length in range(len(parts), 0, -1):
        if table := known.get(fold("".join(parts[:length]))):
            return table
    return ""


def dossiers(folder: Path) -> list[Path]:
    """The folders of a network: each sub-folder that has a ``scop.toml``; empty when ``folder`` is one dossier."""
    if (folder / config.NAME).is_file():
        return []
    return sorted(path.parent for path in folder.glob(f"*/{config.NAME}"))


def sources(folder: Path, settings: Config, faults: Faults, base: Path | None = None) -> list[Source]:
    """Every file of one dossier with the table it fills; a name that says nothing is noted."""
    found = []
    for path in _files(folder):
        name = path.relative_to(base or folder).as_posix()
        place = Place(name, company=settings.company)
        wide = next((w for w in settings.wide if _named(path, w.files)), None)
        declared = next((t for t, choice in settings.files.items() if _named(path, choice.names)), "")
        table = declared or _recognised(path) or table_of(path.stem)
        if path.suffix.lower() in REFUSED:
            faults.whole(place, "format_refused", "refuse", facts={"suffix": path.suffix.lower()})
        elif wide or table or path.suffix.lower() in WORKBOOKS:
            found.append(Source(path, name, table, settings.company, wide))
        else:
            facts = {"closest": closest(fold(path.stem), file_names()), "tables": sorted(tables.load_all())}
            facts["closest"] = file_names().get(str(facts["closest"]), "")
            faults.whole(place, "file_unknown", "warn", facts=facts)
    return found


def _recognised(path: Path) -> str:
    """What a file is by what it holds, before its name is asked."""
    if recognising.is_dsn(path):
        return DSN
    return FEC if recognising.is_fec(path) else ""


def _named(path: Path, patterns: tuple[str, ...]) -> bool:
    return any(fnmatch.fnmatch(path.name.lower(), pattern.lower()) for pattern in patterns)


def _files(folder: Path) -> Iterator[Path]:
    """Data files of a dossier, in order: those of ``donnees/``, and those laid beside ``scop.toml``."""
    places = [folder, *(folder / name for name in DATA if (folder / name).is_dir())]
    for place in places:
        for path in sorted(place.iterdir()):
            visible = path.is_file() and not path.name.startswith((".", "~$", "_"))
            if visible and path.name not in OTHERS and path.suffix.lower() in READ + REFUSED:
                yield path

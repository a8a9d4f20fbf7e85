"""What was read: files, encodings, delimiters, and rows read = rows kept + rows set aside, file by file."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from scop_analytics.sources import faults


@dataclass(frozen=True)
class FileReading:
    """One file (or one sheet) and what became of its rows."""

    file: str
    table: str
    form: str = "csv"  # csv, frame, or the kind of workbook: xlsx, xls, ods …
    encoding: str = ""
    delimiter: str = ""
    decimal: str = ""
    read: int = 0
    kept: int = 0
    set_aside: int = 0
    columns: tuple[str, ...] = ()  # contract columns found

    def __post_init__(self) -> None:
        if self.read != self.kept + self.set_aside:
            raise AssertionError(f"{self.file}: {self.read} rows read, {self.kept} kept, {self.set_aside} set aside")


@dataclass(frozen=True)
class Reading:
    """All files of a dossier; ``findings`` has the columns of :data:`scop_analytics.sources.faults.SCHEMA`."""

    files: tuple[FileReading, ...] = ()
    findings: pl.DataFrame = field(default_factory=faults.empty)

    @property
    def rows_read(self) -> int:
        """Rows met in all files, title and blank lines left out."""
        return sum(file.read for file in self.files)

    @property
    def rows_kept(self) -> int:
        """Rows that went into the tables."""
        return sum(file.kept for file in self.files)

    @property
    def rows_set_aside(self) -> int:
        """Rows left out, each with its reason in ``findings``."""
        return sum(file.set_aside for file in self.files)

    @property
    def frame(self) -> pl.DataFrame:
        """One row per file: name, table, form, encoding, delimiter, rows read, kept, set aside."""
        columns = ("file", "table", "form", "encoding", "delimiter", "decimal", "read", "kept", "set_aside")
        rows = [{name: getattr(file, name) for name in columns} for file in self.files]
        kinds = {name: pl.Int64 if name in ("read", "kept", "set_aside") else pl.String for name in columns}
        return pl.DataFrame(rows, schema=kinds)

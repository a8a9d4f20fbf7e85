"""What a union says of itself and of whom it asked: two optional files in its folder.

::

    union/
      union.toml    name = "Hauts-de-France"; [of] fr = "des Hauts-de-France", as the title of that language says it
      asked.csv     company, sector, size_band, region, people: each co-operative that was asked for the year, under its pseudonym

Without ``asked.csv`` nobody knows how many were asked, and no coverage is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import polars as pl

from scop_analytics import datafiles, words
from scop_analytics.benchmarking import settings
from scop_analytics.errors import DataError, UsageError, closest

UNION: Final = "union.toml"
ASKED: Final = "asked.csv"
COLUMNS: Final[dict[str, pl.DataType]] = {
    "company": pl.String(), "sector": pl.String(), "size_band": pl.String(), "region": pl.String(), "people": pl.Int64(),
}  # fmt: skip
FIRST_LINE: Final = 2  # of the data, as a spreadsheet numbers them


@dataclass(frozen=True)
class About:
    """The name of the region, how a title says it in each language, and those who were asked; each may be unknown."""

    name: str = ""
    of: Mapping[str, str] = field(default_factory=dict)
    asked: pl.DataFrame | None = None


def about(folder: Path) -> About:
    """What the folder of a union says; raises :class:`UsageError` or :class:`DataError` for a file that cannot be used."""
    tree = datafiles.read(folder / UNION, UsageError) if (folder / UNION).is_file() else {}
    datafiles.refuse_unknown(tree, ("name", "of"), UNION, UsageError)
    of = tree.get("of", {})
    datafiles.refuse_unknown(of if isinstance(of, dict) else {"of": of}, words.LANGUAGES, f"{UNION}, of", UsageError)
    for key, text in {"name": tree.get("name", ""), **of}.items():
        if not isinstance(text, str):
            raise UsageError("union_text", where=UNION, key=key)
    asked = _asked(folder / ASKED) if (folder / ASKED).is_file() else None
    return About(tree.get("name", "").strip(), of, asked)


def _asked(path: Path) -> pl.DataFrame:
    """The list in :data:`COLUMNS`; every fault of a column is told with the first line that has it."""
    rows = _read(path)
    absent = [name for name in COLUMNS if name not in rows.columns]
    if absent:
        found = closest(absent[0], rows.columns)
        raise DataError("asked_column", where=path.name, column=absent[0], suggestion=found, valid=list(COLUMNS))
    texts = rows.select(pl.col(name).str.strip_chars() for name in COLUMNS)
    known = settings.sectors()
    valid = {
        "sector": [*known["sections"], known["unknown"]["code"]],
        "size_band": [*settings.peers()["sizes"]["names"], known["unknown"]["code"]],
    }
    wrong = {
        "company": pl.col("company").fill_null("").eq("") | pl.col("company").is_duplicated(),
        **{name: ~pl.col(name).is_in(allowed).fill_null(False) for name, allowed in valid.items()},
        "people": pl.col("people").cast(pl.Int64, strict=False).fill_null(-1) < 0,
    }
    for column, fault in wrong.items():
        lines = [place + FIRST_LINE for place in texts.select(fault.arg_true()).to_series().to_list()]
        if lines:
            raise DataError("asked_value", where=path.name, column=column, n=len(lines), lines=lines[:5])
    return texts.cast({"people": pl.Int64}).with_columns(pl.col("region").fill_null(known["unknown"]["code"]))


def _read(path: Path) -> pl.DataFrame:
    """The columns as text; a spreadsheet in French separates them by semicolons."""
    content = path.read_bytes()
    head = content.split(b"\n", 1)[0]
    try:
        return pl.read_csv(content, separator=";" if b";" in head else ",", infer_schema=False)
    except pl.exceptions.PolarsError as fault:
        raise DataError("asked_unreadable", where=path.name) from fault

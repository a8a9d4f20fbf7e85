"""What somebody gives becomes tables of text: frames, lists of rows, mappings, CSV and JSON files."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import polars as pl

from scop_analytics import datafiles
from scop_analytics.errors import DataError, UsageError
from scop_analytics.sources import decode, frames
from scop_analytics.statutory.vocabulary import folded, headers, vocabulary

RATES: Final = ("raises", "promotions")
FACTS: Final = ("company", "year", "bracket", "headcount", "mode", "months")
REQUIRED: Final = ("age_band", "women", "men", "women_mean", "men_mean")
ROW: Final = "row"


@dataclass(frozen=True)
class Opened:
    """Tables of text with our column names and the number of each row; ``companies`` may be empty."""

    groups: pl.DataFrame
    raises: pl.DataFrame
    promotions: pl.DataFrame
    companies: pl.DataFrame


@dataclass
class _Rows:
    """Rows gathered from one description, or from many."""

    groups: list[Mapping[str, Any]] = field(default_factory=list)
    raises: list[Mapping[str, Any]] = field(default_factory=list)
    promotions: list[Mapping[str, Any]] = field(default_factory=list)
    companies: list[Mapping[str, Any]] = field(default_factory=list)


def opened(groups: Any, facts: Mapping[str, Any], companies: Any = None) -> Opened:
    """The tables given, whatever their form; ``facts`` are those of a company described alone."""
    found = _loaded(groups)
    tree: Mapping[str, Any] = found if isinstance(found, Mapping) and not _is_columns(found) else {"groups": found}
    datafiles.refuse_unknown(tree, ("companies", "groups", *RATES, *FACTS, *_flat()), "groups", UsageError)
    told = {**tree, **{name: value for name, value in facts.items() if value is not None}}
    several = companies if companies is not None else told.get("companies")
    if isinstance(several, list) and any("groups" in one for one in several):
        return _described(several)
    rates = {name: _loaded(told.get(name)) for name in RATES}
    whole = {name: value for name, value in rates.items() if isinstance(value, Mapping) and not _is_columns(value)}
    alone = _flattened({**told, **whole}) if several is None else None
    by_category = {name: table(value, "rates") for name, value in rates.items() if name not in whole}
    return Opened(
        table(told.get("groups"), "groups"),
        by_category.get("raises", table(None, "rates")),
        by_category.get("promotions", table(None, "rates")),
        table([alone] if alone is not None else _loaded(several), "companies"),
    )


def _described(several: list[Mapping[str, Any]]) -> Opened:
    """Companies described one after the other: their groups and rates with the name of each."""
    rows = _Rows()
    for one in several:
        datafiles.refuse_unknown(one, ("groups", *RATES, *FACTS, *_flat()), "companies", UsageError)
        key = {name: one[name] for name in ("company", "year") if name in one}
        rows.groups += [{**key, **row} for row in one.get("groups", [])]
        for name in RATES:
            if isinstance(one.get(name), list):
                getattr(rows, name).extend({**key, **row} for row in one[name])
        rows.companies.append(_flattened(one))
    return Opened(
        table(rows.groups, "groups"),
        table(rows.raises, "rates"),
        table(rows.promotions, "rates"),
        table(rows.companies, "companies"),
    )


def _flat() -> dict[str, dict[str, str]]:
    flat: dict[str, dict[str, str]] = vocabulary()["flat"]
    return flat


def _flattened(told: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of one company as one row: ``returns = {returned, raised}`` becomes columns."""
    row = {name: told[name] for name in FACTS if told.get(name) is not None}
    for name, columns in _flat().items():
        given = told.get(name)
        if isinstance(given, Mapping):
            datafiles.refuse_unknown(given, columns, name, UsageError)
            row |= {columns[key]: value for key, value in given.items()}
    return row


def _is_columns(value: Mapping[str, Any]) -> bool:
    """A mapping of columns (lists), not a description."""
    return all(isinstance(item, list) for item in value.values()) and "groups" not in value and "companies" not in value


def _loaded(given: Any) -> Any:
    """The content of a file, or what was given."""
    if not isinstance(given, str | Path):
        return given
    path = Path(given)
    if not path.is_file():
        raise UsageError("index_file_absent", where=str(path))
    text = _text(path)
    if path.suffix.lower() != ".json":
        return _csv(text)
    try:
        return json.loads(text, parse_float=str)  # decimals stay as written
    except json.JSONDecodeError as fault:
        raise DataError("index_json", where=path.name, line=fault.lineno) from fault


def _text(path: Path) -> str:
    content = decode.content(path)
    source = content.source.read_bytes() if isinstance(content.source, Path) else content.source
    return source.decode("utf-8-sig")


def _csv(text: str) -> pl.DataFrame:
    """A CSV text; its separator is the one its header holds most often."""
    head = text.partition("\n")[0]
    separator = max(";\t,", key=head.count)
    rows = [row for row in csv.reader(io.StringIO(text), delimiter=separator) if any(cell.strip() for cell in row)]
    names, body = (rows[0], rows[1:]) if rows else ([], [])
    columns = {name: [row[place] if place < len(row) else None for row in body] for place, name in enumerate(names)}
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


def table(given: Any, name: str) -> pl.DataFrame:
    """One table of text: our column names, rows numbered from 1, empty cells null."""
    if (given is None or (isinstance(given, list) and not given)) and name != "groups":
        return pl.DataFrame(schema={ROW: pl.Int64, **dict.fromkeys(headers(name), pl.String)})
    frame = _written(given or []) if given is None or isinstance(given, list) else frames.polars(given, name)
    known = {folded(word): column for column, words in headers(name).items() for word in (column, *words)}
    named = {column: known[folded(column)] for column in frame.columns if folded(column) in known}
    if name == "groups":
        _require(named.values())
    texts = frame.select(pl.col(column).cast(pl.String).str.strip_chars().alias(named[column]) for column in named)
    texts = texts.with_columns(pl.when(pl.all().str.len_chars() > 0).then(pl.all()))
    absent = [pl.lit(None, pl.String).alias(column) for column in headers(name) if column not in texts.columns]
    found = texts.with_columns(absent).with_row_index(ROW, 1).with_columns(pl.col(ROW).cast(pl.Int64))
    return found.select(ROW, *headers(name))


def _written(rows: list[Mapping[str, Any]]) -> pl.DataFrame:
    """Rows as text: a decimal, a whole number and a text of the same column stay what they are."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = {name: [None if row.get(name) is None else str(row[name]) for row in rows] for name in names}
    return pl.DataFrame(columns, schema=dict.fromkeys(names, pl.String))


def _require(columns: Iterable[str]) -> None:
    """Stop when the table of groups lacks a column that every group needs."""
    given = set(columns)
    lacking = [*([] if given & {"csp", "level"} else ["csp"]), *(name for name in REQUIRED if name not in given)]
    if lacking:
        raise DataError("index_columns", columns=lacking, valid=list(headers("groups")))

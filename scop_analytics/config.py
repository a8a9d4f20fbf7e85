"""``scop.toml``: who the co-operative is, its fiscal years, how its columns are called, and what it allows.

::

    [identity]                       # entity_id, entity_name, legal_form, coop_status, region … (columns of `entity`)
    [[fiscal_years]]                 # start, end: only when no `entity` file gives them
    [mapping.payroll.base_pay]       # header, constant, values, date_format, unit, currency, decimal, absent
    [files.payroll]                  # names = ["export_rh_*.csv"], sheet, delimiter, layout
    [[wide]]                         # one file that fills several tables, or one column per survey question
    [[waivers]]                      # rule, table, column, company, year, who, why, until
    [options]                        # what the co-operative chose: the fields of `options.Options`
    [benchmark]                      # what it agreed to send its union: the fields of `options.Sharing`
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from scop_analytics import datafiles, tables
from scop_analytics.errors import UsageError, closest
from scop_analytics.options import CHOICES, Options, Sharing
from scop_analytics.years import FiscalYear

NAME: Final = "scop.toml"
SECTIONS: Final = ("identity", "fiscal_years", "mapping", "files", "wide", "waivers", "options", "benchmark")
DATE_PARTS: Final = {"jj": "%d", "dd": "%d", "mm": "%m", "aaaa": "%Y", "yyyy": "%Y", "aa": "%y", "yy": "%y"}
UNITS: Final = ("EUR", "kEUR", "cent", "rate", "percent", "hour", "hour_week", "hour_year", "minute", "day")
WIDE_KINDS: Final = ("person_year", "survey")


def nothing() -> Mapping[str, Any]:
    """No setting."""
    return MappingProxyType({})


@dataclass(frozen=True)
class Entry:
    """How one column of a table is filled. ``values`` are exchanged before anything else is understood."""

    header: str = ""
    constant: str | None = None
    values: Mapping[str, str] = field(default_factory=nothing)
    date_format: str = ""
    unit: str = ""
    currency: str = ""
    decimal: str = ""
    absent: bool = False

    @property
    def has_constant(self) -> bool:
        """Whether the column has one value for the whole file."""
        return self.constant is not None


@dataclass(frozen=True)
class FileChoice:
    """Which files fill a table when their names do not say it, and how to open them."""

    names: tuple[str, ...] = ()
    sheet: str = ""
    delimiter: str = ""
    layout: str = ""  # the product that made the file: the name of a file of ``sources/layouts``


@dataclass(frozen=True)
class Wide:
    """One file that fills several tables: one row per person and year, or one column per survey question."""

    files: tuple[str, ...]
    kind: str
    tables: tuple[str, ...] = ("employees", "payroll")
    year: int | None = None
    survey_id: str = ""
    items: Mapping[str, str] = field(default_factory=nothing)


@dataclass(frozen=True)
class Waiver:
    """A finding that somebody accepts, with a name and a reason, until a day."""

    rule: str
    who: str
    why: str
    table: str = ""
    column: str = ""
    company: str = ""
    year: int | None = None
    until: date | None = None


@dataclass(frozen=True)
class Config:
    """The settings of one co-operative, or of a network when ``identity`` is empty."""

    path: Path | None = None
    identity: Mapping[str, str] = field(default_factory=nothing)
    fiscal_years: tuple[FiscalYear, ...] = ()
    mapping: Mapping[str, Mapping[str, Entry]] = field(default_factory=nothing)
    files: Mapping[str, FileChoice] = field(default_factory=nothing)
    wide: tuple[Wide, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    options: Options = field(default_factory=Options)
    sharing: Sharing = field(default_factory=Sharing)

    @property
    def company(self) -> str:
        """The SIREN of the co-operative; empty for a network."""
        return self.identity.get("entity_id", "")

    def entries(self, table: str) -> Mapping[str, Entry]:
        """The mapping of one table, by column."""
        return self.mapping.get(table, nothing())

    def choice(self, table: str) -> FileChoice:
        """How the files of one table are found and opened."""
        return self.files.get(table, FileChoice())


def read(path: Path) -> Config:
    """The settings of a dossier: ``path`` is ``scop.toml`` or its folder; without the file, nothing is set."""
    file = path / NAME if path.is_dir() else path
    return parse(datafiles.read(file, UsageError), file) if file.is_file() else Config()


def parse(tree: datafiles.Tree, path: Path | None = None) -> Config:
    """Settings from a TOML tree; a key that nobody reads is refused with the closest valid one."""
    where = path.name if path else NAME
    datafiles.refuse_unknown(tree, SECTIONS, where, UsageError)
    entity = [column.name for column in tables.contract("entity").columns] + ["approved_by"]
    identity = tree.get("identity", {})
    datafiles.refuse_unknown(identity, entity, f"{where} [identity]", UsageError)
    return Config(
        path=path,
        identity=MappingProxyType({key: _text(value) for key, value in identity.items()}),
        fiscal_years=tuple(_year(item, where) for item in tree.get("fiscal_years", [])),
        mapping=MappingProxyType({name: _mapping(name, item, where) for name, item in tree.get("mapping", {}).items()}),
        files=MappingProxyType({name: _choice(name, item, where) for name, item in tree.get("files", {}).items()}),
        wide=tuple(_wide(item, where) for item in tree.get("wide", [])),
        waivers=tuple(
            _plain(Waiver, item, f"{where} [[waivers]]", ("rule", "who", "why")) for item in tree.get("waivers", [])
        ),
        options=_options(tree.get("options", {}), f"{where} [options]"),
        sharing=_plain(Sharing, tree.get("benchmark", {}), f"{where} [benchmark]"),
    )


def _options(tree: datafiles.Tree, where: str) -> Options:
    """The options; a word that an option does not accept is refused with the closest that it does."""
    several = {item.name for item in fields(Options) if isinstance(item.default, tuple)}
    listed = {name: [value] if name in several and isinstance(value, str) else value for name, value in tree.items()}
    options: Options = _plain(Options, listed, where)
    for name, valid in CHOICES.items():
        given = getattr(options, name)
        for word in given if isinstance(given, tuple) else (given,):
            _one_of(word, valid, where, name)
    return options


def _one_of(word: object, valid: Sequence[str | int], where: str, field: str) -> None:
    if word not in valid or type(word) is not type(valid[0]):
        known = [str(item) for item in valid]
        suggestion = closest(str(word), known) or "—"
        raise UsageError("unknown_value", where=where, field=field, value=word, suggestion=suggestion, valid=known)


def _plain(kind: type[Any], tree: datafiles.Tree, where: str, needed: tuple[str, ...] = ()) -> Any:
    """A dataclass from a TOML table whose keys are its fields."""
    datafiles.refuse_unknown(tree, [item.name for item in fields(kind)], where, UsageError)
    datafiles.require(tree, needed, where, UsageError)
    return kind(**{key: tuple(value) if isinstance(value, list) else value for key, value in tree.items()})


def _table(name: str, where: str) -> tables.Contract:
    known = tables.load_all()
    if name not in known:
        raise UsageError("unknown_key", where=where, key=name, suggestion=closest(name, known), valid=sorted(known))
    return known[name]


def _mapping(name: str, tree: datafiles.Tree, where: str) -> Mapping[str, Entry]:
    contract = _table(name, f"{where} [mapping]")
    columns = [column.name for column in contract.columns]
    datafiles.refuse_unknown(tree, columns, f"{where} [mapping.{name}]", UsageError)
    return MappingProxyType(
        {column: _entry(item, f"{where} [mapping.{name}.{column}]") for column, item in tree.items()}
    )


def _entry(item: object, where: str) -> Entry:
    """An entry; a bare text is the header."""
    if isinstance(item, str):
        return Entry(header=item)
    if not isinstance(item, dict):
        raise UsageError("mapping_entry", where=where)
    entry: Entry = _plain(Entry, item, where)
    if entry.unit:
        _one_of(entry.unit, UNITS, where, "unit")
    constant = None if entry.constant is None else _text(entry.constant)
    values = MappingProxyType({key: _text(value) for key, value in entry.values.items()})
    shape = date_format(entry.date_format, where)
    return Entry(entry.header, constant, values, shape, entry.unit, entry.currency, entry.decimal, entry.absent)


def date_format(written: str, where: str = NAME) -> str:
    """``jj/mm/aaaa`` or ``mm/dd/yyyy`` as the format a date reader wants (``%m/%d/%Y``)."""
    if not written or "%" in written:
        return written
    parts = re.split(r"([^A-Za-z]+)", written.lower())
    if any(part.isalpha() and part not in DATE_PARTS for part in parts):
        raise UsageError("date_format", where=where, written=written)
    return "".join(DATE_PARTS.get(part, part) for part in parts)


def _choice(name: str, tree: datafiles.Tree, where: str) -> FileChoice:
    _table(name, f"{where} [files]")
    choice: FileChoice = _plain(FileChoice, tree, f"{where} [files.{name}]")
    return choice


def _wide(tree: datafiles.Tree, where: str) -> Wide:
    wide: Wide = _plain(Wide, tree, f"{where} [[wide]]", ("files", "kind"))
    _one_of(wide.kind, WIDE_KINDS, f"{where} [[wide]]", "kind")
    for name in wide.tables:
        _table(name, f"{where} [[wide]]")
    return wide


def _year(tree: datafiles.Tree, where: str) -> FiscalYear:
    datafiles.refuse_unknown(tree, ("start", "end"), f"{where} [[fiscal_years]]", UsageError)
    datafiles.require(tree, ("start", "end"), f"{where} [[fiscal_years]]", UsageError)
    year = FiscalYear(tree["start"], tree["end"])
    if not (isinstance(year.start, date) and isinstance(year.end, date) and year.start < year.end):
        raise UsageError("fiscal_year_dates", where=f"{where} [[fiscal_years]]")
    return year


def _text(value: object) -> str:
    """A TOML value as a cell would hold it."""
    if isinstance(value, bool):
        return "1" if value else "0"
    return format(value, "f") if isinstance(value, Decimal) else str(value)

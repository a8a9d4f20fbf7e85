"""The disclosures of a framework, heading by heading, read strictly: a line names an indicator the catalogue maps there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from scop_analytics import datafiles, tables
from scop_analytics.errors import PackageError, UsageError, closest
from scop_analytics.indicators import catalogue
from scop_analytics.indicators.explaining import standards

HERE: Final = Path(__file__).parent
NAMES: Final = ("vsme", "bilan_social", "bdese")
ANSWERS: Final = ("indicator", "outside", "held_in")
KEYS: Final = ("point", "label", *ANSWERS, "segment", "by", "take", "unit", "checked")


@dataclass(frozen=True)
class Line:
    """One datapoint: an indicator (one group of it, or one line a group), or why there is none."""

    point: str
    label: Mapping[str, str]
    indicator: str = ""
    segment: Mapping[str, str] = field(default_factory=dict)
    by: str = ""
    take: str = "value"
    unit: str = ""
    outside: Mapping[str, str] = field(default_factory=dict)
    held_in: str = ""
    checked: bool = True


@dataclass(frozen=True)
class Section:
    """A heading with its datapoints; indicators the catalogue maps to it and no line names come after them."""

    code: str
    title: Mapping[str, str]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Framework:
    """A set of headings, whether its correspondence was read in the text, and its name."""

    name: str
    set: str
    title: Mapping[str, str]
    verified: bool
    sections: tuple[Section, ...]


def framework(name: str) -> Framework:
    """A framework by name; an unknown one is refused with the closest."""
    if name not in NAMES:
        raise UsageError(
            "disclosure_unknown", name=name, suggestion=closest(name, NAMES) or NAMES[0], valid=list(NAMES)
        )
    return _framework(name)


@cache
def _framework(name: str) -> Framework:
    where = f"disclosures/{name}.toml"
    tree = datafiles.read(HERE / f"{name}.toml")
    datafiles.refuse_unknown(tree, ("set", "sections"), where)
    known = standards()[tree["set"]]
    sections = tuple(_section(entry, tree["set"], where) for entry in tree["sections"])
    return Framework(name, tree["set"], known["name"], bool(known["verified"]), sections)


def _section(entry: Mapping[str, Any], kind: str, where: str) -> Section:
    datafiles.refuse_unknown(entry, ("code", "title", "lines"), where)
    mapped = _mapped(kind, entry["code"])
    lines = tuple(_line(line, mapped, f"{where} {entry['code']}") for line in entry.get("lines", ()))
    named = {line.indicator for line in lines}
    rest = (Line("", catalogue.get(name).label, name) for name in mapped if name not in named)
    return Section(entry["code"], entry["title"], (*lines, *rest))


def _mapped(kind: str, code: str) -> list[str]:
    """The indicators whose standards name a heading: « 1.1 note 3 » is 1.1, « 1.3-1.4 » is both."""
    entries = catalogue.load().items()
    return [name for name, entry in entries if code in set(_codes(entry.standards.get(kind, "")))]


def _codes(text: str) -> Iterator[str]:
    yield from re.findall(r"[A-Z]?\d+(?:\.\d+)?", text.partition(" ")[0])


def _line(entry: Mapping[str, Any], mapped: list[str], where: str) -> Line:
    datafiles.require(entry, ("point", "label"), where)
    datafiles.refuse_unknown(entry, KEYS, where)
    given = [key for key in ANSWERS if key in entry]
    if len(given) != 1:
        raise PackageError("disclosure_answer", where=where, point=entry["point"], valid=list(ANSWERS))
    if "indicator" in entry and entry["indicator"] not in mapped:
        raise PackageError("disclosure_unmapped", where=where, indicator=entry["indicator"])
    if "held_in" in entry:
        table, _, column = entry["held_in"].partition(".")
        datafiles.require(tables.contract(table).by_name, (column,), where)
    return Line(**entry)

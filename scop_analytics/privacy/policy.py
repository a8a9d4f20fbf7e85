"""What each audience may read, as data: the classes and parameters of ``audiences.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, Final

from scop_analytics import datafiles
from scop_analytics.errors import PackageError, UsageError, closest

FILE: Final = Path(__file__).with_name("audiences.toml")
SHOWS: Final = ("always", "rule", "never", "decision")
VALUES: Final = ("full", "legal", "coarse")


@dataclass(frozen=True)
class Rule:
    """What one audience may read of one class (the words are explained in ``audiences.toml``)."""

    show: str
    people: int = 0
    sides: int = 0
    least: int = 0
    quantile: int = 0
    crossed: bool = False
    zero: bool = False
    unanimity: bool = False
    counts_to: int = 1
    values: str = "legal"
    euros: tuple[int, int] = (1, 1)
    smoothed: bool = False


@dataclass(frozen=True)
class Link:
    """A share whose numerator is ``figure`` at one value of ``key``."""

    share: str
    figure: str
    key: str
    value: str


@dataclass(frozen=True)
class Time:
    """What is asked of figures whose people differ by a few from those of another (explained in ``audiences.toml``)."""

    protected: float
    multiple: float
    kept: frozenset[str]
    lasting: frozenset[str]
    classes: frozenset[str]


@dataclass(frozen=True)
class Policy:
    """The whole of ``audiences.toml``."""

    version: str
    audiences: tuple[str, ...]
    default: str
    kinds: Mapping[str, frozenset[str]]
    units: Mapping[str, frozenset[str]]
    pays: frozenset[str]
    corrected: frozenset[str]
    apart: frozenset[str]
    together: frozenset[str]
    facts: frozenset[str]
    few: int
    points: tuple[float, float]
    steps: Mapping[str, float]
    euros: Mapping[str, float]
    digits: Mapping[str, int]
    links: tuple[Link, ...]
    change: Mapping[str, int]
    time: Time
    classes: Mapping[str, Mapping[str, Rule]]

    def audience(self, name: str) -> str:
        """``name`` when it is an audience; a misspelt one is refused with the closest."""
        if name not in self.audiences:
            raise UsageError(
                "audience_unknown", name=name, suggestion=closest(name, self.audiences), valid=list(self.audiences)
            )
        return name


@cache
def policy() -> Policy:
    """The policy of this version of the package, read strictly."""
    tree = datafiles.read(FILE)
    known = (
        "version", "audiences", "default", "kinds", "links", "units", "segments", "reasons", "rounding", "digits", "pays",
        "corrected", "change", "time", "classes",
    )  # fmt: skip
    datafiles.refuse_unknown(tree, known, FILE.name)
    datafiles.require(tree, known, FILE.name)
    rounding, segments = tree["rounding"], _sets(tree["segments"], ("apart", "together"), "segments")
    datafiles.refuse_unknown(rounding, ("people", "points", "ratio", "index", "euros"), f"{FILE.name}, rounding")
    return Policy(
        version=tree["version"],
        audiences=tuple(tree["audiences"]),
        default=tree["default"],
        kinds=_sets(tree["kinds"], ("extremes", "permitted", "verdict_only", "quantiles", "counts"), "kinds"),
        units=_sets(tree["units"], ("money", "share", "ratio", "index", "people"), "units"),
        pays=_sets(tree["pays"], ("classes",), "pays")["classes"],
        corrected=_sets(tree["corrected"], ("classes",), "corrected")["classes"],
        apart=segments["apart"],
        together=segments["together"],
        facts=_sets(tree["reasons"], ("facts",), "reasons")["facts"],
        few=rounding["people"],
        points=(float(rounding["points"][0]), float(rounding["points"][1])),
        steps={unit: float(rounding[unit]) for unit in ("ratio", "index")},
        euros={unit: float(factor) for unit, factor in rounding["euros"].items()},
        digits=tree["digits"],
        links=tuple(Link(share, **link) for share, link in tree["links"].items()),
        change=_change(tree["change"], tree["audiences"]),
        time=_time(tree["time"]),
        classes={name: _class(name, rules, tree["audiences"]) for name, rules in tree["classes"].items()},
    )


def _sets(tree: Mapping[str, list[str]], names: tuple[str, ...], where: str) -> dict[str, frozenset[str]]:
    datafiles.refuse_unknown(tree, names, f"{FILE.name}, {where}")
    datafiles.require(tree, names, f"{FILE.name}, {where}")
    return {name: frozenset(values) for name, values in tree.items()}


def _change(tree: Mapping[str, int], audiences: list[str]) -> Mapping[str, int]:
    datafiles.refuse_unknown(tree, audiences, f"{FILE.name}, change")
    datafiles.require(tree, audiences, f"{FILE.name}, change")
    return tree


def _time(tree: Mapping[str, Any]) -> Time:
    names = [field.name for field in fields(Time)]
    datafiles.refuse_unknown(tree, names, f"{FILE.name}, time")
    datafiles.require(tree, names, f"{FILE.name}, time")
    sets = {name: frozenset(tree[name]) for name in ("kept", "lasting", "classes")}
    return Time(float(tree["protected"]), float(tree["multiple"]), **sets)


def _class(name: str, rules: Mapping[str, Mapping[str, Any]], audiences: list[str]) -> dict[str, Rule]:
    where = f"{FILE.name}, classes.{name}"
    datafiles.refuse_unknown(rules, audiences, where)
    datafiles.require(rules, audiences, where)
    return {audience: _rule(entry, f"{where}.{audience}") for audience, entry in rules.items()}


def _rule(entry: Mapping[str, Any], where: str) -> Rule:
    datafiles.refuse_unknown(entry, [field.name for field in fields(Rule)], where)
    datafiles.require(entry, ("show",), where)
    rule = Rule(**{**entry, "euros": tuple(entry.get("euros", (1, 1)))})
    if rule.show not in SHOWS or rule.values not in VALUES:
        raise PackageError("value_unknown", where=where, value=rule.show, valid=[*SHOWS, *VALUES])
    return rule

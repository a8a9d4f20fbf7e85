"""What each audience may read, as data: the classes and parameters of ``audiences.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, Final, Protocol

import polars as pl

from scop_analytics import datafiles
from scop_analytics.errors import PackageError, UsageError, closest

FILE: Final = Path(__file__).with_name("audiences.toml")
SHOWS: Final = ("always", "rule", "never", "decision")
VALUES: Final = ("full", "legal", "coarse")


class Entry(Protocol):
    """What masking reads of a catalogue entry."""

    @property
    def disclosure(self) -> str:
        """The disclosure class."""

    @property
    def unit(self) -> str:
        """The unit of the value."""


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
class Policy:
    """The whole of ``audiences.toml``."""

    version: str
    audiences: tuple[str, ...]
    default: str
    kinds: Mapping[str, frozenset[str]]
    units: Mapping[str, frozenset[str]]
    apart: frozenset[str]
    together: frozenset[str]
    facts: frozenset[str]
    few: int
    points: tuple[float, float]
    ratio: float
    classes: Mapping[str, Mapping[str, Rule]]

    def audience(self, name: str) -> str:
        """``name`` when it is an audience; a misspelt one is refused with the closest."""
        if name not in self.audiences:
            raise UsageError(
                "audience_unknown", name=name, suggestion=closest(name, self.audiences), valid=list(self.audiences)
            )
        return name

    def rules(self, audience: str) -> pl.DataFrame:
        """One row per class: the rule of this audience."""
        rows = [{"disclosure": name, **_flat(rule[audience])} for name, rule in self.classes.items()]
        return pl.DataFrame(rows)


@cache
def policy() -> Policy:
    """The policy of this version of the package, read strictly."""
    tree = datafiles.read(FILE)
    known = ("version", "audiences", "default", "kinds", "units", "segments", "reasons", "rounding", "classes")
    datafiles.refuse_unknown(tree, known, FILE.name)
    datafiles.require(tree, known, FILE.name)
    rounding, segments = tree["rounding"], _sets(tree["segments"], ("apart", "together"), "segments")
    datafiles.refuse_unknown(rounding, ("people", "points", "ratio"), f"{FILE.name}, rounding")
    return Policy(
        version=tree["version"],
        audiences=tuple(tree["audiences"]),
        default=tree["default"],
        kinds=_sets(tree["kinds"], ("extremes", "permitted", "verdict_only", "quantiles", "counts"), "kinds"),
        units=_sets(tree["units"], ("money", "share", "ratio", "people"), "units"),
        apart=segments["apart"],
        together=segments["together"],
        facts=_sets(tree["reasons"], ("facts",), "reasons")["facts"],
        few=rounding["people"],
        points=(float(rounding["points"][0]), float(rounding["points"][1])),
        ratio=float(rounding["ratio"]),
        classes={name: _class(name, rules, tree["audiences"]) for name, rules in tree["classes"].items()},
    )


def _sets(tree: Mapping[str, list[str]], names: tuple[str, ...], where: str) -> dict[str, frozenset[str]]:
    datafiles.refuse_unknown(tree, names, f"{FILE.name}, {where}")
    datafiles.require(tree, names, f"{FILE.name}, {where}")
    return {name: frozenset(values) for name, values in tree.items()}


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


def _flat(rule: Rule) -> dict[str, Any]:
    """A rule as columns of a frame: the two euro steps apart, names that do not collide with results."""
    columns = {f"rule_{field.name}": getattr(rule, field.name) for field in fields(Rule) if field.name != "euros"}
    return columns | {"rule_euros_few": float(rule.euros[0]), "rule_euros_many": float(rule.euros[1])}


def facts(catalogue: Mapping[str, Entry], audience: str) -> pl.DataFrame:
    """One row per indicator of the catalogue: class, unit, kinds, and the audience's rule."""
    valid = policy()
    rows = [
        {
            "indicator": name,
            "disclosure": entry.disclosure,
            "unit_kind": next((kind for kind, units in valid.units.items() if entry.unit in units), "other"),
            "digits": _digits(entry),
            **{f"is_{kind}": name in names for kind, names in valid.kinds.items()},
        }
        for name, entry in catalogue.items()
    ]
    schema = {"indicator": pl.String, "disclosure": pl.String, "unit_kind": pl.String, "digits": pl.Int32}
    schema |= {f"is_{kind}": pl.Boolean for kind in valid.kinds}
    return pl.DataFrame(rows, schema=schema).join(valid.rules(audience), on="disclosure", how="left")


def _digits(entry: Entry) -> int:
    rounding = getattr(entry, "rounding", None)
    digits = rounding.get("digits", 1) if isinstance(rounding, Mapping) else getattr(rounding, "digits", 1)
    return int(digits)

"""Rules across tables, run together: declared in ``rules.toml``, written as functions that return failing rows."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

import polars as pl

from scop_analytics import datafiles
from scop_analytics.checks import (
    coverage_rules,
    governance_rules,
    ledger_rules,
    membership_rules,
    payroll_rules,
    people_rules,
    surplus_rules,
)
from scop_analytics.checks.material import Material
from scop_analytics.checks.placing import Told, placed
from scop_analytics.errors import PackageError
from scop_analytics.sources import faults

MODULES: Final = (
    payroll_rules, coverage_rules, people_rules, membership_rules, governance_rules, surplus_rules, ledger_rules,
)  # fmt: skip
KEYS: Final = ("function", "table", "column", "day", "severity", "needs", "facts", "label", "settings")


@dataclass(frozen=True, kw_only=True)
class CrossRule(Told):
    """One rule: the function that finds the failing rows, what it needs, and how a breach is told."""

    function: Callable[..., pl.LazyFrame]
    label: Mapping[str, str]
    needs: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)  # tolerances and accounts, as the function calls them

    @property
    def arguments(self) -> Mapping[str, bool]:
        """The names of the function's arguments, and whether each is required."""
        given = inspect.signature(self.function).parameters.values()
        return {each.name: each.default is inspect.Parameter.empty for each in given if each.name not in self.settings}

    def applies(self, material: Material) -> bool:
        """Whether the files hold what the rule needs."""
        required = (name for name, needed in self.arguments.items() if needed)
        there = all(material.has(name) for name in required)
        return there and material.finds(self.needs)


@cache
def declared() -> Mapping[str, CrossRule]:
    """Every rule of ``rules.toml`` by its code."""
    tree = datafiles.read(Path(__file__).with_name("rules.toml"))
    return {code: _rule(code, entry) for code, entry in tree.items()}


def _rule(code: str, entry: Mapping[str, Any]) -> CrossRule:
    datafiles.refuse_unknown(entry, KEYS, f"rules.toml {code}")
    datafiles.require(entry, ("function", "table", "severity", "label"), f"rules.toml {code}")
    function = next(
        (getattr(module, entry["function"]) for module in MODULES if hasattr(module, entry["function"])), None
    )
    if function is None:
        raise PackageError("missing_key", where=f"rules.toml {code}", key=entry["function"])
    told = {**entry, "function": function} | {name: tuple(entry.get(name, ())) for name in ("needs", "facts")}
    return CrossRule(code=code, **told)


def run(
    material: Material, rules: Iterable[CrossRule] | None = None
) -> tuple[pl.DataFrame, tuple[tuple[str, str], ...]]:
    """The findings of every rule that applies, and the (table, rule) pairs that were looked at."""
    kept = [rule for rule in (declared().values() if rules is None else rules) if rule.applies(material)]
    found = [placed(_failing(rule, material), rule, material) for rule in kept]
    orphans, ran = _orphans(material)
    frames = pl.collect_all([*found, *orphans], engine="in-memory") if found or orphans else []
    pairs = [(rule.table, rule.code) for rule in kept]
    return pl.concat([faults.empty(), *frames]), (*pairs, *ran)


def _failing(rule: CrossRule, material: Material) -> pl.LazyFrame:
    given = {name: material.get(name) for name in rule.arguments if material.has(name)}
    return rule.function(**given, **rule.settings)


def _orphans(material: Material) -> tuple[list[pl.LazyFrame], list[tuple[str, str]]]:
    """Rows that refer to a row another table does not hold; the keys are compared first, each once."""
    links = list(_links(material))
    keys = [_keys(material, name, fields) for name, _, fields in links]
    targets = [material.get(target).select(fields) for _, target, fields in links]
    unknown = [
        key.join(held, on=fields, how="anti") for key, held, (_, _, fields) in zip(keys, targets, links, strict=True)
    ]
    lost = pl.collect_all(unknown, engine="in-memory") if unknown else []
    found = [_pointing(material, link, gone) for link, gone in zip(links, lost, strict=True) if not gone.is_empty()]
    return found, [(name, "KEY-02") for name, _, _ in links]


def _links(material: Material) -> Iterator[tuple[str, str, list[str]]]:
    """Table, table it refers to, and the columns of the reference (people by their key)."""
    for name, contract in material.contracts.items():
        for key in contract.foreign_keys:
            link = key.fields[-1]
            if material.has(key.table) and material.found(name, link) and material.found(key.table, link):
                yield name, key.table, ["person_key"] if link == "person_id" else list(key.fields)


def _keys(material: Material, table: str, fields: list[str]) -> pl.LazyFrame:
    return material.frames[table].lazy().select(fields).drop_nulls().unique()


def _pointing(material: Material, link: tuple[str, str, list[str]], lost: pl.DataFrame) -> pl.LazyFrame:
    name, target, fields = link
    column = "person_id" if fields == ["person_key"] else fields[-1]
    rows = material.get(name).join(lost.lazy(), on=fields, how="semi")
    told = rows.select("entity_id", "source_file", "source_line", pl.lit(target).alias("target"))
    return placed(told, Told("KEY-02", name, "warn", column=column, facts=("target",)), material)

"""Primary masking: the cells unsafe by themselves, the rule that says so, and the protection each of them needs.

Contributions are added up by holding, then by person, before any rule looks at them. A cell needs to hold against both.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from scop_analytics.masking.contributions import COUNT
from scop_analytics.masking.lattice import Lattice
from scop_analytics.masking.parameters import KINDS, Parameters, Rules

WHO: Final = {"persons": "person", "coops": "coop"}
HUNDRED: Final = 100


def totals(rows: pl.DataFrame, lattice: Lattice, names: tuple[str, ...]) -> pl.DataFrame:
    """The finest cells in order, with each variable added up; the count is of people, or of co-operatives without people."""
    dims = [name for name in lattice.inner.columns if name != "inner"]
    return lattice.inner.join(rows.group_by(dims).agg(*[_sum(name) for name in names]), on=dims).sort("inner")


def unsafe(rows: pl.DataFrame, lattice: Lattice, variables: tuple[str, ...], given: Parameters, sides: frozenset[str],
           weights: frozenset[str]) -> pl.DataFrame:  # fmt: skip
    """Every breach: ``node``, ``variable``, ``units`` (persons, coops), ``rule``, ``need`` (protection, same unit as the value)."""
    placed = rows.join(lattice.inner, on=[name for name in lattice.inner.columns if name != "inner"])
    found = [_nothing()]
    for kind in KINDS:
        rules = given.rules(kind)
        known = placed.get_column(WHO[kind]).null_count() == 0
        counted = kind == "persons" and placed.get_column("people").null_count() == 0
        if rules.active and (known or counted):
            cells = _cells(placed, lattice, variables, WHO[kind] if known else "coop", known)
            for name in variables:
                tests = _tests(rules, name, side=name in sides, weighed=name in weights, single=known)
                tests = [test for test in tests if kind == "persons" or test[0] != "sides"]
                found += [_breach(cells, name, kind, rule, hit, need) for rule, hit, need in tests]
    breaches = pl.concat(found)
    least = pl.col("total").abs() * given.width / HUNDRED
    need = pl.max_horizontal("need", least, 1.0).ceil()
    return breaches.with_columns(need).select("node", "variable", "units", "rule", "need")


def _nothing() -> pl.DataFrame:
    schema = {"node": pl.Int64, "variable": pl.String, "units": pl.String, "rule": pl.String, "need": pl.Float64}
    return pl.DataFrame(schema={**schema, "total": pl.Float64})


def _cells(placed: pl.DataFrame, lattice: Lattice, variables: tuple[str, ...], who: str, known: bool) -> pl.DataFrame:
    """One row per node: units, and for each variable the contributions of its units, largest first."""
    per_unit = placed.group_by("inner", who).agg(*[_sum(name) for name in variables], pl.col("people").sum())
    spread = lattice.member.join(per_unit, on="inner").group_by("node", who).agg(pl.exclude("inner").sum())
    size = (pl.len().cast(pl.Int64) if known else pl.col("people").sum()).alias("units")
    return spread.group_by("node").agg(
        size, *[pl.col(name).abs().sort(descending=True).cast(pl.Float64).alias(name) for name in variables],
        *[pl.col(name).sum().cast(pl.Float64).alias(f"{name}.total") for name in variables],
        *[pl.col(name).min().cast(pl.Float64).alias(f"{name}.low") for name in variables],
        *[pl.col(name).max().cast(pl.Float64).alias(f"{name}.high") for name in variables],
        *[(pl.col(name) != 0).sum().cast(pl.Int64).alias(f"{name}.some") for name in variables],
    )  # fmt: skip


def _sum(name: str) -> pl.Expr:
    return pl.col("people").fill_null(1).sum().alias(COUNT) if name == COUNT else pl.col(name).sum()


def _breach(cells: pl.DataFrame, name: str, kind: str, rule: str, hit: pl.Expr, need: pl.Expr) -> pl.DataFrame:
    return cells.filter(hit.fill_null(False)).select(
        "node", pl.lit(name).alias("variable"), pl.lit(kind).alias("units"), pl.lit(rule).alias("rule"),
        need.cast(pl.Float64).alias("need"), pl.col(f"{name}.total").alias("total"),
    )  # fmt: skip


def _tests(rules: Rules, name: str, *, side: bool, weighed: bool, single: bool) -> list[tuple[str, pl.Expr, pl.Expr]]:
    """Rule, where it is broken, protection it needs. ``single``: each contribution is one protected unit."""
    none, units = pl.lit(0.0), pl.col("units")
    found = [("threshold", units < rules.least, none)]
    if side and single:
        some = pl.col(f"{name}.some")
        found.append(("sides", _few(some, rules.least) | _few(units - some, rules.least), none))
    if single and not side and name != COUNT:  # numbers of people are public knowledge of a size: the minimum is enough
        found += [*_concentration(rules, name), *_group(rules, name)]
    if single and weighed and rules.weight is not None:
        first = pl.col(name).list.get(0)
        found.append(("weight", first * HUNDRED > pl.col(name).list.sum() * rules.weight, none))
    return found


def _few(count: pl.Expr, least: int) -> pl.Expr:
    return (count > 0) & (count < least)


def _concentration(rules: Rules, name: str) -> list[tuple[str, pl.Expr, pl.Expr]]:
    """Dominance, p % and (p, q), on absolute contributions. X is their total, x1 and x2 the two largest."""
    parts, total = pl.col(name), pl.col(name).list.sum()
    found = []
    for n, k in rules.dominance:
        first = parts.list.head(n).list.sum()
        found.append((f"dominance_{n}", first * HUNDRED > total * k, first * HUNDRED / k - total))
    first, second = parts.list.get(0), parts.list.get(1, null_on_oob=True).fill_null(0.0)
    rest = total - first - second
    for rule, part in (
        ("p_percent", rules.p),
        ("p_q", None if rules.pq is None else HUNDRED * rules.pq[0] / rules.pq[1]),
    ):
        if part is not None:
            found.append((rule, rest * HUNDRED < first * part, first * part / HUNDRED - rest))
    return found


def _group(rules: Rules, name: str) -> list[tuple[str, pl.Expr, pl.Expr]]:
    """Contributions that disclose the whole group: all equal, or nearly, or all zero."""
    low, high, total = pl.col(f"{name}.low"), pl.col(f"{name}.high"), pl.col(f"{name}.total")
    found = []
    if rules.zero:
        found.append(("zero", (low == 0) & (high == 0), pl.lit(0.0)))
    if rules.spread is not None:
        near = (high - low) * HUNDRED * pl.col("units") < total.abs() * rules.spread
        found.append(("equal", (low == high) & (high != 0) | near, pl.lit(0.0)))
    return found

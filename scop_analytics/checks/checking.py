"""The check of a dossier: suites of the contracts, rules across tables, the findings of reading, waivers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import polars as pl

from scop_analytics import tables
from scop_analytics.checks import crossing, running, suites, waivers
from scop_analytics.checks.expectations import Expectation
from scop_analytics.checks.findings import SCHEMA, Findings
from scop_analytics.checks.legal import legal_values
from scop_analytics.checks.material import Material, gather
from scop_analytics.checks.placing import outcomes
from scop_analytics.dossier import Dossier
from scop_analytics.sources import faults

ORDER: Final = ("rule", "file", "company", "year", "line", "column")


def check(
    dossier: Dossier,
    *,
    engine: running.Engine = "polars",
    year: int | None = None,
    today: date | None = None,
    expectations: Sequence[Expectation] | None = None,
) -> Findings:
    """Everything wrong in a dossier, at once: what reading met, what the contracts and the rules across tables find.

    ``expectations`` replaces those of the co-operative's own ``expectations/*.json``; ``today`` decides which waivers
    have passed.
    """
    material = gather(dossier, legal_values())
    own = _own(dossier) if expectations is None else expectations
    found, ran = _suites(material, own, engine)
    crossed, pairs = crossing.run(material)
    whole = pl.concat([dossier.reading.findings.select(list(faults.SCHEMA)), once(found, material), crossed])
    marked, used = waivers.apply(whole, _waivers(dossier), today or datetime.now(UTC).date())
    ordered = marked.select(list(SCHEMA)).sort(ORDER, nulls_last=True, maintain_order=True)
    return Findings(ordered, (*ran, *pairs), used).of_year(year)


def _own(dossier: Dossier) -> Sequence[Expectation]:
    path = dossier.config.path
    return suites.added((path if path.is_dir() else path.parent) / "expectations") if path else ()


def _waivers(dossier: Dossier) -> list[waivers.Waived]:
    """The waivers of a dossier; in a network, those of a member hold for that member alone."""
    given = list(waivers.read(dossier.config.waivers))
    for company, config in dossier.configs.items():
        if config.path != dossier.config.path:
            given.extend(replace(waiver, company=company) for waiver in waivers.read(config.waivers))
    return given


def _suites(
    material: Material, own: Sequence[Expectation], engine: running.Engine
) -> tuple[pl.DataFrame, tuple[tuple[str, str], ...]]:
    found = [faults.empty()]
    ran: list[tuple[str, str]] = []
    for name, contract in material.contracts.items():
        expectations = suite_of(contract, own, material)
        frame = material.frames[name]
        found.append(outcomes(frame, running.run(frame, expectations, contract, engine), material))
        ran.extend((name, expectation.rule) for expectation in expectations)
    return pl.concat(found), tuple(dict.fromkeys(ran))


def suite_of(contract: tables.Contract, own: Sequence[Expectation], material: Material) -> list[Expectation]:
    """The suite of one table of a dossier: what concerns columns the files do not hold is left out, requirements aside."""
    declared = [e for e in suites.suite(contract) if _concerned(e, contract, material)]
    return [*declared, *(e for e in own if e.table == contract.name)]


def _concerned(expectation: Expectation, contract: tables.Contract, material: Material) -> bool:
    if expectation.rule in ("VAL-01", "KEY-01"):
        return True
    return all(material.found(contract.name, name) for name in expectation.columns)


def once(found: pl.DataFrame, material: Material) -> pl.DataFrame:
    """Rows under one key: exact copies become ``KEY-03`` (the second is set aside), others stay ``KEY-01`` and block."""
    keys = found.filter(pl.col("rule") == "KEY-01")
    if keys.is_empty():
        return found
    parts = [_copies(part, material) for part in keys.partition_by("table")]
    return pl.concat([found.filter(pl.col("rule") != "KEY-01"), *parts])


def _copies(keys: pl.DataFrame, material: Material) -> pl.DataFrame:
    table = str(keys["table"][0])
    contract, frame = material.contracts[table], material.frames[table]
    lines = keys.select(pl.col("file").alias("source_file"), pl.col("line").alias("source_line"))
    named = frame.with_columns(pl.col("source_file").cast(pl.String), pl.col("source_line").cast(pl.Int64))
    rows = named.join(lines, on=["source_file", "source_line"], how="semi", maintain_order="left")
    content, key = [c.name for c in contract.columns if c.name in rows.columns], suites.unique_key(contract)
    marked = rows.with_columns((~pl.struct(content).is_first_distinct()).alias("copy"))
    alone = pl.struct(key).is_unique()
    single = marked.filter(~pl.col("copy")).select("source_file", "source_line", alone.alias("alone"))
    told = marked.select("source_file", "source_line", "copy").join(
        single, on=["source_file", "source_line"], how="left"
    )
    both = keys.join(
        told, left_on=["file", "line"], right_on=["source_file", "source_line"], how="left", nulls_equal=True
    )
    code = pl.when("copy").then(pl.lit("KEY-03")).otherwise("rule").alias("rule")
    severity = pl.when("copy").then(pl.lit("set_aside")).otherwise("severity").alias("severity")
    kept = both.filter(pl.col("copy").fill_null(False) | ~pl.col("alone").fill_null(False))
    return kept.with_columns(code, severity).select(keys.columns)


def export(folder: Path) -> list[Path]:
    """The great-expectations suite of each table, one JSON file each."""
    return suites.write(folder)


def usable(dossier: Dossier, findings: Findings) -> Dossier:
    """The dossier without the rows the checks set aside."""
    return dossier.without(findings.set_aside)

"""How long `check` takes on a network of 4,558 co-operatives and about 1.1 million payslips.

Run by hand: ``python benchmarks/check_speed.py [FOLDER]`` (a network is made when the folder does not exist). Median of five
runs, all contenders in one process; great-expectations itself runs once, it takes long enough. ``check`` names every failing
row; the faults of the data are planted first, so that looking them up is paid for.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import polars as pl

from scop_analytics import tables
from scop_analytics.checks import check, native
from scop_analytics.checks.checking import suite_of
from scop_analytics.checks.legal import legal_values
from scop_analytics.checks.material import gather
from scop_analytics.checks.running import run
from scop_analytics.dossier import load

RUNS = 5


def timed(action, runs=RUNS):
    """Median seconds by the clock and of processor time (the second holds on a busy machine too)."""
    took = []
    for _ in range(runs):
        clock, processor = time.perf_counter(), time.process_time()
        action()
        took.append((time.perf_counter() - clock, time.process_time() - processor))
    return tuple(statistics.median(column) for column in zip(*took, strict=True))


def bare_read(folder):
    """What any tool pays at least: the same files, with the right types."""
    kinds = {"year": pl.Int64, "integer": pl.Int64, "number": pl.Float64, "boolean": pl.Boolean, "date": pl.Date}
    for path in sorted((folder / "donnees").glob("*.csv")):
        columns = tables.contract(path.stem).by_name
        header = pl.read_csv(path, n_rows=0).columns
        pl.read_csv(path, schema_overrides={name: kinds.get(columns[name].type, pl.String) for name in header})


def with_faults(dossier, every=1000):
    """One payslip in a thousand paid nothing, working-time rates of 1.2, contracts that end before they start."""
    place = pl.int_range(pl.len()) % every
    payroll = dossier.tables["payroll"].with_columns(
        pl.when(place == 0).then(0).otherwise("base_pay").alias("base_pay"),
        pl.when(place == 1).then(12_000).otherwise("fte_month").alias("fte_month"),
    )
    ends = pl.when(place == 0).then(pl.date(1999, 1, 1)).otherwise("contract_end").alias("contract_end")
    employees = dossier.tables["employees"].with_columns(ends)
    return replace(dossier, tables={**dossier.tables, "payroll": payroll, "employees": employees})


def both_engines(material):
    """The suites of every table in polars, then in great-expectations: seconds, and failing rows found."""
    suites = {name: suite_of(contract, (), material) for name, contract in material.contracts.items()}
    ours = timed(lambda: [run(material.frames[name], suites[name], c) for name, c in material.contracts.items()])
    import great_expectations  # noqa: F401 - its import is not counted

    theirs = []
    native_seconds = timed(
        lambda: theirs.extend(
            native.run(material.frames[name], suites[name], c) for name, c in material.contracts.items()
        ),
        1,
    )
    rows = sum(len(outcome.rows) for found in theirs for outcome in found if outcome.rows is not None)
    return ours, native_seconds, rows


def main(folder):
    if not folder.exists():
        from scop_analytics.samples import network

        network(output=folder)
    bare = timed(lambda: bare_read(folder))
    loading = timed(lambda: load(folder), 3)
    dossier = with_faults(load(folder))
    checking = timed(lambda: check(dossier))
    findings = check(dossier)
    compiled, native_seconds, rows = both_engines(gather(dossier, legal_values()))
    print(f"companies {len(dossier.companies)}, payslips {dossier.tables['payroll'].height}, {findings!r}")
    print(f"great-expectations names {rows} rows")
    both = tuple(a + b for a, b in zip(loading, checking, strict=True))
    told = {
        "bare read_csv": bare,
        "load": loading,
        "check": checking,
        "load + check": both,
        "suites alone, polars": compiled,
        "suites alone, great-expectations": native_seconds,
    }
    for name, (clock, processor) in told.items():
        print(
            f"{name:<34}{clock:7.2f} s {clock / bare[0]:6.2f} x   processor {processor:7.2f} s {processor / bare[1]:6.2f} x"
        )
    print(
        f"great-expectations / ours: {native_seconds[0] / compiled[0]:.0f} x, processor {native_seconds[1] / compiled[1]:.0f} x"
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(scratch) / "network")

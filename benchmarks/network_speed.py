"""How long load + derive + compute take on a network of 4,558 co-operatives and about 1.1 million payslips.

Run by hand: ``python benchmarks/network_speed.py [FOLDER]`` (a network is made when the folder does not exist), both cores
otherwise idle. Three contenders in one run, taking turns, median of five: a bare ``polars.read_csv`` of the same files with the
right types, the library, and ``single_purpose.py``, a script that computes the same figures and nothing else. Peak memory is
that of a fresh process each. The figures of the last two are compared one by one.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl
import single_purpose
from check_speed import bare_read

from scop_analytics import law
from scop_analytics.derive import derive
from scop_analytics.dossier import load
from scop_analytics.indicators.computing import compute_full

RUNS = 5
TOLERANCE = 1e-5  # a cent on a yearly pay; where ten best paid are tied, the script takes whoever comes first
# The high-water mark of the process itself; getrusage would give that of the process it was forked from. Linux only.
PEAK = "print(next(line for line in open('/proc/self/status') if line.startswith('VmHWM')).split()[1])"


def library(folder):
    return compute_full(load(folder))


CONTENDERS = {
    "bare read_csv": bare_read,
    "scop_analytics": library,
    "single-purpose polars": lambda folder: single_purpose.figures(folder / "donnees"),
}


def turns(folder, runs=RUNS):
    """Median seconds of each contender; they take turns, so that a slow minute of the machine is shared."""
    took = {name: [] for name in CONTENDERS}
    for _ in range(runs):
        for name, action in CONTENDERS.items():
            start = time.perf_counter()
            action(folder)
            took[name].append(time.perf_counter() - start)
    return {name: statistics.median(seconds) for name, seconds in took.items()}


def stages(folder, runs=RUNS):
    """Median seconds of the library's own stages."""
    took = {"load": [], "derive people": [], "derive and compute": []}
    for _ in range(runs):
        start = time.perf_counter()
        dossier = load(folder)
        loaded = time.perf_counter()
        derive(dossier, law.load())["person"].collect()
        derived = time.perf_counter()
        compute_full(dossier)
        for name, seconds in zip(took, (loaded - start, derived - loaded, time.perf_counter() - derived), strict=True):
            took[name].append(seconds)
    return {name: statistics.median(seconds) for name, seconds in took.items()}


def peak(name, folder):
    """Megabytes a fresh process needs for one contender."""
    call = f"import network_speed as n, pathlib; n.CONTENDERS[{name!r}](pathlib.Path({str(folder)!r})); {PEAK}"
    done = subprocess.run(
        [sys.executable, "-c", call], cwd=Path(__file__).parent, capture_output=True, text=True, check=True
    )
    return int(done.stdout.split()[-1]) // 1024


def differences(folder):
    """Figures of whole companies where the library and the script differ: count of companies by indicator."""
    ours = library(folder).frame.filter(pl.col("segment") == "{}", pl.col("status").is_in(["ok", "caution"]))
    ours = ours.select("indicator", entity_id="company", ours="value")
    theirs = single_purpose.figures(folder / "donnees")
    named = [name for name in theirs.columns if name in ours["indicator"].unique()]
    long = theirs.select("entity_id", pl.col(named).cast(pl.Float64)).unpivot(
        index="entity_id", variable_name="indicator", value_name="theirs"
    )
    both = ours.join(long.fill_nan(None), on=["indicator", "entity_id"])
    scale = pl.max_horizontal(pl.col("ours").abs(), pl.lit(1.0))
    apart = both.filter(((pl.col("ours") - pl.col("theirs")).abs() > TOLERANCE * scale) | pl.col("theirs").is_null())
    return len(named), both.height, apart.group_by("indicator").len().sort("len", descending=True)


def main(folder):
    if not folder.exists():
        from scop_analytics.samples import network

        network(output=folder)
    medians, own = turns(folder), stages(folder)
    bare = medians["bare read_csv"]
    for name, seconds in medians.items():
        print(f"{name:<24}{seconds:7.2f} s {seconds / bare:6.2f} x   peak {peak(name, folder):>5} MB")
    for name, seconds in own.items():
        print(f"  {name:<22}{seconds:7.2f} s {seconds / bare:6.2f} x")
    names, figures, apart = differences(folder)
    print(
        f"{names} indicators, {figures} figures compared; companies where they differ: {dict(apart.rows()) or 'none'}"
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(scratch) / "network")

"""How long the sheets of a network take: packs signed from imaginary co-operatives, read, compared, one sheet each.

    python benchmarks/sheet_speed.py 30

Prints the seconds of reading and comparing and of each sheet, the load of the machine, and what 600 sheets would take on one core.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from pack_cases import INDICATOR, pack, union, written
from test_network_sheets import key_of

from scop_analytics.benchmarking.compared import of_dossier
from scop_analytics.dossier import load
from scop_analytics.reports.network import batch
from scop_analytics.samples import network

WHOLE = 600
COPIED = ("code", "unit", "polarity", "value", "numerator", "denominator")


def sent(count: int, room: Path) -> batch.Order:
    """The figures of imaginary co-operatives as packs, under pseudonyms."""
    compared = of_dossier(load(network(count, output=room / "network")))
    names = {name: f"U-{place:04d}" for place, name in enumerate(sorted(compared.figures["company"].unique()))}
    for (company, year), rows in compared.figures.partition_by("company", "year", as_dict=True).items():
        plain = [
            INDICATOR | {name: row[name] for name in COPIED} | {"id": row["indicator"]}
            for row in rows.filter(segment="{}").to_dicts()
        ]
        tree = pack(names[company], year=year, indicators=plain)
        written(room / "packs", f"{names[company]}_{year}", tree, key_of(names[company]))
    union(room / "union", {name: key_of(name) for name in names.values()})
    return batch.Order([room / "packs"], room / "union", room / "out")


def main(count: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        order = sent(count, Path(folder))
        clock, used = time.perf_counter(), time.process_time()
        compared = batch.compare(order)
        print(
            f"read, verified, compared: {time.perf_counter() - clock:.1f} s, {time.process_time() - used:.1f} s of processor"
        )
        clock, used = time.perf_counter(), time.process_time()
        made = len([one for one in batch.run(compared) if one.state in ("done", "warnings")])
        lasted, spent = time.perf_counter() - clock, time.process_time() - used
        print(
            f"{made} sheets: {lasted:.1f} s, {spent:.1f} s of processor; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
        )
        print(
            f"{WHOLE} sheets on one core: {WHOLE * lasted / made:.0f} s as loaded, {WHOLE * spent / made:.0f} s of processor"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 30)

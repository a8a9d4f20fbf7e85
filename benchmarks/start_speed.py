"""How long a person waits: import, help, ``compute`` and ``report equity`` on 180 people, each from a cold start.

Run by hand: ``python benchmarks/start_speed.py``, both cores otherwise idle. Median of five fresh processes each.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 5
SAMPLE = str(Path(__file__).parents[1] / "data" / "coop_180")


def seconds(*command):
    took = []
    for _ in range(RUNS):
        start = time.perf_counter()
        subprocess.run([sys.executable, *command], check=True, capture_output=True)
        took.append(time.perf_counter() - start)
    return statistics.median(took)


def main():
    with tempfile.TemporaryDirectory() as out:
        job = ("-m", "scop_analytics")
        polars = seconds("-c", "import polars")
        ours = seconds("-c", "import scop_analytics")
        print(f"import polars                 {polars:6.2f} s")
        print(f"import scop_analytics         {ours:6.2f} s   {ours / polars:.2f} x polars")
        print(f"scop --help                   {seconds(*job, '--help'):6.2f} s")
        print(f"scop compute, 180 people      {seconds(*job, 'compute', SAMPLE, '--year', '2025', '-q'):6.2f} s")
        report = (*job, "report", "equity", SAMPLE, "--output", out, "-q")
        print(f"scop report equity, 180       {seconds(*report):6.2f} s")


if __name__ == "__main__":
    main()

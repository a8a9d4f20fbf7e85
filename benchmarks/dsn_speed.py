"""How fast a DSN is read, and how much memory that takes: ``python benchmarks/dsn_speed.py [MEGABYTES …]``.

One file is a lot of many companies (a generated year of 1,000 people, with contributions, under as many company numbers as needed).
Every measure runs in a process of its own: seconds, processor seconds, peak memory above that of the imports.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))


def made(file: Path, megabytes: int) -> None:
    from dsn_generator import SIREN, World, written

    world = World(1, people=1000, contributions=14)
    lines = [line for month, people in world.months.items() for line in world.envelope(people, month)]
    year = written(lines)
    with file.open("wb") as target:
        number = 0
        while target.tell() < megabytes * 1_000_000:
            target.write(year.replace(SIREN.encode(), b"%09d" % (900_000_000 + number)))
            number += 1


def ours(file: Path) -> dict[str, float]:
    """Everything: groups, hierarchy, selection, checks, tables."""
    from scop_analytics.config import Config
    from scop_analytics.sources.dsn import parts
    from scop_analytics.sources.dsn.persons import Mint
    from scop_analytics.sources.faults import Faults
    from scop_analytics.sources.folder import Source

    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start, used = time.perf_counter(), time.process_time()
    faults = Faults()
    found = parts.parts([Source(file, file.name, "dsn")], Config(), Mint(b"k" * 32), faults)
    seconds, processor = time.perf_counter() - start, time.process_time() - used
    peak = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - base) / 1024
    rows = {table: part.frame.height for table, part in found}
    held = sum(part.frame.estimated_size("mb") for _, part in found)
    return {"seconds": seconds, "processor": processor, "megabytes": peak, "tables": held, **rows}


def plain_loop(file: Path) -> dict[str, float]:
    """A plain Python loop that only reads group 51."""
    start, used = time.perf_counter(), time.process_time()
    pay: list[dict[str, str]] = []
    with file.open(encoding="iso-8859-1") as source:
        for line in source:
            if line.startswith("S21.G00.51."):
                rubric, value = line[11:14], line[16 : line.rindex("'")]
                if rubric == "001":
                    pay.append({})
                pay[-1][rubric] = value
    return {"seconds": time.perf_counter() - start, "processor": time.process_time() - used, "rows": len(pay)}


def pay_by_person(file: Path) -> dict[str, float]:
    """The same loop with what any reader of pay must do: each line split and unquoted, amounts as numbers, each under its person."""
    start, used = time.perf_counter(), time.process_time()
    people: dict[str, list[dict[str, str | float]]] = {}
    mine: list[dict[str, str | float]] = []
    with file.open(encoding="iso-8859-1") as source:
        for line in source:
            rubric, _, quoted = line.rstrip().partition(",")
            if rubric.startswith("S21.G00.51."):
                value, code = quoted.strip("'"), rubric[11:]
                if code == "001":
                    mine.append({})
                mine[-1][code] = float(value) if code in ("012", "013") else value
            elif rubric == "S21.G00.30.001":
                mine = people.setdefault(quoted.strip("'"), [])
    rows = sum(map(len, people.values()))
    return {"seconds": time.perf_counter() - start, "processor": time.process_time() - used, "rows": rows}


def counted(file: Path) -> int:
    with file.open("rb") as source:
        return sum(block.count(b"\n") for block in iter(lambda: source.read(1 << 24), b""))


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or [50, 200]
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            file = Path(folder) / f"lot_{size}.dsn"
            made(file, size)
            lines = counted(file)
            for name in ("ours", *(["plain_loop", "pay_by_person"] if size <= 200 else [])):
                done = subprocess.run(
                    [sys.executable, __file__, "--one", name, str(file)], capture_output=True, text=True, check=True
                )
                told = json.loads(done.stdout)
                rate, paid = lines / told["seconds"] / 1e6, lines / told["processor"] / 1e6
                print(
                    f"{size} MB, {lines / 1e6:.1f} M lines, {name}: {rate:.2f} M lines/s, {paid:.2f} M per processor second, {told}"
                )
            file.unlink()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(
            json.dumps(
                {"ours": ours, "plain_loop": plain_loop, "pay_by_person": pay_by_person}[sys.argv[2]](Path(sys.argv[3]))
            )
        )
    else:
        main()

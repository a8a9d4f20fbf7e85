"""A payroll of a million rows as spreadsheets save it (Windows-1252, decimal commas) beside a bare read of it in UTF-8.

``python benchmarks/csv_speed.py [ROWS]``. Each measure runs in a process of its own, taking turns; processor seconds and seconds,
median of five. ``bare`` is polars' ``read_csv`` with the right types of the same file in UTF-8, decimal commas included. Months follow each other, as files of
each month laid end to end do.
"""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TURNS = 5
NAMES = ("Matricule", "Mois", "Libellé d'emploi", "Salaire de base", "Primes mensuelles", "Total brut", "Heures payées")
JOBS = ("Employé", "Technicienne", "Ingénieure d'études", "Chargé d'accueil", "Cheffe d'équipe")
SETTINGS = """[identity]
entity_id = "732829320"
[[fiscal_years]]
start = 2025-01-01
end = 2025-12-31
[mapping.payroll]
contract_id = { absent = true }
"""


def made(folder: Path, rows: int) -> None:
    """The same file twice: ``coop/paie.csv`` in Windows-1252, ``plain.csv`` in UTF-8."""
    dice = random.Random(1)  # noqa: S311 - the same file each time
    (folder / "coop").mkdir()
    (folder / "coop" / "scop.toml").write_text(SETTINGS, encoding="utf-8")
    people = -(-rows // 12)
    lines = [";".join(NAMES)]
    for row in range(rows):
        base, bonus = dice.randint(180_000, 520_000), dice.choice([0, 15_000, 23_450])
        cells = (f"P{row % people:06d}", f"2025-{row // people + 1:02d}", dice.choice(JOBS))
        amounts = [f"{cents // 100},{cents % 100:02d}" for cents in (base, bonus, base + bonus, 15_167)]
        lines.append(";".join([*cells, *amounts]))
    text = "\r\n".join([*lines, ""])
    (folder / "coop" / "paie.csv").write_bytes(text.encode("cp1252"))
    (folder / "plain.csv").write_bytes(text.encode())


def bare(folder: Path) -> int:
    import polars as pl

    kinds = [pl.String] * 3 + [pl.Float64] * 4
    schema = dict(zip(NAMES, kinds, strict=True))
    return pl.read_csv(folder / "plain.csv", separator=";", schema=schema, decimal_comma=True).height


def ours(folder: Path) -> int:
    from scop_analytics.dossier import load

    return int(load(folder / "coop").reading.rows_kept)


def one(name: str, folder: Path) -> dict[str, float]:
    import polars  # noqa: F401, ICN001 - imports are measured apart

    from scop_analytics import tables
    from scop_analytics.dossier import load  # noqa: F401

    tables.load_all()
    start, used = time.perf_counter(), time.process_time()
    rows = {"bare": bare, "ours": ours}[name](folder)
    return {"seconds": time.perf_counter() - start, "processor": time.process_time() - used, "rows": rows}


def main() -> None:
    rows = int(sys.argv[1]) if sys.argv[1:] else 1_000_000
    with tempfile.TemporaryDirectory() as place:
        made(Path(place), rows)
        told: dict[str, list[dict[str, float]]] = {"bare": [], "ours": []}
        for _ in range(TURNS):
            for name, kept in told.items():
                command = [sys.executable, __file__, "--one", name, place]
                kept.append(json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout))
        least = {
            unit: {name: statistics.median(turn[unit] for turn in kept) for name, kept in told.items()}
            for unit in ("seconds", "processor")
        }
        for unit, both in least.items():
            print(f"{unit}: bare {both['bare']:.2f}, ours {both['ours']:.2f}, ratio {both['ours'] / both['bare']:.2f}")
        print({name: kept[0]["rows"] for name, kept in told.items()})


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(one(sys.argv[2], Path(sys.argv[3]))))
    else:
        main()

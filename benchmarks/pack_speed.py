"""How long a union needs to read, verify and benchmark 600 packs.

Run by hand: ``python benchmarks/pack_speed.py [PACKS]``, both cores otherwise idle. The packs are those of an imaginary network, each with the
figures of a real pack (about 390 lines, 120 kB), signed with a key of its own; making them is not counted.
"""

from __future__ import annotations

import copy
import sys
import tempfile
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from scop_analytics.benchmarking import keys, sealing
from scop_analytics.benchmarking.compared import of_packs
from scop_analytics.benchmarking.door import of
from scop_analytics.benchmarking.ledger import Chain
from scop_analytics.benchmarking.packing import build
from scop_analytics.benchmarking.reading import read_packs
from scop_analytics.benchmarking.trust import trust
from scop_analytics.dossier import load
from scop_analytics.options import Sharing
from scop_analytics.places import samples

SECTORS = {"J": ("62", "63"), "F": ("41", "43"), "C": ("10", "25"), "M": ("70", "71"), "G": ("46", "47")}
BANDS = ("1-9", "10-49", "50-249", "250+")
SIZES = (4, 22, 90, 400)


def made(folder, count):
    """A folder of packs and the folder of the union that trusts them."""
    sharing = Sharing("U-0042", "2026-1", date(2026, 6, 11), "meeting")
    dossier = load(samples() / "coop_42")
    dossier = replace(dossier, config=replace(dossier.config, sharing=sharing))
    template = build(dossier, 2025, produced_at="2026-07-01T00:00:00Z", chain=Chain())
    draw = np.random.default_rng(1)
    (folder / "union" / "keys").mkdir(parents=True)
    (folder / "packs").mkdir()
    for place in range(count):
        name, sector, band = f"U-{place:04d}", draw.choice(list(SECTORS)), draw.choice(4, p=[0.55, 0.33, 0.1, 0.02])
        tree = copy.deepcopy(template)
        tree["entity"] = {"id": name, "sector": str(sector), "division": str(draw.choice(SECTORS[sector])), "size_band": BANDS[band], "region": str(draw.choice(["84", "76", "11"]))}  # fmt: skip
        for item in tree["indicators"]:
            if item["value"] is not None:
                item["value"] = float(round(item["value"] * draw.lognormal(0, 0.2), 1))
                if draw.random() < 0.1:
                    item |= {"value": None, "obs_status": "L"}
            if item["id"] == "headcount":
                item["value"] = float(round(SIZES[band] * draw.uniform(0.6, 1.6)))
        key = Ed25519PrivateKey.generate()
        (folder / "union" / "keys" / f"{name}.pub").write_text(keys.public_text(key.public_key()), encoding="ascii")
        (folder / "packs" / f"{name}.json").write_bytes(sealing.seal(tree, key))
    return folder / "packs", folder / "union"


def main(count):
    with tempfile.TemporaryDirectory() as scratch:
        packs, union = made(Path(scratch), count)
        clock, work = [time.perf_counter()], [time.process_time()]

        def lap():
            clock.append(time.perf_counter())
            work.append(time.process_time())

        known = trust(union)
        read = read_packs([packs], known)
        lap()
        compared = of_packs(read.packs)
        lap()
        found = of(compared, outcomes=read.outcomes)
        lap()
        print(f"{count} packs, {found.outcomes.filter(outcome='accepted').height} accepted, {found.positions.height} positions, {found.strata.height} strata")  # fmt: skip
        for name, start, end, first, last in zip(("read and verify", "gather", "benchmark"), clock, clock[1:], work, work[1:], strict=False):  # fmt: skip
            print(f"{name:<18}{end - start:7.2f} s   {last - first:7.2f} s of processor")
        print(f"{'all':<18}{clock[-1] - clock[0]:7.2f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 600)

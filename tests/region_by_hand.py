"""A network of signed packs for tests of the regional report: thirty co-operatives, two years, the main figures."""

from __future__ import annotations

import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pack_cases import INDICATOR, pack, union, written

from scop_analytics.reports.network import batch

COUNT = 30
NAMES = tuple(f"U-{place:04d}" for place in range(COUNT))
SECTORS = ("F", "J")
SHARES = {
    "employee_membership_rate": 3,
    "women_in_workforce": 7,
    "women_among_members": 5,
    "women_on_board": 9,
    "women_leaders": 11,
    "meeting_turnout": 4,
    "permanent_contract_share": 2,
    "labour_share": 6,
}


def key_of(name):
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(name.encode()).digest())


def people(place):
    """From 3 to 32 people."""
    return 3 + place


def figures(place, year):
    """Shares, a ratio and amounts of pay that differ from one co-operative to the next, and the number of people."""
    made = [
        {"id": name, "value": float((place * step + 2 * (year - 2024)) % 23) * 4, "n_total": people(place)}
        for name, step in SHARES.items()
    ]
    made += [
        {"id": "pay_top_to_bottom", "unit": "ratio", "value": 1.2 + 0.1 * (place % 15)},
        {"id": "pay_p10", "unit": "EUR_per_month", "value": 1850.0 + 11 * place},
        {"id": "pay_median", "unit": "EUR_per_month", "value": 2210.0 + 23 * place},
    ]
    size = {"id": "headcount", "unit": "people", "value": float(people(place))}
    return [INDICATOR | {"numerator": None, "denominator": None} | one for one in [*made, size]]


def order(room, names=NAMES, asked=True, lang="fr"):
    """The packs of these co-operatives, the folder of their union, and the order to set them side by side."""
    for name in names:
        place = int(name[2:])
        for year in (2024, 2025):
            band = "1-9" if people(place) < 10 else "10-49"
            tree = pack(name, indicators=figures(place, year), year=year, sector=SECTORS[place % 2], size_band=band)
            written(room / "packs", f"{name}-{year}", tree, key_of(name))
    folder = union(room / "union", {name: key_of(name) for name in names})
    (folder / "union.toml").write_text('name = "Hauts-de-France"\n[of]\nfr = "des Hauts-de-France"\n', "utf-8")
    if asked:
        lines = [f"U-{place:04d},{SECTORS[place % 2]},{'1-9' if people(place) < 10 else '10-49'},32,{people(place)}" for place in range(COUNT + 10)]  # fmt: skip
        (folder / "asked.csv").write_text("\n".join(["company,sector,size_band,region,people", *lines]) + "\n", "utf-8")
    return batch.Order([room / "packs"], folder, room / "out", lang=lang)

"""Packs made by hand for tests: small trees of plain values, signed with keys drawn here, and the folder of a union."""

from __future__ import annotations

import copy

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from scop_analytics.benchmarking import keys, sealing

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
INDICATOR = {
    "id": "women_in_workforce",
    "code": "EMP-10",
    "segment": {},
    "unit": "percent",
    "value": 40.0,
    "numerator": 8.0,
    "denominator": 20.0,
    "n_total": 20,
    "n_women": None,
    "n_men": None,
    "n_other": None,
    "polarity": "towards_balance",
    "method": None,
    "verdict": None,
    "obs_status": "A",
    "conf_status": "F",
    "quality": [],
}
PACK = {
    "schema_version": "1.0.0",
    "software_version": "0.1.0",
    "ruleset_version": "2026.1",
    "law": [{"key": "minimum_wage.hourly", "start": "2024-11-01", "status": "in_force"}],
    "period": {"year": 2025, "start": "2025-01-01", "end": "2025-12-31"},
    "produced_at": "2026-07-01T00:00:00Z",
    "extraction_lag_days": 182,
    "entity": {"id": "U-0001", "sector": "J", "division": "62", "size_band": "10-49", "region": "84"},
    "terms": {"version": "2026-1", "agreed_on": "2026-06-11", "strict": False},
    "indicators": [INDICATOR],
    "histograms": [],
    "coverage": {"rows_read": 240, "rows_kept": 240, "rows_set_aside": 0, "rows_checked_out": 0, "reasons": []},
    "withheld": 0,
    "prev_hash": None,
    "supersedes": [],
}


def pack(entity="U-0001", *, indicators=None, year=2025, **changes):
    """The pack of one co-operative, with some fields changed."""
    tree = copy.deepcopy(PACK)
    tree["entity"] |= {"id": entity} | {key: changes.pop(key) for key in list(changes) if key in tree["entity"]}
    tree["period"] = {"year": year, "start": f"{year}-01-01", "end": f"{year}-12-31"}
    if indicators is not None:
        tree["indicators"] = [INDICATOR | item for item in indicators]
    return tree | changes


def written(folder, name, tree, key=KEY):
    """A signed pack in a file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.json"
    path.write_bytes(sealing.seal(tree, key))
    return path


def union(folder, owners):
    """The folder of a union that trusts one key for each pseudonym."""
    (folder / "keys").mkdir(parents=True, exist_ok=True)
    for entity, key in owners.items():
        (folder / "keys" / f"{entity}.pub").write_text(keys.public_text(key.public_key()), encoding="ascii")
    return folder

"""Whom a union trusts: the public keys it was given, who withdrew, and the packs it accepted before.

::

    union/
      keys/U-0042.pub     one public key per co-operative, named by the pseudonym that the union issued
      withdrawn.txt       pseudonyms of the co-operatives that withdrew, one a line; what follows # is a comment
      accepted.json       the packs accepted so far, by co-operative and year: kept by `remember`
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from scop_analytics.benchmarking import keys, sealing
from scop_analytics.errors import UsageError
from scop_analytics.evidence import dumped, write_whole

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

KEYS: Final = "keys"
WITHDRAWN: Final = "withdrawn.txt"
ACCEPTED: Final = "accepted.json"
Accepted = Mapping[str, Mapping[str, tuple[str, ...]]]


@dataclass(frozen=True)
class Trust:
    """Keys by their id, each with the co-operative it signs for; who withdrew; accepted hashes, the one in force last."""

    keys: Mapping[str, tuple[str, Ed25519PublicKey]] = field(default_factory=dict)
    withdrawn: frozenset[str] = frozenset()
    accepted: Accepted = field(default_factory=dict)

    def history(self, entity: str, year: int) -> tuple[str, ...]:
        """The packs accepted before for one co-operative and year, the one in force last."""
        return tuple(self.accepted.get(entity, {}).get(str(year), ()))


def trust(folder: Path, *, keyless: bool = False) -> Trust:
    """What the folder of the union says; without a single key no pack could be verified, and it is refused.

    ``keyless``: nothing is to be verified, since the union holds the dossiers themselves.
    """
    found = sorted((folder / KEYS).glob(f"*{keys.PUBLIC}"))
    if not (found or keyless):
        raise UsageError("no_trusted_key", where=str(folder / KEYS))
    named = {}
    for path in found:
        key = keys.public_key(path)
        named[sealing.key_id(key)] = (path.stem, key)
    return Trust(named, _withdrawn(folder / WITHDRAWN), _accepted(folder / ACCEPTED))


def remember(folder: Path, packs: Iterable[Mapping[str, Any]]) -> Path:
    """Add accepted envelopes to the register of the union, so that an older pack sent again is recognised."""
    known = {entity: dict(years) for entity, years in _accepted(folder / ACCEPTED).items()}
    for envelope in packs:
        pack, sha256 = envelope["pack"], envelope["sha256"]
        years = known.setdefault(pack["entity"]["id"], {})
        earlier = [*years.get(str(pack["period"]["year"]), ()), *pack["supersedes"]]
        years[str(pack["period"]["year"])] = (*(old for old in dict.fromkeys(earlier) if old != sha256), sha256)
    with write_whole(folder) as room:
        (room.folder / ACCEPTED).write_text(dumped(known), encoding="utf-8", newline="\n")
    return folder / ACCEPTED


def _withdrawn(path: Path) -> frozenset[str]:
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return frozenset(name for line in lines if (name := line.partition("#")[0].strip()))


def _accepted(path: Path) -> dict[str, dict[str, tuple[str, ...]]]:
    if not path.is_file():
        return {}
    try:
        tree = json.loads(path.read_text(encoding="utf-8"))
        return {entity: {year: tuple(marks) for year, marks in years.items()} for entity, years in tree.items()}
    except (ValueError, AttributeError, TypeError) as fault:
        raise UsageError("register_unreadable", where=str(path)) from fault

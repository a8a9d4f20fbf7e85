"""Reading packs: each is verified against the schema, its hash, its signature and the trusted keys; the others go on.

A refused pack has a reason key (``pack_refused.<key>`` in the catalogue of words) and the facts of its sentence:

``too_large`` · ``not_a_pack`` · ``newer_schema`` · ``schema`` · ``unknown_key`` · ``altered`` (hash) · ``forged`` (signature) ·
``wrong_entity`` · ``withdrawn`` · ``terms`` · ``duplicate`` · ``replayed`` (replaced by a pack already known) · ``conflict`` (another pack
of the same co-operative and year, and neither replaces the other) · ``chain`` (does not follow the packs known of its co-operative).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl

from scop_analytics.benchmarking import settings
from scop_analytics.benchmarking.compared import Compared
from scop_analytics.benchmarking.sealing import body_of, signed_by
from scop_analytics.benchmarking.succession import refused_by_others
from scop_analytics.benchmarking.trust import Trust
from scop_analytics.evidence.prints import of_frame

OUTCOMES: Final[dict[str, pl.DataType]] = {
    "file": pl.String(),
    "company": pl.String(),
    "year": pl.Int32(),
    "outcome": pl.String(),  # accepted, refused
    "reason": pl.String(),  # the key of the refusal, null when accepted
    "facts": pl.String(),  # its facts, as JSON
}


class Refusal(Exception):  # noqa: N818 - a refusal is an outcome, not an error
    """Why one pack is not read: a reason key and facts; the others go on."""

    def __init__(self, key: str, facts: Mapping[str, Any]) -> None:
        super().__init__(key)
        self.key, self.facts = key, facts


@dataclass(frozen=True)
class Read:
    """The packs that hold (envelopes as plain values), and what became of every file (:data:`OUTCOMES`).

    ``held``: what full dossiers gave beside, or instead of, packs (:func:`held.read_dossiers`).
    """

    packs: tuple[dict[str, Any], ...]
    outcomes: pl.DataFrame
    held: Compared | None = None

    @property
    def companies(self) -> set[str]:
        """Every co-operative that was accepted, by its pseudonym."""
        return set(self.outcomes.filter(pl.col("outcome") == "accepted").get_column("company"))

    @property
    def marks(self) -> list[str]:
        """The prints of what was read: of each pack, and of the figures that dossiers gave; any change of a figure changes them."""
        packs = sorted(str(envelope["sha256"]) for envelope in self.packs)
        return packs if self.held is None else [*packs, of_frame(self.held.figures)]


def read_packs(paths: Iterable[Path], known: Trust) -> Read:
    """Every pack in ``paths`` that can be trusted; folders are searched for ``*.json``."""
    files = [file for path in paths for file in (sorted(path.glob("*.json")) if path.is_dir() else [path])]
    rows: list[dict[str, Any]] = []
    envelopes: list[dict[str, Any] | None] = []
    for file in files:
        row: dict[str, Any] = {"file": file.name, "outcome": "accepted"}
        envelope = None
        try:
            envelope = _parsed(file)
            row |= {"company": envelope["pack"]["entity"]["id"], "year": envelope["pack"]["period"]["year"]}
            _trusted(envelope, known)
        except Refusal as refusal:
            row |= {"outcome": "refused", "reason": refusal.key, "facts": facts_text(refusal.facts)}
            envelope = None
        rows.append(row)
        envelopes.append(envelope)
    for place, (reason, facts) in refused_by_others(envelopes, known).items():
        rows[place] |= {"outcome": "refused", "reason": reason, "facts": facts_text(facts)}
        envelopes[place] = None
    return Read(tuple(item for item in envelopes if item is not None), pl.DataFrame(rows, schema=OUTCOMES))


def _parsed(file: Path) -> dict[str, Any]:
    """The envelope in a file, whole and unaltered; who signed it is not known yet."""
    largest = settings.packs()["reading"]["largest_bytes"]
    if not file.is_file():
        raise Refusal("not_a_pack", {})
    if file.stat().st_size > largest:
        raise Refusal("too_large", {"limit": largest})
    content = file.read_bytes()
    envelope = _valid(content)
    body = body_of(content, envelope["pack"])
    if hashlib.sha256(body).hexdigest() != envelope["sha256"]:
        raise Refusal("altered", {})
    return envelope | {"body": body}


def _valid(content: bytes) -> dict[str, Any]:
    from pydantic import ValidationError

    from scop_analytics.benchmarking.schema import envelopes

    try:
        envelope: dict[str, Any] = dict(envelopes().validate_json(content))
    except ValidationError as fault:
        return _other(content, fault.errors(include_input=False, include_url=False))
    _readable(envelope["pack"]["schema_version"])
    return envelope


def _other(content: bytes, faults: Sequence[Any]) -> dict[str, Any]:
    """A file that is not a pack of our version: of a newer minor one, whose added fields are left alone, or refused."""
    from pydantic import ValidationError

    from scop_analytics.benchmarking.schema import envelopes

    try:
        tree = json.loads(content)
        newer = _readable(str(tree["pack"]["schema_version"]))
    except (ValueError, KeyError, TypeError, RecursionError) as fault:
        raise Refusal("not_a_pack", {}) from fault
    if newer:
        try:
            envelopes().validate_json(content, extra="ignore")
        except ValidationError as fault:
            faults = fault.errors(include_input=False, include_url=False)
        else:
            return dict(tree)
    where = ".".join(str(part) for part in faults[0]["loc"])
    raise Refusal("schema", {"where": where[:80], "count": len(faults)})


def _readable(version: str) -> bool:
    """Whether a version adds fields to ours; a newer major one changes their meaning, and is refused."""
    ours = settings.packs()["schema_version"]
    found, known = (tuple(int(part) for part in text.split(".")[:2]) for text in (version, ours))
    if found[0] > known[0]:
        raise Refusal("newer_schema", {"found": version, "known": ours})
    return found > known


def _trusted(envelope: dict[str, Any], known: Trust) -> None:
    """Signed with a key of the register, by the co-operative that it belongs to, which takes part and agreed."""
    body, entity = envelope.pop("body"), envelope["pack"]["entity"]["id"]
    owner, key = known.keys.get(envelope["public_key_id"], ("", None))
    if key is None:
        raise Refusal("unknown_key", {"key": envelope["public_key_id"]})
    if not signed_by(key, body, envelope["signature"]):
        raise Refusal("forged", {})
    if owner != entity:
        raise Refusal("wrong_entity", {"owner": owner})
    if entity in known.withdrawn:
        raise Refusal("withdrawn", {})
    terms, valid = envelope["pack"]["terms"]["version"], settings.packs()["terms"]["known"]
    if terms not in valid:
        raise Refusal("terms", {"asked": terms, "valid": ", ".join(valid)})


def facts_text(facts: Mapping[str, Any]) -> str:
    """The facts of a refusal as :data:`OUTCOMES` holds them."""
    return json.dumps(dict(facts), ensure_ascii=False, sort_keys=True)

"""Full dossiers that a union holds: compared directly, on the terms and under the pseudonym that each co-operative's settings say.

They give exactly the figures that their packs would hold. A dossier that cannot be compared has a reason key
(``pack_refused.<key>`` in the catalogue of words) and the facts of its sentence; the others go on:

``folder_settings`` (its ``scop.toml`` cannot be read) · ``folder_identity`` (it does not say the SIREN) · ``folder_terms``
(no agreement is written) · ``terms`` · ``folder_pseudonym`` · ``withdrawn`` · ``folder_twice`` (another dossier has its
pseudonym or its SIREN).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl

from scop_analytics import config as files
from scop_analytics.benchmarking import packing, settings
from scop_analytics.benchmarking.compared import Compared, of_dossier
from scop_analytics.benchmarking.reading import OUTCOMES, Read, Refusal, facts_text
from scop_analytics.config import Config
from scop_analytics.dossier import Dossier, of_network
from scop_analytics.errors import ScopError, UsageError
from scop_analytics.sources.folder import dossiers

REFUSED: Final = {"terms_absent": "folder_terms", "terms_unknown": "terms", "pseudonym_form": "folder_pseudonym"}


@dataclass(frozen=True)
class Member:
    """One dossier that may be compared: its folder, its settings, and the pseudonym that the union gave it."""

    folder: Path
    config: Config

    @property
    def pseudonym(self) -> str:
        """How the union names it."""
        return self.config.sharing.entity


def folders(path: Path) -> list[Path]:
    """The dossiers that a path holds: itself, or its sub-folders; empty for packs."""
    if not path.is_dir():
        return []
    return [path] if (path / files.NAME).is_file() else dossiers(path)


def read_dossiers(paths: Iterable[Path], withdrawn: frozenset[str], before: Read | None = None) -> Read:
    """The dossiers in ``paths``, beside the packs that were read ``before``; a co-operative whose pack is there is not read twice."""
    rows: list[dict[str, Any]] = []
    members: dict[str, Member] = {}
    taken = set() if before is None else {envelope["pack"]["entity"]["id"] for envelope in before.packs}
    for folder in (found for path in paths for found in folders(path)):
        row: dict[str, Any] = {"file": folder.name, "outcome": "accepted"}
        try:
            config = _settings(folder)
            row |= {"company": config.sharing.entity}
            _admitted(config, withdrawn, taken)
            members[config.company] = Member(folder, config)
            taken |= {config.company, config.sharing.entity}
        except Refusal as refusal:
            row |= {"outcome": "refused", "reason": refusal.key, "facts": facts_text(refusal.facts)}
        rows.append(row)
    outcomes = pl.DataFrame(rows, schema=OUTCOMES)
    held = _compared(members) if members else None
    if before is None:
        return Read((), outcomes, held)
    return Read(before.packs, pl.concat([before.outcomes, outcomes]), held)


def _settings(folder: Path) -> Config:
    try:
        return files.read(folder)
    except ScopError as fault:
        raise Refusal("folder_settings", {"key": fault.key}) from fault


def _admitted(config: Config, withdrawn: frozenset[str], taken: set[str]) -> None:
    """Named, in agreement with the terms, still of the network, and not there already."""
    if not config.company:
        raise Refusal("folder_identity", {})
    try:
        packing.agreed(config.sharing)
    except UsageError as fault:
        facts = {"asked": config.sharing.terms or config.sharing.entity, "valid": ", ".join(_terms())}
        raise Refusal(REFUSED[fault.key], facts) from fault
    if config.sharing.entity in withdrawn:
        raise Refusal("withdrawn", {})
    if {config.company, config.sharing.entity} & taken:
        raise Refusal("folder_twice", {})


def _terms() -> list[str]:
    known: list[str] = settings.packs()["terms"]["known"]
    return known


def _compared(members: Mapping[str, Member]) -> Compared:
    """The figures of all dossiers at once, each under its pseudonym: no SIREN goes any further."""
    found = of_dossier(_loaded(members), strict=[name for name, one in members.items() if one.config.sharing.strict])
    named = {siren: one.pseudonym for siren, one in members.items()}
    frames = (
        frame.filter(pl.col("company").is_in(list(named))).with_columns(
            pl.col("company").replace_strict(named, return_dtype=pl.String)
        )
        for frame in (found.figures, found.profiles, found.histograms, found.verdicts)
    )
    return Compared(*frames)


def _loaded(members: Mapping[str, Member]) -> Dossier:
    return of_network({one.folder: one.config for one in members.values()})

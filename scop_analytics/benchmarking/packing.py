"""Making a pack: one company-year of aggregates, signed, for the union that compares co-operatives."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib import metadata
from pathlib import Path
from typing import Any, Final

import polars as pl

from scop_analytics.benchmarking import figures_sent, keys, ledger, sealing, settings
from scop_analytics.benchmarking.histograms import histograms
from scop_analytics.benchmarking.profiles import profiles
from scop_analytics.checks import check, usable
from scop_analytics.checks.findings import Findings
from scop_analytics.dossier import Dossier, load
from scop_analytics.errors import UsageError
from scop_analytics.evidence import write_whole
from scop_analytics.indicators import Computed, compute_full
from scop_analytics.options import Sharing
from scop_analytics.privacy import policy

PSEUDONYM: Final = re.compile("[A-Za-z][A-Za-z0-9_.-]{1,39}")
MOMENT: Final = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True)
class Packed:
    """A pack that was written, and what to give the union beside it."""

    path: Path
    public_key: Path
    key_id: str
    pack: dict[str, Any]
    sha256: str


def write_pack(
    folder: Path,
    year: int,
    output: Path,
    *,
    key: Path | None = None,
    produced_at: datetime | None = None,
    strict: bool | None = None,
) -> Packed:
    """The pack of one fiscal year of the dossier in ``folder``, signed, in the file ``output``.

    ``key`` is the file of the signing key; without one, that of the co-operative in the user's private place, drawn the first
    time. ``produced_at`` makes the bytes reproducible. Raises :class:`UsageError` when the co-operative did not agree to
    the terms.
    """
    dossier = load(folder)
    sharing = agreed(dossier.config.sharing)
    _apart(key, output)
    moment = (produced_at or datetime.now(UTC)).astimezone(UTC).strftime(MOMENT)
    place = ledger.chain(folder, year, moment)
    pack = build(dossier, year, produced_at=moment, chain=place, strict=sharing.strict if strict is None else strict)
    secret, public = keys.signing_key(sharing.entity, key)
    content = sealing.seal(pack, secret)
    with write_whole(output.parent) as room:
        (room.folder / output.name).write_bytes(content)
    sha256 = json.loads(content)["sha256"]
    ledger.note(folder, year, moment, sha256)
    return Packed(output, public, sealing.key_id(secret.public_key()), pack, sha256)


def agreed(sharing: Sharing) -> Sharing:
    """The terms when the co-operative agreed to them; otherwise a refusal that says what to write in ``scop.toml``."""
    known = settings.packs()["terms"]["known"]
    if not (sharing.terms and sharing.agreed_by and sharing.entity and type(sharing.agreed_on) is date):
        raise UsageError("terms_absent", valid=known)
    if sharing.terms not in known:
        raise UsageError("terms_unknown", asked=sharing.terms, valid=known)
    if not PSEUDONYM.fullmatch(sharing.entity):
        raise UsageError("pseudonym_form", asked=sharing.entity)
    return sharing


def build(
    dossier: Dossier, year: int, *, produced_at: str, chain: ledger.Chain, strict: bool = False
) -> dict[str, Any]:
    """The pack as a tree of plain values that fits the published JSON Schema."""
    from scop_analytics.benchmarking.schema import packs

    period = _period(dossier, year)
    findings = check(dossier)
    computed = compute_full(usable(dossier, findings), findings=findings.live)
    figures = figures_sent.sent(computed, year, dossier.config, strict=strict)
    people = computed.frames["person"].filter(pl.col("fiscal_year") == year).collect()
    sharing, moment = dossier.config.sharing, datetime.strptime(produced_at, MOMENT).replace(tzinfo=UTC)
    tree = {
        "schema_version": settings.packs()["schema_version"],
        "software_version": metadata.version("scop-analytics"),
        "ruleset_version": policy().version,
        "law": figures_sent.law_versions(figures),
        "period": {"year": year, "start": period[0].isoformat(), "end": period[1].isoformat()},
        "produced_at": produced_at,
        "extraction_lag_days": (moment.date() - period[1]).days,
        "entity": {"id": sharing.entity, **_profile(dossier, computed, year)},
        "terms": {"version": sharing.terms, "agreed_on": str(sharing.agreed_on), "strict": strict},
        "indicators": figures_sent.records(figures),
        "histograms": histograms(people, strict=strict) if {"in_spread", "pay_fte"} <= set(people.columns) else [],
        "coverage": _coverage(dossier, findings, year),
        "withheld": figures.filter(pl.col("obs_status") == settings.packs()["obs_status"]["suppressed"]).height,
        "prev_hash": chain.prev_hash,
        "supersedes": list(chain.supersedes),
    }
    packs().validate_python(tree)
    return tree


def _period(dossier: Dossier, year: int) -> tuple[date, date]:
    if len(dossier.companies) != 1:
        raise UsageError("pack_of_one", n=len(dossier.companies))
    if year not in dossier.years:
        raise UsageError("unknown_year", asked=str(year), valid=[str(known) for known in dossier.years])
    start, end = dossier.fiscal_years.filter(pl.col("fiscal_year") == year).select("start", "end").row(0)
    return start, end


def _profile(dossier: Dossier, computed: Computed, year: int) -> dict[str, str]:
    """Sector, division, size band and region, without the number of people itself."""
    size = settings.packs()["release"]["size"]
    counted = computed.frame.filter(pl.col("indicator") == size, pl.col("segment") == "{}")
    rows = profiles(dossier.tables["entity"], counted.select("company", "year", pl.col("value").alias("people")))
    row = rows.filter(pl.col("year") == year).row(0, named=True)
    return {name: row[name] for name in ("sector", "division", "size_band", "region")}


def _coverage(dossier: Dossier, findings: Findings, year: int) -> dict[str, Any]:
    reading = dossier.reading
    live = findings.of_year(year).live.group_by("rule", "severity").agg(pl.col("count").sum()).sort("rule", "severity")
    return {
        "rows_read": reading.rows_read,
        "rows_kept": reading.rows_kept,
        "rows_set_aside": reading.rows_set_aside,
        "rows_checked_out": findings.set_aside.height,
        "reasons": live.to_dicts(),
    }


def _apart(key: Path | None, output: Path) -> None:
    """A signing key does not lie beside what is sent."""
    if key is not None and key.resolve().parent == output.resolve().parent:
        raise UsageError("key_among_outputs", where=str(key))

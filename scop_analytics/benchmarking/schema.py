"""The form of an aggregate pack: these plain mappings are its JSON Schema, and what a reader accepts.

A pack is an envelope (the pack, its SHA-256, its Ed25519 signature, the id of the public key) around one company-year. It
holds no name, no company number, no row of a person.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import ConfigDict, Field, TypeAdapter, with_config
from typing_extensions import TypedDict

Hash = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Count = Annotated[int, Field(ge=0)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Word = Annotated[str, Field(max_length=80)]
ConfStatus = Literal["F", "A", "D", "C"]
ObsStatus = Literal["A", "E", "P", "U", "M", "L", "O", "Q"]


#: An unknown field or a value of another kind is refused.
STRICT: Final = ConfigDict(extra="forbid", strict=True)


@with_config(STRICT)
class Law(TypedDict):
    """One version of a legal value that the figures rest on."""

    key: Word
    start: Day | None
    status: Word


@with_config(STRICT)
class Period(TypedDict):
    """The fiscal year, named by the year of its closing."""

    year: Annotated[int, Field(ge=2000, le=2100)]
    start: Day
    end: Day


@with_config(STRICT)
class Entity(TypedDict):
    """Who sends, under the pseudonym that the union issued: never a company number, never a name."""

    id: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_.-]{1,39}$")]
    sector: Word
    division: Word
    size_band: Word
    region: Word


@with_config(STRICT)
class Terms(TypedDict):
    """The agreement under which the pack is sent."""

    version: Word
    agreed_on: Day
    strict: bool


@with_config(STRICT)
class Indicator(TypedDict):
    """One figure of the co-operative, or the reason why there is none."""

    id: Word
    code: Word
    segment: dict[Word, Word]
    unit: Word
    value: Number | None
    numerator: Number | None
    denominator: Number | None
    n_total: Count | None
    n_women: Count | None
    n_men: Count | None
    n_other: Count | None
    polarity: Word
    method: Word | None
    verdict: Word | None
    obs_status: ObsStatus
    conf_status: ConfStatus
    quality: list[Word]


@with_config(STRICT)
class Histogram(TypedDict):
    """Women or men by class of full-time monthly pay: one count below the first edge, then one per edge."""

    variable: Word
    bins: Word
    sex: Word
    counts: list[Count]
    conf_status: ConfStatus


@with_config(STRICT)
class Reason(TypedDict):
    """Findings by rule of checking: how many rows, how severe."""

    rule: Word
    severity: Word
    count: Count


@with_config(STRICT)
class Coverage(TypedDict):
    """Rows read = rows kept + rows set aside while reading; those that checking set aside; findings by reason."""

    rows_read: Count
    rows_kept: Count
    rows_set_aside: Count
    rows_checked_out: Count
    reasons: list[Reason]


@with_config(STRICT)
class Pack(TypedDict):
    """The figures of one co-operative for one fiscal year."""

    schema_version: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")]
    software_version: Word
    ruleset_version: Word
    law: list[Law]
    period: Period
    produced_at: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$")]
    extraction_lag_days: int
    entity: Entity
    terms: Terms
    indicators: list[Indicator]
    histograms: list[Histogram]
    coverage: Coverage
    withheld: Count
    prev_hash: Hash | None
    supersedes: list[Hash]


@with_config(STRICT)
class Envelope(TypedDict):
    """A pack with what proves who made it and that nothing changed since."""

    pack: Pack
    public_key_id: Annotated[str, Field(pattern="^[0-9a-f]{16}$")]
    sha256: Hash
    signature: Annotated[str, Field(pattern="^[0-9a-f]{128}$")]


NAME: Final = "pack.schema.json"


@cache
def envelopes() -> TypeAdapter[Envelope]:
    """What accepts an envelope, as text or as plain values, and says what is wrong with any other."""
    return TypeAdapter(Envelope)


@cache
def packs() -> TypeAdapter[Pack]:
    """The same for the pack inside."""
    return TypeAdapter(Pack)


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a pack file."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **envelopes().json_schema()}


def write_schema(folder: Path) -> Path:
    """``pack.schema.json`` in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / NAME
    path.write_text(json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8", newline="\n")
    return path

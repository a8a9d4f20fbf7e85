"""A contract says what one table holds: its columns, key, links and the rules a row obeys."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import Final

import polars as pl

from scop_analytics.errors import UsageError, closest

Storage = type[pl.DataType]  # an alias, because a column has a field called type
DTYPES: Final[Mapping[str, Storage]] = MappingProxyType(
    {
        "string": pl.String,
        "integer": pl.Int64,
        "number": pl.Int64,
        "boolean": pl.Boolean,
        "date": pl.Date,
        "yearmonth": pl.Date,
        "year": pl.Int64,
    }
)
# Steps of the fixed-point storage: cents, hundredths of an hour, ten-thousandths of a rate; thousandths of anything else.
SCALES: Final[Mapping[str, int]] = MappingProxyType({"EUR": 100, "hour": 100, "rate": 10_000, "percent": 10_000})
OTHER_SCALE: Final = 1_000


@dataclass(frozen=True)
class Column:
    """One column: its type and unit, the headers and values recognised for it, and what a breach of its bounds does."""

    name: str
    type: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    headers: tuple[str, ...] = ()
    required: bool = False
    unit: str | None = None
    enum: tuple[str, ...] = ()
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    minimum: int | Decimal | None = None
    maximum: int | Decimal | None = None
    pattern: str | None = None
    severity: str = "set_aside"
    personal: str | None = None
    birth: bool = False  # a year of birth: a full date is cut to it, two digits are of the last century

    @property
    def scale(self) -> int:
        """How many stored units make one: 100 for euros and hours, 0 for what is not a decimal number."""
        return SCALES.get(self.unit or "", OTHER_SCALE) if self.type == "number" else 0

    @property
    def dtype(self) -> Storage:
        """How the column is kept in memory: decimals as integers of ``1 / scale``, months as their first day."""
        return DTYPES[self.type]

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every header recognised: the name, both titles, then the synonyms."""
        return (self.name, *self.title.values(), *self.headers)


@dataclass(frozen=True)
class ForeignKey:
    """The named columns must exist, with the same names and values, in ``table``."""

    fields: tuple[str, ...]
    table: str


@dataclass(frozen=True)
class Rule:
    """A rule on each row, in the words of great-expectations; bounds are in the unit of the column."""

    code: str
    expectation: str
    kwargs: Mapping[str, object]
    severity: str


@dataclass(frozen=True)
class Contract:
    """What one table holds. ``kind`` is ``snapshot`` (one row per fiscal year) or ``register`` (dated rows).

    ``exported``: a product writes the file and nobody fills it in, so that no model of it is made.
    """

    name: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    files: tuple[str, ...]
    kind: str
    primary_key: tuple[str, ...]
    columns: tuple[Column, ...]
    foreign_keys: tuple[ForeignKey, ...] = ()
    rules: tuple[Rule, ...] = ()
    exported: bool = False

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        """The columns by name, in the order of the contract."""
        return MappingProxyType({column.name: column for column in self.columns})

    def column(self, name: str) -> Column:
        """The column ``name``; a name that does not exist is refused with the closest one."""
        if name not in self.by_name:
            raise UsageError(
                "unknown_column", table=self.name, name=name, suggestion=closest(name, self.by_name) or "—"
            )
        return self.by_name[name]

    def schema(self) -> dict[str, Storage]:
        """Column names and storage types, in order."""
        return {column.name: column.dtype for column in self.columns}


def header_key(text: str) -> str:
    """``text`` without case, accents, spaces and punctuation: the form in which headers and codes are compared."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("\u0153", "oe"))
    return "".join(sign for sign in plain if sign.isalnum())

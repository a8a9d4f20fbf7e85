"""The law as some company-years live it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import polars as pl

PROVISIONAL: Final = ("draft", "provisional")


@dataclass(frozen=True)
class Ruling:
    """The law as some company-years live it: plain numbers, and the version of each that is in use."""

    rules: Mapping[str, Any]
    versions: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    company_years: pl.DataFrame | None = None  # None: all of them

    @property
    def provisional(self) -> frozenset[str]:
        """Keys of texts that are not final."""
        return frozenset(key for key, version in self.versions.items() if version.get("status") in PROVISIONAL)

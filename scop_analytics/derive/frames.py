"""The derived frames by name, each computed when first asked for and once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from threading import Lock

import polars as pl

Build = Callable[[], pl.DataFrame | pl.LazyFrame]


class Frames(Mapping[str, pl.LazyFrame]):
    """``frames["person"]``: a lazy frame. What nobody collects is never computed; what many collect is computed once."""

    def __init__(self, builds: Mapping[str, Callable[[], pl.LazyFrame]]) -> None:
        self._builds = dict(builds)
        self._frames: dict[str, pl.LazyFrame] = {}

    def __getitem__(self, name: str) -> pl.LazyFrame:
        if name not in self._frames:
            self._frames[name] = self._builds[name]()
        return self._frames[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._builds)

    def __len__(self) -> int:
        return len(self._builds)

    def __contains__(self, name: object) -> bool:
        return name in self._builds


class Once:
    """A computation done at the first call and remembered."""

    def __init__(self, build: Build) -> None:
        self._build, self._lock = build, Lock()
        self._made: pl.DataFrame | None = None

    def __call__(self) -> pl.DataFrame:
        """The frame, computed now or before."""
        with self._lock:
            if self._made is None:
                self._made = self._build().lazy().collect()
            return self._made

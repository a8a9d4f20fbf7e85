"""The derived frames by name, each computed when first asked for and once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from threading import RLock

import polars as pl


class Frames(Mapping[str, pl.LazyFrame]):
    """``frames["person"]``: computed at the first asking, in the thread that asks, and remembered.

    A source computed inside a query would be computed, or waited for, by several queries collected together: polars lends
    waiting threads to other queries, so that waiting there can last for ever.
    """

    def __init__(self, builds: Mapping[str, Callable[[], pl.LazyFrame]]) -> None:
        self._builds = dict(builds)
        self._frames: dict[str, pl.DataFrame] = {}
        self._locks = {name: RLock() for name in self._builds}

    def together(self, names: Iterable[str]) -> None:
        """Compute these frames side by side: one that rests on another waits for it, outside polars, the others go on."""
        waiting = [name for name in names if name not in self._frames]
        with ThreadPoolExecutor(max(len(waiting), 1)) as pool:
            list(pool.map(self.__getitem__, waiting))

    def __getitem__(self, name: str) -> pl.LazyFrame:
        with self._locks[name]:
            if name not in self._frames:
                self._frames[name] = self._builds[name]().collect()
        return self._frames[name].lazy()

    def __iter__(self) -> Iterator[str]:
        return iter(self._builds)

    def __len__(self) -> int:
        return len(self._builds)

    def __contains__(self, name: object) -> bool:
        return name in self._builds

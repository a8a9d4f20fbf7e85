"""The law of one day: each key is worth exactly one value, and says since when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from scop_analytics.errors import UsageError, closest
from scop_analytics.law.values import Dated, Entry, Value


class Rules(Mapping[str, Value]):
    """``rules["surplus.labour_share_minimum"]``: the value in force on :attr:`day`, exact.

    A key that does not exist, or had no value on that day, is refused with what to do. Iterating gives the keys that have
    a value on that day; ``key in rules`` asks it of one key.
    """

    def __init__(self, day: date, entries: Mapping[str, Entry]) -> None:
        self.day = day
        self.entries = entries
        self._current = {key: version for key, entry in entries.items() if (version := entry.on(day))}

    def __getitem__(self, key: str) -> Value:
        return self.version(key).value

    def __contains__(self, key: object) -> bool:
        return key in self._current

    def __iter__(self) -> Iterator[str]:
        return iter(self._current)

    def __len__(self) -> int:
        return len(self._current)

    def get(self, key: str, default: Any = None) -> Any:  # Any: the default is the caller's
        """The value of ``key``, or ``default`` when it had none on the day; a name that does not exist is refused."""
        return default if key in self.entries and key not in self else self[key]

    def version(self, key: str) -> Dated:
        """The version of ``key`` in force on the day: value, first day, text, link, status."""
        if key in self._current:
            return self._current[key]
        if key not in self.entries:
            raise UsageError("unknown_law_key", name=key, suggestion=closest(key, self.entries) or "—")
        raise self._out_of_force(key)

    def versions(self, keys: Iterable[str]) -> list[tuple[str, date, str]]:
        """``(key, first day, status)`` of each key: what a result records of the law it used."""
        found = ((key, self.version(key)) for key in keys)
        return [(key, version.start, version.status) for key, version in found]

    def _out_of_force(self, key: str) -> UsageError:
        file, values = f"law/{key.partition('.')[0]}.toml", self.entries[key].values
        first = values[0].start
        if self.day < first:
            return UsageError("law_too_early", where=file, name=key, day=self.day, first=first)
        ended = max(value.until for value in values if value.until and value.until < self.day)
        return UsageError("law_ended", where=file, name=key, day=self.day, last=ended)

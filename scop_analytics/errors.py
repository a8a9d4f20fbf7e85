"""One family of errors. A message says where, what, why it matters and what to do, in the reader's language.

Call sites pass facts, not sentences: ``raise DataError("column_missing", where="payroll.csv", column="sexe")`` looks up
``error.column_missing`` in ``locale/``. Nothing about a person (name, number, pay) may be a fact.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import ClassVar

from scop_analytics import words


class ScopError(Exception):
    """Anything the package refuses to do. ``exit_code`` is what the command line answers (``interface.md`` §2)."""

    exit_code: ClassVar[int] = 4

    def __init__(self, key: str, /, **facts: object) -> None:
        super().__init__(key)
        self.key, self.facts = key, facts

    def message(self, lang: str) -> str:
        """The sentence in ``lang``."""
        return words.typography(words.say(f"error.{self.key}", lang, **self.facts), lang)

    def __str__(self) -> str:
        return self.message(words.default_language())


class DataError(ScopError):
    """The data has blocking findings, or a check failed."""

    exit_code = 1


class UsageError(ScopError):
    """A wrong command, option, parameter or name."""

    exit_code = 2


class ComponentError(ScopError):
    """A needed optional component is absent (a browser, say)."""

    exit_code = 3


class PackageError(ScopError):
    """A data file of the package itself is wrong: law, table, catalogue."""

    exit_code = 4


class DisclosureError(ScopError):
    """The masking audit or the leak scan stopped the run; nothing is written."""

    exit_code = 5


def closest(name: str, valid: Iterable[str]) -> str:
    """The valid name that looks most like ``name``, or an empty text when none does."""
    names = list(valid)
    lowered = {candidate.lower(): candidate for candidate in names}
    found = difflib.get_close_matches(name.lower(), lowered, n=1, cutoff=0.6)
    return lowered[found[0]] if found else ""

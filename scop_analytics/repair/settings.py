"""The ``scop.toml`` of a copy: without what only told how the old files were written."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from scop_analytics.errors import UsageError

HEADING: Final = re.compile(r"^\s*\[\[?\s*([A-Za-z_]+)")
ANNUAL: Final = '\n[[wide]]\nkind = "person_year"\nfiles = [{file}]\ntables = ["payroll"]\n'
LEFT_OUT: Final = ("mapping", "files", "wide")


def without_spellings(path: Path, annual: Sequence[str] = ()) -> str:
    """The text of a ``scop.toml`` less ``[mapping]``, ``[files]`` and ``[[wide]]``; refused when the rest no longer says the same.

    ``annual``: the copies of pay of which a row is a year; they alone stay declared.
    """
    text = path.read_text(encoding="utf-8")
    kept, keep = [], True
    for line in text.splitlines(keepends=True):
        if heading := HEADING.match(line):
            keep = heading[1] not in LEFT_OUT
        if keep:
            kept.append(line)
    wanted = {key: value for key, value in tomllib.loads(text).items() if key not in LEFT_OUT}
    try:
        left = tomllib.loads("".join(kept))
    except tomllib.TOMLDecodeError as fault:
        raise UsageError("fix_settings", where=str(path)) from fault
    if left != wanted:
        raise UsageError("fix_settings", where=str(path))
    return "".join([*kept, *(ANNUAL.format(file=json.dumps(name)) for name in annual)])

"""What a batch has done: one line per sheet in its place, so that a run that was stopped goes on where it was.

A line names the co-operative, the hash of all its sheet is made from, and the hashes of both files. It is written after the files
are in place; a line cut by a stop is not read, and its sheet is made again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from scop_analytics.evidence import prints

NAME: Final = "journal.jsonl"


@dataclass
class Journal:
    """The lines of a folder, the last one of each sheet in force."""

    path: Path
    lines: dict[str, dict[str, Any]] = field(default_factory=dict)

    def holds(self, name: str, key: str, folder: Path) -> bool:
        """Whether the sheet ``name`` was made from the same inputs and its files are still as they were written."""
        line = self.lines.get(name)
        return (
            line is not None
            and line["key"] == key
            and all(_same(folder / file, mark) for file, mark in line["files"].items())
        )

    def add(self, name: str, key: str, files: list[Path]) -> None:
        """A sheet whose files are in their place."""
        line = {"sheet": name, "key": key, "files": {path.name: prints.of_file(path) for path in files}}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8", newline="\n") as target:
            target.write(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n")
            target.flush()
            os.fsync(target.fileno())
        self.lines[name] = line


def journal(folder: Path) -> Journal:
    """The journal of a folder; none yet is an empty one."""
    path = folder / NAME
    kept = Journal(path)
    if path.is_file():
        _mended(path)
        kept.lines = {line["sheet"]: line for line in _whole(path.read_text(encoding="utf-8"))}
    return kept


def _same(path: Path, mark: str) -> bool:
    return path.is_file() and prints.of_file(path) == mark


def _mended(path: Path) -> None:
    """A last line without its end gets one, so that the next line does not continue it."""
    content = path.read_bytes()
    if content and not content.endswith(b"\n"):
        with path.open("ab") as target:
            target.write(b"\n")


def _whole(text: str) -> Iterator[dict[str, Any]]:
    for line in text.splitlines():
        try:
            found = json.loads(line)
        except ValueError:
            continue
        if isinstance(found, dict) and {"sheet", "key", "files"} <= found.keys():
            yield found

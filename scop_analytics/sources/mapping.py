"""The mapping to keep: unknown headers of this year's files, each with the column it looks like, ready for ``scop.toml``."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl

from scop_analytics import config

RULE = "header_unknown"


def suggested(findings: pl.DataFrame) -> dict[str, dict[str, str]]:
    """Table → column → header of the file, for every unknown header that looks like a column nobody else fills."""
    found: dict[str, dict[str, str]] = {}
    for text in findings.filter(pl.col("rule") == RULE)["facts"]:
        facts = json.loads(text)
        found.setdefault(facts["target_table"], {}).setdefault(facts["suggestion"], facts["header"])
    return found


def written(mapping: dict[str, dict[str, str]]) -> str:
    """The mapping as lines of ``scop.toml``."""
    blocks = [
        f"[mapping.{table}.{column}]\nheader = {json.dumps(header, ensure_ascii=False)}\n"
        for table, columns in mapping.items()
        for column, header in columns.items()
    ]
    return "\n".join(blocks)


def keep(folder: Path, mapping: dict[str, dict[str, str]]) -> str:
    """Add the accepted ``mapping`` to the dossier's ``scop.toml``, entries that stand there already left alone.

    Returns the lines added. The file is read again before it is replaced, so that it is never left broken.
    """
    path = folder / config.NAME
    known = config.read(folder).mapping
    new = {
        table: {column: header for column, header in columns.items() if column not in known.get(table, {})}
        for table, columns in mapping.items()
    }
    added = written(new)
    if added:
        text = path.read_text(encoding="utf-8").rstrip() + "\n\n" if path.is_file() else ""
        draft = path.with_suffix(".toml.new")
        draft.write_text(text + added, encoding="utf-8")
        config.read(draft)
        draft.replace(path)
    return added

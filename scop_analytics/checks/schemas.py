"""What other tools read about our data: Table Schema of each table, JSON Schema of the results, suites of expectations."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from scop_analytics import results, tables
from scop_analytics.checks import suites


def write_schemas(folder: Path) -> list[Path]:
    """``tables/*.schema.json``, ``results.schema.json`` and ``expectations/*.json`` under ``folder``."""
    written = [_write(folder / "results.schema.json", json.loads(results.JSON_SCHEMA.read_text(encoding="utf-8")))]
    for name, contract in tables.load_all().items():
        written.append(_write(folder / "tables" / f"{name}.schema.json", tables.schema_json(contract)))
    return [*written, *suites.write(folder / "expectations")]


def _write(path: Path, content: Mapping[str, object]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return path

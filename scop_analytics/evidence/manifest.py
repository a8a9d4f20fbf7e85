"""The manifest of a run: what was run on what, by which version, with which law, and the fingerprint of every file.

Two are written. ``publiable/manifeste.json`` goes with the files that are sent: it lists only these, one fingerprint for
all the data read (one per small table could be guessed by trying) and one number of rows (accidents and leaves have
tables of their own, and their numbers may be hidden). ``confidentiel/manifeste.json`` lists everything,
names the dossier and counts the masked cells by rule.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import polars as pl

from scop_analytics.errors import UsageError
from scop_analytics.evidence import prints

NAME: Final = "manifeste.json"
FORMAT: Final = 1
PUBLISHABLE: Final = "publiable"
CONFIDENTIAL: Final = "confidentiel"
#: What may differ between two runs on the same data by the same version.
CHANGING: Final = ("duration_seconds",)


@dataclass(frozen=True)
class Record:
    """One run, as evidence: ``public`` may be read by whoever reads the report, ``private`` stays with the employer."""

    name: str
    public: Mapping[str, Any]
    private: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The name that a later run of the same report takes over."""
        return self.name


def record(
    name: str,
    frame: pl.DataFrame,
    *,
    version: str,
    parameters: Mapping[str, object],
    masking: Mapping[str, object],
    inputs: Mapping[str, pl.DataFrame | pl.LazyFrame],
    log: pl.DataFrame | None = None,
    seed: int | None = None,
    dossier: Path | None = None,
    waivers: Sequence[Mapping[str, object]] = (),
    files: Sequence[Path] = (),
    duration: float | None = None,
) -> Record:
    """The record of a run called ``name`` (the stem of its files) that published ``frame``.

    ``parameters`` are those of the report, ``masking`` is ``Released.summary()``, ``inputs`` the tables read, ``files`` the
    files they came from, ``log`` the masking log. No path and no time enters the public part.
    """
    rows = _rows(inputs)
    public = {
        "version": version,
        "python": platform.python_version(),
        "polars": pl.__version__,
        "parameters": dict(parameters),
        "seed": seed,
        "law": _law(frame),
        "masking": dict(masking),
        "inputs": {"sha256": prints.of_tables(inputs), "tables": len(rows), "rows": sum(rows.values())},
        "results": {"sha256": prints.of_frame(frame), "rows": frame.height},
        "waivers": len(waivers),
    } | ({} if duration is None else {"duration_seconds": round(duration, 2)})
    where = None if dossier is None else str(dossier.resolve())
    marks = {path.name: prints.of_file(path) for path in sorted(files)}
    waived = [dict(waiver) for waiver in waivers]
    private = {"dossier": where, "input_rows": rows, "input_files": marks, "masked": _masked(log), "waived": waived}
    return Record(name, public, private)


def write(room: Path, entry: Record, target: Path) -> list[Path]:
    """``manifeste.json`` in both folders of ``room``, after every other file; runs already in ``target`` stay listed."""
    written = []
    for folder, shown in ((PUBLISHABLE, entry.public), (CONFIDENTIAL, {**entry.public, **entry.private})):
        made = [path for path in sorted(room.rglob("*")) if path.is_file() and path.name != NAME]
        kept = made if folder == CONFIDENTIAL else [path for path in made if path.is_relative_to(room / folder)]
        if not kept or not (folder == CONFIDENTIAL or (room / folder).is_dir()):
            continue
        runs = _earlier(target / folder / NAME, target, {path.relative_to(room).as_posix() for path in made})
        runs[entry.key] = {**shown, "files": prints.of_files(room, kept)}
        path = room / folder / NAME
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dumped({"format": FORMAT, "runs": dict(sorted(runs.items()))}), encoding="utf-8", newline="\n")
        written.append(path)
    return written


def read(path: Path) -> dict[str, Any]:
    """A manifest (its file, or the folder that holds it)."""
    file = path / NAME if path.is_dir() else path
    if not file.is_file():
        raise UsageError("manifest_missing", where=str(path))
    try:
        tree = json.loads(file.read_text(encoding="utf-8"))
        runs = {name: dict(run) for name, run in tree["runs"].items()}
    except (ValueError, TypeError, KeyError, AttributeError) as fault:
        raise UsageError("manifest_unreadable", where=str(path)) from fault
    return {**tree, "runs": runs}


def dumped(tree: object) -> str:
    """JSON as the package writes it: keys in order, one line per value, the same bytes for the same content."""
    return json.dumps(tree, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _earlier(path: Path, target: Path, replaced: set[str]) -> dict[str, Any]:
    """The runs of an earlier manifest whose files still stand and are not being replaced."""
    if not path.is_file():
        return {}
    try:
        runs = read(path)["runs"]
    except UsageError:
        return {}
    kept = {}
    for name, run in runs.items():
        files = {
            file: mark
            for file, mark in run.get("files", {}).items()
            if file not in replaced and (target / file).is_file()
        }
        if files:
            kept[name] = {**run, "files": files}
    return kept


def _rows(inputs: Mapping[str, pl.DataFrame | pl.LazyFrame]) -> dict[str, int]:
    return {name: int(table.lazy().select(pl.len()).collect().item()) for name, table in sorted(inputs.items())}


def _law(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """Every version of the law behind the results, once."""
    texts = frame.get_column("law").drop_nulls().unique() if "law" in frame.columns else pl.Series(dtype=pl.String)
    versions = {json.dumps(version, sort_keys=True): version for text in texts for version in json.loads(text)}
    return [versions[key] for key in sorted(versions)]


def _masked(log: pl.DataFrame | None) -> dict[str, int]:
    """How many cells each rule hid."""
    if log is None or log.is_empty():
        return {}
    counted = log.group_by("class", "rule", "kind").len().sort("class", "rule", "kind")
    return {f"{group}.{rule}.{kind}": count for group, rule, kind, count in counted.iter_rows()}

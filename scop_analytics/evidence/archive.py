"""The archive of a dossier: what was published, year by year and audience by audience, as it was published.

``archive/{year}/{audience}/`` holds ``resultats.parquet``, the same as ``resultats.json``, a manifest, and ``groupes.json``:
the people of each published group, under keyed pseudonyms, so that a later publication can be compared with earlier ones
group by group, and ``definitions.json``: the fingerprint of each figure's definition, by which a later run knows that the
method changed; ``registre.json`` keeps, for each group, every list of people it was ever published for, and ``membres.json``
who stood in each group that a figure may be about, published or not, to compare years. The next run
reads it for the years before, and refuses figures that differ by too few people. Two reports of one year share the
place: a figure that only the earlier one published stays. Deleting the folder of an audience withdraws a publication that
nobody has received.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import polars as pl

from scop_analytics.errors import DisclosureError, UsageError
from scop_analytics.evidence import manifest, prints
from scop_analytics.evidence.whole import write_whole

FOLDER: Final = "archive"
RESULTS: Final = "resultats.parquet"
READABLE: Final = "resultats.json"
GROUPS: Final = "groupes.json"
DEFINITIONS: Final = "definitions.json"
REGISTER: Final = "registre.json"
MEMBERS: Final = "membres.json"
KEY_FILE: Final = "cle.txt"
YEARS: Final = 3
CELL: Final = ("company", "indicator", "segment")


def write(
    dossier: Path,
    year: int,
    audience: str,
    frame: pl.DataFrame,
    *,
    version: str,
    masking: Mapping[str, Any],
    people: pl.DataFrame | None = None,
    marks: Mapping[str, str] | None = None,
    protected: pl.DataFrame | None = None,
    members: Mapping[str, Iterable[str]] | None = None,
) -> list[Path]:
    """Archive the released rows of one year for one audience.

    ``people`` (``company``, ``year``, ``person_id`` and one column per segment key) fills the list of groups, and for the
    rows ``protected`` the register; ``members`` are the keyed people of the groups of the year; ``marks`` are the fingerprints of the definitions, by indicator.
    """
    place = dossier / FOLDER / str(year) / audience
    rows = _with_others(frame.filter(pl.col("year") == year), read(dossier, audience, [year])).sort(CELL)
    told_before, known = definitions(dossier, audience, year), _registered(place)
    now = {} if people is None or protected is None else register(dossier, protected, people)
    with write_whole(place) as room:
        rows.write_parquet(room.folder / RESULTS)
        _write(room.folder / READABLE, rows.to_dicts())
        groups = {} if people is None else published_groups(rows, people.filter(pl.col("year") == year), _key(dossier))
        _write(room.folder / GROUPS, groups)
        _write(room.folder / DEFINITIONS, {**told_before, **(marks or {})})
        _write(room.folder / REGISTER, _together(known, now))
        _write(room.folder / MEMBERS, {name: sorted(held) for name, held in (members or {}).items()})
        files = prints.of_files(room.folder, room.folder.iterdir())
        told = {"version": version, "masking": dict(masking), "year": year, "audience": audience, "files": files}
        _write(room.folder / manifest.NAME, {"format": manifest.FORMAT, "runs": {f"{year}_{audience}": told}})
    return room.paths


def read(dossier: Path, audience: str, years: Iterable[int]) -> pl.DataFrame | None:
    """The rows published to ``audience`` for ``years``, or nothing when none was; a changed file is not trusted."""
    found = []
    for year in sorted(years):
        place = dossier / FOLDER / str(year) / audience
        if _untouched(place):
            found.append(pl.read_parquet(place / RESULTS))
    return pl.concat(found, how="diagonal_relaxed") if found else None


def altered(dossier: Path, audience: str, years: Iterable[int]) -> list[int]:
    """The years whose archive is no longer as it was written: it is set aside, and a report says so."""
    places = {year: dossier / FOLDER / str(year) / audience for year in sorted(years)}
    return [year for year, place in places.items() if place.is_dir() and not _untouched(place)]


def definitions(dossier: Path, audience: str, year: int) -> dict[str, str]:
    """The fingerprint of each figure's definition when it was published; nothing for an archive that has none."""
    place = dossier / FOLDER / str(year) / audience
    path = place / DEFINITIONS
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() and _untouched(place) else {}


def groups(dossier: Path, audience: str, year: int) -> dict[str, list[str]]:
    """The pseudonyms of the people of each group published to ``audience`` for ``year``."""
    path = dossier / FOLDER / str(year) / audience / GROUPS
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}


def years(dossier: Path) -> list[int]:
    """The years of which something was published."""
    return sorted(int(path.name) for path in (dossier / FOLDER).glob("[0-9]*") if path.is_dir())


def members(dossier: Path, audience: str, year: int) -> dict[str, frozenset[str]]:
    """The pseudonyms of the people who stood in each group when ``year`` was published; nothing in an older archive."""
    path = dossier / FOLDER / str(year) / audience / MEMBERS
    held = json.loads(path.read_text(encoding="utf-8")) if path.is_file() and _untouched(path.parent) else {}
    return {name: frozenset(people) for name, people in held.items()}


def marker(dossier: Path) -> Callable[[str], str]:
    """Names to the pseudonyms of the dossier."""
    key = _key(dossier)
    return lambda name: _pseudonym(name, key)


def register(dossier: Path, rows: pl.DataFrame, people: pl.DataFrame) -> dict[str, list[str]]:
    """For each published segment of ``rows``: its people as ``person.data``, both keyed.

    ``data`` (a column of ``people``) changes with what a publication is computed from.
    """
    key = _key(dossier)
    marks = {
        str(name): f"{_pseudonym(str(name), key)}.{_pseudonym(f'{name} {data}', key)}"
        for name, data in people.select("person_id", "data").iter_rows()
    }
    return published_groups(rows, people, key, marks)


def registered(dossier: Path, year: int) -> dict[str, dict[str, list[list[str]]]]:
    """By audience and group, every list of people that was published for ``year``; a damaged register stops the run."""
    place = dossier / FOLDER / str(year)
    return {path.name: _registered(path) for path in sorted(place.iterdir())} if place.is_dir() else {}


def _registered(place: Path) -> dict[str, list[list[str]]]:
    if not place.is_dir():
        return {}
    if not ((place / REGISTER).is_file() and _untouched(place)):
        raise DisclosureError("register_damaged", where=str(place))
    return dict(json.loads((place / REGISTER).read_text(encoding="utf-8")))


def _together(before: Mapping[str, list[list[str]]], now: Mapping[str, list[str]]) -> dict[str, list[list[str]]]:
    """Each group with its earlier lists and the new one, once."""
    names = sorted(before.keys() | now.keys())
    lists = {name: [*before.get(name, []), *([now[name]] if name in now else [])] for name in names}
    return {name: [one for place, one in enumerate(known) if one not in known[:place]] for name, known in lists.items()}


def published_groups(
    rows: pl.DataFrame, people: pl.DataFrame, key: bytes, marks: Mapping[str, str] | None = None
) -> dict[str, list[str]]:
    """For each published segment made of columns of ``people``: the sorted pseudonyms of those in it, or their ``marks``."""
    shown = rows.filter(pl.col("status").is_in(["ok", "caution"])).select("company", "segment").unique().sort(pl.all())
    found = {}
    for company, segment in shown.iter_rows():
        pairs: dict[str, str] = json.loads(segment)
        if pairs.keys() <= set(people.columns):
            same = [
                pl.col("company") == company,
                *(pl.col(name).cast(pl.String) == value for name, value in pairs.items()),
            ]
            names = people.filter(same).get_column("person_id").unique()
            found[f"{company} {segment}"] = sorted(
                marks[str(name)] if marks else _pseudonym(str(name), key) for name in names
            )
    return found


def _pseudonym(name: str, key: bytes) -> str:
    return hmac.new(key, name.encode(), hashlib.sha256).hexdigest()[:16]


def _key(dossier: Path) -> bytes:
    """The key of the dossier's pseudonyms, drawn once; it never leaves the dossier."""
    path = dossier / FOLDER / KEY_FILE
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(secrets.token_hex(32) + "\n", encoding="ascii")
    return path.read_text(encoding="ascii").strip().encode()


def _with_others(rows: pl.DataFrame, before: pl.DataFrame | None) -> pl.DataFrame:
    """The rows, and those of the same year that another report published and this one does not hold."""
    if before is None:
        return rows
    return pl.concat([rows, before.join(rows, on=list(CELL), how="anti")], how="diagonal_relaxed")


def _untouched(place: Path) -> bool:
    try:
        files = [mark for run in manifest.read(place)["runs"].values() for mark in run["files"].items()]
    except (UsageError, KeyError, AttributeError):
        return False
    return RESULTS in dict(files) and all(
        (place / name).is_file() and prints.of_file(place / name) == mark["sha256"] for name, mark in files
    )


def _write(path: Path, tree: object) -> None:
    path.write_text(manifest.dumped(tree), encoding="utf-8", newline="\n")

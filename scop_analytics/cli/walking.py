"""From a figure of a past report to what stands behind it: formula, terms, law, rows read, fingerprint of the data."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from scop_analytics import law, tables, words
from scop_analytics.cli.terminal import Terminal
from scop_analytics.evidence import manifest, prints
from scop_analytics.evidence.verification import dossier_of
from scop_analytics.indicators import catalogue

if TYPE_CHECKING:
    from scop_analytics.indicators.catalogue import Indicator
    from scop_analytics.reports.facts import Fact
    from scop_analytics.reports.preparing import Prepared


def walk(path: Path, figure: str, voice: Terminal) -> str:
    """One block a run of the manifest, for one figure by its code or id; a run whose dossier is out of reach says so."""
    entry = catalogue.get(figure)
    return "\n\n".join(
        "\n".join(_run(path, name, run, entry, voice)) for name, run in manifest.read(path)["runs"].items()
    )


def _run(path: Path, name: str, run: Mapping[str, Any], entry: Indicator, voice: Terminal) -> Iterator[str]:
    from scop_analytics.reports.preparing import Order, prepare

    yield f"{name} · {entry.code} · {words.typography(entry.label[voice.lang], voice.lang)} ({entry.id})"
    folder = dossier_of(path, name)
    if folder is None:
        yield voice.text("verify.not_recomputed")
        return
    asked = run["parameters"]
    prepared = prepare(folder, Order(asked["report"], asked["year"], asked["audience"], voice.lang))
    fact = prepared.run.fact(entry.id)
    yield from _figure(fact, entry, voice)
    yield from _texts(fact, voice)
    yield from _rows(prepared, entry, voice)
    same = prints.of_tables(prepared.dossier.tables) == run["inputs"]["sha256"]
    yield voice.text(
        "walk.hash", mark=run["inputs"]["sha256"], outcome=voice.text(f"verify.{'same' if same else 'changed'}")
    )


def _figure(fact: Fact, entry: Indicator, voice: Terminal) -> Iterator[str]:
    yield voice.text(
        "walk.value", year=str(fact.year), value=fact.full if fact.known else f"{fact.status_text} {fact.why}".strip()
    )
    yield voice.text("walk.formula", formula=entry.formula[voice.lang])
    terms = {name: fact.row.get(name) for name in ("numerator", "denominator", "people")}
    for name, number in terms.items():
        if number is not None:
            yield voice.text(
                f"walk.{name}", value=words.number(number, voice.lang, 0 if float(number).is_integer() else 2)
            )


def _texts(fact: Fact, voice: Terminal) -> Iterator[str]:
    """The legal values in force behind the figure, with the text each was read in."""
    entries = law.load().entries
    for text in json.loads(fact.row["law"] or "[]"):
        entry = entries.get(str(text["key"]))
        if entry is not None:
            found = [version.source for version in entry.values if version.start.isoformat() == text["from"]]
            yield voice.text(
                "walk.law", label=entry.label[voice.lang], since=str(text["from"]), source=", ".join(found)
            )


def _rows(prepared: Prepared, entry: Indicator, voice: Terminal) -> Iterator[str]:
    """How many rows of the co-operative each needed table holds after checking; those set aside are on the report's P15."""
    company, held = prepared.dossier.companies[0], prepared.dossier.tables
    needed = dict.fromkeys(choice.partition(".")[0] for need in entry.needs for choice in need.split("|"))
    for name in needed:
        if name in held:
            rows = held[name].lazy().filter(pl.col("entity_id") == company).select(pl.len()).collect().item()
            yield voice.text("walk.rows", n=rows, table=tables.contract(name).title[voice.lang], name=name)

"""E13 « Annexes »: every figure with its status, formulas, law in use, checks, masking, changes, and who signs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

import polars as pl

from scop_analytics import law, words
from scop_analytics.reports.facts import Fact
from scop_analytics.reports.objects import Block, Cell, Column, Page, Table
from scop_analytics.reports.pages.impact_words import citation
from scop_analytics.reports.pages.published_before import published_before
from scop_analytics.reports.pages.trace import checks, masking
from scop_analytics.reports.run import Run

FAMILIES: Final = (
    "pay_equity", "pay_transparency", "pay_categories", "pay_standardised", "pay_components", "statutory_index",
    "representation",
)  # fmt: skip
SIGNED: Final = ("made", "reviewed", "shown")
PROVISIONAL: Final = ("draft", "provisional")
CONVENTION: Final = "convention"
WORDS: Final = {"sex": "e13.sex.{}", "quarter": "e5.quarter.{}", "half": "e5.half.{}"}
MOST: Final = 8  # groups of one figure listed here; beyond, the workbook lists them


def page(run: Run) -> Page:
    """What an auditor asks for: each figure was considered, computed as written, by the law named, and may be followed."""
    shown = _shown(run)
    figures = [table for family in FAMILIES if (table := _figures(run, family))]
    parts = [
        *figures,
        _formulas(run, shown),
        _law(run, shown),
        checks(run),
        masking(run),
        *published_before(run),
        _changes(run, shown),
        _signed(run),
    ]
    blocks: list[Block] = [part for part in parts if part]
    known = sum(any(fact.known for fact in run.facts(name)) for name in shown)
    return run.page(
        "E13",
        title=run.say("e13.title", n=known, all=len(shown)),
        subtitle=run.say("e13.subtitle"),
        blocks=blocks,
        ids=(),
        method=[run.say(f"e13.method.{part}") for part in ("statuses", "before", "same")],
    )


def _catalogue(run: Run) -> Mapping[str, Mapping[str, Any]]:
    return run.context.get("catalogue", {})  # type: ignore[no-any-return]


def _shown(run: Run) -> list[str]:
    """The figures of this report, family by family."""
    return [name for family in FAMILIES for name, entry in _catalogue(run).items() if entry["family"] == family]


def _figures(run: Run, family: str) -> Table | None:
    names = [name for name in _shown(run) if _catalogue(run)[name]["family"] == family]
    if not names:
        return None
    rows = tuple(line for name in names for line in _listed(run, name))
    heads = (
        ("word.indicator", "left", 46),
        ("word.value", "right", 18),
        ("e13.people", "right", 10),
        ("word.status", "left", 26),
    )
    columns = tuple(Column(run.say(head), "left" if way == "left" else "right", width) for head, way, width in heads)
    return Table(run.say(f"family.{family}"), columns, rows, dense=True)


def _listed(run: Run, name: str) -> list[tuple[Cell, ...]]:
    """The whole; of a figure that only has groups, each group, or one line for all when they are many or all hidden."""
    found = run.facts(name)
    whole = [fact for fact in found if not fact.segment]
    if whole or not found:
        return [_line(run, (whole or [run.fact(name)])[0])]
    told = {fact.status_text for fact in found if not fact.known}
    if len(found) > MOST or (len(told) == 1 and not any(fact.known for fact in found)):
        said = run.say("e13.in_sheet") if len(told) != 1 else told.pop()
        return [(_label(found[0]), run.cell(run.say("p14.groups", n=len(found))), run.cell(""), Cell(said))]
    groups = [", ".join(_group(run, key, value) for key, value in fact.segment.items()) for fact in found]
    return [(_label(found[0], group), *_line(run, fact)[1:]) for fact, group in zip(found, groups, strict=True)]


def _label(fact: Fact, group: str = "") -> Cell:
    return Cell(fact.label, note=" · ".join(part for part in (fact.code, group) if part))


def _line(run: Run, fact: Fact) -> tuple[Cell, ...]:
    people = fact.row["people"] if fact.known else None
    value = fact.fraction_cell if fact.known else run.cell("")
    return _label(fact), value, run.cell(people or ""), Cell(fact.status_text)


def _group(run: Run, key: str, value: str) -> str:
    """« femmes », « 30 à 39 ans », « quart le mieux payé »: a group in words where we have them."""
    own = WORDS.get(key, f"{key}.{{}}").format(value)
    if not words.known(own, run.lang):
        return value
    text = run.say(own)
    return f"{text[:1].lower()}{text[1:]}"


def _formulas(run: Run, shown: Iterable[str]) -> Table:
    """Each formula once, before it the codes of the figures it computes."""
    codes: dict[str, list[str]] = {}
    for name in shown:
        entry = _catalogue(run)[name]
        codes.setdefault(str(entry.get("formula") or ""), []).append(str(entry["code"]))
    columns = (Column(run.say("e13.code"), "left", 30), Column(run.say("e13.formula"), "left", 70, line=True))
    rows = tuple((Cell(", ".join(own)), run.cell(formula)) for formula, own in codes.items())
    return Table(run.say("e13.formulas"), columns, rows, dense=True)


def _law(run: Run, shown: Iterable[str]) -> Table | None:
    """The texts the figures rest on, each with the rules read in it, their first day, and whether it is final."""
    used = _versions(run, shown)
    if not used:
        return None
    texts: dict[tuple[str, str, bool], list[str]] = {}
    for (key, start), status in used.items():
        label, source = _rule(run, key, start)
        texts.setdefault((source, start, status in PROVISIONAL), []).append(label)
    columns = (
        Column(run.say("e13.text"), "left", 36),
        Column(run.say("e13.since"), "left", 20),
        Column(run.say("e13.rules"), "left", 44, line=True),
    )
    rows = tuple(_text(run, *text, labels) for text, labels in texts.items())
    measure = run.say("e13.law_draft") if any(draft for _, _, draft in texts) else ""
    return Table(run.say("e13.law"), columns, rows, measure=measure, dense=True)


def _text(run: Run, source: str, start: str, draft: bool, labels: list[str]) -> tuple[Cell, ...]:
    first, *others = labels
    rules = run.semicolon.join((first, *(f"{label[:1].lower()}{label[1:]}" for label in others)))
    note = run.say("e13.draft") if draft else ""
    return Cell(citation(run, source), note=note), run.cell(date.fromisoformat(start)), Cell(rules)


def _versions(run: Run, shown: Iterable[str]) -> dict[tuple[str, str], str]:
    own = run.frame.filter(pl.col("year") == run.year, pl.col("indicator").is_in(list(shown)))
    texts = own["law"].drop_nulls().unique().to_list()
    found = [entry for text in texts for entry in json.loads(text)]
    ordered = sorted(found, key=lambda entry: (entry["key"], entry["from"]))
    return {(str(entry["key"]), str(entry["from"])): str(entry.get("status", "")) for entry in ordered}


def _rule(run: Run, key: str, start: str) -> tuple[str, str]:
    """What a legal value is, and the text it was read in, articles left out; a convention says it is one."""
    entries = law.load().entries
    if key not in entries:
        return key, ""
    entry = entries[key]
    found = next((version.source for version in entry.values if version.start.isoformat() == start), "")
    source = run.say("e13.convention") if entry.status == CONVENTION else found.partition(" (")[0].partition(", art")[0]
    return words.typography(entry.label[run.lang], run.lang), source


def _changes(run: Run, shown: Iterable[str]) -> Table | None:
    """Every figure known this year and last, as last year's report gave it."""
    if run.year - 1 not in run.years:
        return None
    both = [
        (fact, before)
        for name in shown
        if (fact := run.fact(name)).known and (before := run.fact(name, run.year - 1)).known
    ]
    moved = [(fact, before) for fact, before in both if run.change(fact.id) != run.say("change.none")]
    rows = tuple(
        (Cell(fact.label, note=fact.code), before.fraction_cell, fact.fraction_cell, Cell(run.change(fact.id)))
        for fact, before in moved
    )
    if not rows:
        return None
    columns = (
        Column(run.say("word.indicator"), "left", 40),
        Column(str(run.year - 1), "right", 18),
        Column(str(run.year), "right", 18),
        Column(run.say("word.change"), "right", 24),
    )
    return Table(
        run.say("e13.changes"),
        columns,
        rows,
        measure=run.say("e13.changes_measure", n=len(both) - len(moved)),
        dense=True,
    )


def _signed(run: Run) -> Table:
    """Who made, reviewed and was shown this report: filled in by hand."""
    rows = tuple((Cell(run.say(f"e13.signed.{name}")), Cell(""), Cell(""), Cell("")) for name in SIGNED)
    columns = tuple(
        Column(run.say(f"e13.sign.{name}"), "left", width)
        for name, width in (("what", 28), ("who", 28), ("date", 16), ("signature", 28))
    )
    return Table(run.say("e13.sign"), columns, rows, phone="blocks")

"""What impact pages say alike: why a figure is absent and which file would fill it, verdicts, texts of law, shares."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any, Final

from scop_analytics import words
from scop_analytics.reports.facts import Fact
from scop_analytics.reports.objects import Cell, Column, Say, Table
from scop_analytics.reports.run import Run

NO_BREAK: Final = "\u2011"  # a hyphen that keeps its line
OWN: Final = "fr"  # the language a French co-operative writes its files in
ROUNDED: Final = ("peers", "union", "public")  # readers for whom numbers of people are rounded


def absence(run: Run, fact: Fact) -> str:
    """Why there is no number, as a sentence; a missing one names the file and the column that would give it."""
    if fact.status == "missing":
        return _missing(run, fact.reason)
    return fact.why or run.say(f"impact.absent.{fact.status}")


def _missing(run: Run, reason: dict[str, Any]) -> str:
    from scop_analytics import tables  # lazily: only a page with a gap in its data reads the contracts

    contract = tables.load_all().get(str(reason.get("table", "")))
    if contract is None:
        return run.say("impact.absent.missing")
    named = str(reason.get("column") or "").partition("|")[0].rpartition(".")[2]
    facts = {"file": contract.name, "title": contract.title[run.lang]}
    if named in contract.by_name:
        return run.say("impact.absent.column", column=contract.by_name[named].title[run.lang], name=named, **facts)
    return run.say("impact.absent.rows" if reason.get("key") == "no_rows" else "impact.absent.file", **facts)


def absent_say(run: Run, fact: Fact) -> Say:
    """:func:`absence` as a block."""
    return Say(absence(run, fact))


def lacking(run: Run, facts: Sequence[Fact], *also: str) -> list[Table]:
    """What is missing, and the file or column that would fill it; figures that wait for the same one share a line.

    ``also``: further statuses told with their reason.
    """
    waiting: dict[str, list[str]] = {}
    for fact in facts:
        if fact.status in ("missing", *also):
            waiting.setdefault(absence(run, fact), []).append(fact.short)
    rows = [(words.listed(names, run.lang), why) for why, names in waiting.items()]
    return [pairs(run.say("impact.lacking"), rows)] if rows else []


def value_cell(run: Run, fact: Fact, *, fraction: bool = True) -> Cell:
    """A number, or its status in words when it is masked; a dash when there is nothing to speak of."""
    if fact.known:
        return fact.fraction_cell if fraction else fact.cell
    return run.cell(fact.status_text if fact.status == "suppressed" else "")


def quoted(run: Run, text: str, note: str = "") -> Cell:
    """The co-operative's own words; a report of another language marks them as French, for those who listen to it."""
    return run.cell(text, note=note, lang="" if run.lang == OWN else OWN)


def verdict_text(run: Run, fact: Fact) -> str:
    """« conforme », « non conforme », « différé », « non vérifié », or why the rule does not apply."""
    verdict = fact.row.get("verdict")
    if fact.status == "not_applicable":
        return run.say("status.not_applicable").lower()
    return run.say(f"verdict.{verdict or 'not_tested'}")


def law_source(run: Run, fact: Fact) -> str:
    """The text a figure is judged by: « Loi n° 78-763 du 19 juillet 1978, art. 33, 3° », named in the reader's language."""
    from scop_analytics import law  # lazily: only pages with a legal test read it

    rules = law.at(run.end)
    keys = [str(entry["key"]) for entry in json.loads(fact.row.get("law") or "[]")]
    sources = [rules.version(key).source for key in keys if key in rules.entries and key in rules]
    return citation(run, sources[0]) if sources else ""


def citation(run: Run, source: str) -> str:
    """A text of law in the reader's language; an article, a number and a date stay on the line of their word."""
    from scop_analytics.law.citations import cited

    text = words.typography(cited(source, run.lang), run.lang)
    for short in ("art. ", "n° ", "no. ", "Loi n°", "Act no."):
        text = text.replace(short, short.replace(" ", words.GLUE))
    return re.sub(r"(?<=\d)-(?=\d)", NO_BREAK, words.glued(text, run.lang))


def article(source: str) -> str:
    """« Loi n° 78-763 du 19 juillet 1978, art. 33 » of « …, art. 33, 3° »."""
    law, _, rest = source.partition("art.")
    return f"{law}art.{rest.partition(',')[0]}" if rest else source


def threshold(run: Run, fact: Fact, digits: int = 0) -> str:
    """The legal threshold in the unit of the figure; nothing when the run holds none."""
    limit = fact.row.get("threshold")
    if limit is None:
        return ""
    if fact.unit == "percent":
        return words.percent(limit, run.lang, 0 if float(limit).is_integer() else 1)
    return words.euros(limit, run.lang) if fact.unit == "EUR" else words.number(limit, run.lang, digits)


def pairs(caption: str, rows: Sequence[tuple[str, str | Cell]], measure: str = "") -> Table:
    """Names and values in two columns without heads; empty values are left out."""
    shown = tuple((Cell(name), text if isinstance(text, Cell) else Cell(text)) for name, text in rows if text)
    return Table(caption, (Column("", "left", 34), Column("", "left")), shown, measure=measure, phone="table")


def people(run: Run, n: float | None) -> str:
    """« 42 personnes », empty when it may not be said."""
    return run.say("impact.people", n=int(n)) if n is not None else ""


def counted(run: Run, fact: Fact, unit: str) -> str:
    """« 40 mois », « 44,5 jours »: a time with its word, its decimal only when it has one."""
    value = words.rounded(fact.value or 0, 1)
    text = words.number(value, run.lang, 0 if value == int(value) else 1)
    return run.say(f"unit.{unit}", n=int(value), value=text).replace(" ", words.GLUE)

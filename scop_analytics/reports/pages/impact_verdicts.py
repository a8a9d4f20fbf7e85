"""The rules of law a co-operative is held to, gathered by what the results say of each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from scop_analytics import words
from scop_analytics.reports.facts import Fact
from scop_analytics.reports.pages.impact_words import citation, threshold
from scop_analytics.reports.run import Run

FAMILIES: Final = ("LAW", "ALL", "TAX", "REV", "AMO", "SCI", "CAE", "SOC")
CONVENTION: Final = "convention"
CODE: Final = re.compile(r"([A-Z]+)-")


@dataclass(frozen=True)
class Rule:
    """One rule: the figure that answers it, the family and all the codes it answers, and where it stands."""

    fact: Fact
    family: str
    codes: tuple[str, ...]
    standing: str  # breach, deferred, complies, measured, hidden, not_tested or not_applicable


def rules(run: Run) -> list[Rule]:
    """Every figure of the run that answers a rule of law, in the order of the families and of their codes."""
    entries = run.context.get("catalogue", {})
    found = [_rule(run, name, entry) for name, entry in entries.items() if _codes(entry)]
    return sorted(found, key=lambda rule: (FAMILIES.index(rule.family), _order(rule.codes[0])))


def _codes(entry: Any) -> tuple[str, ...]:
    every = [str(entry["code"]), *map(str, entry.get("answers") or ())]
    return tuple(code for code in every if (part := CODE.match(code)) and part[1] in FAMILIES)


def _rule(run: Run, name: str, entry: Any) -> Rule:
    codes = _codes(entry)
    fact = run.fact(name)
    return Rule(fact, codes[0].partition("-")[0], codes, _standing(fact))


def _order(code: str) -> tuple[int, str]:
    number = re.search(r"\d+", code)
    return (int(number[0]) if number else 0, code)


def _standing(fact: Fact) -> str:
    """A masked figure may still say its verdict: readers then know that the rule is kept, not by how much."""
    verdict = fact.row.get("verdict")
    if fact.status == "not_applicable":
        return "not_applicable"
    if verdict in ("breach", "deferred", "complies"):
        return str(verdict)
    if fact.status == "suppressed":
        return "hidden"
    return "measured" if fact.known and verdict is None else "not_tested"


def numbers(run: Run, fact: Fact) -> str:
    """« 86,6 % ; au moins 51 % »: what was found and what the law asks; only the law's part when the figure is masked."""
    if not fact.known:
        return run.say("law.number_hidden")
    limit = _limit(run, fact)
    return words.typography(run.semicolon.join(part for part in (fact.full, limit) if part), run.lang)


def texts_of(run: Run, keys: Iterable[str]) -> list[str]:
    """The texts in force on the closing day; a choice of this package, where texts leave one, says that it is one."""
    from scop_analytics import law  # lazily: only pages on the law read it

    rules = law.at(run.end)
    held = [key for key in keys if key in rules.entries and key in rules]
    told = [_text(run, rules.version(key).source, rules.entries[key]) for key in held]
    return list(dict.fromkeys(told))


def _text(run: Run, source: str, entry: Any) -> str:
    if entry.status == CONVENTION:
        return run.say("law.convention", what=entry.label[run.lang])
    return citation(run, source)


def _limit(run: Run, fact: Fact) -> str:
    value, way = threshold(run, fact, fact.digits), str(fact.row.get("direction") or "")
    return run.say(f"law.{way}", value=value) if value and way in ("at_least", "at_most", "above", "below") else ""

"""The indicator functions by name, what each asks for, and the order in which they can be computed."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from types import ModuleType
from typing import Any, Final

from scop_analytics.errors import PackageError
from scop_analytics.indicators import catalogue
from scop_analytics.indicators.arguments import BEFORE, COMPANY_FRAMES, Signature, signature

Function = Callable[..., Any]
FRAMES: Final = frozenset(
    {
        *COMPANY_FRAMES, "person", "person_calendar", "contract", "member", "seat", "body", "office", "assembly", "ballot", "answer",
        "survey", "consultation", "leave_right", "emission", "board_presence", "index_person", "index_company",
        "leave_return", "component", "uk_employee",
        "work_year", "seat_training", "parental_return", "parental_stay", "second_parent",
        "consulted_group", "document", "called_member", "leader_vote", "register_entry",
        "register", "member_day", "proxy", "labour_right",
        "candidate", "hire", "cohort", "labour_share_row", "paid_year", "leader", "resource", "investment", "purchase",
        "solidarity_action",
    }
)  # fmt: skip


def ingredient(function: Function) -> Function:
    """Mark a figure that only serves others: it has no catalogue entry and is never released."""
    function.is_ingredient = True  # type: ignore[attr-defined]  # a mark on a plain function, read below
    return function


def gives(*names: str, reads: Mapping[str, tuple[str, ...]]) -> Callable[[Function], Function]:
    """Mark a block: a function of whole frames, of all companies, that returns the rows of several indicators.

    ``reads`` names its frames and their columns. Its parameters are these frames and, if it needs the law, ``rules``.
    """

    def mark(function: Function) -> Function:
        vars(function).update({"gives": names, "reads": reads})
        return function

    return mark


@dataclass(frozen=True)
class Library:
    """Every function, by the name of what it computes."""

    functions: dict[str, Function]
    ingredients: frozenset[str]
    blocks: dict[str, Function]  # by indicator given
    signatures: dict[str, Signature]
    order: tuple[str, ...]

    def closure(self, names: Iterable[str]) -> tuple[str, ...]:
        """``names`` and all they rest on, in computing order (blocks apart)."""
        needed, waiting = set(), [name for name in names if name in self.functions]
        while waiting:
            name = waiting.pop()
            if name not in needed:
                needed.add(name)
                waiting += [
                    item if item in self.functions else item.removesuffix(BEFORE) for item in self._rests_on(name)
                ]
        return tuple(name for name in self.order if name in needed)

    def frames(self, names: Iterable[str]) -> set[str]:
        """The frames that ``names``, and all they rest on, are computed from."""
        asked = list(names)
        formulas = {frame for name in self.closure(asked) for frame in self.signatures[name].frames}
        return formulas | {frame for name in asked if name in self.blocks for frame in vars(self.blocks[name])["reads"]}

    def _rests_on(self, name: str) -> tuple[str, ...]:
        return self.signatures[name].indicators


@cache
def load() -> Library:
    """All families; two functions of one name, or a circle of indicators, are refused."""
    functions: dict[str, Function] = {}
    blocks: dict[str, Function] = {}
    for family in catalogue.FAMILIES:
        for name, function in _public(importlib.import_module(f"scop_analytics.indicators.{family}")):
            if name in functions:
                raise PackageError("two_functions", name=name)
            given = getattr(function, "gives", ())
            blocks.update(dict.fromkeys(given, function))
            functions.update({} if given else {name: function})
    names = frozenset(functions)
    asked = {name: signature(function, FRAMES, names) for name, function in functions.items()}
    hidden = frozenset(name for name, function in functions.items() if getattr(function, "is_ingredient", False))
    return Library(functions, hidden, blocks, asked, _order(asked))


def law_keys(names: Iterable[str]) -> set[str]:
    """The legal values of every indicator that ``names`` rest on, asked for or not; a block reads those of all it gives."""
    entries, found, asked = catalogue.load(), load(), list(names)
    together = {given for name in asked if name in found.blocks for given in vars(found.blocks[name])["gives"]}
    return {key for name in (*found.closure(asked), *together) if name in entries for key in entries[name].law}


@cache
def law_of(name: str) -> frozenset[str]:
    """The legal values of one indicator and of all it rests on."""
    return frozenset(law_keys((name,)))


def _public(module: ModuleType) -> list[tuple[str, Function]]:
    own = ((name, item) for name, item in vars(module).items() if getattr(item, "__module__", "") == module.__name__)
    return [(name, item) for name, item in own if callable(item) and not name.startswith("_")]


def _order(asked: dict[str, Signature]) -> tuple[str, ...]:
    graph = {
        name: {item if item in asked else item.removesuffix(BEFORE) for item in found.indicators}
        for name, found in asked.items()
    }
    try:
        return tuple(TopologicalSorter(graph).static_order())
    except CycleError as fault:
        raise PackageError("circle", names=fault.args[1]) from fault

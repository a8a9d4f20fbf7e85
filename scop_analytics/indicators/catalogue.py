"""The catalogue: what each indicator is called, means, needs, and how a reader checks it by hand.

One TOML file per family stands beside the functions of the same names. Reading is strict: an unknown key, a missing
language or a wrong word stops the package, never a report.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from scop_analytics import datafiles
from scop_analytics.errors import PackageError, UsageError, closest
from scop_analytics.indicators import compiled
from scop_analytics.law import JURISDICTIONS

HERE: Final = Path(__file__).parent
FAMILIES: Final = (
    "employment",
    "diversity",
    "pay_spread",
    "pay_equity",
    "statutory_index",
    "pay_transparency",
    "pay_categories",
    "pay_standardised",
    "pay_components",
    "membership",
    "capital",
    "register",
    "governance",
    "board_mirror",
    "elections",
    "turnout",
    "representation",
    "decisions",
    "decision_process",
    "transparency",
    "parenthood",
    "survey_scores",
    "recruitment",
    "health",
    "training",
    "value_sharing",
    "value_added",
    "law_membership",
    "law_bodies",
    "law_allocation",
    "law_review",
    "law_variants",
    "law_social",
    "durability",
    "footprint",
    "resource_use",
    "solidarity",
    "pay_standards",
    "uk_pay_gap",
)
TEXTS: Final = ("label", "short", "definition", "formula", "population")
REQUIRED: Final = (*TEXTS, "code", "unit", "polarity", "period", "disclosure", "needs")
OPTIONAL: Final = (
    "sign",
    "rounding",
    "pay",
    "segments",
    "always",
    "law",
    "standards",
    "example",
    "method",
    "flow",
    "jurisdiction",
    "remedy",
    "answers",
)
WORDS: Final = {
    "unit": (
        "people", "count", "seats", "fte", "percent", "coverage_band", "points", "ratio", "index", "years", "months", "days", "hours", "EUR", "EUR_per_month",
        "EUR_per_hour", "EUR_per_year", "tonne_co2e", "tonne_co2e_per_fte",
        "per_million_hours", "per_thousand_hours", "per_200000_hours", "per_thousand_people",
        "kwh", "kilometres", "kilograms", "cubic_metres", "kg_co2e_per_keur", "kg_co2e_per_workstation",
    ),
    "polarity": ("up", "down", "towards_zero", "towards_balance", "context"),
    "period": ("fiscal", "calendar"),
    "disclosure": ("role", "visible", "pay", "opinion", "sensitive", "company", "statutory", "category", "received"),
    "pay": (
        "pay_fte", "pay_total", "hourly_total", "pay_basic", "hourly_basic", "pay_variable", "hourly_variable",
        "pay_shared", "hourly_shared",
    ),
    "sign": ("men_minus_women", "women_minus_men"),
    "jurisdiction": JURISDICTIONS,
}  # fmt: skip
SEGMENT_KEYS: Final = (
    "sex", "age_band", "csp", "contract_type", "job_level", "work_site", "working_time", "membership", "body_type",
    "item", "answer", "quarter", "half", "pay_band", "scope", "value_category", "component",
    "tenure_band", "hire_year", "resolution_kind", "decision_outcome", "category",
)  # fmt: skip


@dataclass(frozen=True)
class Indicator:
    """One entry of the catalogue: the words, the law, the standards and the worked example of one number."""

    id: str
    family: str
    code: str
    label: Mapping[str, str]
    short: Mapping[str, str]
    definition: Mapping[str, str]
    formula: Mapping[str, str]
    population: Mapping[str, str]
    unit: str
    polarity: str
    period: str
    disclosure: str
    needs: tuple[str, ...]
    sign: str | None = None
    rounding: Mapping[str, Any] | None = None
    pay: str | None = None
    segments: tuple[str, ...] = ()
    always: tuple[tuple[str, ...], ...] = ()
    law: tuple[str, ...] = ()
    standards: Mapping[str, str] = field(default_factory=dict)
    example: Mapping[str, Any] = field(default_factory=dict)
    method: str | None = None
    jurisdiction: str | None = None  # the country whose rule it follows; without one, it is computed wherever one is
    remedy: Mapping[str, str] | None = None  # the way to comply, where the law judges the figure
    answers: tuple[str, ...] = ()  # other rules of law that this same number answers
    flow: bool = False  # counts what happens during the year: a year that is not of twelve months calls for caution

    @property
    def digits(self) -> int | None:
        """The decimals of the legal rounding, if the indicator has one."""
        return int(self.rounding["digits"]) if self.rounding else None

    @property
    def mark(self) -> str:
        """Fingerprint of what the number means: it changes when the definition, formula, population or basis is rewritten."""
        told = [self.definition["fr"], self.formula["fr"], self.population["fr"]]
        basis = [self.unit, self.period, self.pay or "", self.method or "", self.sign or ""]
        letters = "".join(sign for sign in "|".join([*told, *basis]).lower() if sign.isalnum() or sign in "|÷×+−")
        return hashlib.sha256(letters.encode()).hexdigest()[:12]

    def allows(self, keys: Iterable[str]) -> bool:
        """Whether the indicator may be cut by these segment keys."""
        return set(keys) <= set(self.segments) or tuple(keys) in self.always

    def concerns(self, jurisdictions: Iterable[str]) -> bool:
        """Whether it is computed for a co-operative that lives under the law of these jurisdictions."""
        return self.jurisdiction is None or self.jurisdiction in jurisdictions


@cache
def load() -> dict[str, Indicator]:
    """Every indicator by id, family after family, in the order of the files."""
    trees = compiled.read(HERE / f"{family}.toml" for family in FAMILIES)
    return {
        name: _indicator(name, family, entry)
        for family, tree in zip(FAMILIES, trees, strict=True)
        for name, entry in tree.items()
    }


def get(name: str) -> Indicator:
    """The entry of an id or of a code (``GOV-01``); an unknown one is refused with the closest."""
    entries = load()
    codes = {entry.code.upper(): entry.id for entry in entries.values()}
    known = codes.get(name.upper(), name)
    if known not in entries:
        raise UsageError("unknown_indicator", asked=name, suggestion=closest(name, [*entries, *codes]))
    return entries[known]


def _indicator(name: str, family: str, entry: dict[str, Any]) -> Indicator:
    where = f"indicators/{family}.toml [{name}]"
    datafiles.require(entry, REQUIRED, where)
    datafiles.refuse_unknown(entry, (*REQUIRED, *OPTIONAL), where)
    for text in TEXTS:
        datafiles.require(entry[text], ("fr", "en"), f"{where} {text}")
    if "remedy" in entry:
        datafiles.require(entry["remedy"], ("fr", "en"), f"{where} remedy")
    for key, words in WORDS.items():
        if key in entry and entry[key] not in words:
            raise PackageError(
                "wrong_word", where=where, key=key, found=entry[key], suggestion=closest(entry[key], words)
            )
    always = tuple(tuple(keys.split("*")) for keys in entry.get("always", ()))
    datafiles.refuse_unknown(dict.fromkeys([*entry.get("segments", ()), *sum(always, ())]), SEGMENT_KEYS, where)
    lists = {key: tuple(entry.get(key, ())) for key in ("needs", "segments", "law", "answers")}
    return Indicator(id=name, family=family, **{**entry, **lists, "always": always})


def law_json(versions: Iterable[Mapping[str, object]]) -> str:
    """The law versions behind a result, as they are written in the column ``law``."""
    return json.dumps(list(versions), ensure_ascii=False, separators=(",", ":"), default=str)

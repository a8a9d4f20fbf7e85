"""The terms on which an audience reads each indicator: class, rule, kinds and unit settled once, before any row is seen."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final, Protocol

import polars as pl

from scop_analytics.privacy.policy import Policy, Rule, policy


class Entry(Protocol):
    """What masking reads of a catalogue entry."""

    @property
    def disclosure(self) -> str:
        """The disclosure class."""

    @property
    def unit(self) -> str:
        """The unit of the value."""


SCHEMA: Final[dict[str, type[pl.DataType]]] = {
    "indicator": pl.String,
    "disclosure": pl.String,
    "always": pl.Boolean,  # shown whatever the number of people
    "ruled": pl.Boolean,  # shown when the rule of the class is met
    "crossed": pl.Boolean,  # … which is asked of crossed segments only
    "forced": pl.String,  # the rule that hides every row, whatever the number of people
    "whole_only": pl.Boolean,  # shown for the whole company, hidden by group
    "sides": pl.Boolean,  # women and men are counted, not numerator and the rest
    "people_unit": pl.Boolean,  # the value is a number of people
    "share_unit": pl.Boolean,  # the value may be a share of people
    "amount_unit": pl.Boolean,  # the value is in money or a ratio of amounts
    "need": pl.Float64,  # fewest people in each part
    "need_unsexed": pl.Float64,  # fewest people where the sexes are not told apart
    "fewest": pl.Int64,  # fewest people of all (quantiles, answers)
    "fewest_rule": pl.String,
    "least": pl.Int64,
    "unanimity": pl.Boolean,
    "zero": pl.Boolean,
    "full": pl.Boolean,  # not rounded
    "coarse": pl.Boolean,  # rounded for the audience, on the same side of a threshold
    "smoothed": pl.Boolean,
    "must_smooth": pl.Boolean,
    "step_few": pl.Float64,
    "step_many": pl.Float64,
    "count_step": pl.Float64,  # rounding of numbers of people, null when exact
    "parts": pl.String,  # numerator and denominator: "kept", "people" (rounded when they are people) or "dropped"
    "reason": pl.String,
    "keeps_verdict": pl.Boolean,
}


def terms(catalogue: Mapping[str, Entry], audience: str, allowed: Collection[str]) -> pl.DataFrame:
    """One row per indicator of the catalogue, in the columns of :data:`SCHEMA`.

    ``allowed`` holds what the co-op decided: ``spread`` (a general meeting allowed the ratio of highest to lowest pay) and
    ``company`` (its own accounts may be public).
    """
    valid = policy()
    rows = [
        {"indicator": name} | _terms(name, entry, valid.classes[entry.disclosure][audience], valid, allowed)
        for name, entry in catalogue.items()
    ]
    return pl.DataFrame([row | {"reason": said(row)} for row in rows], schema=SCHEMA)


def _terms(name: str, entry: Entry, rule: Rule, valid: Policy, allowed: Collection[str]) -> dict[str, Any]:
    kinds = {kind for kind, names in valid.kinds.items() if name in names}
    group, pay = entry.disclosure, entry.disclosure in valid.pays
    quantile, ruled = pay and "quantiles" in kinds, rule.show == "rule"
    permitted = "permitted" in kinds and "spread" in allowed
    forced = _forced(rule, kinds if pay and ruled else set(), permitted, allowed)
    few, many = _steps(entry, rule, valid)
    return {
        "disclosure": group,
        "always": rule.show == "always",
        "ruled": ruled,
        "crossed": rule.crossed,
        "forced": forced,
        "whole_only": pay and ruled and permitted,
        "sides": pay and "counts" not in kinds,
        "people_unit": entry.unit in valid.units["people"],
        "share_unit": entry.unit in valid.units["share"],
        "amount_unit": entry.unit in valid.units["money"] | valid.units["ratio"],
        "need": float(rule.sides if pay else rule.people),
        "need_unsexed": float(2 * rule.sides if pay else rule.people),
        "fewest": rule.quantile if quantile else rule.people if group == "opinion" else 0,
        "fewest_rule": "quantile" if quantile else "people",
        "least": rule.least,
        "unanimity": rule.unanimity or group != "opinion",
        "zero": rule.zero,
        "full": rule.values == "full",
        "coarse": rule.values == "coarse",
        "smoothed": rule.smoothed,
        "must_smooth": quantile and rule.smoothed and entry.unit in valid.units["money"],
        "step_few": few,
        "step_many": many,
        "count_step": float(rule.counts_to) if rule.counts_to > 1 else None,
        "parts": _parts(rule, dropped=pay and "counts" not in kinds),
        "keeps_verdict": forced == "verdict" or group == "visible",
    }


def _forced(rule: Rule, kinds: Collection[str], permitted: bool, allowed: Collection[str]) -> str | None:
    if rule.show == "never" or (rule.show == "decision" and "company" not in allowed):
        return "class"
    if "verdict_only" in kinds:
        return "verdict"
    return "extreme" if "extremes" in kinds and not permitted else None


def _parts(rule: Rule, *, dropped: bool) -> str:
    if rule.values == "full":
        return "kept"
    return "dropped" if dropped else "people" if rule.counts_to > 1 else "kept"


def _steps(entry: Entry, rule: Rule, valid: Policy) -> tuple[float | None, float | None]:
    """The rounding step of the value below and from the number of people of the policy; nothing where it is not rounded."""
    pay = entry.disclosure in valid.pays
    rounding = getattr(entry, "rounding", None) or {}
    digits = int(rounding.get("digits", valid.digits.get(entry.unit, valid.digits["other"])))
    kind = next((kind for kind, units in valid.units.items() if entry.unit in units), "")
    factor = valid.euros.get(entry.unit, 1.0)
    if rule.values == "full":
        return None, None
    if pay and kind == "money":
        return rule.euros[0] * factor, rule.euros[1] * factor
    if kind == "people" and rule.counts_to > 1:
        return float(rule.counts_to), float(rule.counts_to)
    if rule.values == "coarse" and kind == "share":
        return valid.points
    step = valid.steps[kind] if rule.values == "coarse" and pay and kind in valid.steps else 10.0**-digits
    return step, step


#: The sentence of a hidden row by class, and the minimum that it tells. It never tells which rule hid this row.
REASONS: Final = {
    "visible": "people",
    "sensitive": "people",
    "opinion": "answers",
    "pay": "pay",
    "category": "pay",
    "company": "company",
}


def said(row: Mapping[str, Any]) -> str:
    """The reason of every hidden row of an indicator, as stored in results: one mark for all rules and kinds."""
    if row["forced"] in ("verdict", "extreme"):
        return f'{{"key":"hidden_{row["forced"]}"}}'
    if row["whole_only"]:
        return f'{{"key":"hidden_spread","minimum":{row["need"]:.0f}}}'
    if row["fewest_rule"] == "quantile":
        return f'{{"key":"hidden_quantile","minimum":{row["fewest"]}}}'
    key = REASONS.get(row["disclosure"], "people")
    return f'{{"key":"hidden_{key}"}}' if key == "company" else f'{{"key":"hidden_{key}","minimum":{row["need"]:.0f}}}'

"""Primary rules by hand: small tables whose unsafe cells a reader can find with a pencil."""

from __future__ import annotations

import polars as pl
import pytest

from scop_analytics import masking
from scop_analytics.errors import ScopError

OFF = {"least": 0, "dominance": [], "p": None, "pq": None, "weight": None, "spread": None, "zero": False}


def cells(*groups, dim="g"):
    """One co-operative for each amount of each group."""
    rows = [(letter, f"{letter}{place}", amount) for letter, amounts in groups for place, amount in enumerate(amounts)]
    return pl.DataFrame(rows, schema=[dim, "entity_id", "v"], orient="row")


def rules_of(frame, value="v", **coops):
    """Group → rules that make it unsafe, the total left out."""
    given = {"audience": "peers", "width": 0, "coops": {**OFF, **coops}, "persons": OFF}
    log = masking.protect(frame, ["g"], {}, value, given).log.filter(
        pl.col("kind") == "primary", pl.col("g") != "total"
    )
    return {group: set(rules) for group, rules in log.group_by("g").agg("rule").iter_rows()}


SAFE = ("z", [100] * 10)


@pytest.mark.parametrize(
    ("amounts", "rules", "found"),
    [
        ([10, 10, 10], {"least": 4}, {"threshold"}),
        ([10, 10, 10], {"least": 3}, set()),
        ([86, 7, 7], {"dominance": [[1, 85]]}, {"dominance_1"}),
        ([85, 8, 7], {"dominance": [[1, 85]]}, set()),  # 85 is not above 85 %
        ([50, 36, 14], {"dominance": [[1, 85], [2, 85]]}, {"dominance_2"}),
        ([50, 49, 1], {"dominance": [[1, 90]]}, set()),  # the handbook: it passes, yet the second learns the first
        ([50, 49, 1], {"dominance": [[1, 90]], "p": 10}, {"p_percent"}),  # 1 < 10 % of 50
        ([50, 45, 5], {"p": 10}, set()),  # 5 is not below 5
        ([50, 45, 5], {"pq": [20, 80]}, {"p_q"}),  # 5 < a quarter of 50
        ([50, 35, 15], {"pq": [20, 80]}, set()),
        ([30, 30, 30, 30], {"spread": 2}, {"equal"}),
        ([1000, 1010, 1005], {"spread": 2}, {"equal"}),  # range 10, under 2 % of 1 005
        ([1000, 1030, 1015], {"spread": 2}, set()),  # range 30, over 20.3
        ([0, 0, 0], {"zero": True}, {"zero"}),
        ([-90, 4, 6], {"dominance": [[1, 85]]}, {"dominance_1"}),  # absolute contributions: 90 of 100
    ],
)
def test_each_rule(amounts, rules, found):
    frame = cells(("a", amounts), ("y", [90, 110] * 5), ("z", [100, 120] * 5))
    assert rules_of(frame, **rules).get("a", set()) == found


def test_co_operatives_of_one_holding_count_once():
    frame = cells(("a", [20] * 5), ("y", [100, 110] * 4), ("z", [100] * 8))
    assert rules_of(frame, least=5) == {}
    held = frame.with_columns(pl.when(pl.col("g") == "a").then(pl.lit("H")).alias("holding_id"))
    assert rules_of(held, least=5)["a"] == {"threshold"}


def people(*groups):
    """``(group, co-operatives, people in each)``: people paid 1 000, 1 100, 1 200…"""
    rows = [
        (group, f"{group}{coop}", f"p{person}", 1000 + 100 * (coop * each + person), (coop + person) % 2 == 0)
        for group, coops, each in groups
        for coop in range(coops)
        for person in range(each)
    ]
    return pl.DataFrame(rows, schema=["g", "entity_id", "person_id", "pay", "member"], orient="row")


def test_people_and_co_operatives_are_protected_at_once():
    frame = people(("two_large", 2, 6), ("few_people", 4, 1), ("fine", 6, 2), ("other", 6, 2))
    log = masking.protect(frame, ["g"], {}, None, "peers").log.filter(pl.col("kind") == "primary")
    assert set(log.select("g", "units").iter_rows()) == {
        ("two_large", "coops"), ("few_people", "coops"), ("few_people", "persons")
    }  # fmt: skip


def test_a_share_needs_the_minimum_on_both_sides():
    frame = people(("a", 6, 2), ("b", 6, 2), ("c", 6, 2)).with_columns(
        pl.when(pl.col("g") == "a").then(pl.col("pay") < 1200).otherwise("member").alias("member")
    )
    given = {"audience": "members", "persons": {"least": 5}}
    found = masking.protect(frame, ["g"], {}, {"share": ("member", None)}, given)
    assert found.log.filter(pl.col("kind") == "primary").select("g", "rule").rows() == [
        ("a", "sides")
    ]  # two members of 12
    shown = found.public.filter(pl.col("g") == "total").row(0, named=True)
    assert shown == {"g": "total", "member": 14, "count": 36, "share": 14 / 36, "status": "ok"}  # 2 + 6 + 6


def test_a_mean_is_hidden_with_its_numerator_and_its_denominator():
    frame = people(("a", 3, 2), ("b", 6, 2), ("c", 6, 2))
    public = masking.protect(frame, ["g"], {}, {"mean": ("pay", None)}, "peers").public
    assert public.filter(pl.col("status") == "suppressed").select("pay", "count", "mean").null_count().row(0) == (
        2,
        2,
        2,
    )
    assert public.columns == ["g", "pay", "count", "mean", "status"]  # no rule, no parameter


def test_the_weight_of_one_co_operative_in_a_weighted_mean():
    rows = [("a", f"c{place}", size, 1) for place, size in enumerate([40, 10, 10, 10, 10, 10, 10])]
    rows += [(letter, f"{letter}{place}", 10, 1) for letter in "bc" for place in range(8)]
    frame = pl.DataFrame(rows, schema=["g", "entity_id", "people", "surplus"], orient="row")
    given = {"audience": "peers", "coops": {**OFF, "weight": 25}, "persons": OFF, "counts_to": 1}
    log = masking.protect(frame, ["g"], {}, {"per_head": ("surplus", None)}, given).log
    assert log.filter(pl.col("kind") == "primary").select("g", "rule").rows() == [("a", "weight")]  # 40 of 100


def test_numbers_of_people_are_rounded_for_peers_and_public():
    frame = people(("a", 6, 2), ("b", 7, 2))
    rows = masking.protect(frame, ["g"], {}, None, "peers").public.select("g", "count").rows()
    assert rows == [("a", 10), ("b", 15), ("total", 25)]  # 12, 14, 26


def test_the_profile_of_the_wage_tables_of_insee():
    frame = cells(("a", [88, 6, 6]), ("b", [34, 33, 33]), ("c", [34, 33, 33])).with_columns(pl.lit(9).alias("people"))
    log = masking.protect(frame, ["g"], {}, "v", "insee_wages").log.filter(pl.col("kind") == "primary")
    assert log.select("g", "rule").rows() == [("a", "dominance_1")]


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"parameters": "pears"}, "audience_unknown"),
        ({"parameters": {"audience": "peers", "leest": 3}}, "unknown_key"),
        ({"parameters": {"audience": "peers", "coops": {"p_percent": 3}}}, "unknown_key"),
        ({"parameters": {"audience": "peers", "coops": {"dominance": [[1, 850]]}}}, "masking_parameters"),
        ({"parameters": {"audience": "peers", "width": -1}}, "masking_parameters"),
        ({"dims": []}, "masking_dims"),
        ({"dims": ["g", "g"]}, "masking_dims"),
        ({"dims": ["h"]}, "masking_column"),
        ({"value": "w"}, "masking_column"),
        ({"value": {"g": ("v", None)}}, "masking_names"),
        ({"value": "half"}, "masking_integer"),
        ({"value": "holes"}, "masking_null"),
        ({"hierarchies": {"k": {"a": "A"}}}, "masking_hierarchy"),
        ({"hierarchies": {"g": {"a": "A", "A": "B", "B": "A"}}}, "masking_cycle"),
        ({"hierarchies": {"g": {"a": "b"}}}, "masking_leaf"),
        ({"units": cells(("total", [1, 2]))}, "masking_total"),
        ({"units": cells(("a", [1, 2])).drop("entity_id")}, "masking_units"),
        ({"units": cells(("a", [1])).with_columns(pl.lit(None, pl.String).alias("entity_id"))}, "masking_null"),
        ({"units": cells(("a", [1])).with_columns(pl.lit(-1).alias("people"))}, "masking_integer"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(change, key):
    frame = cells(("a", [1, 2, 3]), ("b", [4, 5, 6])).with_columns(
        pl.lit(0.5).alias("half"), pl.when(pl.col("v") > 1).then("v").alias("holes")
    )
    asked = {"units": frame, "dims": ["g"], "hierarchies": {}, "value": "v", "parameters": "peers", **change}
    with pytest.raises(ScopError) as refused:
        masking.protect(**asked)
    assert refused.value.key == key
    assert all(refused.value.message(lang) for lang in ("fr", "en"))

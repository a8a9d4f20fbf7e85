"""What must hold whatever a small network says, from its tables to its figures: order, company by company, twice as large,
sexes exchanged, parts of a whole, a table without rows. Health, training, governance, decisions, recruitment, sharing of
value, durability, environment, solidarity, checks of the law.

Networks are drawn, not written: what holds here says nothing of whether a figure is the right one.
"""

from __future__ import annotations

from functools import cache

import networks_drawn as drawn
import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from scop_analytics.indicators import catalogue

GROUPS = {
    "work": ("health", "training"),
    "governance": ("governance", "board_mirror", "elections", "turnout", "register", "capital"),
    "decisions": ("decisions", "decision_process", "transparency"),
    "recruitment": ("recruitment",),
    "value": ("value_sharing", "value_added", "durability", "law_allocation"),
    "environment": ("footprint", "resource_use", "solidarity"),
    "law": ("law_membership", "law_bodies", "law_review", "law_variants", "law_social"),
}
NAMES = {group: drawn.of_families(*families) for group, families in GROUPS.items()}
KEY = ["company", "indicator", "segment"]
# Percentages of one amount over another that it is no part of, and of the people trained over an average of people.
OVER_ANOTHER = {
    "solidarity_to_equity", "solidarity_to_cash", "capital_floor", "financial_autonomy", "indivisible_reserves", "investment_rate",
    "legal_reserve_filled", "research_rate", "savings_top_up_to_payroll", "value_added_kept", "value_added_to_lenders",
    "value_added_to_staff", "value_added_to_state", "value_added_to_members", "profit_sharing_to_payroll", "training_access_rate",
    "training_spend_share", "gifts_to_turnover", "interest_rate", "share_redemption_debt", "return_on_shares",
    "solidarity_hours_share", "board_cooperative_training_share", "cooperative_training_share",
}  # fmt: skip
GROWS = ("people", "count", "seats", "EUR", "tonne_co2e", "kwh", "kilometres", "kilograms", "cubic_metres", "hours")
# In a network twice as large: what is said per person or once for the company stays, the part of one member halves.
STAYS = {
    "median_capital_per_employee_member", "mean_labour_share", "admission_shares", "review_reservations", "member_cooperative_votes",
    "allocation_compliance", "training_hours_per_employee", "auditor_criteria", "auditor_criteria_group", "proxies_per_holder", "section_delay",
}  # fmt: skip
HALVES = {"holding_limit", "largest_holding"}
NEAR = {"legal_workforce": 0.02}  # kept in hundredths of a person, rounded down
few = settings(max_examples=2, deadline=None, phases=[Phase.explicit, Phase.generate])
network = st.integers(0, 99)
by_group = pytest.mark.parametrize("group", GROUPS)


@cache
def found(group, seed):
    return drawn.figures(drawn.network(seed), NAMES[group])


def of_whole(results):
    """Value by company and indicator, for the whole company."""
    kept = results.filter(pl.col("segment") == "{}")
    return {(company, name): value for company, name, value in kept.select("company", "indicator", "value").iter_rows()}


@by_group
@few
@given(network)
def test_each_company_apart_and_in_another_order_gives_the_same(group, seed):
    rows = drawn.permuted(drawn.network(seed), seed)
    apart = pl.concat([drawn.figures(drawn.alone(rows, company), NAMES[group]) for company in drawn.COMPANIES])
    assert apart.sort(KEY).equals(found(group, seed).sort(KEY))


@by_group
@few
@given(network)
def test_twice_as_many_of_everything_leaves_ratios(group, seed):
    before, after = (
        of_whole(found(group, seed)),
        of_whole(drawn.figures(drawn.doubled(drawn.network(seed)), NAMES[group])),
    )
    for (company, name), value in before.items():
        twice = after[company, name]
        assert (value is None) == (twice is None), name
        if value is not None:
            factor = 2 if catalogue.get(name).unit in GROWS and name not in STAYS else 0.5 if name in HALVES else 1
            assert twice == pytest.approx(factor * value, rel=1e-9, abs=NEAR.get(name, 1e-9)), name


@by_group
@few
@given(network)
def test_exchanging_the_sexes_is_a_mirror(group, seed):
    after = drawn.figures(drawn.mirrored(drawn.network(seed)), NAMES[group])
    values = {
        (company, name, segment): value for company, name, segment, value in after.select(*KEY, "value").iter_rows()
    }
    for company, name, segment, value in found(group, seed).select(*KEY, "value").iter_rows():
        other = segment.replace(':"F"', ':"?"').replace(':"M"', ':"F"').replace(':"?"', ':"M"')
        mirror = values.get((company, name, other))
        if (company, name, other) not in values or value is None or mirror is None:
            assert value is None or name == "board_gender_ratio", name  # a board of women only has no ratio to men
        else:
            assert mirror == pytest.approx(reflected(name, value), abs=1e-9), name


def reflected(name, value):
    """A gap changes its sign, a share of women leaves that of men, women for one man become men for one woman."""
    entry = catalogue.get(name)
    if name == "board_gender_ratio":
        return 1 / value
    if entry.sign or name.startswith("women_from_"):
        return -value
    return 100 - value if name.startswith("women_") else value


@by_group
@few
@given(network)
def test_a_share_is_a_part_and_every_figure_a_number_or_a_reason(group, seed):
    results = found(group, seed)
    shares = {name for name in NAMES[group] if catalogue.get(name).unit == "percent"} - OVER_ANOTHER
    part = results.filter(pl.col("indicator").is_in(list(shares)))
    assert part.filter(~pl.col("value").is_between(0, 100)).is_empty()
    given_ = pl.col("status").is_in(["ok", "caution"])
    assert results.filter(given_ != pl.col("value").is_not_null()).is_empty()
    assert results.filter(~given_ & pl.col("reason").is_null()).is_empty()
    assert results.filter(pl.col("value").is_nan() | pl.col("value").is_infinite()).is_empty()


@by_group
@few
@given(network)
def test_parts_add_up_to_their_whole(group, seed):
    results, whole = found(group, seed), of_whole(found(group, seed))
    added = {
        name
        for name in NAMES[group]
        if catalogue.get(name).unit in ("people", "count", "tonne_co2e", "kwh", "kilometres")
    }
    for key in ("sex", "scope", "category"):
        cut = results.filter(pl.col("indicator").is_in(list(added)), pl.col("segment").str.starts_with(f'{{"{key}":'))
        sums = cut.group_by("company", "indicator").agg(pl.col("value").sum())
        for company, name, total in sums.iter_rows():
            assert total == pytest.approx(whole[company, name] or 0, rel=1e-9), (name, key)
    outcomes = results.filter(indicator="decision_outcomes").filter(pl.col("segment") != "{}")
    assert set(outcomes.group_by("company").agg(pl.col("value").sum().round(9))["value"]) <= {100.0}


@few
@given(network)
def test_the_surplus_is_all_of_its_parts(seed):
    rows = {row["entity_id"]: row for row in drawn.network(seed)["surplus_allocation"]}
    whole = of_whole(found("value", seed))
    for company, row in rows.items():
        shares = sum(whole[company, name] for name in ("labour_share", "reserves_share", "capital_share"))
        assert shares == pytest.approx(100 * (1 - row["carried_forward"] / row["surplus"]))
        assert whole[company, "full_allotment"] == pytest.approx(0)


NEEDED = sorted(
    {need.partition(".")[0] for names in NAMES.values() for name in names for need in catalogue.get(name).needs if "|" not in need}
    - {"entity", "survey", "survey_meta"}
)  # fmt: skip


@pytest.mark.parametrize("table", NEEDED)
def test_a_table_without_rows_gives_reasons_and_never_a_zero(table):
    names = [
        name
        for own in NAMES.values()
        for name in own
        if any(need.startswith(f"{table}.") and "|" not in need for need in catalogue.get(name).needs)
    ]
    results = drawn.figures(drawn.network(7), names, empty=table)
    assert set(results["indicator"]) == set(names)
    assert results.filter(pl.col("value").is_not_null()).is_empty()
    assert results.filter(pl.col("reason").is_null()).is_empty()

"""What must hold whatever the data: order, currency, exchange of the sexes, other years, other companies."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from rows import compute, frame, years

from scop_analytics.indicators import catalogue

PAY = (
    "pay_spread",
    "pay_decile_ratio",
    "pay_top_to_bottom",
    "total_pay_ratio",
    "pay_gini",
    "lowest_pay_to_minimum_wage",
)
GAPS = ("mean_gap_hourly", "mean_gap_annual", "median_gap_hourly", "median_gap_annual")
PEOPLE = (
    "headcount",
    "women_in_workforce",
    "permanent_contract_share",
    "part_time_share",
    "employee_membership_rate",
    "membership_gap",
)
ALL = (
    *PAY,
    *GAPS,
    *PEOPLE,
    "women_in_pay_quarter",
    "pay_quarter_headcount",
    "women_among_ten_best_paid",
    "pay_band_headcount",
)
FIGURES = ["company", "year", "indicator", "segment", "value", "rounded", "status", "verdict", "people"]

person = st.fixed_dictionaries(
    {
        "sex": st.sampled_from(["F", "M"]),
        "is_present": st.booleans(),
        "is_permanent": st.booleans(),
        "is_part_time": st.booleans(),
        "is_member": st.booleans(),
        "pay_fte": st.one_of(st.none(), st.integers(1_000_000, 9_000_000)),
        "hourly_total": st.one_of(st.none(), st.integers(100_000, 900_000)),
        "entity_id": st.sampled_from("AB"),
        "fiscal_year": st.sampled_from([2024, 2025]),
    }
)
CONSTANT = {
    "in_spread": True,
    "in_gap": True,
    "approached": False,
    "pay_method": "clean_month",
    "minimum_pay": 2_000_000,
}
crowd = st.lists(person, min_size=1, max_size=40)
# Without shrinking: a failing example is small enough to read, and the suite stays short.
quick = settings(max_examples=12, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])


def frames(people):
    rows = [{**CONSTANT, **one, "is_woman": one["sex"] == "F", "pay_total": one["pay_fte"]} for one in people]
    skeleton = years(("A", 2024), ("A", 2025), ("B", 2024), ("B", 2025))
    columns = dict.fromkeys(("pay_fte", "pay_total", "hourly_total"), pl.Int64)
    whole = frame(rows).with_columns(pl.col(name).cast(kind) for name, kind in columns.items())
    return {"company_year": skeleton, "person": whole, "person_calendar": whole}


def figures(people, *names, by=None):
    return compute(frames(people), *(names or ALL), by=by).select(FIGURES)


@quick
@given(crowd, st.randoms())
def test_the_order_of_rows_does_not_matter(people, chance):
    before = figures(people, by="sex")
    chance.shuffle(people)
    assert figures(people, by="sex").equals(before)


@quick
@given(crowd, st.integers(2, 9))
def test_another_currency_leaves_ratios_and_gaps(people, factor):
    scaled = [{**one, **{pay: one[pay] and one[pay] * factor for pay in ("pay_fte", "hourly_total")}} for one in people]
    names = (*PAY[:-1], *GAPS, "women_in_pay_quarter")
    before, after = figures(people, *names), figures(scaled, *names)
    assert after.drop("value").equals(before.drop("value"))
    assert after["value"].to_list() == pytest.approx(before["value"].to_list(), nan_ok=True)


@quick
@given(crowd)
def test_exchanging_the_sexes_flips_gaps(people):
    other = [{**one, "sex": {"F": "M", "M": "F"}[one["sex"]]} for one in people]
    before, after = figures(people, *GAPS, "membership_gap"), figures(other, *GAPS, "membership_gap")
    for old, new in zip(before.to_dicts(), after.to_dicts(), strict=True):
        assert old["status"] == new["status"]
        if old["value"] is not None:
            points = old["indicator"] == "membership_gap"
            expected = -old["value"] if points else -100 * old["value"] / (100 - old["value"])
            assert new["value"] == pytest.approx(expected, abs=1e-9)


@quick
@given(crowd)
def test_shares_lie_between_zero_and_a_hundred(people):
    found = figures(people, by="sex")
    shares = [name for name in ALL if catalogue.get(name).unit == "percent" and name not in GAPS]
    values = found.filter(pl.col("indicator").is_in(shares))["value"].drop_nulls()
    assert values.is_between(0, 100).all()


@quick
@given(crowd)
def test_a_number_or_a_reason(people):
    found = compute(frames(people), *ALL, by="sex")
    given = pl.col("status").is_in(["ok", "caution"])
    assert found.filter(given & pl.col("value").is_null()).is_empty()
    assert found.filter(~given & (pl.col("value").is_not_null() | pl.col("reason").is_null())).is_empty()
    assert found.filter(pl.col("value").is_nan() | pl.col("value").is_infinite()).is_empty()


@quick
@given(crowd, crowd)
def test_a_later_year_leaves_the_past_unchanged(people, later):
    past = [{**one, "fiscal_year": 2024} for one in people]
    more = past + [{**one, "fiscal_year": 2025} for one in later]
    asked = (*PAY, *GAPS, "headcount", "net_job_creation", "women_in_pay_quarter")
    of_2024 = pl.col("year") == 2024
    assert figures(more, *asked).filter(of_2024).equals(figures(past, *asked).filter(of_2024))


@quick
@given(crowd, crowd)
def test_one_company_alone_equals_itself_among_others(people, others):
    own = [{**one, "entity_id": "A"} for one in people]
    among = own + [{**one, "entity_id": "B"} for one in others]
    of_a = pl.col("company") == "A"
    assert figures(among, by="sex").filter(of_a).equals(figures(own, by="sex").filter(of_a))

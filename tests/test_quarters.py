"""Pay quarters, halves and bands: sizes, ties, and nothing that depends on the order of the files."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rows import compute, frame, only, years

from scop_analytics.statistics.bands import levels, mix
from scop_analytics.statistics.scale import pay_bands


def people(*pairs):
    return frame([{"sex": sex, "hourly_total": pay, "in_gap": True} for sex, pay in pairs])


def bands(rows, number=4):
    return mix(levels(rows), number).collect().select("women", "men").rows()


def test_equal_quarters():
    assert bands(people(*[("F", pay) for pay in range(4)], *[("M", pay) for pay in range(4, 8)])) == [
        (2, 0),
        (2, 0),
        (0, 2),
        (0, 2),
    ]


@pytest.mark.parametrize(
    ("number", "sizes"), [(8, [2, 2, 2, 2]), (9, [3, 2, 2, 2]), (10, [3, 3, 2, 2]), (11, [3, 3, 3, 2])]
)
def test_the_extra_people_are_in_the_lowest_quarters(number, sizes):
    assert [women + men for women, men in bands(people(*[("F", pay) for pay in range(number)]))] == sizes


def test_people_of_equal_pay_keep_their_mix_across_a_cut():
    # Everybody earns the same: four women and four men, two quarters of one each… and one each in every quarter.
    assert bands(people(*[("F", 1)] * 4, *[("M", 1)] * 4)) == [(1, 1)] * 4


def test_a_tied_block_is_shared_by_largest_remainder():
    # Two women and one man tied over the first cut of two halves of three: two places below, one above.
    # Fair shares of women 2 × 2/3 = 1.33 and 2 × 1/3 = 0.67: one and one.
    rows = people(("M", 1), ("F", 2), ("F", 2), ("M", 2), ("M", 3), ("M", 3))
    assert bands(rows, 2) == [(1, 2), (1, 2)]


def test_the_eight_workers_of_the_directive_example():
    # Hourly pays of worked example E of the law file: women per quarter 1, 2, 0, 1.
    hours, pays = (
        1820,
        {
            "F": [(24_000, 1820), (29_000, 1820), (32_000, 1456), (36_000, 1820)],
            "M": [(26_000, 1820), (34_000, 1820), (33_000, 1820), (56_000, 1820)],
        },
    )
    annual = people(*[(sex, pay * 10_000 // hours) for sex, found in pays.items() for pay, _ in found])
    assert [women for women, _ in bands(annual)] == [1, 2, 0, 1]


def test_fewer_people_than_quarters_give_a_reason():
    found = compute({"person_calendar": people(("F", 1), ("M", 2))}, "women_in_pay_quarter", "pay_half_headcount")
    quarter = found.filter(pl.col("indicator") == "women_in_pay_quarter").row(0, named=True)
    assert (quarter["status"], quarter["segment"]) == ("not_computable", "{}")
    assert only(found, "pay_half_headcount", half="1", sex="F")["value"] == 1


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("FM"), st.integers(1, 6)), min_size=4, max_size=40), st.randoms())
def test_nobody_is_lost_and_order_does_not_matter(pairs, chance):
    found = bands(people(*pairs))
    assert sum(women for women, _ in found) == sum(sex == "F" for sex, _ in pairs)
    sizes = [women + men for women, men in found]
    assert sum(sizes) == len(pairs)
    assert sizes == sorted(sizes, reverse=True)
    assert max(sizes) - min(sizes) <= 1
    assert all(women >= 0 and men >= 0 for women, men in found)
    chance.shuffle(pairs)
    assert bands(people(*pairs)) == found


def test_pay_bands_are_joined_until_five():
    monthly = [2000] * 3 + [2600] * 2 + [3000] * 5 + [5000]
    rows = frame([{"pay_fte": pay * 1200, "in_spread": True} for pay in monthly])
    found = pay_bands(rows).collect()
    # 3 at 2,000 and 2 at 2,600 make the first band; the last person joins the band below.
    assert dict(zip(found["segment"], found["people"], strict=True)) == {
        '{"pay_band":"2000-2999"}': 5,
        '{"pay_band":"3000-5499"}': 6,
    }


def test_pay_bands_of_many_companies_do_not_mix():
    rows = frame(
        [
            {"entity_id": name, "pay_fte": pay * 1200, "in_spread": True}
            for name, pay in [("A", 2000)] * 4 + [("B", 2000)] * 5
        ]
    )
    found = compute({"company_year": years(("A", 2025), ("B", 2025)), "person": rows}, "pay_band_headcount")
    assert only(found, company="A")["status"] == "not_computable"  # four people: no band
    assert only(found, company="B", pay_band="2000-2499")["value"] == 5


@pytest.mark.parametrize(
    ("tied_women", "tied_men", "expected"),
    [(2, 0, 2), (0, 2, 1), (2, 2, 2), (1, 3, 1)],  # one place left for the tied: women's share of it, rounded half up
)
def test_ten_best_paid_share_the_last_place(tied_women, tied_men, expected):
    above = [("F", 99), *[("M", 90)] * 8]
    tied = [("F", 50)] * tied_women + [("M", 50)] * tied_men
    row = only(compute({"person_calendar": people(*above, *tied, ("M", 1))}, "women_among_ten_best_paid"))
    assert row["value"] == expected

"""Indicators A to G of the directive: the worked example of the law file, an exact oracle in fractions, invariances."""

from __future__ import annotations

import json
from fractions import Fraction
from statistics import median

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rows import RULES, compute, frame, years

LAW = {
    **RULES,
    "pay_equity.alert_percent": 5,
    "pay_equity.alert_inclusive": 1,
    "pay_equity.alert_both_directions": 1,
    "pay_equity.coverage_minimum": 40,
}
THREE = {**LAW, "pay_equity.minimum_group": 3}
A_C = ("mean_gap_hourly", "mean_gap_annual", "median_gap_hourly", "median_gap_annual")
B_D = tuple(f"variable_{kind}_gap_{per}" for kind in ("mean", "median") for per in ("hourly", "annual"))
EVERYONE = tuple(f"{name}_everyone" for name in B_D)
G = tuple(f"category_gap_{pay}_{per}" for pay in ("basic", "variable") for per in ("hourly", "annual"))
COUNTS = ("categories_compared", "categories_above_threshold", "categories_too_small")
F = ("pay_quarter_headcount", "women_in_pay_quarter", "pay_quarter_headcount_annual", "women_in_pay_quarter_annual")
ALL = (
    *A_C,
    *B_D,
    *EVERYONE,
    "variable_pay_share",
    *G,
    "category_headcount",
    *COUNTS,
    *F,
    "standardised_gap",
    "standardised_coverage",
)
HOURS = 1820


def person(sex, category, base, variable, hours=HOURS, **more):
    """A person; hourly amounts are kept × 1,820 so that the example's rates stay whole numbers (no gap changes)."""
    rates = {"hourly_basic": base * HOURS // hours, "hourly_variable": variable * HOURS // hours}
    total = {"pay_total": base + variable, "hourly_total": sum(rates.values())}
    fixed = {"in_gap": True, "approached": False, "pay_method": "clean_month"}
    return {
        "sex": sex,
        "value_category": category,
        "pay_basic": base,
        "pay_variable": variable,
        **rates,
        **total,
        **fixed,
        **more,
    }


#: Worked example E of the law file: base, variable, hours.
EXAMPLE = [
    person("F", "K1", 24_000, 0), person("F", "K1", 28_000, 1_000), person("F", "K2", 30_000, 2_000, 1456),
    person("F", "K2", 36_000, 0), person("M", "K1", 26_000, 0), person("M", "K1", 31_000, 3_000),
    person("M", "K2", 33_000, 0), person("M", "K2", 50_000, 6_000),
]  # fmt: skip


def results(people, names=ALL, rules=LAW):
    """Value, status, verdict and rounded value by id and segment."""
    told = compute({"person_calendar": frame(people)}, *names, rules=rules)
    return {(row["indicator"], row["segment"]): row for row in told.filter(pl.col("company") == "A").to_dicts()}


def value(found, name, **segment):
    row = found[name, json.dumps(segment, separators=(",", ":"), sort_keys=True)]
    return row["value"] if row["status"] in ("ok", "caution") else None


OFFICIAL = {
    ("mean_gap_annual", ""): 18.791946,
    ("median_gap_annual", ""): 8.955224,
    ("variable_mean_gap_annual", ""): 66.666667,
    ("variable_median_gap_annual", ""): 66.666667,
    ("category_gap_basic_annual", "K1"): 8.77193,
    ("category_gap_basic_annual", "K2"): 20.481928,
    ("mean_gap_hourly", ""): 13.422819,
    ("median_gap_hourly", ""): 2.985075,
    ("variable_mean_gap_hourly", ""): 61.111111,
    ("category_gap_basic_hourly", "K1"): 8.77193,
    ("category_gap_basic_hourly", "K2"): 11.445783,
}


@pytest.mark.parametrize(("asked", "expected"), OFFICIAL.items(), ids=str)
def test_the_worked_example_of_the_law_file(asked, expected):
    name, category = asked
    segment = {"value_category": category} if category else {}
    assert value(results(EXAMPLE), name, **segment) == pytest.approx(expected, abs=6e-7)


def test_the_worked_example_e_and_f():
    found = results(EXAMPLE)
    assert [
        found["variable_pay_share", f'{{"sex":"{sex}"}}'][side] for sex in "FM" for side in ("numerator", "denominator")
    ] == [2, 4, 2, 4]
    quarters = [value(found, "pay_quarter_headcount_annual", quarter=str(band), sex="F") for band in (1, 2, 3, 4)]
    assert quarters == [1, 2, 0, 1]
    assert [value(found, "women_in_pay_quarter_annual", quarter=str(band)) for band in (1, 2, 3, 4)] == [50, 100, 0, 50]


def test_with_rates_kept_in_ten_thousandths_of_a_euro_the_example_keeps_its_legal_rounding():
    people = [
        row | {name: row[name] * 10_000 // HOURS for name in row if name.startswith("hourly_")} for row in EXAMPLE
    ]
    found = results(people)
    rounded = {key: row["rounded"] for key, row in found.items() if row["rounded"] is not None}
    for (name, category), expected in OFFICIAL.items():
        segment = json.dumps({"value_category": category}, separators=(",", ":")) if category else "{}"
        assert rounded[name, segment] == round(expected, 1)


# ── An independent implementation, in exact fractions ────────────────────────────────────────────────────────────────


def gap(women, men, of, fewest):
    """Exact gap in percent, or nothing."""
    if min(len(women), len(men)) < fewest or not of(men):
        return None
    return 100 * (of(men) - of(women)) / of(men)


def mean_of(amounts):
    return Fraction(sum(amounts), len(amounts))


def median_of(amounts):
    return Fraction(median([Fraction(amount) for amount in amounts]))


def tenths(number):
    """One decimal, half away from zero."""
    size = abs(number) * 10 + Fraction(1, 2)
    return (size.numerator // size.denominator) * (1 if number >= 0 else -1)


def oracle(people, fewest):
    """A, B, C, D, E, G and what follows from them, by plain loops."""
    told = {}
    sides = {sex: [row for row in people if row["sex"] == sex] for sex in "FM"}

    def both(column, kept=lambda row: True):
        return ([row[column] for row in sides[sex] if kept(row)] for sex in "FM")

    recipient = lambda row: row["pay_variable"] > 0  # noqa: E731 - named where it is read
    for per, total, variable in (
        ("hourly", "hourly_total", "hourly_variable"),
        ("annual", "pay_total", "pay_variable"),
    ):
        for kind, of in (("mean", mean_of), ("median", median_of)):
            told[f"{kind}_gap_{per}", ""] = gap(*both(total), of, fewest)
            told[f"variable_{kind}_gap_{per}", ""] = gap(*both(variable, recipient), of, fewest)
            told[f"variable_{kind}_gap_{per}_everyone", ""] = gap(*both(variable), of, fewest)
    told |= {("variable_pay_share", sex): share(side) for sex, side in sides.items()}
    categories = sorted({row["value_category"] for row in people if row["value_category"]})
    reached, compared = set(), set()
    for category in categories:
        own = lambda row: row["value_category"] == category  # noqa: B023, E731 - used at once
        for name, column in (("basic_hourly", "hourly_basic"), ("basic_annual", "pay_basic"), ("variable_hourly", "hourly_variable"), ("variable_annual", "pay_variable")):  # fmt: skip
            kept = own if name.startswith("basic") else lambda row: own(row) and recipient(row)  # noqa: B023
            found = gap(*both(column, kept), mean_of, fewest)
            told[f"category_gap_{name}", category] = found
            reached |= {category} if found is not None and abs(tenths(found)) >= 50 else set()
            compared |= {category} if found is not None and name.startswith("basic") else set()
    told["categories_compared", ""] = len(compared) if categories else None
    told["categories_above_threshold", ""] = len(reached) if compared else None
    told["categories_too_small", ""] = len(categories) - len(compared) if categories else None
    told["standardised_gap", ""] = standardised(people, categories, fewest)
    return told


def share(side):
    return Fraction(100 * sum(row["pay_variable"] > 0 for row in side), len(side)) if side else None


def standardised(people, categories, fewest):
    weighted, heads = Fraction(0), 0
    for category in categories:
        women, men = (
            [row["hourly_total"] for row in people if row["value_category"] == category and row["sex"] == sex]
            for sex in "FM"
        )
        found = gap(women, men, mean_of, fewest)
        if found is not None:
            weighted, heads = weighted + found * (len(women) + len(men)), heads + len(women) + len(men)
    return weighted / heads if heads and heads * 100 >= 40 * len(people) else None


amounts = st.integers(0, 4).map(lambda part: part * 700) | st.integers(0, 9_000_000)
workers = st.builds(
    person,
    st.sampled_from("FM"),
    st.sampled_from(["K1", "K2", "K3", None]),
    st.integers(1, 9_000_000) | st.sampled_from([2_000_000, 2_100_000, 1_900_000]),
    amounts,
    st.sampled_from([HOURS, HOURS // 2]),
)
crowds = st.lists(workers, min_size=1, max_size=30)


@settings(max_examples=30, deadline=None)
@given(crowds, st.sampled_from([1, 3]))
def test_every_figure_agrees_with_exact_fractions(people, fewest):
    found = results(people, rules={**LAW, "pay_equity.minimum_group": fewest})
    for (name, part), expected in oracle(people, fewest).items():
        key = "sex" if name == "variable_pay_share" else "value_category"
        segment = json.dumps({key: part}, separators=(",", ":")) if part else "{}"
        row = found[name, segment]
        given_value = row["value"] if row["status"] in ("ok", "caution") else None
        if expected is None:
            assert given_value is None, (name, part)
            assert row["reason"]
        else:
            assert given_value == pytest.approx(float(expected), rel=1e-9, abs=1e-8), (name, part)
            if row["rounded"] is not None and name != "standardised_gap":
                assert round(row["rounded"] * 10) == tenths(expected), (name, part)


def exchanged(people):
    return [row | {"sex": {"F": "M", "M": "F"}[row["sex"]]} for row in people]


@settings(max_examples=12, deadline=None)
@given(crowds)
def test_exchanging_the_sexes_maps_a_mean_gap_to_its_mirror(people):
    names = [name for name in (*A_C, *B_D, *G) if "standardised" not in name]
    here, there = (results(rows, names) for rows in (people, exchanged(people)))
    for key, row in here.items():
        mirror = there[key]
        if row["value"] is not None and mirror["value"] is not None and row["value"] < 99.9:
            assert mirror["value"] == pytest.approx(-100 * row["value"] / (100 - row["value"]), rel=1e-9, abs=1e-9)


@settings(max_examples=10, deadline=None)
@given(st.data())
def test_the_order_of_people_changes_nothing(data):
    people = data.draw(crowds)
    again = data.draw(st.permutations(people))
    assert results(people) == results(again)


@settings(max_examples=10, deadline=None)
@given(crowds, st.integers(2, 7))
def test_scaling_all_pay_changes_no_gap_and_no_count(people, times):
    pays = [name for name in EXAMPLE[0] if name.startswith(("pay_", "hourly_")) and name != "pay_method"]
    scaled = [row | {name: row[name] * times for name in pays} for row in people]
    here, there = results(people), results(scaled)
    assert here.keys() == there.keys()
    for key, row in here.items():
        assert (row["status"], row["verdict"]) == (there[key]["status"], there[key]["verdict"])
        assert row["value"] is None or there[key]["value"] == pytest.approx(row["value"], rel=1e-12, abs=1e-12)


@settings(max_examples=10, deadline=None)
@given(crowds, crowds)
def test_a_company_alone_equals_itself_among_others(people, others):
    alone = results(people)
    both = [row | {"entity_id": name} for name, rows in (("A", people), ("B", others)) for row in rows]
    told = compute({"person_calendar": frame(both), "company_year": years(("A", 2025), ("B", 2025))}, *ALL, rules=LAW)
    among = {(row["indicator"], row["segment"]): row for row in told.filter(pl.col("company") == "A").to_dicts()}
    assert {key: among[key] for key in alone} == alone


# ── The threshold ────────────────────────────────────────────────────────────────────────────────────────────────────


def category(women, men, name="K1"):
    """Three women and three men of one category, paid the same within each sex."""
    return [person(sex, name, pay, 0) for sex, pay in (("F", women), ("M", men)) for _ in range(3)]


@pytest.mark.parametrize(
    ("women", "men", "rules", "verdict", "rounded"),
    [
        (95_000, 100_000, {}, "breach", 5.0),  # 5.0 is at the threshold
        (95_050, 100_000, {}, "breach", 5.0),  # 4.95 shows as 5.0
        (95_051, 100_000, {}, "complies", 4.9),
        (105_000, 100_000, {}, "breach", -5.0),  # in favour of women: counted in absolute value
        (105_000, 100_000, {"pay_equity.alert_both_directions": 0}, "complies", -5.0),  # the earlier reading
        (95_000, 100_000, {"pay_equity.alert_inclusive": 0}, "complies", 5.0),
        (94_900, 100_000, {"pay_equity.alert_inclusive": 0}, "breach", 5.1),
    ],
)
def test_a_gap_is_compared_once_rounded(women, men, rules, verdict, rounded):
    found = results(category(women, men), rules={**THREE, **rules})
    row = found["category_gap_basic_annual", '{"value_category":"K1"}']
    assert (row["verdict"], row["rounded"], row["threshold"]) == (verdict, rounded, 5)
    assert found["categories_above_threshold", "{}"]["value"] == (verdict == "breach")


def test_a_dossier_may_follow_the_earlier_reading():
    from scop_analytics.indicators.law_in_use import as_read
    from scop_analytics.indicators.ruling import Ruling

    key = "pay_equity.alert_both_directions"
    ruling = Ruling({key: 1, "pay_equity.alert_percent": 5})
    assert as_read([ruling], "both") == [ruling]
    assert [item.rules for item in as_read([ruling], "women")] == [{key: 0, "pay_equity.alert_percent": 5}]


def test_before_the_directive_no_gap_is_judged():
    rules = {key: limit for key, limit in THREE.items() if "alert" not in key}
    found = results(category(90_000, 100_000), rules=rules)
    row = found["category_gap_basic_annual", '{"value_category":"K1"}']
    assert (row["value"], row["verdict"]) == (10.0, None)
    assert found["categories_above_threshold", "{}"]["status"] == "not_computable"
    assert found["categories_compared", "{}"]["value"] == 1


def test_a_small_category_has_its_reason():
    found = results(category(90_000, 100_000)[:5], rules=THREE)
    row = found["category_gap_basic_annual", '{"value_category":"K1"}']
    assert (row["status"], json.loads(row["reason"])) == (
        "not_computable", {"key": "too_few_each", "minimum": 3},
    )  # fmt: skip
    assert [found[name, "{}"]["value"] for name in COUNTS] == [0, None, 1]


@pytest.mark.parametrize("sex", ["F", "M"])
def test_one_sex_alone_has_no_gap_and_no_zero(sex):
    found = results([row | {"sex": sex} for row in category(90_000, 100_000)], rules=THREE)
    given_values = {key: row["value"] for key, row in found.items() if "gap" in key[0] and "coverage" not in key[0]}
    assert set(given_values.values()) == {None}
    assert all(row["reason"] for key, row in found.items() if "gap" in key[0] and row["value"] is None)


def test_variable_pay_of_zero_for_men_is_undefined():
    people = [
        row | {"pay_variable": 100, "hourly_variable": 100} if row["sex"] == "F" else row for row in category(9, 10)
    ]
    found = results(people, rules=THREE)
    row = found["variable_mean_gap_annual_everyone", "{}"]
    assert (row["status"], json.loads(row["reason"])["key"]) == ("not_computable", "denominator_zero")

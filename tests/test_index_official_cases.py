"""The worked examples of the law file, checked with the official simulator, and the mistakes it warns against."""

from __future__ import annotations

from decimal import Decimal

import pytest

import scop_analytics as scop
from scop_analytics.errors import DataError
from scop_analytics.results import Reason

COLUMNS = ("csp", "age_band", "women", "women_mean", "men", "men_mean")
ALL_TOP, HALF = {"women": 5, "men": 5}, {"returned": 2, "raised": 2}


def groups(*rows, by="csp"):
    return [dict(zip((by, *COLUMNS[1:]), row, strict=True)) for row in rows]


def one_group(women_mean, men_mean, women=10, men=10, **more):
    return scop.equity_index(
        groups(("EMPLOYE", "30_39", women, women_mean, men, men_mean)), bracket="50-250", top_ten=ALL_TOP, **more
    )


def gap_of(*given, **more):
    found = one_group(*given, **more)
    return found.value("index_pay_gap"), found.value("index_pay_gap_points")


EXAMPLE_A = groups(
    ("EMPLOYE", "30_39", 12, 27600, 10, 30000),
    ("EMPLOYE", "40_49", 8, 31000, 9, 31500),
    ("CADRE", "40_49", 5, 52000, 7, 48000),
    ("OUVRIER", "under_30", 2, None, 9, None),
)
FACTS_A = {
    "bracket": "50-250", "raises": {"women_raised": 14, "men_raised": 9}, "returns": HALF, "top_ten": {"women": 3, "men": 7},
}  # fmt: skip


def values(found, *names):
    return tuple(found.value(f"index_{name}") for name in names)


def test_example_a_catching_up():
    found = scop.equity_index(EXAMPLE_A, **FACTS_A)
    assert values(found, "pay_gap", "pay_gap_points") == (0.5, 39)
    assert found.row("index_pay_gap")["value"] == pytest.approx(3 * 22 / 51 - 10 / 3 * 12 / 51, abs=1e-9)
    assert values(found, "population", "coverage") == (62, pytest.approx(100 * 51 / 62, abs=1e-9))
    # 26.1 points of rate would give 0 and 7.1 employees 15: the catch-up rule gives 35
    assert values(found, "raise_or_promotion_gap", "raise_or_promotion_people") == (-26.1, -7.1)
    assert values(found, "raise_or_promotion_points", "leave_return_points", "top_ten_points") == (35, 15, 5)
    assert (found.score, found.row("index_points")["denominator"]) == (94, 100)


def test_example_a_groups_tell_how():
    steps = scop.equity_index(EXAMPLE_A, **FACTS_A).steps["groups"]
    told = {(row["category"], row["age_band"]): row for row in steps.to_dicts()}
    clerical = told["EMPLOYE", "30_39"]
    assert (clerical["gap"], clerical["kept_gap"], clerical["threshold"]) == (
        pytest.approx(8.0),
        pytest.approx(3.0),
        5,
    )
    assert clerical["contribution"] == pytest.approx(3 * 22 / 51)
    assert told["EMPLOYE", "40_49"]["kept_gap"] == 0
    assert told["CADRE", "40_49"]["kept_gap"] == pytest.approx(-10 / 3)
    invalid = told["OUVRIER", "under_30"]
    assert (invalid["valid"], invalid["gap"], invalid["weight"]) == (False, None, 0)


def example_b(**more):
    given = {
        "bracket": "251-999", "raises": [{"csp": "EMPLOYE", "women_raised": 0, "men_raised": 0}],
        "promotions": [{"csp": "EMPLOYE", "women_promoted": 6, "men_promoted": 15}], "returns": HALF,
        "top_ten": {"women": 2, "men": 8},
    }  # fmt: skip
    return scop.equity_index(groups(("EMPLOYE", "30_39", 150, 25320, 150, 30000)), **given | more)


def test_example_b_brought_to_a_hundred_half_up():
    found = example_b()
    assert values(found, "pay_gap", "pay_gap_points") == (10.6, 25)
    assert found.value("index_raise_gap").key == "index_no_raise"
    assert values(found, "promotion_gap", "promotion_gap_points") == (6.0, 5)
    row = found.row("index_score")
    assert (row["numerator"], row["denominator"], row["value"], found.score) == (50, 80, 62.5, 63)
    assert row["verdict"] == "deferred"  # under 75: the law gives three years
    assert len(found.duties("fr")) == 3


def test_example_c_no_index_but_points():
    found = scop.equity_index(
        groups(
            ("OUVRIER", "30_39", 3, 24000, 30, 25000),
            ("EMPLOYE", "30_39", 48, None, 2, None),
            ("CADRE", "50_plus", 2, None, 9, None),
        ),
        bracket="50-250", raises={"women_raised": 9, "men_raised": 12}, returns=HALF, top_ten={"women": 4, "men": 6},
    )  # fmt: skip
    assert found.value("index_pay_gap").key == "index_coverage"
    assert found.value("index_pay_gap").facts["valid"] == 33
    assert values(found, "raise_or_promotion_gap", "raise_or_promotion_people") == (12.3, 5.0)
    assert values(found, "raise_or_promotion_points", "points") == (25, 50)
    assert (found.row("index_points")["denominator"], found.score.key) == (60, "index_points_minimum")
    assert found.duties("fr") == []


def test_example_d_levels():
    found = scop.equity_index(
        groups(
            ("II", "30_39", 10, 27100, 12, 28000),
            ("III", "30_39", 18, 33000, 16, 33500),
            ("IV", "30_39", 12, 41000, 12, 40000),
            by="level",
        ),
        bracket="50-250",
        mode="level",
    )
    assert values(found, "pay_gap", "pay_gap_points") == (0.2, 39)
    expected = (900 / 280 - 2) * 22 / 80 - 0.5 * 24 / 80
    assert found.row("index_pay_gap")["value"] == pytest.approx(expected, abs=1e-9)


# ── Mistakes to avoid ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_1_a_tie_goes_up_and_comes_before_the_ceiling():
    assert gap_of(37_580, 40_000) == (1.1, 38)  # exactly 1.05: a float engine gets 1.0 and 39
    assert gap_of(Decimal("37580.01"), 40_000) == (1.0, 39)  # a cent less
    assert gap_of("37 580,00", "40 000") == (1.1, 38)
    assert gap_of(30_000 * 0.9296, 30_000) == (2.0, 38)  # 7.04 - 5 = 2.04
    assert gap_of(27_885, 30_000) == (2.1, 37)  # 7.05 - 5 = 2.05
    assert gap_of(28_488, 30_000) == (0.0, 40)  # 5.04 - 5 = 0.04


@pytest.mark.parametrize(
    ("mean", "points", "index"), [(26_100, 66, 83), (24_900, 58, 73)]
)  # of 80: 82.5 and 72.5; half-even gives 82 and 72
def test_2_the_index_is_rounded_half_up(mean, points, index):
    found = scop.equity_index(
        groups(("EMPLOYE", "30_39", 150, mean, 150, 30_000)), bracket="251-999",
        raises=[{"csp": "EMPLOYE", "women_raised": 0, "men_raised": 0}],
        promotions=[{"csp": "EMPLOYE", "women_promoted": 9, "men_promoted": 9}], returns=HALF,
        top_ten={"women": 2, "men": 8},
    )  # fmt: skip
    row = found.row("index_points")
    assert (row["numerator"], row["denominator"], found.score) == (points, 80, index)


def test_3_the_threshold_is_per_group_signed_and_weights_are_valid_heads():
    found = scop.equity_index(
        groups(
            ("EMPLOYE", "30_39", 10, 27_000, 10, 30_000),  # 10 % → 5
            ("CADRE", "30_39", 10, 33_000, 10, 30_000),  # -10 % → -5: they offset
            ("TAM", "30_39", 2, 1, 8, 30_000),  # invalid: neither gap nor weight
        ),
        bracket="50-250",
    )
    assert values(found, "pay_gap", "pay_gap_points") == (0, 40)
    assert found.steps["groups"].filter(valid=True)["weight"].to_list() == [0.5, 0.5]


@pytest.mark.parametrize(("alone", "computable"), [(30, True), (31, False)])
def test_3_exactly_forty_percent_of_everybody_is_enough(alone, computable):
    found = scop.equity_index(
        groups(("EMPLOYE", "30_39", 10, 30_000, 10, 30_000), ("CADRE", "30_39", alone, None, 0, None)), bracket="50-250"
    )
    assert (found.value("index_pay_gap_points") == 40) is computable


def test_4_rates_ignore_age():
    found = scop.equity_index(
        groups(("TAM", "under_30", 8, None, 2, None), ("TAM", "30_39", 2, None, 8, None)),
        bracket="251-999", raises=[{"csp": "TAM", "women_raised": 5, "men_raised": 4}],
    )  # fmt: skip
    assert found.value("index_pay_gap").key == "index_coverage"  # both age cells are invalid
    assert found.value("index_raise_gap") == -10.0  # the category has ten women and ten men


def test_5_employees_come_from_the_unrounded_rate_and_the_whole_population():
    found = scop.equity_index(
        groups(("EMPLOYE", "30_39", 100, 30_000, 62, 30_000), ("CADRE", "30_39", 0, None, 38, None)),
        bracket="50-250", raises={"women_raised": 50, "men_raised": 53},
    )  # fmt: skip
    assert values(found, "raise_or_promotion_gap", "raise_or_promotion_people") == (3.0, 3.0)
    found = scop.equity_index(
        groups(("EMPLOYE", "30_39", 105, 30_000, 105, 30_000)),
        bracket="50-250",
        raises={"women_raised": 0, "men_raised": 1},
    )
    # 100/105 = 0.952 points, shown 1.0; times 105 women: exactly 1.0 employee (1.0 % of 105 would give 1.05, so 1.1)
    assert values(found, "raise_or_promotion_gap", "raise_or_promotion_people") == (1.0, 1.0)


def joined_points(women_mean, raised, **more):
    found = scop.equity_index(
        groups(("EMPLOYE", "30_39", 40, women_mean, 40, 30_000)), bracket="50-250",
        raises={"women_raised": raised[0], "men_raised": raised[1]}, **more,
    )  # fmt: skip
    return found.value("index_raise_or_promotion_points")


def test_6_catching_up_needs_a_pay_gap_below_forty_points_in_favour_of_the_other_sex():
    assert joined_points(27_000, (40, 10)) == 35  # men paid more, women raised more
    assert joined_points(27_000, (10, 40)) == 0  # the same sex is favoured twice
    assert joined_points(30_000, (40, 10)) == 0  # no pay gap: nothing to catch up
    assert joined_points(33_000, (10, 40)) == 35  # it works for both sexes
    invalid = groups(("EMPLOYE", "30_39", 40, 27_000, 2, 30_000), ("CADRE", "30_39", 0, None, 38, None))
    found = scop.equity_index(invalid, bracket="50-250", raises={"women_raised": 40, "men_raised": 10})
    assert found.value("index_raise_or_promotion_points") == 0  # a gap that cannot be computed catches nothing up


def test_7_no_raise_is_not_a_zero_gap():
    found = one_group(30_000, 30_000, raises={"women_raised": 0, "men_raised": 0})
    assert found.value("index_raise_or_promotion_points").key == "index_no_raise"
    assert one_group(30_000, 30_000).value("index_raise_or_promotion_points").status == "missing"
    found = example_b(promotions=[{"csp": "EMPLOYE", "women_promoted": 0, "men_promoted": 0}])
    assert (found.value("index_promotion_gap").key, found.score.key) == ("index_no_promotion", "index_points_minimum")


@pytest.mark.parametrize("pay", [None, 0, "", "0,00"])
def test_8_pay_missing_or_zero_in_a_valid_group_is_refused(pay):
    with pytest.raises(DataError) as refused:
        one_group(pay, 30_000)
    assert refused.value.faults["fault"].to_list() == ["pay_missing" if pay in (None, "") else "pay_zero"]
    assert refused.value.exit_code == 1


def test_8_two_rows_of_one_group_are_refused():
    rows = groups(("EMPLOYE", "30_39", 5, 1, 5, 1), ("Employés", "30-39", 5, 1, 5, 1), ("CADRE", "30_39", 5, 1, 5, 1))
    with pytest.raises(DataError) as refused:
        scop.equity_index(rows, bracket="50-250")
    assert refused.value.faults.select("fault", "row").rows() == [("duplicate", 1), ("duplicate", 2)]


def test_9_returns_have_their_own_population():
    found = one_group(30_000, 30_000, returns={"returned": 500, "granted": 400, "raised": 400})
    assert values(found, "leave_return", "leave_return_points") == (100, 15)
    found = one_group(30_000, 30_000, returns={"returned": 500, "granted": 400, "raised": 399})
    assert values(found, "leave_return_points") == (0,)
    assert one_group(1, 1, returns={"returned": 0, "raised": 0}).value("index_leave_return").key == "index_no_return"
    nobody = one_group(1, 1, returns={"returned": 3, "granted": 0, "raised": 0})
    assert nobody.value("index_leave_return").key == "index_no_raise_during_leave"


def test_10_what_is_not_computable_leaves_points_and_maximum():
    found = one_group(30_000, 30_000, raises={"women_raised": 5, "men_raised": 5}, returns={"returned": 0, "raised": 0})
    row = found.row("index_points")
    assert (row["numerator"], row["denominator"], found.score) == (85, 85, 100)


def test_11_the_gap_before_the_threshold_and_every_reason_are_told():
    found = one_group(27_000, 30_000, raises={"women_raised": 0, "men_raised": 0}, returns={"returned": 0, "raised": 0})
    assert found.steps["groups"]["gap"].to_list() == [pytest.approx(10.0)]
    said = found.reasons("fr")
    assert any("aucune augmentation" in line for line in said)
    assert any("aucun retour" in line for line in said)
    assert isinstance(found.score, Reason)


@pytest.mark.parametrize(
    ("women", "points"), [(0, 0), (1, 0), (2, 5), (3, 5), (4, 10), (5, 10), (6, 10), (7, 5), (8, 5), (9, 0), (10, 0)]
)
def test_the_ten_best_paid(women, points):
    found = one_group(1, 1, women=20, men=20).value("index_top_ten_points")
    assert found == 10
    given = scop.equity_index(
        groups(("EMPLOYE", "30_39", 20, 1, 20, 1)), bracket="50-250", top_ten={"women": women, "men": 10 - women}
    )
    assert values(given, "top_ten", "top_ten_points") == (min(women, 10 - women), points)

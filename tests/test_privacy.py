"""What each audience may read: classes, minimums, rounding, one mark; by hand, on rows small enough to check by eye."""

from __future__ import annotations

import json
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

from scop_analytics.dossier import load
from scop_analytics.errors import DisclosureError, UsageError
from scop_analytics.indicators import compute
from scop_analytics.places import samples
from scop_analytics.privacy import SUPPORT, policy, release
from scop_analytics.privacy.audit import audit
from scop_analytics.privacy.cells import cells
from scop_analytics.privacy.complement import complementary
from scop_analytics.privacy.equations import Cell, determined
from scop_analytics.privacy.operands import operands_frame
from scop_analytics.privacy.primary import primary
from scop_analytics.privacy.published import publish
from scop_analytics.privacy.terms import terms
from scop_analytics.results import SCHEMA

ALL = ("employer", "representatives", "members", "peers", "union", "public")
KINDS = {
    "seats": ("role", "seats"), "headcount": ("visible", "people"), "part_time": ("visible", "percent"),
    "gap": ("pay", "percent"), "pay_median": ("pay", "EUR_per_month"), "pay_spread": ("pay", "ratio"),
    "total_pay_ratio": ("pay", "ratio"), "lowest_pay_to_minimum_wage": ("pay", "ratio"), "mean_pay": ("pay", "EUR_per_hour"),
    "women_in_pay_quarter": ("pay", "percent"), "pay_quarter_headcount": ("pay", "people"), "feels_free": ("opinion", "percent"),
    "answers": ("opinion", "people"), "leave": ("sensitive", "people"), "surplus": ("company", "EUR"),
    "index": ("statutory", "index"), "difference": ("visible", "points"), "growth": ("visible", "people"),
    "women_in_workforce": ("visible", "percent"), "received": ("received", "percent"),
}  # fmt: skip
CATALOGUE = {name: SimpleNamespace(disclosure=group, unit=unit, rounding=None) for name, (group, unit) in KINDS.items()}
ALLOWED = SimpleNamespace(options=SimpleNamespace(publish_pay_spread="AG du 12 juin 2025"))
NOTHING = SimpleNamespace(options=SimpleNamespace(publish_pay_spread=""))


def frames(*rows):
    base = {"company": "A", "year": 2025, "segment": "{}", "status": "ok"}
    full = [base | row for row in rows]
    return (
        pl.DataFrame([{name: row.get(name) for name in SCHEMA} for row in full], schema=SCHEMA),
        pl.DataFrame([{name: row.get(name) for name in SUPPORT} for row in full], schema=SUPPORT),
    )


def released(*rows, audience="members", config=NOTHING, operands=None):
    return release(*frames(*rows), CATALOGUE, audience, config, operands).frame.to_dicts()


def statuses(*rows, **given):
    return [row["status"] for row in released(*rows, **given)]


def one(row, **given):
    return released(row, **given)[0]


def seg(**pairs):
    return json.dumps(pairs, sort_keys=True, separators=(",", ":"))


def shown(row, audience, **given):
    return one(row, audience=audience, **given)["status"] == "ok"


def gap(women, men, **more):
    return {"indicator": "gap", "value": 4.26, "women": women, "men": men, "people": min(women, men)} | more


def count(indicator, number, **more):
    return {"indicator": indicator, "value": float(number), "people": number} | more


def share(part, whole, indicator="part_time", **more):
    row = {
        "indicator": indicator,
        "value": 100 * part / whole,
        "numerator": part,
        "denominator": whole,
        "people": whole,
    }
    return row | more


@pytest.mark.parametrize("name", ["membres", "Members", "memebrs", ""])
def test_an_unknown_audience_is_refused_with_the_closest(name):
    with pytest.raises(UsageError) as stop:
        release(*frames(count("headcount", 9)), CATALOGUE, name)
    assert stop.value.facts["suggestion"] == ("members" if name else "")
    assert "members" in stop.value.message("fr")


def test_every_class_says_what_every_audience_may_read():
    assert policy().audiences == ALL
    for rules in policy().classes.values():
        assert set(rules) == set(ALL)


@pytest.mark.parametrize(
    ("audience", "minimum"), [("representatives", 3), ("members", 5), ("peers", 5), ("union", 5), ("public", 10)]
)
def test_a_pay_statistic_needs_enough_women_and_enough_men(audience, minimum):
    assert shown(gap(minimum, minimum), audience)
    assert not shown(gap(minimum - 1, 40), audience)
    assert not shown(gap(40, minimum - 1), audience)
    assert shown(gap(1, 1), "employer")


def test_a_pay_statistic_that_does_not_tell_the_sexes_needs_twice_as_many_people():
    row = {"indicator": "mean_pay", "value": 18.0}
    assert not shown(row | {"people": 9}, "members")
    assert shown(row | {"people": 10}, "members")
    assert shown(row | {"people": 5, "women": 5}, "members")  # mean pay of women: five women


@pytest.mark.parametrize(
    ("audience", "minimum"), [("representatives", 12), ("members", 40), ("peers", 40), ("public", 50)]
)
def test_quantiles_need_people_in_each_tail(audience, minimum):
    row = {"indicator": "pay_median", "value": 2431.0, "smoothed": 2444.0}
    assert shown(row | {"people": minimum}, audience)
    assert not shown(row | {"people": minimum - 1}, audience)


def test_a_quantile_in_euros_is_smoothed_and_labelled_outside_the_employer():
    row = {"indicator": "pay_median", "value": 2431.0, "smoothed": 2447.0, "people": 60, "method": "type 7"}
    assert one(row, audience="employer")["value"] == 2431.0
    members, public = one(row), one(row, audience="public")
    assert (members["value"], members["method"]) == (2450.0, "smoothed")  # to 10 € from 30 people on
    assert public["value"] == 2400.0  # to 100 €
    assert one(row | {"smoothed": None})["status"] == "suppressed"


def test_the_spread_is_published_when_a_meeting_allowed_it_to_one_decimal():
    row = {"indicator": "pay_spread", "value": 2.4321, "people": 42, "numerator": 4800.0, "denominator": 2000.0}
    for audience in ("representatives", "members", "public"):
        assert one(row, audience=audience)["status"] == "suppressed"
    told = one(row, config=ALLOWED)
    assert (told["value"], told["rounded"], told["numerator"], told["denominator"]) == (2.4, 2.4, None, None)
    assert one(row | {"people": 9}, config=ALLOWED)["status"] == "suppressed"
    assert one(row | {"segment": seg(csp="CADRE")}, config=ALLOWED)["status"] == "suppressed"
    assert one(row, audience="employer")["denominator"] == 2000.0


def test_the_lowest_pay_is_only_a_verdict_and_other_extremes_are_nothing():
    row = {"indicator": "lowest_pay_to_minimum_wage", "value": 1.11, "people": 42, "verdict": "complies"}
    told = one(row, config=ALLOWED)
    assert (told["status"], told["value"], told["verdict"]) == ("suppressed", None, "complies")
    ratio = one(row | {"indicator": "total_pay_ratio"}, config=ALLOWED)
    assert (ratio["status"], ratio["value"], ratio["verdict"]) == ("suppressed", None, None)
    assert one(row, audience="employer")["value"] == 1.11


def test_numerators_and_denominators_of_pay_statistics_stay_with_the_employer():
    row = gap(18, 24, numerator=1.2, denominator=21.4)
    assert one(row, audience="employer")["denominator"] == 21.4
    for audience in ALL[1:]:
        told = one(row, audience=audience)
        assert (told["status"], told["numerator"], told["denominator"]) == ("ok", None, None)


def test_visible_numbers_are_exact_for_members_by_one_key_and_need_five_when_crossed():
    assert shown(count("headcount", 1, segment=seg(sex="F")), "members")
    crossed = seg(csp="CADRE", sex="F")
    assert [shown(count("headcount", n, segment=crossed), "members") for n in (0, 4, 5)] == [True, False, True]


@pytest.mark.parametrize(("audience", "minimum"), [("peers", 5), ("union", 5), ("public", 10)])
def test_visible_numbers_outside_the_coop_are_large_and_rounded_to_five(audience, minimum):
    assert not shown(count("headcount", minimum - 1), audience)
    told = one(count("headcount", 42, numerator=42.0), audience=audience)
    assert (told["value"], told["people"], told["numerator"]) == (40.0, 40, 40.0)
    assert not shown(share(minimum - 1, 60), audience)  # a part too small
    assert not shown(share(61 - minimum, 60), audience)  # the complement too small
    assert shown(share(0, 60), audience)  # nobody: nothing to hide
    told = one(share(18, 42), audience=audience)  # 42.857…: to half a point, 18 → 20 and 42 → 40
    assert (told["value"], told["numerator"], told["denominator"]) == (43.0, 20.0, 40.0)
    mean = one(
        {"indicator": "part_time", "value": 12.0, "numerator": 5.0, "denominator": 40.75, "people": 46},
        audience=audience,
    )
    assert (mean["numerator"], mean["denominator"]) == (None, None)  # not people: would undo the rounding


def test_opinions_are_protected_from_the_employer_too():
    assert not shown(share(3, 4, "feels_free"), "employer")
    assert shown(share(3, 5, "feels_free"), "employer")


def test_opinions_need_groups_of_answers_and_no_unanimity():
    assert shown(share(27, 36, "feels_free", least=9), "members")  # 75 %, 9 others
    assert not shown(share(32, 36, "feels_free"), "members")  # 4 others
    assert not shown(share(36, 36, "feels_free"), "members")
    assert not shown(share(0, 36, "feels_free"), "members")
    assert shown(share(32, 36, "feels_free"), "representatives")
    assert not shown(share(27, 36, "feels_free"), "public")  # 9 others, ten needed


def test_answers_to_a_question_are_shown_together():
    def levels(*counts):
        people = sum(counts)
        rows = (
            count("answers", n, people=people, segment=seg(item="meaning", answer=str(level)))
            for level, n in enumerate(counts)
        )
        return set(statuses(*rows))

    assert levels(15, 12, 9, 0, 0) == {"ok"}
    assert levels(15, 12, 8, 1, 0) == {"suppressed"}
    assert levels(0, 36, 0, 0, 0) == {"suppressed"}


def test_sensitive_numbers_show_five_or_none():
    assert [shown(count("leave", n), "members") for n in (0, 1, 4, 5)] == [True, False, False, True]
    assert [shown(count("leave", n), "public") for n in (0, 9, 10)] == [False, False, True]
    assert shown(count("leave", 1), "employer")


def test_company_figures_are_the_members_and_the_public_reads_them_if_the_coop_decides():
    row = {"indicator": "surplus", "value": 186_400.0}
    assert [shown(row, audience) for audience in ALL] == [True, True, True, False, False, False]
    decided = SimpleNamespace(options=SimpleNamespace(publish_company_figures="CA du 3 mars"))
    assert shown(row, "public", config=decided)
    assert not shown(row, "peers", config=decided)


def test_elected_seats_are_always_shown():
    row = {"indicator": "seats", "value": 1.0, "numerator": 1.0, "denominator": 2.0, "people": 2}
    for audience in ALL:
        told = one(row, audience=audience)
        assert (told["status"], told["numerator"], told["denominator"], told["people"]) == ("ok", 1.0, 2.0, 2)


@pytest.mark.parametrize(
    ("people", "value", "published"),
    [
        (15, 4.26, 4.0),
        (15, 4.5, 5.0),
        (15, -4.5, -5.0),
        (20, 4.26, 4.5),
        (20, 4.24, 4.0),
        (20, -4.25, -4.5),
        (20, 0.15, 0.0),
    ],
)
def test_gaps_are_rounded_to_a_point_below_thirty_people_and_half_a_point_above(people, value, published):
    told = one(gap(people - 5, people - 5) | {"value": value})  # 20 or 30 people
    assert (told["value"], told["rounded"]) == (published, published)


def test_representatives_read_one_decimal_and_the_employer_everything():
    row = gap(18, 24, value=4.25, rounded=4.3)
    assert one(row, audience="representatives")["value"] == 4.3  # half up, in decimal
    employer = one(row, audience="employer")
    assert (employer["value"], employer["rounded"]) == (4.25, 4.3)


def test_rounding_never_crosses_a_legal_threshold():
    assert one(gap(18, 24, value=4.9, threshold=5.0))["value"] == 4.5  # 5.0 would say that the threshold is reached
    assert one(gap(18, 24, value=-4.9, threshold=5.0))["value"] == -4.5
    assert one(gap(18, 24, value=5.1, threshold=5.0))["value"] == 5.0
    assert one(gap(8, 8, value=5.2, threshold=5.2))["value"] == 6.0  # 5 would say that it is not
    assert one(gap(18, 24, value=4.9))["value"] == 5.0


def test_euros_by_the_hour_and_the_year_are_rounded_in_proportion():
    row = {"indicator": "mean_pay", "value": 18.237, "people": 43}
    assert one(row)["value"] == 18.2
    assert one(row | {"people": 12})["value"] == 18.0
    assert one(row, audience="public")["value"] == 18.0


def test_intervals_are_rounded_like_the_value():
    told = one(gap(18, 24, low=-1.37, high=9.81))
    assert (told["low"], told["high"]) == (-1.5, 10.0)


def test_a_hidden_row_keeps_its_threshold_and_nothing_else():
    told = one(
        gap(2, 40, low=1.0, high=9.0, rounded=4.3, numerator=1.0, denominator=2.0, reason='{"key":"x","women":2}')
    )
    assert told["status"] == "suppressed"
    for name in ("value", "rounded", "numerator", "denominator", "people", "low", "high", "verdict"):
        assert told[name] is None
    assert json.loads(told["reason"]) == {"key": "hidden_pay", "minimum": 5}


def test_primary_and_complementary_cells_bear_the_same_mark():
    rows = [
        gap(20, 20),
        gap(14, 11, segment=seg(csp="a")),
        gap(2, 3, segment=seg(csp="b")),
        gap(5, 5, segment=seg(csp="c")),
    ]
    made = release(*frames(*rows), CATALOGUE, "members")
    assert made.frame["status"].to_list() == ["ok", "ok", "suppressed", "suppressed"]  # c is the cheapest second cell
    assert made.frame["reason"].n_unique() == 2  # none, and one mark
    kinds = made.log.select("segment", "rule", "kind").rows()
    assert kinds == [(seg(csp="b"), "people", "primary"), (seg(csp="c"), "group", "complementary")]


def test_an_empty_part_is_hidden_only_when_nothing_else_is_left():
    def by_sex(f, m, x):
        rows = (count("leave", n, segment=seg(sex=sex)) for sex, n in (("F", f), ("M", m), ("X", x)))
        return statuses(count("leave", f + m + x), *rows)[1:]

    assert by_sex(18, 3, 0) == ["suppressed", "suppressed", "ok"]
    assert by_sex(0, 3, 0).count("suppressed") >= 1


def test_statuses_that_say_more_than_hidden_stay_and_lose_their_numbers():
    for status in ("missing", "not_applicable", "not_computable"):
        told = one(gap(2, 3, status=status, value=None, reason='{"key":"why"}'))
        assert (told["status"], told["people"], told["reason"]) == (status, None, '{"key":"why"}')
        assert one(gap(2, 3, status=status, value=None), audience="employer")["people"] == 2
    assert one(gap(2, 30, status="caution"))["status"] == "suppressed"
    assert one(gap(9, 30, status="caution"))["status"] == "caution"


def test_a_cell_that_cannot_be_computed_is_protected_like_a_hidden_one():
    """Mean pay by category: the category of two people has no figure, but total less the others would give it."""
    rows = [gap(20, 20), gap(9, 9, segment=seg(csp="a")), gap(10, 10, segment=seg(csp="b"))]
    absent = gap(1, 1, segment=seg(csp="c"), status="not_computable", value=None)
    assert statuses(*rows, absent) == ["ok", "suppressed", "ok", "not_computable"]


def test_reasons_lose_exact_numbers_of_people_where_these_are_rounded():
    row = gap(13, 40, status="caution", reason='{"key":"small_sex","women":13,"minimum":10}')
    assert json.loads(one(row)["reason"])["women"] == 13
    assert json.loads(one(row, audience="public")["reason"]) == {"key": "small_sex", "women": 15, "minimum": 10}


def operand(indicator, *, before=False, at=(), over=()):
    return SimpleNamespace(indicator=indicator, before=before, at=at, over=over)


def test_what_is_computed_from_a_hidden_figure_is_hidden():
    reads = {"difference": [operand("part_time", at=(("sex", "F"),)), operand("part_time", at=(("sex", "M"),))]}
    rows = [share(3, 60, segment=seg(sex="F")), share(30, 60, segment=seg(sex="M"))]
    difference = {"indicator": "difference", "value": 45.0, "people": 60}
    assert statuses(*rows, difference, audience="public", operands=reads)[2] == "suppressed"
    assert statuses(*rows, difference, audience="public")[2] == "ok"  # without knowing what it reads
    growth = {"growth": [operand("headcount"), operand("headcount", before=True)]}
    years = [count("headcount", 8, year=2024), count("headcount", 20), count("growth", 12, people=12)]
    assert statuses(*years, audience="public", operands=growth) == ["suppressed", "ok", "suppressed"]


def test_a_share_and_the_count_it_states_are_hidden_together():
    """Quarter 1 has 4 women of 11. Half less quarter would give it too: all quarters go."""
    rows = []
    for quarter, (women, men) in {"1": (4, 7), "2": (5, 6), "3": (5, 6), "4": (6, 5)}.items():
        rows.append(share(women, women + men, "women_in_pay_quarter", segment=seg(quarter=quarter)))
        for sex, n in (("F", women), ("M", men)):
            rows.append(count("pay_quarter_headcount", n, segment=seg(quarter=quarter, sex=sex)))
    assert set(statuses(*rows)) == {"suppressed"}
    assert "suppressed" not in statuses(*rows, audience="representatives")
    crossed = [count("headcount", n, segment=seg(csp="a", sex=sex)) for sex, n in (("F", 3), ("M", 9))]
    women = share(3, 12, "women_in_workforce", segment=seg(csp="a"))
    assert statuses(*crossed, women) == ["suppressed", "suppressed", "suppressed"]


def test_the_same_number_of_people_is_not_stated_elsewhere_in_the_class():
    """Crossed head-counts 3 and 6 are hidden; a share of the same 6 people would say 6, and 9 less 6 is 3."""
    rows = [count("headcount", n, segment=seg(csp="a", sex=sex)) for sex, n in (("F", 3), ("M", 6))]
    part_time = share(0, 6, segment=seg(csp="a", sex="M"))
    assert statuses(count("headcount", 9, segment=seg(csp="a")), *rows, part_time) == [
        "ok",
        "suppressed",
        "suppressed",
        "suppressed",
    ]


def test_a_part_that_is_its_whole_takes_the_whole_with_it():
    """Managers are all women: hiding the women among managers is hiding the managers."""
    cells = {("CADRE", "F"): 12, ("TAM", "F"): 3, ("TAM", "M"): 20}
    rows = [count("leave", n, segment=seg(csp=csp, sex=sex)) for (csp, sex), n in cells.items()]
    totals = [count("leave", n, segment=seg(**pairs)) for pairs, n in (({"csp": "CADRE"}, 12), ({"csp": "TAM"}, 23))]
    totals += [count("leave", n, segment=seg(sex=sex)) for sex, n in (("F", 15), ("M", 20))]
    told = statuses(*rows, *totals, count("leave", 35))
    assert told[:3] == ["suppressed"] * 3  # 3 needs a second in its line (20) and in its column (12)
    assert told[3] == "suppressed"  # managers = women among managers


def test_crossings_with_empty_and_single_parts_are_protected_without_stopping_the_run():
    """Head-counts by category and sex: one manager, no woman among them; the zeros that serve as second cells may be guessed."""
    cells = {
        ("CADRE", "F"): 4,
        ("CADRE", "M"): 9,
        ("DIRIGEANT", "F"): 0,
        ("DIRIGEANT", "M"): 1,
        ("TAM", "F"): 13,
        ("TAM", "M"): 7,
    }
    rows = [count("headcount", n, segment=seg(csp=csp, sex=sex)) for (csp, sex), n in cells.items()]
    rows += [count("headcount", n, segment=seg(csp=csp)) for csp, n in (("CADRE", 13), ("DIRIGEANT", 1), ("TAM", 20))]
    rows += [count("headcount", n, segment=seg(sex=sex)) for sex, n in (("F", 17), ("M", 17))]
    told = statuses(*rows, count("headcount", 34))
    assert told[:2] + told[4:6] == ["suppressed"] * 4
    assert told[3] == "suppressed"
    assert set(told[6:]) == {"ok"}  # one key at a time is exact


def test_a_mean_is_not_a_share():
    """Tenure: 1,206 years over 180 people; only the number of people counts, and the total would undo the rounding."""
    row = {"indicator": "index", "value": 6.7, "numerator": 1206.0, "denominator": 180.0, "people": 180}
    visible = CATALOGUE | {"index": SimpleNamespace(disclosure="visible", unit="years", rounding=None)}
    told = release(*frames(row), visible, "public").frame.row(0, named=True)
    assert (told["status"], told["value"], told["numerator"], told["denominator"]) == ("ok", 6.7, None, None)


def test_order_and_columns_of_the_frame_are_kept():
    rows = [gap(20, 20), count("headcount", 42), gap(2, 2, segment=seg(csp="b"))]
    full, support = frames(*rows)
    made = release(full, support, CATALOGUE, "members")
    assert made.frame.columns == full.columns
    assert made.frame.schema == full.schema
    assert made.frame["indicator"].to_list() == ["gap", "headcount", "gap"]
    again = release(full, support.reverse(), CATALOGUE, "members")
    assert again.frame.equals(made.frame)


def test_an_indicator_outside_the_catalogue_is_hidden():
    assert one(count("unheard_of", 42))["status"] == "suppressed"


def test_support_that_is_absent_hides():
    full, support = frames(gap(20, 20) | {"people": None})
    assert release(full, support.clear(), CATALOGUE, "members").frame["status"].to_list() == ["suppressed"]


def test_public_facts_about_masking_are_minimums_and_a_number():
    made = release(*frames(gap(2, 2), gap(20, 20)), CATALOGUE, "members")
    assert made.summary() == {
        "version": policy().version,
        "audience": "members",
        "minimum": {"visible": 5, "pay": 5, "category": 5, "received": 5, "opinion": 5, "sensitive": 5},
        "hidden": 1,
    }


def marks(audience, *rows):
    full, support = frames(*rows)
    tested = primary(cells(full, support, terms(CATALOGUE, audience, ()))).collect()
    return full, complementary(tested, operands_frame({}))


def test_the_audit_stops_when_a_hidden_number_is_still_there():
    full, marked = marks("members", gap(2, 20), gap(20, 20, segment=seg(csp="a")))
    published = publish(full, marked)
    assert audit(published, full, marked) == []
    with pytest.raises(DisclosureError) as stop:
        audit(published.with_columns(people=pl.lit(22, pl.Int64)), full, marked)
    assert stop.value.exit_code == 5
    assert "4" not in stop.value.message("fr")


def test_the_audit_stops_when_a_small_group_is_published():
    full, marked = marks("members", gap(2, 2), gap(2, 20, segment=seg(csp="a")))
    forgotten = marked.with_columns(hides=pl.when(pl.col("ix") == 0).then(None).otherwise("hides"))
    with pytest.raises(DisclosureError):
        audit(publish(full, forgotten), full, forgotten)


def test_the_audit_finds_a_cell_that_a_subtraction_gives_back():
    rows = [gap(20, 20), gap(14, 11, segment=seg(csp="a")), gap(6, 9, segment=seg(csp="b"))]
    full, marked = marks("members", *rows)
    alone = marked.with_columns(hides=pl.when(pl.col("ix") == 2).then(pl.lit("people")))
    assert audit(publish(full, alone), full, alone) == [2]


def test_linear_algebra_finds_what_no_single_equation_shows():
    """Women and men of a and women of b are hidden, the totals of both sexes known: men of b give the men of a, and so on."""
    hidden, known = Cell(shown=False), Cell(shown=True)
    table = {
        "{}": known,
        seg(csp="a", sex="F"): hidden,
        seg(csp="a", sex="M"): hidden,
        seg(csp="b", sex="F"): hidden,
        seg(csp="b", sex="M"): known,
        seg(csp="a"): known,
        seg(csp="b"): known,
    }
    assert sorted(determined(table)) == [seg(csp="a", sex="F"), seg(csp="a", sex="M"), seg(csp="b", sex="F")]
    without = {name: cell for name, cell in table.items() if "b" not in name}
    assert determined(without | {seg(csp="b", sex="F"): hidden, seg(csp="b", sex="M"): hidden}) == []


def test_several_equations_together_give_nothing_back():
    """Two crossed keys of four and three values; hidden: 3, 4, 5, 1, 3, 3 and 2 people, and the totals 6 and 2.

    30E + 30T, 30E + 40E and 40E + 40T are known, hence 30T + 40T; the column T then gives 50T, all of whose groups are
    hidden. One more cell elsewhere has to go: 30C or 40C.
    """
    parts = {
        ("30", "C"): 6, ("30", "E"): 3, ("30", "T"): 4, ("40", "C"): 8, ("40", "E"): 5, ("40", "T"): 1,
        ("50", "C"): 3, ("50", "T"): 3, ("20", "C"): 2,
    }  # fmt: skip
    rows = [share(0, 35, "received")]
    rows += [
        share(0, sum(n for pair, n in parts.items() if pair[place] == value), "received", segment=seg(**{key: value}))
        for place, key, values in ((0, "age_band", ("20", "30", "40", "50")), (1, "csp", "CET"))
        for value in values
    ]
    rows += [share(0, n, "received", segment=seg(age_band=age, csp=csp)) for (age, csp), n in parts.items()]
    found = {row["segment"]: row["status"] for row in released(*rows)}
    for (age, csp), n in parts.items():
        assert n >= 5 or found[seg(age_band=age, csp=csp)] == "suppressed"
    unknown = [pair for pair in parts if found[seg(age_band=pair[0], csp=pair[1])] == "suppressed"]
    assert determined_by_ranks(parts, found, unknown) == []
    assert found["{}"] == "ok"
    assert len(unknown) < len(parts)


def determined_by_ranks(parts, found, unknown):
    """The hidden cells that the margins shown and the cells shown fix, by the ranks of two matrices: apart from the package."""
    margins = [(place, value) for place in (0, 1) for value in sorted({pair[place] for pair in parts})]
    keys = ("age_band", "csp")
    shown = [(place, value) for place, value in margins if found[seg(**{keys[place]: value})] == "ok"]
    rows = [[1.0 if pair[place] == value else 0.0 for pair in unknown] for place, value in shown]
    rows.append([1.0] * len(unknown))  # the total is shown
    matrix = np.array(rows)
    rank = np.linalg.matrix_rank(matrix)
    return [
        pair
        for place, pair in enumerate(unknown)
        if np.linalg.matrix_rank(np.vstack([matrix, np.eye(len(unknown))[place]])) == rank
    ]


@pytest.mark.parametrize("by", ["sex,csp*age_band", "sex*csp*age_band"])
def test_members_of_a_small_cooperative_are_served_crossed_breakdowns(by):
    """42 people: many crossed groups are small, and their totals are known; more is hidden, and the rest is given."""
    only = ["promotion_share", "headcount"]
    found = compute(load(samples() / "coop_42"), only=only, by=by, audience="members", year=2025).frame
    crossed = found.filter(pl.col("segment").str.contains("csp") & pl.col("segment").str.contains("age_band"))
    assert {"ok", "suppressed"} <= set(crossed["status"])
    assert crossed.filter(pl.col("status") == "ok", pl.col("people").is_between(1, 4)).is_empty()

"""The benchmark of a network from packs, dossiers and results: funnels, pooled gaps, trends, panels, the same figures everywhere."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from networks_by_hand import drawn, figured, profiled
from pack_cases import INDICATOR, pack, union, written

import scop_analytics as scop
from scop_analytics.benchmarking import door, read_packs, trust
from scop_analytics.benchmarking.compared import Compared, of_results
from scop_analytics.benchmarking.funnels import funnels
from scop_analytics.benchmarking.histograms import SCHEMA as HISTOGRAMS
from scop_analytics.benchmarking.peer_groups import plan
from scop_analytics.benchmarking.pooled_gaps import pooled
from scop_analytics.benchmarking.trends import panels, trends
from scop_analytics.benchmarking.uncertain import uncertain
from scop_analytics.errors import DataError, UsageError

NAMES = [f"U-{place:04d}" for place in range(40)]
EMPTY = pl.DataFrame(schema=HISTOGRAMS)


def compared(figures, years=(2025,)):
    return Compared(figures, profiled(NAMES, years), EMPTY)


def shares(counts, people):
    """Proportions of women: how many of how many."""
    values = {name: 100 * count / whole for name, count, whole in zip(NAMES, counts, people, strict=False)}
    return figured(values, numerator=[float(count) for count in counts], denominator=[float(whole) for whole in people])


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """Fifteen packs of one share, with headcounts, and one that was altered."""
    room = tmp_path_factory.mktemp("network")
    signing = {f"U-{place:04d}": Ed25519PrivateKey.from_private_bytes(bytes([place]) * 32) for place in range(16)}
    known = union(room / "union", signing)
    for place, (name, key) in enumerate(signing.items()):
        head = {
            "id": "headcount",
            "code": "EMP-01",
            "unit": "people",
            "value": 20.0,
            "numerator": 20.0,
            "denominator": None,
        }
        share = {"value": 5.0 * place, "numerator": float(place), "polarity": "up"}
        written(room / "packs", name, pack(name, indicators=[head, share]), key)
    bad = room / "packs" / "U-0015.json"
    bad.write_bytes(bad.read_bytes().replace(b'"value":75', b'"value":25'))
    return read_packs([room / "packs"], trust(known))


def test_packs_are_benchmarked_and_the_altered_one_is_told(read):
    found = scop.benchmark(read)
    assert found.outcomes["outcome"].value_counts().sort("outcome").rows() == [("accepted", 15), ("refused", 1)]
    row = found.of("U-0000").row(0, named=True)
    # The others have 5, 10 … 70 %: mean and median 37.5; fourteen of them, all alike.
    assert (row["level"], row["others"], row["mean"], row["median"]) == ("L0", 14, 37.5, 37.5)
    assert (row["position"], row["reading"]) == ("below", "unfavourable")
    region = found.strata.filter(kind="all").row(0, named=True)
    # All: 0, 5 … 70 %: 35 %. The same by sums: 105 women of 300 people.
    assert (region["n"], region["mean"], region["ratio_of_sums"], region["people"]) == (15, 35.0, 35.0, 300)
    assert "U-0000" not in repr(found)


def test_nothing_to_compare_is_said():
    with pytest.raises(DataError) as fault:
        door.of(compared(figured({})))
    assert fault.value.key == "nothing_to_compare"


def test_results_need_profiles():
    with pytest.raises(UsageError) as fault:
        of_results(None, None)
    assert fault.value.key == "profiles_needed"


def test_full_dossiers_give_the_figures_of_their_packs(tmp_path):
    """One co-operative, by its pack and by its dossier: the same figures, the same pay by class; and by its results."""
    from dataclasses import replace
    from datetime import date

    from scop_analytics.benchmarking.compared import of_dossier, of_packs
    from scop_analytics.benchmarking.ledger import Chain
    from scop_analytics.benchmarking.packing import build
    from scop_analytics.dossier import load
    from scop_analytics.options import Sharing
    from scop_analytics.places import samples

    dossier = load(samples() / "coop_42")
    sharing = Sharing("U-0042", "2026-1", date(2026, 6, 11), "meeting")
    agreed = replace(dossier, config=replace(dossier.config, sharing=sharing))
    tree = build(agreed, 2025, produced_at="2026-07-01T00:00:00Z", chain=Chain())
    ours, theirs = of_packs([{"pack": tree}]), of_dossier(dossier)
    kept = theirs.figures.filter(year=2025).drop("company")
    assert ours.figures.drop("company").equals(kept)
    assert (
        ours.histograms.drop("company")
        .sort("sex")
        .equals(theirs.histograms.filter(year=2025).drop("company").sort("sex"))
    )
    known = theirs.profiles.filter(year=2025).row(0, named=True)
    assert (known["sector"], known["size_band"], known["region"], known["people"]) == ("J", "10-49", "84", 42)
    results = scop.compute(dossier, audience="employer", only=["headcount", "women_in_workforce"], year=2025)
    told = of_results(results, theirs.profiles).figures
    assert (told["value"][0], told["weight"][0]) == (pytest.approx(100 * 18 / 42), 42)


def test_a_funnel_of_proportions_by_hand():
    """Ten of twenty women everywhere, but for one with none: inside or outside by the exact binomial of the others' share."""
    counts, people = [10] * 30 + [0], [20] * 31
    found = funnels(uncertain(compared(shares(counts, people))))
    assert found.funnels.row(0, named=True)["target"] == round(100 * 300 / 620, 2)
    alone = found.points.filter(company=NAMES[30]).row(0, named=True)
    # The others: one half. Binomial(20, ½): P(≤5) = 0.0207, P(≤6) = 0.0577; P(≤2) = 0.0002, P(≤3) = 0.0013.
    assert (alone["target"], alone["low_95"], alone["low_998"], alone["outside"]) == (50.0, 30.0, 15.0, "limit_998")
    assert set(found.points.filter(pl.col("company") != NAMES[30])["outside"]) == {"none"}


def test_a_funnel_of_many_people_is_normal():
    found = funnels(uncertain(compared(shares([200] * 12, [400] * 12))))
    row = found.points.row(0, named=True)
    # 50 ± 1.96 × √(50·50/400) = 50 ± 4.9; ± 3.09 × 2.5 = 7.7
    assert (row["low_95"], row["high_95"], row["low_998"], row["high_998"]) == (45.1, 54.9, 42.3, 57.7)
    assert row["shrunk"] is None
    assert found.bins.is_empty()  # twelve are too few to be drawn


def test_drawn_points_hold_three_co_operatives_or_more():
    draw = np.random.default_rng(2)
    people = draw.integers(5, 200, 37).tolist()
    counts = [int(draw.binomial(n, 0.4)) for n in people]
    found = funnels(uncertain(compared(shares(counts, people))))
    assert found.bins["n"].min() >= 3
    assert found.bins["n"].sum() == 37
    assert (found.points["rank_low"] <= found.points["rank_high"]).all()


def test_too_few_co_operatives_have_no_funnel():
    assert funnels(uncertain(compared(shares([5] * 5, [10] * 5)))).funnels.is_empty()


def gaps(count=12, gap=10.0):
    """Women are paid 18 and men 20 an hour in each, ten of each sex, half of them at 10 and half at 26 or 30."""
    values = dict.fromkeys(NAMES[:count], gap)
    rows = figured(
        values,
        indicator="mean_gap_hourly",
        polarity="towards_zero",
        numerator=2.0,
        denominator=20.0,
        women=10,
        men=10,
        se=5.0,
    )
    return Compared(rows, profiled(NAMES), EMPTY)


def test_pooled_gaps_by_hand():
    known = gaps()
    row = pooled(known, uncertain(known)).filter(kind="all").row(0, named=True)
    # The same gap everywhere: no variance between co-operatives, error 5/√12; and 18 € against 20 € for all people.
    assert (row["estimate"], row["tau2"], row["payroll"], row["n"], row["without"]) == (10.0, 0.0, 10.0, 12, 28)
    assert (row["low"], row["high"]) == (7.2, 12.8)


def test_pooled_gaps_of_few_are_hidden():
    known = gaps(9)
    row = pooled(known, uncertain(known)).filter(kind="all").row(0, named=True)
    assert (row["status"], row["n"], row["payroll"]) == ("suppressed", None, None)
    assert pooled(known, uncertain(known), "peers").filter(kind="all").row(0, named=True)["status"] == "ok"


def test_a_heavy_co_operative_has_no_pooled_payroll():
    known = gaps()
    heavy = known.figures.with_columns(
        pl.when(pl.col("company") == NAMES[0]).then(400).otherwise("women").alias("women")
    )
    row = pooled(Compared(heavy, known.profiles, EMPTY), uncertain(known)).filter(kind="all").row(0, named=True)
    assert row["payroll"] is None
    assert row["estimate"] == 10.0


def test_changes_are_those_of_the_constant_panel():
    """All gain two points but the first, who gains ten; one newcomer changes nothing."""
    before = figured({name: float(place) for place, name in enumerate(NAMES[:13])}, 2024)
    after = figured(
        {name: place + (10.0 if place == 0 else 2.0) for place, name in enumerate(NAMES[:13])} | {NAMES[20]: 99.0}, 2025
    )
    both = compared(pl.concat([before, after]), (2024, 2025))
    found = trends(plan(both.figures, both.profiles)).filter(company=NAMES[0]).row(0, named=True)
    assert (found["before"], found["change"], found["panel_others"]) == (0.0, 10.0, 12)
    assert (found["median_change"], found["relative"]) == (2.0, 8.0)


def test_panel_and_whole_are_both_told_unless_they_differ_by_too_few():
    def years(newcomers):
        before = figured(dict.fromkeys(NAMES[:20], 10.0), 2024)
        after = figured(dict.fromkeys(NAMES[:20], 12.0) | dict.fromkeys(NAMES[20 : 20 + newcomers], 40.0), 2025)
        return panels(pl.concat([before, after])).filter(year=2025).row(0, named=True)

    many = years(8)
    assert (many["panel"], many["panel_mean"], many["all"], many["all_mean"]) == (20, 12.0, 28, 20.0)
    few = years(2)
    assert (few["panel"], few["panel_mean"], few["all"]) == (None, None, 22)


def test_a_network_of_three_years_has_all_its_frames():
    found = door.of(drawn(3, 80, (2023, 2024, 2025)))
    assert found.trends.height > 0
    assert found.panels["year"].unique().sort().to_list() == [2023, 2024, 2025]
    assert found.positions.select("company", "year", "indicator", "segment").is_duplicated().sum() == 0


def test_the_indicator_of_tests_is_in_the_catalogue():
    from scop_analytics.indicators import catalogue

    assert catalogue.get(INDICATOR["id"]).unit == INDICATOR["unit"]

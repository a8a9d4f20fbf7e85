"""Cuts of a region by hand: jobs by class and sector, bands of a ratio, boards beside the workforce; the lists of a union."""

from __future__ import annotations

import polars as pl
import pytest
from networks_by_hand import figured, profiled

from scop_analytics.benchmarking.compared import Compared
from scop_analytics.benchmarking.door import of
from scop_analytics.benchmarking.histograms import SCHEMA as HISTOGRAMS
from scop_analytics.benchmarking.published import MEMBERSHIPS
from scop_analytics.benchmarking.regional import Cut, Given
from scop_analytics.benchmarking.regional.bands import bands
from scop_analytics.benchmarking.regional.cuts import exposes, standing, too_near
from scop_analytics.benchmarking.regional.jobs import jobs
from scop_analytics.benchmarking.regional.joining import joined, nested
from scop_analytics.benchmarking.regional.mirror import mirror
from scop_analytics.benchmarking.regional.received import received
from scop_analytics.benchmarking.union_file import about
from scop_analytics.errors import DataError, UsageError

PEOPLE = {"F": [2, 3, 4] * 5, "C": [12, 14, 16] * 5, "J": list(range(20, 30))}


def given(figures=None, audience="peers", asked=None, groups=None, **changes):
    """Fifteen small co-operatives of construction, fifteen of manufacturing, ten of computing."""
    people = PEOPLE | changes
    rows = [(sector, count) for sector, counts in people.items() for count in counts]
    names = [f"U-{place:04d}" for place in range(len(rows))]
    known = profiled(names, sector=[sector for sector, _ in rows], people=[count for _, count in rows])
    shown = figured({"U-0000": 1.0}) if figures is None else figures
    told = Compared(shown, known, pl.DataFrame(schema=HISTOGRAMS))
    return Given(told, 2025, audience, asked, None, pl.DataFrame(schema=MEMBERSHIPS) if groups is None else groups)


def cells(cut):
    return {(row["size_class"], row["sector"]): (row["coops"], row["jobs"]) for row in cut.told["cells"]}


def test_jobs_by_class_and_sector_are_the_sums_by_hand():
    # 5 × (2 + 3 + 4) = 45 jobs; 5 × (12 + 14 + 16) = 210; 20 + … + 29 = 245. Nobody has 5 to 9 people: the class joins the next.
    assert cells(jobs(given())) == {
        ("1-4", "total"): (15, 45),
        ("5-19", "total"): (15, 210),
        ("20+", "total"): (10, 245),
        ("total", "F"): (15, 45),
        ("total", "C"): (15, 210),
        ("total", "J"): (10, 245),
        ("total", "total"): (40, 500),
    }


def test_both_audiences_hide_the_same_cells():
    heavy = {"J": [*range(20, 29), 2000]}
    assert cells(jobs(given(**heavy))) == cells(jobs(given(audience="public", **heavy)))


def test_a_sector_that_one_co_operative_makes_is_hidden_and_no_difference_gives_it_back():
    found = cells(jobs(given(J=[*range(20, 29), 2000])))
    assert found["total", "J"] == (10, None)
    assert found["20+", "total"] == (10, None)
    total = found["total", "total"][1]
    for table in (0, 1):
        hidden = [key for key in found if key[table] != "total" and found[key][1] is None]
        assert total is None or len(hidden) > 1


def test_small_sectors_are_joined():
    found = cells(jobs(given(J=[20, 22, 24, 26, 28], I=[21, 23, 25, 27, 29])))
    assert found["total", "others"] == (10, 245)
    assert ("total", "J") not in found


def test_too_few_co_operatives_have_no_portrait():
    assert jobs(given(F=[1, 2, 3], C=[4, 5], J=[6])).told == {"unsized": 0, "cells": []}


def asked_of(one):
    """All that answered, and fifteen more of construction, with four people each, that did not."""
    more = pl.DataFrame({"company": [f"X-{place}" for place in range(15)], "sector": "F", "size_band": "1-9", "region": "84", "people": 4})  # fmt: skip
    own = one.profiles.select("company", "sector", "size_band", "region", "people")
    return pl.concat([own, more.cast(own.schema)])


def test_coverage_is_that_of_the_jobs_of_the_list():
    first = given()
    told = jobs(given(asked=asked_of(first))).told
    assert told["asked"] == {"kind": "all", "stratum": "", "coops": 55, "answered": 40, "jobs_percent": 89, "low": False, "unlisted": 0}  # fmt: skip
    rows = {row["stratum"]: row for row in told["coverage"] if row["kind"] == "sector"}
    # 500 of 560 jobs in all; in construction 45 of 45 + 60 = 105 jobs, 43 %: under 60 %.
    assert (rows["F"]["coops"], rows["F"]["answered"], rows["F"]["jobs_percent"], rows["F"]["low"]) == (
        30,
        15,
        43,
        True,
    )
    assert (rows["J"]["jobs_percent"], rows["J"]["low"]) == (100, False)


def test_neighbours_are_joined_until_enough_and_the_public_joins_what_the_network_joined():
    assert joined([6, 4, 3, 7, 0], 5) == [[0], [1, 2], [3, 4]]
    assert joined([1, 1], 5) == [[0, 1]]
    assert nested([6, 4, 3, 7, 0], "peers") == [[0], [1, 2], [3, 4]]
    assert nested([6, 4, 3, 7, 6], "public") == [[0, 1, 2], [3, 4]]


def ratios(audience):
    values = [1.2] * 6 + [1.6] * 4 + [1.8] * 3 + [2.2] * 7
    names = {f"U-{place:04d}": value for place, value in enumerate(values)}
    rows = figured(names, indicator="pay_top_to_bottom", unit="ratio")
    return bands(given(rows, audience)).told


def test_bands_hold_enough_co_operatives_each():
    assert ratios("peers") == {
        "pay_top_to_bottom": {
            "n": 20,
            "bands": [
                {"low": None, "high": 1.5, "n": 6},
                {"low": 1.5, "high": 2.0, "n": 7},
                {"low": 2.0, "high": None, "n": 7},
            ],
        }
    }
    assert ratios("public") == {}  # 6 + 7, and 7 are too few to stand alone: one band would say where everybody is


@pytest.mark.parametrize(
    ("count", "audience", "shown"), [(3, "peers", False), (4, "peers", False), (5, "peers", True), (9, "public", False)]
)
def test_strata_of_fewer_co_operatives_than_the_minimum_are_never_shown(count, audience, shown):
    """Where no stratum at all is large enough, none is shown: neither all of them, nor their sector, size or region."""
    names = [f"U-{place:04d}" for place in range(count)]
    figures = figured({name: 10.0 * place for place, name in enumerate(names)})
    found = of(Compared(figures, profiled(names), pl.DataFrame(schema=HISTOGRAMS)), audience=audience).strata
    assert {row["status"] for row in found.to_dicts()} == {"ok" if shown else "suppressed"}
    assert (found["mean"].null_count() == found.height) is not shown


def mirrored(groups=None):
    work = {f"U-{place:04d}": 10.0 if place < 5 else 50.0 for place in range(11)}
    board = {f"U-{place:04d}": 10.0 * place if place < 5 else 50.0 for place in range(11)}
    figures = pl.concat([figured(work), figured(board, indicator="women_on_board")])
    return mirror(given(figures, groups=groups)).told


def test_boards_beside_the_workforce_are_means_of_bands():
    assert mirrored() == {
        "n": 11,
        "bands": [{"low": 0.0, "high": 20.0, "n": 5, "mean": 20.0}, {"low": 20.0, "high": 100.0, "n": 6, "mean": 50.0}],
    }


def test_no_mirror_where_a_published_group_lacks_one_of_a_band():
    """The mean of a band and of a peer group that is the band without one co-operative would give that one."""
    near = pl.DataFrame([{"company": f"U-{place:04d}"} for place in range(5, 10)]).with_columns(
        year=2025, indicator=pl.lit("women_on_board"), segment=pl.lit("{}"), level=pl.lit("L3"), group=pl.lit("J|10-49")
    )
    groups = near.select(pl.col(name).cast(kind) for name, kind in MEMBERSHIPS.items())
    assert mirrored(groups) == {"n": 11, "bands": [], "reason": "recoverable"}


def test_a_panel_that_differs_from_a_sector_by_two_exposes_both_to_each_other():
    """The panel has all of sector F but 5, and 6 of the other: it gives 6 less 5, and each of the two knows its own figure."""
    places = {"all": range(20), "F": range(6), "J": range(6, 20)}
    rows = [("sector", group, f"U-{place}") for group, own in places.items() for place in own]
    told = pl.DataFrame(rows, schema=["level", "group", "company"], orient="row")

    def panel(own):
        return pl.DataFrame({"group": "", "company": [f"U-{place}" for place in own]})

    assert exposes(told, panel([0, 1, 2, 3, 4, 6]))
    assert not exposes(told, panel([0, 1, 2, 9, 10, 11]))


def test_a_cut_near_an_earlier_one_is_recognised():
    def behind(count):
        rows = pl.DataFrame({"company": [f"U-{place}" for place in range(count)]})
        return standing("jobs", Cut({}, rows.select(pl.lit("headcount").alias("indicator"), "company")), 2025)

    earlier = behind(20).with_columns(pl.lit("0001").alias("publication"))
    assert too_near(behind(20), earlier).is_empty()
    assert too_near(behind(21), earlier).height == 1
    assert too_near(behind(22), earlier).height == 1
    assert too_near(behind(23), earlier).is_empty()


def test_refusals_are_counted_by_reason():
    outcomes = pl.DataFrame(
        {
            "year": [2025, 2025, 2025, None, 2024],
            "outcome": ["accepted", "refused", "refused", "refused", "refused"],
            "reason": [None, "altered", "altered", "schema", "forged"],
        }
    )
    one = given()
    told = received(Given(one.compared, 2025, "peers", None, outcomes)).told
    assert told == {"files": 4, "accepted": 1, "refused": [{"reason": "altered", "n": 2}, {"reason": "schema", "n": 1}]}
    assert received(one).told == {}


HEAD = "company,sector,size_band,region,people\n"


@pytest.mark.parametrize(
    ("text", "key", "column"),
    [
        ("company,sector,region,people\nU-1,J,84,3\n", "asked_column", "size_band"),
        (HEAD + "U-1,J,10-49,84,12\nU-1,J,10-49,84,12\n", "asked_value", "company"),
        (HEAD + "U-1,Computing,10-49,84,12\n", "asked_value", "sector"),
        (HEAD + "U-1,J,10 to 49,84,12\n", "asked_value", "size_band"),
        (HEAD + "U-1,J,10-49,84,twelve\n", "asked_value", "people"),
        (HEAD + "U-1,J,10-49,84,\n", "asked_value", "people"),
    ],
)
def test_a_wrong_list_of_those_asked_is_refused_where_it_is_wrong(tmp_path, text, key, column):
    (tmp_path / "asked.csv").write_text(text, "utf-8")
    with pytest.raises(DataError) as caught:
        about(tmp_path)
    assert (caught.value.key, caught.value.facts["column"]) == (key, column)
    assert all(caught.value.message(lang) for lang in ("fr", "en"))


def test_a_list_from_a_french_spreadsheet_is_read_and_no_file_is_no_list(tmp_path):
    assert about(tmp_path).asked is None
    text = "\ufeffcompany;sector;size_band;region;people\r\nU-1;J;10-49;;12\r\n"
    (tmp_path / "asked.csv").write_text(text, "utf-8", newline="")
    (tmp_path / "union.toml").write_text('name = "Grand Est"\n', "utf-8")
    known = about(tmp_path)
    assert known.asked.rows() == [("U-1", "J", "10-49", "?", 12)]
    assert (known.name, known.of) == ("Grand Est", {})


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("nom = 'x'", "unknown_key"),
        ("name = 3", "union_text"),
        ("of = 'du'", "unknown_key"),
        ("[of]\nfr = 3", "union_text"),
        ("name =", "toml_syntax"),
    ],
)
def test_a_wrong_file_of_the_union_is_refused(tmp_path, text, key):
    (tmp_path / "union.toml").write_text(text, "utf-8")
    with pytest.raises(UsageError) as caught:
        about(tmp_path)
    assert caught.value.key == key

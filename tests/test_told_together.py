"""Everything told about one figure, together: pooled gaps, panels, funnels and dots beside peer groups and strata give nobody away.

Each attack knows the sum of every group told, and solves the equations by their rank. The groups that nobody holds against each
other give one co-operative away in every network here; those that are told do not.
"""

from __future__ import annotations

import polars as pl
import pytest
from networks_by_hand import drawn, figured, profiled, recovered, sums

from scop_analytics.benchmarking import door, together
from scop_analytics.benchmarking.compared import Compared
from scop_analytics.benchmarking.histograms import SCHEMA as HISTOGRAMS
from scop_analytics.benchmarking.uncertain import uncertain
from scop_analytics.errors import DisclosureError

NAMES = [f"U-{place:04d}" for place in range(40)]
ONE = 0  # the co-operative under attack
EMPTY = pl.DataFrame(schema=HISTOGRAMS)


def computer_and_building(rows, computing, building, years=(2025,), **columns):
    """The first co-operatives work in computing (J), the others in building (F)."""
    count = computing + building
    known = profiled(NAMES[:count], years, sector=["J"] * computing + ["F"] * building, **columns)
    return Compared(rows, known, EMPTY)


def gaps(certain, computing=12):
    """Gaps of 20 co-operatives in computing and in building; only those named have a standard error."""
    values = {name: float(place) for place, name in enumerate(NAMES[:20])}
    errors = [4.0 + place / 10 if name in certain else None for place, name in enumerate(NAMES[:20])]
    rows = figured(values, indicator="mean_gap_hourly", polarity="towards_zero", se=errors)
    return computer_and_building(rows, computing, 20 - computing)


def panels():
    """In the second year one of computing and all of building are new."""
    before = figured(dict.fromkeys(NAMES[1:12], 10.0), 2024)
    after = figured({name: float(place) for place, name in enumerate(NAMES[:18])}, 2025)
    return computer_and_building(pl.concat([before, after]), 12, 6, (2024, 2025))


def shares():
    """Shares of which one in computing, and all in building, do not say what they are made of."""
    told = [8.0 if ONE < place < 12 else None for place in range(18)]
    rows = figured(dict.fromkeys(NAMES[:18], 40.0), numerator=told, denominator=[20.0 if one else None for one in told])
    return computer_and_building(rows, 12, 6)


def sizes():
    """Eleven of fewer than ten people, one of them of nine: the ten smallest make a window of sizes."""
    people = [9, *[5] * 10, *[20] * 9]
    values = {name: float(place) for place, name in enumerate(NAMES[:20])}
    rows = figured(values, numerator=[value / 100 * n for value, n in zip(values.values(), people, strict=True)],
                   denominator=[float(n) for n in people], people=people, weight=[float(n) for n in people])  # fmt: skip
    return Compared(rows, profiled(NAMES[:20], people=people), EMPTY)


KINDS = {
    "pooled gap": (lambda: gaps(NAMES[1:12]), "estimate_all"),
    "panel": (panels, "panel"),
    "funnel": (shares, "funnel"),
    "dots": (sizes, "dots"),
}


def told_and_asked(known):
    """The memberships of all that is told about 2025, and of all that would be without the audit."""
    found = door.of(known, audience="peers")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(together, "_kept", lambda _first, groups: groups)
        asked = door.of(known, audience="peers")
    return found, [one.memberships.filter(year=2025) for one in (found, asked)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_group_that_leaves_one_alone_is_not_told(kind):
    network, level = KINDS[kind]
    _, (told, asked) = told_and_asked(network())
    companies = sorted(set(asked["company"]))
    assert ONE in recovered(sums(asked, companies)), "the attack must succeed where nothing is audited"
    assert recovered(sums(told, companies)) == []
    assert level in asked["level"].to_list()
    assert level not in told["level"].to_list()


def test_what_is_not_told_has_no_number():
    found, _ = told_and_asked(gaps(NAMES[1:12]))
    pooled = found.pooled.filter(kind="all").row(0, named=True)
    assert (pooled["estimate"], pooled["low"], pooled["tau2"], pooled["n"], pooled["status"]) == (None, None, None, None, "suppressed")  # fmt: skip
    assert found.funnels.funnels.is_empty()
    found, _ = told_and_asked(panels())
    assert found.panels["panel_mean"].to_list() == [None, None]
    assert found.panels.filter(year=2025)["all_mean"].item() == pytest.approx(8.5)
    found, _ = told_and_asked(shares())
    assert [frame.height for frame in (found.funnels.funnels, found.funnels.limits, found.funnels.points, found.funnels.bins)] == [0] * 4  # fmt: skip
    found, _ = told_and_asked(sizes())
    assert (found.funnels.funnels.height, found.funnels.bins.height) == (1, 0)


def test_what_gives_nobody_away_stays():
    """Both windows of sizes are one sector each."""
    found, (told, asked) = told_and_asked(gaps(NAMES[:20], 10))
    assert told.height == asked.height
    assert found.pooled.filter(kind="all")["estimate"].item() is not None
    assert found.funnels.bins["n"].sum() == 20


def test_the_least_certain_stay_out_with_the_one_that_is_not_known():
    """One of twenty has no standard error: four others of the largest errors go with it, so that five differ from all."""
    sure = uncertain(gaps([name for name in NAMES[:20] if name != NAMES[3]]))
    assert sure["company"].to_list() == [name for name in NAMES[:16] if name != NAMES[3]]
    assert uncertain(gaps(NAMES[:20])).height == 20
    assert uncertain(gaps(NAMES[5:20])).height == 15


def late(count):
    """The same figure of ``count`` co-operatives in two years."""
    years = [figured({name: float(place) for place, name in enumerate(NAMES[:count])}, year) for year in (2024, 2025)]
    return Compared(pl.concat(years), profiled(NAMES[:count], (2024, 2025)), EMPTY)


@pytest.mark.parametrize(("more", "told"), [(1, False), (3, True)])
def test_a_late_pack_is_not_the_difference_of_two_panels(more, told):
    first = door.of(late(20), audience="peers")
    second = door.of(late(20 + more), audience="peers", published=first.memberships)
    both = second.panels.select("all_mean", "panel_mean").to_series().to_list()
    assert first.panels["panel_mean"].null_count() == 0
    assert (None not in both) is told
    assert second.panels["panel_mean"].null_count() == (0 if told else 2)


def test_groups_that_expose_somebody_stop_everything():
    """Peer groups and strata that give one away by themselves: nothing is told beside them."""
    known = gaps(NAMES[1:12])
    cell = {"year": 2025, "indicator": "mean_gap_hourly", "segment": "{}"}
    first = pl.DataFrame(
        [cell | {"level": "L6", "group": "", "company": name} for name in NAMES[:20]]
        + [cell | {"level": "sector", "group": "J", "company": name} for name in NAMES[1:20]],
        schema=together.MEMBERSHIPS,
    )
    sure = uncertain(known)
    asked = together.Told(
        door.pooled(known, sure, "peers"), door.panels(known.figures, "peers"), door.funnels(sure), first
    )
    with pytest.raises(DisclosureError) as fault:
        together.told(known, sure, asked)
    assert fault.value.key == "peers_recoverable"


@pytest.mark.parametrize("seed", range(6))
def test_networks_at_random_give_nobody_away(seed):
    """All years and an insider too."""
    found = door.of(drawn(seed, 60 + 5 * seed, (2024, 2025), answers=0.8), audience="peers")
    for year in (2024, 2025):
        rows = found.memberships.filter(year=year)
        companies = sorted(set(rows["company"]))
        matrix = sums(rows, companies)
        assert recovered(matrix) == []
        assert recovered(matrix, seed) == []

"""Two years with one who leaves, two segmentations that differ by one: what the attacker works out, with and without us.

The attacker knows who left, how many people stand behind each mean, by how much everybody was raised, and the step to
which each figure is rounded; he holds one person's pay when every value it can have lies within 10 % of the true one.
"""

from __future__ import annotations

import json
import random
from types import SimpleNamespace

import polars as pl
import pytest

from scop_analytics.evidence import archive
from scop_analytics.privacy import SUPPORT, release
from scop_analytics.privacy.neighbours import KEYS, Neighbours, group_name, lone_sum
from scop_analytics.reports.standing import neighbours
from scop_analytics.results import SCHEMA

KINDS = {
    "women_mean": ("pay", "EUR_per_year"),
    "men_mean": ("pay", "EUR_per_year"),
    "gap": ("pay", "percent"),
    "mean_pay": ("pay", "EUR_per_month"),
    "pay_median": ("pay", "EUR_per_month"),
    "disability_rate": ("sensitive", "percent"),
    "survey_answers": ("opinion", "people"),
}
CATALOGUE = {name: SimpleNamespace(disclosure=group, unit=unit, rounding=None) for name, (group, unit) in KINDS.items()}
RAISE = 1.02


def seg(**pairs):
    return json.dumps(pairs, sort_keys=True, separators=(",", ":"))


def given(rows, known=None, audience="members"):
    full = [{"company": "A", "segment": "{}", "status": "ok"} | row for row in rows]
    frame = pl.DataFrame([{name: row.get(name) for name in SCHEMA} for row in full], schema=SCHEMA)
    support = pl.DataFrame([{name: row.get(name) for name in SUPPORT} for row in full], schema=SUPPORT)
    out = release(frame, support, CATALOGUE, audience, None, {}, known).frame
    return {(row["year"], row["indicator"], row["segment"]): row for row in out.to_dicts()}


def standing(years, **segments):
    """Neighbours of the people of each year (women, men), and of further groups by segment."""

    def groups(women, men, named):
        everybody = {"{}": (set(women), set(men)), **named}
        return {
            group_name(kind, side, segment): frozenset(people)
            for segment, (f, m) in everybody.items()
            for side, people in (("", f | m), ("F", f), ("M", m))
            for kind in ("closing", "calendar")
        }

    return Neighbours(5, {year: [groups(*people, segments.get(str(year), {}))] for year, people in years.items()})


def mean(pays):
    return sum(pays) / len(pays)


def co_op(seed):
    """Women and men by pay in year 1; in year 2 the first woman has left and everybody else earns 2 % more."""
    dice = random.Random(seed)  # noqa: S311 - examples, not secrets
    women = {f"w{place}": dice.uniform(22_000, 40_000) for place in range(dice.randint(6, 12))}
    men = {f"m{place}": dice.uniform(24_000, 42_000) for place in range(dice.randint(24, 36))}
    after = {name: pay * RAISE for name, pay in women.items() if name != "w0"}
    return {2024: (women, men), 2025: (after, {name: pay * RAISE for name, pay in men.items()})}


def figures(years):
    for year, (women, men) in years.items():
        f, m = mean(women.values()), mean(men.values())
        both = {"women": len(women), "men": len(men), "distinct": 9}
        yield {"year": year, "indicator": "women_mean", "value": f, "women": len(women), "people": len(women)}
        yield {"year": year, "indicator": "men_mean", "value": m, "men": len(men), "people": len(men)}
        yield {"year": year, "indicator": "gap", "value": 100 * (m - f) / m, "people": len(women)} | both


def step_by_hand(base, n, whole, moved):
    """A person's pay is open by 10 % up to twice the mean: 40 % of the mean over the number of people."""
    if not moved:
        return base
    return next(base * times for times in (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20) if base * times >= 0.4 * whole / n)


def held(years, out, moved):
    """The interval in which the pay of the woman who left must lie, from her mean and from the gap with the men's mean."""
    low, high = 0.0, float("inf")
    ranges = {}
    for year, (women, men) in years.items():
        few = len(women) + len(men) < 30
        f, m, gap = (out[year, name, "{}"]["value"] for name in ("women_mean", "men_mean", "gap"))
        half = step_by_hand(500 if len(women) < 30 else 100, len(women), mean(women.values()), moved) / 2
        half_m = (500 if len(men) < 30 else 100) / 2
        half_gap = step_by_hand(1 if few else 0.5, min(len(women), len(men)), 100, moved) / 2
        by_gap = [(m + a) * (1 - (gap + b) / 100) for a in (-half_m, half_m) for b in (-half_gap, half_gap)]
        ranges[year] = max(f - half, min(by_gap)), min(f + half, max(by_gap))
        assert ranges[year][0] - 1e-6 <= mean(women.values()) <= ranges[year][1] + 1e-6
    first, then = len(years[2024][0]), len(years[2025][0])
    low = first * ranges[2024][0] - then * ranges[2025][1] / RAISE
    high = first * ranges[2024][1] - then * ranges[2025][0] / RAISE
    true = years[2024][0]["w0"]
    return true * 0.9 < low and high < true * 1.1


def test_the_woman_who_left_is_read_without_the_rule_and_not_with_it():
    read = 0
    for seed in range(30):
        years = co_op(seed)
        rows = list(figures(years))
        read += held(years, given(rows), moved=False)
        people = {year: (list(women), list(men)) for year, (women, men) in years.items()}
        out = given(rows, standing(people))
        assert {row["status"] for row in out.values()} == {"ok"}  # the report keeps every figure
        assert not held(years, out, moved=True)
    assert read >= 8  # she is read in one co-operative out of three


def test_what_last_year_gave_unwidened_still_does_not_give_her():
    """An archive written when nobody had left: only this year's figure is rounded more widely."""
    for n in (6, 12, 18, 24):
        women = {f"w{place}": 30_000.0 for place in range(n)}
        now = [{"year": 2025, "indicator": "women_mean", "value": 30_000.0, "women": n - 1, "people": n - 1}]
        then = given([{"year": 2024, "indicator": "women_mean", "value": 30_000.0, "women": n, "people": n}])
        names = {2024: (list(women), ["m"]), 2025: (list(women)[1:], ["m"])}
        value = given(now, standing(names))[2025, "women_mean", "{}"]["value"]
        before = then[2024, "women_mean", "{}"]["value"]
        half = step_by_hand(500, n - 1, 30_000, moved=True) / 2
        low = n * (before - 250) - (n - 1) * (value + half)
        high = n * (before + 250) - (n - 1) * (value - half)
        assert low < 27_000
        assert high > 33_000


def test_a_team_of_forty_two_that_one_leaves_reads_its_gap_to_three_points():
    women, men = [f"w{place}" for place in range(18)], [f"m{place}" for place in range(24)]
    row = {"indicator": "gap", "value": 8.4, "women": 18, "men": 24, "people": 18}
    known = standing({2024: (women, [*men, "gone"]), 2025: (women, men)})
    out = given([{"year": 2025, **row}], known)
    assert out[2025, "gap", "{}"]["value"] == 7.5  # 40 / 18 = 2.2 points, so to 2.5 points
    same = standing({2024: (women, men), 2025: (women, men)})
    assert given([{"year": 2025, **row}], same)[2025, "gap", "{}"]["value"] == 8.5
    many = standing({2024: (women, [*men, *"abcde"]), 2025: (women, men)})
    assert given([{"year": 2025, **row}], many)[2025, "gap", "{}"]["value"] == 8.5  # five: enough


def test_a_median_does_not_tell_the_pay_of_one_who_leaves():
    """Before and after, the same medians whatever she earned below them: 1,600 or 2,400 euros."""
    others = [1_500 + 25 * place for place in range(80)]
    found = set()
    for pay in (1_600, 2_400):
        before, after = sorted([*others, pay]), others
        smoothed = [mean(pays[len(pays) // 2 - 2 : len(pays) // 2 + 3]) for pays in (before, after)]
        rows = [
            {"year": 2024 + place, "indicator": "pay_median", "value": value, "smoothed": value, "people": 80,
             "women": 40, "men": 40}
            for place, value in enumerate(smoothed)
        ]  # fmt: skip
        out = given(rows)
        found.add(tuple(out[year, "pay_median", "{}"]["value"] for year in (2024, 2025)))
    assert len(found) == 1


@pytest.mark.parametrize(("before", "now", "status"), [((6, 30), (5, 30), "suppressed"), ((0, 36), (0, 35), "ok")])
def test_a_lasting_trait_is_not_counted_again_for_one_who_left(before, now, status):
    people = {2024: ([f"w{place}" for place in range(36)], []), 2025: ([f"w{place}" for place in range(35)], [])}
    rows = [
        {"year": year, "indicator": "disability_rate", "value": 100 * part / (part + rest), "numerator": part,
         "denominator": part + rest, "people": part + rest}
        for year, (part, rest) in ((2024, before), (2025, now))
    ]  # fmt: skip
    assert given(rows)[2025, "disability_rate", "{}"]["status"] == "ok"  # 6 then 5: the one who left
    out = given(rows, standing(people))
    assert out[2024, "disability_rate", "{}"]["status"] == "ok"
    assert out[2025, "disability_rate", "{}"]["status"] == status


@pytest.mark.parametrize(("now", "status"), [((15, 12, 8), "suppressed"), ((10, 14, 11), "ok")])
def test_answers_that_hardly_moved_are_held_back(now, status):
    """15, 12 and 9 answers, then one less: hers. Where seven other answers differ, nobody can tell."""
    people = {2024: ([f"w{place}" for place in range(36)], []), 2025: ([f"w{place}" for place in range(35)], [])}
    rows = [
        {"year": year, "indicator": "survey_answers", "segment": seg(answer=str(level), item="meaning"), "value": float(n),
         "numerator": n, "denominator": sum(counts), "people": sum(counts), "least": n}
        for year, counts in ((2024, (15, 12, 9)), (2025, now))
        for level, n in zip("543", counts, strict=True)
    ]  # fmt: skip
    out = given(rows, standing(people))
    found = {row["status"] for (year, *_), row in out.items() if year == 2025}
    assert found == {status}


def test_last_year_is_remembered_in_the_archive_when_its_data_are_gone(tmp_path):
    """The dossier holds 2025 alone; the archive knows who stood there in 2024, under keyed names."""
    names = [f"w{place}" for place in range(9)]
    before = standing({2024: (names, [])}).groups[2024][0]
    frame = pl.DataFrame(
        [{"company": "A", "year": 2024, "indicator": "disability_rate", "segment": "{}", "status": "ok", "unit": "percent",
          "value": 30.0, "numerator": 5.0, "denominator": 9.0, "people": 9}]
    )  # fmt: skip
    mark = archive.marker(tmp_path)
    held = {name: [mark(person) for person in people] for name, people in before.items()}
    archive.write(tmp_path, 2024, "members", frame, version="1", masking={}, members=held)
    assert "w8" not in (tmp_path / "archive" / "2024" / "members" / "membres.json").read_text(encoding="utf-8")
    people = pl.DataFrame({"person_id": names[1:], "fiscal_year": 2025}).with_columns(
        pl.lit("F").alias("sex"), is_present=True, in_gap=True, **dict.fromkeys(KEYS[1:], pl.lit("x"))
    )
    frames = {"person": people.lazy(), "person_calendar": people.lazy()}
    rows = frame.with_columns(year=pl.lit(2025))
    known = neighbours(frames, rows, tmp_path, "members")
    assert known.few((2025, "{}"), (2024, "{}"), ("F",))
    assert known.given == {(2024, "disability_rate", "{}"): (5.0, 4.0)}
    assert neighbours(frames, rows, tmp_path, "public").given == {}
    assert neighbours(frames, rows, tmp_path, "employer") is None


def cut(**groups):
    """Means of a year by segment, and who stands in each: all women, so that one population is enough."""
    rows = [
        {"year": 2025, "indicator": "mean_pay", "segment": segment, "value": 2_500.0, "people": len(names)}
        for segment, names in groups.items()
    ]
    return rows, {segment: (set(names), set()) for segment, names in groups.items()}


EVERYBODY = [f"w{place}" for place in range(60)]
BY_JOB = {seg(csp="OUVRIER"): EVERYBODY[:20], seg(csp="CADRE"): EVERYBODY[20:]}
BY_SITE = {seg(work_site="Lyon"): EVERYBODY[:19], seg(work_site="Brest"): EVERYBODY[19:]}


def statuses(groups, given_before=()):
    rows, named = cut(**groups)
    known = standing({2025: (EVERYBODY, [])}, **{"2025": named | (cut(**dict(given_before))[1])})
    earlier = {(2025, "mean_pay", segment): () for segment, _ in given_before}
    out = given(rows, Neighbours(known.least, known.groups, earlier))
    return {segment: out[2025, "mean_pay", segment]["status"] for segment in groups}


def test_two_segmentations_that_differ_by_one_are_not_both_given():
    """20 workers less the 19 of Lyon are one person; each segmentation alone is given."""
    assert set(statuses({"{}": EVERYBODY, **BY_JOB}).values()) == {"ok"}
    assert set(statuses({"{}": EVERYBODY, **BY_SITE}).values()) == {"ok"}
    both = statuses({"{}": EVERYBODY, **BY_JOB, **BY_SITE})
    shown = [set(names) for segment, names in {"{}": EVERYBODY, **BY_JOB, **BY_SITE}.items() if both[segment] == "ok"]
    assert set(EVERYBODY) in shown
    assert not {1} & {len(a ^ b) for a in shown for b in shown}


def test_a_later_report_of_the_year_is_held_to_the_earlier_one():
    before = [("{}", EVERYBODY), *BY_JOB.items()]
    assert set(statuses(BY_SITE).values()) == {"ok"}
    assert set(statuses(BY_SITE, before).values()) == {"suppressed"}
    assert set(statuses(BY_JOB, before).values()) == {"ok"}  # the same report again


def test_three_groups_that_leave_one_together():
    """Two jobs, and a site of both less one person: no two groups are close, the sum of two less the third is."""
    jobs = {seg(csp="OUVRIER"): EVERYBODY[:10], seg(csp="EMPLOYE"): EVERYBODY[10:20]}
    site = {seg(work_site="Lyon"): EVERYBODY[:19]}
    found = statuses({**jobs, **site})
    assert found[seg(work_site="Lyon")] == "ok"
    assert "suppressed" in found.values()
    assert set(statuses(jobs).values()) == {"ok"}


def test_sums_that_leave_a_few_are_found_as_by_trying_every_combination():
    dice = random.Random(3)  # noqa: S311 - examples, not secrets
    seen = set()
    for _ in range(60):
        groups = [frozenset(name for name in EVERYBODY[:12] if dice.random() < 0.5) for _ in range(3)]
        factors = [(a, b, c) for a in (-1, 0, 1) for b in (-1, 0, 1) for c in (-1, 0, 1)]
        sums = [
            {n: sum(f for f, group in zip(row, groups, strict=True) if n in group) for n in EVERYBODY}
            for row in factors
        ]
        tries = [{n: f for n, f in row.items() if f} for row in sums]
        alike = [row for row in tries if 0 < len(row) < 5 and len({abs(f) for f in row.values()}) == 1]
        blocks = [{tuple(n in group for group in groups) for n in row} for row in alike]
        plain = any(len(found) <= 2 for found in blocks)
        seen.add(plain)
        assert not plain or lone_sum(groups, 5)
    assert seen == {True, False}

"""Groups of people that differ by a few: over the years within one co-operative, and between its segmentations.

The reader assumed knows who joined and who left, how many people each figure is about, and how the pays of the others
moved (a general raise is known): two means, each times its number of people, then differ by the pays of those who came
and went. So, where a group changed by fewer people than may change (``[change]``) between two years:

* a mean, a gap or a ratio of pay is given at a rounding so wide that the difference leaves the pay of one person open
  by ``protected`` percent on both sides, up to ``multiple`` times the mean pay (:func:`wide_step`). The figure is kept:
  a team of forty that one person leaves every year still reads its gap, to a few points. Medians and quantiles stay as
  they are: a person who leaves moves them from one neighbour's pay to the next, whatever that person earned.
* a lasting trait that is counted (a disability, an element of pay received) is not given again until enough people have
  changed since it was last given: no rounding hides a person from a count. None before and none now says nothing.
* answers, which each person gives anew, are held back only where so few of them differ that the two surveys are one.

Within a year the groups of one indicator, whatever the keys that cut them and whichever report of the year gave them, are
one system of sums: a group that differs from another by too few, or by which too few people follow from all the groups
together, is not given. The larger groups come first, and those that a report of the same year already gave.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, product
from typing import Any, Final

import numpy as np
import polars as pl

from scop_analytics.privacy.cells import canonical
from scop_analytics.privacy.policy import policy

KEYS: Final = ("sex", "csp", "contract_type", "age_band", "work_site", "value_category")
SIDES: Final = ("", "F", "M")
WHOLE: Final = SIDES[:1]
KINDS: Final = ("closing", "calendar")  # present at the closing; paid in the calendar year
CLOSE: Final = 1e-9
TIMES: Final = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100)
Groups = Mapping[str, frozenset[str]]  # by :func:`group_name`: who is in the group, under keyed pseudonyms
Row = Mapping[str, Any]
Counts = tuple[float, ...]
Given = Mapping[tuple[int, str, str], Counts]  # year, indicator, segment given before → the counts it states


@dataclass(frozen=True)
class Neighbours:
    """Who stood in each group, by year (as the data say today and as they said when it was published), and what was given.

    ``least`` is the fewest people by which two groups, or two years of one, may differ.
    """

    least: int
    groups: Mapping[int, Sequence[Groups]] = field(repr=False)
    given: Given = field(default_factory=dict, repr=False)

    def few(self, one: tuple[int, str], other: tuple[int, str], sides: Sequence[str] = WHOLE) -> bool:
        """Whether the people of two groups (year, segment) differ, but by too few; of either sex where these are apart."""
        names = [(group_of(one[1]), group_of(other[1]), side) for side in sides]
        return any(
            0 < len(then[f"{kind}/{side}/{a}"] ^ now[f"{kind}/{side}/{b}"]) < self.least
            for then in self.groups.get(one[0], ())
            for now in self.groups.get(other[0], ())
            for a, b, side in names
            for kind in KINDS
            if f"{kind}/{side}/{a}" in then and f"{kind}/{side}/{b}" in now
        )

    def exposes(self, year: int, given: Sequence[str], new: str, sides: Sequence[str] = WHOLE) -> bool:
        """Whether giving ``new`` beside the segments ``given`` of a year lets the sum of too few people be worked out."""
        if any(self.few((year, new), (year, other), sides) for other in given):
            return True
        for groups in self.groups.get(year, ()):
            for kind, side in product(KINDS, sides):
                held = [groups.get(group_name(kind, side, segment), frozenset()) for segment in (new, *given)]
                if lone_sum(held, self.least) and not lone_sum(held[1:], self.least):
                    return True
        return False


def lone_sum(groups: Sequence[frozenset[str]], least: int) -> bool:
    """Whether sums over ``groups`` determine that of one or two blocks of fewer than ``least`` people (or their difference).

    People of exactly the same groups are one block. A sum over blocks follows from the groups when its vector lies in the
    space of theirs: when projecting it there leaves its length as it is.
    """
    blocks = Counter(tuple(name in group for group in groups) for name in frozenset().union(*groups))
    sizes = np.array(list(blocks.values()))
    small = sizes < least
    if not small.any():
        return False
    table = np.array(list(blocks), dtype=float)
    inside = table @ np.linalg.pinv(table)
    alone = np.diagonal(inside)
    two = small[:, None] & small[None, :] & (sizes[:, None] + sizes[None, :] < least) & ~np.eye(len(sizes), dtype=bool)
    length = alone[:, None] + alone[None, :]
    return bool((alone[small] > 1 - CLOSE).any() or ((length + 2 * abs(inside))[two] > 2 - CLOSE).any())


def group_name(kind: str, side: str, segment: str) -> str:
    """The name of a group: which population, which sex of it, which segment."""
    return f"{kind}/{side}/{group_of(segment)}"


def group_of(segment: str) -> str:
    """The part of a segment that says who is in it: not the question, the answer, the element of pay or its quarter."""
    return canonical({key: value for key, value in json.loads(segment).items() if key in KEYS})


def _subject(segment: str) -> str:
    """The rest: which question, which element of pay."""
    return canonical({key: value for key, value in json.loads(segment).items() if key not in KEYS})


def guarded(tested: pl.DataFrame, known: Neighbours | None) -> pl.DataFrame:
    """Cells with ``wide``: the smallest step at which they may be rounded; ``hides`` is filled where they may not be given."""
    if known is None:
        return tested
    rows = tested.filter("given", pl.col("hides").is_null(), "tested").to_dicts()
    wide = {row["ix"]: wide_step(row) for row in rows if _averaged(row) and _moved(row, known)}
    held = [*_between(rows, known), *_over_years(rows, known)]
    near = pl.col("ix").is_in(held)
    return tested.with_columns(
        pl.when(near).then(pl.lit("neighbours")).otherwise("hides").alias("hides"),
        pl.col("ix").replace_strict(wide, default=None, return_dtype=pl.Float64).alias("wide"),
    )


def wide_step(row: Row) -> float | None:
    """The rounding that keeps one person's pay open by ``protected`` percent, in the unit of the figure.

    A mean of n people known to half a step leaves the sum open by n half-steps, which must be the protected part of a pay of
    ``multiple`` times the mean: step = 2 × protected × multiple / n of the mean. A gap in percent is a mean of women in
    percent of the mean of men; the smaller sex counts. The step is a multiple of the step of the audience.
    """
    rule, base = policy().time, row["step_few"] if row["n"] < policy().few else row["step_many"]
    people = min(n for n in (row["s_women"], row["s_men"], row["n"]) if n) if row["sexed"] else row["n"]
    if not people or not base:
        return None
    whole = 100.0 if row["share_unit"] else abs(row["value"]) if row["amount_unit"] else 1.0
    needed = 2 * rule.protected / 100 * rule.multiple * whole / people
    return float(base) * next((times for times in TIMES if times * base >= needed - 1e-9), TIMES[-1])


def _averaged(row: Row) -> bool:
    """A figure that one person's pay enters in proportion."""
    pay = row["disclosure"] in policy().pays and row["coarse"] and not row["people_unit"]
    return bool(pay and row["indicator"] not in policy().time.kept)


def _sides(row: Row) -> Sequence[str]:
    """The sexes that the figure keeps apart, or everybody together."""
    if not row["sexed"]:
        return WHOLE
    return [side for side, name in zip(SIDES[1:], ("s_women", "s_men"), strict=True) if row[name] is not None]


def _moved(row: Row, known: Neighbours) -> bool:
    here = (row["year"], row["segment"])
    others = [year for year in known.groups if year != row["year"]]
    return any(known.few(here, (year, row["segment"]), _sides(row)) for year in others)


def _between(rows: Iterable[Row], known: Neighbours) -> Iterator[int]:
    """Groups of one figure and year that differ by too few from one that is given: the largest is kept."""
    watched = [row for row in rows if row["disclosure"] in policy().time.classes]

    def told(row: Row) -> tuple[int, str, str]:
        return row["year"], row["indicator"], _subject(row["segment"])

    for (year, name, subject), same in groupby(sorted(watched, key=told), told):
        family = list(same)
        if all(row["value"] == 0 for row in family):
            continue  # nobody has it: the whole says so already
        out = {segment for when, what, segment in known.given if (when, what) == (year, name)}
        kept = [segment for segment in out if _subject(segment) == subject]
        for row in sorted(family, key=lambda row: (-row["n"], row["keys"], row["segment"])):
            if row["segment"] in out:
                continue
            if known.exposes(year, kept, row["segment"], _sides(row)):
                yield row["ix"]
            else:
                kept.append(row["segment"])


def _over_years(rows: Iterable[Row], known: Neighbours) -> Iterator[int]:
    """Counts of lasting traits and answers that would tell of the few who came or went since they were last given."""
    lasting = policy().time.lasting
    watched = [row for row in rows if _counts(row) and (row["disclosure"] == "opinion" or row["indicator"] in lasting)]
    for (name, _), same in groupby(sorted(watched, key=_series), _series):
        series = list(same)
        given = _given(series, known)
        for year, now in groupby(sorted(series, key=lambda row: row["year"]), lambda row: int(row["year"])):
            cells = {row["segment"]: row for row in now}
            counts = {segment: _counts(row) for segment, row in cells.items()}
            if year not in given and _tells(name in lasting, (year, counts), given, known):
                yield from (row["ix"] for row in cells.values())
            else:
                given.setdefault(year, counts)


def _series(row: Row) -> tuple[str, str]:
    """What is compared from year to year: one share, or all the answers to one question."""
    pairs = json.loads(row["segment"])
    return row["indicator"], canonical({key: value for key, value in pairs.items() if key not in policy().together})


def _given(series: Iterable[Row], known: Neighbours) -> dict[int, dict[str, Counts]]:
    """By year, the counts of a series that earlier reports gave."""
    names = {(row["indicator"], row["segment"]) for row in series}
    found: dict[int, dict[str, Counts]] = {}
    for (year, name, segment), counts in known.given.items():
        if (name, segment) in names:
            found.setdefault(year, {})[segment] = counts
    return found


def _tells(
    lasting: bool, now: tuple[int, Mapping[str, Counts]], given: Mapping[int, Mapping[str, Counts]], known: Neighbours
) -> bool:
    """Whether some year given before differs by too few people, and by something that they alone may have brought."""
    year, counts = now
    for before, old in given.items():
        both = counts.keys() & old.keys()
        moved = sum(abs(a - b) for name in both for a, b in zip(counts[name], old[name], strict=False))
        none = all(0 in map(max, zip(counts[name], old[name], strict=False)) for name in both)
        telling = not none if lasting else 0 < moved < known.least
        if both and telling and any(known.few((year, name), (before, name)) for name in both):
            return True
    return False


def _counts(row: Row) -> Counts:
    """The numbers of people a row states: those counted and, for a share, the others; nothing where it states none."""
    if row["people_unit"] and row["value"] is not None:
        return (row["value"],)
    if row["share_unit"] and None not in (row["numerator"], row["n"]) and row["denominator"] == row["n"]:
        return (row["numerator"], row["denominator"] - row["numerator"])
    return ()


def counts_given(row: Row) -> Counts:
    """The same of a published row."""
    units = policy().units
    known = {"people_unit": row["unit"] in units["people"], "share_unit": row["unit"] in units["share"]}
    return _counts({**row, **known, "n": row["people"]})

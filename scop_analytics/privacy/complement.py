"""Complementary masking: within one additive group, hiding one cell is hiding none, since the total gives it back.

An additive group is the parts of one whole along one key of the segment (the sexes of a category, the quarters of a
co-operative) with their total. In each group either nothing is hidden, or what is hidden together would itself pass the
rule. A row computed from a hidden row is hidden too, and so is every other row that states a hidden number of people.
"""

from __future__ import annotations

import itertools
from typing import Final

import polars as pl

from scop_analytics.errors import DisclosureError
from scop_analytics.privacy.cells import passes, wholes
from scop_analytics.privacy.operands import computed
from scop_analytics.privacy.policy import policy

GROUP: Final = ("company", "year", "indicator", "rest_segment", "key")
COUNTS: Final = ("visible", "sensitive", "received")  # classes whose figures state numbers of people
ROUNDS: Final = 60
TABLE: Final = ("company", "year", "indicator")
Exposed = tuple[pl.DataFrame, list[int]]
COLUMNS: Final = (
    "ix", "company", "year", "indicator", "segment", "disclosure", "given", "hides", "part", "rest", "need", "zero",
    "n", "tested",
)  # fmt: skip


def complementary(cells: pl.DataFrame, operands: pl.DataFrame, exposed: Exposed | None = None) -> pl.DataFrame:
    """``cells`` with ``kind``: ``primary``, ``complementary``, ``inherited`` or null; ``hides`` is filled for all of them.

    ``operands`` names what each second-pass indicator is computed from (:func:`operands_frame`). ``exposed`` holds
    what an earlier attempt hid and the rows that its audit could recover: one more cell is hidden beside each.
    """
    touched = _touched(cells, operands)
    if touched.is_empty():
        return cells.with_columns(_kind(pl.lit(None, pl.String)))
    members = _members(touched)
    touched = touched.with_columns(pl.col("ix").is_in(_told(touched, members)).alias("told"))
    added = _beside(touched, members, exposed)
    fresh = changed = None  # what the last round hid, and everything hidden since the groups were last looked at
    for _ in range(ROUNDS):
        state = touched.join(added, on="ix", how="left").with_columns(
            (pl.col("given") & pl.col("hides").is_null() & pl.col("added").is_null()).alias("shown")
        )
        more = _following(state, operands, fresh)
        if more.is_empty():
            more, changed = _second(state, _near(members, changed)), added.get_column("ix").clear()
        if more.is_empty():
            return _with_kind(cells, added)
        added = pl.concat([added, more]).unique("ix", keep="first")
        fresh = more.get_column("ix")
        changed = None if changed is None else pl.concat([changed, fresh])
    raise DisclosureError("masking_unfinished", rounds=ROUNDS)


def _touched(cells: pl.DataFrame, operands: pl.DataFrame) -> pl.DataFrame:
    """The rows that can leak: those of an indicator partly hidden in a company-year, and what is computed from them.

    A figure that is absent, or that every audience reads, protects nothing.
    """
    linked = [*operands.get_column("indicator"), *operands.get_column("operand")]
    cut = cells.lazy().filter(pl.col("keys") > 0).select("indicator").unique().collect().get_column("indicator")
    year = ["company", "year"]
    counted = pl.col("disclosure").is_in(COUNTS) & (pl.col("keys") > 0) & pl.col("tested")
    rows = (
        cells.lazy()
        .filter(
            pl.col("indicator").is_in([*linked, *cut]),
            ~pl.col("always").fill_null(False) & ~pl.col("status").is_in(["missing", "not_applicable"]),
        )
        .select(
            "ix", *year, "indicator",
            (pl.col("hides").is_not_null() | ~pl.col("given")).alias("unseen"),
            pl.col("indicator").is_in(linked).alias("linked"),
            (pl.col("indicator").is_in(linked) | counted).alias("near"),
        )
        .collect()
    )  # fmt: skip
    partly = pl.col("unseen").any() & ~pl.col("unseen").all() & (pl.len() > 1)
    mixed = (
        rows.group_by(*year, "indicator")
        .agg((partly | (pl.col("linked") & pl.col("unseen")).any()).alias("mixed"))
        .filter("mixed")
    )
    same = rows.join(mixed, on=[*year, "indicator"], how="semi").get_column("ix")
    neighbours = rows.filter("near").join(mixed, on="company", how="semi").get_column("ix")
    return cells[pl.concat([same, neighbours]).unique().sort()].select(COLUMNS)


def _beside(touched: pl.DataFrame, members: pl.DataFrame, exposed: Exposed | None) -> pl.DataFrame:
    """What an earlier attempt hid and, beside each row it left exposed, the cheapest cell still shown.

    Several equations together may give back a row whose own groups are all hidden: then the cheapest cell of the groups
    that share a cell with them, and so on; an empty cell only when no other is left.
    """
    if exposed is None:
        return touched.select("ix", pl.lit(None, pl.String).alias("added")).clear()
    before, places = exposed
    open_cells = touched.filter(pl.col("given") & pl.col("hides").is_null() & pl.col("tested"))
    free = members.join(open_cells, on="ix").join(before, on="ix", how="anti").sort("n", "segment", "ix")
    some = pl.col("n") > 0
    waiting, chosen = touched.filter(pl.col("ix").is_in(places)).select("ix", *TABLE), [before]
    for cells, find in itertools.product((free.filter(some), free.filter(~some)), (_own, _further)):
        groups = members.join(waiting, on="ix", how="semi").select("group").unique()
        found = find(cells, members, groups)
        chosen.append(found.select("ix", pl.lit("complementary").alias("added")))
        waiting = waiting.join(found, on=TABLE, how="anti")
    return pl.concat(chosen).unique("ix", keep="first")


def _own(free: pl.DataFrame, members: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:  # noqa: ARG001 # as _further
    """The first of the ``free`` cells of each of ``groups``."""
    return free.join(groups, on="group", how="semi", maintain_order="left").unique("group", keep="first")


def _further(free: pl.DataFrame, members: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """For each table, the first of the ``free`` cells of the nearest groups that share a cell with ``groups``."""
    found = free.clear()
    while True:
        inside = members.join(groups, on="group", how="semi")
        linked = pl.concat([inside.get_column("ix"), inside.get_column("whole")]).drop_nulls().implode()
        wider = members.filter(pl.col("ix").is_in(linked) | pl.col("whole").is_in(linked)).select("group").unique()
        new = free.join(wider, on="group", how="semi", maintain_order="left").join(
            found, on=TABLE, how="anti", maintain_order="left"
        )
        found = pl.concat([found, new.unique(TABLE, keep="first", maintain_order=True)])
        if wider.height == groups.height:
            return found
        groups = wider


def _members(touched: pl.DataFrame) -> pl.DataFrame:
    """One row per cell and key: its additive group, the row of the whole, whether it is all the people of that whole."""
    children = touched.select("ix", "company", "year", "indicator", "segment", "n").join(wholes(touched), on="segment")
    totals = touched.select(
        "company", "year", "indicator", pl.col("segment").alias("rest_segment"), pl.col("ix").alias("whole"),
        pl.col("n").alias("whole_n"),
    )  # fmt: skip
    some = pl.col("n") > 0
    return (
        children.join(totals, on=["company", "year", "indicator", "rest_segment"], how="left")
        .with_columns(pl.struct(GROUP).rank("dense").alias("group"))
        .with_columns((some & (some.sum().over("group") == 1) & (pl.col("n") == pl.col("whole_n"))).alias("alone"))
        .select("ix", "whole", "key", "group", pl.col("alone").fill_null(False))
    )


def _told(touched: pl.DataFrame, members: pl.DataFrame) -> pl.Series:
    """The cells that follow from wholes which their class lets everybody read: the last people of such a whole."""
    free = touched.filter(pl.col("given") & pl.col("hides").is_null() & ~pl.col("tested"))
    cells = members.join(free.select(pl.col("ix").alias("whole"), pl.col("n").alias("whole_n")), on="whole")
    cells = cells.join(touched.select("ix", "n").filter(pl.col("n") > 0), on="ix")
    cells = cells.filter(pl.col("n").sum().over("group") == pl.col("whole_n"))
    told = cells.get_column("ix").clear()
    while cells.height:
        left = cells.filter(~pl.col("ix").is_in(told.implode()))
        more = left.filter(pl.len().over("group") == 1).get_column("ix").unique()
        if more.is_empty():
            break
        told = pl.concat([told, more])
    return told.implode()


def _following(state: pl.DataFrame, operands: pl.DataFrame, fresh: pl.Series | None) -> pl.DataFrame:
    """The rows that say what is hidden: computed from it, or stating the same people. ``fresh`` is all that is new."""
    hidden = state.filter(~pl.col("shown") & pl.col("given"))
    hidden = hidden if fresh is None else hidden.filter(pl.col("ix").is_in(fresh.implode()))
    found = [computed(state, hidden, operands), _same_people(state, hidden)]
    return pl.concat(found).unique("ix", keep="first", maintain_order=True)


def _near(members: pl.DataFrame, changed: pl.Series | None) -> pl.DataFrame:
    """The additive groups in which something changed; all of them the first time."""
    if changed is None:
        return members
    new = changed.implode()
    groups = members.filter(pl.col("ix").is_in(new) | pl.col("whole").is_in(new)).select("group").unique()
    return members.join(groups, on="group", how="semi")


def _second(state: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """In each exposed group the shown cell of smallest cost, an empty one only when no other is left."""
    totals = state.select(pl.col("ix").alias("whole"), pl.col("shown").alias("whole_shown"))
    cells = members.join(state, on="ix", how="inner").join(totals, on="whole", how="left")
    together = pl.col("key").is_in(policy().together)
    candidates = cells.join(_exposed(cells), on="group", how="semi").filter("shown")
    empty = (pl.col("part").fill_null(0) + pl.col("rest").fill_null(0)) == 0
    one = (
        candidates.filter(~together)
        .sort(empty, "n", "segment", "ix")
        .unique("group", keep="first", maintain_order=True)
    )
    chosen = pl.concat([one, candidates.filter(together)]).select("ix")
    alone = cells.filter(pl.col("alone") & ~pl.col("shown") & ~pl.col("told") & pl.col("whole_shown"))
    chosen = pl.concat([chosen, alone.select(pl.col("whole").alias("ix"))])  # the whole is this very cell
    return chosen.select("ix", pl.lit("complementary").alias("added")).unique("ix")


def _exposed(cells: pl.DataFrame) -> pl.DataFrame:
    """The groups whose hidden cells the total gives back, alone or as a group too small to be shown.

    A whole that is not in the results counts as known: another figure often states it.
    """
    unseen = ~pl.col("shown") & ~pl.col("told") & (pl.col("given") | (pl.col("n") > 0)).fill_null(True)
    sums = [pl.col(name).filter(unseen).sum().alias(name) for name in ("part", "rest")]
    known = [pl.col(name).filter(unseen).is_not_null().any().alias(f"has_{name}") for name in ("part", "rest")]
    groups = cells.group_by("group").agg(
        unseen.sum().alias("unseen"), pl.col("shown").sum().alias("left"), pl.col("key", "zero", "whole_shown").first(),
        pl.col("need").max(), *sums, *known,
    ).filter(pl.col("left") > 0)  # fmt: skip
    part, rest = (pl.when(pl.col(f"has_{name}")).then(pl.col(name)) for name in ("part", "rest"))
    large = passes(part, rest) & ((part > 0) | (rest > 0)).fill_null(False)
    some = pl.col("unseen") > 0
    exposed = (
        pl.when(pl.col("key").is_in(policy().together)).then(some)
        .when(pl.col("whole_shown").fill_null(True)).then(some & ((pl.col("unseen") == 1) | ~large))
        .otherwise(~some)
    )  # fmt: skip
    return groups.filter(exposed).select("group")


def _same_people(state: pl.DataFrame, hidden: pl.DataFrame) -> pl.DataFrame:
    """Rows that state, for the same segment, a number of people hidden elsewhere in the same class."""
    counted = pl.col("disclosure").is_in(COUNTS) & (pl.col("segment") != "{}") & pl.col("tested")
    secret = hidden.filter(counted & pl.col("rest").is_null() & (pl.col("n") > 0))
    key = ["company", "year", "segment", "disclosure", "n"]
    found = state.filter(counted & pl.col("shown")).join(secret.select(key), on=key, how="semi")
    return found.select("ix", pl.lit("inherited").alias("added"))


def _with_kind(cells: pl.DataFrame, added: pl.DataFrame) -> pl.DataFrame:
    joined = cells.select("ix", "hides").join(added, on="ix", how="left", maintain_order="left")
    rule = pl.coalesce("hides", pl.when(pl.col("added").is_not_null()).then(pl.lit("group"))).alias("hides")
    return cells.with_columns(joined.select(rule, _kind(pl.col("added"))))


def _kind(added: pl.Expr) -> pl.Expr:
    return pl.when(pl.col("hides").is_not_null()).then(pl.lit("primary")).otherwise(added).alias("kind")

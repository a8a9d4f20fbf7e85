"""Whether the board looks like the people who work in the co-operative: sex, category, age, workplace, service."""

from __future__ import annotations

from typing import Final

import polars as pl

from scop_analytics.derive.people import tenure_band
from scop_analytics.indicators.arguments import Figure
from scop_analytics.indicators.blocks import Block
from scop_analytics.indicators.library import gives
from scop_analytics.indicators.measures import Measure
from scop_analytics.indicators.segments import COMPANY
from scop_analytics.indicators.settle import reason
from scop_analytics.statistics.likeness import dissimilarity

SEAT: Final = ("is_board", "person_id")


def board_parity_staff(women_on_board: Figure, women_in_workforce: Figure) -> Measure:
    """Points by which women's share of filled board seats exceeds their share of the workforce."""
    return women_on_board - women_in_workforce


@gives("board_dissimilarity_csp", reads={"seat": SEAT, "person": ("person_id", "is_present", "csp")})
def board_by_csp(seat: pl.LazyFrame, person: pl.LazyFrame) -> Block:
    """Half the sum of the differences between the board and the staff, by categories."""
    return _dissimilarity("board_dissimilarity_csp", "csp", seat, person)


@gives("board_dissimilarity_age", reads={"seat": SEAT, "person": ("person_id", "is_present", "age_band")})
def board_by_age(seat: pl.LazyFrame, person: pl.LazyFrame) -> Block:
    """Half the sum of the differences between the board and the staff, by ages."""
    return _dissimilarity("board_dissimilarity_age", "age_band", seat, person)


@gives("board_dissimilarity_site", reads={"seat": SEAT, "person": ("person_id", "is_present", "work_site")})
def board_by_site(seat: pl.LazyFrame, person: pl.LazyFrame) -> Block:
    """Half the sum of the differences between the board and the staff, by workplaces."""
    return _dissimilarity("board_dissimilarity_site", "work_site", seat, person)


@gives("board_dissimilarity_tenure", reads={"seat": SEAT, "person": ("person_id", "is_present", "tenure_months")})
def board_by_tenure(seat: pl.LazyFrame, person: pl.LazyFrame) -> Block:
    """Half the sum of the differences between the board and the staff, by years of service."""
    return _dissimilarity(
        "board_dissimilarity_tenure", "tenure_band", seat, person.with_columns(tenure_band("tenure_months"))
    )


def _dissimilarity(name: str, key: str, seat: pl.LazyFrame, person: pl.LazyFrame) -> Block:
    staff = person.filter("is_present")
    board = seat.filter("is_board").select(*COMPANY, "person_id").unique()
    sitting = staff.join(board, on=[*COMPANY, "person_id"], how="semi")
    boards = board.select(COMPANY).unique().with_columns(has_board=pl.lit(value=True))
    return Block(_rows(name, dissimilarity(sitting, staff, key).join(boards, on=list(COMPANY), how="left")))


def _rows(name: str, found: pl.LazyFrame) -> pl.LazyFrame:
    """A company without board, or whose board counts no employee of a known group, has a reason and no index."""
    no_board, nobody = pl.col("has_board").is_null(), pl.col("people") == 0
    known = ~(no_board | nobody)
    return found.select(
        *COMPANY,
        indicator=pl.lit(name),
        segment=pl.lit("{}"),
        numerator=pl.when(known).then(pl.col("numerator").cast(pl.Float64)),
        denominator=pl.when(known).then(pl.col("denominator").cast(pl.Float64)),
        value=pl.when(known).then(pl.col("numerator") / pl.col("denominator")),
        people=pl.when(known).then("people"),
        status=pl.when(no_board).then(pl.lit("not_applicable")).when(nobody).then(pl.lit("not_computable")),
        reason=pl.when(no_board).then(reason("no_board")).when(nobody).then(reason("no_employee_on_board")),
    ).with_columns(pl.col("status").fill_null("ok"))

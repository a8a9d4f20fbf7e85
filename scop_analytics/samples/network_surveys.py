"""Surveys of a network: one a year where there are enough people, two questions."""

from __future__ import annotations

import numpy as np
import polars as pl

from scop_analytics.samples.network_life import Bools
from scop_analytics.samples.network_shape import Network, Whole, chosen_from, dates, day, numbered

ITEMS = ("parental_leave_freedom", "meaning")
LEVELS = ("1", "2", "3", "4", "5", "NSP")
SHARES = (0.04, 0.10, 0.20, 0.36, 0.27, 0.03)


def surveys(world: Network) -> dict[str, pl.DataFrame]:
    """The tables ``survey_meta`` and ``survey``."""
    pairs = [_survey(world, year) for year in world.years]
    return {
        "survey_meta": pl.concat([meta for meta, _ in pairs]),
        "survey": pl.concat([answers for _, answers in pairs]),
    }


def _survey(world: Network, year: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    opened = day(year, 11, 3)
    staff = world.present(opened)
    asked = staff & (world.per_company(staff) >= int(world.data["survey_from"]))[world.company]
    who = np.flatnonzero(asked & world.happens("0.64", len(asked)))
    return _questions(world, year, staff, np.unique(world.company[who])), _answers(world, year, who)


def _label(year: int, rows: int) -> pl.Series:
    return pl.Series("survey_id", [f"ENQ-{year}"] * rows, pl.String)


def _questions(world: Network, year: int, staff: Bools, there: Whole) -> pl.DataFrame:
    """Each question of the survey in each company where somebody answered, and whom it was put to."""
    opened = day(year, 11, 3)
    invited, women = world.per_company(staff), world.per_company(staff & world.woman)
    both = np.repeat(there, len(ITEMS))
    return pl.DataFrame(
        [
            world.siren.gather(both),
            pl.Series("fiscal_year", np.full(len(both), year)),
            _label(year, len(both)),
            chosen_from(list(ITEMS), np.tile(np.arange(len(ITEMS)), len(there)), "item_code"),
            pl.Series("invited_count", invited[both]),
            pl.Series("invited_women", women[both]),
            pl.Series("invited_men", (invited - women)[both]),
            dates(np.full(len(both), opened), "open_date"),
            dates(np.full(len(both), opened + 18), "close_date"),
            pl.Series("scale", ["1_5"] * len(both), pl.String),
        ]
    )


def _answers(world: Network, year: int, who: Whole) -> pl.DataFrame:
    every = np.repeat(who, len(ITEMS))
    level = np.searchsorted(np.cumsum(SHARES), world.chance.random(len(every)) * sum(SHARES)).clip(0, len(LEVELS) - 1)
    return pl.DataFrame(
        [
            world.entity_id.gather(every),
            _label(year, len(every)),
            numbered("R", every, "respondent_id"),
            chosen_from(list(ITEMS), np.tile(np.arange(len(ITEMS)), len(who)), "item_code"),
            chosen_from(list(LEVELS), level, "answer"),
            chosen_from(["M", "F"], world.woman[every].astype(np.int64), "sex"),
        ]
    )

"""Surveys of a network: one a year where there are enough people, two questions."""

from __future__ import annotations

import numpy as np
import polars as pl

from scop_analytics.samples.network_shape import Network, chosen_from, dates, day, numbered

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
    invited = world.per_company(staff)
    asked = staff & (invited >= int(world.data["survey_from"]))[world.company]
    who = np.flatnonzero(asked & world.happens("0.64", len(asked)))
    there = np.unique(world.company[who])
    women = world.per_company(staff & world.woman)
    label, count = f"ENQ-{year}", len(ITEMS)
    both = np.repeat(there, count)
    meta = pl.DataFrame(
        [
            world.siren.gather(both),
            pl.Series("fiscal_year", np.full(len(both), year)),
            pl.Series("survey_id", [label] * len(both), pl.String),
            chosen_from(list(ITEMS), np.tile(np.arange(count), len(there)), "item_code"),
            pl.Series("invited_count", invited[both]),
            pl.Series("invited_women", women[both]),
            pl.Series("invited_men", (invited - women)[both]),
            dates(np.full(len(both), opened), "open_date"),
            dates(np.full(len(both), opened + 18), "close_date"),
            pl.Series("scale", ["1_5"] * len(both), pl.String),
        ]
    )
    every = np.repeat(who, count)
    level = np.searchsorted(np.cumsum(SHARES), world.chance.random(len(every)) * sum(SHARES)).clip(0, len(LEVELS) - 1)
    answers = pl.DataFrame(
        [
            world.entity_id.gather(every),
            pl.Series("survey_id", [label] * len(every), pl.String),
            numbered("R", every, "respondent_id"),
            chosen_from(list(ITEMS), np.tile(np.arange(count), len(who)), "item_code"),
            chosen_from(list(LEVELS), level, "answer"),
            chosen_from(["M", "F"], world.woman[every].astype(np.int64), "sex"),
        ]
    )
    return meta, answers

"""Members of a network, in arrays: who holds shares, since when, how many."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from scop_analytics.samples.network_shape import FAR, FOUNDERS, Network, Whole, chosen_from, dates, day, numbered

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Holders:
    """Members as arrays ordered by company: employee-members first, then those who do not work there."""

    company: Whole
    person: Whole  # place among people, -1 outside
    place: Whole
    admission: Whole
    exit: Whole
    shares: Whole
    kind: Whole  # 0 employee, 1 retired, 2 outside person, 3 co-operative
    woman: Bools

    def on(self, number: int) -> Bools:
        """Members on a day."""
        return (self.admission <= number) & (self.exit >= number)


def positions(company: Whole) -> Whole:
    """0, 1, 2… inside each company of an array ordered by company."""
    opens = np.append(True, company[1:] != company[:-1]) if len(company) else np.zeros(0, bool)
    firsts = np.flatnonzero(opens)
    return np.arange(len(company)) - firsts[np.cumsum(opens) - 1] if len(company) else company


def holders(world: Network) -> Holders:
    """Every member of the years; some were admitted during the last one."""
    first = day(world.years[0], 1)
    inside = np.flatnonzero(world.member)
    start = world.start[inside]
    admission = np.minimum(start + 366 + world.rank[inside] * 37 % 500, first - 1)
    recent = (start > first - 1500) & (world.rank[inside] > FOUNDERS) & world.happens("0.3", len(inside))
    admission = np.where(recent, day(world.years[-1], 2, 10), np.maximum(admission, start + 366))
    joined = np.bincount(world.company[inside], minlength=len(world.size)) > 0
    count = np.where(
        joined & (world.size >= int(world.data["outside_from"])) & world.happens("0.45", len(world.size)),
        world.chance.integers(1, 3, len(world.size)),
        0,
    )
    outside = np.repeat(np.arange(len(world.size)), count)
    company = np.append(world.company[inside], outside)
    person = np.append(inside, np.full(len(outside), -1))
    order = np.lexsort((person < 0, company))
    kind = np.append(np.zeros(len(inside), np.int64), world.chance.integers(1, 4, len(outside)))[order]
    leaving = np.append(world.end[inside], np.full(len(outside), FAR))[order]
    shares = 10 + world.chance.integers(0, 60, len(order))
    admitted = np.append(admission, np.full(len(outside), first - 2000))[order]
    woman = np.append(world.woman[inside], world.happens("0.45", len(outside)))[order]
    kept = admitted < leaving
    company, person, admitted, leaving = company[order][kept], person[order][kept], admitted[kept], leaving[kept]
    return Holders(company, person, positions(company), admitted, leaving, shares[kept], kind[kept], woman[kept])


def membership(world: Network, known: Holders) -> dict[str, pl.DataFrame]:
    """The table ``members``: a snapshot a year."""
    return {"members": pl.concat([_members(world, known, year) for year in world.years])}


def _members(world: Network, known: Holders, year: int) -> pl.DataFrame:
    opening, closing = day(year, 1), day(year, 12, 31)
    there = np.flatnonzero((known.admission <= closing) & (known.exit >= opening))
    gone = known.exit[there] <= closing
    nominal = int(world.data["share_nominal"])
    shares = np.where(gone, 0, known.shares[there])
    kind, outside = known.kind[there], known.person[there] < 0
    names = ["EMPLOYEE", "FORMER_RETIRED", "EXTERNAL_PERSON", "EXTERNAL_COOP"]
    sex = chosen_from(["M", "F"], known.woman[there].astype(np.int64), "sex")
    return pl.DataFrame(
        [
            world.siren.gather(known.company[there]),
            pl.Series("fiscal_year", np.full(len(there), year)),
            numbered("A", known.place[there], "member_id"),
            world.person_id.gather(np.maximum(known.person[there], 0)).set(pl.Series(outside), None),
            sex.set(pl.Series((kind == len(names) - 1) | ~outside), None),
            chosen_from(names, kind, "category"),
            dates(known.admission[there], "admission_date"),
            dates(np.where(gone, known.exit[there], FAR), "exit_date"),
            dates(known.admission[there] - 30, "application_date"),
            pl.Series("shares_held", shares),
            pl.Series("share_nominal", np.full(len(there), nominal)),
            pl.Series("capital_amount", shares * nominal),
            pl.Series("paid_up_amount", shares * nominal),
            pl.Series("votes", np.where(gone, 0, 1)),
        ]
    )

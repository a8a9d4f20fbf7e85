"""Staff of a network: employees, payslips, absences and births, in arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from scop_analytics.samples.network_shape import FAR, Network, Real, Whole, chosen_from, dates, day, numbered

JULY, DECEMBER = 6, 11  # counted from zero


def staff(world: Network) -> dict[str, pl.DataFrame]:
    """The tables ``employees``, ``payroll``, ``leaves`` and ``child_events``."""
    away = _absences(world)
    slips = _slips(world, away)
    return {
        "employees": pl.concat([_employees(world, year) for year in world.years]),
        "payroll": _payroll(world, slips),
        "leaves": _leaves(world, away),
        "child_events": _births(world, away),
    }


def _employees(world: Network, year: int) -> pl.DataFrame:
    """People with a contract in ``year``, as known at its closing."""
    opening, closing = day(year, 1), day(year, 12, 31)
    there = np.flatnonzero((world.start <= closing) & (world.end >= opening))
    end = np.where(world.end[there] <= closing, world.end[there], FAR)
    left = pl.Series(end < FAR)
    levels = [group["levels"] for group in world.data["categories"]]
    longest = max(len(names) for names in levels)
    grid = [names[min(place, len(names) - 1)] for names in levels for place in range(longest)]
    category = world.category[there]
    rate = world.rate[there]
    leader = (world.rank[there] == 0) & (world.size[world.company[there]] >= int(world.data["board_from"]))
    kind = np.where(leader, 2, np.where((end < FAR) & (world.rank[there] % 3 == 0), 1, 0))
    return pl.DataFrame(
        [
            world.entity_id.gather(there),
            pl.Series("fiscal_year", np.full(len(there), year)),
            world.person_id.gather(there),
            numbered("C", world.rank[there], "contract_id"),
            chosen_from(["M", "F"], world.woman[there].astype(np.int64), "sex"),
            pl.Series("birth_year", world.birth[there]),
            chosen_from(["CDI", "CDD", "MANDATAIRE"], kind.astype(np.int64), "contract_type"),
            dates(world.start[there], "contract_start"),
            dates(end, "contract_end"),
            dates(world.start[there], "seniority_date"),
            chosen_from(["DEMISSION", "FIN_CDD", "RETRAITE"], kind.astype(np.int64), "exit_reason").set(~left, None),
            chosen_from([group["csp"] for group in world.data["categories"]], category, "csp"),
            chosen_from(grid, category * longest + world.rank[there] % longest, "job_level"),
            pl.Series("fte_rate", rate / 100),
        ]
    )


@dataclass(frozen=True)
class Absence:
    """Who is away: day numbers by person, ``FAR`` when not. Unpaid leave and parental leave stop pay, sickness does not."""

    unpaid: tuple[Whole, Whole]
    parental: tuple[Whole, Whole]
    sick: tuple[Whole, Whole]
    born: Whole


def _absences(world: Network) -> Absence:
    count = len(world.company)
    first, last = day(world.years[0], 1), day(world.years[-1], 12, 31)

    def spell(probability: object, shortest: int, longest: int, gap: int) -> tuple[Whole, Whole]:
        begin = first + world.chance.integers(20, last - first - 100, count) + gap
        end = begin + world.chance.integers(shortest, longest, count) - 1
        fits = world.happens(probability, count) & (world.start < begin - 20) & (world.end > end)
        return np.where(fits, begin, FAR), np.where(fits, end, FAR)

    adult = (world.birth > world.years[-1] - 46) & (world.birth < world.years[-1] - 24)
    settled = (world.start < first - 366) & (world.end >= FAR) & adult
    events = first + world.chance.integers(0, 200, count)
    born = np.where(settled & world.happens(world.data["births"], count), events, FAR)
    taken = (born < FAR) & world.happens("0.5", count)
    parental = np.where(taken, born + 75, FAR), np.where(taken, born + 75 + 59, FAR)
    free = born >= FAR
    unpaid = tuple(np.where(free, edge, FAR) for edge in spell(world.data["unpaid"], 5, 25, 0))
    free &= unpaid[0] >= FAR
    sick = tuple(np.where(free, edge, FAR) for edge in spell(world.data["sickness"], 1, 15, 0))
    return Absence((unpaid[0], unpaid[1]), parental, (sick[0], sick[1]), born)


@dataclass(frozen=True)
class Slips:
    """One entry per payslip: the person's place, the month counted from the first, days under contract and unpaid."""

    person: Whole
    month: Whole
    days: Whole
    unpaid: Whole
    length: Whole


def _edges(world: Network) -> tuple[Whole, Whole]:
    """First and last day of each month of the years."""
    months = 12 * len(world.years)
    firsts = np.array([day(world.years[0] + place // 12, place % 12 + 1) for place in range(months + 1)])
    return firsts[:-1], firsts[1:] - 1


def _slips(world: Network, away: Absence) -> Slips:
    firsts, lasts = _edges(world)
    begin = np.searchsorted(lasts, world.start)
    final = np.searchsorted(firsts, np.minimum(world.end, lasts[-1]), side="right") - 1
    count = np.maximum(final - begin + 1, 0)
    person = np.repeat(np.arange(len(count)), count)
    month = begin[person] + np.arange(len(person)) - np.repeat(np.cumsum(count) - count, count)
    first, last = np.maximum(firsts[month], world.start[person]), np.minimum(lasts[month], world.end[person])
    unpaid = np.zeros(len(person), np.int64)
    for opening, closing in (away.unpaid, away.parental):
        unpaid += np.maximum(np.minimum(last, closing[person]) - np.maximum(first, opening[person]) + 1, 0)
    days = last - first + 1
    kept = days > unpaid  # a month wholly unpaid has no payslip
    length = (lasts - firsts + 1)[month]
    return Slips(person[kept], month[kept], days[kept], unpaid[kept], length[kept])


def _payroll(world: Network, slips: Slips) -> pl.DataFrame:
    """Payslips with every element the indicators read; amounts are whole cents until they are written."""
    person, month = slips.person, slips.month
    share = (slips.days - slips.unpaid) / slips.length
    rate = world.rate[person] / 100
    years_back = len(world.years) - 1 - month // 12
    full = np.rint(world.base[person] / 1.02**years_back)
    parts = _elements(world, slips, full, rate, share)
    gross = np.sum(
        [amount for name, amount in parts.items() if name not in ("labour_share_paid", "overtime_hours")], axis=0
    )
    hours = float(world.data["hours"]) * rate * share
    worked = np.array([float(part) for part in world.data["worked"]])[month % 12]
    over = parts.pop("overtime_hours") / 100
    labels = [f"{year}-{number:02d}" for year in world.years for number in range(1, 13)]
    return pl.DataFrame(
        [
            world.entity_id.gather(person),
            world.person_id.gather(person),
            numbered("C", world.rank, "contract_id").gather(person),
            chosen_from(labels, month, "period"),
            *(pl.Series(name, amount / 100) for name, amount in parts.items()),
            pl.Series("total_gross", gross / 100),
            pl.Series("overtime_hours", over),
            pl.Series("hours_paid", np.rint((hours + over) * 100) / 100),
            pl.Series("hours_worked", np.rint((hours * worked + over) * 100) / 100),
            pl.Series("fte_month", rate),
            pl.Series("absence_unpaid_days", slips.unpaid),
            pl.Series("is_correction", np.zeros(len(person), bool)),
        ]
    )


def _elements(world: Network, slips: Slips, full: Real, rate: Real, share: Real) -> dict[str, Real]:
    person, month = slips.person, slips.month
    people, count = len(world.company), len(person)
    base = np.rint(full * rate * share)
    variable = np.where(world.happens(world.data["variable"], people), world.chance.integers(50, 300, people) * 100, 0)
    benefit = np.where(
        world.happens(world.data["benefit"], people) & (world.category == len(world.data["categories"]) - 1), 15_000, 0
    )
    manual = (world.category == 0)[person] & (slips.unpaid == 0) & (rate == 1)
    hours = np.where(manual & world.happens(world.data["overtime"], count), world.chance.integers(2, 12, count), 0)
    leaving = (world.end < FAR)[person] & np.append(person[1:] != person[:-1], True)
    thirteenth = world.happens(world.data["thirteenth_month"], len(world.size))[world.company[person]]
    return {
        "base_pay": base,
        "bonus_regular": np.rint(variable[person] * rate * share),
        "bonus_yearly": np.where(thirteenth, _yearly(slips, base, leaving), 0.0),
        "bonus_exceptional": np.where(world.happens("0.01", count), 20_000.0, 0.0),
        "seniority_bonus": np.where(
            (world.category[person] == 0) & (world.rank[person] % 4 == 0), np.rint(base * 0.03), 0.0
        ),
        "constraint_bonus": np.where(manual, 4_000.0, 0.0),
        "overtime_pay": np.rint(hours * full / float(world.data["hours"]) * 1.25),
        "overtime_hours": hours * 100.0,
        "benefits_in_kind": np.rint(benefit[person] * share),
        "exit_pay": np.where(leaving, np.rint(full * rate * 0.3), 0.0),
        "value_sharing_bonus": np.zeros(count),
        "labour_share_paid": np.where(month % 12 == JULY, np.rint(full * 0.25), 0.0),
    }


def _yearly(slips: Slips, base: Real, leaving: NDArray[np.bool_]) -> Real:
    """A twelfth of the base pay of the year so far, in December or with the last payslip."""
    year = slips.person * 100 + slips.month // 12
    opens = np.append(True, year[1:] != year[:-1])
    before = np.cumsum(base) - base
    so_far = np.cumsum(base) - before[opens][np.cumsum(opens) - 1]
    return np.where((slips.month % 12 == DECEMBER) | leaving, np.rint(so_far / 12), 0.0)


def _leaves(world: Network, away: Absence) -> pl.DataFrame:
    spells = (("SANS_SOLDE", away.unpaid), ("PARENTAL_TOTAL", away.parental), ("MALADIE", away.sick))
    frames = []
    for kind, (begin, end) in spells:
        who = np.flatnonzero(begin < FAR)
        length = end[who] - begin[who] + 1
        frames.append(
            pl.DataFrame(
                [
                    world.entity_id.gather(who),
                    numbered(f"{kind[:2]}", who, "leave_id"),
                    world.person_id.gather(who),
                    pl.Series("leave_type", [kind] * len(who), pl.String),
                    dates(begin[who], "start_date"),
                    dates(end[who], "end_date"),
                    pl.Series("working_days", length * 5 // 7),
                    pl.Series("calendar_days", length),
                    pl.Series("full_time", np.ones(len(who), bool)),
                    pl.Series("entitled", np.ones(len(who), bool)),
                    dates(end[who] + 1, "return_date"),
                ]
            )
        )
    return pl.concat(frames)


def _births(world: Network, away: Absence) -> pl.DataFrame:
    who = np.flatnonzero(away.born < FAR)
    kinds = pl.Series("event_type", ["NAISSANCE"] * len(who), pl.String)
    return pl.DataFrame(
        [world.entity_id.gather(who), world.person_id.gather(who), dates(away.born[who], "event_date"), kinds]
    )

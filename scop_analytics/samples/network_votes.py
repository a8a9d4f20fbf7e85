"""Bodies, mandates, meetings, votes, consultations and surveys of a network, in arrays."""

from __future__ import annotations

import numpy as np
import polars as pl

from scop_analytics.samples.network_life import Bools, Holders, positions
from scop_analytics.samples.network_shape import FAR, Network, Whole, chosen_from, dates, day, numbered

SEATS_AT_LEAST, SEATS_AT_MOST = 3, 12


def democracy(world: Network, known: Holders) -> dict[str, pl.DataFrame]:
    """Every table of decisions and opinions."""
    stable = (known.person >= 0) & (known.exit >= FAR) & (known.admission < day(world.years[0], 1))
    seats = _seats(world, known, stable)
    mandates = _mandates(world, known, stable, seats)
    assemblies, called = _assemblies(world, known)
    meetings, presence = _board_meetings(world, mandates, seats)
    return {
        "governance_bodies": pl.concat([_bodies(world, known, seats, year) for year in world.years]),
        "mandates": mandates.drop("company"),
        "assemblies": assemblies,
        "attendance": pl.concat([called, presence]),
        "meetings": meetings,
        "votes": _votes(world, assemblies),
        "consultations": pl.concat([_consultations(world, year) for year in world.years]),
    }


def _seats(world: Network, known: Holders, stable: Bools) -> Whole:
    """Board seats of each company, none in the small ones."""
    able = np.bincount(known.company[stable], minlength=len(world.size))
    wanted = np.clip(SEATS_AT_LEAST + world.size // 15, SEATS_AT_LEAST, SEATS_AT_MOST)
    return np.where((world.size >= int(world.data["board_from"])) & (able >= wanted), wanted, 0)


def _bodies(world: Network, known: Holders, seats: Whole, year: int) -> pl.DataFrame:
    there = np.flatnonzero(np.bincount(known.company, minlength=len(world.size)) > 0)
    board = (seats[there] > 0).astype(np.int64)
    return pl.DataFrame(
        [
            world.siren.gather(there),
            pl.Series("fiscal_year", np.full(len(there), year)),
            chosen_from(["GERANCE", "CA"], board, "body_id"),
            chosen_from(["GERANCE", "CA"], board, "body_type"),
            pl.Series("seats_statutory", np.maximum(seats[there], 1)),
            pl.Series("term_years", np.where(board == 1, 6, 4)),
        ]
    )


def _mandates(world: Network, known: Holders, stable: Bools, seats: Whole) -> pl.DataFrame:
    """The longest-standing members hold the seats of the board, or the one of manager."""
    able = np.flatnonzero(stable)
    place = positions(known.company[able])
    filled = np.maximum(seats, 1)[known.company[able]]
    held, place = able[place < filled], place[place < filled]
    board = (seats[known.company[held]] > 0).astype(np.int64)
    since = day(world.years[0], 1) - 30 - 97 * (place % 7)
    return pl.DataFrame(
        [
            world.siren.gather(known.company[held]),
            pl.Series("company", known.company[held]),
            numbered("M", place, "mandate_id"),
            chosen_from(["GERANCE", "CA"], board, "body_id"),
            numbered("A", known.place[held], "member_id"),
            world.person_id.gather(known.person[held]),
            chosen_from(
                ["GERANT", "PDG", "ADMINISTRATEUR"], np.where(board == 0, 0, np.where(place == 0, 1, 2)), "role"
            ),
            dates(np.maximum(known.admission[held], since), "start_date"),
        ]
    )


def _assemblies(world: Network, known: Holders) -> tuple[pl.DataFrame, pl.DataFrame]:
    """One ordinary meeting a year in May, and who came."""
    meetings, sheets = [], []
    silent = world.happens(world.data["without_meeting"], len(world.size))
    for year in world.years:
        held = day(year, 5, 21)
        called = np.flatnonzero(known.on(held) & ~silent[known.company])
        entitled = np.bincount(known.company[called], minlength=len(world.size))
        present = np.maximum(world.chance.binomial(entitled, 0.62), np.minimum(entitled, 1))
        represented = np.minimum(world.chance.binomial(entitled - present, 0.5), present)
        there = np.flatnonzero(entitled > 0)
        label = f"AG-{year}"
        meetings.append(
            pl.DataFrame(
                [
                    world.siren.gather(there),
                    pl.Series("assembly_id", [label] * len(there), pl.String),
                    pl.Series("assembly_type", ["AGO"] * len(there), pl.String),
                    dates(np.full(len(there), held), "date"),
                    pl.Series("call_number", np.ones(len(there), np.int64)),
                    dates(np.full(len(there), held - 17), "notice_date"),
                    pl.Series("entitled_members", entitled[there]),
                    pl.Series("present", present[there]),
                    pl.Series("represented", represented[there]),
                    pl.Series("remote_votes", np.zeros(len(there), np.int64)),
                ]
            )
        )
        sheets.append(_sheet(world, known, called, label, (entitled, present, represented)))
    return pl.concat(meetings), pl.concat(sheets)


def _sheet(
    world: Network, known: Holders, called: Whole, label: str, counts: tuple[Whole, Whole, Whole]
) -> pl.DataFrame:
    """The attendance list, turned round by a random number of places; those represented gave their vote to someone there."""
    entitled, present, represented = counts
    company = known.company[called]
    shift = world.chance.integers(0, 10_000, len(world.size))
    turn = (positions(company) + shift[company]) % entitled[company]
    order = np.lexsort((turn, company))
    called, company, turn = called[order], company[order], turn[order]
    absent = turn >= (present + represented)[company]
    given = (turn >= present[company]) & ~absent
    holder = np.arange(len(called)) - np.where(given, present[company], 0)
    names = numbered("A", known.place[called], "member_id")
    state = np.where(absent, 2, np.where(given, 1, 0))
    return pl.DataFrame(
        [
            world.siren.gather(company),
            pl.Series("gathering_id", [label] * len(called), pl.String),
            names,
            chosen_from(["PRESENT", "REPRESENTED", "ABSENT"], state, "status"),
            names.gather(holder).alias("proxy_holder_id").set(pl.Series(~given), None),
        ]
    )


def _board_meetings(world: Network, mandates: pl.DataFrame, seats: Whole) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Four meetings of each board a year."""
    there = np.flatnonzero(seats > 0)
    held = [(year, month) for year in world.years for month in (2, 5, 9, 11)]
    labels = [f"CA-{year}-{month:02d}" for year, month in held]
    times, companies = len(held), len(there)
    which = np.tile(np.arange(times), companies)
    meetings = pl.DataFrame(
        [
            world.siren.gather(np.repeat(there, times)),
            chosen_from(labels, which, "meeting_id"),
            pl.Series("body_id", ["CA"] * (times * companies), pl.String),
            dates(np.array([day(year, month, 12) for year, month in held])[which], "date"),
        ]
    )
    board = mandates.filter(pl.col("body_id") == "CA").select("entity_id", "member_id")
    every = np.repeat(np.arange(board.height), times)
    state = world.happens("0.14", len(every)).astype(np.int64)
    presence = pl.DataFrame(
        [
            board["entity_id"].gather(every),
            chosen_from(labels, np.tile(np.arange(times), board.height), "gathering_id"),
            board["member_id"].gather(every),
            chosen_from(["PRESENT", "EXCUSED"], state, "status"),
            pl.Series("proxy_holder_id", [None] * len(every), pl.String),
        ]
    )
    return meetings, presence


def _votes(world: Network, assemblies: pl.DataFrame) -> pl.DataFrame:
    subjects = world.data["subjects"]
    every = np.repeat(np.arange(assemblies.height), len(subjects))
    which = np.tile(np.arange(len(subjects)), assemblies.height)
    cast = (assemblies["present"] + assemblies["represented"]).to_numpy()[every]
    against = world.chance.binomial(cast, 0.06)
    abstained = world.chance.binomial(cast - against, 0.05)
    return pl.DataFrame(
        [
            assemblies["entity_id"].gather(every),
            (assemblies["assembly_id"].gather(every) + "-R" + pl.Series(which + 1).cast(pl.String)).alias(
                "resolution_id"
            ),
            assemblies["assembly_id"].gather(every),
            chosen_from(subjects, which, "subject"),
            pl.Series("resolution_kind", ["ORDINAIRE"] * len(every), pl.String),
            pl.Series("votes_for", cast - against - abstained),
            pl.Series("votes_against", against),
            pl.Series("abstentions", abstained),
            pl.Series("blank_null", np.zeros(len(every), np.int64)),
            pl.Series("adopted", cast - against - abstained > against),
        ]
    )


def _consultations(world: Network, year: int) -> pl.DataFrame:
    """One consultation a year where there are enough people, and one more decision taken without."""
    opened = day(year, 9, 8)
    asked = world.per_company(world.present(opened))
    there = np.flatnonzero(asked >= int(world.data["survey_from"]))
    both = np.repeat(there, 2)
    consulted = np.tile([True, False], len(there))
    opinions = _opinions(world, asked[both])
    fed_back = world.happens("0.7", len(both)) & consulted
    decided = np.full(len(both), day(year, 10, 20))
    themes = world.data["themes"]
    return pl.DataFrame(
        [
            world.siren.gather(both),
            chosen_from([f"C-{year}-1", f"C-{year}-2"], np.tile([0, 1], len(there)), "consultation_id"),
            chosen_from(themes, both % len(themes), "theme"),
            pl.Series("is_major", np.ones(len(both), bool)),
            dates(np.full(len(both), opened - 20), "note_date"),
            dates(np.where(consulted, opened, FAR), "open_date"),
            dates(np.where(consulted, opened + 18, FAR), "close_date"),
            *(pl.Series(name, people).set(pl.Series(~consulted), None) for name, people in opinions.items()),
            dates(decided, "decision_date"),
            chosen_from(["consensus", "vote"], (~consulted).astype(np.int64), "decision_outcome"),
            dates(np.where(fed_back, decided + 9, FAR), "feedback_published_date"),
        ]
    )


def _opinions(world: Network, eligible: Whole) -> dict[str, Whole]:
    """How many were asked, answered, and in which sense; the four senses add up to the answers."""
    answered = world.chance.binomial(eligible, 0.68)
    favourable = world.chance.binomial(answered, 0.66)
    reserved = world.chance.binomial(answered - favourable, 0.5)
    opposed = world.chance.binomial(answered - favourable - reserved, 0.6)
    return {
        "eligible_count": eligible,
        "respondent_count": answered,
        "favourable": favourable,
        "reserved": reserved,
        "opposed": opposed,
        "no_opinion": answered - favourable - reserved - opposed,
    }

"""Accounts, sharing of the surplus and carbon of a network, in arrays of whole cents."""

from __future__ import annotations

import numpy as np
import polars as pl

from scop_analytics.samples.network_life import Bools, Holders, positions
from scop_analytics.samples.network_shape import Network, Whole, chosen_from, dates, day

DAYS_IN_MONTH = 30.4375
SCIC_EVERY = 5


def value(world: Network, known: Holders) -> dict[str, pl.DataFrame]:
    """The tables ``entity``, ``surplus_allocation``, ``labour_share_rows`` and ``environment``."""
    reserve = world.size * 300_000
    fund = world.size * 520_000
    cards, shares, rows = [], [], []
    for year in world.years:
        parts = _parts(world)
        cards.append(_card(world, known, year, parts, (reserve, fund)))
        shares.append(_allocation(world, year, parts))
        rows.append(_individual(world, year, parts["labour_share"]))
        reserve, fund = reserve + parts["legal_reserve"], fund + parts["dev_fund"]
    return {
        "entity": pl.concat(cards),
        "surplus_allocation": pl.concat(shares),
        "labour_share_rows": pl.concat(rows),
        "environment": pl.concat([_environment(world, year) for year in world.years]),
    }


def _parts(world: Network) -> dict[str, Whole]:
    """The surplus and its parts: a loss is carried forward whole; one co-operative in a hundred shares too little."""
    count = len(world.size)
    surplus = world.size * world.chance.integers(40_000, 600_000, count)
    loss = world.happens(world.data["loss"], count)
    surplus = np.where(loss, -surplus // 3, surplus)
    gain = np.maximum(surplus, 0)
    labour = gain * np.where(world.happens("0.01", count), 20, world.chance.integers(30, 51, count)) // 100
    interest = gain * world.chance.integers(0, 13, count) // 100
    reserve = -(-gain * 15 // 100)
    fund = gain - labour - interest - reserve
    return {
        "surplus": surplus, "labour_share": labour, "interest_on_shares": interest, "legal_reserve": reserve, "dev_fund": fund,
        "carried_forward": np.minimum(surplus, 0),
    }  # fmt: skip


def _card(
    world: Network, known: Holders, year: int, parts: dict[str, Whole], stock: tuple[Whole, Whole]
) -> pl.DataFrame:
    closing = day(year, 12, 31)
    held = known.on(closing) & (known.exit > closing)
    count = len(world.size)
    return pl.DataFrame(
        [
            world.siren,
            pl.Series("fiscal_year", np.full(count, year)),
            *_identity(world, known, held),
            dates(np.full(count, day(year, 1, 1)), "fiscal_year_start"),
            dates(np.full(count, closing), "fiscal_year_end"),
            dates(day(world.years[0] - 7, 3) - np.arange(count) % 4000, "registration_date"),
            pl.Series("membership_wait_months", np.full(count, 12)),
            *_accounts(world, known, held, parts["surplus"] - parts["labour_share"], stock),
        ]
    )


def _identity(world: Network, known: Holders, held: Bools) -> list[pl.Series]:
    """Name, form and region of each company; large ones with enough members are public limited companies."""
    data, place = world.data, np.arange(len(world.size))
    working = np.bincount(known.company[held & (known.person >= 0)], minlength=len(place))
    large = (world.size >= int(data["board_from"])) & (working >= int(data["board_members"]))
    shared = np.bincount(known.company, minlength=len(place)) > 0
    status = np.where(shared, np.where(place % SCIC_EVERY == 1, 1, 0), 2)
    return [
        ("Coopérative Exemple " + pl.Series(place + 1).cast(pl.String)).alias("entity_name"),
        chosen_from(["SARL", "SA"], large.astype(np.int64), "legal_form"),
        chosen_from(["SCOP", "SCIC", "OTHER"], status, "coop_status"),
        chosen_from(data["unions"], place % len(data["unions"]), "regional_union"),
        chosen_from(data["naf_codes"], place // 3 % len(data["naf_codes"]), "naf_code"),
        chosen_from(data["regions"], place % len(data["regions"]), "region"),
    ]


def _accounts(world: Network, known: Holders, held: Bools, net: Whole, stock: tuple[Whole, Whole]) -> list[pl.Series]:
    """Capital, reserves and the year's accounts, in euros from whole cents."""
    reserve, fund = stock
    nominal, count = int(world.data["share_nominal"]) * 100, len(world.size)
    capital = np.bincount(known.company[held], weights=known.shares[held], minlength=count).astype(np.int64) * nominal
    highest = np.bincount(known.company, weights=known.shares, minlength=count).astype(np.int64) * nominal
    payroll = np.bincount(world.company, weights=world.base * world.rate / 100 * 12, minlength=count)
    amounts: dict[str, Whole] = {
        "max_capital_ever": highest + world.size * 1_500_000,
        "capital_closing": capital,
        "legal_reserve_opening": reserve,
        "dev_fund_opening": fund,
        "equity": capital + reserve + fund + net,
        "balance_sheet_total": (capital + reserve + fund) * 2,
        "turnover": world.size * 9_500_000,
        "value_added": world.size * 5_200_000,
        "net_result": net,
        "gross_payroll": np.rint(payroll).astype(np.int64),
    }
    return [pl.Series(name, amount / 100) for name, amount in amounts.items()]


def _allocation(world: Network, year: int, parts: dict[str, Whole]) -> pl.DataFrame:
    count = len(world.size)
    nothing = pl.Series(np.zeros(count))
    amounts = {name: pl.Series(name, amount / 100) for name, amount in parts.items()}
    zero = (
        "ppi_released",
        "losses_brought_forward",
        "credit_brought_forward",
        "disposal_gains_net",
        "revaluation_gains",
        "other_reserves",
    )
    return pl.DataFrame(
        [
            world.siren,
            pl.Series("fiscal_year", np.full(count, year)),
            pl.Series("net_result", (parts["surplus"] - parts["labour_share"]) / 100),
            pl.Series("labour_share_expensed", parts["labour_share"] / 100),
            *(nothing.alias(name) for name in zero),
            *amounts.values(),
            pl.Series("labour_key", ["EGAL"] * count, pl.String),
            dates(np.full(count, day(year + 1, 5, 21)), "meeting_date"),
        ]
    )


def _individual(world: Network, year: int, labour: Whole) -> pl.DataFrame:
    """Equal shares to the cent for the staff at closing; the first ones take the cents that are left."""
    closing = day(year, 12, 31)
    there = np.flatnonzero(world.present(closing))
    company = world.company[there]
    begin = np.maximum(world.start[there], day(year, 1))
    presence = np.round((closing - begin + 1) / DAYS_IN_MONTH, 2)
    rights = world.data["rights"]
    seniority = ((closing - world.start[there]) / DAYS_IN_MONTH).astype(np.int64)
    eligible = (presence >= float(rights["presence"])) | (seniority >= float(rights["seniority"]))
    entitled = np.bincount(company[eligible], minlength=len(world.size))
    place = np.zeros(len(there), np.int64)
    place[eligible] = positions(company[eligible])
    share, left = np.divmod(labour, np.maximum(entitled, 1))
    amount = np.where(eligible, share[company] + (place < left[company]), 0)
    return pl.DataFrame(
        [
            world.entity_id.gather(there),
            pl.Series("fiscal_year", np.full(len(there), year)),
            world.person_id.gather(there),
            pl.Series("presence_days", closing - begin + 1),
            pl.Series("presence_months", presence),
            pl.Series("seniority_months", seniority),
            pl.Series("eligible", eligible),
            pl.Series("amount", amount / 100),
        ]
    )


def _environment(world: Network, year: int) -> pl.DataFrame:
    """The carbon account of three co-operatives in four."""
    there = np.flatnonzero(np.arange(len(world.size)) % 4 > 0)
    frames = []
    for source in world.data["sources"]:
        noise = world.chance.integers(70, 131, len(there))
        quantity = world.size[there] * int(source["per_person"]) * noise // 100
        factor = float(source["factor"])
        frames.append(
            pl.DataFrame(
                [
                    world.siren.gather(there),
                    pl.Series("period", [f"{year}-12"] * len(there), pl.String),
                    pl.Series("source_id", [source["id"]] * len(there), pl.String),
                    pl.Series("category", [source["category"]] * len(there), pl.String),
                    pl.Series("quantity", quantity),
                    pl.Series("unit", [source["unit"]] * len(there), pl.String),
                    pl.Series("factor", np.full(len(there), factor)),
                    pl.Series("scope", np.full(len(there), int(source["scope"]))),
                    pl.Series("scope3_category", [source.get("scope3")] * len(there), pl.Int64),
                    pl.Series("tco2e", np.round(quantity * factor / 1000, 3)),
                ]
            )
        )
    return pl.concat(frames)

"""The shape of a network: companies, sizes and people as arrays, from which every table is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Real = NDArray[np.float64]
LAST_YEAR: Final = 2025
FOUNDERS: Final = 2
LARGEST_DIGIT: Final = 9
EPOCH: Final = np.datetime64("1970-01-01")


@dataclass(frozen=True)
class Network:
    """Companies (``siren``, ``size`` at the last closing) and people, one entry each, ordered by company.

    ``company`` and ``rank`` say whose and which in the company; ``start`` and ``end`` are day numbers, ``end`` far away while
    the contract runs; ``base`` is full-time monthly pay of the last year in cents, ``rate`` working time in hundredths.
    """

    data: dict[str, Any]
    chance: np.random.Generator
    years: list[int]
    siren: pl.Series
    size: Whole
    company: Whole
    rank: Whole
    start: Whole
    end: Whole
    woman: NDArray[np.bool_]
    birth: Whole
    category: Whole
    base: Whole
    rate: Whole
    member: NDArray[np.bool_]

    @property
    def entity_id(self) -> pl.Series:
        """The SIREN of each person's company."""
        return self.siren.gather(self.company).alias("entity_id")

    @property
    def person_id(self) -> pl.Series:
        """``P00001``…: numbered in each company, so that two companies have the same numbers, as in life."""
        return numbered("P", self.rank, "person_id")

    def present(self, day: int) -> NDArray[np.bool_]:
        """Who has an open contract on ``day``."""
        return (self.start <= day) & (self.end >= day)

    def happens(self, probability: object, size: int) -> NDArray[np.bool_]:
        """``size`` draws of an event of this probability."""
        drawn: NDArray[np.bool_] = self.chance.random(size) < float(str(probability))
        return drawn

    def per_company(self, chosen: NDArray[np.bool_]) -> Whole:
        """How many chosen people each company has."""
        return np.bincount(self.company[chosen], minlength=len(self.size)).astype(np.int64)


FAR: Final = 10**6


def day(year: int, month: int, number: int = 1) -> int:
    """The day number of a date."""
    return int((np.datetime64(f"{year}-{month:02d}-{number:02d}") - EPOCH).astype(int))


def dates(days: Whole, name: str) -> pl.Series:
    """Day numbers as dates; far away days are empty."""
    return pl.Series(name, days.astype(np.int32)).set(pl.Series(days >= FAR), None).cast(pl.Date)


def numbered(letter: str, places: Whole, name: str) -> pl.Series:
    """``letter`` and the place on five digits, counting from one."""
    text = pl.Series(places + 1).cast(pl.String).str.zfill(5)
    return pl.DataFrame({name: text}).select(pl.lit(letter) + pl.col(name)).to_series().alias(name)


def chosen_from(names: list[str], places: Whole, name: str) -> pl.Series:
    """One of ``names`` for each place."""
    return pl.Series(names).gather(places).alias(name)


def shaped(data: dict[str, Any], companies: int, seed: int, years: int) -> Network:
    """Draw sizes, people and contracts of a network."""
    chance = np.random.Generator(np.random.PCG64(seed))
    size = sizes(data, companies, chance)
    span = list(range(LAST_YEAR - years + 1, LAST_YEAR + 1))
    gone = chance.binomial(size, min(0.9, float(data["leavers_rate"]) * years))
    total = size + gone
    company = np.repeat(np.arange(companies), total)
    rank = np.arange(len(company)) - np.repeat(np.cumsum(total) - total, total)
    leaving = rank >= size[company]
    start, end = _stays(data, chance, leaving, span)
    _close_some(data, chance, size, company, end, span[-1])
    category, base, rate, woman = _posts(data, chance, company, len(size))
    joined = chance.random(companies) >= float(data["without_members"])
    member = (
        joined[company] & (start < day(span[0], 1) - 366) & (chance.random(len(company)) < float(data["members_share"]))
    )
    member |= joined[company] & (rank < FOUNDERS) & ~leaving
    start[(rank < FOUNDERS) & ~leaving] = day(span[0] - 6, 9)
    birth = LAST_YEAR - 20 - chance.integers(0, 43, len(company))
    return Network(
        data, chance, span, sirens(int(data["first_siren"]), companies), size, company, rank, start, end,
        woman, birth, category, base, rate, member,
    )  # fmt: skip


def sizes(data: dict[str, Any], companies: int, chance: np.random.Generator) -> Whole:
    """Sizes at even steps of a log-normal law of the wanted median and mean, in random order."""
    from scipy.special import ndtri  # lazily: nothing else of the samples needs it

    median, mean = float(data["median_size"]), float(data["mean_size"])
    spread = float(np.sqrt(2 * np.log(mean / median)))
    steps = np.exp(np.log(median) + spread * ndtri((np.arange(companies) + 0.5) / companies))
    drawn = np.clip(np.rint(steps), int(data["smallest"]), int(data["largest"])).astype(np.int64)
    large = drawn > 4 * median
    lacking = int(mean * companies) - int(drawn.sum())
    if large.any():  # rounding and the cut at the largest size move the mean; the large ones make up for it
        drawn[large] += np.rint(drawn[large] * lacking / drawn[large].sum()).astype(np.int64)
    final: Whole = drawn
    chance.shuffle(final)
    return final


def sirens(first: int, companies: int) -> pl.Series:
    """Numbers of an imaginary range, each with the control digit of a SIREN (Luhn)."""
    numbers = first + np.arange(companies, dtype=np.int64)
    digits = np.stack([numbers // 10**place % 10 for place in range(8)])
    doubled = digits[0::2] * 2
    total = (doubled - 9 * (doubled > LARGEST_DIGIT)).sum(axis=0) + digits[1::2].sum(axis=0)
    return pl.Series("entity_id", numbers * 10 + (10 - total % 10) % 10).cast(pl.String).str.zfill(9)


def _stays(
    data: dict[str, Any], chance: np.random.Generator, leaving: NDArray[np.bool_], years: list[int]
) -> tuple[Whole, Whole]:
    """First and last day of each contract: most began long ago, some in the years, leavers end in the years."""
    count = len(leaving)
    opening, months = day(years[0], 1), 12 * len(years)
    month_days = np.array([day(years[0] + place // 12, place % 12 + 1) for place in range(months)])
    start = opening - chance.integers(130, 5200, count)
    hired = chance.random(count) < float(data["hires_rate"])
    start = np.where(
        hired,
        month_days[chance.integers(0, months - 2, count)] + 14 * (chance.random(count) < float(data["mid_month"])),
        start,
    )
    last = month_days[chance.integers(1, months, count)] - 1
    last = np.where(leaving, np.maximum(last, start + 45), FAR)
    last = np.where(leaving & (last >= day(years[-1] + 1, 1) - 1), day(years[-1], 12, 15), last)
    return start.astype(np.int64), last.astype(np.int64)


def _close_some(
    data: dict[str, Any], chance: np.random.Generator, size: Whole, company: Whole, end: Whole, year: int
) -> None:
    """A few small co-operatives lose their last people before the closing."""
    closed = (size <= int(data["closed_up_to"])) & (chance.random(len(size)) < float(data["closed"]))
    end[closed[company] & (end >= FAR)] = day(year, 9, 30)


def _posts(
    data: dict[str, Any], chance: np.random.Generator, company: Whole, companies: int
) -> tuple[Whole, Whole, Whole, NDArray[np.bool_]]:
    """Category, full-time monthly pay in cents, working time in hundredths, and sex of each person."""
    groups = data["categories"]
    shares = np.cumsum([float(group["share"]) for group in groups])
    count = len(company)
    category = np.searchsorted(shares, chance.random(count) * shares[-1], side="right").clip(0, len(groups) - 1)
    leaning = chance.beta(2.2, 3.9, companies)  # some companies employ mostly women, others mostly men
    woman = chance.random(count) < leaning[company]
    lowest = np.array([float(group["lowest"]) for group in groups])[category]
    typical = np.array([float(group["typical"]) for group in groups])[category]
    level = np.exp(chance.normal(0, 0.10, companies))[company]
    pay = lowest + (typical - lowest) * chance.gamma(2.0, 0.5, count) * level * np.where(woman, 0.95, 1.0)
    part = chance.random(count) < float(data["part_time"]) * np.where(woman, 1.5, 0.7)
    rates = np.array([round(float(rate) * 100) for rate in data["part_time_rates"]])
    rate = np.where(part, rates[chance.integers(0, len(rates), count)], 100)
    return category.astype(np.int64), np.rint(pay).astype(np.int64) * 100, rate.astype(np.int64), woman

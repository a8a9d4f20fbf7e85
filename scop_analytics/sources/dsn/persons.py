"""People of a piece under keyed pseudonyms: the registration number never leaves this module, names are never read.

Who somebody is: the NIR; without it the NTT; without it the staff number; without anything the line, and that is told. The sex is
what the file says, else the first digit of the NIR, else that of the NTT.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from scop_analytics.sources.dsn.rubrics import codes

MARK: Final = "p"  # a letter first: no spreadsheet takes a pseudonym for a number
OWN: Final = "M"  # before a staff number, among identities
LENGTH: Final = 16  # hexadecimal signs: two people in ten million million share one
FOUND: Final = ("declaration", "line", "id", "alias", "other", "sex", "birth_year", "birthday", "named")


@dataclass(frozen=True)
class Mint:
    """Makes pseudonyms: the same person of the same company under the same key always has the same one."""

    key: bytes = field(repr=False)
    made: dict[tuple[str, str], str] = field(default_factory=dict, repr=False)
    owners: set[tuple[str, str, str]] = field(default_factory=set, repr=False)  # company, staff number, pseudonym

    def id(self, company: str, identity: str) -> str:
        """The pseudonym of one identity in one company; each is made once."""
        known = self.made.get((company, identity))
        if known is None:
            known = self.made[company, identity] = self._new(company, identity)
        return known

    def _new(self, company: str, identity: str) -> str:
        return MARK + hmac.digest(self.key, f"{company}|{identity}".encode(), "sha256").hex()[:LENGTH]

    def own(self, people: pl.DataFrame) -> None:
        """Remember under which pseudonym each staff number stands: ``entity_id, other`` (that of the number), ``person_id``."""
        numbers = {(company, made): text for (company, text), made in self.made.items() if text.startswith(OWN)}
        for company, other, person in (
            people.select("entity_id", "other", "person_id").unique().drop_nulls().iter_rows()
        ):
            self.owners.add((company, numbers[company, other].removeprefix(OWN), person))

    def ids(self, companies: pl.Series, identities: pl.Series) -> pl.Series:
        """The pseudonyms of many; none where there is no identity."""
        known = self.made.get  # most people were met in an earlier month
        pairs = zip(companies.fill_null("").to_list(), identities.to_list(), strict=True)
        made = [None if who is None else known((company, who)) or self.id(company, who) for company, who in pairs]
        return pl.Series(made, dtype=pl.String)


def persons(frame: pl.DataFrame, sirens: Mapping[int, str], mint: Mint) -> pl.DataFrame:
    """Pseudonym, other pseudonyms to link it with, sex and birth of each person of the frame; ``line`` says which."""
    company = frame["declaration"].replace_strict(dict(sirens), default="", return_dtype=pl.String)
    nir, ntt, own = (frame[name].str.replace_all(" ", "") for name in ("nir", "ntt", "staff_number"))
    by_nir, by_ntt, by_own = (mint.ids(company, mark + cells) for mark, cells in (("N", nir), ("T", ntt), (OWN, own)))
    nobody = by_nir.is_null() & by_ntt.is_null() & by_own.is_null()
    by_line = mint.ids(
        company,
        pl.select(
            pl.when(nobody).then("L" + frame["declaration"].cast(pl.String) + "." + frame["line"].cast(pl.String))
        ).to_series(),
    )
    birth = frame["birth"].fill_null("")
    return frame.select(
        "declaration",
        "line",
        id=pl.coalesce(by_nir, by_ntt, by_own, by_line),
        alias=pl.when(by_nir.is_not_null()).then(by_ntt),
        other=by_own,
        sex=pl.coalesce(_code("sex"), _digit(nir), _digit(ntt)),
        birth_year=_within(birth.str.slice(4, 4), 1900, 2100),
        birthday=_within(birth.str.slice(2, 2), 1, 12) * 100 + _within(birth.str.slice(0, 2), 1, 31),
        named=~nobody,
    ).select(FOUND)


def _code(name: str) -> pl.Expr:
    return pl.col(name).replace_strict(codes()["sexes"], default=None, return_dtype=pl.String)


def _digit(numbers: pl.Series) -> pl.Series:
    return numbers.str.slice(0, 1).replace_strict(codes()["sex_digits"], default=None, return_dtype=pl.String)


def _within(texts: pl.Series, low: int, high: int) -> pl.Series:
    """A number between two others; parts of a birth date written 99 are unknown."""
    number = texts.cast(pl.Int64, strict=False)
    return pl.select(pl.when(number.is_between(low, high)).then(number)).to_series()

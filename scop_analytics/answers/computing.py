"""What an employer answers to one employee, and what it may not: the means that would give away a colleague's pay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from scop_analytics import law as legal
from scop_analytics.checks import check, usable
from scop_analytics.derive import derive
from scop_analytics.errors import UsageError
from scop_analytics.privacy import policy

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier

EMPLOYER: Final = "employer"
READER: Final = "members"  # an employee who asks reads as the members of the co-operative do
DELAY: Final = "transparency.information_reply_months"
SEXES: Final = ("F", "M")
PAYS: Final = {"annual": ("pay_total", 100), "hourly": ("hourly_total", 10_000)}


@dataclass(frozen=True)
class Level:
    """A level of gross pay, in euros: of the year, and of the hour."""

    annual: float
    hourly: float


@dataclass(frozen=True)
class Answer:
    """``means``: the mean level of women and of men in the category; ``None`` where it would give away somebody's pay.

    ``own`` is ``None`` when the pay of the person could not be established, ``why_none`` says why. ``least`` is how many
    other people of a sex there must be. For the person who asked and their employer alone.
    """

    company: str
    name: str
    year: int
    person: str
    own: Level | None
    why_none: str
    category: str | None
    grid: str
    means: Mapping[str, Level | None]
    least: int
    delay: Mapping[str, Any]

    @property
    def refused(self) -> tuple[str, ...]:
        """The sexes whose mean is not given."""
        return tuple(sex for sex in SEXES if self.means[sex] is None)

    def to_dict(self) -> dict[str, Any]:
        """The answer as data."""
        means = {sex: None if level is None else asdict(level) for sex, level in self.means.items()}
        own = None if self.own is None else asdict(self.own)
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {**plain, "own": own, "means": means, "delay": dict(self.delay), "refused": list(self.refused)}


def answer(
    dossier: Dossier, person: str, *, year: int | None = None, audience: str = "members", on: date | None = None
) -> Answer:
    """The answer owed to ``person`` (their matricule) for the calendar year of the closing of ``year``.

    Only ``audience="employer"`` may ask: anyone else is refused, and so is an unknown matricule, with a :class:`UsageError` that
    names nobody. ``on`` is the day of the request, which says the law that applies.
    """
    if policy().audience(audience) != EMPLOYER:
        raise UsageError("request_audience", audience=audience)
    company, wanted = _company(dossier), _year(dossier, year)
    people = _people(usable(dossier, check(dossier)), company, wanted)
    own = people.filter(pl.col("person_id") == person)
    if own.is_empty():
        raise UsageError("person_unknown", year=str(wanted))
    row = own.row(0, named=True)
    least = policy().classes["pay"][READER].sides
    return Answer(
        company=company,
        name=_name(dossier, company),
        year=wanted,
        person=person,
        own=_own(row),
        why_none="" if _own(row) else str(row["exclusion"] or "no_payslip"),
        category=row["value_category"],
        grid=dossier.configs.get(company, dossier.config).options.equal_value,
        means={sex: _mean(people, row, sex, least) for sex in SEXES},
        least=least,
        delay=delay(on or date.today()),  # noqa: DTZ011 - the law changes at local midnight
    )


def _company(dossier: Dossier) -> str:
    if len(dossier.companies) != 1:
        raise UsageError("several_companies", count=len(dossier.companies))
    return dossier.companies[0]


def _year(dossier: Dossier, year: int | None) -> int:
    if year is not None and year not in dossier.years:
        raise UsageError("unknown_year", asked=str(year), valid=[str(known) for known in dossier.years])
    return max(dossier.years) if year is None else year


def _people(dossier: Dossier, company: str, year: int) -> pl.DataFrame:
    frames = derive(dossier, legal.load())
    own = (pl.col("entity_id") == company) & (pl.col("fiscal_year") == year)
    return frames["person_calendar"].filter(own).collect()


def _name(dossier: Dossier, company: str) -> str:
    told = str(dossier.config.identity.get("entity_name", ""))
    rows = dossier.tables.get("entity")
    if told or rows is None or "entity_name" not in rows.columns:
        return told or company
    names = rows.filter(entity_id=company)["entity_name"].drop_nulls()
    return str(names[-1]) if len(names) else company


def _own(row: Mapping[str, Any]) -> Level | None:
    amounts = {name: None if row[column] is None else row[column] / per for name, (column, per) in PAYS.items()}
    return None if None in amounts.values() else Level(**amounts)  # type: ignore[arg-type]  # none is None


def _mean(people: pl.DataFrame, row: Mapping[str, Any], sex: str, least: int) -> Level | None:
    """The mean of one sex in the person's category; ``None`` when the answer would give away the pay of somebody else.

    What the person knows is taken off first: the people who count are the others. There must be enough of them in the
    category; enough, or nobody, of that sex outside it, since what is known of everyone would give the rest back; and
    they must not all be paid alike.
    """
    counted = (
        pl.col("in_gap")
        & (pl.col("sex") == sex)
        & pl.col("pay_total").is_not_null()
        & pl.col("hourly_total").is_not_null()
    )
    same = people.filter(counted)
    inside = same.filter(pl.col("value_category") == row["value_category"])
    others = inside.filter(pl.col("person_id") != row["person_id"])
    outside = same.height - inside.height
    alike = min(others[column].n_unique() for column, _ in PAYS.values()) < 2  # noqa: PLR2004 - one pay only
    if others.height < least or 0 < outside < least or alike:
        return None
    means = {name: float(inside[column].sum()) / inside.height / per for name, (column, per) in PAYS.items()}
    return Level(**means)


def communicable(people: pl.DataFrame, least: int) -> pl.DataFrame:
    """Categories of equal value: ``value_category, people, F, M``, whether anybody of the category may be told each mean.

    One more person of the sex than :func:`answer` asks for, since the one who asks may be of it.
    """
    counted = people.filter("in_gap", pl.col("pay_total").is_not_null(), pl.col("hourly_total").is_not_null())
    whole = {sex: counted.filter(sex=sex).height for sex in SEXES}
    found = counted.filter(pl.col("value_category").is_not_null()).group_by("value_category").agg(
        pl.len().cast(pl.Int64).alias("people"), *(_told(sex, whole[sex], least).alias(sex) for sex in SEXES)
    )  # fmt: skip
    return found.sort("value_category")


def _told(sex: str, whole: int, least: int) -> pl.Expr:
    same = pl.col("sex") == sex
    inside, varied = (
        same.sum(),
        pl.min_horizontal(*(pl.col(column).filter(same).n_unique() for column, _ in PAYS.values())),
    )
    outside = whole - inside.cast(pl.Int64)
    return (inside > least) & ((outside == 0) | (outside >= least)) & (varied > 2)  # noqa: PLR2004 - without the person who asks, two pays remain


def delay(day: date) -> dict[str, Any]:
    """How long the law leaves to answer on the day of the request, with its text."""
    version = legal.load().entry(DELAY).on(day)
    if version is None:
        return {}
    return {"months": int(str(version.value)), "status": version.status, "source": version.source, "url": version.url}

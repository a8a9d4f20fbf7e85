"""One person's contract in a sample co-operative, and the ``employees`` table made of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from scop_analytics.samples.worlds import Row, Rows, World
from scop_analytics.years import FiscalYear

Job = dict[str, Any]
OUTSIDE_HEADCOUNT = frozenset({"STAGE", "INTERIM"})
TRAINED = frozenset({"APPRENTI", "STAGE", "PRO"})


@dataclass(frozen=True)
class Contract:
    """One person's contract: ``base`` is the full-time monthly base pay by raise year, ``rates`` the working time from a day on."""

    sex: str
    birth_year: int
    kind: str
    start: date
    job: Job
    end: date | None = None
    exit_reason: str | None = None
    known_end: bool = False
    base: dict[int, int] = field(default_factory=dict)
    promoted: int = 0
    raised: tuple[int, ...] = ()
    rates: tuple[tuple[date, Decimal], ...] = ()
    chosen: str = "CHOISI"
    site: tuple[str, str] = ("", "")
    disabled: bool = False
    remote: Decimal = Decimal(0)
    person_id: str = ""

    @property
    def contract_id(self) -> str:
        """One contract per person in the samples, numbered after the person."""
        return f"C{self.person_id[1:]}"

    def open_on(self, day: date) -> bool:
        """Whether the contract runs on ``day``."""
        return self.start <= day and (self.end is None or self.end >= day)

    def overlaps(self, first: date, last: date) -> bool:
        """Whether the contract runs on some day from ``first`` to ``last``."""
        return self.start <= last and (self.end is None or self.end >= first)

    def rate_on(self, day: date) -> Decimal:
        """Working time on ``day``, 1 for full time."""
        return next((rate for since, rate in reversed(self.rates) if since <= day), Decimal(1))

    def level_on(self, day: date) -> str:
        """Level in the pay grid: the lower one until the promotion."""
        lower, upper = self.job["levels"]
        return str(upper if self.promoted and day.year >= self.promoted else lower)

    @property
    def counts(self) -> bool:
        """Whether the person belongs to the head-count (trainees and agency workers do not)."""
        return self.kind not in OUTSIDE_HEADCOUNT

    @property
    def kept(self) -> bool:
        """Whether the world fixes this person's pay history."""
        return bool(self.job.get("kept"))


def snapshots(world: World, people: list[Contract]) -> Rows:
    """The ``employees`` table: one row per contract and fiscal year in which it ran, as known at the closing."""
    return [
        _employee(world, person, year)
        for year in world.years
        for person in people
        if person.overlaps(year.start, year.end)
    ]


def _employee(world: World, person: Contract, year: FiscalYear) -> Row:
    gone = person.end is not None and (person.known_end or person.end <= year.end)
    seen = min(year.end, person.end) if person.end else year.end
    rate = person.rate_on(seen)
    left = person.end is not None and person.end <= year.end
    annual_days = world["staff"].get("annual_days") if person.job["csp"] == "CADRE" and person.kind == "CDI" else None
    return {
        "entity_id": world.siren,
        "fiscal_year": year.label,
        "person_id": person.person_id,
        "contract_id": person.contract_id,
        "sex": person.sex,
        "birth_year": person.birth_year,
        "contract_type": person.kind,
        "contract_start": person.start,
        "contract_end": person.end if gone else None,
        "seniority_date": person.start,
        "exit_reason": person.exit_reason if left else None,
        "csp": person.job["csp"],
        "job_level": person.level_on(seen),
        "job_family": person.job["family"],
        "fte_rate": rate,
        "part_time_reason": person.chosen if rate < 1 else None,
        "annual_days": round(annual_days * rate) if annual_days else None,
        "situation": "NORMAL",
        "work_site": person.site[0],
        "work_site_region": person.site[1],
        "disability_status": person.disabled,
        "collective_agreement": None if person.kind in OUTSIDE_HEADCOUNT else world["staff"]["collective_agreement"],
        "remote_days": person.remote,
    }

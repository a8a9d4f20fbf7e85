"""The rest of a sample co-operative's year: raises, training, hiring, carbon, purchases, solidarity, texts and calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from scop_analytics import datafiles
from scop_analytics.samples.absences import SATURDAY
from scop_analytics.samples.people import OUTSIDE_HEADCOUNT, Contract
from scop_analytics.samples.worlds import FOLDER, Row, Rows, Tables, World
from scop_analytics.years import FiscalYear

LISTED: Final = ("purchases", "investments", "solidarity_actions", "transparency", "job_criteria")


def activity(world: World, people: list[Contract]) -> Tables:
    """The tables no other part makes."""
    return {
        "pay_changes": list(_pay_changes(world, people)),
        "trainings": list(_trainings(world, people)),
        "recruitments": list(_recruitments(world, people)),
        "environment": [_source(world, year, source) for year in world.years for source in world["environment"]],
        "calendar": list(_calendar(world)),
        **{name: _listed(world, name) for name in LISTED},
        "commitments": _yearly(world, "commitments"),
        "notes": _yearly(world, "notes"),
    }


def _pay_changes(world: World, people: list[Contract]) -> Iterator[Row]:
    """Raises as payslips show them: the difference of base pay on the day, and why."""
    month = int(world["calendar"]["raise_month"])
    for year in sorted({day.year for span in world.years for day in (span.start, span.end)}):
        day = date(year, month, 1)
        for person in people:
            rise = person.base.get(year, 0) - person.base.get(year - 1, 0)
            if (
                person.start < day
                and person.open_on(day)
                and year - 1 in person.base
                and rise
                and day <= world.payroll_end
            ):
                kind = (
                    "PROMOTION"
                    if person.promoted == year
                    else "RAISE_INDIVIDUAL"
                    if year in person.raised
                    else "RAISE_GENERAL"
                )
                yield {
                    "entity_id": world.siren,
                    "person_id": person.person_id,
                    "date": day,
                    "kind": kind,
                    "amount": Decimal(rise),
                }


def _trainings(world: World, people: list[Contract]) -> Iterator[Row]:
    plan = world["activity"]["trainings"]
    for year in world.years:
        for place, (topic, share, hours, cost, mandatory) in enumerate(plan, 1):
            day = world.chance.day(year.start, year.end - timedelta(days=30))
            for person in people:
                if person.kind not in OUTSIDE_HEADCOUNT and person.open_on(day) and world.chance.happens(share):
                    yield {
                        "entity_id": world.siren,
                        "training_id": f"F{year.label}-{place:02d}",
                        "person_id": person.person_id,
                        "topic": topic,
                        "start_date": day,
                        "hours": hours,
                        "cost": Decimal(cost),
                        "mandatory": mandatory,
                    }


UNSAID = 4  # one job in four is offered without its pay


def _recruitments(world: World, people: list[Contract]) -> Iterator[Row]:
    """Each hire of the years, with the other candidates of the same opening."""
    first, last = world.years[0].start, world.payroll_end
    hired = [person for person in people if first <= person.start <= last and person.kind in ("CDI", "CDD", "APPRENTI")]
    number = 0
    for place, person in enumerate(hired, 1):
        others = [
            world.chance.one(["CANDIDATURE", "ENTRETIEN", "FINALISTE", "REFUS"])
            for _ in range(world.chance.number(2, 6))
        ]
        for stage in ["EMBAUCHE", *others]:
            number += 1
            yield _candidate(world, f"CAND-{number:04d}", f"POSTE-{place:03d}", stage, person)


def _candidate(world: World, name: str, job: str, stage: str, hired: Contract) -> Row:
    met = stage in ("EMBAUCHE", "FINALISTE") and world.chance.happens("0.9")
    told = stage in ("EMBAUCHE", "FINALISTE") and world.chance.happens("0.85")
    chosen = stage == "EMBAUCHE"
    return {
        "entity_id": world.siren,
        "candidate_id": name,
        "job_id": job,
        "open_date": hired.start - timedelta(days=75),
        "stage": stage,
        "candidate_sex": hired.sex if chosen else world.chance.one(["F", "M", "M", "NR"]),
        "met_team": met,
        "team_members_met": world.chance.number(2, 5) if met else 0,
        "coop_model_presented": told,
        "presenter_role": world["activity"]["presenter"] if told else None,
        "pay_range_given": int(job.rpartition("-")[2]) % UNSAID != 1,
        "offer_date": hired.start - timedelta(days=21) if chosen else None,
        "start_date": hired.start if chosen else None,
        "person_id": hired.person_id if chosen else None,
    }


def _source(world: World, year: FiscalYear, source: dict[str, Any]) -> Row:
    """One line of the carbon account, dated by the closing month."""
    quantity = Decimal(str(source["quantities"][str(year.label)]))
    factor = Decimal(str(source["factor"]))
    return {
        "entity_id": world.siren,
        "period": year.end.strftime("%Y-%m"),
        "source_id": source["id"],
        "category": source["category"],
        "quantity": quantity,
        "unit": source["unit"],
        "factor": factor,
        "factor_source": world["factor_source"],
        "scope": source["scope"],
        "scope3_category": source.get("scope3"),
        "location_or_market": source.get("method"),
        "tco2e": (quantity * factor / 1000).quantize(Decimal("0.001")),
        "renewable_share": source.get("renewable"),
        "recycled_share": source.get("recycled"),
    }


def _listed(world: World, name: str) -> Rows:
    """A table the world lists as it is; rows of fewer keys get empty cells."""
    entries = world.get(name, [])
    names = list(dict.fromkeys(key for entry in entries for key in entry))
    return [{"entity_id": world.siren, **{key: entry.get(key) for key in names}} for entry in entries]


def _yearly(world: World, name: str) -> Rows:
    return [{"entity_id": world.siren, **row} for row in _listed(world, name)]


def _calendar(world: World) -> Iterator[Row]:
    """Worked days: Monday to Friday but public holidays."""
    holidays = datafiles.read(FOLDER / "holidays.toml")
    fixed = {(month, day) for month, day in holidays["fixed"]}
    day, last = world.years[0].start, world.payroll_end
    while day <= last:
        moving = {easter(day.year) + timedelta(days=offset) for offset in holidays["after_easter"]}
        worked = day.weekday() < SATURDAY and (day.month, day.day) not in fixed and day not in moving
        yield {"entity_id": world.siren, "date": day, "is_working_day": worked}
        day += timedelta(days=1)


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (anonymous algorithm)."""
    golden, century, rest = year % 19, year // 100, year % 100
    epact = (19 * golden + century - century // 4 - (8 * century + 13) // 25 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    place = epact + weekday - 7 * shift + 114
    return date(year, place // 31, place % 31 + 1)

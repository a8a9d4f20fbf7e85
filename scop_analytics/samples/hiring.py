"""Who works in a sample co-operative over the years: the staff at the last closing, hires, leavers, raises, working time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from scop_analytics.samples.people import TRAINED, Contract, Job
from scop_analytics.samples.worlds import World, add_months
from scop_analytics.years import FiscalYear


def contracts(world: World) -> list[Contract]:
    """Everyone who worked in the co-operative over its years, numbered by date of arrival."""
    people = _settled(world) + _leavers(world) + _outside(world)
    people = [_paid(world, person) for person in people]
    people.sort(key=lambda person: (person.start, person.birth_year, person.sex, str(person.job["family"])))
    numbered = [replace(person, person_id=f"P{place:03d}") for place, person in enumerate(people, 1)]
    return _part_time(world, _disabled(world, numbered))


def _settled(world: World) -> list[Contract]:
    """The staff at the last closing: the latest arrivals are the hires of the years, the others came before."""
    seats = [(job, sex, pay) for job in world["jobs"] for sex, pay in _places(job)]
    arrivals = _arrivals(world, seats)
    return [
        _person(world, job, sex, arrivals.get(place) or job.get("since") or _before(world), {_last_raise(world): pay})
        for place, (job, sex, pay) in enumerate(seats)
    ]


def _places(job: Job) -> Iterator[tuple[str, int]]:
    """Sex and full-time base pay of each post of a job, spread evenly over its range."""
    for sex, group in (("F", job["women"]), ("M", job["men"])):
        low, high = group.get("pay", (0, 0))
        count = int(group["count"])
        for place in range(count):
            yield sex, round((low + (high - low) * place / max(count - 1, 1)) / 10) * 10


def _arrivals(world: World, seats: list[tuple[Job, str, int]]) -> dict[int, date]:
    """Arrival days of those hired during the years, so that head-counts follow the world's."""
    free = [
        place for place, (job, _, _) in enumerate(seats) if not job.get("kept") and job.get("contract") != "APPRENTI"
    ]
    trained = [place for place, (job, _, _) in enumerate(seats) if job.get("contract") == "APPRENTI"]
    world.chance.mix(free)
    days: dict[int, date] = {}
    for year, needed in reversed(list(_hires(world))):
        young = [trained.pop() for _ in range(min(len(trained), needed, _half(trained)))]
        chosen = young + [free.pop() for _ in range(needed - len(young))]
        days |= {place: _hire_day(world, year, place in young) for place in chosen}
    return days


def _half(trained: list[int]) -> int:
    """Half of the apprentices came in the last year, half of the others in the year before."""
    return (len(trained) + 1) // 2


def _hires(world: World) -> Iterator[tuple[FiscalYear, int]]:
    """How many of the final staff came in each year: growth, plus leavers to replace."""
    previous = int(world["staff"]["before"])
    for year in world.years:
        count = int(world.of_year("staff", "headcount", year.label))
        left = sum(world.of_year("staff", "leavers", year.label, {}).values())
        within = sum(
            world.of_year("staff", "leavers", year.label, {}).get(reason, 0) for reason in ("FIN_CDD", "FIN_ESSAI")
        )
        yield year, count - previous + left - within
        previous = count


def _hire_day(world: World, year: FiscalYear, apprentice: bool) -> date:
    """A working-life day of arrival: September for apprentices, otherwise the first or the middle of a month."""
    if apprentice:
        september = date(year.start.year, 9, 1)
        return september if september >= year.start else september.replace(year=year.end.year)
    start = add_months(year.start, world.chance.number(0, 8))
    return start + timedelta(days=world.chance.one([0, 0, 14]))


def _before(world: World) -> date:
    """Arrival before the first year of the dossier."""
    registered: date = world["entity"]["registration_date"]
    last = world.years[0].start - timedelta(days=120)
    first = max(registered, last - timedelta(days=16 * 365))
    oldest = max(first, last - timedelta(days=int((last - first).days * world.chance.one([0.3, 0.6, 1.0]))))
    return world.chance.day(oldest, last).replace(day=1)


def _leavers(world: World) -> list[Contract]:
    """Those who left during the years, each with a reason that fits age and contract."""
    gone = []
    for year in world.years:
        for reason, count in world.of_year("staff", "leavers", year.label, {}).items():
            gone += [_leaver(world, year, reason) for _ in range(count)]
    return gone


def _leaver(world: World, year: FiscalYear, reason: str) -> Contract:
    jobs = [job for job in world["jobs"] if not job.get("kept") and job.get("contract", "CDI") == "CDI"]
    job = world.chance.one(jobs)
    groups = [(sex, group) for sex, group in (("F", job["women"]), ("M", job["men"])) if group["count"]]
    sex, group = world.chance.one(groups)
    pay = round((group["pay"][0] + group["pay"][1]) / 20) * 10
    start, end, kind = _stay(world, year, reason)
    person = _person(world, job, sex, start, {_last_raise(world): pay}, kind=kind)
    birth = year.end.year - world.chance.number(62, 64) if reason == "RETRAITE" else person.birth_year
    return replace(person, end=end, exit_reason=reason, birth_year=birth, known_end=kind == "CDD")


def _stay(world: World, year: FiscalYear, reason: str) -> tuple[date, date, str]:
    """Arrival, departure and kind of contract of a leaver; short stays begin and end in the same year."""
    if reason in ("FIN_CDD", "FIN_ESSAI"):
        start = add_months(year.start, world.chance.number(1, 4))
        months = world.chance.number(4, 6) if reason == "FIN_CDD" else 2
        return start, add_months(start, months) - timedelta(days=1), "CDD" if reason == "FIN_CDD" else "CDI"
    first, last = world["staff"]["leave_window"]
    end = add_months(year.start, world.chance.number(first, last)) - timedelta(days=world.chance.one([1, 1, 16]))
    long = reason == "RETRAITE"
    start = add_months(world.years[0].start, -world.chance.number(170 if long else 26, 260 if long else 110))
    return max(start, world["entity"]["registration_date"]), end, "CDI"


def _outside(world: World) -> list[Contract]:
    """Trainees and agency workers: on the premises, not in the head-count."""
    people = []
    for year in world.years:
        for kind, key, months in (("STAGE", "interns", 4), ("INTERIM", "agency", 3)):
            for _ in range(world.of_year("staff", key, year.label)):
                job = next(job for job in world["jobs"] if not job.get("kept"))
                start = add_months(year.start, world.chance.number(2, 5))
                end = add_months(start, months) - timedelta(days=1)
                sex = world.chance.one(["F", "M"])
                person = _person(world, job, sex, start, {}, kind=kind)
                people.append(replace(person, end=end, known_end=True, exit_reason="FIN_CDD"))
    return people


def _person(world: World, job: Job, sex: str, start: date, base: dict[int, int], kind: str = "") -> Contract:
    kind = kind or str(job.get("contract", "CDI"))
    youngest = 18 if kind in TRAINED else 22
    oldest = 23 if kind in TRAINED else 45
    place = tuple(world.chance.one([site[:2] for site in world["staff"]["sites"] for _ in range(site[2])]))
    remote = Decimal(world.chance.one([0, 1, 2, 2, 3])) if job["csp"] in ("CADRE", "TAM") else Decimal(0)
    birth = start.year - world.chance.number(youngest, oldest)
    apprentice_end = (
        add_months(start, int(world["staff"]["apprentice_months"])) - timedelta(days=1) if kind == "APPRENTI" else None
    )
    return Contract(
        sex, birth, kind, start, job, base=base, site=(place[0], place[1]), remote=remote,
        end=apprentice_end, known_end=apprentice_end is not None, exit_reason="FIN_CDD" if apprentice_end else None,
    )  # fmt: skip


def _last_raise(world: World) -> int:
    return max(int(year) for year in world["staff"]["raises"])


def _paid(world: World, person: Contract) -> Contract:
    """The person with a base pay for every year, going back from the latest one."""
    if person.kind in ("APPRENTI", "STAGE"):
        flat = int(world["staff"]["apprentice_pay" if person.kind == "APPRENTI" else "intern_pay"])
        return replace(person, base=dict.fromkeys(_raise_years(world), flat))
    if person.job.get("history"):
        return replace(person, base={int(year): int(pay) for year, pay in person.job["history"].items()})
    return _raised(world, person, person.base or {_last_raise(world): int(world["staff"].get("agency_pay", 2000))})


def _raised(world: World, person: Contract, base: dict[int, int]) -> Contract:
    pay = Decimal(base[_last_raise(world)])
    floor = {int(year): int(value) for year, value in world["staff"]["floor"].items()}
    history, raised, promoted = {}, [], 0
    for year in sorted(_raise_years(world), reverse=True):
        history[year] = max(round(pay / 10) * 10, floor[year])
        pay /= 1 + Decimal(str(world.of_year("staff", "raises", year)))
        if promoted or person.start.year >= year:
            continue
        if world.chance.happens(world["staff"]["promotion"]):
            promoted, pay = year, pay * Decimal("0.94")
        elif world.chance.happens(world["staff"]["individual_raise"]):
            raised.append(year)
            pay *= Decimal("0.97")
    return replace(person, base=history, raised=tuple(raised), promoted=promoted)


def _raise_years(world: World) -> list[int]:
    return [int(year) for year in world["staff"]["floor"]]


def _disabled(world: World, people: list[Contract]) -> list[Contract]:
    stable = [person.person_id for person in people if person.kind == "CDI" and person.end is None and not person.kept]
    chosen = set(world.chance.some(stable, int(world["staff"]["disabled"])))
    return [replace(person, disabled=person.person_id in chosen) for person in people]


def _part_time(world: World, people: list[Contract]) -> list[Contract]:
    """Part-timers of each sex; a few changed their working time in the middle of a year."""
    wanted = world["payroll"]["part_time"]
    stable = [person for person in people if person.kind == "CDI" and person.end is None and not person.kept]
    chosen: list[str] = []
    for sex, count in (("F", wanted["women"]), ("M", wanted["men"])):
        chosen += [person.person_id for person in world.chance.some([p for p in stable if p.sex == sex], int(count))]
    rates = [Decimal(str(rate)) for rate in world["payroll"]["part_time_rates"]]
    changes = set(chosen[: int(world["payroll"]["changes_of_time"])])
    years = world.years
    switched = add_months(years[len(years) // 2].start, 4)
    result = []
    for person in people:
        if person.person_id not in chosen:
            result.append(person)
            continue
        rate = rates[chosen.index(person.person_id) % len(rates)]
        since = switched if person.person_id in changes and person.start < switched else person.start
        imposed = "SUBI" if world.chance.happens("0.2") else "CHOISI"
        result.append(replace(person, rates=((since, rate),), chosen=imposed))
    return result

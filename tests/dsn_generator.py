"""Synthetic DSN files that follow the norm, with the truth they tell: seeded, written without any part of the reader.

A :class:`World` draws people and their year; :meth:`World.files` writes one DSN a month; ``payroll``, ``leaves``, ``contracts`` and
``people`` hold what a right reading must find, amounts in cents, people by who they are (``N`` + NIR, ``T`` + NTT, ``M`` + staff number).
"""

from __future__ import annotations

import calendar
import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

SIREN, NIC = "900123456", "00015"
NAMES = ("D'ARTAGNAN", "LE GOFF", "MARTIN,DIT L'AÎNÉ", "ÉLOÏSE', 'ZOÉ", "FRANÇOIS", "NOËL", "DE L'ÉTOILE")
NATURES = {"01": "CDI", "02": "CDD"}
STATUSES = {"04": "CADRE", "05": "TAM", "06": "EMPLOYE", "07": "OUVRIER"}
SICK = {"01": "MALADIE", "02": "MATERNITE", "06": "AT"}
OTHER = {"501": "SANS_SOLDE", "632": "PARENTAL_TOTAL", "200": "CP"}
EXITS = {"059": "DEMISSION", "043": "RUPTURE_CONV", "039": "RETRAITE"}


def day(value: date) -> str:
    return f"{value:%d%m%Y}"


def euros(cents: int) -> str:
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


@dataclass
class Person:
    number: int
    identity: str
    sex: str
    born: date
    start: date
    nature: str
    status: str
    base: int
    quota: int  # hundredths of an hour, of 15167
    nir: str = ""
    ntt: str = ""
    nir_from: int = 1  # the month from which the NIR is known
    told_sex: bool = False
    left: date | None = None
    exit_code: str = ""
    cancelled_exit: bool = False
    change: date | None = None  # a change of quota inside its month
    old_quota: int = 0
    spells: list[tuple[str, str, date, date, bool]] = field(
        default_factory=list
    )  # block, code, first, last, cancelled later

    @property
    def staff_number(self) -> str:
        return f"{self.number:05d}"

    @property
    def contract(self) -> str:
        return f"C{self.number:06d}"


class World:
    """One company and one calendar year."""

    def __init__(self, seed: int, people: int = 12, year: int = 2025, siren: str = SIREN, contributions: int = 0):
        self.dice = random.Random(seed)  # noqa: S311 - the same world each time
        self.year, self.siren, self.contributions = year, siren, contributions
        self.people = [self._person(number) for number in range(1, people + 1)]
        self.payroll: dict[tuple, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        self.months: dict[int, list[list[str]]] = {}
        for month in range(1, 13):
            self.months[month] = [
                self._individual(person, month) for person in self.people if self._here(person, month)
            ]

    # the people -------------------------------------------------------------------------------------------------------
    def _person(self, number: int) -> Person:
        dice = self.dice
        sex = dice.choice("FM")
        born = date(dice.randint(1962, 2003), dice.randint(1, 12), dice.randint(1, 28))
        nir = f"{'2' if sex == 'F' else '1'}{born:%y%m}{dice.randint(1, 95):02d}{number:06d}"
        ntt = f"{'2' if sex == 'F' else '1'}{self.siren}X{number:04d}"
        kind = dice.choice(["nir"] * 6 + ["told", "ntt", "both"])
        start = date(dice.randint(2005, self.year - 1), dice.randint(1, 12), dice.randint(1, 28))
        if dice.random() < 0.2:
            start = date(self.year, dice.randint(2, 6), 1)
        full = dice.random() < 0.7
        person = Person(
            number, f"N{nir}", sex, born, start, dice.choice(list(NATURES)), dice.choice(list(STATUSES)), dice.randint(180_000, 520_000),
            15167 if full else dice.choice([7584, 12134, 13650]), nir,
        )  # fmt: skip
        if kind == "told":  # the sex told prevails over the digit of the number
            person.nir, person.told_sex = ("1" if sex == "F" else "2") + nir[1:], True
            person.identity = f"N{person.nir}"
        elif kind == "ntt":
            person.nir, person.ntt, person.identity = "", ntt, f"T{ntt}"
        elif kind == "both":
            person.ntt, person.nir_from = ntt, dice.randint(5, 8)
        self._life(person)
        return person

    def _life(self, person: Person) -> None:
        dice, year = self.dice, self.year
        if dice.random() < 0.25:
            person.left, person.exit_code = (
                date(year, dice.randint(8, 11), dice.randint(1, 28)),
                dice.choice(list(EXITS)),
            )
            person.cancelled_exit = dice.random() < 0.4
        if dice.random() < 0.25:
            person.change, person.old_quota = (
                date(year, dice.randint(7, 7), dice.randint(2, 28)),
                dice.choice([7584, 12134]),
            )
        if dice.random() < 0.5:
            block = dice.choice(["60", "65"])
            first = date(year, dice.randint(7, 7), dice.randint(2, 28))
            last = first + timedelta(days=dice.randint(3, 60))
            if person.left is None or person.cancelled_exit:
                code = dice.choice(list(SICK if block == "60" else OTHER))
                person.spells.append((block, code, first, last, dice.random() < 0.25))

    def _here(self, person: Person, month: int) -> bool:
        first, last = date(self.year, month, 1), self._last(month)
        gone = person.left is not None and not person.cancelled_exit and person.left < first
        return person.start <= last and not gone

    def _last(self, month: int) -> date:
        return date(self.year, month, calendar.monthrange(self.year, month)[1])

    # one person of one month --------------------------------------------------------------------------------------------
    def _individual(self, person: Person, month: int) -> list[str]:
        lines: list[str] = []
        put = lambda code, value: lines.append(f"S21.G00.{code},'{value}'")  # noqa: E731 - said a hundred times
        known = bool(person.nir) and month >= person.nir_from
        if known:
            put("30.001", person.nir)
        put("30.002", self.dice.choice(NAMES))
        put("30.004", self.dice.choice(NAMES))
        if person.told_sex:
            put("30.005", {"M": "01", "F": "02"}[person.sex])
        put("30.006", day(person.born))
        put("30.008", "12 RUE DE L'ÉGLISE")
        put("30.019", person.staff_number)
        if person.ntt and (not known or month == person.nir_from):
            put("30.020", person.ntt)
        self._contract(person, month, put)
        self._pay(person, month, put)
        return lines

    def _quota(self, person: Person, month: int) -> int:
        """The quota at the end of a month."""
        return person.old_quota if person.change and self._last(month) < person.change else person.quota

    def _contract(self, person: Person, month: int, put) -> None:
        quota = self._quota(person, month)
        for code, value in (
            ("001", day(person.start)), ("002", person.status), ("003", "04"), ("004", "543b"), ("006", "CHARGÉE D'ÉTUDES"), ("007", person.nature),
            ("008", "99"), ("009", person.contract), ("011", "10"), ("012", "151.67"), ("013", euros(quota)), ("014", "10" if quota == 15167 else "20"),
            ("017", "1486"), ("019", self.siren + NIC), ("024", "99"),
        ):  # fmt: skip
            put(f"40.{code}", value)
        if person.change and person.change.month == month:
            put("41.001", day(person.change))
            put("41.007", euros(person.old_quota))
        for block, code, first, last, cancelled in person.spells:
            if first <= self._last(month) and last >= date(self.year, month, 1):
                self._spell(put, block, code, first, last)
            elif cancelled and month == last.month + 1:
                self._spell(put, block, "99" if block == "60" else "998", first, last)
        if person.left and person.left.month == month:
            put("62.001", day(person.left))
            put("62.002", person.exit_code)
        elif person.left and person.cancelled_exit and month == person.left.month + 1:
            put("62.001", day(person.left))
            put("62.002", "099")

    @staticmethod
    def _spell(put, block: str, code: str, first: date, last: date) -> None:
        put(f"{block}.001", code)
        put(f"{block}.002", day(first - timedelta(days=1) if block == "60" else first))
        put(f"{block}.003", day(last))

    def _pay(self, person: Person, month: int, put) -> None:
        dice, last = self.dice, self._last(month)
        put("50.001", day(last))
        put("50.004", "1500.00")
        base = person.base + dice.choice([0, 0, 2500]) * (month > 6)
        extra = dice.choice([0, 0, 15_000])  # monthly bonuses, told by the gross alone
        over = dice.choice([0, 0, 8_745])
        bonuses = [("026", "bonus_exceptional", True)] * (month == 6) + [("027", "bonus_yearly", True)] * (month == 12)
        bonuses += [("904", "value_sharing_bonus", False)] * (month == 12)
        bonuses = [(code, column, inside, dice.randint(10_000, 90_000)) for code, column, inside in bonuses]
        kind = 4_200 if person.status == "04" else 0
        gross = base + extra + over + kind + sum(amount for _, _, inside, amount in bonuses if inside)
        key = (person.identity, person.contract, (self.year, month), (self.year, month))
        row = self.payroll[key]
        row["hours_paid"] += self._monthly(person, month, put, base, gross)
        row["base_pay"], row["total_gross"] = base, gross
        if over:
            self._line(put, date(self.year, month, 1), last, person.contract, "017", over, hours=525)
            row["overtime_pay"], row["overtime_hours"] = over, 525
        if extra:
            row["bonus_regular"] = extra
        self._late(person, month, put)
        for code, column, _, amount in bonuses:
            put("52.001", code)
            put("52.002", euros(amount))
            put("52.003", day(date(self.year, 1, 1)))
            put("52.004", day(last))
            put("52.006", person.contract)
            row[column] = amount
        self._others(person, month, put, row, kind)
        self._contributed(put, gross)

    def _monthly(self, person: Person, month: int, put, base: int, gross: int) -> int:
        """The four compulsory types, in one or two sub-periods, and their hours, of which the sum is returned."""
        halves, hours = self._halves(person, month), 0
        for start, end, part in halves:
            for code, amount in (("001", gross), ("002", gross), ("003", gross), ("010", base)):
                share = amount if part == 1 else amount // 2 + (amount % 2 if part == 3 else 0)
                self._line(put, start, end, person.contract, code, share)
                if code == "002":
                    put("53.001", "01")
                    put("53.002", euros(self._quota(person, month) // len(halves)))
                    hours += self._quota(person, month) // len(halves)
        return hours

    def _contributed(self, put, gross: int) -> None:
        """What fills most of a real file and is never read."""
        for _ in range(self.contributions):
            put("78.001", "03")
            put("78.004", euros(gross))
            put("81.001", "076")
            put("81.003", euros(gross))
            put("81.004", euros(gross // 10))

    def _halves(self, person: Person, month: int) -> list[tuple[date, date, int]]:
        """The month whole, or in two sub-periods when the quota changes inside."""
        first, last = date(self.year, month, 1), self._last(month)
        if person.change and person.change.month == month:
            return [(first, person.change - timedelta(days=1), 2), (person.change, last, 3)]
        return [(first, last, 1)]

    @staticmethod
    def _line(put, start: date, end: date, contract: str, code: str, amount: int, hours: int = 0) -> None:
        put("51.001", day(start))
        put("51.002", day(end))
        put("51.010", contract)
        put("51.011", code)
        if hours:
            put("51.012", euros(hours))
        put("51.013", euros(amount))

    def _late(self, person: Person, month: int, put) -> None:
        """Back pay of the month before, positive or negative, as a sub-period of the past."""
        if month == 1 or self.dice.random() > 0.15 or person.start >= date(self.year, month, 1):
            return
        amount = self.dice.choice([-5_000, 12_345])
        for code in ("001", "010"):
            self._line(put, date(self.year, month - 1, 1), self._last(month - 1), person.contract, code, amount)
        late = self.payroll[person.identity, person.contract, (self.year, month - 1), (self.year, month)]
        late["base_pay"], late["total_gross"] = amount, amount

    def _others(self, person: Person, month: int, put, row, kind: int) -> None:
        """Benefits in kind, participation, profit sharing."""
        listed = [("02", "benefits_in_kind", kind)] * bool(kind) + [("11", "labour_share_paid", 55_000)] * (month == 5)
        listed += [("12", "profit_sharing", 20_000)] * (month == 5)
        for code, column, amount in listed:
            put("54.001", code)
            put("54.002", euros(amount))
            row[column] = amount

    # what is true -------------------------------------------------------------------------------------------------------
    @property
    def leaves(self) -> set[tuple]:
        return {
            (person.identity, (SICK | OTHER)[code], first, last)
            for person in self.people
            for _, code, first, last, cancelled in person.spells
            if not (cancelled and self._here(person, last.month + 1)) and person.start <= self._last(first.month)
        }

    def ended(self, person: Person) -> tuple[date | None, str | None]:
        if person.left is None or person.cancelled_exit:
            return None, None
        return person.left, EXITS[person.exit_code]

    def rate(self, person: Person, month: int) -> int:
        """The rate of a month in ten-thousandths, by days when it changes inside."""
        if not person.change or person.change.month != month:
            return round(self._quota(person, month) * 10_000 / 15167)
        days = self._last(month).day
        before = person.change.day - 1
        old, new = (round(quota * 10_000 / 15167) for quota in (person.old_quota, person.quota))
        return int((old * before + new * (days - before)) / days + 0.5)

    # files --------------------------------------------------------------------------------------------------------------
    def envelope(self, individuals: list[list[str]], month: int, **given: str) -> list[str]:
        """The lines of one declaration, from S10 to S90."""
        said = {
            "use": "02",
            "norm": f"P{self.year % 100}V01",
            "nature": "01",
            "type": "01",
            "fraction": "11",
            "order": "1",
            "currency": "01",
        } | given
        head = [
            ("S10.G00.00.001", "PAIE"), ("S10.G00.00.005", said["use"]), ("S10.G00.00.006", said["norm"]), ("S10.G00.01.001", self.siren),
            ("S10.G00.01.003", "SCOP L'EXEMPLE"), ("S10.G00.02.002", "CONTACT"), ("S20.G00.05.001", said["nature"]), ("S20.G00.05.002", said["type"]),
            ("S20.G00.05.003", said["fraction"]), ("S20.G00.05.004", said["order"]), ("S20.G00.05.005", day(date(self.year, month, 1))),
            ("S20.G00.05.010", said["currency"]), ("S21.G00.06.001", self.siren), ("S21.G00.06.002", NIC), ("S21.G00.06.003", "6201Z"),
            ("S21.G00.06.005", "31000"), ("S21.G00.06.015", "1486"), ("S21.G00.11.001", NIC), ("S21.G00.11.004", "31000"), ("S21.G00.11.022", "1486"),
        ]  # fmt: skip
        lines = [f"{code},'{value}'" for code, value in head] + [line for person in individuals for line in person]
        return [*lines, f"S90.G00.90.001,'{len(lines) + 2}'", "S90.G00.90.002,'1'"]

    def files(self, encoding: str = "iso-8859-1", end: str = "\r\n") -> dict[str, bytes]:
        """One file a month."""
        return {
            f"{self.year}-{month:02d}.dsn": written(self.envelope(people, month), encoding, end)
            for month, people in self.months.items()
        }


def written(lines: list[str], encoding: str = "iso-8859-1", end: str = "\r\n") -> bytes:
    return (end.join(lines) + end).encode(encoding)

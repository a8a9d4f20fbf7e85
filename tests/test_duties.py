"""Who must report what and when: situations and outcomes, by size, year and reading of the texts.

The outcomes were written from the tables of the texts (decree 2019-15, directive (EU) 2023/970 article 9, French bill of March
2026 as its portal and its readers have it) before the function. They do not prove that the bill will pass, nor in this form.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from scop_analytics import words
from scop_analytics.law import READINGS
from scop_analytics.law.duties import Duty, duties

SIZES = (5, 49, 50, Decimal("99.97"), 100, 149, 150, 249, 250, 1000)
YEARS = range(2019, 2034)
EVERY_YEAR = range(2027, 2034)
MARCH, JUNE, DIRECTIVE = (3, 1), (6, 1), (6, 7)

# Years in which each size owes it, among 2019 to 2033; a size that is absent never does.
INDEX = {
    50: range(2020, 2027),
    Decimal("99.97"): range(2020, 2027),
    100: range(2020, 2027),
    149: range(2020, 2027),
    150: range(2020, 2027),
    249: range(2020, 2027),
    250: range(2020, 2027),  # 250 belongs to the small bracket
    1000: range(2019, 2027),
}
FROM_FIFTY = (50, Decimal("99.97"), 100, 149, 150, 249, 250, 1000)
A_TO_F = {
    "portal": dict.fromkeys(FROM_FIFTY, EVERY_YEAR),
    "small_every_three_years": {
        **dict.fromkeys(FROM_FIFTY, EVERY_YEAR),
        **dict.fromkeys((50, Decimal("99.97")), (2027, 2030, 2033)),
    },
    "every_three_years": {
        **dict.fromkeys(FROM_FIFTY, (2027, 2030, 2033)),
        **dict.fromkeys((250, 1000), EVERY_YEAR),
    },
}
G = {
    **dict.fromkeys((50, Decimal("99.97"), 100, 149), (2030, 2033)),
    **dict.fromkeys((150, 249), (2027, 2030, 2033)),
    **dict.fromkeys((250, 1000), EVERY_YEAR),
}
LEADERS = {1000: range(2022, 2034)}
REPORT = {
    **dict.fromkeys((100, 149), (2031,)),
    **dict.fromkeys((150, 249), (2027, 2030, 2033)),
    **dict.fromkeys((250, 1000), EVERY_YEAR),
}


def one(name: str, size: object, year: int, **asked: object) -> Duty | None:
    return next((duty for duty in duties(size, year, **asked) if duty.name == name), None)  # type: ignore[arg-type]


def owed_in(name: str, size: object, reading: str) -> list[date]:
    """The days it is due, among the years asked one by one."""
    found = [(year, one(name, size, year, reading=reading)) for year in YEARS]
    return [duty.due for year, duty in found if duty and duty.applies == "yes" and duty.due and duty.due.year == year]


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("name", "table", "day"),
    [
        ("index", INDEX, MARCH),
        ("indicators", A_TO_F, JUNE),
        ("categories", G, JUNE),
        ("report", REPORT, DIRECTIVE),
        ("representation", LEADERS, MARCH),
    ],
)
def test_each_size_declares_in_its_years(name, table, day, size, reading):
    years = (table[reading] if name == "indicators" else table).get(size, ())
    assert owed_in(name, size, reading) == [date(year, *day) for year in years]


@pytest.mark.parametrize(
    ("size", "consequence"),
    [
        (5, "none"),
        (49, "none"),
        (Decimal("49.99"), "none"),
        (50, "bargaining"),
        (Decimal("99.97"), "bargaining"),
        (Fraction(1199, 12), "bargaining"),
        (100, "procedure"),
        (1000, "procedure"),
    ],
)
def test_a_gap_by_category_has_the_consequence_of_the_size(size, consequence):
    found = {duty.name for duty in duties(size, 2027) if duty.applies == "yes"} & {"bargaining", "procedure"}
    assert found == ({consequence} if consequence != "none" else set())


@pytest.mark.parametrize(
    ("size", "year", "name", "applies", "due"),
    [
        (251, 2019, "index", "yes", date(2019, 9, 1)),
        (999, 2019, "index", "yes", date(2019, 9, 1)),
        (251, 2020, "index", "yes", date(2020, 3, 1)),
        (49, 2026, "index", "no", None),
        (49, 2027, "indicators", "voluntary", date(2027, 6, 1)),
        (49, 2027, "categories", "voluntary", date(2030, 6, 1)),
        (149, 2028, "categories", "yes", date(2030, 6, 1)),
        (249, 2028, "categories", "yes", date(2030, 6, 1)),
        (1000, 2027, "index", "ended", None),
        (99, 2031, "report", "no", None),
        (100, 2027, "report", "yes", date(2031, 6, 7)),
        (None, 2027, "indicators", "unknown", date(2027, 6, 1)),
        (None, 2027, "procedure", "unknown", None),
    ],
)
def test_a_situation_has_its_outcome(size, year, name, applies, due):
    duty = one(name, size, year)
    assert duty is not None
    assert (duty.applies, duty.due) == (applies, due)


def test_every_employee_is_answered_whatever_the_size():
    assert {one("information", size, 2027).months for size in (*SIZES, None)} == {2}


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("size", SIZES)
def test_the_french_draft_is_provisional_the_directive_and_the_index_are_not(size, reading):
    for duty in duties(size, 2027, reading=reading):
        final = duty.name in ("report", "representation")
        assert duty.provisional != final, duty
        assert words.say(f"law.status.{duty.status}", "fr") == ("en vigueur" if final else "provisoire")
    assert not one("index", size, 2026).provisional  # in force; only its end rests on the bill


def test_nobody_owes_what_was_not_written_yet():
    assert [duty.name for duty in duties(1000, 2018)] == []
    assert [duty.name for duty in duties(1000, 2021)] == ["index"]
    told = duties(1000, 2027, known=date(2025, 6, 30))
    assert {duty.name: duty.applies for duty in told} == {
        "index": "ended", "information": "yes", "representation": "yes", "report": "yes",
    }  # fmt: skip


def test_the_law_of_one_country_is_asked_alone():
    assert {duty.jurisdiction for duty in duties(1000, 2027)} == {"FR", "EU"}
    assert [duty.name for duty in duties(1000, 2027, jurisdictions=("EU",))] == ["report"]
    assert [duty.name for duty in duties(1000, 2027, jurisdictions=("GB",))] == ["uk_gaps"]


def test_each_duty_cites_its_text():
    for duty in duties(120, 2027):
        assert duty.source
        assert duty.url.startswith("https://")
    readings = {one("indicators", 60, 2027, reading=reading).source for reading in READINGS}
    assert len(readings) == len(READINGS)

"""Reading a law file: versions follow one another, and what is misspelt, undated or without text is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from scop_analytics import law
from scop_analytics.errors import PackageError, UsageError

SMALL = """
[limit]
label = { fr = "Limite", en = "Limit" }
unit = "count"
by = "period_end"
checked_on = 2026-01-01
status = "in_force"
[[limit.values]]
from = 2020-01-01
value = 2
source = "Loi"
url = "https://example.org/"
[[limit.values]]
from = 2022-01-01
value = 3.5
source = "Loi"
url = "https://example.org/"
until = 2023-12-31
"""


def small(folder: Path, text: str = SMALL) -> law.Law:
    (folder / "trial.toml").write_text(text, encoding="utf-8")
    return law.Law(law.read_folder(folder))


def test_a_value_runs_from_its_day_to_its_last(tmp_path: Path) -> None:
    trial = small(tmp_path)
    assert trial.at("2021-12-31")["trial.limit"] == 2
    assert trial.at("2022-01-01")["trial.limit"] == Decimal("3.5")
    assert trial.at(date(2023, 12, 31))["trial.limit"] == Decimal("3.5")
    assert trial.frame("trial.limit").rows() == [
        (date(2020, 1, 1), date(2021, 12, 31), 2.0),
        (date(2022, 1, 1), date(2023, 12, 31), 3.5),
    ]


@pytest.mark.parametrize(
    ("day", "name", "key", "words_fr"),
    [
        ("2019-12-31", "trial.limit", "law_too_early", ("law/trial.toml", "31\u00a0décembre 2019", "Ajoutez")),
        ("2024-01-01", "trial.limit", "law_ended", ("law/trial.toml", "31\u00a0décembre 2023", "Ajoutez")),
        ("2022-01-01", "trial.limits", "unknown_law_key", ("trial.limits", "trial.limit", "scop rules")),
    ],
)
def test_a_missing_value_says_where_what_why_and_what_to_do(
    tmp_path: Path, day: str, name: str, key: str, words_fr: tuple[str, ...]
) -> None:
    with pytest.raises(UsageError) as fault:
        small(tmp_path).at(day)[name]
    assert fault.value.key == key
    assert all(text in fault.value.message("fr") for text in words_fr)
    assert fault.value.message("en")


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('url = "https://example.org/"\nuntil', "until", "missing_key"),
        ('source = "Loi"', 'sources = "Loi"', "unknown_key"),
        ("from = 2022-01-01", "from = 2020-01-01", "law_dates"),
        ("from = 2022-01-01", 'from = "2022-01-01"', "law_not_a_day"),
        ("value = 3.5", 'value = "three"', "law_not_a_number"),
        ("value = 3.5", "value = true", "law_not_a_number"),
        ('by = "period_end"', 'by = "period"', "unknown_value"),
        ('status = "in_force"', 'status = "inforce"', "unknown_value"),
        ("[limit]", "lost = 1\n[limit]", "law_not_a_block"),
        (', en = "Limit"', "", "missing_key"),
        ("value = 3.5", "value = { sizes = [[250, 2030-06-01, 3], [50, 2027-06-01, 1]] }", "law_sizes"),
        ("value = 3.5", 'value = { sizes = [[250, "2030-06-01", 3]] }', "law_not_a_day"),
        ("value = 3.5", "value = { sizes = [] }", "law_not_a_number"),
        ("until = 2023-12-31", '[limit.values.readings.portal]\nvalue = 4\nsource = "x"\nurl = "y"', "unknown_value"),
        ("[limit]", 'jurisdiction = "UK"\n[limit]', "unknown_value"),
        ('by = "period_end"', 'by = "period_end"\njurisdiction = "GB"', "unknown_key"),
    ],
)
def test_a_misspelt_law_is_refused(tmp_path: Path, old: str, new: str, key: str) -> None:
    with pytest.raises(PackageError) as fault:
        small(tmp_path, SMALL.replace(old, new, 1))
    assert fault.value.key == key
    assert "trial.toml" in fault.value.message("fr")
    assert "trial.toml" in fault.value.message("en")


def test_a_table_of_points_gives_the_points_of_its_step(tmp_path: Path) -> None:
    text = SMALL.replace("value = 3.5", "value = { steps = [[2, 35], [5, 25], [10, 15]], beyond = 0 }")
    trial = small(tmp_path, text)
    scale = trial.at("2022-06-01")["trial.limit"]
    assert isinstance(scale, law.Scale)
    assert [scale.points(gap) for gap in (0, 2, Decimal("2.1"), 10, 11)] == [35, 35, 25, 15, 0]
    listed = law.table("2022-06-01", law=trial)
    assert listed["value"].item() == "<= 2: 35; <= 5: 25; <= 10: 15; > 10: 0"
    with pytest.raises(UsageError):
        trial.frame("trial.limit")


def test_a_file_says_whose_law_it_holds(tmp_path: Path) -> None:
    assert small(tmp_path).entry("trial.limit").jurisdiction == "FR"
    assert small(tmp_path, f'jurisdiction = "GB"\n{SMALL}').entry("trial.limit").jurisdiction == "GB"


def test_the_law_of_one_country_is_listed_alone(tmp_path: Path) -> None:
    (tmp_path / "abroad.toml").write_text(f'jurisdiction = "GB"\n{SMALL}', encoding="utf-8")
    both = small(tmp_path)
    columns = ["jurisdiction", "key", "value", "until"]
    first = date(2021, 12, 31)
    assert law.table("2021-06-01", law=both).select(columns).rows() == [
        ("FR", "trial.limit", "2", first),
        ("GB", "abroad.limit", "2", first),
    ]
    assert law.table("2021-06-01", law=both, jurisdiction="GB")["key"].to_list() == ["abroad.limit"]


@pytest.mark.parametrize(("asked", "lang", "closest"), [("GBR", "fr", "GB"), ("Franc", "en", "FR"), ("JP", "fr", "—")])
def test_a_country_without_a_file_is_refused_with_the_closest(
    tmp_path: Path, asked: str, lang: str, closest: str
) -> None:
    (tmp_path / "abroad.toml").write_text(f'jurisdiction = "GB"\n{SMALL}', encoding="utf-8")
    with pytest.raises(UsageError) as fault:
        law.table("2021-06-01", lang, small(tmp_path), jurisdiction=asked)
    assert (fault.value.key, fault.value.facts["suggestion"]) == ("unknown_jurisdiction", closest)
    assert "GB (Royaume-Uni)" in fault.value.message("fr") or lang == "en"


@pytest.mark.parametrize(
    ("written", "closest"),
    [
        ("2019-02-30", "2019-02-28"),
        ("2020-2-30", "2020-02-29"),
        ("2019-13-01", "2019-12-01"),
        ("31/12/2025", "2025-12-31"),
        ("yesterday", "—"),
        ("0000-01-01", "—"),
    ],
)
def test_a_day_that_does_not_exist_is_refused_with_the_closest(written: str, closest: str) -> None:
    with pytest.raises(UsageError) as fault:
        law.as_date(written)
    assert (fault.value.key, fault.value.facts["suggestion"]) == ("not_a_day", closest)


def test_a_day_before_every_value_says_which_is_the_first(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as fault:
        law.table("2019-12-31", law=small(tmp_path))
    assert (fault.value.key, fault.value.facts["first"]) == ("law_before_all", date(2020, 1, 1))
    assert "1er\u00a0janvier 2020" in fault.value.message("fr")


CALENDAR = "value = { sizes = [[50, 2030-06-01, 3], [250, 2027-06-01, 1]] }"


def test_a_calendar_gives_each_size_its_next_day(tmp_path: Path) -> None:
    calendar = small(tmp_path, SMALL.replace("value = 3.5", CALENDAR)).at("2022-06-01")["trial.limit"]
    assert isinstance(calendar, law.Calendar)
    assert calendar.of(Decimal("49.99")) is None
    small_one, large = calendar.of(50), calendar.of(250)
    assert small_one
    assert large
    assert [small_one.due(year) for year in (2022, 2030, 2031, 2034)] == [
        date(2030, 6, 1), date(2030, 6, 1), date(2033, 6, 1), date(2036, 6, 1),
    ]  # fmt: skip
    assert [large.due(year).year for year in (2026, 2027, 2028)] == [2027, 2027, 2028]


def test_another_reading_of_a_text_is_listed_beside_it(tmp_path: Path) -> None:
    other = '[limit.values.readings.every_three_years]\nvalue = 4\nsource = "Note"\nurl = "https://example.org/note"\n'
    trial = small(tmp_path, SMALL + other)
    version = trial.at("2022-06-01").version("trial.limit")
    assert (version.value, version.under("every_three_years").value) == (Decimal("3.5"), 4)
    assert version.under("small_every_three_years") is version
    columns = ["reading", "value", "source", "until"]
    assert law.table("2022-06-01", law=trial).select(columns).rows() == [
        ("portal", "3.5", "Loi", date(2023, 12, 31)),
        ("every_three_years", "4", "Note", date(2023, 12, 31)),
    ]

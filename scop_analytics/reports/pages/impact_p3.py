"""P3 « Devenir associé·e »: how many employees are members, women and men, how long it takes, and in which groups."""

from __future__ import annotations

from typing import Final

from scop_analytics import words
from scop_analytics.figures.lines import Line, Trend, lines
from scop_analytics.reports.facts import Fact
from scop_analytics.reports.method_changes import broken
from scop_analytics.reports.objects import Block, Cell, Figure, Page, Say, Table
from scop_analytics.reports.pages.courses import course_title
from scop_analytics.reports.pages.impact_p3_cohorts import COHORTS, cohorts
from scop_analytics.reports.pages.impact_words import ROUNDED, absence, counted, people, value_cell
from scop_analytics.reports.run import Run

RATE: Final = "employee_membership_rate"
ELIGIBLE: Final = "eligible_membership_rate"
SEVERAL: Final = 2
TIME: Final = "time_to_membership"
GROUPS: Final = {
    "sex": ("F", "M"),
    "age_band": ("under_30", "30_39", "40_49", "50_plus"),
    "contract_type": ("CDI", "CDD", "APPRENTI", "PRO", "MANDATAIRE", "CESA"),
    "working_time": ("full_time", "part_time"),
}
NOT_DRAWN: Final = ("not_computable", "missing", "not_applicable")


def page(run: Run) -> Page:
    """The rate at closing, its course, and the groups; a hidden group is a word, never a blank."""
    rate = run.fact(RATE)
    delays = [_delays(run), cohorts(run)]
    parts = [_trend(run), _groups(run), *delays] if rate.known else [Say(absence(run, rate)), *delays]
    blocks: list[Block] = [part for part in parts if part]
    rounded = ("rounded",) if run.audience in ROUNDED else ()
    return run.page(
        "P3",
        title=_title(run),
        subtitle=run.say("p3.subtitle", company=run.company, date=run.end),
        blocks=blocks,
        ids=(RATE, ELIGIBLE, TIME, COHORTS, "membership_gap"),
        n=people(run, rate.whole) if rate.known else "",
        sources=("members", "employees"),
        method=[run.say(f"p3.method.{part}") for part in ("rate", "eligible", "time", *rounded)],
    )


def _title(run: Run) -> str:
    rate, time = run.fact(RATE), run.fact(TIME)
    if not rate.known:
        return run.say("p3.title_hidden" if rate.status == "suppressed" else "p3.title_missing")
    key = "p3.title_nobody" if rate.part == 0 else "p3.title_rate"
    first = run.say(key, n=rate.part or 0, x=rate.part, y=rate.whole)
    if not time.known:
        return first
    key = "p3.title_once" if time.row["people"] == 1 else "p3.title_time"
    return run.say(key, first=first, time=counted(run, time, "months"))


def _trend(run: Run) -> Figure | None:
    """Lines of two years or more; the groups of the table below tell one year alone."""
    series = {"all": run.history(RATE), **{sex: run.history(RATE, sex=sex) for sex in GROUPS["sex"]}}
    if sum(fact.known for fact in series["all"]) < SEVERAL:
        return None
    years = tuple(fact.year for fact in series["all"])
    drawn = {name: facts for name, facts in series.items() if facts[-1].known}
    styles = {"all": "focus", "F": "women", "M": "men"}
    percent = words.percent(100, run.lang, 0)
    trend = Trend(
        years=years,
        lines=tuple(
            Line(
                tuple(fact.value for fact in facts), run.say(f"p3.line.{name}"), facts[-1].fraction, style=styles[name]
            )
            for name, facts in drawn.items()
        ),
        span=(0, 104),
        ticks=((0, "0"), (25, "25"), (50, "50"), (75, "75"), (100, percent)),
        **broken(run, (RATE,)),
    )
    last, first = series["all"][-1], next(fact for fact in series["all"] if fact.known)
    rows = tuple(_year(run, place, series) for place in range(len(years)))
    heads = ("word.year", "word.all", "word.women", "word.men")
    return Figure(
        chart=lines(trend),
        data=Table(run.say("p3.trend_measure"), run.columns(*heads), rows, phone="table"),
        title=course_title(run, "p3.trend", [fact for fact in series["all"] if fact.known]),
        measure=run.say("p3.trend_measure"),
        reading=_reading(run, series, first),
        alternative=run.say("p3.trend_alternative", since=str(first.year), full=last.full),
        n=str(last.whole or ""),
        ids=(RATE,),
    )


def _year(run: Run, place: int, series: dict[str, list[Fact]]) -> tuple[Cell, ...]:
    cells = (value_cell(run, facts[place]) for facts in series.values())
    return (run.cell(str(series["all"][place].year)), *cells)


def _reading(run: Run, series: dict[str, list[Fact]], first: Fact) -> str:
    last, women, men = (series[name][-1] for name in ("all", "F", "M"))
    parts = [run.say("p3.reading", n=last.part or 0, date=run.end, whole=last.whole, share=last.text)]
    if women.known and men.known:
        parts.append(run.say("p3.reading_sexes", women=women.fraction, men=men.fraction))
    if first.year != last.year:
        parts.append(run.say("p3.reading_before", since=str(first.year), before=first.fraction))
    return " ".join(parts)


def _groups(run: Run) -> Table:
    """One row a group of one key at a time; groups nobody belongs to are left out."""
    rows = [_group(run, run.say("word.all"), {})]
    for key, names in GROUPS.items():
        for name in names:
            fact = run.fact(RATE, **{key: name})
            if fact.status not in NOT_DRAWN:
                rows.append(_group(run, run.say(f"p3.group.{key}.{name}"), {key: name}))
    heads = ("p3.group", "p3.members_of", "p3.rate", "p3.eligible_of")
    hidden = any("■" in cell.text for row in rows for cell in row)
    measure = run.say("p3.groups_hidden" if hidden else "p3.groups_measure", date=run.end)
    return Table(run.say("p3.groups"), run.columns(*heads), tuple(rows), measure=measure, phone="table")


def _group(run: Run, name: str, segment: dict[str, str]) -> tuple[Cell, ...]:
    rate, eligible = run.fact(RATE, **segment), run.fact(ELIGIBLE, **segment)
    return (run.cell(name), value_cell(run, rate), _share(run, rate), value_cell(run, eligible))


def _share(run: Run, fact: Fact) -> Cell:
    return fact.cell if fact.known else run.cell("")


def _delays(run: Run) -> Table | None:
    """Months from joining the company to becoming a member, by year of admission."""
    known = [fact for fact in run.history(TIME) if fact.status not in NOT_DRAWN]
    if not known:
        return None
    rows = tuple(
        (run.cell(str(fact.year)), run.cell(fact.row.get("people") if fact.known else ""), value_cell(run, fact))
        for fact in known
    )
    heads = ("word.year", "p3.admitted", "p3.median")
    return Table(run.say("p3.delays"), run.columns(*heads), rows, measure=run.say("p3.delays_measure"), phone="table")

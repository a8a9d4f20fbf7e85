"""P8 « Des emplois de qualité »: contracts that last, people who leave, time to learn, health at work."""

from __future__ import annotations

from typing import Final

from scop_analytics import words
from scop_analytics.figures.panels import Panel, Scale, panels
from scop_analytics.reports.facts import Fact
from scop_analytics.reports.method_changes import broken
from scop_analytics.reports.objects import Block, Card, Cards, Cell, Column, Figure, Page, Say, Table
from scop_analytics.reports.pages.impact_words import ROUNDED, absence, lacking, people
from scop_analytics.reports.run import Run

PERMANENT: Final = "permanent_contract_share"
LEAVERS: Final = "leavers"
SHOWN: Final = (PERMANENT, "resignation_rate", "training_hours_per_employee", "lost_time_frequency")
INSTEAD: Final = {
    "resignation_rate": "leaver_rate",
    "lost_time_frequency": "absence_rate",
}  # when this year's is hidden
ROWS: Final = (
    PERMANENT, "part_time_share", "part_time_chosen_share", "part_time_imposed_share", "remote_work_share",
    "tenure_median", "hires", "leavers", "leaver_rate", "resignation_rate", "agreed_ending_rate",
    "training_hours_per_employee", "training_access_rate", "absence_rate", "lost_time_frequency",
    "lost_time_severity", "recordable_rate_vsme", "commuting_accidents", "occupational_diseases", "work_deaths",
)  # fmt: skip
EVENTS: Final = (
    "resignation_rate", "agreed_ending_rate", "leaver_rate", "lost_time_frequency", "lost_time_severity",
    "recordable_rate_vsme",
)  # fmt: skip
RATES: Final = (
    *EVENTS,
    "absence_rate",
    "training_access_rate",
)  # of days or of a mean headcount: no fraction of people
REPEATED: Final = ("leaver_rate",)  # its count stands in a row of its own
FEW: Final = 50  # people under which a rate of rare events says less than their number
SMALL_TEAM: Final = 10
SEVERAL: Final = 2
TOLD: Final = ("standards", "part_time", "events", "hours")


def page(run: Run) -> Page:
    """Under fifty people rare events are counted; what is hidden or missing keeps its row and its word."""
    permanent, headcount = run.fact(PERMANENT), run.fact("headcount")
    figures = [run.fact(name) for name in ROWS]
    missing = [fact for fact in figures if fact.status == "missing"]
    blocks: list[Block] = [*_shown(run), *([] if len(missing) == len(figures) else [_by_sex(run)])]
    rounded = ("rounded",) if run.audience in ROUNDED else ()
    return run.page(
        "P8",
        title=_title(run),
        subtitle=run.say("p8.subtitle", company=run.company, date=run.end),
        blocks=[*blocks, *lacking(run, missing)],
        ids=(PERMANENT, *ROWS[1:]),
        n=people(run, headcount.value) or (people(run, permanent.whole) if permanent.known else ""),
        sources=("employees", "payroll", "trainings", "accidents", "leaves"),
        method=[run.say(f"p8.method.{part}") for part in (*TOLD, *rounded)],
    )


def few(run: Run) -> bool:
    """Whether rare events are counted instead of given as a rate; also when nobody may say how many people there are."""
    headcount = run.fact("headcount").value
    return headcount is None or headcount < FEW


def _title(run: Run) -> str:
    permanent, leavers = run.fact(PERMANENT), run.fact(LEAVERS)
    first = _permanent(run, permanent)
    if leavers.value is None:
        return first or run.say("p8.title_missing" if permanent.status == "missing" else "p8.title_hidden")
    second = run.say("p8.title_leavers" if leavers.value else "p8.title_no_leaver", n=int(leavers.value))
    return run.say("p8.title", first=first, second=second) if first else f"{second[:1].upper()}{second[1:]}"


def _permanent(run: Run, fact: Fact) -> str:
    if not fact.known or fact.part is None or fact.whole is None:
        return run.say("p8.title_share", share=fact.text) if fact.known else ""
    if fact.part == fact.whole:
        return run.say("p8.title_all", n=fact.whole)
    return run.say("p8.title_permanent", n=fact.part, whole=fact.whole)


def _shown(run: Run) -> list[Block]:
    """Four small lines when there are years to compare; in a first year, the same figures as cards."""
    facts = [fact for name in SHOWN if _amount(run, fact := _chosen(run, name)) is not None]
    if not facts:
        return [Say(absence(run, run.fact(PERMANENT)))]
    if max(sum(past.known for past in run.history(fact.id)) for fact in facts) < SEVERAL:
        cards = tuple(Card(_short(run, fact), _text(run, fact), "", run.change(fact.id)) for fact in facts)
        return [Cards(cards), Say(run.say("p8.first_year"))]
    return [_course(run, facts)]


def _chosen(run: Run, name: str) -> Fact:
    fact = run.fact(name)
    return run.fact(INSTEAD.get(name, name)) if _amount(run, fact) is None else fact


def _short(run: Run, fact: Fact) -> str:
    key = f"p8.short.{_form(run, fact)}.{fact.id}"
    return run.say(key if words.known(key, run.lang) else f"p8.short.rate.{fact.id}")


def _form(run: Run, fact: Fact) -> str:
    return "count" if fact.id in EVENTS and few(run) else "rate"


def _amount(run: Run, fact: Fact) -> float | None:
    """The height of a point: the number of events in a small team, the figure elsewhere."""
    if not fact.known:
        return None
    return fact.row["numerator"] if _form(run, fact) == "count" else fact.value


def _text(run: Run, fact: Fact) -> str:
    if _form(run, fact) == "count":
        return words.number(fact.row["numerator"], run.lang, 0) if fact.row["numerator"] is not None else "–"
    if fact.unit == "hours":
        return run.say("p8.hours", value=fact.text)
    headcount = run.fact("headcount").value
    team = fact.id == PERMANENT and headcount is not None and headcount < SMALL_TEAM
    return fact.fraction if team else fact.text


def _told(run: Run, fact: Fact) -> str:
    """In a sentence a share says what it is made of."""
    text = _text(run, fact)
    return fact.full if text == fact.text else text


def _course(run: Run, facts: list[Fact]) -> Figure:
    drawn = [_panel(run, fact) for fact in facts]
    rows = tuple(
        (
            run.cell(str(year)),
            *(_cell(run, run.fact(fact.id, year)) for fact in facts),
        )
        for year in run.years
    )
    columns = (Column(run.say("word.year"), "left"), *(Column(_short(run, fact)) for fact in facts))
    first = facts[0]
    before = next((past for past in run.history(first.id) if past.known), first)
    since = {"since": str(before.year), "before": _told(run, before), "now": _told(run, first)}
    return Figure(
        chart=panels(drawn, run.years, Scale((0, 1.15), ((0, "0"),))),
        data=Table(run.say("p8.course"), columns, rows, phone="table"),
        title=run.say("p8.course"),
        measure=run.say("p8.course_measure"),
        reading=run.say("p8.course_reading", what=_short(run, first), **since),
        alternative=run.say("p8.course_alternative", what=_short(run, first), **since),
        n=str(int(run.fact("headcount").value or first.whole or 0) or ""),
        ids=tuple(fact.id for fact in facts),
    )


def _panel(run: Run, fact: Fact) -> Panel:
    """Each on a scale of its own, from zero to its highest year."""
    history = run.history(fact.id)
    amounts = [_amount(run, past) for past in history]
    top = max([amount for amount in amounts if amount is not None], default=0) or 1
    known = [past for past, amount in zip(history, amounts, strict=True) if amount is not None]
    name, _, note = _short(run, fact).partition(", ")
    heights = tuple(None if amount is None else round(amount / top, 2) for amount in amounts)
    first, last = (known[0], known[-1]) if known else (fact, fact)
    cut = broken(run, (fact.id,))["breaks"]
    return Panel(name, note, heights, _text(run, first), _text(run, last), breaks=cut)


def _cell(run: Run, fact: Fact) -> Cell:
    if not fact.known:
        return run.cell(fact.status_text if fact.status == "suppressed" else "")
    if _form(run, fact) == "count":
        return Cell(_text(run, fact), fact.row["numerator"], "integer")
    return fact.cell if fact.id in RATES else fact.fraction_cell


def _by_sex(run: Run) -> Table:
    """Everybody, women and men; the label of the voluntary standard beside each line."""
    sexes = [{}, *({"sex": sex} for sex in ("F", "M") if run.fact("headcount", sex=sex).value != 0)]
    heads = ["word.all", *(f"word.{'women' if sex['sex'] == 'F' else 'men'}" for sex in sexes[1:])]
    shown = [name for name in ROWS if not (name in REPEATED and few(run))]
    shown = [name for name in shown if run.fact(name).status != "missing"]
    rows = tuple(
        (Cell(_label(run, name)), *(_cell(run, run.fact(name, **sex)) for sex in sexes), run.cell(_standard(run, name)))
        for name in shown
    )
    hidden = any("■" in cell.text for row in rows for cell in row)
    columns = (
        Column(run.say("word.indicator"), "left", 40),
        *(Column(run.say(head)) for head in heads),
        Column(run.say("p8.standard"), "left", 10),
    )
    return Table(
        run.say("p8.table"), columns, rows, measure=run.say("p8.table_hidden" if hidden else "p8.table_measure")
    )


def _label(run: Run, name: str) -> str:
    fact = run.fact(name)
    if _form(run, fact) == "count":
        return run.say(f"p8.count.{name}")
    return f"{fact.label} ({run.say(f'unit.name.{fact.unit}')})" if fact.unit.startswith("per_") else fact.label


def _standard(run: Run, name: str) -> str:
    return str(run.fact(name).entry.get("standards", {}).get("VSME", ""))

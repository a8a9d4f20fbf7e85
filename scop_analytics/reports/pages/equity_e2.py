"""E2 « Qui est compté ? »: from everyone in the payroll to the people compared, by which rule, on which pay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from scop_analytics import tables, words
from scop_analytics.reports.objects import Block, Column, Figure, Page, Say, Table
from scop_analytics.reports.pages.equity_population import GAP, INDEX, funnel, reasons
from scop_analytics.reports.pages.equity_words import DIGITS, in_gap
from scop_analytics.reports.pages.impact_words import pairs
from scop_analytics.reports.run import Run

BASES: Final = ("pay_total", "pay_index")  # of the gaps, and of the index
BASIC: Final = "pay_basic"
KINDS: Final = ("time", "yearly", "occasional")
APART: Final = {"shared": "share", "outside": "exit"}  # lists of elements that no base holds, and what is said of them
PLAIN_GAP: Final = "mean_gap_hourly"
SHARED_GAP: Final = "mean_gap_hourly_shared"
HOURS: Final = "pay_equity.hours_per_year"
PRESENCE: Final = "pay_equity.presence_minimum"


def page(run: Run) -> Page:
    """The page an auditor reads first: every person is either counted or left out for a reason that is named."""
    told = GAP.told(run)
    everyone = int(told.get("all") or 0)
    nobody = "e2.hidden" if told.get("hidden") else "e2.nobody"
    blocks: list[Block] = [funnel(run, GAP)] if everyone else [Say(run.say(nobody, least=told.get("least", 0)))]
    parts = [reasons(run, GAP), *_index(run), _components(run), _with_shares(run), _treatment(run)]
    return run.page(
        "E2",
        title=_title(run, told)
        if everyone
        else run.say("e2.title_hidden" if told.get("hidden") else "e2.title_nobody"),
        subtitle=run.say("e2.subtitle", start=_first(run), end=_last(run)),
        blocks=[*blocks, *(part for part in parts if part)],
        ids=(PLAIN_GAP,),
        n=in_gap(run),
        sources=("payroll", "employees", "contracts", "leaves"),
        method=[run.say("e2.method.people")],
    )


def _first(run: Run) -> date:
    return date(run.year, 1, 1)


def _last(run: Run) -> date:
    return date(run.year, 12, 31)


def _title(run: Run, told: Mapping[str, Any]) -> str:
    counted, everyone = int(told["counted"]), int(told["all"])
    left = everyone - counted
    if not left:
        return run.say("e2.title_all", n=everyone)
    named = [str(reason["reason"]) for reason in told["reasons"]]
    first = f"e2.mainly.{named[0]}" if named else ""
    out = run.say("e2.left_out", n=left)
    if words.known(first, run.lang):
        key = "e2.title_mainly" if len(named) > 1 else "e2.title_for"
        return run.say(key, n=counted, all=everyone, out=out, why=run.say(first))
    return run.say("e2.title", n=counted, all=everyone, out=out)


def _period(run: Run) -> dict[str, date]:
    """First and last day of the index; the calendar year when nothing else is said."""
    told = run.context.get("index_period") or {}
    return {
        "start": date.fromisoformat(told["start"]) if told else _first(run),
        "end": date.fromisoformat(told["end"]) if told else _last(run),
    }


def _index(run: Run) -> list[Figure | Table | Say | None]:
    """The people of the professional equality index: another population, by the rules of the decree."""
    told = INDEX.told(run)
    if told.get("hidden"):
        return [Say(run.say("e2.index.apart" if told.get("apart") else "e2.index.hidden", least=told["least"]))]
    return [funnel(run, INDEX, **_period(run)), reasons(run, INDEX)] if told.get("all") else []


def _components(run: Run) -> Table:
    """Which elements of the payslip enter each pay, basic or variable, as the definitions of that pay say."""
    payroll = tables.contract("payroll")
    groups: dict[tuple[str, ...], list[str]] = {}
    for name, *found in _elements():
        groups.setdefault(tuple(found), []).append(payroll.column(name).title[run.lang])
    rows = tuple(
        (
            run.cell(_several(titles)),
            *(run.cell(run.say(f"word.{counted}")) for counted in (in_gaps, in_index)),
            run.cell(run.say(f"e2.part.{part}") if part else ""),
            run.cell(run.say(why)),
        )
        for (in_gaps, in_index, part, why), titles in groups.items()
    )
    columns = (
        Column(run.say("e2.element"), "left", 34),
        Column(run.say("e2.counted_head"), "left", 11),
        Column(run.say("e2.index_head"), "left", 11),
        Column(run.say("e2.part_head"), "left", 14),
        Column(run.say("e2.remark"), "left", 30, line=True),
    )
    return Table(run.say("e2.components"), columns, rows, measure=run.say("e2.components_measure"))


def _elements() -> Iterator[tuple[str, str, str, str, str]]:
    """Each element: in the gaps (yes or no), in the index, basic or variable, and the sentence that says how it counts."""
    from scop_analytics.derive.rules import elements, pay_bases  # lazily: only this page reads it

    gaps, index = ({name: kind for kind in KINDS for name in getattr(pay_bases()[base], kind)} for base in BASES)
    basic = pay_bases()[BASIC].time
    for name, kind in gaps.items():
        part = "basic" if name in basic else "variable"
        yield name, "yes", "yes" if name in index else "no", part, f"e2.kind.{kind}"
    for listed, why in APART.items():
        for name in elements()[listed]:
            yield name, "no", "no", "", f"e2.out.{why}"


def _several(titles: list[str]) -> str:
    """« Salaire de base, primes mensuelles »: a list that starts like a sentence."""
    first, *others = titles
    return ", ".join((first, *(f"{title[:1].lower()}{title[1:]}" for title in others)))


def _with_shares(run: Run) -> Table:
    """The same gap without the labour share and with it: which choice was made, and what it changes."""
    without, inside = run.fact(PLAIN_GAP), run.fact(SHARED_GAP)
    rows = [
        (run.cell(run.say(f"e2.shares.{name}")), fact.cell) for name, fact in (("without", without), ("with", inside))
    ]
    if without.value is not None and inside.value is not None:
        shown = [words.rounded(fact.value or 0, DIGITS) for fact in (inside, without)]
        step = words.points(float(shown[0] - shown[1]), run.lang, DIGITS)
        rows.append((run.cell(run.say("e2.shares.effect")), run.cell(step)))
    columns = (Column(run.say("e2.shares.head"), "left", 70), Column(run.say("e2.shares.gap")))
    return Table(run.say("e2.shares"), columns, tuple(rows), measure=run.say("e2.shares.measure"), phone="table")


def _methods(run: Run) -> str:
    """How a full year of pay was made of the payslips, with the number of people where it may be read."""
    methods: Mapping[str, int | None] = run.context.get("pay_methods") or {}
    told = [
        run.say(f"pay_method.{name}") if n is None else run.say("e2.method", method=run.say(f"pay_method.{name}"), n=n)
        for name, n in methods.items()
    ]
    return words.listed(told, run.lang)


def _treatment(run: Run) -> Table:
    """How pay was rebuilt, part time, leave, contracts outside, and the hours of a year."""
    from scop_analytics import law  # lazily: the hours of a full-time year are a legal value

    rules = law.at(_last(run))
    hours, presence = (words.number(rules[key], run.lang, 0) if key in rules else "" for key in (HOURS, PRESENCE))
    names = ("part_time", "leave", "absence", "apprentices", "abroad", "outside", *(("hourly",) if hours else ()))
    facts = {"hours": hours, "presence": presence, **_period(run)}
    rows = [(run.say(f"e2.treat.{name}"), run.say(f"e2.treat.{name}_how", **facts)) for name in names]
    rows.insert(0, (run.say("e2.methods"), _methods(run)))
    return pairs(run.say("e2.treatment"), rows)

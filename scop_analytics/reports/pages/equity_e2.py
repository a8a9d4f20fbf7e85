"""E2 « Qui est compté ? »: from everyone in the payroll to the people compared, by which rule, on which pay."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from scop_analytics import tables, words
from scop_analytics.figures.exclusion_funnel import Step, exclusion_funnel
from scop_analytics.reports.objects import Block, Cell, Column, Figure, Page, Say, Table
from scop_analytics.reports.pages.equity_words import in_gap
from scop_analytics.reports.pages.impact_words import pairs
from scop_analytics.reports.run import Run

BASE: Final = "gap"
PAY: Final = "pay_total"
LEFT_OUT: Final = {"labour_share_paid": "share", "profit_sharing": "share", "exit_pay": "exit"}  # in no base of pay
HOURS: Final = "pay_equity.hours_per_year"
RULES: Final = {  # where each reason to leave someone out is written: a legal key, or a rule on the files
    "contract": "populations.pay",
    "situation": "populations.pay",
    "too_short": "conventions.rebuild_fte_months_minimum",
    "working_time_out_of_range": "conventions.fte_rate_minimum",
    "contract_twice": "conventions.fte_months_year_maximum",
    "working_time_unknown": "employees.fte_rate",
    "no_payslip": "payroll.period",
    "period_not_covered": "payroll.period",
    "pay_not_positive": "payroll.base_pay",
    "sex_unknown": "employees.sex",
}


def page(run: Run) -> Page:
    """The page an auditor reads first: every person is either counted or left out for a reason that is named."""
    told: Mapping[str, Any] = (run.context.get("exclusions") or {}).get(BASE) or {}
    everyone = int(told.get("all") or 0)
    nobody = "e2.hidden" if told.get("hidden") else "e2.nobody"
    blocks: list[Block] = [_funnel(run, told)] if everyone else [Say(run.say(nobody, least=told.get("least", 0)))]
    parts = [_reasons(run, told), _components(run), _treatment(run)]
    return run.page(
        "E2",
        title=_title(run, told)
        if everyone
        else run.say("e2.title_hidden" if told.get("hidden") else "e2.title_nobody"),
        subtitle=run.say("e2.subtitle", start=_first(run), end=_last(run)),
        blocks=[*blocks, *(part for part in parts if part)],
        ids=("mean_gap_hourly",),
        n=in_gap(run),
        sources=("payroll", "employees", "contracts"),
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
    reasons = [str(reason["reason"]) for reason in told["reasons"]]
    first = f"e2.mainly.{reasons[0]}" if reasons else ""
    out = run.say("e2.left_out", n=left)
    if words.known(first, run.lang):
        key = "e2.title_mainly" if len(reasons) > 1 else "e2.title_for"
        return run.say(key, n=counted, all=everyone, out=out, why=run.say(first))
    return run.say("e2.title", n=counted, all=everyone, out=out)


def _funnel(run: Run, told: Mapping[str, Any]) -> Figure:
    counted, everyone = int(told["counted"]), int(told["all"])
    facts = {"n": counted, "all": everyone}
    rows = [(run.say("e2.in_payroll"), everyone)]
    rows += [(_after(run, str(reason["reason"])), left) for reason, left in _left(told)]
    table = Table(
        run.say("e2.steps"),
        run.columns("e2.step", "e2.people"),
        tuple((run.cell(name), run.cell(people)) for name, people in rows),
        phone="table",
    )
    return Figure(
        chart=exclusion_funnel(_steps(run, told)),
        data=table,
        reading=run.say("e2.reading", **facts),
        alternative=run.say("e2.alternative", **facts),
        caption=run.say("e2.steps"),
        n=str(everyone),
        ids=("mean_gap_hourly",),
        repeated=bool(told["reasons"]),  # the table of reasons, right below, holds the same numbers
    )


def _left(told: Mapping[str, Any]) -> list[tuple[Mapping[str, Any], int]]:
    """Each reason with the people who remain after it."""
    remain, found = int(told["all"]), []
    for reason in told["reasons"]:
        remain -= int(reason["people"])
        found.append((reason, remain))
    return found


def _steps(run: Run, told: Mapping[str, Any]) -> list[Step]:
    everyone, flow = int(told["all"]), _left(told)
    steps = [Step(run.say("e2.in_payroll"), everyone, words.number(everyone, run.lang, 0), focus=not flow)]
    for place, (reason, remain) in enumerate(flow):
        last = place == len(flow) - 1
        label = run.say("e2.counted") if last else _after(run, str(reason["reason"]))
        lost = run.say(f"e2.lost.{reason['reason']}", n=int(reason["people"]))
        shown = words.number(remain, run.lang, 0)
        steps.append(Step(label, remain, shown, f"{words.MINUS}{lost}", focus=last))
    return steps


def _after(run: Run, reason: str) -> str:
    return run.say(f"e2.after.{reason}")


def _reasons(run: Run, told: Mapping[str, Any]) -> Table | None:
    """Who is left out, by reason, and by sex for those who may read it."""
    reasons = list(told.get("reasons") or [])
    if not reasons:
        return None
    by_sex = all(reason["women"] is not None and reason["men"] is not None for reason in reasons)
    names = ("women", "men", "people") if by_sex else ("people",)
    heads = ("e2.reason", *(f"e2.head.{name}" for name in names))
    columns = (*run.columns(*heads), Column(run.say("e2.rule"), "left", 30))
    columns = (Column(columns[0].head, "left", 36 if by_sex else 46), *columns[1:])
    rows = [
        (
            run.cell(_reason(run, str(reason["reason"]))),
            *(run.cell(int(reason[name])) for name in names),
            run.cell(RULES.get(str(reason["reason"]), "")),
        )
        for reason in reasons
    ]
    total = [run.cell(sum(int(reason[name]) for reason in reasons)) for name in names]
    rows.append((run.cell(run.say("e2.total")), *total, Cell("")))
    measure = "" if by_sex else run.say("e2.sex_hidden")
    return Table(run.say("e2.reasons"), columns, tuple(rows), measure=measure, total=True)


def _reason(run: Run, reason: str) -> str:
    key = f"exclusion.{reason}"
    return run.say(key if words.known(key, run.lang) else "e2.other")


def _components(run: Run) -> Table:
    """Which elements of the payslip enter the pay compared, as the definition of that pay says."""
    from scop_analytics.derive.rules import pay_bases  # lazily: only this page reads it

    base, payroll = pay_bases()[PAY], tables.contract("payroll")
    inside = [(name, kind) for kind in ("time", "yearly", "occasional") for name in getattr(base, kind)]
    groups: dict[tuple[bool, str], list[str]] = {}
    for name, kind in inside:
        groups.setdefault((True, f"e2.kind.{kind}"), []).append(payroll.column(name).title[run.lang])
    for name in LEFT_OUT:
        groups.setdefault((False, f"e2.out.{LEFT_OUT[name]}"), []).append(payroll.column(name).title[run.lang])
    rows = tuple(
        (run.cell(_several(titles)), run.cell(run.say("word.yes" if counted else "word.no")), run.cell(run.say(why)))
        for (counted, why), titles in groups.items()
    )
    columns = (
        Column(run.say("e2.element"), "left", 50),
        Column(run.say("e2.counted_head"), "left", 12),
        Column(run.say("e2.remark"), "left", 38, line=True),
    )
    return Table(run.say("e2.components"), columns, rows, measure=words.typography(base.title[run.lang], run.lang))


def _several(titles: list[str]) -> str:
    """« Salaire de base, primes mensuelles »: a list that starts like a sentence."""
    first, *others = titles
    return ", ".join((first, *(f"{title[:1].lower()}{title[1:]}" for title in others)))


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
    hours = words.number(rules[HOURS], run.lang, 0) if HOURS in rules else ""
    names = ("part_time", "leave", "outside", *(("hourly",) if hours else ()))
    rows = [(run.say(f"e2.treat.{name}"), run.say(f"e2.treat.{name}_how", hours=hours)) for name in names]
    rows.insert(0, (run.say("e2.methods"), _methods(run)))
    return pairs(run.say("e2.treatment"), rows)

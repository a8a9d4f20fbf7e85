"""E8 « Ce que nos petits effectifs permettent de dire »: what a co-operative of five can say, and one of a hundred."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from scop_analytics import law, words
from scop_analytics.reports.facts import Fact
from scop_analytics.reports.objects import Block, Cell, Column, Page, Say, Table
from scop_analytics.reports.pages.equity_e10 import PAIRS, both_sexes, concerned
from scop_analytics.reports.pages.equity_words import (
    GAPS,
    both,
    chance,
    distinct,
    in_gap,
    pair,
    sexes,
    unpublishable,
)
from scop_analytics.reports.run import Run
from scop_analytics.statistics.small_numbers import context

WORKFORCE: Final = "conventions.small_workforce"
SMALLER_SEX: Final = "conventions.small_sex"
INTERVAL: Final = "conventions.interval_group_minimum"
GROUP: Final = "pay_equity.minimum_group"
SHARES: Final = {
    "women_in_workforce": "E1",
    "women_among_members": "E10",
    "women_on_board": "E10",
    "women_leaders": "E10",
}
QUESTIONS: Final = ("work", "hire", "years", "time", "extras", "raises", "leave", "way", "reason")


def page(run: Run) -> Page | None:
    """For every co-operative small enough for one person to matter, whatever its readers may see; no page for the others."""
    found = sexes(run)
    if not small(run, found):
        return None
    gap = _gap(run)
    blocks: list[Block] = [*_sentences(run, gap, found), _allowed(run, gap, found), _instead(run)]
    blocks += [*([] if found and 0 in found else [_by_size(run, found)]), _questions(run)]
    return run.page(
        "E8",
        title=_title(run, gap, found),
        subtitle=run.say("e8.subtitle", both=both(run, found)) if found else run.say("e8.subtitle_unsaid"),
        blocks=blocks,
        ids=GAPS,
        n=in_gap(run),
        sources=("payroll", "employees"),
        method=[run.say(f"e8.method.{part}") for part in ("census", "one_person", "size")],
    )


def small(run: Run, found: tuple[int, int] | None) -> bool:
    """Fewer people, or fewer of one sex, than the conventions say; numbers that may not be told are small ones."""
    rules = law.at(run.end)
    return found is None or sum(found) < _whole(rules[WORKFORCE]) or min(found) < _whole(rules[SMALLER_SEX])


def _whole(value: object) -> int:
    return int(str(value))


def _gap(run: Run) -> Fact | None:
    return next((gap for name in GAPS if (gap := run.fact(name)).known), None)


def _effect(run: Run, gap: Fact | None) -> Mapping[str, Any]:
    return (run.context.get("one_person") or {}).get(gap.id) or {} if gap else {}


def _title(run: Run, gap: Fact | None, found: tuple[int, int] | None) -> str:
    if gap is None:
        return _title_without(run, found)
    effect = _effect(run, gap)
    if "low" in effect:
        low, high = (words.percent(effect[end], run.lang) for end in ("low", "high"))
        return run.say("e8.title_exact", low=low, high=high)
    if effect:
        return run.say(f"e8.title_{'sign' if effect['sign'] else 'threshold' if effect['threshold'] else 'none'}")
    return run.say("e8.title_known", both=both(run, found)) if found else run.say("e8.title_known_unsaid")


def _title_without(run: Run, found: tuple[int, int] | None) -> str:
    if run.fact(GAPS[0]).status == "missing":
        return unpublishable(run, short=True)
    if found is None:
        return run.say("e8.title_unsaid")
    alone = {0: "women", 1: "men"}
    return (
        run.say(f"e8.title_no_{alone[found.index(0)]}")
        if 0 in found
        else run.say("e8.title_few", both=both(run, found))
    )


def _sentences(run: Run, gap: Fact | None, found: tuple[int, int] | None) -> list[Say]:
    """What can be said, what cannot, and why."""
    said = (
        ("can", pair(run, run.fact(GAPS[1]), run.fact(GAPS[0]), "hour") if gap else run.say("e8.can")),
        ("cannot", _cannot(run, gap, found)),
        ("why", _why(run, gap, found)),
    )
    return [Say(text, run.say(f"e8.label.{name}")) for name, text in said if text]


def _cannot(run: Run, gap: Fact | None, found: tuple[int, int] | None) -> str:
    if gap is not None:
        return run.say("e1.no_like_jobs") if distinct(gap) else chance(run)
    return run.say("e8.cannot_alone" if found and 0 in found else "e8.cannot")


def _why(run: Run, gap: Fact | None, found: tuple[int, int] | None) -> str:
    if gap is not None:
        return run.say("e8.why_known")
    if run.fact(GAPS[0]).status == "missing" or (found and 0 in found):
        return ""
    least = _published(run)
    legal = _whole(law.at(run.end)[GROUP])
    return run.say("e8.why_hidden", n=legal, least=least) if least > legal else run.say("e8.why_few", n=legal)


def _published(run: Run) -> int:
    """Women, and men, that these readers need behind a comparison of pays."""
    return int(dict(run.context.get("masking", {}).get("minimum", {})).get("pay") or 0)


def _allowed(run: Run, gap: Fact | None, found: tuple[int, int] | None) -> Table:
    """« Ce que permettent 9 personnes »: question and answer."""
    rows = [
        ("people", both(run, found) if found else ""),
        ("legal", _needed(run, _whole(law.at(run.end)[GROUP]))),
        ("published", _needed(run, _published(run))),
        *([] if found and 0 in found else _by_chance(run, gap, found)),
    ]
    lines = tuple((Cell(_question(run, name)), Cell(text)) for name, text in rows if text)
    caption = run.say("e8.allowed", n=sum(found)) if found else run.say("e8.allowed_unsaid")
    columns = (Column(run.say("e8.question"), "left", 54), Column(run.say("e8.answer"), "left", 46))
    return Table(caption, columns, lines, phone="table")


def _by_chance(run: Run, gap: Fact | None, found: tuple[int, int] | None) -> list[tuple[str, str]]:
    """What one person and chance do to a gap of this size; with one sex alone there is none."""
    numbers = context()
    nearest = numbers.nearest(sum(found)) if found else numbers.crossings[0]
    return [
        ("one_person", _one_person(run, gap)),
        ("interval", _interval(run, gap.bounds if gap else None)),
        ("chance", run.say("e8.times", n=nearest.high, low=nearest.low, people=nearest.people)),
        ("detected", run.say("e8.detected", low=numbers.detected[0], n=numbers.detected[1])),
    ]


def _question(run: Run, name: str) -> str:
    return run.say(f"e8.row.{name}", gap=words.percent(context().gap_percent, run.lang, 0))


def _needed(run: Run, least: int) -> str:
    return run.say("e8.needed", n=least) if least else ""


def _one_person(run: Run, gap: Fact | None) -> str:
    effect = _effect(run, gap)
    if not effect:
        return run.say("e8.no_gap") if gap is None else ""
    if "low" in effect:
        low, high = (words.percent(effect[end], run.lang) for end in ("low", "high"))
        return run.say("e3.from_to", low=low, high=high)
    return run.say(f"e3.one.{'sign' if effect['sign'] else 'threshold' if effect['threshold'] else 'none'}")


def _interval(run: Run, bounds: tuple[float, float] | None) -> str:
    if bounds is None:
        return run.say("e8.no_interval", n=_whole(law.at(run.end)[INTERVAL]))
    width = words.number(bounds[1] - bounds[0], run.lang)
    return run.say("e8.interval", bounds=words.interval(bounds, run.lang), width=width)


def _instead(run: Run) -> Table:
    """Counts and rules, which every size allows: each with the page that tells it."""
    rows = [
        (Cell(fact.label), Cell(fact.fraction if fact.known else fact.status_text), Cell(where))
        for name, where in SHARES.items()
        if (fact := run.fact(name)).status not in ("missing", "not_applicable")
    ]
    careers = [(name, text) for name in PAIRS if (text := _by_sex(run, name))]
    rows += [(Cell(run.fact(name, sex="F").label), Cell(text), Cell("E10")) for name, text in careers]
    rules = (("pay", "E2"), *(() if careers else (("careers", "E10"),)))
    rows += [
        (Cell(run.say(f"e8.rule.{name}")), Cell(run.say(f"e8.rule.{name}_is")), Cell(where)) for name, where in rules
    ]
    columns = (
        Column(run.say("e8.shown"), "left", 46),
        Column(run.say("e8.here"), "left", 44),
        Column(run.say("e8.page"), "left", 10),
    )
    return Table(run.say("e8.instead"), columns, tuple(rows), phone="table")


def _by_sex(run: Run, name: str) -> str:
    """« 2 femmes sur 4, 3 hommes sur 5 », or what is known of it."""
    told = zip(("women", "men"), both_sexes(run, name), strict=True)
    return ", ".join(concerned(run, sex, fact) for sex, fact in told if fact.known)


def _by_size(run: Run, found: tuple[int, int] | None) -> Table:
    """Chance alone, by size; ours in bold."""
    numbers = context()
    ours = numbers.nearest(sum(found)) if found else None
    rows = tuple(
        (
            Cell(words.number(row.people, run.lang, 0), row.people, "integer", strong=row is ours),
            Cell(words.number(row.low, run.lang, 0), row.low, "integer", strong=row is ours),
            Cell(words.number(row.high, run.lang, 0), row.high, "integer", strong=row is ours),
        )
        for row in numbers.crossings
    )
    low, high = (words.number(end, run.lang, 2) for end in numbers.spread)
    facts = {"gap": words.percent(numbers.gap_percent, run.lang, 0), "low": low, "high": high}
    measure = run.say("e8.by_size_measure", women=words.percent(numbers.women_percent, run.lang, 0), **facts)
    columns = tuple(
        Column(run.say(f"e8.size.{name}", low=low, high=high), "left" if name == "people" else "right", width)
        for name, width in (("people", 40), ("low", 30), ("high", 30))
    )
    return Table(run.say("e8.by_size", **facts), columns, rows, measure=measure, phone="table")


def _questions(run: Run) -> Table:
    """What to look at when two jobs are compared, person by person."""
    rows = tuple((Cell(run.say(f"e8.ask.{name}")), Cell(run.say(f"e8.ask.{name}_what"))) for name in QUESTIONS)
    columns = (Column(run.say("e8.look"), "left", 26), Column(run.say("e8.ask"), "left", 74))
    return Table(run.say("e8.questions"), columns, rows, measure=run.say("e8.questions_measure"), phone="table")

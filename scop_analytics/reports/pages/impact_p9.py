"""P9 « Être parent, prendre soin »: feeling free to take parental leave, and taking it; the two never apart."""

from __future__ import annotations

from datetime import date
from typing import Final

from scop_analytics import words
from scop_analytics.figures.diverging import AnswerRow, diverging
from scop_analytics.figures.drawing import Chart
from scop_analytics.figures.people_dots import MOST, Dots, people_dots
from scop_analytics.figures.stacked_rows import Part, StackedRow, stacked_rows
from scop_analytics.reports.facts import Fact
from scop_analytics.reports.objects import Block, Figure, Page, Say, Table
from scop_analytics.reports.pages.impact_words import absence, pairs, quoted, value_cell
from scop_analytics.reports.run import Run

ITEM: Final = "parental_leave_freedom"
FREE: Final = ITEM
USE: Final = "parental_leave_take_up"
ANSWERS: Final = "survey_answers"
RESPONSE: Final = "survey_response_rate"
LEVELS: Final = ("1", "2", "3", "4", "5")  # from « pas du tout d'accord » to « tout à fait d'accord »
FIVE_FROM: Final = 100  # answers from which the five levels are drawn
LEAST: Final = 5
FAVOURABLE: Final = 2


def page(run: Run) -> Page:
    """Perception and use; what one of them lacks never hides the other."""
    free, use = run.fact(FREE), run.fact(USE)
    parts = [_free(run), _use(run), _details(run), _survey(run)]
    blocks: list[Block] = [part for part in parts if part]
    counts = [run.say("p9.n_answers", n=free.whole)] if free.known and free.whole else []
    counts += [run.say("p9.n_entitled", n=use.whole)] if use.known and use.whole else []
    return run.page(
        "P9",
        title=_title(run),
        subtitle=run.say("p9.subtitle"),
        blocks=blocks,
        ids=(FREE, USE, RESPONSE, ANSWERS),
        n=", ".join(counts),
        sources=("survey", "survey_meta", "leaves", "child_events"),
        method=[run.say(f"p9.method.{part}") for part in ("favourable", "response", "use", "cells")],
    )


def _title(run: Run) -> str:
    free, use = run.fact(FREE), run.fact(USE)
    told = run.say("p9.title_free", n=free.part or 0, whole=free.whole, share=free.text) if free.known else ""
    if use.known and use.whole is not None:
        said = run.say(f"p9.title_{_taken(use)}{'' if told else '_alone'}", n=use.part or 0, whole=use.whole)
        return run.say("p9.title", first=told, second=said) if told else said
    if told:
        return told
    if use.status == "suppressed":
        return run.say("p9.title_hidden")
    return run.say("p9.title_free_hidden" if free.status == "suppressed" else "p9.title_missing")


def _taken(use: Fact) -> str:
    """Which sentence says the use: nobody entitled, one person, none of several, some."""
    if not use.whole:
        return "nobody"
    if use.whole == 1:
        return "one_took" if use.part else "one_did_not"
    return "use" if use.part else "none"


def _wording(run: Run) -> str:
    return str(run.context.get("survey", {}).get(ITEM, {}).get("wording") or "")


def _free(run: Run) -> Figure | Say:
    """The answers; the lowest levels are joined when one of them is small, all are when only the total may be said."""
    free = run.fact(FREE)
    if not free.known or free.part is None or free.whole is None:
        return Say(absence(run, free), run.say("p9.free_title"))
    counts = _levels(run)
    five = counts is not None and sum(counts) >= FIVE_FROM and all(count >= LEAST for count in counts)
    names, numbers = _merged(run, free, counts)
    rows = tuple((run.cell(name), run.cell(number)) for name, number in zip(names, numbers, strict=True))
    if five and counts is not None:
        names = [run.say(f"p9.level.{level}") for level in LEVELS]
        rows = tuple((run.cell(name), run.cell(count)) for name, count in zip(names, counts, strict=True))
    wording = _wording(run)
    measure = run.say("p9.free_measure", n=free.whole)
    caution = [run.say("p9.caution", why=absence(run, free))] if free.status == "caution" else []
    return Figure(
        chart=_five(run, counts) if five and counts else _bar(run, free, numbers),
        data=Table(run.say("p9.free_title"), run.columns("p9.answer", "p9.answers"), rows, phone="table"),
        title=run.say("p9.free_title"),
        measure=run.say("p9.quoted", wording=wording, measure=measure) if wording else measure,
        reading=" ".join([_reading(run, free, numbers), *caution]),
        alternative=run.say("p9.free_alternative", full=free.full),
        n=str(free.whole),
        ids=(FREE, ANSWERS),
    )


def _levels(run: Run) -> tuple[int, int, int, int, int] | None:
    values = [run.fact(ANSWERS, item=ITEM, answer=level).value for level in LEVELS]
    if any(value is None for value in values):
        return None
    first, second, third, fourth, fifth = (int(value or 0) for value in values)
    return first, second, third, fourth, fifth


def _merged(run: Run, free: Fact, counts: tuple[int, ...] | None) -> tuple[list[str], list[int]]:
    rest = (free.whole or 0) - (free.part or 0)
    if counts is None or sum(counts[3:]) != free.part or min(counts[3:]) < 1:
        return [run.say("p9.free"), run.say("p9.others")], [free.part or 0, rest]
    names = [run.say("p9.level.5"), run.say("p9.level.4"), run.say("p9.rest")]
    return names, [counts[4], counts[3], rest]


def _bar(run: Run, free: Fact, numbers: list[int]) -> Chart:
    total = sum(numbers) or 1
    parts = tuple(Part(100 * number / total, words.number(number, run.lang, 0)) for number in numbers)
    keys = ("level.5", "level.4", "rest") if len(numbers) > FAVOURABLE else ("free", "others")
    names = [run.say(f"p9.{key}") for key in keys]
    short = [run.say(f"p9.short.{key}") for key in keys]
    bracket = (len(numbers) - 1, run.say("p9.bracket", n=free.part or 0, whole=free.whole, share=free.text))
    return stacked_rows([StackedRow("", parts)], names, short_names=short, bracket=bracket)


def _five(run: Run, counts: tuple[int, int, int, int, int]) -> Chart:
    names = [run.say(f"p9.short_level.{level}") for level in LEVELS]
    return diverging([AnswerRow(run.say("word.all"), counts)], run.say("p9.left"), run.say("p9.right"), names)


def _reading(run: Run, free: Fact, numbers: list[int]) -> str:
    if len(numbers) > FAVOURABLE:
        return run.say("p9.reading_levels", n=numbers[0], second=numbers[1], free=free.fraction, whole=free.whole)
    return run.say("p9.reading_free", n=free.part or 0, whole=free.whole, share=free.text)


def _use(run: Run) -> Figure | Say:
    """One dot, one person up to fifteen; a bar above."""
    use = run.fact(USE)
    if not use.known or use.part is None or use.whole is None:
        return Say(absence(run, use), run.say("p9.use_title"))
    if not use.whole:
        return Say(run.say("p9.use_nobody"), run.say("p9.use_title"))
    took, rest = use.part, use.whole - use.part
    names = (run.say("p9.took", n=took), run.say("p9.did_not", n=rest))
    rows = tuple((run.cell(run.say(f"p9.use.{key}")), run.cell(n)) for key, n in (("took", took), ("did_not", rest)))
    dots = use.whole <= MOST
    return Figure(
        chart=_dots(names, took, rest) if dots else _use_bar(run, took, rest),
        data=Table(run.say("p9.use_title"), run.columns("", "p2.people"), rows, phone="table"),
        title=run.say("p9.use_title"),
        measure=run.say("p9.use_measure"),
        reading=_use_reading(run, use) + (f" {run.say('p9.one_dot')}" if dots else ""),
        alternative=run.say("p9.use_alternative", n=took, whole=use.whole),
        n=str(use.whole),
        ids=(USE,),
    )


def _use_reading(run: Run, use: Fact) -> str:
    key = _taken(use)
    return run.say(f"p9.use_{key}" if key.startswith("one") else "p9.use_reading", n=use.part or 0, whole=use.whole)


def _dots(names: tuple[str, str], took: int, rest: int) -> Chart:
    groups = [Dots(took, names[0]), Dots(rest, names[1], full=False)]
    return people_dots([group for group in groups if group.people])


def _use_bar(run: Run, took: int, rest: int) -> Chart:
    parts = tuple(Part(100 * n / (took + rest), words.number(n, run.lang, 0)) for n in (took, rest))
    return stacked_rows([StackedRow("", parts)], [run.say(f"p9.use.{key}") for key in ("took", "did_not")])


def _details(run: Run) -> Table | None:
    """By sex; a small group hides both columns, and says so in words."""
    facts = [[run.fact(name), run.fact(name, sex="F"), run.fact(name, sex="M")] for name in (FREE, USE)]
    if all(fact.status == "missing" for row in facts for fact in row[1:]):
        return None
    rows = tuple(
        (run.cell(run.say(f"p9.detail.{row[0].id}")), *(value_cell(run, fact) for fact in row)) for row in facts
    )
    minima = [fact.reason.get("minimum") for row in facts for fact in row[1:] if fact.status == "suppressed"]
    least = max((int(minimum) for minimum in minima if minimum), default=0)
    measure = run.say("p9.details_hidden", n=least) if least else ""
    heads = ("", "word.all", "word.women", "word.men")
    return Table(run.say("p9.details"), run.columns(*heads), rows, measure=measure, phone="table")


def _survey(run: Run) -> Table | None:
    asked = run.context.get("survey", {}).get(ITEM)
    if not asked:
        return None
    response, free = run.fact(RESPONSE, item=ITEM), run.fact(FREE)
    scale = f"p9.scale.{asked.get('scale')}"
    rows = [
        ("p9.question", quoted(run, run.say("p9.quote", wording=_wording(run))) if _wording(run) else ""),
        ("p9.answers_offered", run.say(scale) if words.known(scale, run.lang) else ""),
        ("p9.dates", _dates(run, asked.get("open_date"), asked.get("close_date"))),
        (
            "p9.response",
            f"{response.full} {free.status_text if free.known else ''}".strip()
            if response.known
            else absence(run, response),
        ),
        ("p9.nonresponse", _silent(run, response)),
        ("p9.interval", words.interval(free.bounds, run.lang, 0) if free.bounds else ""),
    ]
    return pairs(run.say("p9.survey"), [(run.say(key), text) for key, text in rows])


def _dates(run: Run, opened: str | None, closed: str | None) -> str:
    if not opened or not closed:
        return ""
    return run.say("p9.from_to", start=date.fromisoformat(opened), end=date.fromisoformat(closed))


def _silent(run: Run, response: Fact) -> str:
    if not response.known or response.part is None or response.whole is None:
        return ""
    return run.say("p9.silent", n=response.whole - response.part)

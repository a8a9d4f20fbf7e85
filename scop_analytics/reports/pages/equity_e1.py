"""E1 « L'essentiel »: the gap and what it is worth, six figures, and what the law asks of a co-operative of this size."""

from __future__ import annotations

from typing import Final

from scop_analytics import law, words
from scop_analytics.reports.facts import Fact
from scop_analytics.reports.objects import Block, Card, Cards, Page, Say
from scop_analytics.reports.pages.equity_law import declaration, law_table
from scop_analytics.reports.pages.equity_words import (
    GAPS,
    both,
    chance,
    distinct,
    in_gap,
    pair,
    sexes,
    side,
    size,
    unpublishable,
)
from scop_analytics.reports.run import Run

MEDIAN: Final = "median_gap_hourly"
MEAN: Final = "mean_gap_hourly"
QUARTERS: Final = "pay_quarter_headcount"
HALVES: Final = "pay_half_headcount"
COMPARABLE: Final = "standardised_gap"
ABOVE: Final = "categories_above_threshold"
COMPARED: Final = "categories_compared"
TOO_SMALL: Final = "categories_too_small"
ALERT: Final = "pay_equity.alert_percent"
SHOWN: Final = (MEAN, MEDIAN, COMPARABLE)
INSTEAD: Final = (
    "women_in_workforce", "women_among_members", "women_on_board", "permanent_contract_share", "tenure_median",
)  # fmt: skip
DESCRIBED: Final = ("women_in_workforce", "women_among_members", "women_on_board")


def page(run: Run) -> Page:
    """A gap when these readers may see one; otherwise why not, and what can be described instead."""
    gap = run.fact(MEDIAN)
    cards = _cards(run) if gap.known else _instead(run)
    table = law_table(run)
    blocks: list[Block] = [*_sentences(run, gap), Cards(tuple(cards), columns=3), *([table] if table else [])]
    known = [QUARTERS, ABOVE] if gap.known else list(INSTEAD)
    return run.page(
        "E1",
        title=_title(run, gap),
        subtitle=_subtitle(run, gap),
        blocks=blocks,
        ids=[*SHOWN, *known],
        n=in_gap(run),
        sources=("payroll", "employees"),
        method=[run.say(f"e1.method.{part}") for part in ("gap", *(("hundred",) if gap.status == "ok" else ()))],
    )


def _title(run: Run, gap: Fact) -> str:
    if not gap.known:
        return unpublishable(run, short=True)
    if gap.status == "ok":
        return _hundred(run, gap)
    way = side(gap)
    if way == "none":
        return run.say("e1.title_none")
    unsure = "e1.title_chance" if not distinct(gap) else "e1.title_caution"
    return run.say(unsure, gap=size(gap), sign=run.say(f"sign.{way}"))


def _hundred(run: Run, gap: Fact) -> str:
    """« Pour 100 € », with the median only, and only when nothing calls for caution."""
    if side(gap) == "none":
        return run.say("e1.title_none")
    pay = 100 - float(words.rounded(gap.value or 0, gap.digits))
    digits = 0 if pay.is_integer() else 1
    return run.say("e1.hundred", pay=words.euros(pay, run.lang, 0 if not digits else 2))


def _subtitle(run: Run, gap: Fact) -> str:
    headcount = run.fact("headcount")
    people = (
        run.say("e1.people", n=int(headcount.value)) if headcount.value is not None else run.say("e1.people_unsaid")
    )
    found = sexes(run)
    if not gap.known or found is None:
        return run.say("e1.subtitle_none", company=run.company, people=people)
    facts = {"both": both(run, found), "n": sum(found)}
    return run.say("e1.subtitle", company=run.company, people=people, **facts)


def _sentences(run: Run, gap: Fact) -> list[Say]:
    if not gap.known:
        reason = gap.why if gap.status in ("not_computable", "suppressed") else ""
        parts = [
            ("e1.label.described", _described(run)),
            ("e1.label.unsaid", " ".join((unpublishable(run), reason)).strip()),
            ("e1.label.then", run.say("e1.one_by_one")),
        ]
        return [Say(text, run.say(label)) for label, text in parts if text]
    hourly = pair(run, gap, run.fact(MEAN), "hour")
    yearly = pair(run, run.fact("median_gap_annual"), run.fact("mean_gap_annual"), "year")
    alike = run.fact(COMPARABLE)
    said = [
        ("e1.label.measured", hourly),
        ("e1.label.alike", _alike(run, alike)) if alike.known else ("e1.label.yearly", yearly),
        ("e1.label.unsaid", _unsaid(run)),
    ]
    return [Say(text, run.say(label)) for label, text in said if text]


def _alike(run: Run, alike: Fact) -> str:
    """« À poste comparable, les femmes gagnent 2,1 % de moins que les hommes »: like jobs, and how many people it compares."""
    people = int(alike.row["people"] or 0)
    told = run.say(f"e1.alike_{side(alike)}", gap=size(alike))
    return f"{told} {run.say('e1.alike_people', n=people)}" if people else told


def _unsaid(run: Run) -> str:
    """What the number cannot say: chance first, then that an overall gap compares no like jobs."""
    unsure = [gap for name in GAPS if (gap := run.fact(name)).known and not distinct(gap)]
    return chance(run) if unsure else run.say("e1.no_like_jobs")


def _described(run: Run) -> str:
    parts = [
        run.say(f"e1.described.{name}", n=fact.part, whole=fact.whole)
        for name in DESCRIBED
        if (fact := run.fact(name)).known and fact.part is not None and fact.whole is not None
    ]
    return run.say("e1.sentence", what=words.listed(parts, run.lang)) if parts else ""


def _cards(run: Run) -> list[Card]:
    return [*(_gap_card(run, name) for name in SHOWN), _top(run), _categories(run), _duty(run)]


def _gap_card(run: Run, name: str) -> Card:
    gap, before = run.fact(name), run.before(name)
    if not gap.known:
        return Card(run.say(f"e1.card.{name}"), run.say(f"status.{gap.status}"), gap.why)
    last = ""
    if before is None:
        last = run.say("change.first")
    elif before.known:
        last = run.say("change.before", value=before.text, year=str(before.year))
    value, sign = gap.text, run.say(f"sign.{side(gap)}")
    return Card(run.say(f"e1.card.{name}"), value, sign, last, gap.status_text)


def _categories(run: Run) -> Card:
    """Categories of workers whose gap reaches the threshold, among those that can be compared."""
    above, compared, small = (run.fact(name) for name in (ABOVE, COMPARED, TOO_SMALL))
    percent = law.at(run.end).get(ALERT)
    label = run.say("e1.card.categories", percent=words.percent(percent, run.lang, 0) if percent is not None else "")
    if not above.known or not compared.known:
        return Card(label, run.say(f"status.{above.status}"), above.why)
    of = run.say("e1.too_small", n=int(small.value)) if small.value else ""
    last, whole = run.before(ABOVE), run.before(COMPARED)
    before = ""
    if last is not None and whole is not None and last.known and whole.known:
        text = words.fraction(int(last.value or 0), int(whole.value or 0), run.lang)
        before = run.say("change.before", value=text, year=str(last.year))
    now = words.fraction(int(above.value or 0), int(compared.value or 0), run.lang)
    return Card(label, now, of, before, above.status_text)


def _top(run: Run) -> Card:
    """Women in the best paid quarter, or half, as a fraction."""
    for indicator, cut, level in ((QUARTERS, "quarter", "4"), (HALVES, "half", "2")):
        now = _band(run, indicator, cut, level, run.year)
        if now is None:
            continue
        before = _band(run, indicator, cut, level, run.year - 1) if run.year - 1 in run.years else None
        last = (
            run.say("change.before", value=words.fraction(*before, run.lang), year=str(run.year - 1)) if before else ""
        )
        whole = run.fact("women_in_workforce")
        of = run.say("e1.card.in_workforce", fraction=whole.fraction) if whole.known and whole.part is not None else ""
        return Card(run.say(f"e1.card.top_{cut}"), words.fraction(*now, run.lang), of, last)
    women = run.fact(HALVES, half="2", sex="F")
    return Card(run.say("e1.card.top_half"), run.say(f"status.{women.status}"), women.why)


def _band(run: Run, indicator: str, cut: str, level: str, year: int) -> tuple[int, int] | None:
    women, men = (run.fact(indicator, year, **{cut: level, "sex": sex}).value for sex in ("F", "M"))
    return None if women is None or men is None or not women + men else (int(women), int(women + men))


def _duty(run: Run) -> Card:
    """Whether the gaps have to be declared, and from which size."""
    duty = declaration(run)
    label = run.say("e1.card.duty")
    if duty is None:
        return Card(label, run.say("status.not_applicable"))
    of = run.say(f"e1.duty_note.{duty.applies}", n=duty.least)
    return Card(
        label, run.say(f"e1.duty.{duty.applies}"), of, status=run.say("e1.duty_draft") if duty.provisional else ""
    )


def _instead(run: Run) -> list[Card]:
    return [*(run.card(name) for name in INSTEAD), _duty(run)]

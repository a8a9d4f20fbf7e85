"""E6 « À travail de même valeur »: the gap of each category of work of equal value, and what follows at the threshold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from scop_analytics import words
from scop_analytics.answers.letter import category_parts
from scop_analytics.figures.dumbbell_rows import DumbbellRow, DumbbellWords, dumbbell_rows
from scop_analytics.reports.facts import Fact
from scop_analytics.reports.objects import Block, Cell, Column, Figure, Page, Say, Table
from scop_analytics.reports.pages.equity_next import limit, next_steps, reasons
from scop_analytics.reports.pages.equity_words import DIGITS, in_gap, side, size, titled
from scop_analytics.reports.run import Run

GAPS: Final = (
    "category_gap_basic_hourly", "category_gap_basic_annual", "category_gap_variable_hourly", "category_gap_variable_annual",
)  # fmt: skip
HEADS: Final = "category_headcount"
ABOVE: Final = "categories_above_threshold"
MEANS: Final = ("women_mean_annual", "men_mean_annual")
STANDARD, COVERAGE = "standardised_gap", "standardised_coverage"
SEVERAL: Final = 2  # one hidden category alone is never spoken of


@dataclass(frozen=True)
class Category:
    """A category of work of equal value as these readers may know it."""

    name: str
    title: str
    women: int | None
    men: int | None
    gaps: tuple[Fact, ...]

    @property
    def heads(self) -> int:
        """Both sexes, nothing when they may not be read."""
        return (self.women or 0) + (self.men or 0)

    @property
    def base(self) -> Fact:
        """The gap of hourly basic pay, which the figure shows."""
        return self.gaps[0]

    @property
    def shown(self) -> bool:
        """Whether one of its gaps may be read."""
        return any(gap.known for gap in self.gaps)

    @property
    def reached(self) -> bool:
        """Whether one of the gaps that may be read is at the threshold or above."""
        return any(gap.known and gap.row["verdict"] == "breach" for gap in self.gaps)


def page(run: Run) -> Page:
    """The categories that may be shown, largest first; the others in one sentence; the next steps."""
    everything = _categories(run)
    shown = [category for category in everything if category.shown]
    blocks = _blocks(run, everything, shown) if shown else [Say(_why(run))]
    return run.page(
        "E6",
        title=_title(run, everything, shown),
        subtitle=run.say("e6.subtitle" if shown else "e6.subtitle_none"),
        blocks=blocks,
        ids=(*GAPS, ABOVE, STANDARD) if shown else GAPS,
        n=in_gap(run),
        sources=("payroll", "employees"),
        method=[
            run.say(f"e6.method.{part}") for part in ("category", "reference", "variable", "threshold", "standardised")
        ],
    )


def _categories(run: Run) -> list[Category]:
    names = {
        fact.segment["value_category"] for name in GAPS for fact in run.facts(name) if "value_category" in fact.segment
    }
    found = [_category(run, name) for name in sorted(names)]
    return sorted(found, key=lambda category: -category.heads)


def _category(run: Run, name: str) -> Category:
    heads = (run.fact(HEADS, value_category=name, sex=sex) for sex in ("F", "M"))
    women, men = (int(fact.value) if fact.value is not None else None for fact in heads)
    return Category(name, titled(run, name), women, men, tuple(run.fact(gap, value_category=name) for gap in GAPS))


def _private(run: Run) -> bool:
    """Whether these readers never read categories, whatever their size."""
    from scop_analytics.privacy import policy  # lazily: only this page asks

    return policy().classes["category"][run.audience].show == "never"


def _why(run: Run) -> str:
    if _private(run):
        return run.say("e6.private_why")
    told = next((fact.why for fact in run.facts(GAPS[0]) if fact.why), "") or run.fact(GAPS[0]).why
    return f"{told} {run.say('e6.instead')}".strip()


def _title(run: Run, everything: list[Category], shown: list[Category]) -> str:
    if _private(run):
        return run.say("e6.title_private")
    if not shown:
        missing = run.fact(GAPS[0]).status == "missing" and not everything
        return run.say("e6.title_missing" if missing else "e6.title_none")
    reached, rest = sum(category.reached for category in shown), len(everything) - len(shown)
    said = run.say("e6.title", n=reached, all=len(shown), limit=limit(run))
    return f"{said}{run.say(f'e6.title_{_kind(everything)}', n=rest)}" if rest >= SEVERAL else said


def _kind(everything: list[Category]) -> str:
    """Why the other categories are not there: ``small`` when none is hidden, ``rest`` when some are."""
    hidden = any(gap.status == "suppressed" for category in everything for gap in category.gaps)
    return "rest" if hidden else "small"


def _blocks(run: Run, everything: list[Category], shown: list[Category]) -> list[Block]:
    based = [category for category in shown if category.base.known]
    blocks: list[Block] = [_figure(run, based)] if based else []
    blocks += [Say(text) for text in (_hidden(run, everything, shown), _standardised(run)) if text]
    blocks.append(_table(run, shown))
    reached = [category.name for category in shown if category.reached]
    return [*blocks, *reasons(run, reached), *next_steps(run, reached=bool(reached))]


def _hidden(run: Run, everything: list[Category], shown: list[Category]) -> str:
    """Categories masked or too small, with the people they hold together, when there are two of them at least."""
    rest = len(everything) - len(shown)
    people, kind = [run.fact(name).row["people"] for name in MEANS], _kind(everything)
    if rest < SEVERAL or not all(category.heads for category in shown):
        return ""
    if not all(people) or run.audience not in ("employer", "representatives", "members"):
        return run.say(f"e6.{kind}", n=rest)
    left = int(sum(people)) - sum(category.heads for category in shown)
    return run.say(f"e6.{kind}_people", n=rest, people=left) if left > 0 else run.say(f"e6.{kind}", n=rest)


def _standardised(run: Run) -> str:
    gap, coverage = run.fact(STANDARD), run.fact(COVERAGE)
    if not gap.known:
        return ""
    said = run.say(f"e6.standardised_{side(gap)}", gap=size(gap))
    return f"{said} {_coverage(run, coverage)}" if coverage.known else said


def _coverage(run: Run, coverage: Fact) -> str:
    if coverage.part is None or coverage.whole is None:
        return run.say("e6.coverage", share=coverage.text)
    return run.say("e6.coverage_of", part=coverage.part, whole=coverage.whole, share=coverage.text)


def _figure(run: Run, shown: list[Category]) -> Figure:
    rows = [_dumbbell(run, category) for category in shown]
    first = shown[0]
    facts = {"name": first.title, "gap": size(first.base)}
    return Figure(
        chart=dumbbell_rows(rows, DumbbellWords(run.say("word.women"), run.say("word.men"), run.say("e6.reference"))),
        data=_table(run, shown),
        title="",
        measure=run.say("e6.measure"),
        reading=run.say(f"e6.reading_{side(first.base)}", **facts),
        alternative=run.say("e6.alternative", n=len(shown), name=first.title, gap=first.base.text),
        n=in_gap(run),
        ids=GAPS[:1],
        repeated=True,
        caption=run.say("e6.caption"),
    )


def _dumbbell(run: Run, category: Category) -> DumbbellRow:
    occupation, level = category_parts(category.name, run.lang)
    people = _people(run, category)
    return DumbbellRow(
        f"{occupation[:1].upper()}{occupation[1:]}",
        100 - (category.base.value or 0),
        _end(run, category),
        " · ".join(part for part in (level, people) if part),
        strong=category.reached,
        whole=category.title,
        brief=category.base.text,
    )


def _end(run: Run, category: Category) -> str:
    return run.say("e6.end", gap=category.base.text, state=_state(run, category))


def _people(run: Run, category: Category) -> str:
    if category.women is None or category.men is None:
        return ""
    return words.listed([run.say("unit.women", n=category.women), run.say("unit.men", n=category.men)], run.lang)


def _state(run: Run, category: Category) -> str:
    if category.reached:
        return run.say("e6.reached")
    judged = any(gap.row["verdict"] == "complies" for gap in category.gaps if gap.known)
    return run.say("e6.under" if judged else "e6.unjudged")


def _table(run: Run, shown: list[Category]) -> Table:
    heads = ("category", "basic_hourly", "basic_annual", "variable_hourly", "variable_annual")
    widths = (30, 13, 13, 13, 13, 18)
    named = [
        Column(run.say(f"e6.head.{head}"), "right" if place else "left", widths[place])
        for place, head in enumerate(heads)
    ]
    columns = (*named, Column(run.say("word.status"), "left", widths[-1]))
    rows = tuple(
        (
            Cell(category.title, note=_people(run, category)),
            *(_gap(run, gap) for gap in category.gaps),
            Cell(_state(run, category), strong=category.reached),
        )
        for category in shown
    )
    return Table(run.say("e6.table"), columns, rows, measure=run.say("e6.table_measure"))


def _gap(run: Run, gap: Fact) -> Cell:
    if not gap.known:
        return Cell(gap.status_text.split(words.GLUE)[0])
    return Cell(words.number(gap.value, run.lang, DIGITS), gap.value, "one")

"""Which way a figure went over the years, told only over the years that one method gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from scop_analytics import words
from scop_analytics.reports.facts import Fact
from scop_analytics.reports.method_changes import broken
from scop_analytics.reports.run import Run


def alike(run: Run, known: Sequence[Fact]) -> Sequence[Fact]:
    """The years that compare with the last one: those since the last change of method of the figure."""
    cuts = [year for year in broken(run, (known[-1].id,))["breaks"] if known[0].year < year <= known[-1].year]
    return [fact for fact in known if fact.year >= max(cuts)] if cuts else known


def cuts(run: Run, ids: Iterable[str], years: Sequence[int]) -> dict[int, str]:
    """For rows of years, the latest first: the years after which the method of one of the figures changed, with the words."""
    told = broken(run, ids)
    pairs = pairwise(years)
    return {older: told["break_text"] for newer, older in pairs if any(older < cut <= newer for cut in told["breaks"])}


def way(first: Fact, last: Fact) -> str:
    """``up``, ``down`` or ``flat``, once both are rounded as they are displayed."""
    step = words.rounded(last.value or 0, last.digits) - words.rounded(first.value or 0, first.digits)
    return "flat" if not step else ("up" if step > 0 else "down")


def course_title(
    run: Run, key: str, known: Sequence[Fact], suffix: str = "", *, told: Callable[[Fact, Fact], str] = way
) -> str:
    """« L'effectif augmente depuis 2023 »; when no earlier year compares with the last one, that, and no direction."""
    first, last = alike(run, known)[0], known[-1]
    if first.year == last.year:
        return run.say("trend.unlike", when=str(last.year))
    return run.say(f"{key}_{told(first, last)}{suffix}", since=str(first.year))

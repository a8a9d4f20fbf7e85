"""What equity pages say alike: how many women and men, a gap in words, whether it stands apart from chance."""

from __future__ import annotations

from typing import Final

from scop_analytics import words
from scop_analytics.answers.letter import category
from scop_analytics.reports.facts import Fact
from scop_analytics.reports.run import Run

GAPS: Final = ("mean_gap_hourly", "median_gap_hourly", "mean_gap_annual", "median_gap_annual")
MEANS: Final = {"F": "women_mean_hourly", "M": "men_mean_hourly"}
WORKFORCE: Final = "women_in_workforce"
DIGITS: Final = 1  # of a gap


def titled(run: Run, name: str) -> str:
    """A category of equal value at the head of a row: « Cadres, niveau D1 »."""
    text = category(name, run.lang)
    return f"{text[:1].upper()}{text[1:]}"


def sexes(run: Run) -> tuple[int, int] | None:
    """Women and men in the pay figures, or else in the workforce; nothing when these readers may not know both."""
    compared = _compared(run)
    if compared:
        return compared
    workforce = run.fact(WORKFORCE)
    if workforce.part is None or workforce.whole is None:
        return None
    return workforce.part, workforce.whole - workforce.part


def _compared(run: Run) -> tuple[int, int] | None:
    """The numbers stated with the means, rounded as these readers may know them."""
    women, men = (run.fact(name) for name in MEANS.values())
    if not women.known or not men.known or not women.row["people"] or not men.row["people"]:
        return None
    return int(women.row["people"]), int(men.row["people"])


def in_gap(run: Run) -> str:
    """« 43 (19 femmes, 24 hommes) » for an evidence line; empty when it may not be said."""
    found = _compared(run)
    if found is None:
        return ""
    return run.say("equity.n", n=sum(found), sexes=both(run, found))


def both(run: Run, found: tuple[int, int]) -> str:
    """« 19 femmes et 24 hommes »."""
    return words.listed([run.say("unit.women", n=found[0]), run.say("unit.men", n=found[1])], run.lang)


def side(gap: Fact) -> str:
    """Whom a gap disfavours, as printed: ``women``, ``men``, or ``none`` when it shows as zero."""
    shown = words.rounded(gap.value or 0, DIGITS)
    return "women" if shown > 0 else ("men" if shown < 0 else "none")


def size(gap: Fact) -> str:
    """The gap without its sign: the words beside it say its direction."""
    return words.percent(abs(gap.value or 0), gap.lang, DIGITS)


def distinct(gap: Fact) -> bool:
    """Whether its stability interval leaves equality out."""
    return gap.known and gap.bounds is not None and not gap.bounds[0] <= 0 <= gap.bounds[1]


def clause(run: Run, gap: Fact) -> str:
    """« gagnent 10,0 % de moins que les hommes (médiane) »."""
    measure = run.say(f"equity.measure.{gap.id.partition('_')[0]}")
    return run.say(f"equity.clause.{side(gap)}", gap=size(gap), measure=measure)


def pair(run: Run, first: Fact, second: Fact, when: str) -> str:
    """One sentence for two gaps of the same pay: what agrees is said once."""
    known = [gap for gap in (first, second) if gap.known]
    if not known:
        return ""
    sides = {side(gap) for gap in known}
    if len(sides) == 1 and len(known) == 2 and "none" not in sides:  # noqa: PLR2004 - a pair
        key = f"equity.{when}_two_{sides.pop()}"
        return run.say(key, first=size(first), second=size(second), **_measures(run, first, second))
    return run.say(f"equity.{when}", what=words.listed([clause(run, gap) for gap in known], run.lang))


def _measures(run: Run, first: Fact, second: Fact) -> dict[str, str]:
    names = ("one", "two")
    return {
        name: run.say(f"equity.measure.{gap.id.partition('_')[0]}")
        for name, gap in zip(names, (first, second), strict=True)
    }


def chance(run: Run) -> str:
    """The sentence for a gap that chance could have made."""
    found = sexes(run)
    if found is None:
        return run.say("equity.chance_unsaid")
    women, men = found
    return run.say("equity.chance", women=run.say("unit.women", n=women), men=run.say("unit.men", n=men))


def unpublishable(run: Run, *, short: bool = False) -> str:
    """Why there is no gap: no pay in the files, one sex alone, or groups too small."""
    gap = run.fact("median_gap_hourly")
    if gap.status == "missing":
        return run.say("equity.missing")
    found = sexes(run)
    suffix = "_short" if short else ""
    if found is None:
        return run.say(f"equity.too_small_unsaid{suffix}")
    alone = {0: "women", 1: "men"}
    if 0 in found:
        return run.say(f"equity.one_sex_{alone[found.index(0)]}{suffix}")
    women, men = found
    facts = {"women": run.say("unit.women", n=women), "men": run.say("unit.men", n=men)}
    return run.say(f"equity.too_small{suffix}", **facts)

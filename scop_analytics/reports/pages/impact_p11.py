"""P11 « Notre empreinte »: greenhouse gases in all and per full-time equivalent, energy, and where the factors come from."""

from __future__ import annotations

from typing import Any, Final

from scop_analytics import words
from scop_analytics.figures.lines import Line, Trend, lines
from scop_analytics.figures.pay_bands import Band, pay_bands
from scop_analytics.figures.stacked_rows import Part, StackedRow, stacked_rows
from scop_analytics.reports.facts import Fact, quantity
from scop_analytics.reports.method_changes import broken
from scop_analytics.reports.objects import Block, Cell, Column, Figure, Page, Say, Table
from scop_analytics.reports.pages.courses import course_title, cuts
from scop_analytics.reports.pages.impact_p11_lines import energy_text, lines_of_the_standard, rests_on, tonnes
from scop_analytics.reports.pages.impact_words import absence, lacking
from scop_analytics.reports.run import Run

TOTAL: Final = "ghg_total"
EACH: Final = "ghg_per_fte"
ENERGY: Final = "energy_used"
LISTED: Final = (
    ENERGY, "renewable_energy_share", "business_travel", "commuting", "waste", "recycled_waste_share", "water_used",
    "ghg_per_turnover", "ghg_spend_based_share",
)  # fmt: skip
SCOPES: Final = ("1", "2", "3")
SEVERAL: Final = 2
MANY: Final = 100  # tonnes
LETTER: Final = 7.4  # pixels a letter of a name takes over its part
ROOM: Final = (610, 308)  # pixels of the bars, wide and on a phone


def page(run: Run) -> Page:
    """Both measures always together: a co-operative that grows may emit more in all and less for each job."""
    total, each = run.fact(TOTAL), run.fact(EACH)
    figures = [run.fact(name) for name in (TOTAL, EACH, *LISTED)]
    parts: list[Block | None]
    if total.known:
        parts = [_course(run), _scopes(run), _posts(run), _energy(run), lines_of_the_standard(run), rests_on(run)]
    else:
        parts = [Say(absence(run, total)), _energy(run)]
    blocks: list[Block] = [part for part in parts if part]
    return run.page(
        "P11",
        title=_title(run, total, each),
        subtitle=run.say("p11.subtitle", company=run.company),
        blocks=[*blocks, *(lacking(run, figures, "not_computable") if total.known else [])],
        ids=(TOTAL, EACH, *LISTED),
        n=run.say("p11.n", n=int(total.row["people"])) if total.known and total.row["people"] else "",
        sources=("environment", "employees", "commitments"),
        method=[run.say(f"p11.method.{part}") for part in ("scopes", "electricity", "fte", "spent")],
    )


def _title(run: Run, total: Fact, each: Fact) -> str:
    if not total.known:
        return run.say("p11.title_hidden" if total.status == "suppressed" else "p11.title_missing")
    if not each.known:
        return run.say("p11.title_total", total=tonnes(run, total))
    before = run.before(EACH)
    said = {"total": tonnes(run, total), "each": tonnes(run, each)}
    if before is None or before.value is None or each.value is None or run.year in broken(run, (EACH,))["breaks"]:
        return run.say("p11.title_first", **said)
    step = words.rounded(each.value, 1) - words.rounded(before.value, 1)
    way = "same" if not step else ("more" if step > 0 else "less")
    return run.say(
        f"p11.title_{way}", **said, step=quantity(abs(float(step)), "tonne", run.lang, 1), before=str(before.year)
    )


def _aim(run: Run, name: str) -> dict[str, Any]:
    """The target of a figure when it falls due after the year reported."""
    aim = run.context.get("footprint", {}).get("aims", {}).get(name, {})
    return dict(aim) if aim and int(aim["by"]) > run.year else {}


def _course(run: Run) -> Figure | None:
    """The figure the co-operative has given itself a target for, per job otherwise, over the years."""
    name = TOTAL if _aim(run, TOTAL) and not _aim(run, EACH) else EACH
    known = [fact for fact in run.history(name) if fact.known]
    aim = _aim(run, name)
    if not known or known[-1].year != run.year or (len(known) < SEVERAL and not aim):
        return None
    first, last = known[0], known[-1]
    said = {"since": str(first.year), "before": tonnes(run, first), "now": tonnes(run, last)}
    parts = [run.say(f"p11.course_reading.{name}", **said)]
    parts += [run.say("p11.aim_reading", aim=_tonnes(run, aim["target"]), by=str(aim["by"]))] if aim else []
    rows = tuple((run.cell(str(fact.year)), *_both(run, fact.year)) for fact in known)
    heads = ("word.year", "p11.total", "p11.each")
    return Figure(
        chart=lines(_trend(run, name, aim)),
        data=Table(run.say(f"p11.course_measure.{name}"), run.columns(*heads), rows, phone="table"),
        title=_course_title(run, name, known, aim),
        measure=run.say(f"p11.course_measure.{name}"),
        reading=" ".join(parts),
        alternative=run.say("p11.course_alternative", **said),
        n=str(len(known)),
        ids=(TOTAL, EACH),
    )


def _course_title(run: Run, name: str, known: list[Fact], aim: dict[str, Any]) -> str:
    if len(known) == 1:
        return run.say("p11.course_first", by=str(aim["by"]))
    return course_title(run, "p11.course", known, f".{name}")


def _both(run: Run, year: int) -> tuple[Cell, ...]:
    facts = (run.fact(TOTAL, year), run.fact(EACH, year))
    return tuple(Cell(tonnes(run, fact), fact.value, "one") if fact.known else run.cell("") for fact in facts)


def _tonnes(run: Run, value: float) -> str:
    """As other tonnes of the page; a round target of many tonnes without its zero decimal."""
    return quantity(value, "tonne", run.lang, 0 if value >= MANY and value == int(value) else 1)


def _trend(run: Run, name: str, aim: dict[str, Any]) -> Trend:
    """The years read, then those to the target; between them a dotted path from this year's figure."""
    history = run.history(name)
    after = range(run.year + 1, int(aim["by"]) + 1) if aim else range(0)
    values = [fact.value for fact in history]
    known = [fact for fact in history if fact.known]
    drawn = [
        Line(
            (*values, *(None for _ in after)),
            tonnes(run, known[-1]),
            run.say("p11.in_year", when=str(run.year)) if aim else "",
            first=tonnes(run, known[0]),
        )
    ]
    if aim:
        empty = [None] * (len(values) - 1)
        left = len(after)
        start, goal = values[-1] or 0, float(aim["target"])
        path = tuple(start + (goal - start) * place / left for place in range(left + 1))
        note = run.say("p11.aim_by", by=str(aim["by"]))
        drawn.append(Line((*empty, *path), run.say("p11.aim", aim=_tonnes(run, goal)), note, style="target"))
    top = max([value or 0 for value in values] + ([float(aim["target"])] if aim else []))
    ticks = tuple((mark, words.number(mark, run.lang, 0 if top >= 4 else 1)) for mark in _marks(top))  # noqa: PLR2004 - marks of half a tonne below
    return Trend((*run.years, *after), tuple(drawn), (0, top * 1.15), ticks, **broken(run, (name,)))


def _marks(top: float) -> list[float]:
    """Three to six round marks from zero."""
    sizes = [base * 10.0**power for power in range(-2, 7) for base in (1, 2, 5)]
    step = next(size for size in sizes if top / size <= 5)  # noqa: PLR2004 - six marks at most
    return [step * place for place in range(int(top / step) + 1)]


def _scopes(run: Run) -> Figure | None:
    """One bar a year as long as its emissions, in three parts; the latest year first."""
    years = [year for year in reversed(run.years) if run.fact(TOTAL, year).known and _parts(run, year)]
    if not years or years[0] != run.year:
        return None
    most = max(run.fact(TOTAL, year).value or 0 for year in years) or 1
    told_cuts = cuts(run, (TOTAL,), years)
    rows = [_bar(run, year, most, told_cuts.get(year, "")) for year in years]
    table = tuple(
        (run.cell(str(year)), *(_scope_cell(run, year, scope) for scope in SCOPES), _both(run, year)[0])
        for year in years
    )
    columns = (Column(run.say("word.year"), "left"), *(Column(run.say(f"p11.scope.{scope}")) for scope in SCOPES),
               Column(run.say("word.all")))  # fmt: skip
    wide, phone = (_over(run, rows[0], room) for room in ROOM)
    told = [run.say("p11.scope_said", what=run.say(f"p11.scope.{scope}"), value=_tonnes(run, value))
            for scope, value in _parts(run, run.year)]  # fmt: skip
    return Figure(
        chart=stacked_rows(rows, wide, short_names=phone),
        data=Table(run.say("p11.scopes"), columns, table, phone="blocks"),
        title=run.say("p11.scopes"),
        measure=run.say("p11.scopes_measure"),
        reading=run.say("p11.scopes_reading", parts=words.listed(told, run.lang)),
        alternative=run.say("p11.scopes_alternative", total=tonnes(run, run.fact(TOTAL))),
        n=str(len(years)),
        ids=(TOTAL,),
    )


def _parts(run: Run, year: int) -> list[tuple[str, float]]:
    facts = [(scope, run.fact(TOTAL, year, scope=scope)) for scope in SCOPES]
    return [(scope, fact.value) for scope, fact in facts if fact.value is not None]


def _scope_cell(run: Run, year: int, scope: str) -> Cell:
    fact = run.fact(TOTAL, year, scope=scope)
    return Cell(tonnes(run, fact), fact.value, "one") if fact.known else run.cell("")


def _bar(run: Run, year: int, most: float, cut: str) -> StackedRow:
    held = dict(_parts(run, year))
    parts = [
        Part(round(100 * held.get(scope, 0) / most, 1), words.number(held.get(scope, 0), run.lang)) for scope in SCOPES
    ]
    return StackedRow(str(year), tuple(parts), cut=cut)


def _over(run: Run, row: StackedRow, room: int) -> list[str]:
    """Names over the parts of the first bar, in full where they fit, as a number where they do not."""
    names, left = [], 0.0
    widths = [part.share / 100 * room for part in row.parts]
    last = run.say("p11.scope_name.3")
    free = room - len(last) * LETTER
    for scope, width in zip(SCOPES[:-1], widths[:-1], strict=True):
        name = run.say(f"p11.scope_name.{scope}")
        end = left + width if scope == "1" and widths[1] else free
        fits = len(name) * LETTER < end - left
        names.append((name if fits else scope) if width else "")
        left += max(width, LETTER * 2 if width else 0)
    return [*names, last if widths[-1] else ""]


def _posts(run: Run) -> Figure | None:
    """Emissions of the year by what causes them, the largest first."""
    facts = [fact for fact in run.facts(TOTAL) if "category" in fact.segment and fact.known and fact.value]
    if len(facts) < SEVERAL:
        return None
    facts.sort(key=lambda fact: -(fact.value or 0))
    return _bars(run, "posts", [(fact, tonnes(run, fact)) for fact in facts], TOTAL)


def _energy(run: Run) -> Figure | None:
    facts = [fact for fact in run.facts(ENERGY) if "category" in fact.segment and fact.known and fact.value]
    if not facts:
        return None
    facts.sort(key=lambda fact: -(fact.value or 0))
    return _bars(run, "energy", [(fact, energy_text(run, fact)) for fact in facts], ENERGY)


def _bars(run: Run, key: str, facts: list[tuple[Fact, str]], name: str) -> Figure:
    named = [(run.say(f"p11.post.{fact.segment['category']}"), fact, text) for fact, text in facts]
    rows = tuple((run.cell(post), Cell(text, fact.value, "one")) for post, fact, text in named)
    largest, _, amount = named[0]
    whole = run.fact(name)
    told = {
        "what": largest.lower(),
        "value": amount,
        "whole": tonnes(run, whole) if name == TOTAL else energy_text(run, whole),
    }
    return Figure(
        chart=pay_bands([Band(post, fact.value, text) for post, fact, text in named]),
        data=Table(run.say(f"p11.{key}"), run.columns("p11.source", f"p11.{key}_head"), rows, phone="table"),
        title=run.say(f"p11.{key}"),
        measure=run.say(f"p11.{key}_measure"),
        reading=run.say(f"p11.{key}{'_one' if len(named) == 1 else ''}_reading", **told),
        alternative=run.say(f"p11.{key}_alternative", **told),
        n=str(len(named)),
        ids=(name,),
    )

"""P5 « Partager la valeur »: of each 100 € of surplus, what goes to work, to the co-operative and to capital."""

from __future__ import annotations

from typing import Final

from scop_analytics import words
from scop_analytics.figures.stacked_rows import Part, StackedRow, stacked_rows
from scop_analytics.reports.facts import Fact
from scop_analytics.reports.objects import Block, Cell, Column, Figure, Page, Say, Table
from scop_analytics.reports.pages.courses import cuts
from scop_analytics.reports.pages.impact_words import absence, article, law_source, threshold, value_cell, verdict_text
from scop_analytics.reports.run import Run

SHARES: Final = ("labour_share", "reserves_share", "capital_share")
SURPLUS: Final = "surplus"
COMPLIANCE: Final = "allocation_compliance"
MEAN: Final = "mean_labour_share"
RULES: Final = (
    "labour_share_minimum",
    "legal_reserve_minimum",
    "development_fund_positive",
    "interest_limit",
    "full_allotment",
)
LEFT: Final = 0.5  # percent of the surplus carried forward from which it is drawn
LOSS: Final = "loss_year"
SCIC: Final = "SCIC"
UNTOLD: Final = ("missing", "not_computable", "not_applicable")


def page(run: Run) -> Page:
    """A loss year says so in words, in the bar of the year and in the title."""
    course = _course(run)
    parts = [_figure(run, course), _rules(run), course]
    blocks: list[Block] = [part for part in parts if part]
    means = run.fact(MEAN)
    n = means.row.get("people") if means.known else None
    return run.page(
        "P5",
        title=_title(run),
        subtitle=_subtitle(run),
        blocks=blocks or [Say(absence(run, run.fact(SHARES[0])))],
        ids=(SURPLUS, *SHARES, COMPLIANCE, MEAN),
        n=run.say("p5.beneficiaries_n", n=n) if n else "",
        sources=("surplus_allocation", "entity", "labour_share_rows"),
        method=[run.say(f"p5.method.{part}") for part in ("surplus", "parts")],
    )


def _euros(fact: Fact) -> str:
    return words.euros(fact.value, fact.lang)


def _lost(fact: Fact) -> bool:
    return fact.reason.get("key") == LOSS


def _title(run: Run) -> str:
    shares = [run.fact(name) for name in SHARES]
    if all(fact.known for fact in shares):
        names = ("labour", "reserves", "capital")
        return run.say("p5.title", **dict(zip(names, map(_euros, shares), strict=True)))
    if any(map(_lost, shares)):
        return run.say("p5.title_loss")
    hidden = any(fact.status == "suppressed" for fact in shares)
    return run.say("p5.title_hidden" if hidden else "p5.title_missing")


def _subtitle(run: Run) -> str:
    since = str(run.years[0])
    return run.say("p5.subtitle" if len(run.years) > 1 else "p5.subtitle_first", since=since, company=run.company)


def _shown_years(run: Run) -> list[int]:
    """Latest first: those with a sharing, and those with a loss."""
    facts = reversed(run.history(SHARES[0]))
    return [fact.year for fact in facts if fact.known or _lost(fact)]


def _parts(run: Run, year: int) -> list[tuple[str, float]]:
    known = [(name, run.fact(name, year).value or 0) for name in SHARES]
    left = 100 - sum(share for _, share in known)
    return [*known, ("carried", left)] if left >= LEFT else known


def _figure(run: Run, course: Table | None) -> Figure | Say:
    years = _shown_years(run)
    if course is None:
        return Say(absence(run, run.fact(SHARES[0])))
    told_cuts = cuts(run, SHARES, years)
    rows = [_bar(run, year, told_cuts.get(year, "")) for year in years]
    widest = max((_parts(run, year) for year in years if run.fact(SHARES[0], year).known), key=len)
    drawn = {name for year in years for name, share in _parts(run, year) if share > 0}
    names, short = (  # nothing to name: no name
        [run.say(f"p5.{length}.{name}") if name in drawn else "" for name, _ in widest] for length in ("part", "short")
    )
    told = next(year for year in years if run.fact(SHARES[0], year).known)
    labour, reserves = (_euros(run.fact(name, told)) for name in SHARES[:2])
    facts = {"when": str(told), "labour": labour, "reserves": reserves}
    return Figure(
        chart=stacked_rows(rows, names, short_names=short),
        data=course,
        reading=" ".join([run.say("p5.reading", **facts), *_carried(run, years)]),
        alternative=run.say("p5.alternative", **facts),
        n=str(len(rows)),
        ids=SHARES,
        caption=run.say("p5.caption"),
        repeated=True,
    )


def _carried(run: Run, years: list[int]) -> list[str]:
    """The years of which a part is carried forward, and how much: the fourth part of their bar."""
    known = [(year, _parts(run, year)) for year in years if run.fact(SHARES[0], year).known]
    left = [(year, parts[-1][1]) for year, parts in known if len(parts) > len(SHARES)]
    return [run.say("p5.reading_carried", when=str(year), left=words.euros(share, run.lang)) for year, share in left]


def _bar(run: Run, year: int, cut: str) -> StackedRow:
    if not run.fact(SHARES[0], year).known:
        return StackedRow(str(year), note=run.say("p5.loss"), cut=cut)
    parts = tuple(Part(max(share, 0), words.euros(share, run.lang)) for _, share in _parts(run, year))
    return StackedRow(str(year), parts, cut=cut)


def _share_cell(run: Run, fact: Fact) -> Cell:
    if _lost(fact):
        return run.cell(run.say("p5.loss_short"))
    return Cell(_euros(fact), fact.value, "one") if fact.known else value_cell(run, fact)


def _rules(run: Run) -> Table | Say | None:
    """What the law asks beside what was voted; the verdict is a word, the text is named."""
    surplus, labour = run.fact(SURPLUS), run.fact("labour_share")
    if not labour.known or surplus.value is None:
        return None
    scic = str(run.context["identity"].get("coop_status") or "").endswith(SCIC)
    rows = _lines_of_scic(run) if scic else _lines(run)
    rows.append(_row(run, "total", surplus.value, run.fact("full_allotment")))
    columns = (
        Column(run.say("rail.fiscal_year"), "left", 26),
        Column(run.say("p5.amount"), "right", 13),
        Column(run.say("p5.share"), "right", 10),
        Column(run.say("p2.rule"), "left", 37, line=True),
        Column(run.say("p2.result"), "left"),
    )
    judged = ("scic_reserves",) if scic else RULES[:4]
    sources = dict.fromkeys(article(law_source(run, run.fact(name))) for name in judged)
    measure = (
        run.say("p5.rules_measure", texts=run.semicolon.join(text for text in sources if text)) if any(sources) else ""
    )
    return Table(run.say("p5.rules"), columns, tuple(rows), measure=measure, total=True)


def _lines_of_scic(run: Run) -> list[tuple[Cell, ...]]:
    """A SCIC owes no labour share: its reserves are judged as a whole."""
    amounts = {name: run.fact(name).row["numerator"] for name in SHARES}
    rows = [_row(run, "scic_reserves", amounts["reserves_share"], run.fact("scic_reserves"))]
    if amounts["labour_share"]:
        rows.append(_row(run, "labour_share", amounts["labour_share"], None))
    return [*rows, _row(run, "interest", amounts["capital_share"], None)]


def _lines(run: Run) -> list[tuple[Cell, ...]]:
    labour = run.fact("labour_share")
    rows = [
        _row(run, "labour_share", labour.row["numerator"], run.fact("labour_share_minimum")),
        _row(run, "legal_reserve", run.fact("legal_reserve_minimum").value, run.fact("legal_reserve_minimum")),
        _row(
            run, "development_fund", run.fact("development_fund_positive").value, run.fact("development_fund_positive")
        ),
        _row(run, "interest", run.fact("capital_share").row["numerator"], run.fact("interest_limit")),
    ]
    other = _other_reserves(run)
    if other:
        rows.insert(3, _row(run, "other_reserves", other, None))
    return rows


def _other_reserves(run: Run) -> float:
    whole, legal, fund = (
        run.fact(name) for name in ("reserves_share", "legal_reserve_minimum", "development_fund_positive")
    )
    if whole.row["numerator"] is None or legal.value is None or fund.value is None:
        return 0
    return float(whole.row["numerator"]) - legal.value - fund.value


def _row(run: Run, name: str, amount: float | None, rule: Fact | None) -> tuple[Cell, ...]:
    surplus = run.fact(SURPLUS).value or 0
    share = 100 * amount / surplus if amount is not None and surplus else None
    said = run.say(f"p5.rule.{name}", limit=_limit(run, name, rule)) if rule is not None else ""
    verdict = verdict_text(run, rule) if rule is not None else ""
    return (
        Cell(run.say(f"p5.line.{name}")),
        Cell(words.number(amount, run.lang, 0), amount, "integer") if amount is not None else run.cell(""),
        Cell(words.number(share, run.lang, 0), share, "one") if share is not None else run.cell(""),
        Cell(said),
        Cell(verdict, strong=rule is not None and rule.row.get("verdict") == "breach"),
    )


def _limit(run: Run, name: str, rule: Fact | None) -> str:
    """The legal value said in the rule: a share, read from the law where the threshold of the figure is an amount."""
    if name != "legal_reserve":
        return threshold(run, rule) if rule is not None else ""
    from scop_analytics import law

    return words.percent(law.at(run.end)["surplus.legal_reserve_minimum"], run.lang, 0)


def _course(run: Run) -> Table | None:
    """Year by year: the sharing of 100 €, how many received the labour share, and its mean."""
    years = sorted(_shown_years(run))
    if not any(run.fact(SHARES[0], year).known for year in years):
        return None
    columns = (Column("", "left"), *(Column(str(year)) for year in years))
    rows = [
        (run.cell(run.say(f"p5.row.{name}")), *(_share_cell(run, run.fact(name, year)) for year in years))
        for name in SHARES
    ]
    means = [run.fact(MEAN, year) for year in years]
    if any(fact.status not in UNTOLD for fact in means):
        counts = (run.cell(fact.row.get("people")) if fact.known else value_cell(run, fact) for fact in means)
        amounts = (_amount_cell(run, fact) for fact in means)
        rows += [(run.cell(run.say("p5.beneficiaries")), *counts), (run.cell(run.say("p5.mean")), *amounts)]
    return Table(run.say("p5.course"), columns, tuple(rows), measure=_key(run, years), phone="table")


def _amount_cell(run: Run, fact: Fact) -> Cell:
    return Cell(words.number(fact.value, run.lang, 0), fact.value, "integer") if fact.known else value_cell(run, fact)


def _key(run: Run, years: list[int]) -> str:
    """How the labour share is shared out, and the years without one."""
    key = str(run.context.get("surplus", {}).get("labour_key") or "")
    parts = [run.say(f"p5.key.{key}")] if key and words.known(f"p5.key.{key}", run.lang) else []
    lost = [str(year) for year in years if _lost(run.fact(SHARES[0], year))]
    parts += [run.say("p5.lost_years", n=len(lost), years=words.listed(lost, run.lang))] if lost else []
    return run.say("p5.join").join(parts) if parts else ""

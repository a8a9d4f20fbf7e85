"""P15 « Méthode, qualité et traçabilité »: from rows read to people counted, checks, waivers, masking, versions, hashes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from scop_analytics import words
from scop_analytics.figures.exclusion_funnel import Step, exclusion_funnel
from scop_analytics.reports.objects import Block, Cell, Column, Figure, Page, Say, Table
from scop_analytics.reports.pages.impact_words import pairs
from scop_analytics.reports.pages.published_before import published_before
from scop_analytics.reports.pages.trace import checks, masking
from scop_analytics.reports.run import Run

BASES: Final = ("spread", "gap")
BLOCKING: Final = ("refuse", "set_aside", "block")


def page(run: Run) -> Page:
    """What an auditor reads first: each count can be added up again from the files."""
    parts = [_exclusions(run), _perimeter(run), checks(run), _waivers(run), masking(run)]
    blocks: list[Block] = [*(part for part in parts if part), *published_before(run), _versions(run)]
    files = _files(run)
    return run.page(
        "P15",
        title=_title(run, files),
        subtitle=run.say("p15.subtitle", company=run.company),
        blocks=blocks,
        ids=(),
        n=run.say("p15.rows", n=sum(int(file["read"]) for file in files)) if files else "",
        method=[run.say(f"p15.method.{part}") for part in ("rows", "people", "edits", "again")],
        annex=True,
    )


def _files(run: Run) -> list[Mapping[str, Any]]:
    return list(run.context.get("reading", []))


def _counts(run: Run) -> Mapping[str, int]:
    return dict(run.context.get("findings", {}).get("counts", {}))


def _title(run: Run, files: list[Mapping[str, Any]]) -> str:
    if not files:
        return run.say("p15.title_unread")
    read, kept = (sum(int(file[name]) for file in files) for name in ("read", "kept"))
    found = sum(_counts(run).values())
    second = run.say("p15.title_found", n=found) if found else run.say("p15.title_clean")
    return run.say("p15.title", n=kept, read=read, second=second)


def _exclusions(run: Run) -> Figure | Say | None:
    """Bars from everyone in the files to those a pay figure rests on, with what leaves at each step."""
    told = run.context.get("exclusions") or {}
    base = next((told[name] for name in BASES if name in told), told if "all" in told else None)
    if base and base.get("hidden"):
        return Say(run.say("p15.people_hidden", least=base["least"]))
    if not base or not base.get("all"):
        return Say(run.say("p15.no_people"))
    reasons = [(str(reason["reason"]), int(reason["people"])) for reason in base["reasons"]]
    counted = int(base["counted"])
    steps = _steps(run, int(base["all"]), reasons)
    rows = tuple((run.cell(_reason(run, name)), run.cell(people)) for name, people in reasons)
    ends = (
        (run.cell(run.say("p15.in_files")), run.cell(int(base["all"]))),
        (run.cell(run.say("p15.counted")), run.cell(counted)),
    )
    return Figure(
        chart=exclusion_funnel(steps),
        data=Table(
            run.say("p15.people_measure"),
            run.columns("p15.step", "p2.people"),
            (ends[0], *rows, ends[1]),
            phone="table",
        ),
        title=run.say("p15.people_title", n=counted, all=int(base["all"])),
        measure=run.say("p15.people_measure"),
        reading=run.say("p15.people_reading", n=counted, all=int(base["all"])),
        alternative=run.say("p15.people_alternative", n=counted, all=int(base["all"])),
        n=str(base["all"]),
        ids=("pay_spread",),
    )


def _steps(run: Run, people: int, reasons: list[tuple[str, int]]) -> list[Step]:
    """Who remains after each reason, the last step being those who are counted."""
    steps = [Step(run.say("p15.in_files"), people, _count(run, people), focus=not reasons)]
    for place, (name, lost) in enumerate(reasons):
        people -= lost
        last = place == len(reasons) - 1
        label = run.say("p15.counted" if last else f"p15.after.{name}")
        text = f"{words.MINUS}{_count(run, lost)} {_reason(run, name).lower()}"
        steps.append(Step(label, people, _count(run, people), text, focus=last))
    return steps


def _count(run: Run, n: int) -> str:
    return words.number(n, run.lang, 0)


def _reason(run: Run, name: str) -> str:
    key = f"p15.reason.{name}"
    return run.say(key if words.known(key, run.lang) else "p15.reason.other")


def _perimeter(run: Run) -> Table | None:
    """Rows read = rows kept + rows set aside, file by file."""
    files = _files(run)
    if not files:
        return None
    columns = (
        Column(run.say("p15.file"), "left", 40),
        *(Column(run.say(f"p15.{name}"), "right") for name in ("read", "kept", "set_aside")),
    )
    rows = [(Cell(str(file["file"]).rpartition("/")[2]), *_flow(run, file)) for file in files]
    total = {name: sum(int(file[name]) for file in files) for name in ("read", "kept", "set_aside")}
    absent = len(run.context.get("absent_tables", []))
    measure = run.say("p15.absent", n=absent) if absent else ""
    rows.append((Cell(run.say("p15.total")), *_flow(run, total)))
    return Table(run.say("p15.perimeter"), columns, tuple(rows), measure=measure, total=True, phone="table")


def _flow(run: Run, counts: Mapping[str, Any]) -> tuple[Cell, ...]:
    return tuple(run.cell(int(counts[name])) for name in ("read", "kept", "set_aside"))


def _waivers(run: Run) -> Table | None:
    """Rules somebody in the co-operative chose not to follow: who, and why."""
    waivers = run.context.get("waivers", [])
    if not waivers:
        return None
    heads = (("p15.rule", 12), ("p15.table", 16), ("p15.who", 26), ("p15.why", 46))
    columns = tuple(Column(run.say(head), "left", width, line=head == "p15.why") for head, width in heads)
    rows = tuple(
        tuple(run.cell(str(waiver.get(name) or "")) for name in ("rule", "table", "who", "why")) for waiver in waivers
    )
    return Table(run.say("p15.waivers"), columns, rows)


def _versions(run: Run) -> Table:
    """What it takes to make this report again, and to know whether it is the same."""
    context = run.context
    versions = ", ".join(f"{name} {number}" for name, number in dict(context.get("versions", {})).items())
    lines = [
        ("cover.version", f"scop_analytics{words.GLUE}{context['version']}"),
        ("p15.libraries", versions),
        ("p15.seed", str(context.get("seed") or "")),
        ("sheet.hash", str(context["hash"])[:16]),
        ("p15.spread_allowed", str(context.get("spread_allowed_by") or "")),
    ]
    return pairs(run.say("p15.versions"), [(run.say(key), text) for key, text in lines])

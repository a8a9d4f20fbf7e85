"""The quality report: what was read, what was found, what can be computed, what was accepted and how to run again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from scop_analytics import words
from scop_analytics.figures.exclusion_funnel import Step, exclusion_funnel
from scop_analytics.reports.facts import GLYPHS
from scop_analytics.reports.objects import Block, Cell, Column, Figure, Page, Say, Table
from scop_analytics.reports.run import Run

BLOCKING: Final = ("refuse", "set_aside", "block")
GIVEN: Final = ("ok", "caution", "suppressed")  # computed, though not every reader may see it
UNAVAILABLE: Final = ("missing", "not_computable")
HASH: Final = 16
ROWS: Final = ("read", "kept", "set_aside")


def q1(run: Run) -> Page:
    """Files, encodings, and rows read = rows kept + rows set aside."""
    files = run.context["reading"]
    counts = {name: sum(file[name] for file in files) for name in ROWS}
    return run.page(
        "Q1",
        title=run.say(
            "q1.title", n=counts["kept"], read=counts["read"], files=sum(file.get("files", 1) for file in files)
        ),
        subtitle=run.say("q1.subtitle", company=run.company),
        blocks=(_kept(run, **counts), _files(run, files, counts)),
        ids=(),
        method=[run.say("q1.method")],
    )


def _files(run: Run, files: Sequence[Mapping[str, Any]], counts: Mapping[str, int]) -> Table:
    rows = tuple(
        (
            run.cell(file["file"], note=run.context["sources"].get(file["table"], {}).get("title", file["table"])),
            _form(run, file),
            *(run.cell(file[name]) for name in ROWS),
        )
        for file in files
    )
    total = (run.cell(run.say("word.all")), Cell(""), *(run.cell(counts[name]) for name in ROWS))
    heads = run.columns("q1.file", "q1.how", "q1.read", "q1.kept", "q1.aside", left=2)
    return Table(run.say("q1.files"), heads, (*rows, total), total=True, dense=True)


def _kept(run: Run, read: int, kept: int, set_aside: int) -> Figure:
    lost = run.say("q1.lost", n=set_aside) if set_aside else ""
    steps = [
        Step(run.say("q1.step_read"), read, words.number(read, run.lang, 0)),
        Step(run.say("q1.step_kept"), kept, words.number(kept, run.lang, 0), lost, focus=True),
    ]
    return Figure(
        chart=exclusion_funnel(steps),
        data=Table(
            run.say("q1.rows"),
            run.columns("q1.step", "q1.rows"),
            tuple((run.cell(step.label), run.cell(step.people)) for step in steps),
            phone="table",
        ),
        title=run.say("q1.figure"),
        reading=run.say("q1.reading", n=kept, read=read, aside=set_aside),
        alternative=run.say("q1.alternative", n=kept, read=read),
        n=str(read),
        ids=("rows",),
    )


def _form(run: Run, file: Mapping[str, Any]) -> Cell:
    """How a file is written; nothing for files told together."""
    if not file["table"]:
        return Cell("")
    facts = {name: file[name] for name in ("form", "encoding")}
    return run.cell(run.say("q1.form", delimiter=_delimiter(run, file), **facts))


def _delimiter(run: Run, file: Mapping[str, Any]) -> str:
    shown = {"\t": run.say("q1.tab"), "": run.say("word.none")}
    return str(shown.get(file["delimiter"], file["delimiter"]))


def q2(run: Run) -> Page:
    """Findings grouped by cause: what, where, why it matters, what to do."""
    counts, causes = run.context["findings"]["counts"], run.context["findings"]["causes"]
    blocking = sum(counts.get(name, 0) for name in BLOCKING)
    blocks: list[Block] = [_causes(run, name, group) for name, group in _grouped(causes).items()]
    total = sum(counts.values())
    title = run.say("q2.title", n=total, blocking=blocking, causes=len(causes)) if total else run.say("q2.title_none")
    return run.page(
        "Q2",
        title=title,
        subtitle=run.say("q2.subtitle", n=run.context["findings"].get("ran", 0)),
        blocks=blocks or [Say(run.say("q2.none"))],
        ids=(),
        method=[run.say("q2.method")],
    )


def _grouped(causes: list[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for cause in causes:
        groups.setdefault(str(cause["severity_name"]), []).append(cause)
    return groups


def _causes(run: Run, name: str, causes: list[Mapping[str, Any]]) -> Table:
    columns = (
        Column(run.say("q2.what"), "left", 46),
        Column(run.say("q2.count"), "right", 12),
        Column(run.say("q2.remedy"), "left", 42),
    )
    rows = tuple(
        (
            Cell(str(cause["what"]), note=f"{cause['where']} · {cause['rule']}"),
            run.cell(int(cause["count"])),
            Cell(str(cause["remedy"])),
        )
        for cause in causes
    )
    return Table(name[:1].upper() + name[1:], columns, rows, dense=True)


def q3(run: Run) -> Page:
    """Indicators by family and status; then each one that cannot be given, with what would fill it."""
    catalogue = run.context["catalogue"]
    statuses = {name: _status(run, name) for name in catalogue}
    given = sum(status in GIVEN for status in statuses.values())
    return run.page(
        "Q3",
        title=run.say("q3.title", n=given, all=len(statuses)),
        subtitle=run.say("q3.subtitle"),
        blocks=[_families(run, statuses), _tables(run, statuses), _lacking(run, statuses), _absent_tables(run)],
        ids=(),
        method=[run.say("p14.method.statuses")],
    )


def _status(run: Run, name: str) -> str:
    """Of the whole, or of the groups when an indicator only has groups: the best one."""
    found = [fact.status for fact in run.facts(name)]
    return next((status for status in GLYPHS if status in found), "missing")


def _families(run: Run, statuses: Mapping[str, str]) -> Table:
    families = dict.fromkeys(str(entry["family"]) for entry in run.context["catalogue"].values())
    heads = [Column(run.say("q3.family"), "left")]
    heads += [Column(f"{glyph} {run.say(f'status.{status}')}") for status, glyph in GLYPHS.items()]
    rows = []
    for family in families:
        counts = Counter(
            statuses[name] for name, entry in run.context["catalogue"].items() if entry["family"] == family
        )
        rows.append((run.cell(run.say(f"family.{family}")), *(run.cell(counts[status]) for status in GLYPHS)))
    return Table(run.say("q3.families"), tuple(heads), tuple(rows))


def _tables(run: Run, statuses: Mapping[str, str]) -> Table:
    """Each table with the indicators that read it, and how many of these can be given."""
    readers: dict[str, list[str]] = {}
    for name, entry in run.context["catalogue"].items():
        for table in {column.partition(".")[0] for need in entry["needs"] for column in need.split("|")}:
            readers.setdefault(table, []).append(name)
    absent, titles = set(run.context["absent_tables"]), run.context["table_titles"]
    rows = tuple(
        (
            run.cell(titles[table]),
            run.cell(table not in absent),
            run.cell(len(names)),
            run.cell(sum(statuses[name] in GIVEN for name in names)),
        )
        for table, names in sorted(readers.items(), key=lambda item: (-len(item[1]), item[0]))
    )
    heads = run.columns("q3.table", "q3.present", "q3.readers", "q3.given", left=2)
    return Table(run.say("q3.tables"), heads, rows, dense=True)


def _lacking(run: Run, statuses: Mapping[str, str]) -> Block:
    lacking = [
        run.facts(name)[0] if run.facts(name) else run.fact(name)
        for name, status in statuses.items()
        if status in UNAVAILABLE
    ]
    if not lacking:
        return Say(run.say("q3.nothing_lacks"))
    columns = (Column(run.say("word.indicator"), "left", 44), Column(run.say("q3.why"), "left", 56))
    rows = tuple((Cell(fact.label, note=fact.code), Cell(fact.why or fact.status_text)) for fact in lacking)
    return Table(run.say("q3.lacking"), columns, rows, dense=True)


def _absent_tables(run: Run) -> Block:
    absent = run.context["absent_tables"]
    if not absent:
        return Say(run.say("q3.no_table_lacks"))
    needs = {name: {need.split(".")[0] for need in entry["needs"]} for name, entry in run.context["catalogue"].items()}
    rows = []
    for table in absent:
        fed = [name for name, tables in needs.items() if table in tables]
        labels = ", ".join(run.fact(name).short for name in fed)
        rows.append((Cell(table, note=run.context["table_titles"].get(table, "")), run.cell(labels)))
    columns = (Column(run.say("q3.table"), "left", 34), Column(run.say("q3.would_feed"), "left", 66))
    return Table(run.say("q3.absent"), columns, tuple(rows), dense=True)


def q4(run: Run) -> Page:
    """Waivers with who and why, versions, and the command that makes the same files again."""
    waivers = run.context["waivers"]
    return run.page(
        "Q4",
        title=run.say("q4.title", n=len(waivers)) if waivers else run.say("q4.title_none"),
        subtitle=run.say("q4.subtitle"),
        blocks=(_accepted(run, waivers), _again(run)),
        ids=(),
        method=[run.say("q4.method")],
    )


def _accepted(run: Run, waivers: Sequence[Mapping[str, Any]]) -> Block:
    heads = (
        Column(run.say("q4.rule"), "left", 18),
        Column(run.say("q4.who"), "left", 26),
        Column(run.say("q4.why"), "left", 56),
    )
    rows = tuple(
        (run.cell(waiver["rule"]), run.cell(waiver["who"], note=waiver["until"]), run.cell(waiver["why"]))
        for waiver in waivers
    )
    return Table(run.say("q4.waivers"), heads, rows) if rows else Say(run.say("q4.no_waiver"))


def _again(run: Run) -> Table:
    facts = (
        ("cover.version", f"scop_analytics {run.version}"),
        ("q4.masking", str(run.context["masking"]["version"])),
        ("q4.hash", str(run.context["hash"])[:HASH]),
        (
            "q4.again",
            f"scop report {run.name} {run.say('q4.folder')} --year {run.year} --audience {run.audience} --lang {run.lang}",
        ),
    )
    return Table(
        run.say("q4.versions"),
        (Column("", "left", 30), Column("", "left", 70)),
        tuple((run.cell(run.say(key)), Cell(text)) for key, text in facts),
        phone="table",
    )

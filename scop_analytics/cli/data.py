"""Commands about the data of a co-operative: start a dossier, check it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from scop_analytics.cli.terminal import Lang, Quiet, Terminal, choice, helped, terminal
from scop_analytics.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scop_analytics.checks.running import Engine

FORMATS = ("text", "json", "junit", "github", "gitlab")
FIXED = ("text", "json")  # what a repair tells is more than findings
ENGINES = ("polars", "great-expectations")

Folder = Annotated[Path, typer.Argument(help=helped("dossier"), metavar="DIR", show_default=False)]
Year = Annotated[int | None, typer.Option("--year", help=helped("year"), metavar="Y", show_default=False)]

Output = Annotated[
    Path | None, typer.Option("--output", "-o", help=helped("check.output"), metavar="COPY", show_default=False)
]


def register(app: typer.Typer) -> None:
    """Put these commands on the application."""
    app.command("init", help=helped("init"), epilog=helped("init.example"))(init)
    app.command("import", help=helped("import"), epilog=helped("import.example"))(import_)
    app.command("check", help=helped("check"), epilog=helped("check.example"))(check)


def init(folder: Folder, *, lang: Lang = None, quiet: Quiet = False) -> None:
    """Start a dossier: settings explained line by line, CSV models, the dictionary."""
    from scop_analytics.sources.model import write_model

    voice = terminal(lang, quiet=quiet)
    written = write_model(folder, voice.lang)
    voice.say("init.done", folder=str(folder), n=len(written))


def import_(
    files: Annotated[list[Path], typer.Argument(help=helped("import.files"), metavar="FILES", show_default=False)],
    *,
    output: Annotated[
        Path, typer.Option("--output", "-o", help=helped("import.output"), metavar="DIR", show_default=False)
    ],
    closing: Annotated[int, typer.Option("--closing", help=helped("import.closing"), metavar="1-12")] = 12,
    without_refused: Annotated[bool, typer.Option("--without-refused", help=helped("import.without_refused"))] = False,
    disability: Annotated[bool, typer.Option("--disability", help=helped("import.disability"))] = False,
    lang: Lang = None,
    quiet: Quiet = False,
) -> None:
    """DSN files become a dossier; what was read, left out and assumed is told."""
    from scop_analytics.checks.findings import Findings
    from scop_analytics.checks.formats import render
    from scop_analytics.importing import chosen, import_files, limits

    voice = terminal(lang, quiet=quiet)
    inside = chosen(files)
    with voice.progress("import.running", n=len(inside)):
        made = import_files(
            inside, output, closing=closing, without_refused=without_refused, disability=disability, lang=voice.lang
        )
    findings = Findings.of_reading(made.dossier.reading.findings)
    if len(findings):
        print(render(findings, "text", voice.lang))
    if not made.files:
        voice.say("import.nothing", n=made.refused)
        raise typer.Exit(1)
    for path in made.files:
        print(path)
    for path in made.directories:
        voice.say("import.directory", file=str(path))
    voice.say("import.done", folder=str(output), n=len(made.files))
    _say_all(limits(voice.lang) if not quiet else ())
    raise typer.Exit(findings.exit_code)


def _say_all(limits: Iterable[str]) -> None:
    for limit in limits:
        print(f"  {limit}", file=sys.stderr)


def check(
    folder: Folder,
    *,
    year: Year = None,
    form: Annotated[str, typer.Option("--format", help=helped("check.format"), metavar="|".join(FORMATS))] = "text",
    as_json: Annotated[bool, typer.Option("--json", help=helped("json"))] = False,
    fix: Annotated[bool, typer.Option("--fix", help=helped("check.fix"))] = False,
    output: Output = None,
    engine: Annotated[str, typer.Option("--engine", help=helped("check.engine"), metavar="|".join(ENGINES))] = "polars",
    lang: Lang = None,
    quiet: Quiet = False,
) -> None:
    """Validate a dossier; findings grouped by cause, all at once."""
    voice = terminal(lang, quiet=quiet)
    chosen = "json" if as_json else choice("--format", form, FIXED if fix else FORMATS)
    wanted = cast("Engine", choice("--engine", engine, ENGINES))
    if fix:
        raise typer.Exit(_fix(folder, output, voice, wanted, year, as_json=chosen == "json"))
    if output:
        raise UsageError("fix_output")
    from scop_analytics.checks import check as run_checks
    from scop_analytics.checks.formats import render
    from scop_analytics.dossier import load

    with voice.progress("check.running", folder=str(folder)):
        findings = run_checks(load(folder), engine=wanted, year=year)
    print(render(findings, chosen, voice.lang))
    raise typer.Exit(findings.exit_code)


def _fix(folder: Path, output: Path | None, voice: Terminal, engine: Engine, year: int | None, *, as_json: bool) -> int:
    """Write corrected copies and tell what they settle and what is still open; the answer is the exit code."""
    from scop_analytics.repair import repair
    from scop_analytics.repair.telling import as_text, to_json

    with voice.progress("check.running", folder=str(folder)):
        done = repair(folder, output, lang=voice.lang, engine=engine).of_year(year)
    print(to_json(done, voice.lang) if as_json else as_text(done, voice.lang))
    return done.open.exit_code

"""The command that gives the figures of the public declaration, alone or beside the official file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import polars as pl
import typer

from scop_analytics.cli.data import Folder, Year
from scop_analytics.cli.terminal import AsJson, Lang, Quiet, helped, terminal

FORMATS = "csv,json,xlsx"

OfficialFile = Annotated[
    Path | None, typer.Option("--official", help=helped("declare.official"), metavar="FILE", show_default=False)
]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help=helped("declare.output"), metavar="DIR", show_default=False)
]


def register(app: typer.Typer) -> None:
    """Put this command on the application."""
    app.command("declare", help=helped("declare"), epilog=helped("declare.example"))(declare)


def declare(
    folder: Folder,
    *,
    year: Year = None,
    official: OfficialFile = None,
    output: Output = None,
    form: Annotated[str, typer.Option("--format", help=helped("declare.format"))] = FORMATS,
    as_json: AsJson = False,
    lang: Lang = None,
    quiet: Quiet = False,
) -> None:
    """The figures of the public declaration, in the order of its form; for the employer alone."""
    from scop_analytics.dossier import load
    from scop_analytics.official import declaration, read
    from scop_analytics.official.form import listed
    from scop_analytics.official.writing import write

    voice = terminal(lang, quiet=quiet)
    with voice.progress("declare.running", folder=str(folder)):
        found = None if official is None else read(official)
        declared = declaration(load(folder), year=year, official=found)
    code = _tell(declared.findings, voice.lang)
    if output is None:
        print(declared.to_json(voice.lang) if as_json else listed(declared, voice.lang))
    else:
        made = write(declared, output, [name.strip() for name in form.split(",") if name.strip()], voice.lang)
        voice.say("declare.done", n=len(made))
        print("\n".join(map(str, made)))
    raise typer.Exit(code)


def _tell(findings: pl.DataFrame, lang: str) -> int:
    """What is wrong in the official file, on standard error; the answer is the exit code."""
    from scop_analytics.checks import render
    from scop_analytics.official.refusing import as_findings

    told = as_findings(findings)
    if len(told):
        print(render(told, "text", lang), file=sys.stderr)
    return told.exit_code

"""The application: its commands, and what any failure answers."""

from __future__ import annotations

import os
import sys
import traceback
from importlib import metadata
from typing import Annotated, NoReturn

import typer

from scop_analytics import words
from scop_analytics.cli import (
    benchmark,
    data,
    declaring,
    evidence,
    exporting,
    index,
    knowledge,
    packs,
    reports,
    results,
)
from scop_analytics.cli.spoken import Command, Group, mistake
from scop_analytics.cli.terminal import asked_language, helped
from scop_analytics.errors import ScopError, UsageError
from scop_analytics.places import PACKAGE

INTERNAL_ERROR = 4

app = typer.Typer(
    name="scop",
    cls=Group,
    help=helped("scop"),
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,  # their local variables would show people's pay
)
for part in (reports, data, results, declaring, exporting, index, packs, benchmark, knowledge, evidence):
    part.register(app)
for command in app.registered_commands:
    command.cls = Command


@app.callback(invoke_without_command=True)  # --version stands alone; no argument at all shows the help
def scop(*, version: Annotated[bool, typer.Option("--version", help=helped("version"))] = False) -> None:
    """Options of the command itself."""
    if version:
        print(metadata.version("scop-analytics"))
        raise typer.Exit


def main() -> None:
    """Run a command. Every failure answers with the exit code of its kind and a sentence, never with a traceback."""
    _speak_utf8()
    lang = asked_language(sys.argv[1:])
    try:
        code = app(prog_name="scop", standalone_mode=False)
    except typer.TyperException as fault:
        _refuse(mistake(fault), lang)
    except ScopError as fault:
        _refuse(fault, lang)
    except Exception as fault:  # the last door: whatever happens, no value of a person is printed
        print(words.typography(words.say("cli.internal", lang, **_where(fault)), lang), file=sys.stderr)
        if os.environ.get("SCOP_DEBUG"):
            raise
        raise SystemExit(INTERNAL_ERROR) from None
    raise SystemExit(code or 0)


def _refuse(fault: ScopError | str, lang: str) -> NoReturn:
    """One sentence and the exit code of its kind; the help page when a command came without any argument."""
    told, code = (fault, UsageError.exit_code) if isinstance(fault, str) else (fault.message(lang), fault.exit_code)
    print(told, file=sys.stderr)
    raise SystemExit(code)


def _where(fault: Exception) -> dict[str, object]:
    """What to report of an internal error: its kind and place in the package, never its message (it may hold a value)."""
    ours = [frame for frame in traceback.extract_tb(fault.__traceback__) if str(PACKAGE) in frame.filename]
    place = f"{ours[-1].filename.removeprefix(str(PACKAGE.parent))}:{ours[-1].lineno}" if ours else "-"
    return {"kind": type(fault).__name__, "place": place, "version": metadata.version("scop-analytics")}


def _speak_utf8() -> None:
    """French accents and U+202F on every console, Windows' included."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")

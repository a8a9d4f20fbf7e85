"""The command that computes the indicators of a dossier or of a network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scop_analytics.cli.data import Folder, Year
from scop_analytics.cli.terminal import AsJson, Lang, Quiet, Terminal, choice, helped, terminal
from scop_analytics.errors import UsageError

if TYPE_CHECKING:
    from scop_analytics.results import Results

FORMATS = ("table", "json", "csv", "csv-fr", "parquet", "xlsx")
BINARY = ("parquet", "xlsx")

Audience = Annotated[str, typer.Option("--audience", help=helped("audience"), metavar="A")]


def register(app: typer.Typer) -> None:
    """Put this command on the application."""
    app.command("compute", help=helped("compute"), epilog=helped("compute.example"))(compute)


def compute(
    folder: Folder,
    *,
    year: Year = None,
    only: Annotated[list[str] | None, typer.Option("--only", help=helped("compute.only"), metavar="ID")] = None,
    by: Annotated[str | None, typer.Option("--by", help=helped("compute.by"), metavar="sex,csp*age_band")] = None,
    audience: Audience = "members",
    form: Annotated[str, typer.Option("--format", help=helped("compute.format"), metavar="|".join(FORMATS))] = "table",
    output: Annotated[Path | None, typer.Option("--output", "-o", help=helped("compute.output"), metavar="F")] = None,
    as_json: AsJson = False,
    lang: Lang = None,
    quiet: Quiet = False,
) -> None:
    """Compute the indicators; a result is a number or a reason."""
    voice = terminal(lang, quiet=quiet)
    chosen = "json" if as_json else choice("--format", form, FORMATS)
    if chosen in BINARY and output is None:
        raise UsageError("output_needed", form=chosen)
    from scop_analytics.dossier import load
    from scop_analytics.measuring import compute as run

    with voice.progress("compute.running", folder=str(folder)):
        results = run(load(folder), only=_split(only), by=by, audience=audience, year=year)
    _deliver(results, chosen, output, voice)


def _split(only: list[str] | None) -> list[str] | None:
    """``--only a,b --only c`` as one list."""
    return [name.strip() for part in only for name in part.split(",") if name.strip()] if only else None


def _deliver(results: Results, form: str, output: Path | None, voice: Terminal) -> None:
    from scop_analytics.cli.output import text, write

    if output is None:
        print(text(results, form, voice.lang))
        return
    write(results, form, output, voice.lang)
    voice.say("compute.written", path=str(output), n=results.frame.height)

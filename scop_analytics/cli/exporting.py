"""The command that fills in what other frameworks ask: VSME, bilan social, BDESE."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scop_analytics.cli.data import Folder, Year
from scop_analytics.cli.results import Audience
from scop_analytics.cli.terminal import AsJson, Lang, Quiet, helped, terminal

FORMATS = "xlsx,csv,json"

Name = Annotated[str, typer.Argument(help=helped("export.name"), metavar="NAME", show_default=False)]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help=helped("export.output"), metavar="DIR", show_default=False)
]


def register(app: typer.Typer) -> None:
    """Put this command on the application."""
    app.command("export", help=helped("export"), epilog=helped("export.example"))(export)


def export(
    name: Name,
    folder: Folder,
    *,
    year: Year = None,
    audience: Audience = "members",
    output: Output = None,
    form: Annotated[str, typer.Option("--format", help=helped("export.format"))] = FORMATS,
    as_json: AsJson = False,
    lang: Lang = None,
    quiet: Quiet = False,
) -> None:
    """The datapoints of a framework: each a number or the reason why there is none."""
    from scop_analytics.reports.disclosures import disclosures, write
    from scop_analytics.reports.disclosures.reading import framework
    from scop_analytics.reports.disclosures.writing import known

    voice = terminal(lang, quiet=quiet)
    forms = known(part.strip() for part in form.split(",") if part.strip())
    framework(name)
    with voice.progress("export.running", name=name, folder=str(folder)):
        told = disclosures(name, folder, year=year, audience=audience, lang=voice.lang)
    if output is None:
        print(told.to_json() if as_json else told.text())
        return
    made = write(told, output, forms)
    voice.say("export.done", n=len(made))
    print("\n".join(map(str, made)))

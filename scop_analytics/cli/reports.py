"""Commands that make reports: the demonstration, a report, the notebooks in JupyterLab."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scop_analytics.cli.data import Folder, Year
from scop_analytics.cli.results import Audience
from scop_analytics.cli.terminal import Lang, Quiet, Terminal, choice, helped, terminal

SIZES = ("9", "42", "180")

Output = Annotated[Path, typer.Option("--output", "-o", help=helped("report.output"), metavar="DIR")]


def register(app: typer.Typer) -> None:
    """Put these commands on the application."""
    app.command("demo", help=helped("demo"), epilog=helped("demo.example"))(demo)
    app.command("report", help=helped("report"), epilog=helped("report.example"))(report)
    app.command("lab", help=helped("lab"), epilog=helped("lab.example"))(lab)


def demo(
    *,
    size: Annotated[str, typer.Option("--size", help=helped("demo.size"), metavar="|".join(SIZES))] = "42",
    output: Output = Path("scop-demo"),
    open_it: Annotated[bool, typer.Option("--open", help=helped("demo.open"))] = False,
    lang: Lang = None,
    quiet: Quiet = False,
) -> None:
    """The finished reports of an imaginary co-operative."""
    from scop_analytics.dossier import load
    from scop_analytics.places import samples

    voice = terminal(lang, quiet=quiet)
    report_lang = voice.lang if lang else "fr"
    folder = samples() / f"coop_{choice('--size', size, SIZES)}"
    dossier = load(folder)
    written: list[Path] = []
    for name in ("impact", "equity", "quality"):
        with voice.progress("report.running", name=name):
            from scop_analytics.reports import report as run

            written += run(name, dossier, audience="members", lang=report_lang, output=output)
    _tell(written, voice)
    if open_it:
        typer.launch(str(next(path for path in written if path.suffix == ".html").resolve()))


def report(
    name: Annotated[str, typer.Argument(help=helped("report.name"), metavar="NAME", show_default=False)],
    folder: Folder,
    *,
    year: Year = None,
    audience: Audience = "members",
    formats: Annotated[str, typer.Option("--formats", help=helped("report.formats"))] = "html,xlsx,json",
    output: Output = Path("rapports"),
    draft: Annotated[bool, typer.Option("--draft", help=helped("report.draft"))] = False,
    lang: Lang = None,
    quiet: Quiet = False,
) -> None:
    """One report of a dossier, whole or not at all."""
    from scop_analytics.reports import report as run

    voice = terminal(lang, quiet=quiet)
    wanted = tuple(part.strip() for part in formats.split(",") if part.strip())
    with voice.progress("report.running", name=name):
        written = run(
            name, folder, year=year, audience=audience, lang=voice.lang, formats=wanted, output=output, draft=draft
        )
    _tell(written, voice)


def _tell(written: list[Path], voice: Terminal) -> None:
    """The files made, one a line on standard output, so that a script can go on with them."""
    voice.say("report.done", n=len(written))
    for path in written:
        print(path)


def lab(folder: Folder, *, lang: Lang = None, quiet: Quiet = False) -> None:
    """JupyterLab on a copy of the notebooks, on this dossier."""
    from scop_analytics.reports.lab import open_lab

    voice = terminal(lang, quiet=quiet)
    open_lab(folder, voice.lang, voice.say)

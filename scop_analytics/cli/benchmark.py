"""The command that sets the co-operatives of a union side by side: one sheet each, for itself alone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scop_analytics.cli.data import Year
from scop_analytics.cli.terminal import Lang, Quiet, helped, terminal

Packs = Annotated[list[Path], typer.Argument(help=helped("benchmark.packs"), metavar="PACKS…", show_default=False)]
Union = Annotated[Path, typer.Option("--union", help=helped("benchmark.union"), metavar="DIR", show_default=False)]
Output = Annotated[Path, typer.Option("--output", "-o", help=helped("benchmark.output"), metavar="DIR", show_default=False)]  # fmt: skip


def register(app: typer.Typer) -> None:
    """Put this command on the application."""
    app.command("benchmark", help=helped("benchmark"), epilog=helped("benchmark.example"))(benchmark)


def benchmark(
    packs: Packs, *, union: Union, output: Output, year: Year = None, lang: Lang = None, quiet: Quiet = False
) -> None:
    """One sheet per co-operative; those that are refused or fail are said, and the others are made."""
    from scop_analytics.reports.network.batch import Order, compare, run
    from scop_analytics.reports.network.summary import STOPPING, counts

    voice = terminal(lang, quiet=quiet)
    with voice.progress("benchmark.reading", n=len(packs)):
        network = compare(Order(packs, union, output, year, voice.lang))
    with voice.steps("benchmark.writing") as step:
        outcomes = run(network, step)
    for one in outcomes:
        if one.state in STOPPING:
            voice.say("benchmark.outcome", company=one.company or one.file, state=voice.text(f"benchmark.{one.state}"), why=one.why(voice.lang))  # fmt: skip
    voice.say("benchmark.summary", **counts(outcomes))
    print(output / "confidentiel" / f"bilan_{network.year}.json")
    if any(one.state in STOPPING for one in outcomes):
        raise typer.Exit(1)

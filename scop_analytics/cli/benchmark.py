"""The command that sets the co-operatives of a union side by side: the report of their region, and one sheet each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scop_analytics.cli.data import Year
from scop_analytics.cli.terminal import Lang, Quiet, Terminal, choice, helped, terminal

if TYPE_CHECKING:
    from scop_analytics.reports.network.batch import Network

PARTS = ("region", "sheets")
AUDIENCES = ("peers", "public")

Packs = Annotated[list[Path], typer.Argument(help=helped("benchmark.packs"), metavar="PACKS…", show_default=False)]
Union = Annotated[Path, typer.Option("--union", help=helped("benchmark.union"), metavar="DIR", show_default=False)]
Output = Annotated[Path, typer.Option("--output", "-o", help=helped("benchmark.output"), metavar="DIR", show_default=False)]  # fmt: skip

Only = Annotated[str | None, typer.Option("--only", help=helped("benchmark.only"), metavar="region|sheets", show_default=False)]  # fmt: skip
Readers = Annotated[str, typer.Option("--audience", help=helped("benchmark.audience"), metavar="peers|public")]


def register(app: typer.Typer) -> None:
    """Put this command on the application."""
    app.command("benchmark", help=helped("benchmark"), epilog=helped("benchmark.example"))(benchmark)


def benchmark(
    packs: Packs,
    *,
    union: Union,
    output: Output,
    year: Year = None,
    only: Only = None,
    audience: Readers = "peers",
    lang: Lang = None,
    quiet: Quiet = False,
) -> None:
    """The report of the region, and one sheet per co-operative; those that are refused or fail are said, the others are made."""
    from scop_analytics.reports.network.batch import Order, compare

    voice = terminal(lang, quiet=quiet)
    wanted = PARTS if only is None else (choice("only", only, PARTS),)
    readers = choice("audience", audience, AUDIENCES)
    with voice.progress("benchmark.reading", n=len(packs)):
        network = compare(Order(packs, union, output, year, voice.lang))
    failed = _sheets(voice, network) if "sheets" in wanted else False
    if "region" in wanted:
        _region(voice, network, readers)
    if failed:
        raise typer.Exit(1)


def _sheets(voice: Terminal, network: Network) -> bool:
    """Every sheet and the summary; whether some pack was refused or some sheet failed."""
    from scop_analytics.reports.network.batch import run
    from scop_analytics.reports.network.summary import STOPPING, counts

    with voice.steps("benchmark.writing") as step:
        outcomes = run(network, step)
    for one in outcomes:
        if one.state in STOPPING:
            voice.say("benchmark.outcome", company=one.company or one.file, state=voice.text(f"benchmark.{one.state}"), why=one.why(voice.lang))  # fmt: skip
    voice.say("benchmark.summary", **counts(outcomes))
    print(network.order.output / "confidentiel" / f"bilan_{network.year}.json")
    return any(one.state in STOPPING for one in outcomes)


def _region(voice: Terminal, network: Network, audience: str) -> None:
    from scop_analytics.reports.region.making import make

    with voice.progress("benchmark.region"):
        made = make(network, audience)
    voice.say("benchmark.region_there" if made.skipped else "benchmark.region_done", path=str(made.page))
    print(made.page)

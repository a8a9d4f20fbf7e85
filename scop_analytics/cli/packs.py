"""The command that makes the signed aggregate pack of a co-operative for its union."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from scop_analytics.cli.data import Folder
from scop_analytics.cli.terminal import Lang, Quiet, helped, terminal
from scop_analytics.errors import UsageError

Moment = Annotated[
    str | None, typer.Option("--produced-at", help=helped("pack.produced_at"), metavar="AAAA-MM-JJThh:mm:ssZ")
]


def register(app: typer.Typer) -> None:
    """Put this command on the application."""
    app.command("pack", help=helped("pack"), epilog=helped("pack.example"))(pack)


def pack(
    folder: Folder,
    *,
    year: Annotated[int, typer.Option("--year", help=helped("pack.year"), metavar="Y", show_default=False)],
    output: Annotated[Path, typer.Option("--output", "-o", help=helped("pack.output"), metavar="F")],
    key: Annotated[Path | None, typer.Option("--key", help=helped("pack.key"), metavar="F")] = None,
    strict: Annotated[bool, typer.Option("--strict", help=helped("pack.strict"))] = False,
    produced_at: Moment = None,
    lang: Lang = None,
    quiet: Quiet = False,
) -> None:
    """Sign the aggregates of one fiscal year; no row of a person leaves."""
    voice = terminal(lang, quiet=quiet)
    moment = None if produced_at is None else _moment(produced_at)
    from scop_analytics.benchmarking.packing import write_pack

    with voice.progress("pack.running", folder=str(folder)):
        made = write_pack(folder, year, output, key=key, produced_at=moment, strict=strict or None)
    figures = sum(item["value"] is not None for item in made.pack["indicators"])
    voice.say("pack.done", path=str(made.path), n=figures, withheld=made.pack["withheld"], mark=made.sha256[:16])
    voice.say("pack.key", path=str(made.public_key), named=made.key_id)


def _moment(text: str) -> datetime:
    """A moment in UTC."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as fault:
        raise UsageError("moment", asked=text) from fault
    return found if found.tzinfo else found.replace(tzinfo=UTC)

"""The command that computes the index of professional equality from a file of groups, without any payroll."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from scop_analytics.cli.terminal import AsJson, Lang, helped, terminal
from scop_analytics.errors import UsageError

BLOCKED = 1
PAIR = 2

Groups = Annotated[Path, typer.Argument(help=helped("index.file"), metavar="FILE", show_default=False)]


def register(app: typer.Typer) -> None:
    """Put this command on the application."""
    app.command("index", help=helped("index"), epilog=helped("index.example"))(index)


def index(
    file: Groups,
    *,
    bracket: Annotated[str | None, typer.Option("--bracket", help=helped("index.bracket"), metavar="B")] = None,
    mode: Annotated[str | None, typer.Option("--mode", help=helped("index.mode"), metavar="M")] = None,
    year: Annotated[int | None, typer.Option("--year", help=helped("index.year"), metavar="Y")] = None,
    raised: Annotated[str | None, typer.Option("--raised", help=helped("index.raised"), metavar="F,H")] = None,
    raises: Annotated[Path | None, typer.Option("--raises", help=helped("index.raises"), metavar="FILE")] = None,
    promotions: Annotated[
        Path | None, typer.Option("--promotions", help=helped("index.promotions"), metavar="FILE")
    ] = None,
    returns: Annotated[str | None, typer.Option("--returns", help=helped("index.returns"), metavar="N,N")] = None,
    top_ten: Annotated[str | None, typer.Option("--top-ten", help=helped("index.top_ten"), metavar="F,H")] = None,
    companies: Annotated[
        Path | None, typer.Option("--companies", help=helped("index.companies"), metavar="FILE")
    ] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """The index and its trail; data that is refused is told fault by fault (exit 1)."""
    from scop_analytics.statutory import equity_index, input_checks

    voice = terminal(lang)
    found = equity_index(
        file, bracket=bracket, mode=mode, year=year, promotions=promotions, companies=companies, lang=voice.lang,
        raises=raises or _pair("--raised", raised, "women_raised", "men_raised"),
        returns=_pair("--returns", returns, "returned", "raised"), top_ten=_pair("--top-ten", top_ten, "women", "men"),
    )  # fmt: skip
    print(json.dumps(found.to_dict(), ensure_ascii=False, indent=1, default=str) if as_json else found.text(voice.lang))
    if not found.faults.is_empty():
        for line in input_checks.sentences(found.faults, voice.lang):
            typer.echo(line, err=True)
        raise typer.Exit(BLOCKED)


def _pair(option: str, text: str | None, first: str, second: str) -> dict[str, int] | None:
    """``3,7`` as two counts."""
    if text is None:
        return None
    parts = [part.strip() for part in text.split(",")]
    if len(parts) != PAIR or not all(part.isdigit() for part in parts):
        raise UsageError("index_pair", option=option, asked=text)
    return {first: int(parts[0]), second: int(parts[1])}

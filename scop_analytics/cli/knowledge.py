"""Commands about what the package knows: indicators, their formulas, the law of a day, the form of every file."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import polars as pl
import typer

from scop_analytics.cli.data import Year
from scop_analytics.cli.results import Audience
from scop_analytics.cli.terminal import AsJson, Lang, Quiet, helped, terminal
from scop_analytics.errors import UsageError

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier as DossierRead

Dossier = Annotated[Path | None, typer.Argument(help=helped("explain.dossier"), metavar="[DIR]", show_default=False)]


def register(app: typer.Typer) -> None:
    """Put these commands on the application."""
    app.command("catalogue", help=helped("catalogue"), epilog=helped("catalogue.example"))(catalogue)
    app.command("explain", help=helped("explain"), epilog=helped("explain.example"))(explain)
    app.command("rules", help=helped("rules"), epilog=helped("rules.example"))(rules)
    app.command("schemas", help=helped("schemas"), epilog=helped("schemas.example"))(schemas)


def catalogue(*, as_json: AsJson = False, lang: Lang = None) -> None:
    """Every indicator: id, code, label, unit, what it is mapped to."""
    from scop_analytics.indicators.listing import render_catalogue

    print(render_catalogue(terminal(lang).lang, as_json=as_json))


def explain(
    indicator: Annotated[str, typer.Argument(help=helped("explain.id"), metavar="ID", show_default=False)],
    folder: Dossier = None,
    *,
    year: Year = None,
    segment: Annotated[str | None, typer.Option("--segment", help=helped("explain.segment"), metavar="sex=F")] = None,
    person: Annotated[str | None, typer.Option("--person", help=helped("explain.person"), show_default=False)] = None,
    audience: Audience = "members",
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """One indicator: definition, formula, law, worked example and, on a dossier, the figures behind it."""
    voice = terminal(lang)
    if person is not None:
        print(
            _answered(
                Path(indicator) if folder is None else folder, person, year, audience, voice.lang, as_json=as_json
            )
        )
        return
    from scop_analytics.indicators.listing import explain as run

    dossier, findings = (None, None) if folder is None else _checked(folder)
    print(
        run(
            indicator,
            voice.lang,
            dossier,
            year=year,
            segment=_segment(segment),
            audience=audience,
            as_json=as_json,
            findings=findings,
        )
    )


def _checked(folder: Path) -> tuple[DossierRead, pl.DataFrame]:
    """A dossier without what the checks refuse, and what they found."""
    from scop_analytics.checks import check, usable
    from scop_analytics.dossier import load

    dossier = load(folder)
    findings = check(dossier)
    return usable(dossier, findings), findings.live


def _answered(folder: Path, person: str, year: int | None, audience: str, lang: str, *, as_json: bool) -> str:
    """The answer to one employee's request, as a letter or as data."""
    from scop_analytics.answers import answer, letter
    from scop_analytics.dossier import load

    found = answer(load(folder), person, year=year, audience=audience)
    return json.dumps(found.to_dict(), ensure_ascii=False, indent=2) if as_json else letter(found, lang)


def _segment(text: str | None) -> dict[str, str]:
    """``sex=F,csp=CADRE`` as a segment."""
    if not text:
        return {}
    pairs = [part.partition("=") for part in text.split(",")]
    if not all(sign for _, sign, _ in pairs):
        raise UsageError("segment_form", asked=text)
    return {key.strip(): value.strip() for key, _, value in pairs}


def rules(
    *,
    on: Annotated[str | None, typer.Option("--on", help=helped("rules.on"), metavar="AAAA-MM-JJ")] = None,
    jurisdiction: Annotated[
        str | None, typer.Option("--jurisdiction", help=helped("rules.jurisdiction"), metavar="FR|EU|GB")
    ] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """The legal values in force on a day, text by text, each with its link and its status."""
    from scop_analytics import law
    from scop_analytics.cli.listing import as_json_text, by_text

    voice = terminal(lang)
    day = on or date.today()  # noqa: DTZ011 - the law changes at local midnight
    values = law.table(day, voice.lang, jurisdiction=jurisdiction and jurisdiction.upper())
    print(as_json_text(values) if as_json else by_text(values, law.as_date(day), voice))


def schemas(
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help=helped("schemas.output"), metavar="DIR")],
    lang: Lang = None,
    quiet: Quiet = False,
) -> None:
    """Table Schema of each table, JSON Schema of the results and of packs, great-expectations suites."""
    from scop_analytics.benchmarking.schema import write_schema
    from scop_analytics.checks.schemas import write_schemas

    voice = terminal(lang, quiet=quiet)
    written = [*write_schemas(output), write_schema(output)]
    voice.say("schemas.done", folder=str(output), n=len(written))

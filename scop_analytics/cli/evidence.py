"""Commands about trust: what works on this machine, and whether a past run still says the same."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scop_analytics.cli.terminal import AsJson, Lang, helped, terminal


def register(app: typer.Typer) -> None:
    """Put these commands on the application."""
    app.command("doctor", help=helped("doctor"), epilog=helped("doctor.example"))(doctor)
    app.command("verify", help=helped("verify"), epilog=helped("verify.example"))(verify)


def doctor(*, as_json: AsJson = False, lang: Lang = None) -> None:
    """What works on this machine and what to install."""
    from scop_analytics.cli.doctor import examine, render

    voice = terminal(lang)
    findings = examine()
    print(render(findings, voice, as_json=as_json))
    raise typer.Exit(max(finding.exit_code for finding in findings))


def verify(
    manifest: Annotated[Path, typer.Argument(help=helped("verify.manifest"), metavar="MANIFEST", show_default=False)],
    *,
    figure: Annotated[str | None, typer.Option("--figure", help=helped("verify.figure"), metavar="ID")] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Recompute the hashes and the figures of a past run."""
    from scop_analytics.cli.verification import render, verify_run

    voice = terminal(lang)
    if figure is not None:
        from scop_analytics.cli.walking import walk

        print(walk(manifest, figure, voice))
        return
    outcome = verify_run(manifest)
    print(render(outcome, voice, as_json=as_json))
    raise typer.Exit(0 if outcome.holds else 1)

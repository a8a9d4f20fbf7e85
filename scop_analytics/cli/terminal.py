"""How commands speak: results on standard output, messages and progress on standard error, in the reader's language."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated

import typer

from scop_analytics import words
from scop_analytics.errors import UsageError, closest


def asked_language(arguments: list[str]) -> str:
    """The language of ``--lang`` when a command line names one, else the machine's: help is written before it is parsed."""
    for position, argument in enumerate(arguments):
        name, _, value = argument.partition("=")
        if name == "--lang":
            value = value or next(iter(arguments[position + 1 :]), "")
            return value if value in words.LANGUAGES else words.default_language()
    return words.default_language()


def helped(key: str) -> str:
    """The help sentence ``help.<key>`` in the language asked."""
    lang = asked_language(sys.argv[1:])
    return words.typography(words.say(f"help.{key}", lang), lang)


def language(value: str | None) -> str:
    """A language the package speaks, or a refusal that names them."""
    lang = value or words.default_language()
    if lang not in words.LANGUAGES:
        raise UsageError("language", asked=lang, suggestion=closest(lang, words.LANGUAGES), valid=list(words.LANGUAGES))
    return lang


Lang = Annotated[str | None, typer.Option("--lang", help=helped("lang"), metavar="fr|en", show_default=False)]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help=helped("quiet"))]
AsJson = Annotated[bool, typer.Option("--json", help=helped("json"))]


@dataclass(frozen=True)
class Terminal:
    """One command's voice: its language, and whether it keeps quiet."""

    lang: str
    quiet: bool = False

    def say(self, key: str, **facts: object) -> None:
        """A message for the person, on standard error."""
        if not self.quiet:
            print(self.text(key, **facts), file=sys.stderr)

    def text(self, key: str, **facts: object) -> str:
        """The sentence ``cli.<key>`` in the command's language."""
        return words.typography(words.say(f"cli.{key}", self.lang, **facts), self.lang)

    @contextmanager
    def progress(self, key: str, **facts: object) -> Iterator[None]:
        """A moving line while work lasts on a terminal, one plain line elsewhere (logs stay readable)."""
        if self.quiet or not sys.stderr.isatty() or os.environ.get("CI"):
            self.say(key, **facts)
            yield
            return
        from rich.console import Console
        from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            bar.add_task(self.text(key, **facts), total=None)
            yield

    @contextmanager
    def steps(self, key: str) -> Iterator[Callable[[str, int, int], None]]:
        """A bar with the time left on a terminal, one plain line elsewhere; yields what is told (name, done, all) at each step."""
        if self.quiet or not sys.stderr.isatty() or os.environ.get("CI"):
            self.say(key)
            yield lambda _name, _done, _all: None
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(self.text(key), total=None)
            yield lambda name, done, total: bar.update(
                task, completed=done, total=total, description=f"{self.text(key)} {name}"
            )


def terminal(lang: str | None, *, quiet: bool = False) -> Terminal:
    """The voice of a command."""
    return Terminal(language(lang), quiet)


def choice(kind: str, value: str, valid: tuple[str, ...]) -> str:
    """``value`` when it is one of ``valid``; otherwise a refusal with the closest name (exit 2)."""
    if value not in valid:
        raise UsageError(
            "choice", kind=kind, asked=value, suggestion=closest(value, valid) or valid[0], valid=list(valid)
        )
    return value

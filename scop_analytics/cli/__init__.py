"""The commands (`scop`): standard output carries results, standard error messages and progress.

Each module holds the commands of one notion and registers them on :data:`app`. Heavy libraries are imported inside the
commands, so that ``scop --help`` costs polars and typer, nothing more.
"""

from __future__ import annotations

from scop_analytics.cli.application import app, main

__all__ = ["app", "main"]

"""Rows of years, the latest first: a dashed line between two of them that no single method gives."""

from __future__ import annotations

from typing import Final

from scop_analytics.figures.drawing import Drawing
from scop_analytics.figures.tokens import colour, size

LETTER: Final = 6.6  # pixels of a letter of the words, the widest font of the stack included


def year_break(sheet: Drawing, text: str, level: float, beside: float | None = None) -> None:
    """The line at ``level``, up to its words at the right end; where it is tight these stand on the level ``beside``."""
    if not text:
        return
    end = 1 - (LETTER * len(text) / sheet.plot_width if beside is None else 0)
    sheet.rule((0, level), (end, level), colour("text3"), 1, dash="4px,3px", paper="x")
    sheet.text(text, 1, level if beside is None else beside, size=size("tick"), anchor="right", paper="x")

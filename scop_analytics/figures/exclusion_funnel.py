"""From everyone in the files to those a figure rests on: a bar a step, what leaves at each step hollow and named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from scop_analytics.figures.drawing import Chart, Drawing, Margin, sheet_pair
from scop_analytics.figures.tokens import colour, size

ROW: Final = {True: 46, False: 64}
BAR: Final = {True: 28, False: 28}


@dataclass(frozen=True)
class Step:
    """A step: how many remain (``None`` = hidden), what left at it in words, and whether it is the one that counts."""

    label: str
    people: int | None
    text: str
    lost: str = ""
    focus: bool = False


def exclusion_funnel(steps: Sequence[Step]) -> Chart:
    """The first step sets the scale."""
    return sheet_pair("exclusion_funnel", lambda wide: _draw(wide, steps))


def _draw(wide: bool, steps: Sequence[Step]) -> Drawing:
    margin = Margin(204, 176, 0, 2) if wide else Margin(1, 1, 0, 2)
    most = max((step.people or 0 for step in steps), default=1) or 1
    sheet = Drawing(wide, ROW[wide] * len(steps) + 2, margin, (0, most), (len(steps) - 0.5, -0.5))
    before = most
    for level, step in enumerate(steps):
        middle = level if wide else level + 14 / ROW[wide]
        up = 0 if wide else 18
        style = {"size": size("row"), "ink": colour("ink"), "bold": step.focus}
        sheet.margin_text(step.label, level, shift=(0, up), **style)
        _bar(sheet, step, middle, before)
        end = before if step.people is not None else 0
        if wide:
            sheet.text(step.lost, end, level, shift=(10, 0), ink=colour("text2"))
        else:
            sheet.end_text(step.lost, level, shift=(0, up), ink=colour("text2"), size=size("note"))
        before = step.people if step.people is not None else before
    return sheet


def _bar(sheet: Drawing, step: Step, middle: float, before: int) -> None:
    if step.people is None:
        sheet.text(step.text, 0, middle, shift=(2, 0), ink=colour("text2"))
        return
    thick = BAR[sheet.wide] / ROW[sheet.wide]
    half = thick / 2
    if before > step.people:
        sheet.box(
            (step.people, middle - half), (before, middle + half), colour("paper"), rim=colour("mid"), rim_width=1
        )
    sheet.bar(0, step.people, middle, colour("ink" if step.focus else "band"), thick=thick)
    style = {"ink": colour("paper" if step.focus else "on_men"), "size": size("value") + (1 if step.focus else 0)}
    sheet.text(step.text, 0, middle, shift=(10, 0), bold=True, **style)

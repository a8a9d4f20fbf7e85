"""One layout of a chart, drawn with bars, points, lines, rules and labels, kept as plotly's own JSON.

The JSON is written directly: a figure costs no import of plotly where it is composed, and holds nothing that was not
put there (no default template). :meth:`Chart.figure` gives the plotly object, which checks every property.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from scop_analytics.figures.placing import placed
from scop_analytics.figures.tokens import colour, size, tokens

BYTES_LIMIT: Final = 20_000
Json = dict[str, Any]


class Margin(NamedTuple):
    """Free room around the plot, in pixels."""

    left: float = 0
    right: float = 0
    top: float = 0
    bottom: float = 0


@dataclass(frozen=True)
class Chart:
    """The same data drawn twice: for a column of 672 pixels (screen and paper) and for a phone."""

    shape: str
    wide: Json
    phone: Json

    def figure(self, layout: str = "wide") -> Any:
        """The plotly ``Figure`` of one layout; plotly refuses a property it does not know."""
        from plotly.graph_objects import Figure  # lazily, and only here

        plot = self.phone if layout == "phone" else self.wide
        return Figure(data=plot["data"], layout={**plot["layout"], "template": "none"})

    def _repr_mimebundle_(self, **_: object) -> Json:
        return {"application/vnd.plotly.v1+json": self.wide, "text/plain": f"Chart({self.shape})"}

    @property
    def weight(self) -> int:
        """Bytes of the heavier layout, to be kept under :data:`BYTES_LIMIT`."""
        return max(len(json.dumps(plot, ensure_ascii=False).encode()) for plot in (self.wide, self.phone))


@dataclass
class Drawing:
    """A sheet of one width: data run along ``x`` and ``y``; texts outside the plot stand in the margins, in pixels."""

    wide: bool
    height: float
    margin: Margin
    x: tuple[float, float]
    y: tuple[float, float]
    traces: list[Json] = field(default_factory=list)
    shapes: list[Json] = field(default_factory=list)
    labels: list[Json] = field(default_factory=list)

    @property
    def width(self) -> int:
        """Of the sheet, in pixels."""
        return tokens().width["wide" if self.wide else "phone"]

    @property
    def plot_width(self) -> float:
        """What the margins leave."""
        return self.width - self.margin.left - self.margin.right

    @property
    def plot_height(self) -> float:
        """Same, from top to bottom."""
        return self.height - self.margin.top - self.margin.bottom

    def pixels(self, x: float) -> float:
        """Distance of ``x`` from the left edge of the sheet."""
        return self.margin.left + (x - self.x[0]) / (self.x[1] - self.x[0]) * self.plot_width

    def points(self, x: Sequence[float | None], y: Sequence[float | None], fill: str, **style: Any) -> None:
        """Markers at (x, y); ``line`` colours the rim."""
        rim = {"color": style.get("rim", colour("paper")), "width": style.get("rim_width", 2)}
        marker = {"color": fill, "size": style.get("size", 14), "symbol": style.get("symbol", "circle"), "line": rim}
        self.traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": list(x),
                "y": list(y),
                "marker": {**marker, "opacity": 1},
                "cliponaxis": False,
            }
        )

    def line(
        self, x: Sequence[float], y: Sequence[float | None], ink: str, width: float = 2.5, dash: str = "solid"
    ) -> None:
        """A line that breaks where a value is unknown: nothing is interpolated."""
        pen = {"color": ink, "width": width, "dash": dash}
        self.traces.append(
            {"type": "scatter", "mode": "lines", "x": list(x), "y": list(y), "line": pen, "cliponaxis": False}
        )

    def area(self, x: Sequence[float], low: Sequence[float], high: Sequence[float], fill: str) -> None:
        """A band between two bounds."""
        edge: Json = {"color": fill, "width": 0}
        ring = {"x": [*x, *reversed(x)], "y": [*high, *reversed(low)]}
        self.traces.append(
            {"type": "scatter", "mode": "lines", **ring, "fill": "toself", "fillcolor": fill, "line": edge}
        )

    def bar(self, base: float, length: float, y: float, fill: str, **style: Any) -> None:
        """One horizontal bar from ``base``; ``hatch`` draws oblique lines of that colour, ``rim`` an outline."""
        marker: Json = {"color": fill}
        if "hatch" in style:
            pattern = {
                "shape": style.get("hatch_shape", "/"),
                "fgcolor": style["hatch"],
                "size": style.get("hatch_size", 8),
            }
            marker["pattern"] = {
                **pattern,
                "bgcolor": fill,
                "fillmode": "overlay",
                "solidity": style.get("solidity", 0.16),
            }
        if "rim" in style:
            marker["line"] = {"color": style["rim"], "width": 1}
        bar = {"x": [length], "y": [y], "base": [base], "width": [style.get("thick", 0.62)], "marker": marker}
        self.traces.append({"type": "bar", "orientation": "h", **bar})

    def rule(
        self, start: tuple[float, float], end: tuple[float, float], ink: str, width: float = 1, **style: Any
    ) -> None:
        """A straight line between two points of the data; ``paper="x"`` or ``"y"`` counts that axis from 0 to 1."""
        pen = {"color": ink, "width": width, "dash": style.get("dash", "solid")}
        ends = {"x0": start[0], "y0": start[1], "x1": end[0], "y1": end[1]}
        self.shapes.append(
            {"type": "line", **ends, **self._refs(style), "line": pen, "layer": style.get("layer", "below")}
        )

    def box(self, corner: tuple[float, float], opposite: tuple[float, float], fill: str, **style: Any) -> None:
        """A filled rectangle of the data."""
        pen = {"color": style.get("rim", fill), "width": style.get("rim_width", 0)}
        ends = {"x0": corner[0], "y0": corner[1], "x1": opposite[0], "y1": opposite[1]}
        paint = {"fillcolor": fill, "line": pen, "layer": style.get("layer", "below")}
        self.shapes.append({"type": "rect", **ends, **self._refs(style), **paint})

    def swatch(self, across: float, up: float, fill: str, rim: str, side: float = 12) -> None:
        """A small square of a key, counted in pixels from the upper left corner of the plot."""
        ends = {"x0": across, "x1": across + side, "y0": up - side / 2, "y1": up + side / 2}
        pixels = {
            "xsizemode": "pixel",
            "ysizemode": "pixel",
            "xanchor": 0,
            "yanchor": 1,
            "xref": "paper",
            "yref": "paper",
        }
        self.shapes.append({"type": "rect", **ends, **pixels, "fillcolor": fill, "line": {"color": rim, "width": 1}})

    def text(self, text: str, x: float, y: float, **style: Any) -> None:
        """A label at (x, y); ``anchor`` = left, center or right; ``shift`` = pixels to the right and upwards."""
        across, up = style.get("shift", (0, 0))
        font = {"size": style.get("size", size("note")), "color": style.get("ink", colour("text2"))}
        place = {"x": x, "y": y, "xshift": across, "yshift": up, **self._refs(style)}
        words = f"<b>{rich(text)}</b>" if style.get("bold") else rich(text)
        anchors = {"xanchor": style.get("anchor", "left"), "yanchor": style.get("valign", "middle")}
        label = {
            "text": words,
            **place,
            **anchors,
            "align": style.get("anchor", "left"),
            "showarrow": False,
            "font": font,
        }
        self.labels.append({**label, **({"bgcolor": style["plate"], "borderpad": 1} if "plate" in style else {})})

    def margin_text(self, text: str, y: float, **style: Any) -> None:
        """A label that starts at the left edge of the sheet, on the level of ``y``."""
        across, up = style.pop("shift", (0, 0))
        self.text(text, 0, y, paper="x", shift=(across - self.margin.left, up), **style)

    def end_text(self, text: str, y: float, **style: Any) -> None:
        """A label that ends at the right edge of the sheet, on the level of ``y``."""
        across, up = style.pop("shift", (0, 0))
        self.text(text, 1, y, paper="x", shift=(across + self.margin.right, up), **{"anchor": "right", **style})

    @staticmethod
    def _refs(style: Json) -> Json:
        paper = style.get("paper", "")
        return {"xref": "paper" if "x" in paper else "x", "yref": "paper" if "y" in paper else "y"}

    def json(self) -> Json:
        """The plot as plotly reads it."""
        blank = {"visible": False, "fixedrange": True, "zeroline": False, "showgrid": False}
        margin = {
            "l": self.margin.left,
            "r": self.margin.right,
            "t": self.margin.top,
            "b": self.margin.bottom,
            "pad": 0,
        }
        layout: Json = {
            "width": self.width,
            "height": self.height,
            "margin": {**margin, "autoexpand": False},
            "xaxis": {**blank, "range": list(self.x)},
            "yaxis": {**blank, "range": list(self.y)},
            "shapes": self.shapes,
            "annotations": self.labels,
            "font": {"family": tokens().text["family"], "color": colour("ink"), "size": size("row")},
            "showlegend": False,
            "barmode": "overlay",
            "hovermode": False,
            "separators": ",\u202f",
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
        }
        return {"data": placed(self.traces), "layout": placed(layout)}


ORDINAL: Final = re.compile(r"(?<![\w.,-])(\d+)(er|re|e)\b")  # « 2e », but not the code PAY-20e


def rich(text: str) -> str:
    """Ordinals with a raised ending (``2e``), and nothing else that plotly could take for markup but ``<b>``."""
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace("&lt;b>", "<b>").replace("&lt;/b>", "</b>")
    return ORDINAL.sub(r"\1<sup>\2</sup>", safe.replace("&lt;br>", "<br>"))


def joined(value: str, meaning: str) -> str:
    """« 45 % de l'effectif », « 50 % : parité », “50%: parity”: a colon brings its own space, or none."""
    return f"{value}{meaning}" if meaning[:1] in (":", " ", "\u00a0") else f"{value} {meaning}"


def sheet_pair(shape: str, draw: Any) -> Chart:
    """Both layouts of a chart, from one function of ``wide``."""
    return Chart(shape, draw(True).json(), draw(False).json())

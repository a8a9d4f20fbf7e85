"""What a page is made of: said sentences, cards, tables and figures, in the order they are read.

Each object shows itself in a notebook (``text/html``) and carries the same content as data
(``application/vnd.scop.report+json``), the only thing a report collects. Texts arrive here finished: in the reader's
language, rounded, masked. A cell keeps the number beside the text so that a spreadsheet receives a number.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Any, ClassVar, Final, Literal

from scop_analytics.figures.drawing import Chart

MIME: Final = "application/vnd.scop.report+json"
SHORT_LIMIT: Final = 150
Phone = Literal["table", "blocks", "change"]
Paper = Literal["", "register", "lines"]
Align = Literal["left", "right"]


class Shown:
    """Anything a notebook cell may end with."""

    kind: ClassVar[str] = ""

    def payload(self) -> dict[str, Any]:
        """The object as JSON; ``kind`` says which it is."""
        return {"kind": self.kind, **asdict(self)}  # type: ignore[call-overload]

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        from scop_analytics.reports.html import fragment  # lazily: jinja2

        payload = self.payload()
        return {"text/html": fragment(payload), "text/plain": f"{type(self).__name__}", MIME: payload}


@dataclass(frozen=True)
class Say(Shown):
    """One paragraph; with a ``label``, one of the three opening sentences (« Ce qui progresse »)."""

    kind: ClassVar[str] = "say"
    text: str
    label: str = ""


@dataclass(frozen=True)
class Card:
    """A key figure: label (≤ 24 characters), value, denominator, change since last year, status when it matters."""

    label: str
    value: str
    denominator: str = ""
    change: str = ""
    status: str = ""
    target: str = ""


@dataclass(frozen=True)
class Cards(Shown):
    """At most eight key figures under hairlines; four or three abreast."""

    kind: ClassVar[str] = "cards"
    cards: tuple[Card, ...]
    columns: int = 4


@dataclass(frozen=True)
class Cell:
    """What a table prints, and the number a spreadsheet keeps; ``note`` is a second, grey line."""

    text: str
    value: float | int | None = None
    format: str = ""  # of the number in a spreadsheet: integer, one, percent, points, euros…; empty = text
    note: str = ""
    strong: bool = False
    lang: str = ""  # of the text, where it is not that of the report: a screen reader then pronounces it


@dataclass(frozen=True)
class Column:
    """Head of a column; ``width`` in percent of the table; ``line`` = on a phone the cell takes its own line."""

    head: str
    align: Align = "right"
    width: int = 0
    line: bool = False


@dataclass(frozen=True)
class Table(Shown):
    """Rows under heads, the first cell of each naming it. ``total`` prints the last row in bold.

    ``phone`` says what a narrow screen does: keep the table (≤ 4 narrow columns), give each row a block of pairs, or
    show a change (row, last year, this year, change, reason). ``paper`` says what an annex does in print: one line a row,
    or lines run on in two columns; ``keys`` are the indicators the rows explain: paper leaves out those no page rests on.
    The rows ``folded``, by place, are on paper in one paragraph, ``instead``.
    """

    kind: ClassVar[str] = "table"
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    measure: str = ""
    total: bool = False
    phone: Phone = "blocks"
    dense: bool = False  # on paper: small, and free to run over two sheets
    paper: Paper = ""
    keys: tuple[str, ...] = ()
    folded: tuple[int, ...] = ()
    instead: str = ""


@dataclass(frozen=True)
class Figure(Shown):
    """A chart and all it needs to be read without it: title, measure, « Lecture », table of its data, alternative, n.

    ``shown=False`` hides the table of the data when the same numbers stand in a table of the page, named by ``table``.
    """

    kind: ClassVar[str] = "figure"
    chart: Chart
    data: Table
    reading: str
    alternative: str
    n: str
    ids: tuple[str, ...]
    title: str = ""
    measure: str = ""
    caption: str = ""
    repeated: bool = False  # the data stand in the page's own table right below: no second, folded copy

    def __post_init__(self) -> None:
        if len(self.alternative) > SHORT_LIMIT:
            object.__setattr__(self, "alternative", f"{self.alternative[: SHORT_LIMIT - 1].rstrip()}…")

    def payload(self) -> dict[str, Any]:
        """Both layouts, and the data as a table."""
        parts = {name: getattr(self, name) for name in self.__dataclass_fields__ if name not in ("chart", "data")}
        chart = {"shape": self.chart.shape, "wide": self.chart.wide, "phone": self.chart.phone}
        return {"kind": self.kind, **parts, "ids": list(self.ids), "chart": chart, "data": self.data.payload()}


Block = Say | Cards | Table | Figure


@dataclass(frozen=True)
class Page(Shown):
    """One section: eyebrow, title (the finding), subtitle (the measure), blocks, method, source, evidence."""

    kind: ClassVar[str] = "page"
    id: str
    name: str
    title: str
    subtitle: str
    blocks: tuple[Block, ...]
    rail: tuple[str, ...] = ()
    method: tuple[str, ...] = ()
    source: str = ""
    evidence: tuple[str, ...] = ()
    ids: tuple[str, ...] = field(default=())
    annex: bool = False  # reference matter: in print, small type and no sheet of its own

    def payload(self) -> dict[str, Any]:
        """The page with every block as JSON."""
        parts = {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "blocks"}
        lists = {name: list(value) if isinstance(value, tuple) else value for name, value in parts.items()}
        return {"kind": self.kind, **lists, "blocks": [block.payload() for block in self.blocks]}

    def without(self, *kinds: type[Shown]) -> Page:
        """The same page without its blocks of these kinds."""
        return replace(self, blocks=tuple(block for block in self.blocks if not isinstance(block, kinds)))


@dataclass(frozen=True)
class Cover(Shown):
    """The report's name, whose it is, and the lines that date it."""

    kind: ClassVar[str] = "cover"
    id: str
    company: str
    title: str
    lines: tuple[str, ...]
    facts: tuple[tuple[str, str], ...] = ()

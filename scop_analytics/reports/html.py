"""Pages laid out: one stand-alone file that asks nothing of the network, and the same parts for a notebook's display."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from scop_analytics import words
from scop_analytics.errors import ScopError
from scop_analytics.figures.drawing import rich
from scop_analytics.figures.tokens import tokens

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATE: Final = Path(__file__).with_name("template")
ANATOMY: Final = ("read_me", "method", "source", "data", "contents", "skip")
Payload = Mapping[str, Any]


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    room = Environment(loader=FileSystemLoader(TEMPLATE), autoescape=True, undefined=StrictUndefined, trim_blocks=False)
    room.filters["rich"] = lambda text: Markup(rich(str(text)))  # noqa: S704 - `rich` escapes & and <
    room.filters["plain"] = str
    room.filters["css_text"] = lambda text: Markup(str(text).replace("\\", "").replace('"', "”"))  # noqa: S704
    room.filters["safe_json"] = lambda tree: Markup(_embedded(tree))  # noqa: S704 - `<` is written \u003c
    return room


def _embedded(tree: object) -> str:
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _anatomy(lang: str) -> dict[str, str]:
    return {name: words.typography(words.say(f"anatomy.{name}", lang), lang) for name in ANATOMY}


def _style(name: str, **facts: object) -> str:
    look = tokens()
    room = {"c": look.colour, "family": look.text["family"], "mono": look.text["mono"], **facts}
    from markupsafe import Markup

    return str(_environment().get_template(name).render({key: _trusted(value, Markup) for key, value in room.items()}))


def _trusted(value: object, markup: Any) -> object:
    """Colours and font stacks come from our own tokens: they are not escaped (a quote would become an entity)."""
    return markup(value) if isinstance(value, str) else value


def fragment(payload: Payload, lang: str = "fr") -> str:
    """One object for a notebook's display: the parts of a page, with their style; charts draw where plotly is loaded."""
    parts = _environment().get_template("parts.html.j2").module
    kind = payload["kind"]
    drawn = {
        "page": lambda: parts.page(payload, _anatomy(lang)),  # type: ignore[attr-defined]
        "cover": lambda: parts.cover(payload),  # type: ignore[attr-defined]
        "say": lambda: parts.say(payload),  # type: ignore[attr-defined]
        "cards": lambda: parts.cards(payload),  # type: ignore[attr-defined]
        "table": lambda: parts.table(payload),  # type: ignore[attr-defined]
        "figure": lambda: parts.figure(payload, "f", *(_anatomy(lang)[name] for name in ("read_me", "data"))),  # type: ignore[attr-defined]
    }
    name = f"scop-{hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()[:12]}"
    script = (TEMPLATE / "cell.js").read_text(encoding="utf-8").replace("ROOT", name)
    style = f"<style>{_style('page.css.j2')}</style>"
    return f'{style}<div class="scop js" id="{name}">{drawn[kind]()}</div><script>{script}</script>'


def opening(text: str) -> str:
    """What the cell that opens a run shows to a person: a sentence, and plotly for the charts of the cells below."""
    from markupsafe import escape

    return f"<p>{escape(text)}</p><script>{plotly_js()}</script>"


def document(
    payloads: Sequence[Payload], *, lang: str, version: str, running: str, library: str = "", draft: str = ""
) -> str:
    """The whole report. ``running`` is the line at the foot of each printed sheet.

    ``draft`` is written across every page. ``library`` names a copy of plotly that stands beside the file, for many sheets that share one; empty: it is inside.
    """
    from markupsafe import Markup

    cover, pages = split(payloads)
    scripts = {"plotly": "" if library else plotly_js(), "boot": (TEMPLATE / "boot.js").read_text(encoding="utf-8")}
    made_with = words.say("anatomy.made_with", lang, version=version)
    text = (
        _environment()
        .get_template("report.html.j2")
        .render(
            cover=cover,
            pages=pages,
            shown=_rested_on(pages),
            on_paper=_on_paper(pages, lang),
            lang=lang,
            version=version,
            words={**_anatomy(lang), "made_with": words.typography(made_with, lang)},
            css=Markup(_style("page.css.j2")),  # noqa: S704 - our own style sheet
            document_css=Markup(_style("document.css.j2", running=running)),  # noqa: S704 - same
            library=library,
            draft=draft,
            script_hashes=Markup(" ".join(_hash(script) for script in scripts.values())),  # noqa: S704 - base64
            **{name: Markup(script) for name, script in scripts.items()},  # noqa: S704 - plotly's and our own script
        )
    )
    _count_figures(pages, text)
    return text


def split(payloads: Sequence[Payload]) -> tuple[Payload, list[Payload]]:
    """The cover, and the pages in order."""
    cover = next(payload for payload in payloads if payload["kind"] == "cover")
    return cover, [payload for payload in payloads if payload["kind"] == "page"]


def _rested_on(pages: Sequence[Payload]) -> frozenset[str]:
    """The indicators the pages of the report rest on: the only ones whose formula is printed on paper."""
    return frozenset(name for page in pages for name in page["ids"])


def _on_paper(pages: Sequence[Payload], lang: str) -> dict[str, str]:
    """What a page says in print alone: how many of its rows are on paper, and where the others are."""
    shown = _rested_on(pages)
    rows = {
        page["id"]: [key for block in page["blocks"] if block["kind"] == "table" for key in block["keys"]]
        for page in pages
    }
    return {
        name: words.typography(words.say("anatomy.on_paper", lang, n=len(shown & {*keys}), all=len(keys)), lang)
        for name, keys in rows.items()
        if {*keys} - shown
    }


def declared_figures(pages: Sequence[Payload]) -> int:
    """How many figures the pages announce."""
    return sum(block["kind"] == "figure" for page in pages for block in page["blocks"])


def _count_figures(pages: Sequence[Payload], text: str) -> None:
    """An empty chart is a failure: what is announced must be in the file, with something to draw."""
    embedded = text.count('data-layout="wide"')
    drawn = sum(
        bool(block["chart"]["wide"]["data"]) for page in pages for block in page["blocks"] if block["kind"] == "figure"
    )
    declared = declared_figures(pages)
    if not declared == embedded == drawn:
        raise ScopError("figures_lost", declared=declared, embedded=min(embedded, drawn))


def _hash(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


@cache
def plotly_js() -> str:
    """The copy of plotly.js that the plotly package carries; ``</script`` cannot close its element early."""
    from importlib.resources import files

    text = (files("plotly") / "package_data" / "plotly.min.js").read_text(encoding="utf-8")
    return text.replace("</script", "<\\/script").replace("\r\n", "\n")

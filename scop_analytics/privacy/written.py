"""What a written file says, whatever its form: the text a reader, a search or a program would find in it."""

from __future__ import annotations

import base64
import html
import json
import re
import zipfile
from array import array
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

LIBRARY: Final = re.compile(r"<script[^>]*>(?=[^<]{0,400}plotly\.js v).*?</script>", re.DOTALL | re.IGNORECASE)
STYLE: Final = re.compile(
    r"<style.*?</style>|<path[^>]*>|\b(?:style|d|points|transform|viewBox)=(\"[^\"]*\"|'[^']*')", re.DOTALL
)
SCRIPT: Final = re.compile(r"<script[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)
ATTRIBUTE: Final = re.compile(r"[\w-]+=(?:\"([^\"]*)\"|'([^']*)')")
TAG: Final = re.compile(r"<[^>]+>")
TYPED: Final = re.compile(r'\{[^{}]*"bdata"[^{}]*\}')
PAIR: Final = re.compile(r'"(bdata|dtype)"\s*:\s*"([^"]*)"')
CELL: Final = re.compile(r"<c ([^>]*)>(?:<f>[^<]*</f>)?<v>([^<]*)</v>")
TEXTS: Final = (".html", ".htm", ".json", ".md", ".txt", ".csv", ".ipynb", ".svg", ".toml", ".xml")
KINDS: Final = {"f8": "d", "f4": "f", "i4": "i", "i2": "h", "i1": "b", "u4": "I", "u2": "H", "u1": "B"}


def texts(path: Path) -> Iterator[str]:
    """The texts of one file; numbers of workbooks and of typed arrays are written out, markup is left out."""
    if path.suffix == ".xlsx":
        yield from _workbook(path)
    elif path.suffix == ".parquet":
        yield from _frame(path)
    elif path.suffix in TEXTS:
        text = path.read_text(encoding="utf-8", errors="replace")
        yield from READERS.get(path.suffix, _plain)(text)


def _plain(text: str) -> Iterator[str]:
    yield text


def _page(text: str) -> Iterator[str]:
    """A page without the drawing library, its styles and its shapes: words, attributes, embedded data."""
    kept = STYLE.sub("", LIBRARY.sub("", text))
    for script in SCRIPT.findall(kept):
        yield script
        yield from _arrays(script)
    words = SCRIPT.sub("", kept)
    yield "\n".join(html.unescape(one or two) for one, two in ATTRIBUTE.findall(words))
    yield html.unescape(TAG.sub("\n", words))


def _notebook(text: str) -> Iterator[str]:
    """A notebook's cells, outputs and metadata; pages kept as text inside it are read as pages."""
    yield from _leaves(json.loads(text))


def _leaves(tree: Any) -> Iterator[str]:
    if isinstance(tree, Mapping):
        for name, value in tree.items():
            yield str(name)
            yield from _leaves(value)
    elif isinstance(tree, list):
        joined = "".join(tree) if all(isinstance(part, str) for part in tree) else None
        yield from _page(joined) if joined is not None else (text for part in tree for text in _leaves(part))
    elif isinstance(tree, str):
        yield from _page(tree) if "<" in tree else _plain(tree)
    else:
        yield repr(tree)


def _data(text: str) -> Iterator[str]:
    yield text
    yield from _arrays(text)


def _arrays(text: str) -> Iterator[str]:
    """Numbers that figures hold as base64: whoever opens the file can decode them."""
    for block in TYPED.findall(text):
        found = dict(PAIR.findall(block))
        kind = KINDS.get(found.get("dtype", ""))
        if kind:
            raw = base64.b64decode(found["bdata"].encode().decode("unicode_escape"))
            yield " ".join(repr(number) for number in array(kind, raw))


def _workbook(path: Path) -> Iterator[str]:
    """Every part of the workbook: shared texts, comments, properties, and the numbers of the cells."""
    with zipfile.ZipFile(path) as book:
        for name in sorted(book.namelist()):
            if name.endswith((".xml", ".vml")) and "styles" not in name and "theme" not in name:
                part = book.read(name).decode("utf-8", errors="replace")
                if "worksheets/" in name:
                    yield "\n".join(value for attributes, value in CELL.findall(part) if 't="s"' not in attributes)
                    part = CELL.sub("", part)
                yield html.unescape(TAG.sub("\n", part))


def _frame(path: Path) -> Iterator[str]:
    import polars as pl

    for column in pl.read_parquet(path):
        yield "\n".join(str(value) for value in column.drop_nulls().unique(maintain_order=True).to_list())


READERS: Final[Mapping[str, Callable[[str], Iterator[str]]]] = {
    ".html": _page, ".htm": _page, ".svg": _page, ".ipynb": _notebook, ".json": _data,
}  # fmt: skip

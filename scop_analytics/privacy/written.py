"""What a written file says, whatever its form: the text a reader, a search or a program would find in it.

A form that is not known is read as plain text; only pictures and printed pages are left out (the page that a PDF is
printed from is read instead).
"""

from __future__ import annotations

import base64
import csv
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
COMMENT: Final = re.compile(r"<!--(.*?)-->", re.DOTALL)
TAG: Final = re.compile(r"<[^>]+>")
ESCAPED: Final = re.compile(r"\\u([0-9a-fA-F]{4})")
LISTED: Final = re.compile(r"(?<=[\[,:\s])-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?=\s*[,\]}])")
TYPED: Final = re.compile(r'\{[^{}]*"bdata"[^{}]*\}')
PAIR: Final = re.compile(r'"(bdata|dtype)"\s*:\s*"([^"]*)"')
CELL: Final = re.compile(r"<c ([^>]*)>(?:<f[^>]*>([^<]*)</f>)?<v>([^<]*)</v>")
#: Attributes of the parts of an office file in which a person writes or a program keeps words.
SAID: Final = re.compile(
    r"\b(?:name|descr|title|tooltip|prompt|promptTitle|error|errorTitle|display|location|author|altText|v)="
    r"(?:\"([^\"]*)\"|'([^']*)')"
)
PICTURES: Final = (".pdf", ".png", ".jpg", ".jpeg", ".woff", ".woff2")
OFFICE: Final = (".xlsx", ".xlsm", ".docx", ".ods", ".odt", ".zip")
KINDS: Final = {
    "f8": "d", "f4": "f", "i8": "q", "i4": "i", "i2": "h", "i1": "b", "u8": "Q", "u4": "I", "u2": "H", "u1": "B",
}  # fmt: skip


def texts(path: Path) -> Iterator[str]:
    """The texts of one file; numbers of workbooks and of typed arrays are written out, markup is left out."""
    suffix = path.suffix.lower()
    if suffix in OFFICE:
        yield from _workbook(path)
    elif suffix == ".parquet":
        yield from _frame(path)
    elif suffix not in PICTURES:
        text = path.read_text(encoding="utf-8-sig", errors="replace")
        yield from READERS.get(suffix, _plain)(text)


def _plain(text: str) -> Iterator[str]:
    yield text


def _page(text: str) -> Iterator[str]:
    """A page without the drawing library, its styles and its shapes: words, attributes, embedded data."""
    kept = STYLE.sub("", LIBRARY.sub("", text))
    for script in SCRIPT.findall(kept):
        yield from _data(script)
    yield from (html.unescape(remark) for remark in COMMENT.findall(kept))
    words = SCRIPT.sub("", kept)
    yield "\n".join(html.unescape(one or two) for one, two in ATTRIBUTE.findall(words))
    yield html.unescape(TAG.sub("\n", words))


def _notebook(text: str) -> Iterator[str]:
    """A notebook's cells, outputs and metadata; pages kept as text inside it are read as pages."""
    yield from _leaves(json.loads(text))


def _leaves(tree: Any) -> Iterator[str]:
    if isinstance(tree, Mapping):
        if "bdata" in tree:
            yield from _array(tree)
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
    """Data as written, with its escaped signs read, its lists spread out and its typed arrays decoded."""
    said = ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text)
    yield said
    yield "\n".join(LISTED.findall(said))
    yield from (written for block in TYPED.findall(text) for written in _array(dict(PAIR.findall(block))))


def _array(held: Mapping[str, Any]) -> Iterator[str]:
    """Numbers that a figure holds as base64: whoever opens the file can decode them."""
    kind = KINDS.get(str(held.get("dtype", "")).lstrip("<|="))
    if kind:
        raw = base64.b64decode(ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), str(held["bdata"])))
        yield "\n".join(repr(number) for number in array(kind, raw[: len(raw) - len(raw) % array(kind).itemsize]))


def _rows(text: str) -> Iterator[str]:
    """The cells of a CSV file: between two commas a number is not the decimals of the one before."""
    yield text
    for delimiter in (",", ";", "\t"):
        if delimiter in text:
            yield "\n".join(cell for row in csv.reader(text.splitlines(), delimiter=delimiter) for cell in row)


def _workbook(path: Path) -> Iterator[str]:
    """Every part of an office file: texts, comments, properties, names of sheets, alternative texts, formulas, numbers."""
    with zipfile.ZipFile(path) as book:
        for name in sorted(book.namelist()):
            yield name
            if name.endswith((".xml", ".vml", ".rels")) and "styles" not in name and "theme" not in name:
                yield from _part(book.read(name).decode("utf-8", errors="replace"), sheet="worksheets/" in name)


def _part(part: str, *, sheet: bool) -> Iterator[str]:
    if sheet:
        cells = CELL.findall(part)
        yield "\n".join(value for attributes, _, value in cells if 't="s"' not in attributes)
        yield "\n".join(formula for _, formula, _ in cells if formula)
        part = CELL.sub("", part)
    yield "\n".join(html.unescape(one or two) for one, two in SAID.findall(part))
    yield html.unescape(TAG.sub("\n", part))


def _frame(path: Path) -> Iterator[str]:
    import polars as pl

    for column in pl.read_parquet(path):
        yield "\n".join(str(value) for value in column.drop_nulls().unique(maintain_order=True).to_list())


READERS: Final[Mapping[str, Callable[[str], Iterator[str]]]] = {
    ".html": _page, ".htm": _page, ".svg": _page, ".ipynb": _notebook, ".json": _data, ".csv": _rows,
}  # fmt: skip

"""What the package says to people: sentences, numbers and dates, in French and in English.

Sentences live in ``locale/<language>.po`` under stable keys; Python holds only the keys. This module stands below
everything that speaks, so that an error, a finding and a report use the same words and the same number formats.
"""

from __future__ import annotations

import base64
import gettext
import io
import json
import os
import re
import string
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Final

from scop_analytics.kept import made_once

LOCALE: Final = Path(__file__).with_name("locale")
LANGUAGES: Final = tuple(sorted((path.stem for path in LOCALE.glob("*.po")), reverse=True))
SEVERAL: Final = 2
NARROW: Final = "\u202f"
GLUE: Final = "\u00a0"
MINUS: Final = "\u2212"
APOSTROPHE: Final = "\u2019"


def default_language() -> str:
    """French when the machine speaks French or says nothing, English otherwise."""
    locale = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "fr" if locale[:2].lower() in ("", "fr", "c", "c.", "po") else "en"


@cache
def catalogue(lang: str) -> tuple[frozenset[str], gettext.NullTranslations]:
    """The keys and sentences of one language, from its ``.po`` file: compiled once, and again when a byte of it changes."""
    source = (LOCALE / f"{lang}.po").read_bytes()
    sentences = json.loads(made_once(f"words-{lang}", [source], lambda: _compiled(lang, source)))
    return frozenset(sentences["keys"]), gettext.GNUTranslations(io.BytesIO(base64.b64decode(sentences["mo"])))


def _compiled(lang: str, source: bytes) -> bytes:
    """The keys and the ``.mo`` form of a ``.po`` file, as JSON."""
    from babel.messages.mofile import write_mo  # lazily: only what speaks for the first time pays for it
    from babel.messages.pofile import read_po

    whole, compiled = read_po(io.BytesIO(source), locale=lang), io.BytesIO()
    write_mo(compiled, whole)
    names = [entry.id if isinstance(entry.id, str) else entry.id[0] for entry in whole if entry.id]
    return json.dumps({"keys": names, "mo": base64.b64encode(compiled.getvalue()).decode()}).encode()


def known(key: str, lang: str = "fr") -> bool:
    """Whether the sentence ``key`` exists in ``lang``."""
    return key in catalogue(lang)[0]


def say(key: str, lang: str, /, **facts: object) -> str:
    """The sentence ``key`` in ``lang``, its ``{facts}`` formatted for the language.

    A fact ``n`` chooses between singular and plural. ``{x:percent}`` and the other kinds of :data:`FORMATS` may follow a
    name. A key without sentence is a fault of the package, not of the data: ``KeyError`` names it.
    """
    if not known(key, lang):
        raise KeyError(f"locale/{lang}.po has no sentence {key!r}")
    count = facts.get("n", 1)
    sentences = catalogue(lang)[1]
    text = sentences.ngettext(key, key, count if isinstance(count, int) else 2)
    text = sentences.gettext(key) if text == key else text  # an entry without plural forms
    return _Sentence(lang).format(text, **facts)


class _Sentence(string.Formatter):
    """``str.format`` with the number and date formats of one language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def format_field(self, value: object, format_spec: str) -> str:
        if format_spec in FORMATS:
            return FORMATS[format_spec](value, self.lang)
        return show(value, self.lang) if not format_spec else format(value, format_spec)


def show(value: object, lang: str) -> str:
    """A bare fact: text as it is, integers and numbers in the language's format, dates in words."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return say(f"word.{'yes' if value else 'no'}", lang) if isinstance(value, bool) else str(value or "")
    if isinstance(value, int):
        return number(value, lang, 0)
    if isinstance(value, float | Decimal):
        return number(value, lang, 1)
    return long_date(value, lang) if isinstance(value, date) else listed(value, lang)


def listed(items: object, lang: str) -> str:
    """``a, b et c``: several facts as one part of a sentence."""
    texts = [show(item, lang) for item in items] if isinstance(items, Sequence) else [str(items)]
    if len(texts) < SEVERAL:
        return "".join(texts)
    return f"{', '.join(texts[:-1])} {say('word.and', lang)} {texts[-1]}"


def rounded(value: float | Decimal, digits: int) -> Decimal:
    """``value`` at ``digits`` decimals, half away from zero, in decimal arithmetic (never the binary tie)."""
    return Decimal(repr(value) if isinstance(value, float) else value).quantize(
        Decimal(1).scaleb(-digits), ROUND_HALF_UP
    )


def number(value: object, lang: str, digits: int = 1) -> str:
    """``1 234,5`` in French, ``1,234.5`` in English; minus is U+2212, never a hyphen."""
    exact = rounded(Decimal(str(value)), digits)
    marks = {ord(","): say("format.group", lang), ord("."): say("format.decimal", lang)}
    text = f"{abs(exact):,.{digits}f}".translate(marks)
    return f"{MINUS}{text}" if exact < 0 else text


def percent(value: object, lang: str, digits: int = 1) -> str:
    """``12,5 %`` (U+00A0) in French, ``12.5%`` in English; ``value`` is already in percent."""
    return say("format.percent", lang, x=number(value, lang, digits))


def euros(value: object, lang: str, digits: int = 0) -> str:
    """``2 450 €`` in French, ``€2,450`` in English; ``value`` in euros."""
    text = number(value, lang, digits)
    sign = MINUS if text.startswith(MINUS) else ""
    return sign + say("format.euros", lang, x=text.removeprefix(MINUS))


def signed(value: object, lang: str, digits: int = 1) -> str:
    """A change, its sign always written: ``+1,2``, ``−0,4``, ``0,0``."""
    return ("+" if rounded(Decimal(str(value)), digits) > 0 else "") + number(value, lang, digits)


def points(value: object, lang: str, digits: int = 1) -> str:
    """A difference of percentages: ``+1,2 point``, ``+3,0 points``; the plural starts at two in French."""
    from babel import Locale

    exact = abs(rounded(Decimal(str(value)), digits))
    key = "unit.point" if Locale.parse(lang).plural_form(exact) == "one" else "unit.points"
    return f"{signed(value, lang, digits)}{GLUE}{say(key, lang)}"


def ratio(value: object, lang: str, digits: int = 1) -> str:
    """``1 à 2,4`` in French, ``2.4×`` in English; a plain number below one (« 0,8 femme pour un homme »)."""
    text = number(value, lang, digits)
    return text if rounded(Decimal(str(value)), digits) < 1 else say("format.ratio", lang, x=text)


def long_date(day: object, lang: str) -> str:
    """``31 décembre 2025`` or ``31 December 2025``; the first day of a month is ``1er`` in French."""
    from babel.dates import format_date

    text = str(format_date(day, "d MMMM y", locale=say("format.locale", lang))).replace(" ", GLUE, 1)
    first = f"1{GLUE}"
    return say("format.first_day", lang) + text.removeprefix("1") if text.startswith(first) else text


def month_year(day: object, lang: str) -> str:
    """``nov. 2027`` or ``Nov 2027``."""
    from babel.dates import format_date

    return str(format_date(day, "MMM y", locale=say("format.locale", lang))).replace(" ", GLUE)


def fraction(part: object, whole: object, lang: str) -> str:
    """``4 sur 9`` or ``4 of 9``, never broken over two lines."""
    return f"{number(part, lang, 0)}{GLUE}{say('word.of', lang)}{GLUE}{number(whole, lang, 0)}"


def interval(bounds: object, lang: str, digits: int = 1) -> str:
    """``[−1,0 ; 7,4] %`` or ``[−1.0, 7.4]%``; ``bounds`` = (low, high) in percent."""
    low, high = (number(bound, lang, digits) for bound in bounds)  # type: ignore[attr-defined]
    return say("format.interval", lang, low=low, high=high)


def glued(text: str, lang: str) -> str:
    """``text`` whose numbers stay on the line of the word they count, and years on that of the word before them."""
    of = say("word.of", lang)
    text = re.sub(rf"(?<=\S) {of} (?=\d)", f"{GLUE}{of}{GLUE}", text)
    text = re.sub(r"(?<=[a-zé’']) (?=(?:19|20)\d\d\b)", GLUE, text)
    return re.sub(r"(?<=\d) (?=[a-zéà]{3})(?!sur |and |des |aux |les |dans |pour )", GLUE, text)


FORMATS: Final = {
    "integer": lambda value, lang: number(value, lang, 0),
    "number": number,
    "percent": percent,
    "percent0": lambda value, lang: percent(value, lang, 0),
    "euros": euros,
    "cents": lambda value, lang: euros(Decimal(str(value)) / 100, lang),
    "points": points,
    "points0": lambda value, lang: points(value, lang, 0),
    "ratio": ratio,
    "signed": signed,
    "date": long_date,
    "month": month_year,
    "interval": interval,
    "list": listed,
}


def typography(text: str, lang: str) -> str:
    """``text`` with the spaces French puts before ``; : ! ? % €`` and inside « », and typographic apostrophes."""
    if lang != "fr":
        return text
    for sign, space in (
        (";", NARROW),
        ("!", NARROW),
        ("?", NARROW),
        (":", GLUE),
        ("%", GLUE),
        ("€", GLUE),
        ("»", GLUE),
    ):
        text = text.replace(f" {sign}", f"{space}{sign}")
    return text.replace("« ", f"«{GLUE}").replace("'", APOSTROPHE).replace("u-dessus", "u\u2011dessus")

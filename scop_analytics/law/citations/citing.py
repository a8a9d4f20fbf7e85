"""One citation in the language of its reader, by the phrases of ``phrases.toml``."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

from scop_analytics import datafiles

PHRASES: Final = Path(__file__).with_name("phrases.toml")
WORD: Final = re.compile(r"[^\W\d_]+")
PLACE: Final = re.compile(r"\\\{(\w+)\\\}")
NUMBER: Final = r"\b(?:Annex \w+|[A-Z]?\d[\w.-]*|[a-z])(?![^\W\d_])"
Swap = tuple[re.Pattern[str], str]


def cited(source: str, lang: str) -> str:
    """« Loi n° 78-763 du 19 juillet 1978, art. 33 » or “Act no. 78-763 of 19 July 1978, art. 33”.

    A citation of which a word is not known stays as it is: half a sentence in each language helps no reader.
    """
    if lang == "fr":
        return source
    told = source
    for pattern, english in _swaps():
        told = pattern.sub(english, told)
    return source if _french() & {word.lower() for word in WORD.findall(told)} else told


@cache
def _french() -> frozenset[str]:
    return frozenset(datafiles.read_packaged(PHRASES)["french"])


@cache
def _swaps() -> tuple[Swap, ...]:
    """Months first, then whole phrases, the longest first, then those that stand around a day or an article."""
    read = datafiles.read_packaged(PHRASES)
    english = dict(zip(read["months"], read["months_in_english"], strict=True))
    months = [(re.compile(rf"\b{name}\b"), english[name]) for name in english]
    held = "|".join(english.values())
    places = {"date": rf"\d+(?:er)? (?:{held}) \d{{4}}", "month": rf"(?:{held}) \d{{4}}", "number": NUMBER}
    ordered = sorted(read["phrases"].items(), key=lambda pair: ("{" in pair[0], -len(pair[0])))
    return (*months, *(_swap(phrase, told, places) for phrase, told in ordered))


def _swap(phrase: str, told: str, places: dict[str, str]) -> Swap:
    """A phrase as a pattern: what stands in its places is kept, in the same order."""
    pattern = PLACE.sub(lambda place: f"({places[place[1]]})", re.escape(phrase))
    count = iter(range(1, 10))
    return re.compile(pattern), re.sub(r"\{\w+\}", lambda _: rf"\{next(count)}", told)

"""The size band of co-operatives in words: the same on the sheet of one and in the report of a region."""

from __future__ import annotations

from collections.abc import Callable


def size_words(band: str, say: Callable[..., str]) -> str:
    """« 10 à 49 salariés », « 250 salariés et plus »; the unknown band has no numbers."""
    if band.endswith("+"):
        return say("region.size_from", low=band.rstrip("+"))
    low, _, high = band.partition("-")
    return say("region.size_between", low=low, high=high) if high else say("region.size_unknown")

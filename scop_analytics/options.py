"""Options of ``scop.toml``: what a co-operative chose to publish, and the rules it asked to be measured by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from scop_analytics.law import HOME, JURISDICTIONS

# The words that an option accepts; options that are absent here are free text.
CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "jurisdictions": JURISDICTIONS,
}


@dataclass(frozen=True)
class Options:
    """What the co-operative decided to show beyond its employer, in the words printed in reports: who decided, and when.

    ``jurisdictions``: the countries whose rules are computed for it; any other is computed when asked by name.
    """

    publish_pay_spread: str = ""
    publish_company_figures: str = ""
    jurisdictions: tuple[str, ...] = (HOME,)

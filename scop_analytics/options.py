"""Options of ``scop.toml``: what a co-operative chose to publish, and the rules it asked to be measured by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from scop_analytics.law import HOME, JURISDICTIONS, READINGS

# The words that an option accepts; options that are absent here are free text.
CHOICES: Final[Mapping[str, tuple[str | int, ...]]] = {
    "jurisdictions": JURISDICTIONS,
    "pay_equity_period": ("calendar", "fiscal"),
    "index_groups": ("csp", "level"),
    "index_raise_years": (1, 2, 3),
    "equal_value": ("csp_level", "declared", "criteria"),
    "transposition": READINGS,
    "alert_direction": ("both", "women"),
    "include_leavers": (False, True),
}
# Those that the derived frames read, company by company.
BY_COMPANY: Final = ("pay_equity_period", "index_groups", "index_raise_years", "equal_value", "include_leavers")


@dataclass(frozen=True)
class Options:
    """What the co-operative decided to show beyond its employer, in the words printed in reports: who decided, and when.

    ``jurisdictions``: the countries whose rules are computed for it; any other is computed when asked by name.
    ``transposition``: the reading of the French bill on pay transparency that its duties follow.
    ``alert_direction``: whether the threshold of the directive holds in both directions, or only against women.
    ``include_leavers``: whether employees who left before closing may be owed a labour share.
    The other four are the choices that the law on pay equity leaves.
    """

    publish_pay_spread: str = ""
    publish_company_figures: str = ""
    jurisdictions: tuple[str, ...] = (HOME,)
    transposition: str = READINGS[0]
    pay_equity_period: str = "calendar"
    index_groups: str = "csp"
    index_raise_years: int = 1
    equal_value: str = "csp_level"
    alert_direction: str = "both"
    include_leavers: bool = False


@dataclass(frozen=True)
class Sharing:
    """What the co-operative agreed to send its union: section ``[benchmark]`` of ``scop.toml``.

    ``entity``: the pseudonym that the union gave it; ``terms``: the version of the agreement; ``agreed_on`` and
    ``agreed_by``: when, and by whom (a meeting, a board). ``strict``: figures about few people are not sent at all.
    """

    entity: str = ""
    terms: str = ""
    agreed_on: date | None = None
    agreed_by: str = ""
    strict: bool = False

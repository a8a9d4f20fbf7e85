"""What a co-operative chooses: whom it shows its figures to, and how its pay between women and men is compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from scop_analytics.errors import UsageError, closest

CHOICES: Final[Mapping[str, tuple[object, ...]]] = MappingProxyType(
    {
        "pay_equity_period": ("calendar", "fiscal"),
        "index_groups": ("csp", "level"),
        "index_raise_years": (1, 2, 3),
        "equal_value": ("csp_level", "declared", "criteria"),
    }
)


@dataclass(frozen=True)
class Options:
    """What the co-operative decided: what it shows beyond its employer, and the choices that the law on pay equity leaves.

    The first two hold the words printed in reports: who decided, and when. The others take one of :data:`CHOICES`.
    """

    publish_pay_spread: str = ""
    publish_company_figures: str = ""
    pay_equity_period: str = "calendar"
    index_groups: str = "csp"
    index_raise_years: int = 1
    equal_value: str = "csp_level"

    def __post_init__(self) -> None:
        """A choice that nobody knows is refused with the closest valid one."""
        for name, valid in CHOICES.items():
            chosen = getattr(self, name)
            if type(chosen) is not type(valid[0]) or chosen not in valid:
                known = [str(item) for item in valid]
                raise UsageError(
                    "unknown_choice", key=name, value=chosen, suggestion=closest(str(chosen), known), valid=known
                )

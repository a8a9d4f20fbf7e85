"""scop_analytics: how worker co-operatives measure themselves.

``load`` reads payroll and governance files into a :class:`Dossier`, ``check`` validates it, ``compute`` turns it into
results (a number or a reason), ``report`` makes the pages. Names are imported when first used: the import costs polars only.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import polars as pl  # noqa: F401 - the one frame library inside; everything behind this door stands on it

if TYPE_CHECKING:
    from scop_analytics import figures as figures
    from scop_analytics import law as law
    from scop_analytics.benchmarking import benchmark as benchmark
    from scop_analytics.checks import check as check
    from scop_analytics.dossier import Dossier as Dossier
    from scop_analytics.dossier import load as load
    from scop_analytics.errors import ScopError as ScopError
    from scop_analytics.masking import protect as protect
    from scop_analytics.measuring import compute as compute
    from scop_analytics.official import declaration as declaration
    from scop_analytics.reports import report as report
    from scop_analytics.reports.disclosures import disclosures as disclosures
    from scop_analytics.results import Results as Results
    from scop_analytics.statutory import equity_index as equity_index

__version__ = "0.1.0"

__all__ = [
    "Dossier",
    "Results",
    "ScopError",
    "__version__",
    "benchmark",
    "check",
    "compute",
    "declaration",
    "disclosures",
    "equity_index",
    "figures",
    "law",
    "load",
    "protect",
    "report",
]

_DOORS: Final = {
    "Dossier": "dossier",
    "Results": "results",
    "ScopError": "errors",
    "benchmark": "benchmarking",
    "check": "checks",
    "compute": "measuring",
    "declaration": "official",
    "disclosures": "reports.disclosures",
    "equity_index": "statutory",
    "load": "dossier",
    "protect": "masking",
    "report": "reports",
}
_MODULES: Final = ("figures", "law")


def __getattr__(name: str) -> Any:
    """The public name, imported on first use."""
    if name in _DOORS:
        return getattr(import_module(f"scop_analytics.{_DOORS[name]}"), name)
    if name in _MODULES:
        return import_module(f"scop_analytics.{name}")
    raise AttributeError(f"module 'scop_analytics' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)

"""What packs hold, how pay is classed, which activities make a sector, how peers are chosen: the data files beside this one."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final

from scop_analytics import datafiles

HERE: Final = Path(__file__).parent


@cache
def packs() -> dict[str, Any]:
    """What an aggregate pack holds and on which terms it leaves (``packs.toml``)."""
    return datafiles.read_packaged(HERE / "packs.toml")


@cache
def pay_classes() -> dict[str, Any]:
    """The fixed classes of monthly pay of the histograms (``pay_classes.toml``)."""
    return datafiles.read_packaged(HERE / "pay_classes.toml")


@cache
def sectors() -> dict[str, Any]:
    """Sections and divisions of activities (``sectors.toml``)."""
    return datafiles.read_packaged(HERE / "sectors.toml")


@cache
def peers() -> dict[str, Any]:
    """Peer groups, minima and statistics of comparisons (``peers.toml``)."""
    return datafiles.read_packaged(HERE / "peers.toml")

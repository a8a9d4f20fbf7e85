"""What the report of a region holds: strata, panels and cuts of all its co-operatives, published together and kept in one register."""

from __future__ import annotations

from scop_analytics.benchmarking.regional.cuts import Cut, Given
from scop_analytics.benchmarking.regional.door import Regional, regional

__all__ = ["Cut", "Given", "Regional", "regional"]

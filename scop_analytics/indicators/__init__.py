"""Indicators: the catalogue, the functions written beside it, and the engine that computes them for all companies at once."""

from __future__ import annotations

from scop_analytics.indicators.computing import Computed, compute, compute_full

__all__ = ["Computed", "compute", "compute_full"]

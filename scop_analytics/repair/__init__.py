"""Corrected copies of a dossier: what reading understood, written plainly, with the list of what was changed."""

from __future__ import annotations

from scop_analytics.repair.repairing import Repaired, default_target, repair

__all__ = ["Repaired", "default_target", "repair"]

"""Contracts become great-expectations suites, rules across tables follow: one tidy frame of findings."""

from __future__ import annotations

from scop_analytics.checks.checking import check, export, usable
from scop_analytics.checks.findings import Findings
from scop_analytics.checks.formats import render

__all__ = ["Findings", "check", "export", "render", "usable"]

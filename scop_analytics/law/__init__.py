"""Dated values of the law: every number with the day it starts, its text and its link; code never knows a date."""

from __future__ import annotations

from scop_analytics.law.days import as_date
from scop_analytics.law.law import Law, at, load
from scop_analytics.law.listing import table
from scop_analytics.law.reading import read_folder
from scop_analytics.law.rules import Rules
from scop_analytics.law.values import HOME, JURISDICTIONS, READINGS, Calendar, Cycle, Dated, Entry, Scale, Value

__all__ = [
    "HOME",
    "JURISDICTIONS",
    "READINGS",
    "Calendar",
    "Cycle",
    "Dated",
    "Entry",
    "Law",
    "Rules",
    "Scale",
    "Value",
    "as_date",
    "at",
    "load",
    "read_folder",
    "table",
]

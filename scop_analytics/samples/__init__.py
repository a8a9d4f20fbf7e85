"""Imaginary co-operatives: three dossiers to try everything on, and networks of any size to measure speed.

Nobody in them exists. ``write(folder)`` makes the dossiers of 9, 42 and 180 people, ``network(companies, output=…)`` one
file per table for thousands of co-operatives. The same seed gives the same bytes.
"""

from __future__ import annotations

from scop_analytics.samples.dossiers import tables_of, write
from scop_analytics.samples.invented import invented
from scop_analytics.samples.networks import network

__all__ = ["invented", "network", "tables_of", "write"]

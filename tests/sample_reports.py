"""The reports of the three sample co-operatives, measured and made once for all the tests that only read them."""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path

from scop_analytics import places
from scop_analytics.reports import publishing
from scop_analytics.reports.preparing import Order, measure


@functools.cache
def measured(name, size):
    """A sample checked and computed for a report, before any reader is thought of."""
    return measure(places.samples() / f"coop_{size}", name)


@functools.cache
def made(name, size, audience, lang):
    """Its pages for some readers; a test that changes them makes its own."""
    with tempfile.TemporaryDirectory() as room:
        return publishing.make_here(measured(name, size), Order(name, None, audience, lang), Path(room))

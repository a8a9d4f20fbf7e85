"""Files become typed frames: every fault is collected, none stops the reading, no row vanishes."""

from __future__ import annotations

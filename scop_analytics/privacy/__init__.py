"""Masking: the only way out of ``compute``, and the last look at every file before it is left on the disk."""

from __future__ import annotations

from scop_analytics.privacy.policy import policy
from scop_analytics.privacy.release import Released, release
from scop_analytics.privacy.support import SUPPORT

__all__ = ["SUPPORT", "Released", "policy", "release"]

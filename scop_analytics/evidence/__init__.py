"""Evidence: what was run on what, and how anybody can check it later."""

from __future__ import annotations

from scop_analytics.evidence.attestation import attestation
from scop_analytics.evidence.manifest import Record, dumped, record
from scop_analytics.evidence.verification import Verification, verify
from scop_analytics.evidence.whole import write_whole

__all__ = ["Record", "Verification", "attestation", "dumped", "record", "verify", "write_whole"]

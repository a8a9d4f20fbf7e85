"""What other frameworks ask, filled in from the published results: VSME workforce disclosures, bilan social, BDESE.

The figures, their ids and their masking are those of the impact report of the same year and audience; nothing is computed
apart, so that the two can be read together without saying more than each.
"""

from __future__ import annotations

from scop_analytics.reports.disclosures.filling import Disclosures, disclosures
from scop_analytics.reports.disclosures.writing import write

__all__ = ["Disclosures", "disclosures", "write"]

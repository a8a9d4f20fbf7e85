"""Tables with margins in which nobody can be worked out: primary rules, complementary masking, proof by an audit apart."""

from __future__ import annotations

from scop_analytics.masking.door import Protected, protect
from scop_analytics.masking.parameters import Parameters, Rules, parameters_of
from scop_analytics.masking.percentiles import percentile_bands, percentile_rank, smoothed_percentile

__all__ = [
    "Parameters",
    "Protected",
    "Rules",
    "parameters_of",
    "percentile_bands",
    "percentile_rank",
    "protect",
    "smoothed_percentile",
]

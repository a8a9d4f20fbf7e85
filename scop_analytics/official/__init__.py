"""The public declaration of pay gaps: its figures in the order of the form, beside the official values of the State's file.

The official file is computed by the State from the monthly payroll declarations. Each value is set beside ours; what
differs is explained by the definition that reproduces the official number, when one does, and never by a guess.
"""

from __future__ import annotations

from scop_analytics.official.declaring import declaration
from scop_analytics.official.form import Declaration
from scop_analytics.official.reading import Official, read

__all__ = ["Declaration", "Official", "declaration", "read"]

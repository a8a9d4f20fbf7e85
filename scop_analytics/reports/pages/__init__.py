"""The pages, one module each; a notebook cell calls one of these functions with its run.

A page builder takes a :class:`~scop_analytics.reports.run.Run` and returns a page. It chooses the figure the audience
and the size of the co-operative allow, and always returns a page: what cannot be shown is said.
"""

from scop_analytics.reports.pages.cover import cover
from scop_analytics.reports.pages.equity_e5 import page as equity_e5
from scop_analytics.reports.pages.impact_p4 import page as impact_p4
from scop_analytics.reports.pages.impact_p14 import page as impact_p14

__all__ = ["cover", "equity_e5", "impact_p4", "impact_p14"]

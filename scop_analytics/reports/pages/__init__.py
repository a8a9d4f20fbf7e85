"""The pages, one module each; a notebook cell calls one of these functions with its run.

A page builder takes a :class:`~scop_analytics.reports.run.Run` and returns a page. It chooses the figure the audience
and the size of the co-operative allow, and returns a page: what cannot be shown is said. Two pages have
a subject some co-operatives do not have, and return nothing for these: small numbers (E8), the former index (E9).
"""

from scop_analytics.reports.pages.benchmark_b1 import cover as benchmark_cover
from scop_analytics.reports.pages.benchmark_b1 import page as benchmark_b1
from scop_analytics.reports.pages.benchmark_b2 import page as benchmark_b2
from scop_analytics.reports.pages.benchmark_b2 import value as benchmark_b3
from scop_analytics.reports.pages.benchmark_b4 import page as benchmark_b4
from scop_analytics.reports.pages.cover import cover
from scop_analytics.reports.pages.equity_e1 import page as equity_e1
from scop_analytics.reports.pages.equity_e2 import page as equity_e2
from scop_analytics.reports.pages.equity_e3 import page as equity_e3
from scop_analytics.reports.pages.equity_e4 import page as equity_e4
from scop_analytics.reports.pages.equity_e5 import page as equity_e5
from scop_analytics.reports.pages.equity_e6 import page as equity_e6
from scop_analytics.reports.pages.equity_e8 import page as equity_e8
from scop_analytics.reports.pages.equity_e9 import page as equity_e9
from scop_analytics.reports.pages.equity_e10 import page as equity_e10
from scop_analytics.reports.pages.equity_e12 import page as equity_e12
from scop_analytics.reports.pages.equity_e13 import page as equity_e13
from scop_analytics.reports.pages.impact_a1 import page as impact_a1
from scop_analytics.reports.pages.impact_a2 import page as impact_a2
from scop_analytics.reports.pages.impact_p1 import page as impact_p1
from scop_analytics.reports.pages.impact_p2 import page as impact_p2
from scop_analytics.reports.pages.impact_p3 import page as impact_p3
from scop_analytics.reports.pages.impact_p4 import page as impact_p4
from scop_analytics.reports.pages.impact_p5 import page as impact_p5
from scop_analytics.reports.pages.impact_p6 import page as impact_p6
from scop_analytics.reports.pages.impact_p7 import page as impact_p7
from scop_analytics.reports.pages.impact_p8 import page as impact_p8
from scop_analytics.reports.pages.impact_p9 import page as impact_p9
from scop_analytics.reports.pages.impact_p10 import page as impact_p10
from scop_analytics.reports.pages.impact_p11 import page as impact_p11
from scop_analytics.reports.pages.impact_p12 import page as impact_p12
from scop_analytics.reports.pages.impact_p13 import page as impact_p13
from scop_analytics.reports.pages.impact_p14 import page as impact_p14
from scop_analytics.reports.pages.impact_p15 import page as impact_p15
from scop_analytics.reports.pages.impact_p16 import page as impact_p16
from scop_analytics.reports.pages.quality import q1 as quality_q1
from scop_analytics.reports.pages.quality import q2 as quality_q2
from scop_analytics.reports.pages.quality import q3 as quality_q3
from scop_analytics.reports.pages.quality import q4 as quality_q4
from scop_analytics.reports.pages.region_r1 import cover as region_cover
from scop_analytics.reports.pages.region_r1 import page as region_r1
from scop_analytics.reports.pages.region_r2 import page as region_r2
from scop_analytics.reports.pages.region_r3 import page as region_r3
from scop_analytics.reports.pages.region_r4 import page as region_r4
from scop_analytics.reports.pages.region_r5 import page as region_r5
from scop_analytics.reports.pages.region_r6 import page as region_r6
from scop_analytics.reports.pages.region_r7 import page as region_r7
from scop_analytics.reports.pages.region_r8 import page as region_r8
from scop_analytics.reports.pages.region_r9 import footprint as region_r10
from scop_analytics.reports.pages.region_r9 import page as region_r9
from scop_analytics.reports.pages.region_r11 import page as region_r11
from scop_analytics.reports.pages.region_r12 import page as region_r12

__all__ = [
    "benchmark_b1",
    "benchmark_b2",
    "benchmark_b3",
    "benchmark_b4",
    "benchmark_cover",
    "cover",
    "equity_e1",
    "equity_e2",
    "equity_e3",
    "equity_e4",
    "equity_e5",
    "equity_e6",
    "equity_e8",
    "equity_e9",
    "equity_e10",
    "equity_e12",
    "equity_e13",
    "impact_a1",
    "impact_a2",
    "impact_p1",
    "impact_p2",
    "impact_p3",
    "impact_p4",
    "impact_p5",
    "impact_p6",
    "impact_p7",
    "impact_p8",
    "impact_p9",
    "impact_p10",
    "impact_p11",
    "impact_p12",
    "impact_p13",
    "impact_p14",
    "impact_p15",
    "impact_p16",
    "quality_q1",
    "quality_q2",
    "quality_q3",
    "quality_q4",
    "region_cover",
    "region_r1",
    "region_r2",
    "region_r3",
    "region_r4",
    "region_r5",
    "region_r6",
    "region_r7",
    "region_r8",
    "region_r9",
    "region_r10",
    "region_r11",
    "region_r12",
]

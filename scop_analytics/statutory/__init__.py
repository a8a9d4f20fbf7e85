"""The statutory index of professional equality between women and men (France, 2019-2026 regime).

Each notion has its file: groups, gap, rates, return from leave, ten best paid, total; ``exactness`` rounds without a binary
tie; ``input_checks`` says what is refused. :func:`equity_index` is the door for aggregates; the indicator family
``statutory_index`` gives the same figures from people.
"""

from __future__ import annotations

from scop_analytics.statutory.door import equity_index
from scop_analytics.statutory.index import EquityIndex
from scop_analytics.statutory.input_checks import RefusedError

__all__ = ["EquityIndex", "RefusedError", "equity_index"]

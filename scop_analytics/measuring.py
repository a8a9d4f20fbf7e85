"""What people call computing: check first, put aside what the checks refuse, compute and mask the rest.

A blocking finding never stops a run: it makes the figures that rest on the faulty table ``missing`` for that company and
year, and the others go on.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from scop_analytics import indicators
from scop_analytics.checks import check, usable
from scop_analytics.results import Results

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier


def compute(
    dossier: Dossier,
    *,
    only: Iterable[str] | None = None,
    by: str | None = None,
    audience: str = "members",
    year: int | None = None,
    lang: str = "fr",
) -> Results:
    """The results of ``dossier`` for one audience: each a number or a reason, masked and rounded as it may read them.

    ``only`` restricts to some indicators, ``by`` adds groups (``"sex,csp*age_band"``: apart, and crossed with all margins),
    ``year`` keeps one fiscal year, by the label of its closing. Shares are in percent, money in euros; a gap is positive
    when men earn more. Unknown names raise :class:`~scop_analytics.errors.UsageError` with the closest valid one.
    """
    findings = check(dossier)
    kept = usable(dossier, findings)
    return indicators.compute(kept, findings=findings.live, only=only, by=by, audience=audience, year=year, lang=lang)

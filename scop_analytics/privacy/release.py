"""Release: the only way from computed figures to anything that is drawn or written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from scop_analytics.errors import DisclosureError
from scop_analytics.privacy.audit import audit
from scop_analytics.privacy.cells import cells
from scop_analytics.privacy.complement import Exposed, complementary
from scop_analytics.privacy.neighbours import Neighbours, guarded
from scop_analytics.privacy.operands import Operand, operands_frame
from scop_analytics.privacy.policy import policy
from scop_analytics.privacy.primary import primary
from scop_analytics.privacy.published import publish
from scop_analytics.privacy.terms import Entry, terms

ATTEMPTS: Final = 20


@dataclass(frozen=True)
class Released:
    """What an audience may read, and the confidential log of what was hidden and why."""

    frame: pl.DataFrame
    log: pl.DataFrame
    audience: str

    def summary(self) -> dict[str, Any]:
        """What may be told of the masking: the version of the rules, the minimum of each class, the number hidden."""
        valid = policy()
        rules = {name: audiences[self.audience] for name, audiences in valid.classes.items()}
        minimum = {name: max(rule.people, rule.sides) for name, rule in rules.items() if rule.show == "rule"}
        return {"version": valid.version, "audience": self.audience, "minimum": minimum, "hidden": self.log.height}


def release(
    frame: pl.DataFrame,
    support: pl.DataFrame,
    catalogue: Mapping[str, Entry],
    audience: str,
    config: object = None,
    operands: Mapping[str, Iterable[Operand]] | None = None,
    neighbours: Neighbours | None = None,
) -> Released:
    """``frame`` masked and rounded for ``audience``, in the same order.

    ``frame`` has the columns of results in full precision, ``support`` those of :data:`privacy.support.SUPPORT`. The
    options of ``config`` say what the co-op itself allowed; ``operands`` tells, for each indicator computed from other
    indicators, which ones it reads; ``neighbours`` who stood in each group in which year, where one co-operative reports.
    Raises :class:`DisclosureError` (exit 5) when the audit
    finds that something hidden could be recovered.
    """
    name = policy().audience(audience)
    known = terms(catalogue, name, _allowed(config))
    tested = guarded(primary(cells(frame, support, known)).collect(), neighbours)
    marked, released = _protected(tested, frame, operands_frame(operands or {}))
    return Released(released, _log(marked, name), name)


def _protected(tested: pl.DataFrame, full: pl.DataFrame, operands: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Marked and published rows that pass the audit; in crossed tables a few more cells may be needed for that."""
    exposed: Exposed | None = None
    for _ in range(ATTEMPTS):
        marked = complementary(tested, operands, exposed)
        released = publish(full, marked)
        found = audit(released, full, marked)
        if not found:
            return marked, released
        more = marked.filter(pl.col("kind").is_in(["complementary", "inherited"]))
        exposed = more.select("ix", pl.col("kind").alias("added")), found
    indicators = sorted(set(full["indicator"].gather(found)))
    raise DisclosureError("audit_recoverable", count=len(found), indicators=indicators)


def _allowed(config: object) -> frozenset[str]:
    """What the co-op decided to publish: the pay spread (a named meeting), its own accounts."""
    options = getattr(config, "options", None)
    given = options if isinstance(options, Mapping) else getattr(options, "__dict__", {})
    names = {"spread": "publish_pay_spread", "company": "publish_company_figures"}
    return frozenset(name for name, option in names.items() if given.get(option))


def _log(marked: pl.DataFrame, audience: str) -> pl.DataFrame:
    """Every hidden row with its rule and kind: confidential."""
    hidden = marked.lazy().filter(pl.col("hides").is_not_null())
    return hidden.select(
        "company", "year", "indicator", "segment", pl.lit(audience).alias("audience"), pl.col("disclosure").alias("class"),
        pl.col("hides").alias("rule"), "kind", pl.col("n").alias("people"),
    ).collect()  # fmt: skip

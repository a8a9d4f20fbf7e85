"""The index from aggregates typed by hand, for one company or for thousands, without any payroll."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import polars as pl

from scop_analytics import law
from scop_analytics.law import Rules
from scop_analytics.results import reason
from scop_analytics.statutory import assembly, input_checks
from scop_analytics.statutory.index import EquityIndex, together
from scop_analytics.statutory.opening import opened
from scop_analytics.statutory.rows import out_of_force, rows
from scop_analytics.statutory.schema import COMPANIES, KEY, shaped
from scop_analytics.statutory.scoring import bracket as bracket_of
from scop_analytics.statutory.scoring import score
from scop_analytics.statutory.steps import steps

DATED: Final = "equity_index.points_total"  # the value whose dates say when there is an index


def equity_index(
    groups: Any,
    *,
    raises: Any = None,
    promotions: Any = None,
    returns: Mapping[str, int] | None = None,
    top_ten: Mapping[str, int] | None = None,
    bracket: str | None = None,
    headcount: float | None = None,
    mode: str | None = None,
    companies: Any = None,
    year: int | None = None,
    lang: str | None = None,
) -> EquityIndex:
    """The French index of professional equality (2019-2026 regime), exact to its legal rounding, from aggregates.

    ``groups``: one row per category and age band, as a polars or pandas frame, a list of mappings, or the path of a CSV or
    JSON file; columns ``csp`` (or ``level``), ``age_band``, ``women``, ``men``, ``women_mean``, ``men_mean`` (gross yearly
    full-time pay in euros) and, for several companies, ``company`` and ``year``.

    ``raises``: ``{"women_raised": 14, "men_raised": 9}`` (50 to 250: whole company, promotions included) or rows by ``csp``
    (more than 250); ``promotions``: rows by ``csp`` with ``women_promoted`` and ``men_promoted``. Zeros say that nobody was
    raised; nothing given makes the figure missing. ``returns``: ``{"returned": 2, "granted": 2, "raised": 2}``: back from
    maternity or adoption leave, those for whom a raise was granted meanwhile (all of them unless said), those who got it.
    ``top_ten``: ``{"women": 3, "men": 7}``. ``bracket``: ``"50-250"``, ``"251-999"``, ``"1000+"``, or ``headcount``.
    ``companies``: these facts of several companies, one row each.

    The gap of indicator 1 is in percent of men's pay, those of 2 and 3 in points: positive when men are favoured. Raises
    :class:`~scop_analytics.errors.DataError` with every fault when the data of a company given alone is invalid; among
    several companies, only the faulty ones have no figures, and say why. Source: code du travail, L1142-7 to L1142-10.
    """
    facts = {
        "raises": raises, "promotions": promotions, "returns": returns, "top_ten": top_ten, "bracket": bracket,
        "headcount": headcount, "mode": mode, "year": year,
    }  # fmt: skip
    tables = opened(groups, facts, companies)
    given = assembly.parsed(tables, year or last_year())
    found = [_of_year(given, when) for when in _years(given)]
    whole = together(found, lang)
    if whole.alone and not whole.faults.is_empty():
        raise input_checks.RefusedError(whole.faults)
    return whole


def last_year() -> int:
    """The last year this index was in force."""
    versions = law.load().entry(DATED).values
    return max((version.until or version.start).year for version in versions)


def _years(given: assembly.Parsed) -> list[int]:
    return sorted({*given.groups["fiscal_year"], *given.companies["fiscal_year"]})


def _of_year(given: assembly.Parsed, year: int) -> EquityIndex:
    """All companies of one year, under the law of its last day."""
    own = pl.col("fiscal_year") == year
    part = assembly.Parsed(*(frame.filter(own) for frame in vars(given).values()))
    rules = law.at(f"{year}-12-31")
    groups = assembly.by_group(part)
    if DATED not in rules:
        missed = shaped(groups.select(KEY).unique().sort(KEY), COMPANIES)
        return EquityIndex(out_of_force(missed, DATED), missed, {}, pl.DataFrame(schema=input_checks.FAULTS))
    return _scored(part, groups, rules)


def _scored(part: assembly.Parsed, groups: pl.DataFrame, rules: Rules) -> EquityIndex:
    rates = assembly.by_category(part, groups)
    size = pl.coalesce("bracket", bracket_of(pl.col("headcount"), rules))
    companies = assembly.by_company(part, groups, size, _whole(rules, "period_months"))
    least, places = _whole(rules, "group_minimum"), _whole(rules, "top_ten_people")
    faults = input_checks.checked(part, groups, rates, least, places)
    why = faults.group_by(KEY).len("faults").with_columns(reason("index_refused", {"n": pl.col("faults")}).alias("why"))
    companies = companies.join(why, on=KEY, how="left").with_columns(pl.col("why").alias("refused"))
    sound = {
        name: frame.join(why, on=KEY, how="anti", maintain_order="left")
        for name, frame in (("groups", groups), ("rates", rates))
    }
    found = score(shaped(companies, COMPANIES), sound["groups"], sound["rates"], rules)
    trail = {name: frame.collect() for name, frame in steps(found).items()}
    return EquityIndex(rows(found.company, rules), found.company, trail, faults)


def _whole(rules: Rules, name: str) -> int:
    return int(rules[f"equity_index.{name}"])  # type: ignore[arg-type]  # none of these is a scale

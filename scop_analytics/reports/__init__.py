"""Reports: results and sentences composed into pages, pages into files.

How to write a page
-------------------
A page is a function of a :class:`~scop_analytics.reports.run.Run` in ``reports/pages/<report>_<page>.py``; it returns a
:class:`~scop_analytics.reports.objects.Page`. ``impact_p4.py`` (dots, lines, tables) and ``equity_e5.py`` (three forms by
size and audience) are the models. Add it to ``pages/__init__.py`` and to one cell of the notebook.

- ``run.fact(id, year=None, **segment)`` → a result: ``.value`` (``None`` when masked, absent…), ``.known``, ``.status``,
  ``.part`` / ``.whole`` (numerator, denominator), ``.bounds``, and its words: ``.text`` (« 44 % »), ``.fraction``
  (« 4 sur 9 »), ``.full`` (« 4 sur 9 (44 %) »), ``.status_text`` (« ■ Masqué »), ``.why`` (reason), ``.label``, ``.short``,
  ``.cell`` / ``.fraction_cell`` (for a table; a spreadsheet gets the number). ``run.before``, ``run.history``,
  ``run.facts`` (all segments), ``run.change`` (« +4 points »).
- ``run.say(key, **facts)`` → a sentence of ``locale/``, typographed, numbers glued to their nouns. ``year`` is always a
  fact (as text); give ``n=`` to choose the plural, and format inside the sentence: ``{x:percent}``, ``{d:date}``.
- ``run.card(id, …)`` → a key figure. ``run.cell(value)``, ``run.columns(*keys)``, ``run.percents(…)`` for tables and axes.
- Blocks: ``Say(text, label="")`` (with a label: one of the opening sentences, consecutive ones form one list),
  ``Cards((…), columns=4|3)``, ``Table(caption, columns, rows, measure, total, phone="table"|"blocks"|"change")``,
  ``Figure(chart, data=Table, reading=« Lecture », alternative ≤ 150, n, ids, title, measure, repeated)``.
  ``repeated=True`` when the page's own table just below holds the same numbers; then give ``caption``.
- ``run.page("P4", title=…, subtitle=…, blocks=…, ids=…, n=…, sources=(tables…), method=(sentences…))`` adds the rail, the
  source line and the evidence line. The name of the page is the sentence ``page.P4``.
- Charts: one function a file in ``scop_analytics/figures/``: ``dot_rows``, ``lines``, ``sex_rows``, ``stacked_rows``,
  ``diverging``, ``interval_rows``, ``sex_dots``, ``bullet_rows``, ``exclusion_funnel``, ``quantile_strip``, ``pay_bands``, ``people_dots``, ``panels``
  (small multiples). Their rows are dataclasses of numbers and finished texts.

A value that is not known is drawn as its words, never as 0; a page whose data are missing says which file would fill it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from scop_analytics.reports.network.opening import open_sheet as open_sheet
    from scop_analytics.reports.opening import open_run as open_run
    from scop_analytics.reports.publishing import report as report
    from scop_analytics.reports.region.opening import open_region as open_region

_DOORS: Final = {
    "open_region": "region.opening",
    "open_run": "opening",
    "open_sheet": "network.opening",
    "report": "publishing",
}


def __getattr__(name: str) -> Any:
    """``report`` and ``open_run``, imported on first use: pages and kernels do not need them."""
    if name in _DOORS:
        from importlib import import_module

        return getattr(import_module(f"{__name__}.{_DOORS[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

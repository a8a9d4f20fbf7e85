"""What the co-operative owes its people in information, and gives: documents, meetings on the accounts, the pay grid."""

from __future__ import annotations

from scop_analytics.indicators.arguments import Columns
from scop_analytics.indicators.measures import Measure, count, share
from scop_analytics.indicators.reasons import Condition


def documents_published(document: Columns) -> Measure:
    """Percent of the documents and meetings due in the year that were given by the closing."""
    return share(document.published, among=document.item.is_not_null())


def documents_on_time(document: Columns) -> Measure:
    """Percent of the documents and meetings due in the year that were given by the day they were due."""
    return share(document.on_time, among=document.item.is_not_null())


def information_meetings(document: Columns) -> Measure:
    """Meetings on the accounts or the management due in the year and held by the closing."""
    return _given(document, "REUNION_COMPTES")


def pay_grid_open(document: Columns) -> Measure:
    """Times the pay grid was given to everybody in the year: at least one says that it is open."""
    return _given(document, "GRILLE_SALAIRES")


def _given(document: Columns, kind: str) -> Measure:
    unsaid = Condition(document.kind.is_not_null().sum() == 0, "missing", "kind_of_document_unknown")
    return count((document.kind == kind) & document.published).when(unsaid)

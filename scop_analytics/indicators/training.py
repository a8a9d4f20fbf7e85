"""Training: hours, access, spending, and learning how a co-operative works."""

from __future__ import annotations

from scop_analytics.indicators.arguments import Columns
from scop_analytics.indicators.measures import Measure, percent, share
from scop_analytics.indicators.rates import per_head, recorded
from scop_analytics.indicators.reasons import not_applicable

HUNDREDTHS = 100


def training_hours_per_employee(work_year: Columns) -> Measure:
    """Hours of training followed in the year for one person of the average headcount."""
    hours = work_year.training_hours
    return per_head(hours.sum(), work_year, per=HUNDREDTHS).when(recorded(hours, "trainings"))


def training_access_rate(work_year: Columns) -> Measure:
    """Different people trained in the year, in percent of the average headcount."""
    trained = work_year.trained
    return per_head(trained.sum(), work_year, times=100).when(recorded(trained, "trainings"))


def training_spend_share(company: Columns) -> Measure:
    """Spending on training in percent of the gross payroll."""
    return percent(company.training_cost, company.gross_payroll).of_cents()


def cooperative_training_share(work_year: Columns) -> Measure:
    """Percent of the headcount at closing trained on co-operative life in the year."""
    trained = work_year.trained_in_cooperation
    return share(trained > 0, among=work_year.is_present).when(recorded(trained, "trainings"))


def board_cooperative_training_share(seat_training: Columns) -> Measure:
    """Percent of the filled seats of the board whose holder was trained on co-operative life in the year."""
    trained = seat_training.is_trained
    no_board = not_applicable(seat_training.is_board.sum() == 0, "no_board")
    return share(trained.fill_null(False), among=seat_training.is_board).when(no_board, recorded(trained, "trainings"))

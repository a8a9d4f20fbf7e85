"""One employee's request: their own pay level, and the mean levels by sex for work of equal value; for the employer alone."""

from __future__ import annotations

from scop_analytics.answers.computing import Answer, Level, answer
from scop_analytics.answers.letter import letter

__all__ = ["Answer", "Level", "answer", "letter"]

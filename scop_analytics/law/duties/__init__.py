"""What the law asks of an employer of a given size, in a given year: each duty, whether it applies, and when it is next due."""

from scop_analytics.law.duties.duties import Duty, duties

__all__ = ["Duty", "duties"]

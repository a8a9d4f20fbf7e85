"""French texts of law as an English reader names them: numbers and articles stay, so that the text can be found."""

from scop_analytics.law.citations.citing import cited

__all__ = ["cited"]

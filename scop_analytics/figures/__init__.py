"""Figures: numbers and finished texts in, a chart in two widths out (bars, points and lines only).

Each chart shape is one function in a file of its name. :func:`trend` draws any indicator straight from results.
"""

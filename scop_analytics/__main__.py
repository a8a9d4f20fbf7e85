"""``python -m scop_analytics``: the same as ``scop``."""

from scop_analytics.cli import main

main()

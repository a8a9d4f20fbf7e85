"""The process behind a report's notebook: an ordinary IPython kernel that has read our pages before it is asked anything.

Started as ``python -m scop_analytics.reports.kernel -f <connection file>``. It is fresh for each report; what it loads
ahead are modules, while the report's figures are still being computed.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Load what the first cell will import, then serve."""
    sys.modules["debugpy"] = None  # type: ignore[assignment] # nobody debugs a report: the kernel must not wait for it
    import polars as pl  # noqa: F401 - read ahead
    from ipykernel import kernelapp

    import scop_analytics.reports.html
    import scop_analytics.reports.pages  # noqa: F401 - read ahead

    kernelapp.launch_new_instance()


if __name__ == "__main__":
    main()

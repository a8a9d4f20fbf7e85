"""What every test shares: browser checks that could not run are counted and said, and required where that is asked."""

from __future__ import annotations

import os
import sys

import pytest

NOT_RUN = "browser checks not run"

# jsonschema would build two dozen grammars of addresses when it is imported, three seconds in every worker; none is asked for.
sys.modules.setdefault("rfc3987_syntax", None)


def pytest_terminal_summary(terminalreporter):
    """The last line a person reads when no browser is installed."""
    skipped = [report for report in terminalreporter.getreports("skipped") if NOT_RUN in str(report.longrepr)]
    if skipped:
        terminalreporter.write_line(f"{NOT_RUN}: {len(skipped)}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Where a browser is required, a browser check that is skipped is a failure."""
    report = yield
    if report.skipped and NOT_RUN in str(report.longrepr) and os.environ.get("SCOP_REQUIRE_BROWSER"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid}: a browser is required here and none was found"
    return report

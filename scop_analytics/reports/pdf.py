"""The page printed by the browser already on the machine (Chrome, Chromium or Edge): nothing is downloaded."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from scop_analytics.errors import ComponentError

NAMES: Final = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "microsoft-edge",
)
PLACES: Final = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
SECONDS: Final = 60
SWITCHES: Final = (
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--no-pdf-header-footer",
    "--virtual-time-budget=10000",
)


def browser() -> str | None:
    """The browser's path: ``SCOP_BROWSER``, else the first known name or place."""
    asked = os.environ.get("SCOP_BROWSER")
    if asked is not None:
        return asked if Path(asked).is_file() else None
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return found or next((place for place in PLACES if Path(place).is_file()), None)


def print_pdf(page: Path, target: Path) -> None:
    """``target`` printed from the HTML file ``page``; :class:`ComponentError` (exit 3) without a browser."""
    program = browser()
    if program is None:
        raise ComponentError("browser_absent")
    with tempfile.TemporaryDirectory(prefix="scop-") as profile:
        root = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
        command = [
            program,
            *SWITCHES,
            *root,
            f"--user-data-dir={profile}",
            f"--print-to-pdf={target}",
            page.resolve().as_uri(),
        ]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)  # noqa: S603 - the user's own browser
        except (subprocess.SubprocessError, OSError) as fault:
            raise ComponentError("browser_failed", what=type(fault).__name__) from fault
    if not target.is_file():
        raise ComponentError("browser_failed", what="PDF")

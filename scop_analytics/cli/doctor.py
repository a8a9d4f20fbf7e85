"""What works on this machine: Python, memory, locale, fonts, notebook kernel, browser; and what to install."""

from __future__ import annotations

import json
import locale
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Final

from scop_analytics.cli.terminal import Terminal
from scop_analytics.places import notebooks, samples

COMPONENT_ABSENT: Final = 3
GIGABYTE: Final = 1024**3
COMFORTABLE_MEMORY: Final = 2 * GIGABYTE
NEEDED: Final = (
    "polars",
    "pandas",
    "plotly",
    "jupyterlab",
    "papermill",
    "great-expectations",
    "xlsxwriter",
    "fastexcel",
)


@dataclass(frozen=True)
class Finding:
    """One thing examined: whether it works, what was found, and whether the main job needs it."""

    name: str
    works: bool
    found: str = ""
    needed: bool = True

    @property
    def exit_code(self) -> int:
        """3 when a component the main job needs is absent, 0 otherwise."""
        return COMPONENT_ABSENT if self.needed and not self.works else 0


def examine() -> list[Finding]:
    """Every examination, in the order a person would mend them."""
    return [examination() for examination in EXAMINATIONS]


def _python() -> Finding:
    return Finding("python", sys.version_info >= (3, 11), sys.version.split()[0])


def _libraries() -> Finding:
    absent = [name for name in NEEDED if not _installed(name)]
    return Finding(
        "libraries", not absent, ", ".join(absent or [f"{name} {metadata.version(name)}" for name in NEEDED])
    )


def _installed(name: str) -> bool:
    try:
        return bool(metadata.version(name))
    except metadata.PackageNotFoundError:
        return False


def _files() -> Finding:
    return Finding("files", notebooks().is_dir() and samples().is_dir(), str(notebooks().parent))


def _kernel() -> Finding:
    probe = subprocess.run(
        [sys.executable, "-c", "import ipykernel; print(ipykernel.__version__)"],
        capture_output=True,
        text=True,
        check=False,
    )
    return Finding("kernel", probe.returncode == 0, probe.stdout.strip())


def _memory() -> Finding:
    try:
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # no such figure on Windows: nothing can be said
        return Finding("memory", works=True, found="?", needed=False)
    return Finding("memory", total >= COMFORTABLE_MEMORY, f"{total / GIGABYTE:.1f}", needed=False)


def _locale() -> Finding:
    encoding = locale.getpreferredencoding(do_setlocale=False)
    return Finding("locale", "utf" in encoding.lower(), encoding, needed=False)


def _fonts() -> Finding:
    listing = shutil.which("fc-list")
    if listing is None:  # Windows and macOS bring system fonts and no fc-list
        return Finding("fonts", works=os.name == "nt" or sys.platform == "darwin", needed=False)
    probe = subprocess.run([listing, ":", "family"], capture_output=True, text=True, check=False)  # noqa: S603 - path found by which
    families = sorted({line.split(",")[0] for line in probe.stdout.splitlines() if line})
    return Finding("fonts", bool(families), ", ".join(families[:3]), needed=False)


def _browser() -> Finding:
    from scop_analytics.reports.pdf import browser

    path = browser()
    return Finding("browser", path is not None, str(path or ""), needed=False)


def _writable() -> Finding:
    return Finding("folder", os.access(Path.cwd(), os.W_OK), str(Path.cwd()))


EXAMINATIONS: Final[Iterable[Callable[[], Finding]]] = (
    _python,
    _libraries,
    _files,
    _kernel,
    _memory,
    _locale,
    _fonts,
    _browser,
    _writable,
)


def render(findings: list[Finding], voice: Terminal, *, as_json: bool) -> str:
    """One line an examination, with what to install under what does not work."""
    if as_json:
        return json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2)
    lines: list[str] = []
    for finding in findings:
        sign = "●" if finding.works else ("○" if finding.needed else "◐")
        lines.append(f"{sign} {voice.text(f'doctor.{finding.name}')} {finding.found}".rstrip())
        if not finding.works:
            lines.append(f"    {voice.text(f'doctor.{finding.name}.remedy')}")
    return "\n".join(lines)

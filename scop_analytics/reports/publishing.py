"""A report, whole or not at all: computed and masked, run through its notebook, laid out, looked over, then put in place."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from scop_analytics.errors import ComponentError, UsageError
from scop_analytics.reports import collecting, parameters
from scop_analytics.reports.html import document, split
from scop_analytics.reports.preparing import Order, Prepared, prepare
from scop_analytics.reports.run import Run, write_run

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier

CONFIDENTIAL: Final = "confidentiel"
PUBLISHABLE: Final = "publiable"
CLOSED: Final = ("employer",)  # audiences whose files never go to the folder to be sent
DEFAULT_FORMATS: Final = ("html", "xlsx", "json")


@dataclass(frozen=True)
class Made:
    """The pages of a report and the run they come from."""

    prepared: Prepared
    payloads: list[dict[str, Any]]
    notebook: dict[str, Any] | None = None

    @property
    def run(self) -> Run:
        """The results and context."""
        return self.prepared.run


def report(
    name: str,
    dossier: Dossier | str | Path,
    *,
    year: int | None = None,
    audience: str = "members",
    lang: str = "fr",
    formats: Sequence[str] = DEFAULT_FORMATS,
    output: str | Path = "rapports",
) -> list[Path]:
    """The files of one report (``impact``, ``equity`` or ``quality``) of one co-operative, written into ``output``.

    Nothing is written unless everything asked could be made; only a PDF without a browser leaves the other formats and
    raises :class:`ComponentError` (exit 3). Wrong names or parameters raise :class:`UsageError` before anything starts.
    """
    wanted = parameters.formats(tuple(formats))
    order = Order(parameters.report_name(name), year, audience, lang)
    parameters.checked({"year": year or 0, "audience": audience, "lang": lang})
    target = Path(output)
    if target.exists() and not target.is_dir():
        raise UsageError("output_is_file", where=str(output))
    with tempfile.TemporaryDirectory(prefix="scop-run-") as room:
        return write(make(dossier, order, Path(room)), wanted, target)


def make(dossier: Dossier | str | Path, order: Order, room: Path) -> Made:
    """The pages, by the notebook in a fresh kernel: it starts first and loads its modules while figures are computed."""
    from scop_analytics.reports.engine import Kernel

    with Kernel() as kernel:
        prepared = prepare(dossier, order)
        write_run(prepared.run, room)
        notebook = parameters.notebook(order.name)
        executed = kernel.run(notebook, {"run_folder": str(room), "lang": order.lang}, room)
    return Made(prepared, collecting.from_outputs(executed, notebook.name), executed)


def make_here(dossier: Dossier | str | Path, order: Order, room: Path) -> Made:
    """The same pages without a kernel: for batches and tests."""
    prepared = prepare(dossier, order)
    write_run(prepared.run, room)
    given = {"run_folder": str(room), "lang": order.lang}
    return Made(prepared, collecting.without_kernel(parameters.notebook(order.name), given))


def write(made: Made, formats: Sequence[str], target: Path) -> list[Path]:
    """The files of a report, put in place together; the previous ones stay until then."""
    target.mkdir(parents=True, exist_ok=True)
    room = Path(tempfile.mkdtemp(prefix=".scop-", dir=target))
    try:
        fault = _fill(made, formats, room)
        paths = _in_place(room, target)
    finally:
        shutil.rmtree(room, ignore_errors=True)
    if fault:
        raise fault
    return paths


def stem(run: Run) -> str:
    """``impact_732829320_2025_members_fr``; without the SIREN where readers may not know who it is."""
    company = str(run.context["identity"]["siren"] or "")
    return "_".join(part for part in (run.name, company, str(run.year), run.audience, run.lang) if part)


def _fill(made: Made, formats: Sequence[str], room: Path) -> ComponentError | None:
    """Every file of the run under ``room``; the answer is what a PDF lacked, if it did."""
    run = made.run
    folder = room / (CONFIDENTIAL if run.audience in CLOSED else PUBLISHABLE)
    folder.mkdir()
    base = folder / stem(run)
    _, pages = split(made.payloads)
    fault = None
    if "html" in formats or "pdf" in formats:
        running = f"{run.company} · {run.say(f'report.{run.name}')} · {run.say(f'profile.{run.audience}').lower()}"
        page = base.with_suffix(".html")
        page.write_text(
            document(made.payloads, lang=run.lang, version=str(run.context["version"]), running=running), "utf-8"
        )
    if "xlsx" in formats:
        from scop_analytics.reports.workbook import workbook

        log = made.prepared.masking if run.audience in CLOSED else ()
        base.with_suffix(".xlsx").write_bytes(workbook(run, pages, log))
    if "json" in formats:
        from scop_analytics.reports.results_json import results_json

        base.with_suffix(".json").write_text(results_json(run), "utf-8")
    if "pdf" in formats:
        fault = _print(base)
        if "html" not in formats:
            base.with_suffix(".html").unlink()
    _confidential(made, room / CONFIDENTIAL)
    return fault


def _print(base: Path) -> ComponentError | None:
    from scop_analytics.reports.pdf import print_pdf

    try:
        print_pdf(base.with_suffix(".html"), base.with_suffix(".pdf"))
    except ComponentError as absent:
        return absent
    return None


def _confidential(made: Made, folder: Path) -> None:
    """What reviewers need and readers must not get: the masking log, the findings line by line."""
    folder.mkdir(exist_ok=True)
    run = made.run
    log = json.dumps(list(made.prepared.masking), ensure_ascii=False, indent=1, sort_keys=True, default=str)
    (folder / f"masking_{stem(run)}.json").write_text(log + "\n", "utf-8")
    made.prepared.findings.frame.write_csv(folder / f"validation_{stem(run)}.csv")


def _in_place(room: Path, target: Path) -> list[Path]:
    paths = []
    for made in sorted(path for path in room.rglob("*") if path.is_file()):
        path = target / made.relative_to(room)
        path.parent.mkdir(parents=True, exist_ok=True)
        made.replace(path)
        paths.append(path)
    return sorted(paths, key=lambda path: (path.parent.name != PUBLISHABLE, path.suffix != ".html", path.name))

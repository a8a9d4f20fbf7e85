"""A report, whole or not at all: computed and masked, run through its notebook, laid out, looked over, then put in place."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from scop_analytics.errors import ComponentError, UsageError
from scop_analytics.reports import collecting, parameters, publications
from scop_analytics.reports.html import document, split
from scop_analytics.reports.preparing import Measured, Order, Prepared, prepare
from scop_analytics.reports.results_json import results_json
from scop_analytics.reports.run import Run
from scop_analytics.reports.scrubbing import scrubbed
from scop_analytics.reports.stored import write_run
from scop_analytics.reports.workbook import workbook

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier
    from scop_analytics.evidence import Record
    from scop_analytics.privacy.secrets import Secrets

CONFIDENTIAL: Final = "confidentiel"
PUBLISHABLE: Final = "publiable"
DRAFTS: Final = "brouillon"
CLOSED: Final = ("employer",)  # audiences whose files never go to the folder to be sent
YEARS_AROUND: Final = 10  # a report speaks of no other year
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
    draft: bool = False,
) -> list[Path]:
    """The files of one report (``impact``, ``equity`` or ``quality``) of one co-operative, written into ``output``.

    Nothing is written unless everything asked could be made; only a PDF without a browser leaves the other formats and
    raises :class:`ComponentError` (exit 3). Wrong names or parameters raise :class:`UsageError` before anything starts.

    A ``draft`` is masked as the report is and says on every page that it is not to be handed out: it is compared with no
    earlier report and enters no register, so that a report can be made again and again until its data are right.
    """
    wanted = parameters.formats(tuple(formats))
    order = Order(parameters.report_name(name), year, audience, lang, draft)
    parameters.checked({"year": year or 0, "audience": audience, "lang": lang})
    if draft and audience == "public":
        raise UsageError("draft_public")
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


def make_here(dossier: Dossier | Measured | str | Path, order: Order, room: Path) -> Made:
    """The same pages without a kernel: for batches and tests."""
    prepared = prepare(dossier, order)
    write_run(prepared.run, room)
    given = {"run_folder": str(room), "lang": order.lang}
    return Made(prepared, collecting.without_kernel(parameters.notebook(order.name), given))


def write(made: Made, formats: Sequence[str], target: Path) -> list[Path]:
    """The files of a report, put in place together with their manifest; the previous ones stay until then."""
    from scop_analytics.evidence import manifest, write_whole
    from scop_analytics.privacy.scan import scan

    if not made.run.draft:
        publications.refuse_close(made.prepared)
    entry = entry_of(made)
    with write_whole(target) as room:
        fault = _fill(made, formats, room.folder)
        _confidential(made, entry, room.folder / CONFIDENTIAL)
        scan(room.folder / CONFIDENTIAL)
        for folder in (room.folder / PUBLISHABLE, room.folder / DRAFTS):
            if folder.is_dir():
                scan(folder, secrets_of(made))
        _keep(formats, room.folder)
        manifest.write(room.folder, entry, target)
    if not made.run.draft:
        publications.keep(made.prepared)
    if fault:
        raise fault
    return sorted(room.paths, key=lambda path: (path.parent.name != PUBLISHABLE, path.suffix != ".html", path.name))


def stem(run: Run) -> str:
    """``impact_732829320_2025_members_fr``; without the SIREN where readers may not know who it is; drafts say so."""
    company = str(run.context["identity"]["siren"] or "")
    parts = (DRAFTS if run.draft else "", run.name, company, str(run.year), run.audience, run.lang)
    return "_".join(part for part in parts if part)


def _fill(made: Made, formats: Sequence[str], room: Path) -> ComponentError | None:
    """Every file of the run under ``room``; the answer is what a PDF lacked, if it did."""
    run = made.run
    folder = room / (DRAFTS if run.draft else CONFIDENTIAL if run.audience in CLOSED else PUBLISHABLE)
    folder.mkdir(parents=True)
    base = folder / stem(run)
    pages = split(made.payloads)[1]
    if "html" in formats or "pdf" in formats:
        _text(
            base.with_suffix(".html"),
            document(made.payloads, lang=run.lang, version=run.version, running=_running(run), draft=draft_words(run)),
        )
    if "xlsx" in formats:
        log = made.prepared.released.log.to_dicts() if run.audience in CLOSED else ()
        base.with_suffix(".xlsx").write_bytes(workbook(run, pages, log))
    if "json" in formats:
        _text(base.with_suffix(".json"), results_json(run))
    return _print(base) if "pdf" in formats else None


def _keep(formats: Sequence[str], room: Path) -> None:
    """The page a PDF was printed from goes when only the PDF was asked; it was looked over first, the PDF cannot be."""
    if "html" not in formats:
        for page in room.rglob("*.html"):
            page.unlink()


def _text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _running(run: Run) -> str:
    parts = (draft_words(run), run.company, run.say(f"report.{run.name}"), run.say(f"profile.{run.audience}"))
    return " · ".join(part for part in parts if part)


def draft_words(run: Run) -> str:
    """What stands on every page of a draft; nothing on a report."""
    return run.say("report.draft") if run.draft else ""


def _print(base: Path) -> ComponentError | None:
    from scop_analytics.reports.pdf import print_pdf

    try:
        print_pdf(base.with_suffix(".html"), base.with_suffix(".pdf"))
    except ComponentError as absent:
        return absent
    return None


def _confidential(made: Made, entry: Record, folder: Path) -> None:
    """What reviewers need and readers must not get: masking log, findings line by line, notebook, attestation."""
    from scop_analytics.evidence import attestation

    folder.mkdir(exist_ok=True)
    name = stem(made.run)
    log = made.prepared.released.log.to_dicts()
    _text(
        folder / f"masquage_{name}.json",
        json.dumps(log, ensure_ascii=False, indent=1, sort_keys=True, default=str) + "\n",
    )
    made.prepared.findings.frame.write_csv(folder / f"validation_{name}.csv")
    waived = made.run.context["waivers"]
    text = attestation(entry, made.run.lang, company=made.run.company, waived=waived)
    _text(folder / f"attestation_{name}.md", text)
    if made.notebook is not None:
        _text(folder / f"notebook_{name}.ipynb", scrubbed(made.notebook))


def entry_of(made: Made) -> Record:
    """The run as evidence: what its manifest will say."""
    from scop_analytics.evidence import record

    run, prepared = made.run, made.prepared
    config = prepared.dossier.config
    asked = {"report": run.name, "year": run.year, "audience": run.audience, "lang": run.lang}
    return record(
        stem(run),
        run.frame,
        version=run.version,
        parameters={**asked, "established": run.context["established"]},
        masking=prepared.released.summary(),
        inputs=prepared.dossier.tables,
        log=prepared.released.log,
        dossier=config.path if config.path is None or config.path.is_dir() else config.path.parent,
        waivers=run.context["waivers"],
    )


def secrets_of(made: Made) -> Secrets:
    """What no file of the run may hold."""
    from scop_analytics.privacy.secrets import Secrets

    prepared = made.prepared
    people = prepared.frames["person"].select("pay_fte", "pay_total").collect()
    pays = people.iter_columns()
    secrets = Secrets.of(prepared.dossier.tables, prepared.computed.frame, prepared.released.frame, pays=pays)
    return replace(secrets, pays=secrets.pays - _counted(made.run))


def _counted(run: Run) -> frozenset[int]:
    """Years and numbers of rows, in hundredths: a report states them, and a pay may equal one by chance."""
    files = run.context.get("reading", [])
    names = ("read", "kept", "set_aside")
    rows = [int(file[name]) for file in files for name in names]
    totals = [sum(int(file[name]) for file in files) for name in names]
    years = range(run.year - YEARS_AROUND, run.year + YEARS_AROUND)
    return frozenset(100 * number for number in (*rows, *totals, *years))

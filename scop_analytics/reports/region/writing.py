"""The files of a regional report, whole or not at all: HTML, XLSX, JSON, manifests, the masking log of the union."""

from __future__ import annotations

import re
import tempfile
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import metadata
from pathlib import Path
from typing import Any, Final

import polars as pl

from scop_analytics.evidence import Record, dumped, manifest, prints, record, write_whole
from scop_analytics.privacy.scan import scan
from scop_analytics.privacy.secrets import Secrets
from scop_analytics.reports import collecting, parameters
from scop_analytics.reports.html import TEMPLATE, document, split
from scop_analytics.reports.region.region import FILE, Region, region
from scop_analytics.reports.region.tree import NAME
from scop_analytics.reports.region.workbook import workbook

CONFIDENTIAL: Final = "confidentiel"
PUBLISHABLE: Final = "publiable"
UNNAMED: Final = "reseau"
Tree = Mapping[str, Any]


def stem(tree: Tree, lang: str) -> str:
    """``region_hauts-de-france_2025_peers_fr``; ``reseau`` for a union that gave no name."""
    plain = unicodedata.normalize("NFKD", tree["name"].lower())
    name = re.sub(r"[^a-z0-9]+", "-", "".join(sign for sign in plain if not unicodedata.combining(sign))).strip("-")
    return "_".join((NAME, name or UNNAMED, str(tree["year"]), tree["audience"], lang))


@dataclass(frozen=True)
class Writer:
    """Writes a report in one language; ``companies`` are all pseudonyms of the network, none of which a file may name."""

    lang: str
    companies: frozenset[str]
    packs: pl.DataFrame  # the packs behind the report, by their hashes
    log: pl.DataFrame  # what was masked and why

    @cached_property
    def mark(self) -> str:
        """What the report depends on besides its tree: version, language, notebook, templates."""
        files = [*sorted(TEMPLATE.iterdir()), parameters.of_network(NAME)]
        return "\n".join((metadata.version("scop-analytics"), self.lang, *map(prints.of_file, files)))

    def write(self, tree: Tree, target: Path) -> list[Path]:
        """The files under ``target``; raises :class:`DisclosureError`, and writes nothing, when one names a co-operative."""
        run, name = region(tree, self.lang), stem(tree, self.lang)
        payloads = self.payloads(tree)
        running = f"{run.title} · {run.say(f'profile.{run.audience}')}"
        with write_whole(target) as room:
            folder = room.folder / PUBLISHABLE
            folder.mkdir(parents=True)
            page = document(payloads, lang=self.lang, version=run.version, running=running)
            _write(folder / f"{name}.html", page)
            _write(folder / f"{name}.json", dumped(tree))
            (folder / f"{name}.xlsx").write_bytes(workbook(run, split(payloads)[1]))
            scan(folder, Secrets(people=self._names()))
            (room.folder / CONFIDENTIAL).mkdir()
            _write(room.folder / CONFIDENTIAL / f"masquage_{name}.json", dumped(self.log.to_dicts()))
            manifest.write(room.folder, self._record(run, name), target)
        return room.paths

    def payloads(self, tree: Tree) -> list[dict[str, Any]]:
        """What the cells of the notebook show, from the folder of the run."""
        with tempfile.TemporaryDirectory(prefix="scop-region-") as folder:
            _write(Path(folder) / FILE, dumped(tree))
            given = {"run_folder": folder, "lang": self.lang}
            return collecting.without_kernel(parameters.of_network(NAME), given)

    def _record(self, run: Region, name: str) -> Record:
        asked = {"report": run.name, "year": run.year, "audience": run.audience, "lang": run.lang}
        strata = pl.DataFrame(run.tree["strata"], infer_schema_length=None)
        masked = {"cells": self.log.height, "strata": strata.filter(status="suppressed").height}
        given = {**asked, "established": run.context["established"]}
        return record(name, strata, version=run.version, parameters=given, masking=masked, inputs={"packs": self.packs})

    def _names(self) -> frozenset[str]:
        """The pseudonyms to look for; one without a digit could be a word of the page."""
        return frozenset(name for name in self.companies if any(sign.isdigit() for sign in name))


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")

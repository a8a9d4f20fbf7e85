"""The two files of one sheet, HTML and JSON, looked over before they take their place."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from functools import cached_property
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from scop_analytics.evidence import prints
from scop_analytics.privacy.scan import scan
from scop_analytics.privacy.secrets import Secrets
from scop_analytics.reports import collecting, parameters
from scop_analytics.reports.html import TEMPLATE, document, plotly_js
from scop_analytics.reports.network import trees
from scop_analytics.reports.network.sheet import FILE, sheet

LIBRARY: Final = "plotly.min.js"
NOTEBOOK: Final = "benchmark"


def stem(tree: dict[str, Any], lang: str) -> str:
    """``benchmark_U-0042_2025_peers_fr``: the pseudonym the union issued, never a company number."""
    return "_".join((NOTEBOOK, tree["company"], str(tree["year"]), tree["audience"], lang))


@dataclass(frozen=True)
class Maker:
    """Makes sheets in one language; ``companies`` are all pseudonyms of the network, of which a sheet may name only its own."""

    lang: str
    companies: frozenset[str]

    @cached_property
    def mark(self) -> str:
        """What a sheet depends on besides its tree: version, language, notebook, templates."""
        files = [*sorted(TEMPLATE.iterdir()), parameters.of_network(NOTEBOOK)]
        return "\n".join((metadata.version("scop-analytics"), self.lang, *map(prints.of_file, files)))

    def library(self) -> str:
        """The copy of plotly beside the sheets."""
        return plotly_js()

    def fill(self, tree: dict[str, Any], room: Path) -> None:
        """Both files in ``room``; raises :class:`DisclosureError` when one names another co-operative."""
        told = sheet(tree, self.lang)
        base, text = room / stem(tree, self.lang), trees.text(tree)
        with tempfile.TemporaryDirectory(prefix="scop-sheet-") as folder:
            (Path(folder) / FILE).write_text(text, encoding="utf-8", newline="\n")
            given = {"run_folder": folder, "lang": self.lang}
            payloads = collecting.without_kernel(parameters.of_network(NOTEBOOK), given)
        running = f"{told.company} · {told.say('b.title')} · {told.say('b.rail')}"
        page = document(payloads, lang=self.lang, version=told.version, running=running, library=LIBRARY)
        _write(base.with_name(f"{base.name}.html"), page)
        _write(base.with_name(f"{base.name}.json"), text)
        scan(room, Secrets(people=self._others(tree["company"])))

    def _others(self, company: str) -> frozenset[str]:
        """The pseudonyms to look for; one without a digit could be a word of the page."""
        return frozenset(name for name in self.companies if name != company and any(sign.isdigit() for sign in name))


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")

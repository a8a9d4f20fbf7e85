"""A browser that fails, prints nothing or is absent is said; the rest of the report stays."""

from __future__ import annotations

import shutil

import pytest

from scop_analytics.errors import ComponentError
from scop_analytics.reports import pdf


@pytest.mark.parametrize(
    ("program", "what"), [("false", "CalledProcessError"), ("true", "PDF")], ids=["fails", "prints nothing"]
)
def test_a_browser_that_gives_no_pdf_is_said(monkeypatch, tmp_path, program, what):
    path = shutil.which(program)
    if path is None:
        pytest.skip(f"no command {program} on this system")
    monkeypatch.setenv("SCOP_BROWSER", path)
    page = tmp_path / "page.html"
    page.write_text("<p>1</p>", "utf-8")
    with pytest.raises(ComponentError) as stop:
        pdf.print_pdf(page, tmp_path / "page.pdf")
    assert (stop.value.key, stop.value.facts, stop.value.exit_code) == ("browser_failed", {"what": what}, 3)


def test_a_browser_named_but_absent_is_no_browser(monkeypatch, tmp_path):
    monkeypatch.setenv("SCOP_BROWSER", str(tmp_path / "nowhere"))
    assert pdf.browser() is None
    with pytest.raises(ComponentError) as stop:
        pdf.print_pdf(tmp_path / "page.html", tmp_path / "page.pdf")
    assert stop.value.key == "browser_absent"


def test_a_browser_is_looked_for_by_name_then_by_place(monkeypatch, tmp_path):
    place = tmp_path / "chrome"
    place.touch()
    monkeypatch.delenv("SCOP_BROWSER", raising=False)
    monkeypatch.setattr(pdf, "PLACES", (str(tmp_path / "absent"), str(place)))
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert pdf.browser() == str(place)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    assert pdf.browser() == f"/usr/bin/{pdf.NAMES[0]}"

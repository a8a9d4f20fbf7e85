"""The house: file and function sizes, one-way imports, both languages complete, what import costs, what --help imports."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path
from statistics import median

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "scop_analytics"
MODULES = sorted(PACKAGE.rglob("*.py"))
HEAVY = (
    "great_expectations",
    "pandas",
    "plotly",
    "papermill",
    "scipy",
    "xlsxwriter",
    "fastexcel",
    "jinja2",
    "pydantic",
)


def functions(module: Path) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(ast.parse(module.read_text("utf-8"))) if isinstance(node, ast.FunctionDef)]


def body_lines(function: ast.FunctionDef) -> int:
    """Lines from the signature to the end, the docstring left out."""
    docstring = function.body[0] if ast.get_docstring(function) else None
    length = (function.end_lineno or function.lineno) - function.lineno + 1
    return length - ((docstring.end_lineno - docstring.lineno + 1) if docstring else 0)


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_file_fits_in_250_lines(module):
    assert len(module.read_text("utf-8").splitlines()) <= 250


def test_functions_are_short():
    lengths = {f"{module.name}:{node.name}": body_lines(node) for module in MODULES for node in functions(module)}
    assert {name: length for name, length in lengths.items() if length > 35} == {}
    assert median(lengths.values()) <= 10


def test_no_catch_all_module():
    assert not [m for m in MODULES if m.stem in ("utils", "helpers", "common", "manager")]


def test_imports_run_one_way():
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def entries(lang: str) -> dict[str, object]:
    """Every key of a language with its sentence or sentences."""
    found: dict[str, object] = {}
    for part in sorted((PACKAGE / "locale").glob(f"{lang}*.po")):
        for entry in read_po(part.open("rb")):
            if entry.id:
                key = entry.id if isinstance(entry.id, str) else entry.id[0]
                assert key not in found, f"{key} stands twice in {lang}"
                found[key] = entry.string
    return found


def test_both_languages_have_the_same_keys_and_no_empty_sentence():
    french, english = entries("fr"), entries("en")
    assert set(french) == set(english)
    assert [key for key, text in (french | english).items() if not text] == []


def test_sentences_name_the_same_facts_in_both_languages():
    import string

    def facts(text):
        joined = " ".join(text) if isinstance(text, tuple) else text
        return {name.split(".")[0].split("[")[0] for _, name, _, _ in string.Formatter().parse(joined) if name}

    french, english = entries("fr"), entries("en")
    differing = {
        key: (facts(french[key]), facts(english[key])) for key in french if facts(french[key]) != facts(english[key])
    }
    assert differing == {}


def imported_by(code: str) -> set[str]:
    probe = f"import sys, json; {code}; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in json.loads(done.stdout.splitlines()[-1])}


def test_import_costs_polars_only():
    assert imported_by("import scop_analytics") & {*HEAVY, "babel", "typer", "rich"} == set()


def test_help_does_not_import_heavy_libraries():
    code = (
        "import contextlib, io\nfrom scop_analytics.cli import app\n"
        "with contextlib.redirect_stdout(io.StringIO()):\n    app(['--help'], standalone_mode=False)\n"
    )
    assert imported_by(f"exec({code!r})") & set(HEAVY) == set()


def test_the_door_has_about_ten_names():
    import scop_analytics

    assert len(scop_analytics.__all__) <= 16
    assert all(hasattr(scop_analytics, name) for name in scop_analytics.__all__)


def test_notebooks_are_thin_and_stored_without_outputs():
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            lines = "".join(cell["source"]).splitlines()
            if cell["cell_type"] == "code":
                assert cell["outputs"] == []
                assert cell["execution_count"] is None
                tagged = "parameters" in cell.get("metadata", {}).get("tags", [])
                assert tagged or len(lines) <= 5, f"{path.name}: {lines[0]}"

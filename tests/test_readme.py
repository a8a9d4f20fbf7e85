"""The README holds: its commands run, its links lead somewhere, its Python answers what it says."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
BIN = Path(sys.executable).parent


def marked(name: str) -> str:
    return re.search(rf"<!-- {name} -->\n```sh\n(.*?)\n```", README, re.DOTALL).group(1)


def commands() -> list[str]:
    block = re.search(r"## On your own data\n\n```sh\n(.*?)\n```", README, re.DOTALL).group(1)
    return [line.partition("#")[0].strip() for line in block.splitlines()]


def test_both_commands_set_up_the_same_environment():
    setup = marked("demo").removesuffix(".venv/bin/scop demo")
    assert marked("test") == f"{setup}.venv/bin/pytest"


def test_demo_command_makes_the_reports(tmp_path):
    last = shlex.split(marked("demo").rpartition("&&")[2])
    subprocess.run([BIN / "scop", *last[1:]], cwd=tmp_path, check=True, capture_output=True)
    made = {path.suffix for path in (tmp_path / "scop-demo").rglob("*") if path.is_file()}
    assert {".html", ".xlsx", ".json"} <= made
    assert len(list((tmp_path / "scop-demo").rglob("*.html"))) >= 3


def test_commands_on_own_data_run(tmp_path):
    import shutil

    shutil.copytree(ROOT / "data" / "coop_42", tmp_path / "ma-scop")
    for line in commands():
        words = shlex.split(line)
        if words[1] == "init":
            words[2] = "nouvelle-scop"
        done = subprocess.run([BIN / words[0], *words[1:]], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"


def test_python_of_the_readme_runs(tmp_path):
    code = re.search(r"```python\n(.*?)\n```", README, re.DOTALL).group(1)
    code = code.replace("data/coop_42", str(ROOT / "data" / "coop_42"))
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\((?!http)([^)#]+)\)", README))))
def test_links_lead_somewhere(link):
    assert (ROOT / link).exists()


def test_every_command_is_named():
    from scop_analytics.cli import app

    names = {info.name for info in app.registered_commands}
    assert names <= set(re.findall(r"\w+", README))

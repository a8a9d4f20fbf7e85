"""The main job asks nothing of the network: everything runs with connections beyond this machine refused."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from scop_analytics.places import samples

FEW = ("entite", "salaries", "associes")

# Loaded by every Python process of the run, kernels included: only this machine may be spoken to (kernels talk over 127.0.0.1).
BLOCK = """
import socket
_connect, _lookup = socket.socket.connect, socket.getaddrinfo
HERE = ("127.0.0.1", "::1", "localhost", "0.0.0.0")
def connect(self, address):
    if isinstance(address, tuple) and address[0] not in HERE:
        open({log!r}, "a").write(f"{{address}}\\n")
        raise OSError("the network is out of bounds")
    return _connect(self, address)
def lookup(host, *rest, **named):
    if host not in (None, "", *HERE):
        open({log!r}, "a").write(f"{{host}}\\n")
        raise OSError("the network is out of bounds")
    return _lookup(host, *rest, **named)
socket.socket.connect, socket.getaddrinfo = connect, lookup
"""


def run(code: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    log = tmp_path / "asked.txt"
    (tmp_path / "sitecustomize.py").write_text(BLOCK.format(log=str(log)), "utf-8")
    paths = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert not log.exists(), log.read_text()
    return done


def test_the_block_works(tmp_path):
    code = "import socket\ntry:\n    socket.create_connection(('192.0.2.1', 80), 1)\nexcept OSError as e:\n    print(e)"
    log = tmp_path / "asked.txt"
    (tmp_path / "sitecustomize.py").write_text(BLOCK.format(log=str(log)), "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "out of bounds" in done.stdout
    assert log.exists()


def test_check_compute_and_report_run_with_the_network_refused(tmp_path):
    dossier = samples() / "coop_42"
    code = (
        "import scop_analytics as scop\n"
        f"d = scop.load({str(dossier)!r})\n"
        "assert not scop.check(d).blocking\n"
        "scop.compute(d, audience='members')\n"
        "scop.report('equity', d, lang='fr', output='out')\n"
    )
    run(code, tmp_path)
    assert list((tmp_path / "out" / "publiable").glob("*.html"))


def test_native_great_expectations_sends_nothing(tmp_path):
    """On a few tables: each one opens a context of great-expectations of its own, the same way."""
    coop = tmp_path / "coop"
    (coop / "donnees").mkdir(parents=True)
    shutil.copy(samples() / "coop_9" / "scop.toml", coop)
    for path in (samples() / "coop_9" / "donnees").iterdir():
        if path.stem in FEW:
            shutil.copy(path, coop / "donnees")
    code = (
        "import scop_analytics as scop\n"
        f"d = scop.load({str(coop)!r})\n"
        "assert len(d.tables) == 3\n"
        "assert scop.check(d, engine='great-expectations').frame.is_empty()\n"
    )
    run(code, tmp_path)

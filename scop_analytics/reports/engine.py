"""A notebook run by papermill in a fresh kernel that was started ahead: no history, no debugger, no farewell.

papermill and what it imports take a second or more; they are imported in a thread while figures are computed.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, Self

from scop_analytics.errors import ScopError
from scop_analytics.reports.run import MARK

ENGINE: Final = "scop"
SECONDS: Final = 300
SWITCHES: Final = ("--HistoryManager.enabled=False", "--IPKernelApp.log_level=40", "--InteractiveShell.colors=NoColor")
NOT_NEEDED: Final = ("rfc3987_syntax", "rfc3987", "boto3")


class Kernel:
    """A kernel that starts when this object is made and ends with its ``with`` block."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="kernel")
        self._manager: Future[Any] = self._pool.submit(_start)
        self._ready: Future[None] = self._pool.submit(_import_papermill)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(Exception):
            manager = self._manager.result()
            asyncio.run(manager.shutdown_kernel(now=True))
        self._pool.shutdown()

    def run(self, notebook: Path, parameters: Mapping[str, object], folder: Path) -> dict[str, Any]:
        """The executed notebook. A cell that fails stops the run with its number, never with the values it held."""
        self._ready.result()
        from papermill.exceptions import PapermillExecutionError
        from papermill.execute import execute_notebook

        try:
            executed = execute_notebook(
                str(notebook),
                None,
                parameters=dict(parameters),
                engine_name=ENGINE,
                progress_bar=False,
                log_output=False,
                cwd=str(folder),
                start_timeout=SECONDS,
                manager=self._manager.result(),
            )
        except PapermillExecutionError as fault:
            if os.environ.get("SCOP_DEBUG"):
                raise
            what, cell = str(fault.ename), fault.exec_count
            raise ScopError("notebook_failed", name=notebook.name, cell=str(cell), what=what) from None
        return dict(executed)


def _start() -> Any:
    """A kernel of this very interpreter, whatever kernels the machine has registered under the name python3."""
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager

    command = [sys.executable, "-m", "scop_analytics.reports.kernel", "-f", "{connection_file}", *SWITCHES]
    manager = AsyncKernelManager()
    manager._kernel_spec = KernelSpec(argv=command, display_name="scop", language="python")  # noqa: SLF001 - no public way
    asyncio.run(manager.start_kernel(env={**os.environ, MARK: "1", "PYTHONUTF8": "1"}))
    return manager


_IMPORTING: Final = threading.Lock()


@contextlib.contextmanager
def _absent(names: tuple[str, ...]) -> Iterator[None]:
    """Optional modules that papermill's imports would look for (cloud storage, URI grammars): a second saved."""
    hidden = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in hidden:
            sys.modules.pop(name, None)


def _import_papermill() -> None:
    """Import papermill once and register the engine in code (a broken entry point would break every papermill)."""
    with _IMPORTING, _absent(NOT_NEEDED):
        import papermill.execute  # noqa: F401 - imported while the optional modules are hidden
        from papermill.clientwrap import PapermillNotebookClient
        from papermill.engines import Engine, papermill_engines

        class FreshKernel(Engine):  # type: ignore[misc]
            """Runs the cells in the kernel that was started ahead."""

            @classmethod
            def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, *, manager: Any, **_: object) -> None:
                """The hook papermill calls."""
                client = PapermillNotebookClient(nb_man, km=manager, kernel_name=kernel_name, timeout=SECONDS)
                client.startup_timeout = SECONDS
                client.execute()

        papermill_engines.register(ENGINE, FreshKernel)

"""The parameters of the notebooks, checked before any kernel starts: a misspelt or mistyped one never passes in silence."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from scop_analytics import places
from scop_analytics.errors import UsageError, closest

if TYPE_CHECKING:
    from pydantic import BaseModel

FORMATS: Final = ("html", "xlsx", "json", "pdf")
AUDIENCES: Final = ("employer", "representatives", "members", "peers", "union", "public")
NETWORK: Final = "network"
EARLIEST, LATEST = 1900, 2200


@cache
def model() -> type[BaseModel]:
    """The typed parameters every report notebook has."""
    from typing import Literal

    from pydantic import BaseModel, ConfigDict, Field

    class Parameters(BaseModel):
        """One literal each in the cell ``parameters`` of a notebook."""

        model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

        run_folder: str = ""
        dossier: str = ""
        year: int = Field(default=0)
        audience: Literal["employer", "representatives", "members", "peers", "union", "public"] = "members"
        lang: Literal["fr", "en"] = "fr"

    return Parameters


def checked(values: Mapping[str, object]) -> dict[str, Any]:
    """The parameters with their defaults; raises :class:`UsageError` (exit 2) at the first wrong one."""
    from pydantic import ValidationError

    try:
        return model()(**values).model_dump()
    except ValidationError as fault:
        first = fault.errors()[0]
        name = str(first["loc"][0])
        valid = list(model().model_fields)
        if first["type"] == "extra_forbidden":
            raise UsageError("parameter_unknown", name=name, suggestion=closest(name, valid), valid=valid) from None
        raise UsageError("parameter_wrong", name=name, value=str(first["input"]), expected=first["msg"]) from None


def reports() -> tuple[str, ...]:
    """The reports of one co-operative there are: one notebook each."""
    return tuple(sorted(path.stem for path in places.notebooks().glob("*.ipynb") if _of(path) != NETWORK))


def of_network(name: str) -> Path:
    """The notebook ``name`` of a network, which `scop report` does not make."""
    return places.notebooks() / f"{name}.ipynb"


def _of(path: Path) -> str:
    """Whom a notebook is about, as its metadata say (``scop.of``): one co-operative when they say nothing."""
    return str(json.loads(path.read_text(encoding="utf-8"))["metadata"].get("scop", {}).get("of", ""))


def report_name(name: str) -> str:
    """A report we have, or the closest one in the refusal."""
    known = reports()
    if name not in known:
        raise UsageError("report_unknown", name=name, suggestion=closest(name, known), valid=list(known))
    return name


def formats(wanted: tuple[str, ...]) -> tuple[str, ...]:
    """Formats we can write, in our order."""
    for name in wanted:
        if name not in FORMATS:
            raise UsageError("format_unknown", name=name, valid=list(FORMATS))
    return tuple(name for name in FORMATS if name in wanted)


def groups(name: str) -> str | None:
    """The groups a report reads besides the whole, as its notebook's metadata say (``scop.by``)."""
    metadata = json.loads(notebook(name).read_text(encoding="utf-8"))["metadata"]
    return metadata.get("scop", {}).get("by")  # type: ignore[no-any-return]


def notebook(name: str) -> Path:
    """The notebook of a report."""
    return places.notebooks() / f"{report_name(name)}.ipynb"

"""What is unsafe for an audience, as data: the parameters of ``parameters.toml``, and what a union sets otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, Final, cast

from scop_analytics import datafiles
from scop_analytics.datafiles import Tree
from scop_analytics.errors import PackageError, ScopError, UsageError, closest

FILE: Final = Path(__file__).with_name("parameters.toml")
KINDS: Final = ("persons", "coops")


@dataclass(frozen=True)
class Rules:
    """What is unsafe for one kind of protected unit (the words are explained in ``parameters.toml``); shares in percent."""

    least: int = 0
    dominance: tuple[tuple[int, float], ...] = ()
    p: float | None = None
    pq: tuple[float, float] | None = None
    weight: float | None = None
    spread: float | None = None
    zero: bool = False

    @property
    def active(self) -> bool:
        """Whether anything is asked for this kind of unit: its members are then attackers too."""
        return self != Rules()


@dataclass(frozen=True)
class Parameters:
    """The masking parameters of one audience. Confidential: p and k never stand in a published file."""

    audience: str
    version: str
    persons: Rules
    coops: Rules
    width: float
    counts_to: int
    median: int
    quartile: int
    decile: int
    exact_cells: int
    rounds: int

    def rules(self, kind: str) -> Rules:
        """The rules of ``persons`` or of ``coops``."""
        return self.persons if kind == "persons" else self.coops


def parameters_of(given: str | Mapping[str, Any] | Parameters) -> Parameters:
    """The parameters of an audience, by its name, or changed: ``{"audience": "peers", "coops": {"p": 12}}``.

    An unknown audience or key is refused with the closest name.
    """
    if isinstance(given, Parameters):
        return given
    changes = {"audience": given} if isinstance(given, str) else dict(given)
    tree = _file()
    name = str(changes.pop("audience", ""))
    if name not in tree["audiences"]:
        valid = list(tree["audiences"])
        raise UsageError("audience_unknown", name=name, suggestion=closest(name, valid), valid=valid)
    entry: dict[str, Any] = {
        "audience": name,
        "version": tree["version"],
        **tree["programme"],
        **tree["audiences"][name],
    }
    allowed = {field.name for field in fields(Parameters)} - {"audience", "version"}
    datafiles.refuse_unknown(changes, allowed, "parameters", UsageError)
    kinds = {
        kind: _rules({**entry[kind], **cast("Tree", changes.pop(kind, {}))}, f"parameters, {kind}") for kind in KINDS
    }
    return _sound(Parameters(**{**entry, **changes, **kinds}))


def percentiles() -> Mapping[str, int]:
    """How percentiles are smoothed and told by bands (``parameters.toml``, ``percentiles``): the same for every audience."""
    found: Mapping[str, int] = _file()["percentiles"]
    return found


@cache
def _file() -> datafiles.Tree:
    tree = datafiles.read_packaged(FILE)
    known = ("version", "audiences", "percentiles", "programme")
    datafiles.refuse_unknown(tree, known, FILE.name)
    datafiles.require(tree, known, FILE.name)
    for name, entry in tree["audiences"].items():
        datafiles.require(entry, (*KINDS, "width", "counts_to", "median", "quartile", "decile"), f"{FILE.name}, {name}")
        for kind in KINDS:
            _rules(entry[kind], f"{FILE.name}, {name}.{kind}", PackageError)
    return tree


def _rules(entry: Mapping[str, Any], where: str, error: type[ScopError] = UsageError) -> Rules:
    """One set of rules, its shares as floats."""
    datafiles.refuse_unknown(entry, [field.name for field in fields(Rules)], where, error)
    found: dict[str, Any] = dict(entry)
    for name in ("p", "weight", "spread"):
        if found.get(name) is not None:
            found[name] = float(found[name])
    found["dominance"] = tuple((int(n), float(k)) for n, k in found.get("dominance", ()))
    pair = found.get("pq")
    found["pq"] = None if pair is None else (float(pair[0]), float(pair[1]))
    return Rules(**found)


def _sound(found: Parameters) -> Parameters:
    """``found`` unless a figure in it could not be meant."""
    for kind in KINDS:
        rules = found.rules(kind)
        shares = [k for _, k in rules.dominance] + [value for value in (rules.weight,) if value is not None]
        pairs = [value for value in (rules.p, *(rules.pq or ())) if value is not None]
        wrong = rules.least < 0 or any(not 0 < share <= 100 for share in shares) or any(value <= 0 for value in pairs)  # noqa: PLR2004 - a hundred percent
        if wrong or any(n < 1 for n, _ in rules.dominance):
            raise UsageError("masking_parameters", where=kind)
    if found.width < 0 or found.counts_to < 1 or found.rounds < 1:
        raise UsageError("masking_parameters", where=found.audience)
    return found

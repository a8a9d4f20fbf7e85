"""The trail of a figure in words, one line a step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from scop_analytics import words
from scop_analytics.indicators import catalogue
from scop_analytics.results import Reason, in_unit

Told = Mapping[str, Any]


def steps(trail: Told, lang: str) -> Iterable[str]:
    """People, the two pays of a gap, conditions, figures read, tables: what the trail holds, in that order."""
    if people := trail.get("people"):
        yield _said(_people_key(people), lang, **people)
    if sides := trail.get("sides"):
        amounts = {name: in_unit(sides[name], sides["unit"], lang) for name in ("women", "men")}
        yield _said("sides", lang, **amounts)
    yield from (_condition(item, lang) for item in trail.get("conditions", ()))
    yield from (_operand(item, lang) for item in trail.get("operands", ()))
    for name, rows in trail.get("tables", {}).items():
        yield from _table(name, rows, lang)


def _said(key: str, lang: str, **facts: object) -> str:
    return words.typography(words.say(f"explain.step.{key}", lang, **facts), lang)


def _people_key(people: Told) -> str:
    return "people_by_sex" if {"women", "men"} <= set(people) else "people"


def _condition(item: Told, lang: str) -> str:
    known = None not in item["facts"].values()
    told = Reason(item["status"], item["key"] if known else item["status"], item["facts"]).sentence(lang).rstrip(".")
    return _said("applies" if item["applies"] else "does_not_apply", lang, sentence=told)


def _operand(item: Told, lang: str) -> str:
    """A figure the formula reads: label, year, group, value or the reason why there is none for these readers."""
    entry = catalogue.get(item["indicator"])
    group = ", ".join(f"{key}={value}" for key, value in item.get("segment", {}).items())
    summed = words.say("explain.step.over", lang, keys=", ".join(item["over"])) if item["over"] else ""
    head = " · ".join(part for part in (f"{entry.label[lang]} ({entry.id})", str(item["year"]), group, summed) if part)
    return _said("reads", lang, figure=head, value=_value(item, lang))


def _value(item: Told, lang: str) -> str:
    if item.get("value") is not None:
        return in_unit(item["value"], item["unit"], lang)
    status = item.get("status", "missing")
    told = dict(item.get("reason") or {"key": status})
    why = Reason(status, told.pop("key"), told).sentence(lang)
    named = words.say(f"status.{status}", lang)
    return named if why == words.typography(named, lang) else f"{named} · {why}"


def _table(name: str, rows: Iterable[Told], lang: str) -> Iterable[str]:
    """A table of intermediate values: its name, then one line a row, each value under its name."""
    yield _said("table", lang, name=_named(name, lang))
    for row in rows:
        cells = (
            f"{_named(column, lang)} = {_shown(value, lang)}" for column, value in row.items() if value is not None
        )
        yield f"  {' · '.join(cells)}"


def _named(name: str, lang: str) -> str:
    """The words of a column; one of several parts (``pay_gap.points``) is named part by part."""
    parts = name.split(".")
    keys = [f"explain.column.{part}" for part in parts]
    return ", ".join(
        words.say(key, lang) if words.known(key, lang) else part for key, part in zip(keys, parts, strict=True)
    )


def _shown(value: object, lang: str) -> str:
    """Numbers with the decimals they need, labels as people read them."""
    if isinstance(value, float):
        return words.number(value, lang, 0 if value.is_integer() else 4)
    if isinstance(value, list):
        return words.listed([_named(str(item), lang) for item in value], lang)
    if isinstance(value, str):
        found = (f"{kind}.{value}" for kind in ("csp", "age_band", "explain.value", "status"))
        key = next((key for key in found if words.known(key, lang)), None)
        return words.show(value, lang) if key is None else words.say(key, lang)
    return words.show(value, lang)

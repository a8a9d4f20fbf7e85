"""Findings for people and for machines: text, JSON, JUnit, GitHub annotations, GitLab code quality."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any, Final
from xml.etree import ElementTree as ET

import polars as pl

from scop_analytics import words
from scop_analytics.checks import telling
from scop_analytics.checks.findings import BLOCKING, Findings
from scop_analytics.errors import UsageError, closest

GITHUB: Final = {"refuse": "error", "set_aside": "error", "block": "error", "warn": "warning", "note": "notice"}
GITLAB: Final = {"refuse": "blocker", "set_aside": "critical", "block": "critical", "warn": "minor", "note": "info"}


def render(findings: Findings, form: str = "text", lang: str = "fr") -> str:
    """``findings`` as ``text``, ``json``, ``junit``, ``github`` or ``gitlab``."""
    if form not in FORMATS:
        raise UsageError("unknown_format", format=form, suggestion=closest(form, FORMATS), valid=list(FORMATS))
    return FORMATS[form](findings, lang)


def text(findings: Findings, lang: str) -> str:
    """Causes, most frequent first: where, what, why it matters, what to do."""
    lines = [telling.headline(findings.counts, findings.causes.height, lang)]
    for row in findings.summary(lang).iter_rows(named=True):
        lines += ["", f"[{row['severity_name']}] {row['where']} ({row['rule']})", f"  {row['what']}"]
        for part in ("why", "remedy"):
            if row[part]:
                lines.append(f"  {words.typography(words.say(f'checks.{part}', lang, text=row[part]), lang)}")
        if row["waived"]:
            lines.append(f"  {words.typography(words.say('checks.waived', lang, text=row['waived']), lang)}")
    return "\n".join(lines) + "\n"


def as_json(findings: Findings, lang: str) -> str:
    """Counts, causes in words and every finding with its line; shapes, never values."""
    rows = [{**row, "facts": json.loads(row["facts"] or "{}")} for row in findings.frame.iter_rows(named=True)]
    content = {
        "blocking": findings.blocking,
        "counts": dict(findings.counts),
        "causes": list(findings.summary(lang).iter_rows(named=True)),
        "findings": rows,
    }
    return json.dumps(content, ensure_ascii=False, indent=1, default=str) + "\n"


def junit(findings: Findings, lang: str) -> str:
    """One test suite per table, one test case per rule looked at; what blocks is a failure."""
    causes = pl.concat(
        [findings.causes.drop("lines", "years", "shapes", "facts"), findings.summary(lang)["where", "what", "remedy"]],
        how="horizontal",
    )
    told: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in causes.iter_rows(named=True):
        told.setdefault((row["table"], row["rule"]), []).append(row)
    pairs = list(dict.fromkeys([*findings.ran, *told]))
    root = ET.Element("testsuites", name="scop check")
    for table in dict.fromkeys(table for table, _ in pairs):
        _suite(root, table, [rule for name, rule in pairs if name == table], told)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(
    root: ET.Element, table: str, rules: list[str], told: Mapping[tuple[str, str], list[dict[str, Any]]]
) -> None:
    failing = [rule for rule in rules if any(_blocks(row) for row in told.get((table, rule), []))]
    suite = ET.SubElement(root, "testsuite", name=table or "files", tests=str(len(rules)), failures=str(len(failing)))
    for rule in rules:
        case = ET.SubElement(suite, "testcase", classname=table or "files", name=rule)
        for row in told.get((table, rule), []):
            what = f"{row['where']} : {row['what']}"
            if _blocks(row):
                failure = ET.SubElement(case, "failure", message=what, type=row["severity"])
                failure.text = row["remedy"]
            else:
                ET.SubElement(case, "system-out").text = what


def _blocks(row: Mapping[str, Any]) -> bool:
    return row["severity"] in BLOCKING and row["waived"] is None


def github(findings: Findings, lang: str) -> str:
    """One workflow annotation per cause, at its first line."""
    lines = []
    for cause, row in zip(
        findings.causes.iter_rows(named=True), findings.summary(lang).iter_rows(named=True), strict=True
    ):
        level = "notice" if row["waived"] else GITHUB[row["severity"]]
        place = {"file": row["file"], "line": cause["lines"][0] if cause["lines"] else None, "title": row["rule"]}
        told = ",".join(f"{name}={_property(value)}" for name, value in place.items() if value)
        message = " ".join(part for part in (f"{row['where']} :", row["what"], row["remedy"]) if part)
        lines.append(f"::{level} {told}::{_message(message)}")
    return "\n".join(lines) + "\n"


def _message(value: object) -> str:
    return str(value).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: object) -> str:
    return _message(value).replace(":", "%3A").replace(",", "%2C")


def gitlab(findings: Findings, lang: str) -> str:
    """GitLab code quality: one entry per finding."""
    told = {
        tuple(row[name] for name in ("rule", "file", "column")): row["what"]
        for row in findings.summary(lang).iter_rows(named=True)
    }
    entries = []
    for number, row in enumerate(findings.frame.iter_rows(named=True)):
        place = (row["rule"], row["file"], row["column"])
        print_ = hashlib.sha256(repr((*place, row["line"], row["company"], row["year"], number)).encode()).hexdigest()
        entries.append(
            {
                "description": told[place],
                "check_name": row["rule"],
                "fingerprint": print_,
                "severity": "info" if row["waived"] else GITLAB[row["severity"]],
                "location": {"path": row["file"] or row["table"], "lines": {"begin": row["line"] or 1}},
            }
        )
    return json.dumps(entries, ensure_ascii=False, indent=1) + "\n"


FORMATS: Final[Mapping[str, Callable[[Findings, str], str]]] = {
    "text": text,
    "json": as_json,
    "junit": junit,
    "github": github,
    "gitlab": gitlab,
}

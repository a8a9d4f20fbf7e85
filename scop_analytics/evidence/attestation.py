"""The attestation: one page for the reviewer, saying what was run, on what, by which version, and what was waived."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from scop_analytics import words
from scop_analytics.evidence.manifest import Record

NAME: Final = "attestation.md"
SHORT: Final = 16


def attestation(entry: Record, lang: str, *, company: str, waived: Sequence[Mapping[str, Any]] = ()) -> str:
    """The page in Markdown. ``waived`` are the waivers in force: rule, table, who, why."""
    facts = entry.public
    parameters, masking = facts["parameters"], facts["masking"]

    def say(key: str, /, **given: object) -> str:
        return words.typography(words.say(f"attestation.{key}", lang, **given), lang)

    lines = [
        f"# {say('title', company=company)}",
        say("run", name=entry.name, version=facts["version"], python=facts["python"]),
        f"## {say('parameters')}",
        "\n".join(f"- `{name}`: {value}" for name, value in sorted(parameters.items()) if value not in (None, "")),
        f"## {say('data')}",
        say(
            "inputs",
            n=facts["inputs"]["rows"],
            tables=facts["inputs"]["tables"],
            mark=facts["inputs"]["sha256"][:SHORT],
        ),
        say("results", n=facts["results"]["rows"], mark=facts["results"]["sha256"][:SHORT]),
        f"## {say('law')}",
        "\n".join(f"- `{version['key']}`, {version.get('from', '')}" for version in facts["law"]) or say("no_law"),
        f"## {say('masking')}",
        say("masked", n=masking.get("hidden", 0), version=masking.get("version", "")),
        f"## {say('waivers')}",
        "\n".join(
            f"- `{row.get('rule')}` {row.get('table', '')}: {row.get('who')}, « {row.get('why')} »" for row in waived
        )
        or say("no_waiver"),
        say("verify"),
        say("walk"),
    ]
    return "\n\n".join(line for line in lines if line) + "\n"

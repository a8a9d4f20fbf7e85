"""What a repair did, for people and for programs."""

from __future__ import annotations

import json

from scop_analytics import words
from scop_analytics.checks import render
from scop_analytics.repair.repairing import Repaired


def as_text(done: Repaired, lang: str) -> str:
    """Where the copies are, what was changed and left out, then what they settle and what is still open."""
    counts = {"files": len(done.paths), "changed": done.changed, "aside": done.aside.height}
    lines = [words.say("fix.done", lang, folder=str(done.folder))]
    lines += [words.say(f"fix.count.{name}", lang, n=count) for name, count in counts.items()]
    told = [words.typography(line, lang) for line in lines]
    for name, findings in (("settled", done.settled), ("open", done.open)):
        shown = render(findings, "text", lang).rstrip() if len(findings) else words.say("fix.none", lang)
        told += ["", words.typography(words.say(f"fix.{name}", lang), lang), shown]
    return "\n".join(told)


def to_json(done: Repaired, lang: str) -> str:
    """The same for programs: files, counts, and both lists of findings."""
    content = {
        "folder": str(done.folder),
        "files": [path.relative_to(done.folder).as_posix() for path in done.paths],
        "changed": done.changed,
        "set_aside": done.aside.height,
        "settled": json.loads(render(done.settled, "json", lang)),
        "open": json.loads(render(done.open, "json", lang)),
    }
    return json.dumps(content, ensure_ascii=False, indent=1, default=str)

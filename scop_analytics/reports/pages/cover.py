"""P0: whose report this is, of which year, for whom, made when and by which version."""

from __future__ import annotations

from datetime import date

from scop_analytics import words
from scop_analytics.reports.objects import Cover
from scop_analytics.reports.run import Run


def cover(run: Run) -> Cover:
    """The cover of any report."""
    identity = run.context["identity"]
    made_on = date.fromisoformat(run.context["established"])
    lines = [
        run.say("cover.closed", date=run.end),
        run.say("cover.audience", audience=run.say(f"profile.{run.audience}")),
        run.say("cover.established", date=made_on, version=f"scop_analytics{words.GLUE}{run.context['version']}"),
    ]
    facts = [
        ("cover.legal_form", identity.get("legal_form")),
        ("cover.siren", identity.get("siren")),
        ("cover.approved_label", identity.get("approved_by")),
    ]
    known = tuple((run.say(key), str(value)) for key, value in facts if value)
    return Cover("P0", run.company, run.say(f"report.{run.name}"), tuple(lines), known)

"""Consultations and surveys of a sample co-operative: the steps, counts and answers its world lists."""

from __future__ import annotations

from typing import Any, Final

from scop_analytics.samples.people import Contract
from scop_analytics.samples.worlds import Row, Rows, Tables, World

LEVELS: Final = ("5", "4", "3", "2", "1")


def decisions(world: World, people: list[Contract]) -> Tables:
    """The tables ``consultations``, ``consultation_groups``, ``survey_meta`` and ``survey``."""
    meta: Rows = []
    answers: Rows = []
    for survey in world.get("surveys", []):
        meta += _questions(world, survey, people)
        answers += _answers(world, survey, people)
    return {
        "consultations": [_consultation(world, entry) for entry in world["consultations"]],
        "consultation_groups": [
            row for entry in world["consultations"] if "answers" in entry for row in _groups(world, entry, people)
        ],
        "survey_meta": meta,
        "survey": answers,
    }


def _part(entry: dict[str, Any], key: str, place: int) -> Any:
    """One value of a list of the world; empty when the step was skipped."""
    return entry[key][place] if key in entry else None


def _consultation(world: World, entry: dict[str, Any]) -> Row:
    return {
        "entity_id": world.siren,
        "consultation_id": entry["id"],
        "subject": entry["subject"],
        "theme": entry["theme"],
        "is_major": entry.get("major", True),
        "note_date": _part(entry, "note", 0),
        "note_author_role": _part(entry, "note", 1),
        "note_published": _part(entry, "note", 2),
        "board_date": _part(entry, "board", 0),
        "board_opinion": _part(entry, "board", 1),
        "open_date": _part(entry, "open", 0),
        "close_date": _part(entry, "open", 1),
        "channel": _part(entry, "open", 2),
        "eligible_count": _part(entry, "answers", 0),
        "respondent_count": _part(entry, "answers", 1),
        "favourable": _part(entry, "opinions", 0),
        "reserved": _part(entry, "opinions", 1),
        "opposed": _part(entry, "opinions", 2),
        "no_opinion": _part(entry, "opinions", 3),
        "objections_raised": _part(entry, "objections", 0),
        "objections_lifted": _part(entry, "objections", 1),
        "amended": entry.get("amended"),
        "rounds": entry.get("rounds", 1 if "open" in entry else None),
        "decision_date": _part(entry, "decision", 0),
        "decision_body": _part(entry, "decision", 1),
        "decision_outcome": _part(entry, "decision", 2),
        "feedback_published_date": entry.get("feedback"),
        "implemented": entry.get("implemented"),
        "review_date": entry.get("review"),
    }


def _groups(world: World, entry: dict[str, Any], people: list[Contract]) -> Rows:
    """Women and men among the people consulted, in the proportions of the staff that day."""
    eligible, respondents = entry["answers"]
    women = round(eligible * _share_of_women(people, entry["open"][0]))
    answered = min(women, max(respondents - (eligible - women), round(respondents * women / eligible)))
    split = (("F", women, answered), ("M", eligible - women, respondents - answered))
    return [
        {
            "entity_id": world.siren,
            "consultation_id": entry["id"],
            "group_kind": "sex",
            "group_value": sex,
            "eligible": asked,
            "respondents": given,
        }
        for sex, asked, given in split
    ]


def _share_of_women(people: list[Contract], day: Any) -> float:
    present = [person for person in people if person.counts and person.open_on(day)]
    return sum(person.sex == "F" for person in present) / len(present)


def _questions(world: World, survey: dict[str, Any], people: list[Contract]) -> Rows:
    women = round(survey["invited"] * _share_of_women(people, survey["opened"]))
    return [
        {
            "entity_id": world.siren,
            "fiscal_year": survey["year"],
            "survey_id": survey["id"],
            "item_code": item,
            "invited_count": survey["invited"],
            "invited_women": women,
            "invited_men": survey["invited"] - women,
            "open_date": survey["opened"],
            "close_date": survey["closed"],
            "scale": "1_5",
            "wording": world["wordings"][item],
        }
        for item in survey["items"]
    ]


def _answers(world: World, survey: dict[str, Any], people: list[Contract]) -> Rows:
    """Anonymous answers: the counts of each level are the world's, who gave them is drawn; the rest do not know."""
    present = [person for person in people if person.counts and person.open_on(survey["closed"])]
    voices = world.chance.some(present, survey["answers"])
    world.chance.mix(voices)
    rows: Rows = []
    for item, counts in survey["items"].items():
        levels = [level for level, count in zip(LEVELS, counts, strict=True) for _ in range(count)]
        levels += ["NSP"] * (survey["answers"] - len(levels))
        world.chance.mix(levels)
        rows += [
            _answer(world, survey["id"], place, item, *pair)
            for place, pair in enumerate(zip(voices, levels, strict=True), 1)
        ]
    return rows


def _answer(world: World, survey: str, place: int, item: str, voice: Contract, level: str) -> Row:
    return {
        "entity_id": world.siren,
        "survey_id": survey,
        "respondent_id": f"R{place:03d}",
        "item_code": item,
        "answer": level,
        "sex": voice.sex,
        "csp": voice.job["csp"],
        "work_site": None,
    }

"""The meetings, seats, consultations and survey of an invented co-operative, and the sharing of whole numbers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import count
from typing import Any

Data = dict[str, Any]


def spread(whole: int, parts: list[float]) -> list[int]:
    """``whole`` things shared in these proportions, the last ones to the largest remainders."""
    exact = [whole * part / sum(parts) for part in parts]
    given = [int(part) for part in exact]
    for place in sorted(range(len(parts)), key=lambda at: given[at] - exact[at])[: whole - sum(given)]:
        given[place] += 1
    return given


def democracy(shape: Data, size: int, sexes: str, board: int, held: Data, others: int) -> Data:
    """Bodies, mandates, meetings of members and of the board: what the number of people and of members allows."""
    first = shape["calendar"]["years"][0]
    body = "CA" if board else "GERANCE"
    bodies = [{"id": body, "type": body, "seats": board or 1, "term": 6 if board else 4}]
    mandates = list(_elected(shape, sexes, board, date(first, 6, 15)))
    if size >= shape["shape"]["social_from"]:
        bodies.append({"id": "CSE", "type": "CSE", "seats": len(sexes), "term": 4})
        mandates += [
            {"body": "CSE", "role": "MEMBRE", "sex": sex, "start": date(first, 11, 23), "staff": True} for sex in sexes
        ]
    meetings = {"board_meetings": {"body": "CA", "days": [[2, 6], [5, 15], [9, 18], [11, 20]], "absence": 0.12}}
    return {
        "bodies": bodies,
        "mandates": mandates,
        "assemblies": [_assembly(shape, year, held[str(year - 1)] + others, board) for year in shape["calendar"]["years"]],
        **(meetings if board else {}),
    }  # fmt: skip


def _elected(shape: Data, sexes: str, board: int, day: date) -> Iterator[Data]:
    """The person who leads, then one seat after the other to each sex in turn."""
    lead = shape["leader"]["family"]
    yield {
        "body": "CA" if board else "GERANCE",
        "role": "PDG" if board else "GERANT",
        "sex": sexes[0],
        "family": lead,
        "start": day,
    }
    for place in range(1, board):
        yield {"body": "CA", "role": "ADMINISTRATEUR", "sex": sexes[place % len(sexes)], "start": day}  # fmt: skip


def _assembly(shape: Data, year: int, members: int, board: int) -> Data:
    rules = shape["shape"]["meeting"]
    present = max(2, int(members * rules["present"]))
    represented = int(members * rules["represented"])
    votes: list[Data] = [
        {"subject": subject, "votes": [present + represented, 0, 0, 0]} for subject in shape["decided"]["resolutions"]
    ]
    if year == shape["calendar"]["years"][0]:
        elected = {
            "kind": "ELECTION",
            "secret": True,
            "seats_open": board or 1,
            "candidates": (board or 1) + bool(board),
        }
        votes.append({"subject": "Élection", **elected, "votes": [present + represented - 1, 1, 0, 0]})
    day = date(year, 6, 15)
    return {"id": f"AG-{year}", "type": "AGO", "date": day, "notice": date(year, 5, 26), "present": present,
            "represented": represented, "quorum": 0.2, "votes": votes}  # fmt: skip


def life(shape: Data, staff: dict[int, int], years: list[int]) -> Data:
    """A consultation a year, the survey of the last year and the footprint."""
    rules, decided = shape["shape"], shape["decided"]
    answered = int(staff[years[-1]] * rules["response"])
    levels = spread(answered, rules["answers"])
    survey = {"id": f"ENQ-{years[-1]}", "year": years[-1], "opened": date(years[-1], 11, 3), "closed": date(years[-1], 11, 21),
              "invited": staff[years[-1]], "answers": answered, "items": dict.fromkeys(decided["items"], levels)}  # fmt: skip
    quantities = [
        {**source, "quantities": {str(year): source["per_person"] * staff[year] for year in years}}
        for source in shape["environment"]
    ]
    talks = [_consultation(shape, year, staff[year], place) for place, year in zip(count(1), years, strict=False)]
    return {"consultations": talks, "surveys": [survey], "environment": quantities}


def _consultation(shape: Data, year: int, people: int, place: int) -> Data:
    answered = int(people * shape["shape"]["response"])
    agreed, reserved = answered * 3 // 4, answered // 8
    decided = shape["decided"]
    return {
        "id": f"C-{year}-{place:02d}", "subject": decided["subjects"][str(year)], "theme": decided["themes"][str(year)],
        "note": [date(year, 11, 3), shape["activity"]["presenter"], True], "board": [date(year, 11, 6), "FAVORABLE"],
        "open": [date(year, 11, 9), date(year, 11, 20), "REUNION"], "answers": [people, answered],
        "opinions": [agreed, reserved, answered - agreed - reserved, 0], "objections": [place - 1, place - 1], "amended": place > 1,
        "decision": [date(year, 11, 26), "DIRIGEANT", "consent"], "feedback": date(year, 12, 3), "implemented": place > 1,
    }  # fmt: skip

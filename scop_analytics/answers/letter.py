"""The answer as a letter ready to send, in either language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from scop_analytics import words
from scop_analytics.answers.computing import SEXES, Answer, Level
from scop_analytics.results import Reason

SEPARATOR: Final = " · "
PROVISIONAL: Final = ("draft", "provisional")


def letter(answer: Answer, lang: str) -> str:
    """What the person asked for, what cannot be given and why, and their other rights."""
    return "\n\n".join(_paragraphs(answer, lang)) + "\n"


def category(name: str, lang: str) -> str:
    """A category of equal value as people read it: « cadres, niveau D1 »."""
    return words.typography(", ".join(part for part in category_parts(name, lang) if part), lang)


def category_parts(name: str, lang: str) -> tuple[str, str]:
    """The occupation of a category and its level: « cadres », « niveau D1 »; a level alone or none as they are."""
    head, _, level = name.partition(SEPARATOR)
    key = f"csp.{head}"
    named = words.say(key, lang) if words.known(key, lang) else head
    return named, words.say("value_category.level", lang, level=level) if level else ""


def _paragraphs(answer: Answer, lang: str) -> Iterable[str]:
    def say(key: str, **facts: object) -> str:
        return words.typography(words.say(f"answer.{key}", lang, **facts), lang)

    year = str(answer.year)
    yield answer.name
    yield say("subject")
    yield say("dear")
    yield say("opening", year=year)
    yield _own(answer, lang)
    yield say("category", category=category(answer.category, lang), grid=say(f"grid.{answer.grid}")) if answer.category else say("no_category")  # fmt: skip
    if answer.category and len(answer.refused) < len(SEXES):
        yield say("means")
        yield "\n".join(say(f"mean_{sex}", **_amounts(level, lang)) for sex, level in answer.means.items() if level)
    if answer.category and answer.refused:
        who = words.listed([words.say(f"answer.sex_{sex}", lang) for sex in answer.refused], lang)
        yield say("refused", who=who, least=answer.least)
        yield say("instead")
    yield say("how")
    if answer.delay:
        told = say("delay", n=answer.delay["months"])
        yield f"{told} {say('draft')}" if answer.delay["status"] in PROVISIONAL else told
    yield say("rights")
    yield say("closing", name=answer.name)


def _own(answer: Answer, lang: str) -> str:
    if answer.own is not None:
        return words.typography(words.say("answer.own", lang, **_amounts(answer.own, lang)), lang)
    key = f"exclusion.{answer.why_none}"
    why = words.say(key, lang) if words.known(key, lang) else Reason("missing", answer.why_none, {}).sentence(lang)
    return words.typography(words.say("answer.own_none", lang, why=why), lang)


def _amounts(level: Level, lang: str) -> dict[str, str]:
    return {"annual": words.euros(level.annual, lang, 0), "hourly": words.euros(level.hourly, lang, 2)}

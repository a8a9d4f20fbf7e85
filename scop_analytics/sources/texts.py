"""Identifiers and free text: trimmed, in one Unicode form, and refused when they hold what must not be stored."""

from __future__ import annotations

from typing import Final

import polars as pl

from scop_analytics.sources import marks
from scop_analytics.sources.parsed import Parsed, from_rules
from scop_analytics.tables import Column

NIR: Final = r"^[12378][\s.]*\d{2}[\s.]*(0[1-9]|1[0-2]|[2-9]\d)[\s.]*(\d{2}|2[ABab])[\s.]*\d{3}[\s.]*\d{3}([\s.]*\d{2})?$"
EMAIL: Final = r"[^\s@]+@[^\s@]+\.[^\s@]+"
EXPONENT: Final = r"^\d+([.,]\d+)?[eE]\+?\d+$"
FLOAT_ID: Final = r"^(\d+)\.0$"
SHORTEST_NIR: Final = 13
SIREN_LENGTH: Final = 9
SIRET_LENGTH: Final = 14


def text(raw: pl.Series, column: Column) -> Parsed:
    """A text column: identifiers keep their zeros; a social-security number or an e-mail address sets the row aside."""
    trimmed = raw.str.strip_chars()
    if (trimmed.str.len_bytes() != trimmed.str.len_chars()).any():
        trimmed = trimmed.str.normalize("NFC")
    missing = trimmed.str.len_bytes() <= max(len(word.encode()) for word in marks.words("missing_text"))
    frame = pl.DataFrame({"text": trimmed, "short": missing})
    none = pl.col("short") & pl.col("text").str.to_lowercase().is_in(marks.words("missing_text"))
    values = frame.select(pl.when(none).then(None).otherwise(pl.col("text")).alias("text"))["text"]
    return _company(values) if column.name == "entity_id" else _checked(values, column)


def _checked(values: pl.Series, column: Column) -> Parsed:
    """Rows whose text discloses a person, or whose identifier lost digits in a spreadsheet."""
    long = values.str.len_bytes() >= SHORTEST_NIR
    suspect = bool(long.any()) or bool(values.str.contains("@", literal=True).any())
    identifier = column.personal == "identifier" or column.name.endswith("_id")
    lossy = identifier and bool(values.str.contains(r"\d(\.0$|[eE]\+?\d)").any())
    if not suspect and not lossy:
        return Parsed(values)
    text = pl.col("text")
    frame = pl.DataFrame({"text": values})
    if lossy:
        frame = frame.with_columns(text=text.str.replace(FLOAT_ID, "${1}"))
    cause = (
        pl.when(text.str.contains(NIR))
        .then(pl.lit("social_security_number"))
        .when(text.str.contains(EMAIL))
        .then(pl.lit("email_address"))
        .when(pl.lit(identifier) & text.str.contains(EXPONENT))
        .then(pl.lit("identifier_exponent"))
    )
    frame = frame.with_columns(rule=cause)
    frame = frame.with_columns(text=pl.when(pl.col("rule").is_null()).then(text))
    return from_rules(frame["text"], frame["rule"])


def _company(values: pl.Series) -> Parsed:
    """A SIREN: spaces leave, a SIRET is cut to its SIREN, a lost leading zero comes back when the key proves it."""
    different = values.unique().drop_nulls().to_list()
    answers = {text: company(text) for text in different}
    if all(value == text and not rule for text, (value, rule) in answers.items()):
        return Parsed(values)
    old = list(answers)
    new = values.replace_strict(old, [answers[t][0] for t in old], default=None, return_dtype=pl.String)
    rules = values.replace_strict(old, [answers[t][1] for t in old], default=None, return_dtype=pl.String)
    return from_rules(new, rules)


def company(text: str) -> tuple[str | None, str | None]:
    """The SIREN that ``text`` gives, and what is wrong with it."""
    from stdnum.fr import siren

    digits = "".join(sign for sign in text.removesuffix(".0") if not sign.isspace())
    if not digits.isdigit():
        lost = pl.select(pl.lit(text).str.contains(EXPONENT)).item()
        return (None, "identifier_exponent") if lost else (text, None)
    if len(digits) == SIRET_LENGTH and siren.is_valid(digits[:SIREN_LENGTH]):
        return digits[:SIREN_LENGTH], None
    if len(digits) == SIREN_LENGTH - 1 and siren.is_valid("0" + digits):
        return "0" + digits, "~siren_zero_lost"
    return digits, None

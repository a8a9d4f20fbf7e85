"""Identifiers and free text: trimmed, in one Unicode form, and refused when they hold what must not be stored."""

from __future__ import annotations

import re
from typing import Final

import polars as pl

from scop_analytics.sources import marks
from scop_analytics.sources.parsed import Bad, Parsed, different, from_rules
from scop_analytics.tables import Column

NIR: Final = (
    r"^[1-478][\s.]*\d{2}[\s.]*(0[1-9]|1[0-2]|[2-9]\d)[\s.]*(\d{2}|2[ABab])[\s.]*\d{3}[\s.]*\d{3}([\s.]*\d{2})?$"
)
EMAIL: Final = r"[^\s@]+@[^\s@]+\.[^\s@]+"
EXPONENT: Final = r"^\d+([.,]\d+)?[eE]\+?\d+$"
FLOAT_ID: Final = r"^(\d+)[.,]0+$"
FLOAT_END: Final = re.compile(r"[.,]0+$")
# An apostrophe that keeps a spreadsheet from running a text as a formula: written before, taken off at reading.
GUARDED: Final = r"^'([=+\-@\t\r])"
# Identifiers that need no further look: too short for a social-security number, no digits lost.
PLAIN: Final = r"^[A-Za-z]{0,4}[-_]?\d{1,9}(?:[-_][A-Za-z0-9]{1,4})?$"
SIREN: Final = r"^\d{9}$"
SAMPLE: Final = 20_000
SIREN_LENGTH: Final = 9
SIRET_LENGTH: Final = 14
AGREEMENT: Final = "collective_agreement"
IDCC_LENGTH: Final = 4
IDCC: Final = rf"^\d{{{IDCC_LENGTH}}}$"


def text(raw: pl.Series, column: Column) -> Parsed:
    """A text column: identifiers keep their zeros; a social-security number or an e-mail address sets the row aside."""
    if column.name == AGREEMENT:
        return _agreement(raw, column)
    if not repeats(raw):
        return _every(raw, column)
    texts = different(raw)
    once = _every(texts, column)
    if not once.bad and once.values.equals(texts, null_equal=True):
        return Parsed(raw)
    answers = pl.DataFrame({"raw": texts, "value": once.values, "rule": _rules(once, len(texts))})
    found = raw.alias("raw").to_frame().join(answers, on="raw", how="left", maintain_order="left", nulls_equal=True)
    return from_rules(found["value"], found["rule"])


def _agreement(raw: pl.Series, column: Column) -> Parsed:
    """The four digits of an agreement, with the zeros that a spreadsheet takes away."""
    parsed = _every(raw, column)
    values = parsed.values.str.replace(FLOAT_ID, "${1}")
    short = values.str.contains(r"^\d{1,3}$").fill_null(value=False)
    if not short.any():
        return Parsed(values, parsed.bad)
    padded = values.zip_with(~short, values.str.zfill(IDCC_LENGTH))
    return Parsed(padded, (*parsed.bad, Bad("idcc_zero_lost", short, "warn", whole=True)))


def repeats(raw: pl.Series) -> bool:
    """Whether the column says few different things, so that understanding each once is cheaper."""
    sample = raw.head(SAMPLE)
    return sample.n_unique() * 2 < len(sample)


def _rules(parsed: Parsed, height: int) -> pl.Series:
    rules = pl.Series([None], dtype=pl.String).new_from_index(0, height)
    for bad in parsed.bad:
        rules = rules.set(bad.mask, f"~{bad.rule}" if bad.severity == "warn" else bad.rule)
    return rules


def _every(raw: pl.Series, column: Column) -> Parsed:
    if column.name == "entity_id":
        return _company(raw)
    if raw.str.contains(PLAIN).all():
        return Parsed(raw)
    trimmed = raw.str.strip_chars().str.replace(GUARDED, "${1}")
    if (trimmed.str.len_bytes() != trimmed.str.len_chars()).any():
        trimmed = trimmed.str.normalize("NFC")
    none = pl.col("text").str.to_lowercase().is_in(marks.words("missing_text"))
    frame = pl.DataFrame({"text": trimmed})
    return _checked(frame.select(pl.when(none).then(None).otherwise(pl.col("text")).alias("text"))["text"], column)


def _checked(values: pl.Series, column: Column) -> Parsed:
    """Rows whose text discloses a person, or whose identifier lost digits in a spreadsheet."""
    identifier = column.personal == "identifier" or column.name.endswith("_id")
    text = pl.col("text")
    frame = pl.DataFrame({"text": values})
    if identifier:
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
    texts = different(values)
    if texts.str.contains(SIREN).all():
        return Parsed(values)
    answers = {text: company(text) for text in texts.to_list()}
    old = list(answers)
    new = values.replace_strict(old, [answers[t][0] for t in old], default=None, return_dtype=pl.String)
    rules = values.replace_strict(old, [answers[t][1] for t in old], default=None, return_dtype=pl.String)
    return from_rules(new, rules)


def company(text: str) -> tuple[str | None, str | None]:
    """The SIREN that ``text`` gives, and what is wrong with it."""
    from stdnum.fr import siren

    digits = "".join(sign for sign in re.sub(FLOAT_END, "", text.strip()) if not sign.isspace())
    if text.strip().lower() in marks.words("missing_text"):
        return None, None
    if not digits.isdigit():
        lost = pl.select(pl.lit(text).str.contains(EXPONENT)).item()
        return (None, "identifier_exponent") if lost else (text.strip(), None)
    if len(digits) == SIRET_LENGTH and siren.is_valid(digits[:SIREN_LENGTH]):
        return digits[:SIREN_LENGTH], None
    if len(digits) == SIREN_LENGTH - 1 and siren.is_valid("0" + digits):
        return "0" + digits, "~siren_zero_lost"
    return digits, None

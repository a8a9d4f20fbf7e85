"""The figures of a pack: what leaves, with its status of observation and of confidentiality.

Two releases decide. What the *sender's* audience (``packs.toml``, representatives) may not read does not leave at all: no
extreme, no exact quantile, no pay of fewer than three women or three men. What the *receiver's* (union) may not read is
flagged, ``A`` where few people stand behind it, ``D`` where it would give back a flagged one, ``C`` for figures of the
company itself; under the strict terms, what is flagged ``A`` or ``D`` does not leave either.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any, Final

import polars as pl

from scop_analytics.benchmarking import settings
from scop_analytics.indicators import Computed
from scop_analytics.privacy import release
from scop_analytics.privacy.support import KEY
from scop_analytics.results import STATUSES

GIVEN: Final = ("ok", "caution")
PARTS: Final = ("numerator", "denominator")
PEOPLE: Final = ("n_total", "n_women", "n_men", "n_other")


def sent(computed: Computed, year: int | None, config: object, *, strict: bool | Collection[str]) -> pl.DataFrame:
    """One row per figure of ``year`` (of all years without one), in the fields of an indicator of a pack, and whose it is.

    ``strict``: whether all companies, or which, agreed to the strict terms only. ``segment``, ``quality`` and ``law`` are texts; ``company`` and ``year`` stand beside.
    """
    terms = settings.packs()["release"]
    given = {
        audience: release(computed.frame, computed.support, computed.entries, audience, config, dict(computed.operands))
        for audience in (terms["sender"], terms["receiver"])
    }
    rows = given[terms["sender"]].frame.join(_statuses(given[terms["receiver"]].log), on=list(KEY), how="left")
    strictly = pl.lit(strict) if isinstance(strict, bool) else pl.col("company").is_in(list(strict))
    held = pl.col("conf_status").is_in(["A", "D"]) & strictly
    kept = (
        rows.with_columns(pl.col("conf_status").fill_null(settings.packs()["conf_status"]["free"]))
        .filter(pl.lit(True) if year is None else pl.col("year") == year, pl.col("segment").is_in(_segments(rows)))
        .with_columns((pl.col("status").is_in(GIVEN) & ~held).alias("given"), (held & pl.col("status").is_in(GIVEN)).alias("held"))
    )  # fmt: skip
    return _fields(_with_parts(kept, computed), computed).sort("company", "year", "id", "segment")


def _statuses(log: pl.DataFrame) -> pl.DataFrame:
    """The confidentiality status of each row that the receiver's audience may not read."""
    words = settings.packs()["conf_status"]
    primary = pl.col("rule").replace_strict(words, default=words["people"])
    status = pl.when(pl.col("kind") == "primary").then(primary).otherwise(pl.lit(words["secondary"]))
    return log.select(*KEY, status.alias("conf_status"))


def _segments(rows: pl.DataFrame) -> list[str]:
    """The whole company, and cuts along one of the keys that leave."""
    keys = set(settings.packs()["release"]["segments"])
    parsed = {name: json.loads(name) for name in rows.get_column("segment").unique()}
    return [name for name, pairs in parsed.items() if not pairs or (len(pairs) == 1 and set(pairs) <= keys)]


def _with_parts(rows: pl.DataFrame, computed: Computed) -> pl.DataFrame:
    """The rows with the people behind them and, for the gaps between two means of many enough people, the two means."""
    free = settings.packs()["conf_status"]["free"]
    means = pl.col("indicator").is_in(settings.packs()["release"]["means"]) & (pl.col("conf_status") == free)
    full = computed.frame.select(*KEY, *(pl.col(name).alias(f"full_{name}") for name in PARTS))
    behind = computed.support.select(*KEY, "women", "men", pl.col("people").alias("everybody"))
    both = rows.join(full, on=list(KEY), how="left").join(behind, on=list(KEY), how="left")
    shown = [pl.when(means).then(f"full_{name}").otherwise(name).alias(name) for name in PARTS]
    total = pl.coalesce("everybody", "people")
    return both.with_columns(
        *shown,
        total.alias("n_total"),
        pl.col("women").alias("n_women"),
        pl.col("men").alias("n_men"),
        (total - pl.col("women") - pl.col("men")).clip(lower_bound=0).alias("n_other"),
    )


def _fields(rows: pl.DataFrame, computed: Computed) -> pl.DataFrame:
    """The fields of an indicator; a value that does not leave takes its parts and its numbers of people with it."""
    never = settings.packs()["release"]["never"]
    polarity = {name: entry.polarity for name, entry in computed.entries.items()}
    private = [name for name, entry in computed.entries.items() if entry.disclosure in never]
    return rows.filter(~pl.col("indicator").is_in(private)).select(
        "company",
        "year",
        pl.col("indicator").alias("id"),
        "code",
        "segment",
        "unit",
        *(pl.when("given").then(name).alias(name) for name in ("value", *PARTS, *PEOPLE)),
        pl.col("indicator").replace_strict(polarity, return_dtype=pl.String).alias("polarity"),
        "method",
        pl.when(~pl.col("held")).then("verdict").alias("verdict"),
        _observed().alias("obs_status"),
        "conf_status",
        pl.when(pl.col("status") != "suppressed").then(pl.col("reason").str.json_path_match("$.key")).alias("quality"),
        "law",
    )


def _observed() -> pl.Expr:
    words = settings.packs()["obs_status"]
    plain = pl.col("status").replace_strict({name: words[name] for name in STATUSES}, return_dtype=pl.String)
    key, good = pl.col("reason").str.json_path_match("$.key"), pl.col("given")
    return (
        pl.when(pl.col("held")).then(pl.lit(words["suppressed"]))
        .when(good & (key == "approached_pay")).then(pl.lit(words["approached"]))
        .when(good & pl.col("law").str.contains('"draft"', literal=True)).then(pl.lit(words["draft"]))
        .otherwise(plain)
    )  # fmt: skip


def records(rows: pl.DataFrame) -> list[dict[str, Any]]:
    """The rows as a pack holds them."""
    opened = rows.drop("company", "year", "law").to_dicts()
    for row in opened:
        row["segment"] = json.loads(row["segment"])
        row["quality"] = [row["quality"]] if row["quality"] else []
    return opened


def law_versions(rows: pl.DataFrame) -> list[dict[str, Any]]:
    """Every version of a legal value behind the rows, once."""
    texts = rows.get_column("law").drop_nulls().unique()
    found = {(item["key"], item.get("from"), item.get("status", "")) for text in texts for item in json.loads(text)}
    return [{"key": key, "start": start, "status": status} for key, start, status in sorted(found, key=str)]

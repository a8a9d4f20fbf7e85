"""Our own figures, line by line of the form: exact numbers, with the status and the reason of the indicator they belong to."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import polars as pl

from scop_analytics import law as legal
from scop_analytics.indicators import catalogue
from scop_analytics.indicators.computing import compute_full
from scop_analytics.official.bands import quarters
from scop_analytics.official.lines import Line, alternatives, lines
from scop_analytics.official.variants import OURS, recipients, variants

if TYPE_CHECKING:
    from scop_analytics.derive.frames import Frames
    from scop_analytics.dossier import Dossier

HOURS: Final = "pay_equity.hours_per_year"
CATEGORIES: Final = (
    "category_gap_basic_annual", "category_gap_basic_hourly", "category_gap_variable_annual", "category_gap_variable_hourly",
)  # fmt: skip
TRIED: Final = ("entity_id", "fiscal_year", "measure", "band", "pay", "people", "share")
PARTS: Final = (
    "gap", "women", "men", "people_women", "people_men", "share_women", "share_men", "count_women", "count_men", "threshold",
)  # fmt: skip
SEXES: Final = {"women": "F", "men": "M"}
TOO_FEW: Final = pl.lit('{"key":"too_few_for_groups"}')


def measured(dossier: Dossier, findings: pl.DataFrame, *, others: bool) -> tuple[pl.DataFrame, pl.DataFrame, Frames]:
    """The indicators the form asks for in full precision, every definition tried, and the frames they come from.

    ``others``: whether to compute definitions besides ours, for an official file to be set beside.
    """
    named = {line.ours for line in lines().values() if line.ours} | set(CATEGORIES)
    full = compute_full(dossier, only=[name for name in catalogue.load() if name in named], findings=findings)
    end = max(dossier.fiscal_years["end"].to_list())
    return full.frame, tried(full.frames["person_calendar"], end, others=others), full.frames


def tried(people: pl.LazyFrame, end: object, *, others: bool) -> pl.DataFrame:
    """Every number of every definition: :data:`TRIED`, ``of`` (part of the measure) and ``number`` (euros, ratio, people)."""
    names = tuple(alternatives()["people"]) if others else (OURS,)
    pays = tuple(alternatives()["pay"]) if others else (OURS,)
    found = variants(people, int(str(legal.load().at(end)[HOURS])), names, pays)  # type: ignore[arg-type]  # a day
    wide = pl.concat([found, recipients(found), quarters(people, names, pays)], how="diagonal")
    wide = wide.with_columns(pl.col("band").fill_null(0), pl.col("share").fill_null(OURS))
    numbers = wide.with_columns(pl.col(PARTS).cast(pl.Float64)).unpivot(
        PARTS, index=list(TRIED), variable_name="of", value_name="number"
    )
    return numbers.filter(pl.col("number").is_finite())


def form() -> pl.DataFrame:
    """The form as a table: one row per line, in its order."""
    rows = [
        {
            "position": position, "line": line.name, "part": line.part, "kind": line.kind, "measure": line.measure,
            "of": line.of, "band": line.band, "indicator": line.ours, "segment": _segment(line), "scale": line.scale,
        }
        for position, line in enumerate(lines().values())
    ]  # fmt: skip
    return pl.DataFrame(rows, schema_overrides={"position": pl.Int64, "band": pl.Int64, "scale": pl.Int64})


def _segment(line: Line) -> str:
    """The group of the indicator a line belongs to, as results write it."""
    sex = SEXES.get(line.of.rpartition("_")[2], "")
    keys = {}
    if line.band and line.ours:
        keys["quarter"] = str(line.band)
    if sex and (line.of.startswith("count_") or line.measure == "recipients"):
        keys["sex"] = sex
    return json.dumps(keys, separators=(",", ":"))


def ours(results: pl.DataFrame, found: pl.DataFrame, sizes: pl.DataFrame, year: int) -> pl.DataFrame:
    """``entity_id``, every line of the form, ``ours`` (null with a reason when the indicator gives none), ``status``, ``reason``."""
    companies = results.filter(pl.col("year") == year).select(entity_id="company").unique(maintain_order=True)
    lined = companies.join(form().filter(pl.col("of") != "quality"), how="cross")
    own = found.filter(fiscal_year=year, pay=OURS, people=OURS, share=OURS).select(
        "entity_id", "measure", "band", "of", "number"
    )
    told = results.filter(pl.col("year") == year).select(
        "indicator", "segment", "value", "status", "reason", entity_id="company"
    )
    joined = lined.join(own, on=["entity_id", "measure", "band", "of"], how="left", maintain_order="left")
    joined = joined.join(told, on=["entity_id", "indicator", "segment"], how="left", maintain_order="left")
    given = pl.col("indicator").is_in(["", None]) | pl.col("status").is_in(["ok", "caution"])
    number = pl.when(pl.col("of") == "gap").then(pl.col("value") / 100).otherwise("number")
    rows = joined.with_columns(ours=pl.when(given).then(number), status=pl.col("status").fill_null("ok"))
    rows = _workforce(rows, sizes)
    empty = pl.col("ours").is_null() & pl.col("status").is_in(["ok", "caution"])
    return rows.with_columns(
        status=pl.when(empty).then(pl.lit("not_computable")).otherwise("status"),
        reason=pl.when(empty).then(pl.coalesce("reason", TOO_FEW)).otherwise("reason"),
    ).drop("number", "value")


def _workforce(rows: pl.DataFrame, sizes: pl.DataFrame) -> pl.DataFrame:
    """The average workforce of the law, from the frame of company-years."""
    found = sizes.select("entity_id", workforce=pl.col("workforce") / 100)
    return rows.join(found, on="entity_id", how="left", maintain_order="left").with_columns(
        ours=pl.when(pl.col("of") == "workforce").then("workforce").otherwise("ours")
    ).drop("workforce")  # fmt: skip


def categories(results: pl.DataFrame, year: int) -> pl.DataFrame:
    """Indicator G: one row per category of equal value, basic and variable pay, annual and hourly; confidential."""
    rank = pl.col("indicator").replace_strict({name: at for at, name in enumerate(CATEGORIES)}, return_dtype=pl.Int64)
    own = results.filter(pl.col("year") == year, pl.col("indicator").is_in(CATEGORIES))
    return own.with_columns(rank=rank).sort("company", "rank", "segment", maintain_order=True).select(
        "indicator", "segment", "status", "reason", entity_id="company", line="indicator", ours=pl.col("value") / 100,
        part=pl.lit("G"), kind=pl.lit("gap"), of=pl.lit("gap"), measure=pl.lit("category"), band=pl.lit(0, pl.Int64),
        scale=pl.lit(10_000, pl.Int64), position=pl.lit(len(lines()), pl.Int64) + pl.int_range(pl.len()),
    )  # fmt: skip

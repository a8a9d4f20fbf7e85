"""Pay bands: people ranked by pay and cut into groups as equal as possible, whatever the order of the files.

Sizes differ by at most one, the extra people in the lowest bands. People of equal pay who straddle a cut keep their mix
of women and men in each band, as far as whole people allow (largest remainder): the rule of regulation 13 of the British
Gender Pay Gap Information Regulations 2017.
"""

from __future__ import annotations

from typing import Final

import polars as pl

COMPANY: Final = ("entity_id", "fiscal_year")


def levels(people: pl.LazyFrame, pay: str = "hourly_total") -> pl.LazyFrame:
    """People of equal ``pay``, from the least to the best paid: ``size``, ``women``, ``begin`` and ``end`` in the ranking."""
    return (
        people.group_by(*COMPANY, pl.col(pay).alias("level"))
        .agg(pl.len().cast(pl.Int64).alias("size"), (pl.col("sex") == "F").sum().cast(pl.Int64).alias("women"))
        .sort(*COMPANY, "level")
        .with_columns(
            pl.col("size").cum_sum().over(*COMPANY).alias("end"), pl.col("size").sum().over(*COMPANY).alias("all")
        )
        .with_columns((pl.col("end") - pl.col("size")).alias("begin"))
    )


def mix(ranked: pl.LazyFrame, bands: int) -> pl.LazyFrame:
    """Women and men per band (1 = least paid) of :func:`levels`: one row per company, year and band."""
    placed = ranked.filter(pl.col("all") >= bands).with_columns(
        first=_band(pl.col("begin"), bands), last=_band(pl.col("end") - 1, bands)
    )
    within = placed.filter(pl.col("first") == pl.col("last"))
    seated = [within.select(*COMPANY, "women", band="first", places="size"), _across(placed, bands)]
    return (
        pl.concat(seated)
        .group_by(*COMPANY, "band")
        .agg(pl.col("women").sum(), pl.col("places").sum().alias("people"))
        .with_columns((pl.col("people") - pl.col("women")).alias("men"))
        .sort(*COMPANY, "band")
    )


def _band(position: pl.Expr, bands: int) -> pl.Expr:
    """The band of a place in the ranking (0 = least paid); the lowest bands hold the extra people."""
    base, extra = pl.col("all") // bands, pl.col("all") % bands
    larger = extra * (base + 1)
    above = extra + (position - larger) // base
    return pl.when(position < larger).then(position // (base + 1)).otherwise(above) + 1


def _across(placed: pl.LazyFrame, bands: int) -> pl.LazyFrame:
    """Blocks of equal pay that straddle a cut, one row per band they touch."""
    number = pl.LazyFrame({"band": range(1, bands + 1)}, schema={"band": pl.Int64})
    straddling = placed.filter(pl.col("first") != pl.col("last")).join(number, how="cross")
    touched = straddling.filter(pl.col("band").is_between(pl.col("first"), pl.col("last")))
    base, extra = pl.col("all") // bands, pl.col("all") % bands
    top = base * pl.col("band") + pl.min_horizontal(pl.col("band"), extra)
    bottom = base * (pl.col("band") - 1) + pl.min_horizontal(pl.col("band") - 1, extra)
    overlap = pl.min_horizontal("end", top) - pl.max_horizontal("begin", bottom)
    return touched.with_columns(overlap.alias("places")).select(
        *COMPANY, _women_of_tied_block().alias("women"), "band", "places"
    )


def _women_of_tied_block() -> pl.Expr:
    """Women of a block of equal pay seated in each band: largest remainder, the lower band first when equal."""
    block = [*COMPANY, "level"]
    fair = pl.col("women") * pl.col("places")
    floor, remainder = fair // pl.col("size"), fair % pl.col("size")
    left = pl.col("women") - floor.sum().over(block)
    turn = (-remainder * 1000 + pl.col("band")).rank("ordinal").over(block)
    return floor + (turn <= left).cast(pl.Int64)


def quarters(ranked: pl.LazyFrame, suffix: str = "") -> pl.LazyFrame:
    """Headcount by quarter and sex, and women's share of each quarter; ``suffix`` of the ids names another pay."""
    found = mix(ranked, 4)
    counts = _counts(found, f"pay_quarter_headcount{suffix}", "quarter")
    return pl.concat([counts, _shares(found, f"women_in_pay_quarter{suffix}")], how="diagonal")


def halves(ranked: pl.LazyFrame) -> pl.LazyFrame:
    """Headcount by half and sex."""
    return _counts(mix(ranked, 2), "pay_half_headcount", "half")


def _counts(found: pl.LazyFrame, indicator: str, key: str) -> pl.LazyFrame:
    sides = {"F": "women", "M": "men"}
    return pl.concat(
        [
            found.select(
                *COMPANY,
                pl.lit(indicator).alias("indicator"),
                _segment(key, sex).alias("segment"),
                pl.col(side).cast(pl.Float64).alias("numerator"),
                pl.col("people").cast(pl.Float64).alias("denominator"),
                pl.col(side).alias("people"),
                "women",
                "men",
            )
            for sex, side in sides.items()
        ]
    )


def _segment(key: str, sex: str | None = None) -> pl.Expr:
    end = f'","sex":"{sex}"}}' if sex else '"}'
    return pl.concat_str(pl.lit(f'{{"{key}":"'), pl.col("band").cast(pl.String), pl.lit(end))


def _shares(found: pl.LazyFrame, indicator: str) -> pl.LazyFrame:
    return found.select(
        *COMPANY,
        pl.lit(indicator).alias("indicator"),
        _segment("quarter").alias("segment"),
        pl.col("women").cast(pl.Float64).alias("numerator"),
        pl.col("people").cast(pl.Float64).alias("denominator"),
        "people",
        "women",
        "men",
    )

"""What is compared: the figures of many co-operatives in one frame, whether they came in packs or from full dossiers.

``figures`` (one row per company, year, indicator and segment that has a number):

``company, year, indicator, code, segment, unit, polarity, value, numerator, denominator, people, women, men``
    as in a pack; ``people`` is everybody behind the figure, ``women`` and ``men`` where it compares the sexes.
``weight``
    people of the co-operative at the closing (the figure `headcount`), null when nobody knows them.
``se``
    standard error of the figure, in its unit, where the source gives one (results with an interval); else null.

``profiles``: company, year, sector, division, size_band, region, people. ``histograms``: company, year, sex, counts.

``verdicts``: company, year, indicator, verdict: for the rules counted in a region (``peers.toml``, ``[counted]``) what the law says of
the co-operative, and for its surplus ``surplus`` or ``deficit``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import polars as pl

from scop_analytics.benchmarking import figures_sent, settings
from scop_analytics.benchmarking.histograms import SCHEMA as HISTOGRAMS
from scop_analytics.benchmarking.histograms import by_company
from scop_analytics.benchmarking.profiles import SCHEMA as PROFILES
from scop_analytics.benchmarking.profiles import profiles
from scop_analytics.checks import check, usable
from scop_analytics.dossier import Dossier
from scop_analytics.errors import UsageError
from scop_analytics.indicators import compute_full
from scop_analytics.results import Results

FIGURES: Final[dict[str, pl.DataType]] = {
    "company": pl.String(), "year": pl.Int32(), "indicator": pl.String(), "code": pl.String(), "segment": pl.String(),
    "unit": pl.String(), "polarity": pl.String(), "value": pl.Float64(), "numerator": pl.Float64(),
    "denominator": pl.Float64(), "people": pl.Int64(), "women": pl.Int64(), "men": pl.Int64(), "weight": pl.Float64(),
    "se": pl.Float64(),
}  # fmt: skip
COMPANY: Final = ("company", "year")
ORDER: Final = ("year", "indicator", "segment", "company")
VERDICTS: Final[dict[str, pl.DataType]] = {
    "company": pl.String(), "year": pl.Int32(), "indicator": pl.String(), "verdict": pl.String(),
}  # fmt: skip
JUDGED: Final[dict[str, pl.DataType]] = {
    "company": pl.String(), "year": pl.Int32(), "indicator": pl.String(), "value": pl.Float64(), "verdict": pl.String(),
}  # fmt: skip
NORMAL: Final = 1.959963984540054  # half-width of a 95 % interval in standard errors
PLAIN: Final = {"id": "indicator", "n_total": "people", "n_women": "women", "n_men": "men"}


@dataclass(frozen=True)
class Compared:
    """Figures, profiles, histograms and verdicts of the co-operatives of a network."""

    figures: pl.DataFrame
    profiles: pl.DataFrame
    histograms: pl.DataFrame
    verdicts: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=VERDICTS))


def of_packs(packs: Iterable[Mapping[str, Any]]) -> Compared:
    """From envelopes that were read and verified."""
    trees = [envelope["pack"] for envelope in packs]
    whose = [(tree["entity"]["id"], tree["period"]["year"]) for tree in trees]
    profiled = [
        {"company": name, "year": year} | {key: tree["entity"][key] for key in ("sector", "division", "size_band", "region")}
        for tree, (name, year) in zip(trees, whose, strict=True)
    ]  # fmt: skip
    counts = [
        {"company": name, "year": year, "sex": item["sex"], "counts": item["counts"]}
        for tree, (name, year) in zip(trees, whose, strict=True)
        for item in tree["histograms"]
        if item["bins"] == settings.pay_classes()["version"]
    ]
    rows, known = _of_trees(trees, whose), pl.DataFrame(profiled, schema=PROFILES)
    return _compared(rows, known, pl.DataFrame(counts, schema=HISTOGRAMS), _verdicts(_judged_trees(trees, whose)))


def _judged_trees(trees: list[Mapping[str, Any]], whose: list[tuple[str, int]]) -> pl.DataFrame:
    """Value and verdict of the rules counted."""
    wanted = _counted()
    rows = [
        (*whose[place], item["id"], item["value"], item["verdict"])
        for place, tree in enumerate(trees)
        for item in tree["indicators"]
        if item["id"] in wanted and not item["segment"]
    ]
    return pl.DataFrame(rows, schema=JUDGED, orient="row", strict=False)


def _of_trees(trees: list[Mapping[str, Any]], whose: list[tuple[str, int]]) -> pl.DataFrame:
    """The figures of many packs, column by column: hundreds of thousands of rows at once."""
    given = [(place, item) for place, tree in enumerate(trees) for item in tree["indicators"] if item["value"] is not None]  # fmt: skip
    columns: dict[str, list[Any]] = {
        "company": [whose[place][0] for place, _ in given],
        "year": [whose[place][1] for place, _ in given],
        "segment": [_segment(item["segment"]) for _, item in given],
        **{name: [item[field] for _, item in given] for field, name in PLAIN.items()},
    }
    columns |= {name: [item[name] for _, item in given] for name in ("code", "unit", "polarity")}
    for name in ("value", "numerator", "denominator"):
        columns[name] = [None if (number := item[name]) is None else float(number) for _, item in given]
    return pl.DataFrame(columns, schema_overrides={name: kind for name, kind in FIGURES.items() if name in columns})


def _segment(pairs: Mapping[str, str]) -> str:
    return "{" + ",".join(f'"{key}":"{pairs[key]}"' for key in sorted(pairs)) + "}" if pairs else "{}"


def of_dossier(dossier: Dossier, strict: Collection[str] = ()) -> Compared:
    """From the full dossiers of a network: exactly the figures that their packs would hold.

    ``strict``: the companies that agreed to the strict terms only, whose figures about few people are left out.
    """
    findings = check(dossier)
    computed = compute_full(usable(dossier, findings), findings=findings.live)
    sent = figures_sent.sent(computed, None, dossier.config, strict=strict).rename(PLAIN)
    size = settings.packs()["release"]["size"]
    counted = computed.frame.filter(pl.col("indicator") == size, pl.col("segment") == "{}")
    known = profiles(dossier.tables["entity"], counted.select(*COMPANY, pl.col("value").alias("people")))
    counts, told = by_company(computed.frames["person"].collect()), _verdicts(sent.filter(pl.col("segment") == "{}"))
    return _compared(sent.filter(pl.col("value").is_not_null()), known, counts, told)


def beside(packed: Compared, held: Compared | None) -> Compared:
    """Figures that came in packs and figures of full dossiers, of different co-operatives, in the same order whatever came how."""
    if held is None:
        return packed
    orders = {"figures": ORDER, "profiles": COMPANY, "histograms": COMPANY, "verdicts": (*COMPANY, "indicator")}
    return Compared(
        **{name: pl.concat([getattr(packed, name), getattr(held, name)]).sort(order) for name, order in orders.items()}
    )


def of_results(results: Results, known: pl.DataFrame | None) -> Compared:
    """From results of an audience, as they were released; ``known`` are the profiles (:func:`profiles.profiles`).

    The interval of a gap gives its standard error. Results do not say how many women and men stand behind a figure.
    """
    if known is None:
        raise UsageError("profiles_needed")
    polarity = {name: entry.polarity for name, entry in results.catalogue.items()}
    rows = results.frame.filter(pl.col("status").is_in(figures_sent.GIVEN), pl.col("value").is_not_null())
    both = rows.with_columns(
        pl.col("indicator").replace_strict(polarity, return_dtype=pl.String).alias("polarity"),
        ((pl.col("high") - pl.col("low")) / (2 * NORMAL)).alias("se"),
    )
    told = _verdicts(results.frame.filter(pl.col("segment") == "{}"))
    return _compared(both, known, pl.DataFrame(schema=HISTOGRAMS), told)


def _counted() -> list[str]:
    told = settings.peers()["counted"]
    return [*told["rules"], told["surplus"]]


def _verdicts(rows: pl.DataFrame) -> pl.DataFrame:
    """The verdicts of the rules counted, and whether there was a surplus: none is a year of deficit, or of nothing to share."""
    surplus = pl.col("indicator") == settings.peers()["counted"]["surplus"]
    sign = pl.when(pl.col("value") > 0).then(pl.lit("surplus")).when(pl.col("value") <= 0).then(pl.lit("deficit"))
    told = pl.when(surplus).then(sign).otherwise(pl.col("verdict").cast(pl.String)).alias("verdict")
    kept = rows.filter(pl.col("indicator").is_in(_counted())).with_columns(told).filter(pl.col("verdict").is_not_null())
    return kept.select(pl.col(name).cast(kind) for name, kind in VERDICTS.items()).unique().sort(*VERDICTS)


def _compared(rows: pl.DataFrame, known: pl.DataFrame, counts: pl.DataFrame, judged: pl.DataFrame) -> Compared:
    """Only what can be set beside each other, with the weight of each co-operative."""
    told = settings.peers()["compared"]
    heads = rows.filter(pl.col("indicator") == told["weight"], pl.col("segment") == "{}")
    weights = heads.select(*COMPANY, pl.col("value").alias("weight")).unique(list(COMPANY))
    kept = rows.filter(pl.col("unit").is_in(told["units"]), pl.col("segment").is_in(told["segments"]), pl.col("value").is_finite())  # fmt: skip
    both = kept.join(weights, on=list(COMPANY), how="left")
    absent = [pl.lit(None, kind).alias(name) for name, kind in FIGURES.items() if name not in both.columns]
    figures = both.with_columns(absent).select(pl.col(name).cast(kind) for name, kind in FIGURES.items())
    people = weights.select(*COMPANY, pl.col("weight").cast(pl.Int64).alias("people"))
    profiled = known.drop("people").join(people, on=list(COMPANY), how="left").select(list(PROFILES))
    return Compared(figures.sort(ORDER), profiled.sort("company", "year"), counts, judged)

"""The engine: all companies, years and groups at once, from derived frames to one tidy table of results.

Frames are aggregated once (first pass), formulas over these figures follow (second pass), blocks add their rows. There
is no loop over companies or people; the only loops run over indicators and over the few versions of the law in use.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import polars as pl

from scop_analytics.derive.frames import Frames
from scop_analytics.indicators import library, tidy
from scop_analytics.indicators.arguments import COMPANY_FRAMES, Formula, Operand, formula
from scop_analytics.indicators.blocks import run_blocks
from scop_analytics.indicators.catalogue import Indicator
from scop_analytics.indicators.first_pass import grouped
from scop_analytics.indicators.gaps_in_data import Absences, blocked
from scop_analytics.indicators.measures import Measure, Verdict
from scop_analytics.indicators.reasons import Condition, not_applicable
from scop_analytics.indicators.ruling import Ruling
from scop_analytics.indicators.second_pass import SecondPass, laid_out
from scop_analytics.indicators.segments import COMPANY, WHOLE, Keys, columns_of, requested


@dataclass(frozen=True)
class Request:
    """Which indicators, in which groups."""

    entries: Mapping[str, Indicator]
    segmentations: tuple[Keys, ...] = (WHOLE,)


@dataclass(frozen=True)
class Material:
    """What is computed on: derived frames, what the files lack, what checking set aside."""

    frames: Mapping[str, pl.LazyFrame]
    columns: Mapping[str, Collection[str]] | None = None
    findings: pl.DataFrame | None = None


Operands = Mapping[str, tuple[Operand, ...]]


def run(material: Material, rulings: Iterable[Ruling], request: Request) -> tuple[pl.DataFrame, pl.DataFrame, Operands]:
    """Results before masking, the support facts of each row, and what each formula reads.

    Rows stand by segmentation, indicator in the order of the catalogue, then company, group and year.
    """
    # All frames side by side, before the skeleton asks for those of people: the others fill the core that these leave idle.
    _read(material.frames, library.load(), request.entries)
    skeleton = _skeleton(material)
    parts = [_under(ruling, material, _subset(skeleton, ruling), request) for ruling in rulings]
    results, support = tidy.together([pair for pair, _ in parts])
    return results, support, parts[0][1]


def _skeleton(material: Material) -> pl.DataFrame:
    """Every company-year, with its columns of one row per company and year: nobody is lost."""
    start, end = pl.col("start"), pl.col("end")
    months = (end.dt.year() - start.dt.year()) * 12 + end.dt.month() - start.dt.month() + 1
    dated = material.frames["company_year"].with_columns(months.cast(pl.Int64).alias("months"))
    joined = dated.select(*COMPANY, "start", "end", pl.exclude(*COMPANY).name.prefix("company_year."))
    if "company" in material.frames:
        company = material.frames["company"].select(*COMPANY, pl.exclude(*COMPANY).name.prefix("company."))
        joined = joined.join(company, on=list(COMPANY), how="left")
    # Sorted here, once: joins keep no order, and the rows of blocks follow this one.
    return blocked(joined.collect(), material.findings).sort("entity_id", "end")


def _subset(skeleton: pl.DataFrame, ruling: Ruling) -> pl.DataFrame:
    """The company-years of a ruling and, for formulas that look back, the year before each of them."""
    if ruling.company_years is None:
        return skeleton.with_columns(pl.lit(True).alias("ruled"))
    own = ruling.company_years.select(*COMPANY, pl.lit(True).alias("ruled"))
    marked = skeleton.sort("entity_id", "end").join(own, on=list(COMPANY), how="left", maintain_order="left")
    marked = marked.with_columns(pl.col("ruled").fill_null(False))
    return marked.filter(pl.col("ruled") | pl.col("ruled").shift(-1).over("entity_id").fill_null(False))


def _under(ruling: Ruling, material: Material, skeleton: pl.DataFrame, request: Request) -> tuple[tidy.Pair, Operands]:
    functions = library.load()
    frames = _restricted(_read(material.frames, functions, request.entries), skeleton, ruling)
    absences = Absences(material.columns, _columns(frames, skeleton), ruling.provisional)
    with ThreadPoolExecutor(1) as beside:  # blocks rest on no formula: computed at the same time
        blocks = beside.submit(run_blocks, functions, frames, skeleton, request.entries, absences, ruling)
        formulas, wanted, passing = _passed(ruling, frames, skeleton, request, absences)
        rows = tidy.figures(passing.tables, formulas, wanted, request.entries, ruling.versions)
        pairs = [rows, *blocks.result()]
    return tidy.together(pairs), {name: found.operands for name, found in formulas.items()}


def _read(
    frames: Mapping[str, pl.LazyFrame], functions: library.Library, entries: Mapping[str, Indicator]
) -> Mapping[str, pl.LazyFrame]:
    """The frames that what is asked reads: the others are not even derived."""
    named = functions.frames(entries) | set(COMPANY_FRAMES)
    asked = [name for name in frames if name in named]
    if isinstance(frames, Frames):
        frames.together(asked)
    return {name: frames[name] for name in asked}


def _passed(
    ruling: Ruling, frames: Mapping[str, pl.LazyFrame], skeleton: pl.DataFrame, request: Request, absences: Absences
) -> tuple[dict[str, Formula], dict[str, set[Keys]], SecondPass]:
    """Both passes of the formulas asked: their tables hold every part of every figure."""
    formulas = _formulas(library.load(), request.entries, ruling, absences)
    wanted = _wanted(formulas, request, absences)
    first = grouped(frames, formulas, wanted)
    every = {keys for kinds in wanted.values() for keys in kinds}
    passing = SecondPass(laid_out(skeleton, first, every), first, request.entries, absences)
    passing.compute(formulas, wanted)
    return formulas, wanted, passing


@dataclass(frozen=True)
class Opened:
    """The inside of a computation under one ruling: formulas, tables with every part of every figure, frames."""

    ruling: Ruling
    formulas: Mapping[str, Formula]
    passing: SecondPass
    frames: Mapping[str, pl.LazyFrame]


def opened(material: Material, rulings: Iterable[Ruling], request: Request) -> list[Opened]:
    """What stands behind the figures asked, for `explain`: never released as it is."""
    skeleton, found = _skeleton(material), []
    for ruling in rulings:
        own = _subset(skeleton, ruling)
        frames = _restricted(_read(material.frames, library.load(), request.entries), own, ruling)
        absences = Absences(material.columns, _columns(frames, own), ruling.provisional)
        formulas, _, passing = _passed(ruling, frames, own, request, absences)
        found.append(Opened(ruling, formulas, passing, frames))
    return found


def _restricted(
    frames: Mapping[str, pl.LazyFrame], skeleton: pl.DataFrame, ruling: Ruling
) -> Mapping[str, pl.LazyFrame]:
    if ruling.company_years is None:
        return frames
    kept = skeleton.lazy().select(*COMPANY)
    return {name: frame.join(kept, on=list(COMPANY), how="semi") for name, frame in frames.items()}


def _columns(frames: Mapping[str, pl.LazyFrame], skeleton: pl.DataFrame) -> dict[str, tuple[str, ...]]:
    found = {name: tuple(frame.collect_schema()) for name, frame in frames.items() if name not in COMPANY_FRAMES}
    beside = {
        name: tuple(column.removeprefix(f"{name}.") for column in skeleton.columns if column.startswith(f"{name}."))
        for name in COMPANY_FRAMES
    }
    return {**found, **beside}


def _formulas(
    functions: library.Library, entries: Mapping[str, Indicator], ruling: Ruling, absences: Absences
) -> dict[str, Formula]:
    """The formula of each indicator asked and of all it rests on; one that the files cannot feed says why."""
    names = frozenset(functions.functions)
    formulas: dict[str, Formula] = {}
    for name in functions.closure(entries):
        try:
            found = formula(functions.functions[name], functions.signatures[name], names, ruling.rules)
        except LookupError as absent:  # a legal value that did not exist at the time
            why: Condition | None = not_applicable(pl.lit(True), "not_in_force", law=str(absent.args[0]))
            found, judged = Formula(Measure(pl.lit(None)), None, frozenset(), ()), None
        else:
            why = absences.static(entries[name].needs if name in entries else (), found)
            why = why or _cut_impossible(found, formulas, absences)
            judged = found.measure.verdict
        formulas[name] = found if why is None else _without(found, why, judged, absences)
    return formulas


def _cut_impossible(found: Formula, formulas: Mapping[str, Formula], absences: Absences) -> Condition | None:
    """The column that a formula needs to tell its groups apart, when no file holds it."""
    for operand in found.operands:
        frame = formulas[operand.indicator].frame
        lacking = columns_of(tuple(operand.keys)) - set(absences.frames[frame]) if frame else set()
        for column in sorted(lacking):
            return Condition(pl.lit(True), "missing", "column_missing", {"table": str(frame), "column": column})
    return None


def _without(found: Formula, why: Condition, judged: Verdict | None, absences: Absences) -> Formula:
    """A formula that no file can feed: its reason, its threshold, and the cases where the question does not arise."""
    exempt = tuple(item for item in found.measure.conditions if item.status == "not_applicable")
    here = {f"{frame}.{column}" for frame in COMPANY_FRAMES for column in absences.frames.get(frame, ())}
    readable = () if found.frame else tuple(item for item in exempt if set(_read_by(item)) <= here)
    known = judged is None or not isinstance(judged.threshold, pl.Expr)
    limit = judged and Verdict(judged.threshold if known else pl.lit(None, pl.Int64), judged.direction)
    measure = Measure(pl.lit(None, pl.Int64), conditions=(*readable, why), verdict=limit)
    return Formula(measure, None, frozenset(), ())


def _read_by(condition: Condition) -> list[str]:
    """The columns that a condition and the facts of its sentence read."""
    told = (condition.fails, *(fact for fact in condition.facts.values() if isinstance(fact, pl.Expr)))
    return [name for expression in told for name in expression.meta.root_names()]


def _wanted(formulas: Mapping[str, Formula], request: Request, absences: Absences) -> dict[str, set[Keys]]:
    """The segmentations each indicator is needed in: those asked, and those of the formulas that rest on it."""
    wanted: dict[str, set[Keys]] = {name: set() for name in formulas}
    for name in reversed(tuple(formulas)):
        if name in request.entries:
            asked = requested(request.entries[name], request.segmentations)
            wanted[name] |= {keys for keys in asked if _possible(name, keys, formulas, absences)}
        for operand in formulas[name].operands:
            finer = {tuple(sorted({*keys, *operand.keys})) for keys in wanted[name]}
            own = tuple(sorted(operand.keys))  # what cannot be cut further is read for the whole company
            possible = {keys if _possible(operand.indicator, keys, formulas, absences) else own for keys in finer}
            wanted[operand.indicator] |= possible
    return wanted


def _possible(name: str, keys: Keys, formulas: Mapping[str, Formula], absences: Absences) -> bool:
    """Whether the frames hold the columns these keys cut by."""
    found = formulas[name]
    if found.frame:
        return columns_of(keys) <= set(absences.frames[found.frame])
    return keys == WHOLE or any(
        _possible(operand.indicator, tuple(sorted({*keys, *operand.keys})), formulas, absences)
        for operand in found.operands
    )

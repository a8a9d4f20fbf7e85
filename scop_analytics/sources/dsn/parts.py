"""The DSN files of a dossier become parts of its tables, whole faults included."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import polars as pl

from scop_analytics import tables
from scop_analytics.config import Config
from scop_analytics.sources.dsn import registers, staff
from scop_analytics.sources.dsn.declared import Declared, File, read
from scop_analytics.sources.dsn.keys import key
from scop_analytics.sources.dsn.labels import labelled, years_of
from scop_analytics.sources.dsn.persons import Mint
from scop_analytics.sources.dsn.selection import Selection, select
from scop_analytics.sources.faults import Faults, Place, shape_of
from scop_analytics.sources.folder import Source
from scop_analytics.sources.headers import Match
from scop_analytics.sources.part import BIRTHDAY, Part, build
from scop_analytics.sources.raw import LINE, name
from scop_analytics.years import FiscalYear

FILLED: Final = ("entity", "employees", "payroll", "leaves")
Found = list[tuple[str, Part]]


def mint() -> Mint:
    """What makes the pseudonyms, with the key of this machine."""
    return Mint(key())


def of_dossiers(jobs: Sequence[tuple[Source, Config]], others: Found, faults: Faults) -> Found:
    """What the DSN files of each dossier fill, beside what its ``others`` files do; the pseudonyms are keyed."""
    coin = mint()
    found: Found = []
    for company in dict.fromkeys(source.company for source, _ in jobs):
        mine = [(source, config) for source, config in jobs if source.company == company]
        besides = [table for table, part in others if part.place.company == company]
        years = _known_years(mine[0][1], [part.frame for table, part in others if table == "entity"])
        found += parts([source for source, _ in mine], mine[0][1], coin, faults, years=years, besides=besides)
    return found


def _known_years(config: Config, entities: list[pl.DataFrame]) -> list[FiscalYear]:
    """Fiscal years that ``scop.toml`` or a file of the company gives."""
    known = list(config.fiscal_years)
    for frame in entities:
        mine = frame.filter(pl.col("entity_id") == config.company) if config.company else frame
        dated = mine.select("fiscal_year_start", "fiscal_year_end").drop_nulls().unique()
        known += [FiscalYear(start, end) for start, end in dated.iter_rows()]
    return sorted({year.label: year for year in known}.values())


def parts(
    sources: Sequence[Source],
    config: Config,
    coin: Mint,
    faults: Faults,
    *,
    years: Iterable[FiscalYear] = (),
    closing: int = 12,
    besides: Iterable[str] = (),
    disability: bool = False,
) -> Found:
    """What the DSN files of one dossier fill: ``entity``, ``employees``, ``payroll``, ``leaves``, each by the file it stands in.

    ``years`` are the fiscal years known, ``closing`` the month in which the others close; ``besides`` names the tables that
    another file gives, of which DSN files only fill ``payroll`` and ``employees``. ``disability`` keeps who counts for the
    duty to employ disabled workers, a sensitive fact that is dropped otherwise.
    """
    declared = read([(source.name, source.path) for source in sources], coin)
    for file in declared.files:
        _tell_file(file, config.company, faults)
    if not declared.frame("declaration").height:
        for file in declared.files:
            faults.whole(Place(file.name, company=config.company), "not_dsn", "refuse")
        return []
    chosen = select(declared, config.company, faults)
    known = years_of(chosen.valid["month"], years, closing)
    filled = _tables(declared, labelled(chosen, known), known, coin, faults)
    if not disability:
        filled["employees"] = filled["employees"].drop("disability_status")
    wanted = [table for table in FILLED if table != "entity" or table not in set(besides)]
    return [part for table in wanted for part in _parts(table, filled[table], declared, config, faults)]


def _tables(
    declared: Declared, chosen: Selection, years: pl.DataFrame, coin: Mint, faults: Faults
) -> dict[str, pl.DataFrame]:
    """The rows of each table, as ``source_line`` and ``file`` place them."""
    valid = chosen.valid
    persons = staff.people(declared, valid, faults)
    coin.own(persons)
    moved = staff.numbers(declared, persons)
    contracts, ends, absences, slips = (
        staff.owned(declared.frame(kind), persons, valid, moved) for kind in ("contract", "end", "absence", "payroll")
    )
    employees = staff.employees(contracts, ends, persons, valid)
    employees = employees.with_columns(work_site_region=registers.region(pl.col("postcode")))
    filled = {
        "entity": registers.entity(valid, years),
        "employees": employees,
        "payroll": registers.payroll(slips, contracts),
        "leaves": registers.leaves(absences, contracts),
    }
    _tell_rows(filled, registers.uncancelling(absences, ends), faults)
    return filled


def _tell_rows(filled: dict[str, pl.DataFrame], alone: int, faults: Faults) -> None:
    """What a DSN leaves open: monthly bonuses that it does not tell apart, contracts that vanish, ends assumed."""
    counts = {
        ("payroll", "dsn_gross_undivided", "note"): filled["payroll"].select((pl.col("undivided") > 0).sum()).item(),
        ("employees", "dsn_contract_vanished", "warn"): filled["employees"].select(pl.col("vanished").sum()).item(),
        ("leaves", "dsn_leave_end_assumed", "note"): filled["leaves"].select(pl.col("assumed").sum()).item(),
        ("leaves", "dsn_cancels_nothing", "note"): alone,
    }
    for (table, rule, severity), count in counts.items():
        if count:
            faults.whole(Place("", table), rule, severity, count=count, facts={"n": count})


def _tell_file(file: File, company: str, faults: Faults) -> None:
    """What could not be read of one file: lines, values, rubrics and codes, damage of its text."""
    place, at = Place(file.name, company=company), file.position
    if at.ill:
        faults.rows(place, "dsn_line", "set_aside", pl.Series(at.ill))
    for rubric, (count, line, value) in sorted(file.unread.found.items()):
        facts = {"rubric": written(rubric), "n": count, "shape": shape_of(value)}
        faults.whole(place, "dsn_value", "warn", line=line, count=count, facts=facts)
    if at.unknown:
        facts = {"rubrics": [written(rubric) for rubric in sorted(at.unknown)], "n": at.unknown.total()}
        faults.whole(place, "dsn_rubric_unknown", "note", count=at.unknown.total(), facts=facts)
    for (where, code), count in sorted(file.unknown.items()):
        faults.whole(place, "dsn_code_unknown", "note", count=count, facts={"where": where, "code": code, "n": count})
    if at.orphans:
        faults.whole(place, "dsn_orphans", "set_aside", count=at.orphans, facts={"n": at.orphans})
    if len(file.encodings) > 1 and "utf-8" in file.encodings:
        faults.whole(place, "encodings_mixed", "warn", facts={"n": 1})
    if file.damaged:
        faults.whole(place, "text_damaged", "warn")


def written(rubric: int) -> str:
    """A rubric as the norm writes it: 210030001 is ``S21.G00.30.001``."""
    digits = f"{rubric:09d}"
    return f"S{digits[:2]}.G{digits[2:4]}.{digits[4:6]}.{digits[6:]}"


def _parts(table: str, rows: pl.DataFrame, declared: Declared, config: Config, faults: Faults) -> Found:
    """The rows of one table, one part per file."""
    contract = tables.contract(table)
    held = [column for column in contract.columns if column.name in rows.columns]
    matches = [Match(column.name, number, column.name) for number, column in enumerate(held)]
    stored = frozenset(
        name(match.index) for match, column in zip(matches, held, strict=True) if column.type == "number"
    )
    birthday = [pl.col("birthday").alias(BIRTHDAY)] if table == "employees" else []
    found: Found = []
    encodings = {file.name: "/".join(sorted(file.encodings)) or "ascii" for file in declared.files}
    for (file,), group in rows.group_by("file", maintain_order=True):
        cells = [pl.col(column.name).alias(name(number)) for number, column in enumerate(held)]
        raw = group.select(*cells, *birthday, pl.col("line").cast(pl.Int64).alias(LINE))
        part = build(
            raw, matches, contract, config, Place(str(file), table, config.company), faults, decimal=".", stored=stored
        )
        facts = {"form": "dsn", "encoding": encodings[str(file)]}
        frame = part.frame
        if birthday:
            births = raw.select(LINE, BIRTHDAY).unique(LINE)
            frame = (
                frame.drop(BIRTHDAY, strict=False)
                .join(births, on=LINE, how="left", maintain_order="left")
                .with_columns(pl.col(BIRTHDAY).cast(pl.Int16))
            )
        found.append((table, Part(frame, part.place, part.read, part.aside, part.found, part.faults, facts)))
    return found

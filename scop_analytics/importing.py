"""``scop import``: DSN files become a dossier of plain tables that anybody can open, complete and correct; whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from scop_analytics import config, tables, words
from scop_analytics.dossier import Dossier, from_dsn
from scop_analytics.errors import UsageError
from scop_analytics.sources import recognising
from scop_analytics.sources.dsn import directory
from scop_analytics.sources.dsn import parts as dsn
from scop_analytics.sources.dsn.persons import Mint
from scop_analytics.sources.folder import DATA
from scop_analytics.tables import Column

MONTHS: Final = range(1, 13)
WRITTEN: Final = ("employees", "payroll", "leaves")
# Written although a DSN leaves them empty: the columns that complete it.
TO_FILL: Final = {"payroll": ("seniority_bonus", "constraint_bonus")}
LIMITS: Final = ("seniority", "bonuses", "raises", "maternity", "absences", "members")
IDENTITY: Final = ("entity_id", "naf_code", "region")


@dataclass(frozen=True)
class Imported:
    """What an import made: the dossier as read, and the files written (none when something was refused)."""

    dossier: Dossier
    files: tuple[Path, ...]
    directories: tuple[Path, ...] = ()  # staff number → pseudonym, beside the key: never among the outputs

    @property
    def refused(self) -> int:
        """Faults that kept a declaration or a file out."""
        return self.dossier.reading.findings.filter(pl.col("severity") == "refuse").height


def import_files(
    files: Iterable[str | Path],
    output: str | Path,
    *,
    closing: int = 12,
    without_refused: bool = False,
    disability: bool = False,
    lang: str = "fr",
) -> Imported:
    """Turn DSN files, or folders of them, into the dossier ``output``: ``scop.toml`` and one CSV per table.

    ``closing`` is the month in which fiscal years close. When a declaration is refused nothing is written, unless
    ``without_refused`` asks for the rest. People stand under keyed pseudonyms; names and registration numbers are not kept.
    ``disability`` writes who counts for the duty to employ disabled workers, a sensitive fact left out otherwise.
    Which staff number stands under which pseudonym is written beside the key, for its owner alone.
    """
    if closing not in MONTHS:
        raise UsageError("import_closing", given=closing)
    target = Path(output)
    if target.exists() and (target.is_file() or any(target.iterdir())):
        raise UsageError("import_output", where=str(target))
    coin = dsn.mint()
    dossier = from_dsn(chosen(Path(file) for file in files), closing=closing, coin=coin, disability=disability)
    made = Imported(dossier, ())
    if "payroll" not in dossier.tables or (made.refused and not without_refused):
        return made
    return Imported(dossier, _written(dossier, target, lang), _directories(coin, lang))


def _directories(coin: Mint, lang: str) -> tuple[Path, ...]:
    """One file per company of which the declarations give staff numbers."""
    heads = (words.say("import.directory.number", lang), words.say("import.directory.pseudonym", lang))
    found: dict[str, list[tuple[str, str]]] = {}
    for company, number, person in coin.owners:
        found.setdefault(company, []).append((number, person))
    return tuple(directory.keep(company, rows, heads) for company, rows in sorted(found.items()))


def chosen(given: Iterable[Path]) -> list[Path]:
    """The DSN files among what is given: a file must be one, a folder must hold one."""
    found: list[Path] = []
    for path in given:
        if not path.exists():
            raise UsageError("folder_absent", where=str(path))
        inside = sorted(item for item in path.iterdir() if item.is_file()) if path.is_dir() else [path]
        declarations = [item for item in inside if recognising.is_dsn(item)]
        if not declarations:
            raise UsageError("import_not_dsn", where=str(path))
        found += declarations
    names = [path.name for path in found]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise UsageError("import_same_name", names=twice)
    return found


def _written(dossier: Dossier, target: Path, lang: str) -> tuple[Path, ...]:
    """Everything into a folder beside the target, which takes its name once it is complete."""
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        beside.chmod(0o755)
        data = beside / DATA[0]
        data.mkdir()
        names = [*WRITTEN, *(["entity"] if len(dossier.companies) > 1 else [])]
        for name in names:
            if name in dossier.tables:
                _table(dossier, name, data / f"{tables.contract(name).files[0]}.csv", lang)
        (beside / config.NAME).write_text(_settings(dossier, lang), encoding="utf-8", newline="\n")
        notes = words.say("import.notes_name", lang)
        text = "\n".join([f"# {words.say('import.notes', lang)}", "", *(f"- {limit}" for limit in limits(lang))])
        (beside / notes).write_text(text + "\n", encoding="utf-8")
        if target.exists():
            target.rmdir()
        beside.replace(target)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    return tuple(sorted(path for path in target.rglob("*") if path.is_file()))


def _table(dossier: Dossier, name: str, file: Path, lang: str) -> None:
    """One table as French spreadsheets open it: the columns filled, and those to fill."""
    frame, contract = dossier.tables[name], tables.contract(name)
    filled = {column for column in contract.by_name if frame[column].null_count() < frame.height}
    kept = [column for column in contract.columns if column.name in filled or column.name in TO_FILL.get(name, ())]
    titles = [_shown(column, lang).alias(column.title[lang]) for column in kept]
    file.write_text("\ufeff", encoding="utf-8")
    with file.open("ab") as target:
        frame.select(titles).write_csv(target, separator=";")


def _shown(column: Column, lang: str) -> pl.Expr:
    """A column as people write it: decimals with a comma, days in ISO form, yes and no in words."""
    held = pl.col(column.name)
    if column.type == "number":
        digits = len(str(column.scale)) - 1
        whole, rest = held.abs() // column.scale, (held.abs() % column.scale).cast(pl.String).str.zfill(digits)
        sign = pl.when(held < 0).then(pl.lit("-")).otherwise(pl.lit(""))
        return pl.concat_str(sign, whole, pl.lit(","), rest)
    if column.type == "yearmonth":
        return held.dt.strftime("%Y-%m")
    if column.type == "boolean":
        yes, no = words.say("word.yes", lang), words.say("word.no", lang)
        return pl.when(held).then(pl.lit(yes)).when(~held).then(pl.lit(no))
    return held


def _settings(dossier: Dossier, lang: str) -> str:
    """``scop.toml``: identity and fiscal years of a single company; the table ``entity`` holds those of several."""
    lines = [f"# {line}".rstrip() for line in words.say("import.settings", lang).splitlines()]
    if len(dossier.companies) == 1:
        newest = dossier.tables["entity"].sort("fiscal_year").row(-1, named=True)
        lines += ["", "[identity]", *(f'{name} = "{newest[name]}"' for name in IDENTITY if newest[name])]
        for start, end in dossier.fiscal_years.sort("start").select("start", "end").iter_rows():
            lines += ["", "[[fiscal_years]]", f"start = {start}", f"end = {end}"]
    return "\n".join(lines) + "\n"


def limits(lang: str) -> Sequence[str]:
    """What a DSN cannot tell, and how to add it, one sentence each."""
    return [words.typography(words.say(f"import.limit.{name}", lang), lang) for name in LIMITS]

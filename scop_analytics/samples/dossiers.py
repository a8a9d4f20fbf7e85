"""One sample dossier from end to end: people, absences, payslips, members, decisions, accounts, then files on disk."""

from __future__ import annotations

from pathlib import Path

from scop_analytics.samples import (
    absences,
    activity,
    decisions,
    governance,
    hiring,
    membership,
    payroll,
    people,
    surplus,
    writing,
)
from scop_analytics.samples.worlds import FOLDER, NAMES, Tables, World


def tables_of(name: str) -> Tables:
    """Every table of the sample ``name`` (``coop_9``, ``coop_42``, ``coop_180``), rows in the order they are written."""
    return made(World(name))


def made(world: World) -> Tables:
    """Every table of one world, rows in the order they are written."""
    found = absences.absences(world, hiring.contracts(world))
    staff = found.people
    known = membership.members(world, staff)
    slips = payroll.payslips(world, found)
    others = activity.activity(world, staff)
    register = membership.register(world, known)
    shares = surplus.allocations(world)
    entries = surplus.individual_shares(world, staff, slips, shares)
    surplus.pay_out(world, slips, shares, entries)
    return {
        "entity": surplus.cards(world, shares, slips, others["trainings"], register),
        "employees": people.snapshots(world, staff),
        "payroll": slips,
        **absences.rows(world, found),
        "members": register,
        **governance.governance(world, staff, known),
        **decisions.decisions(world, staff),
        "surplus_allocation": shares,
        "labour_share_rows": entries,
        **others,
    }


def write(output: Path, names: tuple[str, ...] = NAMES) -> list[Path]:
    """Write the sample dossiers under ``output``; the same files to the last byte every time."""
    folders = []
    for name in names:
        world = World(name)
        folder = output / name
        save(world, tables_of(name), folder)
        (folder / "scop.toml").write_bytes((FOLDER / f"{name}.scop.toml").read_bytes())
        folders.append(folder)
    return folders


def save(world: World, tables: Tables, folder: Path) -> None:
    """Write the tables that hold rows, in the style of the world."""
    (folder / "donnees").mkdir(parents=True, exist_ok=True)
    for table, rows in tables.items():
        if rows:
            writing.write(folder / "donnees", table, rows, writing.STYLES[world["style"]])

"""One imaginary co-operative of any size and kind: small ones, one sex alone, a SCIC, a starter SCOP, a business co-operative.

The shape is data (``worlds/invented.toml``); what is written here turns a number of people into the lists a world holds.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Final

from scop_analytics import datafiles
from scop_analytics.errors import PackageError, UsageError, closest
from scop_analytics.samples import dossiers
from scop_analytics.samples.invented_life import democracy, life, spread
from scop_analytics.samples.network_shape import sirens
from scop_analytics.samples.worlds import FOLDER, World

KINDS: Final = ("SCOP", "SCIC", "SCOP_AMORCAGE", "CAE_SCOP")
SEXES: Final = ("FM", "F", "M")
TRIES: Final = 60
PERCENT: Final = 100
Data = dict[str, Any]


def invented(output: Path, size: int, *, kind: str = "SCOP", sexes: str = "FM", seed: int = 1) -> Path:
    """Write the dossier of an imaginary co-operative of ``size`` people over three years; the same bytes every time.

    ``kind`` = its status in the entity file; ``sexes`` = ``FM``, ``F`` or ``M``. Small ones lack the tables that small ones
    lack in life. The first draw that fills every seat of the world is kept.
    """
    _checked("kind", kind, KINDS)
    _checked("sexes", sexes, SEXES)
    shape = datafiles.read(FOLDER / "invented.toml")
    folder = output / f"{kind.lower()}_{sexes.lower()}_{size}"
    data = _world(shape, size, kind, sexes)
    for attempt in range(TRIES):
        world = World(folder.name, data | {"seed": PERCENT * seed + attempt})
        try:
            tables = dossiers.made(world)
        except PackageError:
            continue
        if not any(world["accounts"][year].get("labour_share") for year in shape["accounts"]["surplus"]):
            tables.pop("labour_share_rows")  # nobody lists a share of nothing
        dossiers.save(world, tables, folder)
        (folder / "scop.toml").write_text(f'[identity]\nentity_id = "{world.siren}"\n', encoding="utf-8", newline="\n")
        return folder
    raise PackageError("sample_world", where=folder.name, what="seed", day=world.years[0].start)


def _checked(name: str, value: str, valid: tuple[str, ...]) -> None:
    if value not in valid:
        raise UsageError("choice", kind=name, asked=value, suggestion=closest(value, valid), valid=list(valid))


def _world(shape: Data, size: int, kind: str, sexes: str) -> Data:
    """Everything a world file would say of this co-operative."""
    rules, years = shape["shape"], shape["calendar"]["years"]
    staff = {int(year): max(2, round(size * part)) for year, part in rules["growth"].items()}
    held = {str(year): max(2, int(staff[int(year)] * part)) for year, part in rules["members"].items()}
    board, others = _seats(rules, size), _outside(shape, size, kind, sexes)
    number = sirens(
        shape["first_siren"] + size * len(KINDS) * len(SEXES) + KINDS.index(kind) * len(SEXES) + SEXES.index(sexes), 1
    )
    return {
        **{name: shape[name] for name in ("calendar", "transparency")},
        "name": f"Coopérative Exemple {kind.replace('_', ' ').title()} {size}",
        "siren": number.item(),
        "style": shape["styles"][size % len(shape["styles"])],
        "entity": _card(shape, size, kind),
        "staff": _staff(shape, staff, size),
        "jobs": _jobs(shape, size, kind, sexes),
        "payroll": {**shape["payroll"], "part_time": _parts(shape, size, sexes)},
        "membership": {**shape["membership"], "employees": held, "leavers": {}, "others": others},
        "accounts": _accounts(shape, size, kind),
        "activity": {**shape["activity"], "accidents": shape["life"]["accidents"] if size >= rules["life_from"] else []},
        "births": [birth for birth in shape["life"]["births"] if birth["sex"] in sexes and size >= rules["life_from"]],
        **democracy(shape, size, sexes, board, held, len(others)),
        **(life(shape, staff, years) if size >= rules["tables_from"] else {"consultations": [], "environment": []}),
    }  # fmt: skip


def _seats(rules: Data, size: int) -> int:
    """Seats of the board by size; a small co-operative has none."""
    return max((int(seats) for least, seats in rules["seats"].items() if size >= int(least)), default=0)


def _card(shape: Data, size: int, kind: str) -> Data:
    rules = shape["shape"]
    more: Data = {"legal_form": "SA" if size >= rules["board_from"] else "SARL", "coop_status": kind}
    more |= {"max_holding_rate": None, "has_auditor": size >= rules["life_from"]}
    if size >= rules["database_from"]:
        more["has_bdese"] = True
    if kind == "SCIC":
        more["report_tells_project"] = True
    if kind == "SCOP_AMORCAGE":
        more["transformation_date"] = date(shape["calendar"]["years"][0] - 1, 1, 1)
    return {**shape["entity"], **more}


def _staff(shape: Data, staff: dict[int, int], size: int) -> Data:
    rules, years = shape["shape"], shape["calendar"]["years"]
    left = round(size * rules["leavers"])
    leavers = {str(year): {"DEMISSION": left} for year in years} if left else {}
    known = {str(year): staff[year] for year in years}
    disabled = int(size * rules["disabled"])
    return {
        **shape["staff"],
        "before": staff[years[0] - 1],
        "headcount": known,
        "leavers": leavers,
        "disabled": disabled,
    }


def _parts(shape: Data, size: int, sexes: str) -> Data:
    return {sex: int(size * part) if sex[0] in ("w" if sexes == "F" else "m" if sexes == "M" else "wm") else 0
            for sex, part in shape["shape"]["part_time"].items()}  # fmt: skip


def _jobs(shape: Data, size: int, kind: str, sexes: str) -> list[Data]:
    """The person who leads, then the posts of each family by largest remainder; women by the share of the shape."""
    lead = shape["leader"]
    one = {"count": 1, "pay": lead["pay"]}
    sides = {"women": one, "men": {"count": 0}} if "F" in sexes else {"women": {"count": 0}, "men": one}
    jobs = [{**{name: lead[name] for name in lead if name != "pay"}, **sides, "kept": True}]
    families = _families(shape, kind)
    for family, posts in zip(families, spread(size - 1, [float(each["share"]) for each in families]), strict=True):
        women = {"F": posts, "M": 0, "FM": round(posts * shape["shape"]["women"])}[sexes]
        people = {
            "women": {"count": women, "pay": family["women"]},
            "men": {"count": posts - women, "pay": family["men"]},
        }
        if posts:
            jobs.append({**{name: family[name] for name in family if name != "share"}, **people})
    return jobs


def _families(shape: Data, kind: str) -> list[Data]:
    """Families of jobs; in a business co-operative most people are entrepreneurs."""
    if kind != "CAE_SCOP":
        return list(shape["jobs"])
    own = shape["entrepreneurs"]
    return [own, *({**job, "share": job["share"] * (1 - own["share"])} for job in shape["jobs"])]


def _outside(shape: Data, size: int, kind: str, sexes: str) -> list[Data]:
    """Members who do not work there; people among them are of the sexes asked for."""
    held = [{**other, "capital": other["capital"] * size} for other in shape["outside"][kind]]
    return [other | ({"sex": sexes[0]} if other.get("sex", sexes[0]) not in sexes else {}) for other in held]


def _accounts(shape: Data, size: int, kind: str) -> Data:
    """The accounts, each amount for one person taken ``size`` times; the surplus shared by the percentages of the kind."""
    plain = shape["accounts"]
    scaled = {name: plain[name] * size for name in ("legal_reserve_opening", "dev_fund_opening", "max_capital_before")}
    yearly = {name: dict.fromkeys(plain["surplus"], plain[name] * size) for name in ("turnover", "capex", "cash")}
    rates = {name: plain[name] for name in ("value_added_share", "charges", "taxes_share", "balance_share")}
    shared = plain["shared_scic" if kind == "SCIC" else "shared"]
    key = {"key": plain["key"]} if "labour_share" in shared else {}
    own = {
        year: {"net_result": amount * size, **key, "meeting": date(int(year) + 1, 6, 12),
               **{part: amount * size * rate // PERCENT for part, rate in shared.items()}}
        for year, amount in plain["surplus"].items()
    }  # fmt: skip
    return {**scaled, **yearly, **rates, **own}

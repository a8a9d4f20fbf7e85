"""Random people of the index, and the same companies as the aggregates somebody would type."""

from __future__ import annotations

import random

import polars as pl

CATEGORIES = ("OUVRIER", "EMPLOYE", "TAM", "CADRE")
BACK = pl.DataFrame(
    schema={"entity_id": pl.String, "fiscal_year": pl.Int32, "granted": pl.Boolean, "raised": pl.Boolean}
)
BANDS = ("under_30", "30_39", "40_49", "50_plus")


def people(seed, companies=40, year=2025):
    """``index_person``, ``index_company`` and ``leave_return`` of random companies."""
    rng = random.Random(seed)  # noqa: S311 - the same people every time
    rows, facts, back = [], [], []
    for number in range(companies):
        name, size = f"C{number:04d}", rng.choice([12, 40, 120, 300])
        small = size < 200
        facts.append({
            "entity_id": name, "fiscal_year": year, "workforce": (60 if small else 300) * 100, "mode": rng.choice(["csp", "level"]),
            "months": 12, "has_changes": True, "has_leaves": True,
        })  # fmt: skip
        for _ in range(size):
            csp = rng.choice(CATEGORIES[: rng.randint(1, 4)])
            raised, promoted = rng.random() < 0.3, rng.random() < 0.1
            rows.append({
                "entity_id": name, "fiscal_year": year, "sex": rng.choice("FM"), "age_band": rng.choice(BANDS), "csp": csp,
                "job_level": rng.choice(["II", "III", "IV"]), "pay_index": rng.randint(2_000_000, 6_000_000),
                "in_index": rng.random() < 0.9, "raised": raised, "promoted": promoted, "raised_window": raised or promoted,
                "approached": False,
            })  # fmt: skip
        back += [
            {"entity_id": name, "fiscal_year": year, "granted": rng.random() < 0.8, "raised": rng.random() < 0.9}
            for _ in range(rng.randint(0, 3))
        ]
    return framed(rows), framed(facts), framed(back) if back else BACK.clear()


def framed(rows):
    return pl.DataFrame(rows).with_columns(pl.col("fiscal_year").cast(pl.Int32))


def typed(person, company, back):
    """The same as aggregates: groups and facts by company, counted here in plain Python."""
    groups, rates, facts = {}, {}, {}
    modes = {row["entity_id"]: row for row in company.to_dicts()}
    for row in person.filter("in_index").to_dicts():
        name, sex = row["entity_id"], "women" if row["sex"] == "F" else "men"
        for by in ("csp", "level") if modes[name]["mode"] == "level" else ("csp",):
            group = groups.setdefault((name, by, row["csp" if by == "csp" else "job_level"], row["age_band"]), {})
            group.setdefault(sex, []).append(row["pay_index"])
        counts = rates.setdefault(
            (name, row["csp"]), dict.fromkeys(["women_raised", "men_raised", "women_promoted", "men_promoted"], 0)
        )
        counts[f"{sex}_raised"] += row["raised"]
        counts[f"{sex}_promoted"] += row["promoted"]
        whole = facts.setdefault(name, {"women_raised": 0, "men_raised": 0, "pays": []})
        whole[f"{sex}_raised"] += row["raised_window"]
        whole["pays"].append((row["pay_index"], sex))
    return [_group(key, group) for key, group in groups.items()], {
        "companies": [_facts(name, one, modes[name], back) for name, one in facts.items()],
        "raises": [{"company": n, "csp": c, **{k: v for k, v in counts.items() if "raised" in k}} for (n, c), counts in rates.items()],
        "promotions": [{"company": n, "csp": c, **{k: v for k, v in counts.items() if "promoted" in k}} for (n, c), counts in rates.items()],
    }  # fmt: skip


def _group(key, group):
    name, by, category, band = key
    row = {"company": name, by: category, "age_band": band}
    for sex in ("women", "men"):
        pays = group.get(sex, [])
        mean = sum(pays) / len(pays) / 100 if pays else None
        row |= {sex: len(pays), f"{sex}_mean": mean}
    return row


def _facts(name, one, company, back):
    rows = back.filter(pl.col("entity_id") == name).to_dicts()
    top = sorted(one["pays"], reverse=True)[:10]
    granted = [row for row in rows if row["granted"]]
    return {
        "company": name, "bracket": "50-250" if company["workforce"] <= 25_000 else "251-999", "mode": company["mode"],
        "women_raised": one["women_raised"], "men_raised": one["men_raised"], "returned": len(rows), "granted": len(granted),
        "rewarded": sum(row["raised"] for row in granted), "top_women": sum(sex == "women" for _, sex in top),
        "top_men": sum(sex == "men" for _, sex in top),
    }  # fmt: skip

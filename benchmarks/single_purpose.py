"""The rival: one polars script that computes the figures of a network and nothing else.

No contracts, no faults found, no line numbers, no law by date, no status, no masking, no segments but the pay quarters: it
trusts its files (one fiscal year on the calendar year, one contract a person, one payslip a month, every column present) and
computes each company's figures with the same definitions as the library. ``network_speed.py`` compares both, figure by figure.
"""

from __future__ import annotations

import sys
import time
from datetime import date
from pathlib import Path

import polars as pl

YEAR, OPEN, CLOSE = 2025, date(2025, 1, 1), date(2025, 12, 31)
MONTHLY_MINIMUM = 11.88 * 1820 / 12
E = "entity_id"
WHO = [E, "person_id"]
IDS = dict.fromkeys((E, "person_id", "member_id", "body_id", "gathering_id", "meeting_id"), pl.String)


def table(folder, name, *columns):
    return pl.scan_csv(
        folder / f"{name}.csv", schema_overrides=IDS, try_parse_dates=True, infer_schema_length=2000
    ).select(columns)


def share(part, whole):
    return 100 * part.sum() / whole.sum()


def people(folder):
    """Pay of each person: the mean of whole months, each brought to full time; the time paid for where none is whole."""
    day = lambda name: pl.col(name).cast(pl.Date)  # noqa: E731 - an alias
    staff = table(
        folder,
        "employees",
        *WHO,
        "sex",
        "contract_type",
        "contract_start",
        "contract_end",
        "seniority_date",
        "fte_rate",
    ).with_columns(
        first=pl.max_horizontal(day("contract_start"), pl.lit(OPEN)),
        last=pl.min_horizontal(day("contract_end"), pl.lit(CLOSE)),
    )
    staff = staff.collect()
    leaves = table(folder, "leaves", *WHO, "leave_type", "start_date", "end_date").with_columns(
        m=pl.int_ranges(day("start_date").dt.month(), day("end_date").dt.month() + 1)
    )
    leaves = (
        leaves.filter(pl.col("start_date") <= CLOSE, pl.col("end_date") >= OPEN)
        .explode("m")
        .with_columns(pl.col("m").cast(pl.Int8))
    )
    touched = leaves.group_by(*WHO, "m").agg(maintained=(pl.col("leave_type") == "MALADIE").any())
    money = [
        "base_pay",
        "bonus_regular",
        "seniority_bonus",
        "benefits_in_kind",
        "constraint_bonus",
        "overtime_pay",
        "bonus_yearly",
    ]
    money += ["bonus_exceptional", "value_sharing_bonus", "hours_paid", "fte_month", "absence_unpaid_days"]
    slips = pl.scan_csv(folder / "payroll.csv", schema_overrides={**IDS, "period": pl.String}).select(
        *WHO, "period", *money
    )
    slips = slips.with_columns(m=pl.col("period").str.slice(5, 2).cast(pl.Int8)).drop("period")
    slips = slips.join(staff.lazy().select(*WHO, "first", "last"), on=WHO).join(touched, on=[*WHO, "m"], how="left")
    opens = pl.date(YEAR, pl.col("m"), 1)
    length = opens.dt.days_in_month()
    days = (pl.min_horizontal("last", opens.dt.month_end()) - pl.max_horizontal("first", opens)).dt.total_days() + 1
    fixed = pl.sum_horizontal("base_pay", "bonus_regular", "seniority_bonus", "benefits_in_kind")
    slips = slips.with_columns(
        fixed=fixed, total=fixed + pl.col("constraint_bonus") + pl.col("overtime_pay"),
        presence=(days - pl.col("absence_unpaid_days")).clip(0) / length,
        whole=(days == length) & (pl.col("absence_unpaid_days") == 0) & pl.col("maintained").is_null() & (fixed > 0),
        kept=(fixed > 0) & ~pl.col("maintained").fill_null(value=False),
    ).with_columns(work=pl.col("presence") * pl.col("fte_month")).collect()  # fmt: skip
    return staff, _paid(slips)


def _paid(slips):
    clean = slips.lazy().filter("whole").sort(*WHO, "m", maintain_order=True)
    new = (pl.col("person_id") != pl.col("person_id").shift()) | (pl.col(E) != pl.col(E).shift())
    end = new.shift(-1, fill_value=True)
    since = pl.when(new.fill_null(value=True)).then(pl.col("first").dt.month()).otherwise("m").cast(pl.Int64)
    until = pl.when(end).then(pl.col("last").dt.month() + 1).otherwise(pl.col("m").shift(-1)).cast(pl.Int64)
    clean = clean.with_columns(w=until - since)
    base, rest = pl.col("base_pay"), pl.col("total") - pl.col("base_pay")
    brought = base / pl.col("fte_month")
    mean = lambda value: (pl.col("w") * value).sum() / pl.col("w").sum()  # noqa: E731 - an alias
    whole = clean.group_by(WHO).agg(
        rate=mean(brought) + ((pl.col("fixed") - base) / pl.col("fte_month")).mean(),
        total_rate=mean(base) + rest.mean(),
    )
    some = pl.col("kept").any()
    kept = lambda name: pl.when(some).then(pl.col(name).filter("kept").sum()).otherwise(pl.col(name).sum())  # noqa: E731
    sums = slips.lazy().group_by(WHO).agg(
        pl.col("work", "presence", "bonus_yearly", "bonus_exceptional", "value_sharing_bonus", "hours_paid").sum(),
        paid=(pl.col("total") + pl.col("bonus_yearly") + pl.col("bonus_exceptional") + pl.col("value_sharing_bonus")).sum(),
        part_rate=kept("fixed") / kept("work"), part_total=kept("total") / kept("presence"),
    )  # fmt: skip
    rebuilt = sums.join(whole, on=WHO, how="left").with_columns(
        pay_fte=12 * pl.coalesce("rate", "part_rate") + 12 * pl.col("bonus_yearly") / pl.col("work")
        + pl.col("bonus_exceptional") * pl.col("presence") / pl.col("work"),
        pay_total=12 * pl.coalesce("total_rate", "part_total") + 12 * pl.col("bonus_yearly") / pl.col("presence")
        + pl.col("bonus_exceptional") + pl.col("value_sharing_bonus"),
        hourly=pl.col("paid") / pl.col("hours_paid"), months=pl.col("work"),
    )  # fmt: skip
    return rebuilt.select(*WHO, pl.col("pay_fte", "pay_total").round(2), pl.col("hourly").round(4), "months")


def staff_figures(folder):
    staff, paid = people(folder)
    members = table(folder, "members", *WHO, "category", "admission_date").filter(pl.col("category") == "EMPLOYEE")
    members = members.filter(pl.col("admission_date") <= CLOSE).select(*WHO, member=True)
    waits = table(folder, "entity", E, "membership_wait_months")
    who = staff.lazy().join(paid, on=WHO, how="left").join(members, on=WHO, how="left").join(waits, on=E, how="left")
    ends = pl.col("last").dt.offset_by("1d").dt.month() + 12 * pl.col("last").dt.offset_by("1d").dt.year()
    ends = ends - pl.col("first").dt.month() - 12 * YEAR
    instant = lambda at: at.dt.month() + 12 * at.dt.year() + (at.dt.day() - 1) / at.dt.days_in_month()  # noqa: E731
    span = instant(pl.col("last").dt.offset_by("1d")) - instant(pl.col("first"))
    present = pl.col("contract_end").is_null() | (pl.col("contract_end") >= CLOSE)
    who = who.with_columns(
        present=present, woman=pl.col("sex") == "F", member=pl.col("member").fill_null(value=False) & present,
        ends=ends, fte=(pl.col("fte_rate") * span / 12).round(4), tenure=(CLOSE - pl.col("seniority_date")).dt.total_days() / 365.25,
        waited=pl.col("seniority_date").dt.offset_by("12mo") <= date(2026, 1, 1),
        scale=pl.when((pl.col("months") >= 3) & (pl.col("pay_fte") > 0)).then("pay_fte"),
        total=pl.when((pl.col("months") >= 3) & (pl.col("pay_fte") > 0)).then("pay_total"),
        gap=(pl.col("months") >= 0.5) & (pl.col("pay_fte") > 0),
    ).collect()  # fmt: skip
    return who, who.lazy().group_by(E).agg(**_employment(), **_spread(), **_equity()).join(
        _quarters(who), on=E, how="left"
    )


def _employment():
    here, hired, left = pl.col("present"), pl.col("contract_start") >= OPEN, pl.col("contract_end") <= CLOSE
    rate = lambda mask, sex=None: 100 * (mask & here & _sex(sex)).sum() / (here & _sex(sex)).sum()  # noqa: E731
    return {
        "headcount": here.sum(), "average_headcount": pl.col("ends").sum() / 12, "average_fte": pl.col("fte").sum(),
        "permanent_contract_share": rate(pl.col("contract_type") == "CDI"), "part_time_share": rate(pl.col("fte_rate") < 1),
        "hires": hired.sum(), "leavers": left.sum(), "hire_rate": 1200 * hired.sum() / pl.col("ends").sum(),
        "leaver_rate": 1200 * left.sum() / pl.col("ends").sum(), "tenure_mean": pl.col("tenure").filter(here).mean(),
        "tenure_median": pl.col("tenure").filter(here).median(), "women_in_workforce": rate(pl.col("woman")),
        "employee_membership_rate": rate(pl.col("member")), "membership_gap": rate(pl.col("member"), "F") - rate(pl.col("member"), "M"),
        "eligible_membership_rate": 100 * (pl.col("member") & pl.col("waited")).sum() / (here & pl.col("waited")).sum(),
    }  # fmt: skip


def _sex(sex):
    return pl.lit(value=True) if sex is None else pl.col("sex") == sex


def _spread():
    pay, total, n = pl.col("scale"), pl.col("total"), pl.col("scale").count().cast(pl.Int64)
    ranked, tenth = pay.drop_nulls().sort(), (pay.count() + 9) // 10
    found = {
        "pay_spread": pay.max() / pay.min(), "pay_decile_ratio": pay.quantile(0.9, "linear") / pay.quantile(0.1, "linear"),
        "pay_top_to_bottom": ranked.tail(tenth).sum() / ranked.head(tenth).sum(),
        "total_pay_ratio": total.max() / total.drop_nulls().sort().slice(0, n - 1).median(),
        "pay_gini": ((2 * ranked.rank("ordinal").cast(pl.Int64) - n - 1) * ranked).sum() / (n * pay.sum()),
        "lowest_pay_to_minimum_wage": pay.min() / (12 * MONTHLY_MINIMUM),
        "people_below_minimum_wage": (pay + 0.12 < round(12 * MONTHLY_MINIMUM, 2)).sum(),
    }  # fmt: skip
    for name, position in (("p10", 0.1), ("p25", 0.25), ("median", 0.5), ("p75", 0.75), ("p90", 0.9)):
        found[f"pay_{name}"] = pay.quantile(position, "linear") / 12
    return found


def _equity():
    found = {}
    for kind, column in (("hourly", "hourly"), ("annual", "pay_total")):
        women, men = (pl.col(column).filter("gap", pl.col("sex") == sex) for sex in ("F", "M"))
        enough = (women.count() >= 3) & (men.count() >= 3)
        for how in ("mean", "median"):
            w, m = getattr(women, how)(), getattr(men, how)()
            found |= {
                f"{how}_gap_{kind}": pl.when(enough).then(100 * (m - w) / m),
                f"women_{how}_{kind}": w,
                f"men_{how}_{kind}": m,
            }
    best = pl.col("hourly").filter("gap").rank("ordinal", descending=True) <= 10
    ten = pl.when(pl.col("gap").sum() >= 10).then((best & pl.col("woman").filter("gap")).sum())
    return {**found, "women_among_ten_best_paid": ten}


def _quarters(who):
    """Headcount by pay quarter and sex; ties are cut where they fall."""
    ranked = (
        who.lazy().filter("gap").sort(E, "hourly").with_columns(i=pl.int_range(pl.len()).over(E), n=pl.len().over(E))
    )
    ranked = ranked.filter(pl.col("n") >= 4)
    quarter = ((pl.col("i") * 4) // pl.col("n") + 1).cast(pl.Int8)
    counts = {
        f"quarter_{q}_{sex}": ((quarter == q) & (pl.col("sex") == sex)).sum()
        for q in (1, 2, 3, 4)
        for sex in ("F", "M")
    }
    return ranked.group_by(E).agg(**counts)


def membership_figures(folder, who):
    capital = ["EMPLOYEE", "FORMER_RETIRED", "FORMER_ECO_DISMISSED", "FORMER_UNFIT"]
    rows = table(folder, "members", *WHO, "category", "admission_date", "exit_date", "capital_amount", "votes")
    rows = rows.filter(
        pl.col("admission_date") <= CLOSE,
        pl.col("exit_date").cast(pl.Date).is_null() | (pl.col("exit_date").cast(pl.Date) >= CLOSE),
    )
    rows = rows.join(who.lazy().select(*WHO, "sex", "seniority_date"), on=WHO, how="left").with_columns(
        own=pl.col("category") == "EMPLOYEE"
    )
    since, until, own = pl.col("seniority_date"), pl.col("admission_date"), pl.col("own")
    waited = (
        12 * (until.dt.year() - since.dt.year())
        + until.dt.month()
        - since.dt.month()
        - (until.dt.day() < since.dt.day())
    )
    held, votes = pl.col("capital_amount"), pl.col("votes")
    counts = pl.col("category").is_in([*capital, "FORMER_OTHER"])
    return rows.group_by(E).agg(
        members=pl.len(), employees_among_members=100 * own.mean(), time_to_membership=waited.filter(own & (until >= OPEN)).median(),
        cooperators_capital_share=100 * held.filter(pl.col("category").is_in(capital)).sum() / held.sum(),
        cooperators_votes_share=100 * votes.filter(counts).sum() / votes.sum(), largest_holding=100 * held.max() / held.sum(),
        mean_capital_per_employee_member=held.filter(own).mean(), member_minimum=own.sum(),
        women_among_members=100 * (pl.col("sex") == "F").filter(own).mean(),
    )  # fmt: skip


def governance_figures(folder, who):
    mandates = table(folder, "mandates", E, "body_id", "member_id", "person_id", "role", "start_date")
    bodies = table(folder, "governance_bodies", E, "body_id", "body_type")
    seats = mandates.join(bodies, on=[E, "body_id"]).join(who.lazy().select(*WHO, "sex", "present"), on=WHO, how="left")
    board = pl.col("body_type").is_in(["CA", "CS"])
    leads = pl.col("role").is_in(["PDG", "DG", "GERANT"]) | pl.col("body_type").is_in(
        ["DIRECTOIRE", "GERANCE", "DIRECTION_SAS"]
    )
    woman, outside = pl.col("sex") == "F", ~pl.col("present").fill_null(value=False)
    tenure = (CLOSE - pl.col("start_date")).dt.total_days() / 365.25
    ruled = board | pl.col("body_type").is_in(["DIRECTOIRE", "GERANCE", "DIRECTION_SAS"])
    seated = seats.filter(pl.col("start_date") <= CLOSE).group_by(E).agg(
        women_on_board=100 * woman.filter(board).mean(), outside_board_share=100 * outside.filter(board).mean(),
        board_gender_ratio=woman.filter(board).sum() / (pl.col("sex") == "M").filter(board).sum(),
        mandate_tenure=tenure.filter(board).mean(), women_leaders=100 * woman.filter(leads).mean(), seats_filled=pl.len(),
        board_outsiders_limit=100 * outside.filter(ruled).mean(),
    )  # fmt: skip
    meetings = table(folder, "meetings", E, "meeting_id", "body_id", "date")
    came = table(folder, "attendance", E, "gathering_id", "member_id", "status").rename({"gathering_id": "meeting_id"})
    expected = meetings.join(mandates, on=[E, "body_id"]).filter(pl.col("start_date") <= pl.col("date"))
    expected = expected.join(came, on=[E, "meeting_id", "member_id"], how="left")
    attended = expected.group_by(E).agg(
        board_attendance=100 * pl.col("status").is_in(["PRESENT", "REMOTE"]).fill_null(value=False).mean()
    )
    held = table(folder, "assemblies", E, "assembly_type", "entitled_members", "present", "represented", "remote_votes")
    present, proxied, remote, entitled = (
        pl.col(name) for name in ("present", "represented", "remote_votes", "entitled_members")
    )
    annual = held.filter(pl.col("assembly_type").is_in(["AGO", "AGM"])).group_by(E).agg(
        meeting_attendance=share(present, entitled), meeting_turnout=share(present + proxied + remote, entitled),
        proxy_share=share(proxied, present + proxied),
    )  # fmt: skip
    return seated.join(attended, on=E, how="full", coalesce=True).join(annual, on=E, how="full", coalesce=True)


def voice_figures(folder):
    columns = (
        E,
        "is_major",
        "open_date",
        "eligible_count",
        "respondent_count",
        "favourable",
        "reserved",
        "feedback_published_date",
    )
    asked, major = pl.col("open_date").is_not_null(), pl.col("is_major")
    talks = table(folder, "consultations", *columns).group_by(E).agg(
        consulted_decisions=100 * asked.filter(major).mean(), consultation_response=share(pl.col("respondent_count"), pl.col("eligible_count")),
        consensus_level=share(pl.col("favourable") + pl.col("reserved"), pl.col("respondent_count")),
        feedback_given=100 * pl.col("feedback_published_date").is_not_null().filter(asked).mean(),
    )  # fmt: skip
    rows = pl.scan_csv(folder / "survey.csv", schema_overrides={**IDS, "answer": pl.String}).select(
        E, "item_code", "answer"
    )
    rows = rows.with_columns(
        level=pl.col("answer").cast(pl.Int8, strict=False), leave=pl.col("item_code") == "parental_leave_freedom"
    )
    said = rows.group_by(E).agg(
        answers=pl.len(), parental_leave_freedom=100 * (pl.col("level") >= 4).filter("leave").mean()
    )
    invited = table(folder, "survey_meta", E, "invited_count").group_by(E).agg(invited=pl.col("invited_count").sum())
    said = invited.join(said, on=E, how="left").with_columns(
        survey_response_rate=100 * pl.col("answers") / pl.col("invited")
    )
    return talks.join(said.drop("answers", "invited"), on=E, how="full", coalesce=True)


def money_figures(folder, figures):
    kept = ("gross_payroll", "equity", "legal_reserve_opening", "dev_fund_opening")
    shared = (
        "surplus",
        "labour_share",
        "interest_on_shares",
        "legal_reserve",
        "dev_fund",
        "other_reserves",
        "carried_forward",
    )
    rows = table(folder, "entity", E, *kept).join(table(folder, "surplus_allocation", E, *shared), on=E, how="left")
    entitled = table(folder, "labour_share_rows", E, "eligible").group_by(E).agg(entitled=pl.col("eligible").sum())
    gas = table(folder, "environment", E, "tco2e").group_by(E).agg(ghg_total=pl.col("tco2e").sum())
    rows = rows.join(entitled, on=E, how="left").join(gas, on=E, how="left").join(figures, on=E, how="left")
    surplus, labour = pl.col("surplus"), pl.col("labour_share")
    reserves, some = pl.col("legal_reserve") + pl.col("dev_fund"), pl.col("surplus") > 0
    of_year = {
        "labour_share": 100 * labour / surplus, "reserves_share": 100 * (reserves + pl.col("other_reserves")) / surplus,
        "capital_share": 100 * pl.col("interest_on_shares") / surplus, "mean_labour_share": labour / pl.col("entitled"),
        "labour_share_months": 12 * labour / pl.col("gross_payroll"), "legal_reserve_minimum": pl.col("legal_reserve"),
        "development_fund_positive": pl.col("dev_fund"), "labour_share_minimum": 100 * labour / surplus,
        "interest_limit": pl.col("interest_on_shares"),
        "full_allotment": (reserves + labour + pl.sum_horizontal("other_reserves", "interest_on_shares", "carried_forward") - surplus).abs(),
    }  # fmt: skip
    plain = {
        "indivisible_reserves": 100 * (pl.col("legal_reserve_opening") + pl.col("dev_fund_opening")) / pl.col("equity"),
        "ghg_per_fte": pl.col("ghg_total") / pl.col("average_fte"), "surplus": surplus,
        "board_parity": pl.col("women_on_board") - pl.col("women_among_members"),
    }  # fmt: skip
    return rows.with_columns(**{name: pl.when(some).then(value) for name, value in of_year.items()}, **plain)


def figures(folder):
    """One row per company, one column per figure."""
    who, found = staff_figures(folder)
    for part in (membership_figures(folder, who), governance_figures(folder, who), voice_figures(folder)):
        found = found.join(part, on=E, how="left")
    return money_figures(folder, found).collect(engine="streaming")


if __name__ == "__main__":
    start = time.perf_counter()
    print(figures(Path(sys.argv[1])).shape, f"{time.perf_counter() - start:.2f} s")

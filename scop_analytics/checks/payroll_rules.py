"""Rules on payslips: months inside contracts, none missing, pay that makes sense. Each function returns the failing rows.

Money is in cents, hours in hundredths, rates in ten-thousandths (the storage of the tables). No rule returns an amount:
facts are months, counts and legal values only.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from scop_analytics.checks.material import MONTHS
from scop_analytics.checks.spells import FOREVER, contracts

RATE: Final = 10_000
PLACE: Final = ("entity_id", "source_file", "source_line", "period")
TIMES_MEDIAN: Final = 20  # pay above that many times the median is looked at again
FEWEST_PAYSLIPS: Final = 5  # below that a median says nothing
TOO_LARGE: Final = 5_000_000  # cents a month, as a median
OUT_OF_MINIMUM: Final = ("APPRENTI", "PRO", "STAGE", "CESA", "MANDATAIRE")
PAY: Final = pl.coalesce("base_pay", "total_gross")
MONTHLY: Final = PAY // pl.col(MONTHS)
IS_MONTHLY: Final = pl.col(MONTHS) == 1
IS_CORRECTION: Final = pl.col("is_correction").fill_null(False)


def pay_below_minimum_wage(
    payroll: pl.LazyFrame, employees: pl.LazyFrame, minimum_wage: pl.LazyFrame, leaves: pl.LazyFrame | None = None
) -> pl.LazyFrame:
    """Full months paid under the minimum wage of the month for the working time; apprentices and officers aside.

    A yearly row is compared with the minimum wage of its first month, the lowest of its year.
    """
    paid = PAY + pl.col("bonus_regular").fill_null(0) + pl.col("benefits_in_kind").fill_null(0)
    whole = (PAY > 0) & (pl.col("fte_month") > 0) & ~IS_CORRECTION & (pl.col("absence_unpaid_days").fill_null(0) <= 0)
    # (pay + 1 cent) x 12 / months < 1 820 hours x hourly x working time, in integers
    yearly, worked = (paid + 1) * 12 * RATE, pl.col("fte_month") * pl.col(MONTHS).cast(pl.Int64)
    ceiling = pl.lit(minimum_wage.select(pl.col("yearly").max()).collect(engine="in-memory").item(), pl.Int64)
    # few rows stay: gathered once, then compared month by month
    near = (
        payroll.filter(whole, yearly < ceiling * worked).with_columns(_first_month()).collect(engine="in-memory").lazy()
    )
    below = near.join(_by_month(near, minimum_wage), on="since", how="inner").filter(yearly < pl.col("yearly") * worked)
    exempt = employees.filter(pl.col("contract_type").is_in(OUT_OF_MINIMUM)).select("person_key").unique()
    months = _without(below.join(exempt, on="person_key", how="anti"), _edges(employees))
    if leaves is not None:
        months = _without(months, _leave_months(leaves).rename({"period": "edge"}))
    return months.select(*PLACE, pl.col("period").dt.strftime("%Y-%m").alias("month"))


def _first_month() -> pl.Expr:
    before = pl.format("-{}mo", pl.col(MONTHS).cast(pl.Int64) - 1)
    return pl.when(pl.col(MONTHS) == 1).then("period").otherwise(pl.col("period").dt.offset_by(before)).alias("since")


def _by_month(payroll: pl.LazyFrame, minimum_wage: pl.LazyFrame) -> pl.LazyFrame:
    months = payroll.select(pl.col("since").unique()).sort("since")
    return months.join_asof(minimum_wage.sort("from"), left_on="since", right_on="from").drop("from")


def _without(months: pl.LazyFrame, edges: pl.LazyFrame) -> pl.LazyFrame:
    """``months`` less those in which something of ``edges`` happens to the person: pay is for a part of them."""
    touched = months.join(edges, on="person_key").filter(pl.col("edge").is_between("since", "period"))
    return months.join(touched.select("source_file", "source_line"), on=["source_file", "source_line"], how="anti")


def _edges(employees: pl.LazyFrame) -> pl.LazyFrame:
    """Months in which a contract starts or ends."""
    days = [employees.select("person_key", pl.col(name).alias("edge")) for name in ("contract_start", "contract_end")]
    return pl.concat(days).drop_nulls().with_columns(pl.col("edge").dt.truncate("1mo")).unique()


def _leave_months(leaves: pl.LazyFrame) -> pl.LazyFrame:
    ends = pl.coalesce("end_date", "start_date").dt.truncate("1mo")
    spans = leaves.drop_nulls("start_date").select(
        "person_key", pl.col("start_date").dt.truncate("1mo"), ends.alias("last")
    )
    months = pl.date_ranges("start_date", "last", interval="1mo").alias("period")
    return spans.filter(pl.col("start_date") <= pl.col("last")).select("person_key", months).explode("period").unique()


def negative_base(payroll: pl.LazyFrame) -> pl.LazyFrame:
    """Base pay below zero on a payslip that is not said to be a correction."""
    return payroll.filter(pl.col("base_pay") < 0, ~IS_CORRECTION).select(*PLACE, pl.col("base_pay").alias("value"))


def negative_total(payroll: pl.LazyFrame) -> pl.LazyFrame:
    """Persons whose pay of a calendar year sums to less than nothing: corrections without the pay they correct."""
    # corrections are few: only persons who have a negative line can have a negative total
    suspects = payroll.filter(PAY < 0).select("person_key").unique()
    year = pl.col("period").dt.truncate("1y")
    totals = payroll.join(suspects, on="person_key", how="semi").group_by("entity_id", "person_key", year)
    first = [pl.col(name).sort_by("source_line").first() for name in ("source_file", "source_line")]
    negative = totals.agg(PAY.sum().alias("total"), pl.len().alias("payslips"), *first).filter(pl.col("total") < 0)
    return negative.select(*PLACE, "payslips")


def zero_pay(payroll: pl.LazyFrame) -> pl.LazyFrame:
    """Payslips of nothing for a month with working time."""
    worked = (pl.col("fte_month").fill_null(RATE) > 0) & (pl.col("absence_unpaid_days").fill_null(0) <= 0)
    nothing = (PAY == 0) & (pl.col("total_gross").fill_null(0) == 0) & worked & ~IS_CORRECTION
    return payroll.filter(nothing).select(*PLACE, PAY.alias("value"))


def outlying_pay(payroll: pl.LazyFrame) -> pl.LazyFrame:
    """Payslips above twenty times the median of the company: a misplaced decimal, an annual amount in a month."""
    ceiling = pl.col("middle") * TIMES_MEDIAN
    enough = (pl.col("payslips") >= FEWEST_PAYSLIPS) & (pl.col("middle") > 0)
    medians = _typical(payroll).filter(enough, pl.col("most") > ceiling)
    high = payroll.join(medians, on="entity_id").filter(ceiling < MONTHLY)
    return high.select(*PLACE, PAY.alias("value"))


def amounts_too_large(payroll: pl.LazyFrame) -> pl.LazyFrame:
    """Companies whose median monthly pay exceeds 50,000 euros: amounts in cents, or of a whole year."""
    return _typical(payroll).filter(pl.col("middle") > TOO_LARGE).select("entity_id", pl.col("payslips").alias("count"))


def _typical(payroll: pl.LazyFrame) -> pl.LazyFrame:
    of_pay = [MONTHLY.median().alias("middle"), MONTHLY.max().alias("most"), pl.len().cast(pl.Int64).alias("payslips")]
    return payroll.group_by("entity_id").agg(of_pay)


def hours_beyond_paid(payroll: pl.LazyFrame) -> pl.LazyFrame:
    """Hours worked above hours paid and overtime, by more than an hour."""
    paid = pl.col("hours_paid") + pl.col("overtime_hours").fill_null(0)
    beyond = (pl.col("hours_worked") > paid + 100) & ~IS_CORRECTION
    return payroll.filter(beyond).select(*PLACE, pl.col("hours_worked").alias("value"))


def payslip_outside_contract(payroll: pl.LazyFrame, employees: pl.LazyFrame) -> pl.LazyFrame:
    """Payslips of a month without contract; up to two months after the exit are the final pay."""
    spans = _contracts(employees)
    whole = spans.group_by("person_key").agg(pl.col("first").min(), pl.col("last").max(), pl.len().alias("contracts"))
    dated = payroll.filter(IS_MONTHLY).select(*PLACE, "person_key").join(whole, on="person_key")
    outside = (pl.col("period") < pl.col("first")) | (pl.col("period") > pl.col("last"))
    inside = dated.filter(~outside, pl.col("contracts") > 1).drop("first", "last")
    covered = inside.join(spans, on="person_key").filter(pl.col("period").is_between("first", "last"))
    between = inside.join(covered.select("source_file", "source_line"), on=["source_file", "source_line"], how="anti")
    found = pl.concat([dated.filter(outside).select(PLACE), between.select(PLACE)])
    return found.with_columns(pl.col("period").dt.strftime("%Y-%m").alias("month"))


def _contracts(employees: pl.LazyFrame) -> pl.LazyFrame:
    """Each contract from its first month to two months after its last."""
    last = pl.col("contract_end").dt.truncate("1mo").dt.offset_by("2mo").fill_null(FOREVER)
    first = pl.col("contract_start").dt.truncate("1mo")
    return contracts(employees).select("person_key", first.alias("first"), last.alias("last"))


def missing_payslip(payroll: pl.LazyFrame, employees: pl.LazyFrame, leaves: pl.LazyFrame | None = None) -> pl.LazyFrame:
    """Full months of an open permanent or fixed-term contract without payslip, within the months the company gives."""
    monthly = payroll.filter(IS_MONTHLY)
    given = monthly.group_by("entity_id").agg(
        pl.col("period").min().alias("since"), pl.col("period").max().alias("until")
    )
    had = monthly.group_by("person_key").agg(pl.col("period").n_unique().alias("had"))
    expected = _full_months(employees, given).with_columns(pl.col("months").list.len().alias("expected"))
    # people whose months are all there leave at once; the others are looked at month by month
    short = expected.join(had, on="person_key", how="left").filter(pl.col("expected") > pl.col("had").fill_null(0))
    wanted = short.explode("months").rename({"months": "period"})
    lacking = wanted.join(payroll.select("person_key", "period"), on=["person_key", "period"], how="anti")
    if leaves is not None:
        lacking = lacking.join(_leave_months(leaves), on=["person_key", "period"], how="anti")
    return lacking.select(*PLACE, pl.col("period").dt.strftime("%Y-%m").alias("month"))


def _full_months(employees: pl.LazyFrame, given: pl.LazyFrame) -> pl.LazyFrame:
    """The whole months of each person's contracts, as a list, clipped to the months the company gives."""
    latest = contracts(employees.filter(pl.col("contract_type").fill_null("CDI").is_in(["CDI", "CDD"])))
    start, end = pl.col("contract_start"), pl.col("contract_end")
    first = pl.when(start.dt.day() == 1).then(start).otherwise(start.dt.truncate("1mo").dt.offset_by("1mo"))
    last = (
        pl.when(end == end.dt.month_end())
        .then(end.dt.truncate("1mo"))
        .otherwise(end.dt.truncate("1mo").dt.offset_by("-1mo"))
    )
    clipped = latest.join(given, on="entity_id").with_columns(
        pl.max_horizontal(first, "since").alias("first"),
        pl.min_horizontal(last.fill_null(pl.col("until")), "until").alias("last"),
    )
    months = pl.date_ranges("first", "last", interval="1mo").alias("months")
    place = [pl.col(name) for name in ("entity_id", "source_file", "source_line", "person_key")]
    return clipped.filter(pl.col("first") <= pl.col("last")).select(*place, months)

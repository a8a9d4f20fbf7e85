"""Rules on payslips: months inside contracts, none missing, pay that makes sense. Each function returns the failing rows.

Money is in cents, hours in hundredths, rates in ten-thousandths (the storage of the tables). No rule returns an amount:
facts are months, counts and legal values only.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from scop_analytics.checks.material import MONTHS
from scop_analytics.checks.spells import FOREVER, IS_MONTHLY, PAY

RATE: Final = 10_000
ROW: Final = ("source_file", "source_line")
PLACE: Final = ("entity_id", *ROW, "period")
TIMES_MEDIAN: Final = 20  # pay above that many times the median is looked at again
FEWEST_PAYSLIPS: Final = 5  # below that a median says nothing
TOO_LARGE: Final = 5_000_000  # cents a month, as a median
# (pay + 1 cent) x 12 / months < 1 820 hours x hourly x working time, in integers
PAID: Final = PAY + pl.col("bonus_regular").fill_null(0) + pl.col("benefits_in_kind").fill_null(0)
YEARLY: Final = (PAID + 1) * 12 * RATE
WORKED: Final = pl.col("fte_month") * pl.col(MONTHS).cast(pl.Int64)
PARTS: Final = (
    "base_pay",
    "bonus_regular",
    "bonus_yearly",
    "bonus_exceptional",
    "seniority_bonus",
    "constraint_bonus",
    "overtime_pay",
    "benefits_in_kind",
    "exit_pay",
    "value_sharing_bonus",
)  # the labour share and profit sharing are kept apart from pay
OUT_OF_MINIMUM: Final = ("APPRENTI", "PRO", "STAGE", "CESA", "MANDATAIRE")
MONTHLY: Final = PAY // pl.col(MONTHS)
IS_CORRECTION: Final = pl.col("is_correction").fill_null(False)


def pay_below_minimum_wage(
    payroll: pl.LazyFrame,
    employees: pl.LazyFrame,
    contracts: pl.LazyFrame,
    minimum_wage: pl.LazyFrame,
    leaves: pl.LazyFrame | None = None,
) -> pl.LazyFrame:
    """Full months paid under the minimum wage of the month for the working time; apprentices and officers aside.

    A yearly row is compared with the minimum wage of its first month, the lowest of its year.
    """
    near = _near_minimum(payroll, contracts, minimum_wage)
    below = near.join(_by_month(near, minimum_wage), on="since").filter(pl.col("yearly") * WORKED > YEARLY)
    exempt = employees.filter(pl.col("contract_type").is_in(OUT_OF_MINIMUM)).select("person_key").unique()
    months = _without(below.join(exempt, on="person_key", how="anti"), _edges(employees))
    if leaves is not None:
        months = _without(months, _leave_months(leaves).rename({"period": "edge"}))
    return months.select(*PLACE, pl.col("period").dt.strftime("%Y-%m").alias("month"))


def _near_minimum(payroll: pl.LazyFrame, contracts: pl.LazyFrame, minimum_wage: pl.LazyFrame) -> pl.LazyFrame:
    """Whole months under the highest minimum wage of the period: few rows, gathered once, then compared month by month."""
    latest = payroll.select(pl.col("period").max()).collect(engine="in-memory").item()
    known = minimum_wage.filter(pl.col("from") <= pl.lit(latest, pl.Date)).select(pl.col("yearly").max())
    ceiling = pl.lit(known.collect(engine="in-memory").item(), pl.Int64) * WORKED
    whole = (PAY > 0) & (pl.col("fte_month") > 0) & ~IS_CORRECTION & (pl.col("absence_unpaid_days").fill_null(0) <= 0)
    low = (ceiling > (PAY + 1) * 12 * RATE) & whole & (ceiling > YEARLY)
    rates = (
        contracts.select("person_key", "fte_rate").drop_nulls().unique("person_key", keep="last", maintain_order=True)
    )
    silent = payroll.filter(pl.col("fte_month").is_null()).drop("fte_month").join(rates, on="person_key")
    rated = silent.rename({"fte_rate": "fte_month"}).filter(low)
    few = pl.concat([payroll.filter(low), rated], how="diagonal").with_columns(_first_month())
    return few.collect(engine="in-memory").lazy()


def _first_month() -> pl.Expr:
    before = pl.format("-{}mo", pl.col(MONTHS).cast(pl.Int64) - 1)
    return pl.when(pl.col(MONTHS) == 1).then("period").otherwise(pl.col("period").dt.offset_by(before)).alias("since")


def _by_month(payroll: pl.LazyFrame, minimum_wage: pl.LazyFrame) -> pl.LazyFrame:
    months = payroll.select(pl.col("since").unique()).sort("since")
    return months.join_asof(minimum_wage.sort("from"), left_on="since", right_on="from").drop("from")


def _without(months: pl.LazyFrame, edges: pl.LazyFrame) -> pl.LazyFrame:
    """``months`` less those in which something of ``edges`` happens to the person: pay is for a part of them."""
    touched = months.join(edges, on="person_key").filter(pl.col("edge").is_between("since", "period"))
    return months.join(touched.select(ROW), on=ROW, how="anti")


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


def total_far_from_parts(payroll: pl.LazyFrame, employees: pl.LazyFrame) -> pl.LazyFrame:
    """Gross totals under half, or above three times, the elements given; months of entry or exit aside."""
    parts = pl.sum_horizontal(pl.col(name).fill_null(0) for name in PARTS)
    total, whole = pl.col("total_gross"), pl.col("absence_unpaid_days").fill_null(0) <= 0
    far = (pl.col("base_pay") > 0) & ((total * 2 < parts) | (total > parts * 3)) & whole & ~IS_CORRECTION
    months = _without(payroll.filter(far).with_columns(_first_month()), _edges(employees))
    return months.select(*PLACE, total.alias("value"))


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


def outlying_pay(payroll: pl.LazyFrame, payroll_companies: pl.LazyFrame) -> pl.LazyFrame:
    """Payslips above twenty times the median of the company: a misplaced decimal, an annual amount in a month."""
    ceiling = pl.col("middle") * TIMES_MEDIAN
    enough = (pl.col("payslips") >= FEWEST_PAYSLIPS) & (pl.col("middle") > 0)
    medians = payroll_companies.filter(enough, pl.col("most") > ceiling)
    high = payroll.join(medians, on="entity_id").filter(ceiling < MONTHLY)
    return high.select(*PLACE, PAY.alias("value"))


def amounts_too_large(payroll_companies: pl.LazyFrame) -> pl.LazyFrame:
    """Companies whose median monthly pay exceeds 50,000 euros: amounts in cents, or of a whole year."""
    large = payroll_companies.filter(pl.col("middle") > TOO_LARGE)
    return large.select("entity_id", pl.col("payslips").alias("count"))


def amounts_of_a_year(payroll_companies: pl.LazyFrame, minimum_wage: pl.LazyFrame) -> pl.LazyFrame:
    """Companies whose median monthly pay exceeds a whole year at the minimum wage: amounts of a year, month after month."""
    lowest = minimum_wage.select(pl.col("yearly").max().alias("year_at_minimum"))
    yearly = payroll_companies.join(lowest, how="cross").filter(
        pl.col("middle") > pl.col("year_at_minimum"), pl.col("middle") <= TOO_LARGE
    )
    return yearly.select("entity_id", pl.col("payslips").alias("count"))


def hours_beyond_paid(payroll: pl.LazyFrame) -> pl.LazyFrame:
    """Hours worked above hours paid and overtime, by more than an hour."""
    paid = pl.col("hours_paid") + pl.col("overtime_hours").fill_null(0)
    beyond = (pl.col("hours_worked") > paid + 100) & ~IS_CORRECTION
    return payroll.filter(beyond).select(*PLACE, pl.col("hours_worked").alias("value"))


def payslip_outside_contract(
    payroll: pl.LazyFrame, payroll_people: pl.LazyFrame, contracts: pl.LazyFrame
) -> pl.LazyFrame:
    """Payslips of a month without contract; up to two months after the exit are the final pay."""
    last = pl.col("contract_end").dt.truncate("1mo").dt.offset_by("2mo").fill_null(FOREVER)
    spans = contracts.select(
        "person_key", pl.col("contract_start").dt.truncate("1mo").alias("first"), last.alias("last")
    )
    whole = spans.group_by("person_key").agg(pl.col("first").min(), pl.col("last").max(), pl.len().alias("contracts"))
    # most people have one contract and no payslip outside it: only the others are looked at month by month
    doubtful = (
        (pl.col("first_paid") < pl.col("first")) | (pl.col("last_paid") > pl.col("last")) | (pl.col("contracts") > 1)
    )
    suspects = payroll_people.join(whole, on="person_key").filter(doubtful).select("person_key")
    months = payroll.filter(IS_MONTHLY).join(suspects, on="person_key", how="semi").select(*PLACE, "person_key")
    covered = months.join(spans, on="person_key").filter(pl.col("period").is_between("first", "last"))
    found = months.join(covered.select(ROW), on=ROW, how="anti")
    return found.select(*PLACE, pl.col("period").dt.strftime("%Y-%m").alias("month"))


def missing_payslip(
    payroll: pl.LazyFrame,
    payroll_people: pl.LazyFrame,
    payroll_months: pl.LazyFrame,
    contracts: pl.LazyFrame,
    leaves: pl.LazyFrame | None = None,
) -> pl.LazyFrame:
    """Full months of an open permanent or fixed-term contract without payslip, within the months the company gives."""
    expected = _full_months(contracts, payroll_months)
    wanted = expected.group_by("person_key").agg(pl.col("expected").sum())
    # people whose months are all there leave at once; the others are looked at month by month
    both = wanted.join(payroll_people, on="person_key", how="left")
    short = both.filter(pl.col("expected") > pl.col("months_paid").fill_null(0)).select("person_key")
    months = pl.date_ranges("first", "last", interval="1mo").alias("period")
    each = expected.join(short, on="person_key", how="semi").with_columns(months).explode("period")
    paid = payroll.select("person_key", "period").join(short, on="person_key", how="semi")
    lacking = each.join(paid, on=["person_key", "period"], how="anti")
    if leaves is not None:
        lacking = lacking.join(_leave_months(leaves), on=["person_key", "period"], how="anti")
    return lacking.select(*PLACE, pl.col("period").dt.strftime("%Y-%m").alias("month"))


def _full_months(contracts: pl.LazyFrame, payroll_months: pl.LazyFrame) -> pl.LazyFrame:
    """First and last whole month of each contract, clipped to the months the company gives, and how many they are."""
    period = pl.col("period")
    monthly = payroll_months.filter(pl.col("monthly") > 0)
    given = monthly.group_by("entity_id").agg(period.min().alias("since"), period.max().alias("until"))
    start, end = pl.col("contract_start"), pl.col("contract_end")
    first = pl.when(start.dt.day() == 1).then(start).otherwise(start.dt.truncate("1mo").dt.offset_by("1mo"))
    whole = end.dt.offset_by("1d").dt.truncate("1mo").dt.offset_by("-1mo")
    months = (
        (pl.col("last").dt.year() - pl.col("first").dt.year()) * 12
        + pl.col("last").dt.month()
        - pl.col("first").dt.month()
    )
    dated = contracts.filter(pl.col("contract_type").fill_null("CDI").is_in(["CDI", "CDD"])).join(given, on="entity_id")
    clipped = dated.with_columns(
        pl.max_horizontal(first, "since").alias("first"),
        pl.min_horizontal(whole.fill_null(pl.col("until")), "until").alias("last"),
    ).filter(pl.col("first") <= pl.col("last"))
    return clipped.select(*PLACE[:3], "person_key", "first", "last", (months + 1).alias("expected"))

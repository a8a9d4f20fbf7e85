"""The same expectations run by great-expectations itself, on pandas: the only module that imports either of them here.

Results of great-expectations hold raw values: only the verdict and the positions of the failing rows leave this module.
Usage statistics are off, nothing is written, no Data Docs are built, no request leaves the machine.
"""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import polars as pl

from scop_analytics import tables
from scop_analytics.checks.expectations import Expectation, Outcome
from scop_analytics.errors import UsageError


def run(frame: pl.DataFrame, expectations: Sequence[Expectation], contract: tables.Contract) -> list[Outcome]:
    """The outcome of each expectation according to great-expectations, in the order given."""
    if not expectations:
        return []
    gx = _great_expectations()
    dates = {column.name for column in contract.columns if column.type in ("date", "yearmonth")}
    batch = _batch(gx, human(frame, contract, _needed(expectations, contract)))
    built = [_built(item, _entry(number, item, dates)) for number, item in enumerate(expectations)]
    suite = gx.ExpectationSuite(name=contract.name, expectations=built)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="This pattern is interpreted as a regular expression")
        answer = batch.validate(suite, result_format={"result_format": "COMPLETE", "include_unexpected_rows": False})
    found = {result.expectation_config.meta["number"]: result for result in answer.results}
    return [_outcome(item, found[number]) for number, item in enumerate(expectations)]


def _great_expectations() -> Any:
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations

    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    return great_expectations


def _built(expectation: Expectation, entry: Mapping[str, Any]) -> Any:
    """The expectation as great-expectations builds it; given as text, a suite would drop an unknown one with a log line."""
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

    try:
        return ExpectationConfiguration(**entry).to_domain_obj()
    except Exception as fault:
        what = f"{expectation.type}: {_first_line(fault)}"
        raise UsageError("suite_refused", table=expectation.table, what=what) from fault


def _batch(gx: Any, frame: Any) -> Any:
    from great_expectations.data_context.types import base

    stores = base.InMemoryStoreBackendDefaults(init_temp_docs_sites=False)
    bars = base.ProgressBarsConfig(globally=False)
    settings = base.DataContextConfig(store_backend_defaults=stores, analytics_enabled=False, progress_bars=bars)
    context = gx.get_context(mode="ephemeral", project_config=settings)
    asset = context.data_sources.add_pandas("dossier").add_dataframe_asset("table")
    return asset.add_batch_definition_whole_dataframe("whole").get_batch(batch_parameters={"dataframe": frame})


def _needed(expectations: Sequence[Expectation], contract: tables.Contract) -> set[str]:
    """The columns great-expectations is handed: those named, all of them when a condition may name any."""
    if any("row_condition" in item.kwargs for item in expectations):
        return {column.name for column in contract.columns}
    return {name for item in expectations for name in item.columns}


def human(frame: pl.DataFrame, contract: tables.Contract, names: set[str]) -> Any:
    """The columns under test as a pandas frame in human units: euros, hours, percents."""
    kept = [column for column in contract.columns if column.name in names]
    columns = [pl.col(c.name) / c.scale if c.scale else pl.col(c.name) for c in kept]
    selected = frame.select(columns) if columns else frame.select(pl.int_range(pl.len()).alias("row"))
    return selected.to_pandas()


def _entry(number: int, expectation: Expectation, dates: set[str]) -> dict[str, Any]:
    about_days = bool(dates & set(expectation.columns))
    kwargs = {
        key: _argument(value, day=about_days and key.endswith("_value")) for key, value in expectation.kwargs.items()
    }
    return {"type": expectation.type, "kwargs": kwargs, "meta": {"number": number}}


def _argument(value: Any, *, day: bool) -> Any:
    if day and value is not None:
        text = value.isoformat() if isinstance(value, date) else str(value)
        return datetime.combine(date.fromisoformat(text[:10]), time())
    if isinstance(value, Decimal):
        return float(value)
    return [_argument(item, day=False) for item in value] if isinstance(value, list | tuple) else value


def _outcome(expectation: Expectation, result: Any) -> Outcome:
    error = _raised(result.exception_info or {})
    if error:
        raise UsageError("suite_refused", table=expectation.table, what=f"{expectation.type}: {error}")
    rows = result.result.get("unexpected_index_list")
    series = pl.Series("row", rows, dtype=pl.UInt32).sort() if rows is not None else None
    return Outcome(expectation, bool(result.success), series)


def _raised(info: Mapping[str, Any]) -> str:
    """The first line of what great-expectations raised, its own or one of a metric's; it may not quote a value."""
    if info.get("raised_exception") is not None:
        return _first_line(info["exception_message"]) if info["raised_exception"] else ""
    return next((_first_line(each["exception_message"]) for each in info.values() if each.get("raised_exception")), "")


def _first_line(fault: object) -> str:
    return str(fault).strip().splitlines()[0][:200] if str(fault).strip() else type(fault).__name__

"""What each company chose for the pay-equity figures, from the ``[options]`` of its ``scop.toml``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import polars as pl

from scop_analytics.options import PAY_EQUITY, Options

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier


def options(dossier: Dossier, rows: pl.DataFrame) -> pl.DataFrame:
    """The options of the company (``entity_id``) of each of ``rows``; those of the whole dossier where it has none of its own."""
    own = [(company, *_values(config.options, PAY_EQUITY)) for company, config in dossier.configs.items() if company]
    schema = {"entity_id": pl.String, **dict.fromkeys(PAY_EQUITY, pl.String), "index_raise_years": pl.Int64}
    known = pl.DataFrame(own, schema=schema, orient="row")
    common = dict(zip(PAY_EQUITY, _values(dossier.config.options, PAY_EQUITY), strict=True))
    found = rows.select("entity_id").join(known, on="entity_id", how="left", maintain_order="left")
    return found.with_columns(pl.col(name).fill_null(pl.lit(value, schema[name])) for name, value in common.items())


def _values(chosen: Options, names: Iterable[str]) -> list[object]:
    return [getattr(chosen, name) for name in names]

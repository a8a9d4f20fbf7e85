"""What each company chose among the readings of the law, from the ``[options]`` of its ``scop.toml``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from scop_analytics.options import BY_COMPANY, Options

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier

KINDS: Final = {str: pl.String(), int: pl.Int64(), bool: pl.Boolean()}


def options(dossier: Dossier, rows: pl.DataFrame) -> pl.DataFrame:
    """The options of the company (``entity_id``) of each of ``rows``; those of the whole dossier where it has none of its own."""
    own = [(company, *_values(config.options, BY_COMPANY)) for company, config in dossier.configs.items() if company]
    kinds = {name: KINDS[type(value)] for name, value in zip(BY_COMPANY, _values(Options(), BY_COMPANY), strict=True)}
    schema = {"entity_id": pl.String(), **kinds}
    known = pl.DataFrame(own, schema=schema, orient="row")
    common = dict(zip(BY_COMPANY, _values(dossier.config.options, BY_COMPANY), strict=True))
    found = rows.select("entity_id").join(known, on="entity_id", how="left", maintain_order="left")
    return found.with_columns(pl.col(name).fill_null(pl.lit(value, schema[name])) for name, value in common.items())


def _values(chosen: Options, names: Iterable[str]) -> list[Any]:
    return [getattr(chosen, name) for name in names]

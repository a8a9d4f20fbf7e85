"""What each input table must look like: contracts in the words of Table Schema, one TOML file per table."""

from __future__ import annotations

from scop_analytics.tables.contracts import Column, Contract, ForeignKey, Rule, header_key
from scop_analytics.tables.reading import contract, load_all, parse
from scop_analytics.tables.schemas import schema_json

__all__ = ["Column", "Contract", "ForeignKey", "Rule", "contract", "header_key", "load_all", "parse", "schema_json"]

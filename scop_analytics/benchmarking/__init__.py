"""Benchmarks: signed packs of aggregates, peer groups, and statistics of co-operatives that disclose none of them."""

from __future__ import annotations

from scop_analytics.benchmarking.door import Benchmark, benchmark
from scop_analytics.benchmarking.held import read_dossiers
from scop_analytics.benchmarking.packing import write_pack
from scop_analytics.benchmarking.reading import Read, read_packs
from scop_analytics.benchmarking.trust import Trust, remember, trust

__all__ = ["Benchmark", "Read", "Trust", "benchmark", "read_dossiers", "read_packs", "remember", "trust", "write_pack"]

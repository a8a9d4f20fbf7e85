"""A network of imaginary co-operatives, thousands at once: the input of the speed measures.

Everything is drawn in arrays, company by company side by side; one CSV per table, with ``entity_id``. The same seed gives
the same bytes.
"""

from __future__ import annotations

from pathlib import Path

from scop_analytics import datafiles
from scop_analytics.samples.network_life import holders, membership
from scop_analytics.samples.network_people import staff
from scop_analytics.samples.network_shape import shaped
from scop_analytics.samples.network_surveys import surveys
from scop_analytics.samples.network_value import value
from scop_analytics.samples.network_votes import democracy
from scop_analytics.samples.worlds import FOLDER


def network(companies: int = 4558, *, output: Path, seed: int = 2025, years: int = 1) -> Path:
    """Write a network of ``companies`` co-operatives over ``years`` calendar years ending in 2025, one CSV per table.

    Sizes follow the movement's: median 5 people, mean 21, so that 4,558 co-operatives hold about 95,000 people and 1.1
    million payslips a year. The folder is a dossier: ``output/donnees/*.csv``.
    """
    folder = output / "donnees"
    folder.mkdir(parents=True, exist_ok=True)
    world = shaped(
        datafiles.read(FOLDER / "common.toml") | datafiles.read(FOLDER / "network.toml"), companies, seed, years
    )
    known = holders(world)
    parts = (staff(world), membership(world, known), democracy(world, known), surveys(world), value(world, known))
    for part in parts:
        for name, frame in part.items():
            frame.write_csv(folder / f"{name}.csv")
    return output

"""What a dossier has published: kept in its archive, and compared with what is about to be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from scop_analytics.errors import DisclosureError
from scop_analytics.reports.preparing import archive_folder
from scop_analytics.reports.standing import standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from scop_analytics.reports.preparing import Prepared

CLOSED: Final = ("employer",)  # reads everything already


def refuse_close(prepared: Prepared) -> None:
    """Raises :class:`DisclosureError` (exit 5) when the figures differ by too few people from those published before.

    The same groups of the same fiscal year are compared, for every audience but the employer: a person added, left out
    or corrected since then would be what the two publications differ by.
    """
    from scop_analytics.evidence import archive
    from scop_analytics.privacy import policy
    from scop_analytics.privacy.differencing import changed

    folder, run = archive_folder(prepared.dossier), prepared.run
    if folder is None or run.audience in CLOSED:
        return
    now = archive.register(folder, _protected(prepared), _people(prepared))
    for audience, before in archive.registered(folder, run.year).items():
        least = max(policy().change[run.audience], policy().change[audience])
        for name in now.keys() & before.keys():
            if audience not in CLOSED and any(0 < changed(now[name], old) < least for old in before[name]):
                where = folder / archive.FOLDER / str(run.year) / audience
                raise DisclosureError(
                    "publication_too_close", where=str(where), year=str(run.year), audience=audience, minimum=least
                )


def keep(prepared: Prepared) -> None:
    """What was published enters the dossier's archive, by year and audience."""
    from scop_analytics.evidence import archive

    folder, run = archive_folder(prepared.dossier), prepared.run
    if folder is None:
        return
    archive.write(
        folder,
        run.year,
        run.audience,
        prepared.released.frame,
        version=run.version,
        masking=prepared.released.summary(),
        people=_people(prepared),
        marks={name: entry.mark for name, entry in prepared.computed.entries.items()},
        protected=_protected(prepared),
        members=_members(prepared, folder),
    )


def _protected(prepared: Prepared) -> pl.DataFrame:
    """Published rows of the year whose figures could tell something of a person."""
    from scop_analytics.privacy import policy

    free = [name for name, entry in prepared.computed.entries.items() if entry.disclosure in policy().corrected]
    frame = prepared.released.frame
    return frame.filter(pl.col("year") == prepared.run.year, ~pl.col("indicator").is_in(free))


def _members(prepared: Prepared, folder: Path) -> Mapping[str, Iterable[str]]:
    """Who stands in each group of the year, keyed."""
    from scop_analytics.evidence import archive

    segments = prepared.computed.frame.get_column("segment").unique()
    return standing(prepared.frames, segments, archive.marker(folder)).get(prepared.run.year, {})


def _people(prepared: Prepared) -> pl.DataFrame:
    """Who is present at the closing, in which groups and with which pay: what the register of groups is made of."""
    present = prepared.frames["person"].filter("is_present", pl.col("fiscal_year") == prepared.run.year)
    keys = {"company": "entity_id", "year": "fiscal_year"}
    groups = ("sex", "csp", "contract_type", "age_band", "work_site")
    told = pl.concat_str(pl.col("pay_fte", "pay_total").cast(pl.String).fill_null(""), separator=" ").alias("data")
    return present.select(
        "person_id", *groups, told, **{name: pl.col(column) for name, column in keys.items()}
    ).collect()

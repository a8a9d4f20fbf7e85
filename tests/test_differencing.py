"""Differencing attacks: subtracting what was published gives nothing about a few, or it is not published."""

from __future__ import annotations

import json
import random
import shutil
from dataclasses import replace
from itertools import product

import polars as pl
import pytest
import report_fixture

from scop_analytics import law as legal
from scop_analytics import places
from scop_analytics.derive import derive
from scop_analytics.dossier import load
from scop_analytics.errors import DisclosureError, UsageError
from scop_analytics.evidence import archive
from scop_analytics.privacy.differencing import changed, exposes, refuse_close
from scop_analytics.reports import pages, publications, publishing
from scop_analytics.reports.preparing import Order, measure, prepare

COOPS = [f"c{place:02d}" for place in range(40)]


def refused(asked, published=(), least=3):
    try:
        refuse_close(asked, published, least, "mean_gap_hourly")
    except DisclosureError:
        return True
    return False


def test_a_refusal_names_nobody_and_says_what_to_do():
    with pytest.raises(DisclosureError) as stop:
        refuse_close([COOPS[:31]], [COOPS[:30]], 3, "mean_gap_hourly")
    assert stop.value.exit_code == 5
    for lang, advice in (("fr", "attendez"), ("en", "wait")):
        message = stop.value.message(lang)
        assert advice in message
        assert not any(coop in message for coop in COOPS)


def test_a_late_pack_waits_for_two_others():
    first = COOPS[:30]
    assert not refused([first], [first])  # the same release again
    assert refused([COOPS[:31]], [first])
    assert refused([COOPS[:32]], [first])
    assert not refused([COOPS[:33]], [first])
    assert refused([COOPS[:34]], [first], least=5)
    assert refused([COOPS[1:30]], [first])  # one has withdrawn


def test_nested_and_overlapping_peer_groups():
    region, town = COOPS, COOPS[:38]
    assert refused([region, town])
    assert not refused([region, COOPS[:30]])
    assert not refused([COOPS[:10], COOPS[10:20]])  # nobody in common
    assert refused([COOPS[:12], COOPS[2:14]])  # each has two members of its own
    assert not refused([COOPS[:12], COOPS[6:18]])


def test_a_union_of_groups_less_another_leaves_one():
    """No two groups are close, yet A + B - C is one co-operative."""
    a, b = COOPS[:10], COOPS[10:20]
    c = COOPS[:19]
    assert not refused([a], [b])
    assert refused([c], [a, b])


def test_two_segmentations_that_meet_in_one_cell():
    """Rows {0-9, 10-19}, columns {0-8 and 19, 9-18}: their sums are linked only by the total, so nothing comes out."""
    rows = [COOPS[:10], COOPS[10:20]]
    columns = [[*COOPS[:9], COOPS[19]], COOPS[9:19]]
    assert not exposes([frozenset(group) for group in (*rows, *columns)], 2)
    assert refused([columns[0]], rows)  # but 0-9 and 0-8 + 19 differ by one member each: their difference compares two


def test_the_search_finds_what_trying_every_small_combination_finds():
    """Sums of groups with factors -2 to 2 that touch one or two members only: if there is one, it is found."""
    draw = random.Random(7)  # noqa: S311 - examples, not secrets
    seen = set()
    for _ in range(150):
        groups = [frozenset(name for name in COOPS[:7] if draw.random() < 0.6) for _ in range(4)]
        members = sorted(frozenset().union(*groups))
        sums = [
            sum(1 for name in members if sum(f for f, group in zip(factors, groups, strict=True) if name in group))
            for factors in product(range(-2, 3), repeat=4)
        ]
        found = any(0 < touched < 3 for touched in sums)
        seen.add(found)
        if found:
            assert exposes(groups, 3)
    assert seen == {True, False}


def test_groups_far_apart_pass():
    assert not exposes([frozenset(COOPS[:20]), frozenset(COOPS[20:]), frozenset(COOPS)], 10)


def test_a_person_corrected_counts_once():
    assert changed({"p1.a", "p2.a"}, {"p1.a", "p2.b"}) == 1
    assert changed({"p1.a", "p2.a"}, {"p1.a"}) == 1
    assert changed({"p1.a"}, {"p1.a"}) == 0


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """A copy of the sample of 42 people, published to its members for its last year; each test alters its own copy."""
    folder = tmp_path_factory.mktemp("published") / "ma-scop"
    shutil.copytree(places.samples() / "coop_42", folder)
    measured = measure(load(folder), "equity")
    prepared = prepare(measured, Order("equity"))
    publications.refuse_close(prepared)
    publications.keep(prepared)
    return prepared, folder, measured


def remade(first, *, audience="members", **tables):
    """The same report with the people and pays of other tables, as the register reads them; its figures stay the first's."""
    measured = first[2]
    dossier = replace(measured.kept, tables={**measured.kept.tables, **tables})
    frames = derive(dossier, legal.load()) if tables else measured.frames
    again = prepare(replace(measured, kept=dossier), Order("equity", measured.year, audience))
    return replace(again, frames=frames)


def again(first, **given):
    """Why the report made again is refused, or nothing."""
    made = remade(first, **given)
    try:
        publications.refuse_close(made)
    except DisclosureError as stop:
        return stop
    return None


def raised(first, people):
    """The payslips, the base pay of so many people present at the last closing 100 euros higher."""
    prepared, folder, _ = first
    present = prepared.frames["person"].filter("is_present", pl.col("fiscal_year") == prepared.run.year).collect()
    chosen = present.get_column("person_id").sort().head(people).to_list()
    higher = pl.when(pl.col("person_id").is_in(chosen)).then(pl.col("base_pay") + 10_000).otherwise("base_pay")
    return load(folder).tables["payroll"].lazy().collect().with_columns(higher.alias("base_pay"))


def test_the_same_report_again_and_for_others_is_published(first):
    assert again(first) is None
    assert again(first, audience="public") is None


@pytest.mark.parametrize("audience", ["members", "public"])
def test_a_report_corrected_for_one_person_is_refused(first, audience):
    stop = again(first, audience=audience, payroll=raised(first, 1))
    assert stop.facts["minimum"] == {"members": 5, "public": 10}[audience]
    for lang in ("fr", "en"):
        assert str(first[1] / "archive") in stop.message(lang)


def test_a_correction_of_everybody_is_published_and_one_of_five_is_not_for_the_public(first):
    assert again(first, payroll=raised(first, 42)) is None
    assert again(first, audience="public", payroll=raised(first, 5)).facts["minimum"] == 10


def test_the_employer_is_never_refused(first):
    assert again(first, audience="employer", payroll=raised(first, 1)) is None


def test_without_one_person_the_report_is_refused(first):
    prepared, folder, _ = first
    one = prepared.frames["person"].filter("is_present", pl.col("fiscal_year") == prepared.run.year).collect()
    gone = one.get_column("person_id").sort()[0]
    tables = {
        name: load(folder).tables[name].lazy().collect().filter(pl.col("person_id") != gone)
        for name in ("employees", "payroll")
    }
    assert again(first, **tables) is not None


def test_a_draft_is_marked_compared_with_nothing_and_enters_no_register(first, tmp_path):
    """A correction of one person is refused as a report and given as a draft, as often as one likes."""
    folder = first[1]
    place = folder / "archive" / str(first[0].run.year) / "members"
    before = {path.name: path.read_bytes() for path in place.iterdir()}
    corrected = remade(first, payroll=raised(first, 1))
    cover = {"kind": "cover", "id": "E0", "company": "Exemple", "title": "T", "lines": [], "facts": []}
    page = {**json.loads(json.dumps(pages.impact_p14(report_fixture.run()).payload())), "blocks": []}
    with pytest.raises(DisclosureError) as stop:
        publishing.write(publishing.Made(corrected, [cover, page]), ("html",), tmp_path)
    assert "--draft" in stop.value.message("en")
    drafted = replace(corrected, run=replace(corrected.run, context={**corrected.run.context, "draft": True}))
    paths = publishing.write(publishing.Made(drafted, [cover, page]), ("html", "xlsx", "json"), tmp_path)
    reports = [path for path in paths if path.suffix in (".html", ".xlsx", ".json") and path.parent.name == "brouillon"]
    assert len(reports) == 3
    assert not (tmp_path / "publiable").exists()
    assert all("brouillon" in path.name for path in reports)
    text = next(path for path in reports if path.suffix == ".html").read_text(encoding="utf-8")
    assert (
        text.count("Brouillon : ne pas diffuser".replace(" :", "\u00a0:")) >= 3
    )  # head, across each sheet, foot of each sheet
    assert (
        json.loads(next(path for path in reports if path.suffix == ".json").read_text(encoding="utf-8"))["draft"]
        is True
    )
    assert {path.name: path.read_bytes() for path in place.iterdir()} == before


def test_nobody_outside_is_given_a_draft(first, tmp_path):
    with pytest.raises(UsageError) as stop:
        publishing.report("equity", first[1], audience="public", output=tmp_path / "out", draft=True)
    assert "members" in stop.value.message("fr")
    assert not (tmp_path / "out").exists()


def test_a_damaged_register_stops_and_a_withdrawn_one_lets_go(first, tmp_path):
    prepared, folder, _ = first
    copy = tmp_path / "copie"
    shutil.copytree(folder, copy)
    place = copy / "archive" / str(prepared.run.year) / "members"
    held = archive.registered(copy, prepared.run.year)["members"]
    assert all(len(lists) == 1 for lists in held.values())
    assert "{}" in {name.split(" ", 1)[1] for name in held}
    (place / "registre.json").write_text("{}", encoding="utf-8")
    with pytest.raises(DisclosureError) as stop:
        archive.registered(copy, prepared.run.year)
    assert str(place) in stop.value.message("fr")
    (place / "registre.json").unlink()
    with pytest.raises(DisclosureError):
        archive.registered(copy, prepared.run.year)
    shutil.rmtree(place)
    assert archive.registered(copy, prepared.run.year) == {}


def test_the_register_keeps_every_list_once(tmp_path):
    """Published for two lists in turn, then for the first again: two lists, and no name or pay among them."""
    row = {"company": "1", "year": 2025, "indicator": "gap", "segment": "{}", "status": "ok"}
    frame = pl.DataFrame([row])
    for pay in ("2451", "2452", "2451"):
        people = pl.DataFrame({"company": ["1"], "year": [2025], "person_id": ["P033"], "data": [pay]})
        archive.write(tmp_path, 2025, "members", frame, version="1", masking={}, people=people, protected=frame)
    held = archive.registered(tmp_path, 2025)["members"]
    assert [len(one) for one in held["1 {}"]] == [1, 1]
    text = (tmp_path / "archive" / "2025" / "members" / "registre.json").read_text(encoding="utf-8")
    assert "P033" not in text

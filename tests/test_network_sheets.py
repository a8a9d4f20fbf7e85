"""A network in one run: sheets that hold only their reader, resumed after a stop, one failure among others, refused packs said."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pack_cases import INDICATOR, pack, union, written

from scop_analytics.benchmarking import publications
from scop_analytics.errors import DataError, DisclosureError, UsageError
from scop_analytics.reports.network import batch, journal, writing
from scop_analytics.reports.network.summary import counts

COUNT = 24
SHARES = ("women_in_workforce", "employee_membership_rate", "meeting_turnout")


def key_of(name):
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(name.encode()).digest())


def figures(place):
    """Three shares of twenty people and the number of people."""
    made = [
        INDICATOR
        | {"id": name, "value": 5.0 * ((place * step) % 21), "numerator": float((place * step) % 21), "polarity": "up"}
        for name, step in zip(SHARES, (1, 4, 5), strict=True)
    ]
    people = {"id": "headcount", "unit": "people", "value": 20.0, "numerator": None, "denominator": None}
    return [*made, INDICATOR | people]


def network(room, names=None):
    """Signed packs of a network, the folder of its union, and the order to set it side by side."""
    names = names or [f"U-{place:04d}" for place in range(COUNT)]
    for place, name in enumerate(names):
        written(room / "packs", name, pack(name, indicators=figures(place)), key_of(name))
    union(room / "union", {name: key_of(name) for name in names})
    return batch.Order([room / "packs"], room / "union", room / "out")


def bytes_of(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.json"))}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A whole run: its order and outcomes."""
    order = network(tmp_path_factory.mktemp("network"))
    return order, batch.run(batch.compare(order))


def test_each_co_operative_has_its_sheet_and_all_share_one_copy_of_plotly(made):
    order, outcomes = made
    folder = order.output / "fiches"
    assert counts(outcomes) == {"done": COUNT, "warnings": 0, "skipped": 0, "refused": 0, "failed": 0}
    names = {path.name for path in folder.iterdir()}
    expected = {f"benchmark_U-{place:04d}_2025_peers_fr.{kind}" for place in range(COUNT) for kind in ("html", "json")}
    assert names == expected | {"plotly.min.js"}
    page = (folder / "benchmark_U-0003_2025_peers_fr.html").read_text("utf-8")
    assert '<script src="plotly.min.js"></script>' in page
    assert len(page) < 300_000
    for number in ("B1", "B2", "B3", "B4"):
        assert f'id="{number}" ' in page or f'id="{number}">' in page


def test_a_sheet_names_no_other_co_operative_and_no_rank(made):
    order, _ = made
    for path in (order.output / "fiches").glob("*U-0003*"):
        text = path.read_text("utf-8")
        assert not [place for place in range(COUNT) if place != 3 and f"U-{place:04d}" in text]
    tree = json.loads((order.output / "fiches" / "benchmark_U-0003_2025_peers_fr.json").read_text("utf-8"))
    own = {row["indicator"]: row for row in tree["positions"]}
    assert own["women_in_workforce"]["value"] == 15.0
    assert own["women_in_workforce"]["others"] == COUNT - 1
    assert not [
        name for row in tree["positions"] for name in row if "rank" in name or name in ("min", "max", "company")
    ]


def test_the_same_packs_again_are_left_as_they_are(made):
    order, _ = made
    before = {path: path.stat().st_mtime_ns for path in (order.output / "fiches").iterdir()}
    again = batch.run(batch.compare(order))
    assert counts(again)["skipped"] == COUNT
    assert {path: path.stat().st_mtime_ns for path in (order.output / "fiches").iterdir()} == before


def test_killed_in_the_middle_it_goes_on_and_the_json_is_the_same_to_the_byte(made, tmp_path):
    order = network(tmp_path)

    class Killed(BaseException):
        """What no handler of the package catches."""

    def step(_name, done, _all):
        if done == 9:
            raise Killed

    with pytest.raises(Killed):
        batch.run(batch.compare(order), step)
    folder = order.output / "fiches"
    assert len(bytes_of(folder)) == 9
    torn = order.output / "confidentiel" / journal.NAME
    torn.write_bytes(torn.read_bytes()[:-20])  # the last line was cut by the stop
    outcomes = counts(batch.run(batch.compare(order)))
    assert (outcomes["skipped"], outcomes["done"]) == (8, COUNT - 8)
    whole, _ = made
    assert bytes_of(folder) == bytes_of(whole.output / "fiches")


RUN = """
import sys
from pathlib import Path
from scop_analytics.reports.network import batch
room = Path(sys.argv[1])
order = batch.Order([room / "packs"], room / "union", room / "out")
batch.run(batch.compare(order), lambda name, done, every: print(done, flush=True))
"""


def test_a_process_that_is_killed_leaves_a_run_that_ends_with_the_same_bytes(made, tmp_path):
    """The process of the run is killed by the system while it writes, at no chosen point; nothing of it can clean up."""
    order = network(tmp_path)
    with subprocess.Popen([sys.executable, "-c", RUN, str(tmp_path)], stdout=subprocess.PIPE, text=True) as process:
        assert any(int(line) >= 7 for line in process.stdout)
        process.kill()
    assert process.returncode != 0
    assert 7 <= len(bytes_of(order.output / "fiches")) < COUNT
    outcomes = counts(batch.run(batch.compare(order)))
    assert outcomes["skipped"] >= 7
    assert outcomes["skipped"] + outcomes["done"] == COUNT
    whole, _ = made
    assert bytes_of(order.output / "fiches") == bytes_of(whole.output / "fiches")


def test_a_sheet_that_was_changed_or_lost_is_made_again(tmp_path):
    order = network(tmp_path)
    batch.run(batch.compare(order))
    folder = order.output / "fiches"
    first = bytes_of(folder)
    (folder / "benchmark_U-0001_2025_peers_fr.json").write_text("{}", "utf-8")
    (folder / "benchmark_U-0002_2025_peers_fr.html").unlink()
    assert counts(batch.run(batch.compare(order)))["done"] == 2
    assert bytes_of(folder) == first


def test_one_that_fails_does_not_stop_the_others_and_its_values_are_not_said(tmp_path, monkeypatch):
    order = network(tmp_path)
    fill = writing.Maker.fill

    def failing(self, tree, room):
        if tree["company"] == "U-0005":
            raise ValueError("secret 2345.67")
        fill(self, tree, room)

    monkeypatch.setattr(writing.Maker, "fill", failing)
    outcomes = batch.run(batch.compare(order))
    assert counts(outcomes) == {"done": COUNT - 1, "warnings": 0, "skipped": 0, "refused": 0, "failed": 1}
    failed = next(one for one in outcomes if one.state == "failed")
    assert (failed.company, failed.facts["kind"]) == ("U-0005", "ValueError")
    assert not list((order.output / "fiches").glob("*U-0005*"))
    for path in (order.output / "confidentiel").iterdir():
        assert "2345" not in path.read_text("utf-8")


def test_a_refused_pack_is_said_and_the_others_go_on(tmp_path):
    order = network(tmp_path)
    path = tmp_path / "packs" / "U-0007.json"
    path.write_bytes(path.read_bytes().replace(b'"sector":"J"', b'"sector":"F"'))
    (tmp_path / "packs" / "note.json").write_text("[]", "utf-8")
    outcomes = batch.run(batch.compare(order))
    assert counts(outcomes)["done"] == COUNT - 1
    refused = {one.file: one.reason for one in outcomes if one.state == "refused"}
    assert refused == {"U-0007.json": "pack_refused.altered", "note.json": "pack_refused.not_a_pack"}
    told = json.loads((order.output / "confidentiel" / "bilan_2025.json").read_text("utf-8"))
    assert told["counts"]["refused"] == 2
    assert all(row["why"] for row in told["outcomes"] if row["state"] == "refused")


def test_a_late_pack_does_not_give_itself_away(tmp_path):
    """With one co-operative more, the means of the two publications would give its figure: nothing near is shown again."""
    names = [f"U-{place:04d}" for place in range(COUNT)]
    batch.run(batch.compare(network(tmp_path, names[:-1])))
    order = network(tmp_path, names)
    outcomes = batch.run(batch.compare(order))
    assert counts(outcomes)["warnings"] == COUNT
    tree = json.loads((order.output / "fiches" / "benchmark_U-0003_2025_peers_fr.json").read_text("utf-8"))
    assert {row["status"] for row in tree["positions"]} == {"suppressed"}
    assert {row["median"] for row in tree["positions"]} == {None}
    assert tree["funnels"] == {}
    page = (order.output / "fiches" / "benchmark_U-0003_2025_peers_fr.html").read_text("utf-8")
    assert 'data-layout="wide"' not in page


def test_publications_before_are_all_kept_apart(tmp_path):
    import polars as pl

    first, second = (pl.DataFrame({"year": [2025], "company": [name]}) for name in ("U-1", "U-2"))
    one, two = publications.mark(["a"], "peers"), publications.mark(["b"], "peers")
    publications.note(tmp_path, one, first)
    publications.note(tmp_path, two, second)
    publications.note(tmp_path, one, second)  # made again: it keeps its place and its groups
    assert publications.before(tmp_path, one) is None
    assert publications.before(tmp_path, two)["company"].to_list() == ["U-1"]
    later = publications.before(tmp_path, publications.mark(["c"], "peers"))
    assert later["company"].to_list() == ["U-1", "U-2"]
    assert later["publication"].n_unique() == 2


def test_a_publication_that_cannot_be_read_stops_the_next_one(tmp_path):
    import polars as pl

    publications.note(tmp_path, "a" * 64, pl.DataFrame({"company": ["U-1"]}))
    (path,) = (tmp_path / "published").iterdir()
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(DisclosureError) as caught:
        publications.before(tmp_path, "b" * 64)
    assert caught.value.key == "published_unreadable"
    assert str(path) in caught.value.message("fr")


def test_wrong_orders_are_refused(tmp_path):
    order = network(tmp_path, ["U-0001", "U-0002"])
    with pytest.raises(UsageError) as caught:
        batch.compare(batch.Order(order.packs, order.union, order.output, 2019))
    assert caught.value.key == "year_without_data"
    with pytest.raises(UsageError):
        batch.compare(batch.Order(order.packs, tmp_path / "nowhere", order.output))
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError):
        batch.compare(batch.Order([tmp_path / "empty"], order.union, order.output))
    order.output.write_text("", "utf-8")
    with pytest.raises(UsageError) as caught:
        batch.compare(order)
    assert caught.value.key == "output_is_file"

"""The report of a region from signed packs: both languages, whole or not at all, the same bytes again, nobody in it."""

from __future__ import annotations

import io
import json
import re
import sys
import zipfile
from dataclasses import replace

import pytest
import region_by_hand

from scop_analytics import cli
from scop_analytics.errors import DisclosureError, UsageError
from scop_analytics.evidence import verify
from scop_analytics.reports import collecting, parameters
from scop_analytics.reports.engine import Kernel
from scop_analytics.reports.facts import statistic
from scop_analytics.reports.network import batch
from scop_analytics.reports.pages.region_words import ticks
from scop_analytics.reports.region import making, writing
from scop_analytics.reports.region.opening import open_region
from scop_analytics.reports.region.region import FILE, region

PAGES = tuple(f"R{number}" for number in range(1, 13))
STEM = "region_hauts-de-france_2025_peers"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The report of thirty co-operatives for the network, in French."""
    order = region_by_hand.order(tmp_path_factory.mktemp("region"))
    network = batch.compare(order)
    return network, making.make(network, "peers")


def told(order, audience="peers", lang="fr"):
    return json.loads(
        (order.output / "publiable" / f"region_hauts-de-france_2025_{audience}_{lang}.json").read_text("utf-8")
    )


def sections(order, lang="fr"):
    """The text of each page, without its marks."""
    page = (order.output / "publiable" / f"{STEM}_{lang}.html").read_text("utf-8")
    parts = re.findall(r'<section class="page[^"]*" id="(R\d+)"(.*?)</section>', page, re.DOTALL)
    return {name: re.sub(r"<[^>]+>", " ", text) for name, text in parts}


def test_the_files_of_a_report_stand_in_two_folders_and_verify(made):
    network, one = made
    folder = network.order.output
    assert not one.skipped
    assert {path.name for path in (folder / "publiable").iterdir()} == {"manifeste.json", *(f"{STEM}_fr{kind}" for kind in (".html", ".json", ".xlsx"))}  # fmt: skip
    assert {path.name for path in (folder / "confidentiel").iterdir()} == {
        "journal.jsonl",
        "manifeste.json",
        f"masquage_{STEM}_fr.json",
    }
    assert verify(folder / "publiable" / "manifeste.json").holds
    assert not (folder / "fiches").exists()


def test_every_page_is_there_with_its_title_and_the_figures_by_hand(made):
    network, _ = made
    pages = sections(network.order)
    assert tuple(pages) == PAGES
    assert "30 coopératives sur 40 ont transmis leurs données" in pages["R2"].replace("\u00a0", " ")
    # 3 + 4 + … + 32 = 525 people in thirty co-operatives.
    assert "525" in pages["R3"]
    values = sorted((3 * place + 2) % 23 * 4 for place in range(30))
    row = next(row for row in told(network.order)["strata"] if (row["kind"], row["indicator"], row["segment"]) == ("all", "employee_membership_rate", "{}"))  # fmt: skip
    assert row["n"] == 30
    assert row["mean"] == round(2 * sum(values) / 30) / 2
    # The smoothed median lies between the values around the middle, to the half point.
    assert values[12] <= row["median"] <= values[17]


def test_both_languages_have_the_same_pages_and_the_same_numbers(made):
    network, _ = made
    english = replace(network, order=replace(network.order, lang="en"))
    making.make(english, "peers")
    assert tuple(sections(english.order, "en")) == PAGES
    assert told(english.order, lang="en") == told(network.order)
    page = (network.order.output / "publiable" / f"{STEM}_en.html").read_text("utf-8")
    assert "The worker co-operatives of Hauts-de-France in 2025" in page.replace("\u00a0", " ")
    assert len(re.findall('data-layout="wide"', page)) > 5


def test_no_co_operative_is_named_and_no_number_of_people_of_strata(made):
    network, _ = made
    for path in network.order.output.rglob("*"):
        content = path.read_bytes() if path.is_file() and path.name != "journal.jsonl" else b""
        if path.suffix == ".xlsx":
            parts = zipfile.ZipFile(io.BytesIO(content))
            content = b"".join(parts.read(name) for name in parts.namelist())
        assert not re.search(rb"U-\d{4}", content), path.name
    tree = told(network.order)
    assert not [row for row in tree["strata"] if "people" in row or "company" in row]
    assert not [name for row in tree["strata"] for name in row if name in ("min", "max", "rank")]


def test_made_again_it_is_left_as_it_is(made):
    network, _ = made
    before = {path: path.stat().st_mtime_ns for path in (network.order.output / "publiable").iterdir()}
    assert making.make(network, "peers").skipped
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_killed_while_it_writes_nothing_is_there_and_the_json_is_then_the_same(made, tmp_path, monkeypatch):
    class Killed(BaseException):
        """What no handler of the package catches."""

    def scan(*_args):
        raise Killed

    order = region_by_hand.order(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(writing, "scan", scan)
        with pytest.raises(Killed):
            making.make(batch.compare(order), "peers")
    assert not (order.output / "publiable").exists()
    making.make(batch.compare(order), "peers")
    name = f"publiable/{STEM}_fr.json"
    assert (order.output / name).read_bytes() == (made[0].order.output / name).read_bytes()


def test_a_page_that_names_a_co_operative_stops_the_report(made, tmp_path, monkeypatch):
    network = replace(made[0], order=replace(made[0].order, output=tmp_path / "other"))
    named = writing.region

    def naming(tree, lang):
        one = named(tree, lang)
        return replace(one, context={**one.context, "identity": {"name": "U-0003", "siren": ""}})

    monkeypatch.setattr(writing, "region", naming)
    with pytest.raises(DisclosureError):
        making.make(network, "peers")
    assert not (tmp_path / "other" / "publiable").exists()


def test_a_late_pack_does_not_give_itself_away(tmp_path):
    """With one co-operative more, sums of the two reports would differ by its figures: nothing of the new one may be told."""
    first = region_by_hand.order(tmp_path, region_by_hand.NAMES[:-1])
    making.make(batch.compare(first), "peers")
    order = region_by_hand.order(tmp_path)
    making.make(batch.compare(order), "peers")
    tree = told(order)
    assert {row["status"] for row in tree["strata"] if row["kind"] == "all"} == {"suppressed"}
    assert tree["panels"] == []
    assert tree["cuts"]["answers"] == {"rules": []}  # these packs answer nothing that is counted
    assert {name: cut["status"] for name, cut in tree["cuts"].items() if name not in ("received", "answers")} == dict.fromkeys(("bands", "jobs", "mirror"), "suppressed")  # fmt: skip
    assert "525" not in sections(order)["R3"]


def test_three_co_operatives_have_a_report_that_says_why_it_is_empty(tmp_path):
    order = region_by_hand.order(tmp_path, region_by_hand.NAMES[:3], asked=False)
    making.make(batch.compare(order), "public")
    tree = told(order, "public")
    assert {row["status"] for row in tree["strata"]} == {"suppressed"}
    page = (order.output / "publiable" / "region_hauts-de-france_2025_public_fr.html").read_text("utf-8")
    assert 'data-layout="wide"' not in page
    assert "asked.csv" in page
    assert "Trop peu de coopératives" in page


def test_a_kernel_and_the_short_way_give_the_same_pages(made, tmp_path):
    network, _ = made
    (tmp_path / FILE).write_text(json.dumps(told(network.order)), "utf-8")
    notebook = parameters.of_network("region")
    given = {"run_folder": str(tmp_path), "lang": "en"}
    with Kernel() as kernel:
        executed = kernel.run(notebook, given, tmp_path)
    found = collecting.from_outputs(executed, notebook.name)
    assert [payload["id"] for payload in found] == ["R0", *PAGES]
    assert found == collecting.without_kernel(notebook, given)


def test_low_coverage_is_said_on_every_figure_of_the_stratum(made):
    tree = json.loads(json.dumps(told(made[0].order)))
    for row in tree["cuts"]["jobs"]["coverage"]:
        row["low"] = row["stratum"] == "F"
    one = region(tree, "fr")
    assert one.stat("employee_membership_rate", "mean", "sector", "F").status == "caution"
    assert one.stat("employee_membership_rate", "mean", "sector", "J").status == "ok"
    assert "60" in one.stat("employee_membership_rate", "mean", "sector", "F").why


def test_a_region_is_opened_from_its_folder_or_refused(tmp_path):
    with pytest.raises(UsageError) as caught:
        open_region(str(tmp_path))
    assert caught.value.facts["what"] == FILE


def test_the_command_writes_the_region_alone_and_refuses_other_readers(tmp_path, monkeypatch, capfd):
    monkeypatch.setenv("CI", "1")
    order = region_by_hand.order(tmp_path, region_by_hand.NAMES[:12])
    words = [
        "scop",
        "benchmark",
        str(order.packs[0]),
        "--union",
        str(order.union),
        "--output",
        str(order.output),
        "--lang",
        "en",
    ]

    def answer(*more):
        monkeypatch.setattr(sys, "argv", [*words, *more])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        return stop.value.code

    assert not answer("--only", "region", "--audience", "public")
    assert {path.name for path in order.output.iterdir()} == {"publiable", "confidentiel"}
    assert (order.output / "publiable" / "region_hauts-de-france_2025_public_en.html").is_file()
    assert "Regional report written" in capfd.readouterr().err
    assert answer("--only", "sheet") == 2
    assert answer("--audience", "members") == 2


@pytest.mark.parametrize(
    "values", [[1.0, 143.0], [-8.0, 9.0], [0.0, 12.0], [1800.0, 3600.0], [0.1, 0.13], [-4.0, -4.0]]
)
def test_an_axis_is_written_whatever_the_size_of_its_numbers(values):
    """Steps of one, ten or a hundred are numbers like others; all the values stand between the ends."""
    places = ticks(values)
    assert places[0] <= min(values) <= max(values) <= places[-1]
    assert all(statistic(place, unit, "fr") for place in places for unit in ("percent", "points", "ratio"))

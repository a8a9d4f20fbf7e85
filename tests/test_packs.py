"""Packs that leave a co-operative: what they hold and do not hold, their seal, the terms, the key, the schema."""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import shutil
import stat
from datetime import UTC, datetime

import jsonschema
import polars as pl
import pytest
from cryptography.hazmat.primitives import serialization
from pack_cases import pack

from scop_analytics.benchmarking import ledger, settings
from scop_analytics.benchmarking.figures_sent import sent
from scop_analytics.benchmarking.histograms import counted, histograms
from scop_analytics.benchmarking.ledger import Chain
from scop_analytics.benchmarking.packing import build, write_pack
from scop_analytics.benchmarking.profiles import sector, size_band
from scop_analytics.benchmarking.schema import json_schema
from scop_analytics.checks import check, usable
from scop_analytics.cli import app
from scop_analytics.dossier import load
from scop_analytics.errors import UsageError
from scop_analytics.indicators import compute_full
from scop_analytics.places import samples
from scop_analytics.privacy import release

DAY = datetime(2026, 7, 1, tzinfo=UTC)
AGREED = """
[benchmark]
entity = "U-0042"
terms = "2026-1"
agreed_on = 2026-06-11
agreed_by = "Assemblée générale du 11 juin 2026"
"""


def agreeing(folder, size=42):
    shutil.copytree(samples() / f"coop_{size}", folder)
    with (folder / "scop.toml").open("a", encoding="utf-8") as target:
        target.write(AGREED)
    return folder


@pytest.fixture(scope="module")
def coop(tmp_path_factory):
    return agreeing(tmp_path_factory.mktemp("coop") / "coop_42")


@pytest.fixture(scope="module")
def made(coop, tmp_path_factory):
    room = tmp_path_factory.mktemp("packs")
    return write_pack(coop, 2025, room / "out" / "pack.json", key=room / "keys" / "u.key", produced_at=DAY)


def found(tree, name, segment=()):
    return next(item for item in tree["indicators"] if item["id"] == name and item["segment"] == dict(segment))


def test_figures_known_by_hand_are_in_the_pack(made):
    board = found(made.pack, "women_on_board")
    assert (board["numerator"], board["denominator"], board["conf_status"]) == (4, 9, "F")
    headcount = found(made.pack, "headcount")
    assert (headcount["value"], headcount["n_total"], headcount["obs_status"]) == (42, 42, "A")
    assert made.pack["entity"] == {
        "id": "U-0042",
        "sector": "J",
        "division": "62",
        "size_band": "10-49",
        "region": "84",
    }
    assert made.pack["extraction_lag_days"] == 182  # 31 December 2025 to 1 July 2026


def test_no_company_number_no_name_no_person(made, coop):
    text = made.path.read_text("utf-8")
    assert "000000422" not in text
    assert "Exemple" not in text
    assert "Assemblée" not in text
    people = pl.read_csv(coop / "donnees" / "employees.csv", separator=";", infer_schema=False)["person_id"].unique()
    assert not [person for person in people if f'"{person}"' in text]


def test_what_gives_the_pay_of_one_person_does_not_leave(made):
    lowest = found(made.pack, "lowest_pay_to_minimum_wage")
    assert (lowest["value"], lowest["n_total"], lowest["conf_status"], lowest["verdict"]) == (
        None,
        None,
        "C",
        "complies",
    )
    median = found(made.pack, "median_gap_hourly")
    assert (median["numerator"], median["denominator"]) == (None, None)  # medians of pay: each may be one person's
    assert not [item for item in made.pack["indicators"] if item["id"].startswith("category_")]


def test_the_two_means_of_a_gap_leave_when_both_sexes_are_many_enough(made):
    gap = found(made.pack, "mean_gap_hourly")
    assert (gap["n_women"], gap["n_men"], gap["conf_status"]) == (19, 24, "F")
    assert round(100 * gap["numerator"] / gap["denominator"], 1) == gap["value"]


def test_few_people_are_flagged_and_the_strict_terms_withhold_them(coop):
    dossier = load(coop)
    findings = check(dossier)
    computed = compute_full(usable(dossier, findings), findings=findings.live)
    wide, narrow = (sent(computed, 2025, dossier.config, strict=strict) for strict in (False, True))
    flagged = wide.filter(pl.col("conf_status").is_in(["A", "D"]) & pl.col("value").is_not_null())
    assert flagged.height > 0
    held = narrow.join(flagged, on=["id", "segment"], how="semi")
    assert held.height == flagged.height
    assert held.select("value", "numerator", "denominator", "n_total", "n_women", "n_men", "verdict").null_count().row(0) == (held.height,) * 7  # fmt: skip
    assert set(held["obs_status"]) == {"Q"}
    # What the union's own audience may read by the masking engine is exactly what the strict terms let out, accounts aside.
    union = release(
        computed.frame, computed.support, computed.entries, "union", dossier.config, dict(computed.operands)
    )
    shown = union.frame.filter(pl.col("year") == 2025, pl.col("status").is_in(["ok", "caution"]))
    free = narrow.filter(pl.col("value").is_not_null(), pl.col("conf_status") == "F").select("id", "segment")
    assert free.join(shown, left_on=["id", "segment"], right_on=["indicator", "segment"], how="anti").is_empty()


def test_histograms_by_hand():
    # 1,050 € a month is on an edge: in the class above. Below the first edge, and in the open last class.
    assert counted(pl.Series([1049 * 1200, 1050 * 1200, 1050 * 1200 + 1, 5 * 1200, 99_999 * 1200]), [1000, 1050, 1100]) == [1, 1, 2, 1]  # fmt: skip


def test_histograms_count_everybody_and_never_two_people():
    people = pl.DataFrame(
        {"sex": ["F"] * 2 + ["M"] * 4, "pay_fte": [2_400_000] * 6, "in_spread": [True] * 6},
        schema_overrides={"pay_fte": pl.Int64},
    )
    loose, strict = histograms(people, strict=False), histograms(people, strict=True)
    assert [(item["sex"], sum(item["counts"]), item["conf_status"]) for item in loose] == [("M", 4, "A")]
    assert strict == []


def test_histograms_of_the_sample_count_its_people(made):
    counts = {item["sex"]: sum(item["counts"]) for item in made.pack["histograms"]}
    assert sum(counts.values()) == found(made.pack, "pay_median")["n_total"]
    edges = settings.pay_classes()["edges"]
    assert edges == sorted(set(edges))
    assert all(1.035 <= high / low <= 1.065 for low, high in itertools.pairwise(edges))  # about 5 % wide


def test_the_seal_is_that_of_the_canonical_content(made):
    """Checked without the package: keys sorted, no blanks, hash and signature of these bytes."""
    envelope = json.loads(made.path.read_bytes())
    import rfc8785

    body = rfc8785.dumps(envelope["pack"])
    assert hashlib.sha256(body).hexdigest() == envelope["sha256"]
    key = serialization.load_pem_public_key(made.public_key.read_bytes())
    key.verify(bytes.fromhex(envelope["signature"]), body)
    assert hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16] == envelope["public_key_id"]


def test_the_published_schema_accepts_packs_and_nothing_else(made):
    validator = jsonschema.Draft202012Validator(json_schema())
    envelope = json.loads(made.path.read_bytes())
    validator.validate(envelope)
    for change in ({"siren": "000000422"}, {"schema_version": "one"}, {"withheld": -1}, {"period": {"year": 2025}}):
        assert not validator.is_valid({**envelope, "pack": {**envelope["pack"], **change}}), change


def test_made_again_for_the_same_moment_the_bytes_are_the_same(made, coop, tmp_path):
    again = write_pack(coop, 2025, tmp_path / "p.json", key=made.public_key.with_suffix(".key"), produced_at=DAY)
    assert again.path.read_bytes() == made.path.read_bytes()


def test_a_later_pack_names_those_before_it_and_those_it_replaces(tmp_path):
    july, august, september = (f"2026-{month:02d}-01T00:00:00Z" for month in (7, 8, 9))
    assert ledger.chain(tmp_path, 2024, july) == Chain(None, ())
    ledger.note(tmp_path, 2024, july, "a" * 64)
    assert ledger.chain(tmp_path, 2025, august) == Chain("a" * 64, ())
    ledger.note(tmp_path, 2025, august, "b" * 64)
    assert ledger.chain(tmp_path, 2025, september) == Chain("b" * 64, ("b" * 64,))
    ledger.note(tmp_path, 2025, september, "c" * 64)
    assert ledger.chain(tmp_path, 2025, september) == Chain("b" * 64, ("b" * 64,))  # the same moment: the same pack


@pytest.mark.parametrize("content", ["{", "[]", '{"packs": [1]}', '{"packs": [{"year": 2025}]}'])
def test_a_damaged_ledger_is_refused(tmp_path, content):
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / ledger.NAME).write_text(content, "utf-8")
    with pytest.raises(UsageError) as fault:
        ledger.chain(tmp_path, 2025, "2026-07-01T00:00:00Z")
    assert fault.value.key == "ledger_unreadable"


def test_the_command_tells_what_was_sent_and_the_key_to_give(coop, tmp_path, capsys):
    app(
        ["pack", str(coop), "--year", "2025", "-o", str(tmp_path / "p.json"), "--key", str(tmp_path / "k" / "u.key"),
         "--strict", "--produced-at", "2026-07-01T00:00:00Z", "--lang", "en"],
        standalone_mode=False,
    )  # fmt: skip
    told = capsys.readouterr().err
    assert str(tmp_path / "p.json") in told
    assert str(tmp_path / "k" / "u.pub") in told
    assert json.loads((tmp_path / "p.json").read_bytes())["pack"]["terms"]["strict"] is True


def test_a_moment_that_is_none_is_refused(coop, tmp_path):
    with pytest.raises(UsageError) as fault:
        app(
            ["pack", str(coop), "--year", "2025", "-o", str(tmp_path / "p.json"), "--produced-at", "soon"],
            standalone_mode=False,
        )
    assert fault.value.key == "moment"


@pytest.mark.skipif(os.name != "posix", reason="file modes of POSIX systems")
def test_the_key_is_readable_by_its_owner_alone(made, coop, tmp_path):
    key = made.public_key.with_suffix(".key")
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    other = tmp_path / "keys" / "open.key"
    other.parent.mkdir()
    shutil.copy(key, other)
    other.chmod(0o644)
    with pytest.raises(UsageError) as fault:
        write_pack(coop, 2025, tmp_path / "p.json", key=other, produced_at=DAY)
    assert fault.value.key == "key_open_to_others"
    assert not (tmp_path / "p.json").exists()


def test_without_a_key_named_one_is_drawn_in_the_private_place(tmp_path, monkeypatch):
    from scop_analytics.benchmarking.keys import signing_key

    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    first, public = signing_key("U-0042")
    assert public == tmp_path / "config" / "scop_analytics" / "keys" / "U-0042.pub"
    assert signing_key("U-0042")[0].private_bytes_raw() == first.private_bytes_raw()


def test_a_place_that_cannot_hold_a_key_is_said(tmp_path):
    from scop_analytics.benchmarking.keys import signing_key

    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(UsageError) as fault:
        signing_key("U-0042", tmp_path / "file" / "u.key")
    assert fault.value.key == "key_place"


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (("[benchmark]", "#"), "terms_absent"),
        (('terms = "2026-1"', 'terms = "1999-1"'), "terms_unknown"),
        (("agreed_on = 2026-06-11", ""), "terms_absent"),
        (("2026-06-11", '"yesterday"'), "terms_absent"),
        (('entity = "U-0042"', ""), "terms_absent"),
        (('entity = "U-0042"', 'entity = "000000422"'), "pseudonym_form"),
    ],
)
def test_nothing_is_sent_without_the_terms(tmp_path, change, key):
    folder = agreeing(tmp_path / "coop", 9)
    text = (folder / "scop.toml").read_text("utf-8")
    head, mark, section = text.partition("[benchmark]")
    changed = head if change[0] == mark else head + (mark + section).replace(*change)
    (folder / "scop.toml").write_text(changed, encoding="utf-8")
    with pytest.raises(UsageError) as fault:
        write_pack(folder, 2025, tmp_path / "p.json", key=tmp_path / "k" / "u.key")
    assert fault.value.key == key
    assert "[benchmark]" in fault.value.message("fr")
    assert not (tmp_path / "p.json").exists()
    assert not (tmp_path / "k").exists()


def test_a_key_beside_the_pack_is_refused(coop, tmp_path):
    with pytest.raises(UsageError) as fault:
        write_pack(coop, 2025, tmp_path / "p.json", key=tmp_path / "u.key")
    assert fault.value.key == "key_among_outputs"


def test_a_year_that_is_not_there_is_refused(coop, tmp_path):
    with pytest.raises(UsageError) as fault:
        write_pack(coop, 1999, tmp_path / "p.json", key=tmp_path / "k" / "u.key")
    assert fault.value.key == "unknown_year"


def test_a_co_operative_of_nine_sends_no_pay_of_few(tmp_path):
    dossier = load(agreeing(tmp_path / "coop", 9))
    tree = build(dossier, 2025, produced_at="2026-07-01T00:00:00Z", chain=Chain(), strict=True)
    pays = [item for item in tree["indicators"] if item["id"].startswith(("mean_gap", "median_gap", "pay_")) and item["value"] is not None]  # fmt: skip
    assert all(item["conf_status"] == "F" for item in pays)
    assert [sum(item["counts"]) >= 5 for item in tree["histograms"]] == [True] * len(tree["histograms"])
    assert tree["entity"]["size_band"] == "1-9"


def test_profiles_by_hand():
    frame = pl.DataFrame({"naf": ["62.01Z", "4120A", "99.99Z", "00.00Z", None], "n": [9, 10, 49, 50, 250]})
    told = frame.select(*sector(pl.col("naf")), size_band(pl.col("n")))
    assert told["sector"].to_list() == ["J", "F", "U", "?", "?"]
    assert told["division"].to_list() == ["62", "41", "99", "?", "?"]
    assert told["size_band"].to_list() == ["1-9", "10-49", "10-49", "50-249", "250+"]


def test_a_pack_made_by_hand_fits_the_schema():
    from scop_analytics.benchmarking.schema import packs

    packs().validate_python(pack())

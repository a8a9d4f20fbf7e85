"""Packs that a union reads: each fault is refused with its reason, and the others go on."""

from __future__ import annotations

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pack_cases import KEY, pack, union, written

from scop_analytics import words
from scop_analytics.benchmarking import sealing
from scop_analytics.benchmarking.reading import read_packs
from scop_analytics.benchmarking.trust import remember, trust
from scop_analytics.errors import UsageError

OTHER = Ed25519PrivateKey.from_private_bytes(bytes(reversed(range(32))))
STRANGER = Ed25519PrivateKey.from_private_bytes(bytes([7]) * 32)


@pytest.fixture
def known(tmp_path):
    return union(tmp_path / "union", {"U-0001": KEY, "U-0002": OTHER})


def outcome(folder, known, name):
    """What became of one file, the good one beside it being accepted all the same."""
    written(folder, "good", pack("U-0002"), OTHER)
    read = read_packs([folder], trust(known))
    rows = {row["file"]: row for row in read.outcomes.iter_rows(named=True)}
    assert rows["good.json"]["outcome"] == "accepted"
    return rows[f"{name}.json"]


def edited(path, change):
    """The envelope with one part of it changed, written as plain JSON."""
    tree = json.loads(path.read_bytes())
    change(tree)
    path.write_text(json.dumps(tree), encoding="utf-8")


def test_a_good_pack_is_read(tmp_path, known):
    written(tmp_path / "in", "mine", pack())
    read = read_packs([tmp_path / "in"], trust(known))
    assert read.outcomes.rows() == [("mine.json", "U-0001", 2025, "accepted", None, None)]
    assert read.packs[0]["pack"] == pack()


def test_a_pack_that_was_indented_still_holds(tmp_path, known):
    path = written(tmp_path / "in", "mine", pack())
    path.write_text(json.dumps(json.loads(path.read_bytes()), indent=2), encoding="utf-8")
    assert outcome(tmp_path / "in", known, "mine")["outcome"] == "accepted"


def raised_value(tree):
    tree["pack"]["indicators"][0]["value"] = 41.0


def hash_too(tree):
    import hashlib

    raised_value(tree)
    tree["sha256"] = hashlib.sha256(sealing.canonical(tree["pack"])).hexdigest()


def newer_major(tree):
    tree["pack"]["schema_version"] = "2.0.0"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (raised_value, "altered"),
        (hash_too, "forged"),
        (newer_major, "newer_schema"),
        (lambda tree: tree["pack"].update(siren="000000422"), "schema"),
        (lambda tree: tree["pack"].pop("law"), "schema"),
        (lambda tree: tree.pop("pack"), "not_a_pack"),
        (lambda tree: tree.update(signature="00" * 64), "forged"),
        (lambda tree: tree.update(public_key_id="0" * 16), "unknown_key"),
    ],
)
def test_a_pack_that_was_changed_is_refused(tmp_path, known, change, reason):
    edited(written(tmp_path / "in", "bad", pack()), change)
    row = outcome(tmp_path / "in", known, "bad")
    assert (row["outcome"], row["reason"]) == ("refused", reason)
    for lang in ("fr", "en"):
        assert words.say(f"pack_refused.{reason}", lang, **json.loads(row["facts"]))


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\x00\xff", b'{"pack": 3}', b"[" * 100_000, b"a;b\n1;2\n"])
def test_a_foreign_file_is_refused(tmp_path, known, content):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "bad.json").write_bytes(content)
    assert outcome(tmp_path / "in", known, "bad")["reason"] == "not_a_pack"


def test_a_file_that_is_not_there_is_told(tmp_path, known):
    read = read_packs([tmp_path / "nowhere.json"], trust(known))
    assert read.outcomes["reason"].to_list() == ["not_a_pack"]


def test_the_key_of_another_co_operative_or_of_nobody_is_refused(tmp_path, known):
    written(tmp_path / "in", "bad", pack("U-0001"), OTHER)
    assert outcome(tmp_path / "in", known, "bad")["reason"] == "wrong_entity"
    written(tmp_path / "in", "bad", pack("U-0001"), STRANGER)
    assert outcome(tmp_path / "in", known, "bad")["reason"] == "unknown_key"


def test_who_withdrew_is_no_longer_read(tmp_path, known):
    written(tmp_path / "in", "bad", pack())
    (known / "withdrawn.txt").write_text("# asked in May\nU-0001 # letter of 3 May\n", encoding="utf-8")
    assert outcome(tmp_path / "in", known, "bad")["reason"] == "withdrawn"


def test_other_terms_are_refused(tmp_path, known):
    terms = {"version": "1999-1", "agreed_on": "1999-01-01", "strict": False}
    written(tmp_path / "in", "bad", pack(terms=terms))
    assert outcome(tmp_path / "in", known, "bad")["reason"] == "terms"


def test_a_field_of_a_later_minor_version_is_left_alone(tmp_path, known):
    written(tmp_path / "in", "mine", pack(schema_version="1.7.0", mood="good"))
    assert outcome(tmp_path / "in", known, "mine")["outcome"] == "accepted"
    written(tmp_path / "in", "mine", pack(mood="good"))
    assert outcome(tmp_path / "in", known, "mine")["reason"] == "schema"


def mark(path):
    return json.loads(path.read_bytes())["sha256"]


def test_a_copy_and_a_replaced_pack_are_refused(tmp_path, known):
    old = written(tmp_path / "in", "a_old", pack())
    written(tmp_path / "in", "b_copy", pack())
    written(tmp_path / "in", "c_new", pack(withheld=1, prev_hash=mark(old), supersedes=[mark(old)]))
    read = read_packs([tmp_path / "in"], trust(known))
    assert read.outcomes["reason"].to_list() == ["replayed", "duplicate", None]
    assert [item["pack"]["withheld"] for item in read.packs] == [1]


def test_two_packs_of_one_year_of_which_none_replaces_the_other_are_both_refused(tmp_path, known):
    written(tmp_path / "in", "a", pack())
    written(tmp_path / "in", "b", pack(withheld=1))
    written(tmp_path / "in", "c", pack("U-0002"), OTHER)
    read = read_packs([tmp_path / "in"], trust(known))
    assert read.outcomes["reason"].to_list() == ["conflict", "conflict", None]


def test_the_register_recognises_an_old_pack_sent_again(tmp_path, known):
    old = written(tmp_path / "first", "old", pack())
    first = read_packs([tmp_path / "first"], trust(known))
    remember(known, first.packs)
    assert read_packs([tmp_path / "first"], trust(known)).outcomes["outcome"].to_list() == ["accepted"]  # a second run
    written(tmp_path / "second", "new", pack(withheld=1, prev_hash=mark(old), supersedes=[mark(old)]))
    remember(known, read_packs([tmp_path / "second"], trust(known)).packs)
    assert read_packs([tmp_path / "first"], trust(known)).outcomes["reason"].to_list() == ["replayed"]


def test_a_silent_correction_of_an_accepted_pack_is_refused(tmp_path, known):
    written(tmp_path / "first", "old", pack())
    remember(known, read_packs([tmp_path / "first"], trust(known)).packs)
    written(tmp_path / "second", "new", pack(withheld=1))
    assert read_packs([tmp_path / "second"], trust(known)).outcomes["reason"].to_list() == ["conflict"]


def test_a_pack_that_forgets_those_before_it_is_refused(tmp_path, known):
    written(tmp_path / "first", "old", pack(year=2024))
    remember(known, read_packs([tmp_path / "first"], trust(known)).packs)
    old = mark(tmp_path / "first" / "old.json")
    written(tmp_path / "second", "new", pack(year=2025))
    assert read_packs([tmp_path / "second"], trust(known)).outcomes["reason"].to_list() == ["chain"]
    written(tmp_path / "second", "new", pack(year=2025, prev_hash=old))
    assert read_packs([tmp_path / "second"], trust(known)).outcomes["outcome"].to_list() == ["accepted"]


def test_a_union_without_keys_is_refused(tmp_path):
    with pytest.raises(UsageError) as fault:
        trust(tmp_path)
    assert fault.value.key == "no_trusted_key"
    union(tmp_path, {"U-0001": KEY})
    (tmp_path / "keys" / "U-0003.pub").write_text("hello", encoding="ascii")
    with pytest.raises(UsageError) as fault:
        trust(tmp_path)
    assert fault.value.key == "public_key_unreadable"


def test_a_damaged_register_is_refused(tmp_path, known):
    (known / "accepted.json").write_text("[1", encoding="utf-8")
    with pytest.raises(UsageError) as fault:
        trust(known)
    assert fault.value.key == "register_unreadable"

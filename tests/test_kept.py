"""What is kept between two runs is made once for the same bytes, made again when damaged, and never needed."""

from __future__ import annotations

import pytest

from scop_analytics.kept import made_once


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "scop_analytics"


def makings():
    made = []

    def make():
        made.append(len(made))
        return b"content\nof several lines"

    return made, make


def test_the_same_bytes_are_made_once_and_others_again(cache):
    made, make = makings()
    results = [made_once("words", [b"a", b"b"], make), made_once("words", [b"a", b"b"], make)]
    assert (results, made) == ([b"content\nof several lines"] * 2, [0])
    made_once("words", [b"a", b"c"], make)
    assert made == [0, 1]


@pytest.mark.parametrize("damage", [b"", b"half", b"\n"])
def test_a_damaged_copy_is_made_again(cache, damage):
    made, make = makings()
    made_once("words", [b"a"], make)
    (copy,) = cache.iterdir()
    copy.write_bytes(damage or copy.read_bytes()[:-3])
    assert made_once("words", [b"a"], make) == b"content\nof several lines"
    assert made == [0, 1]


def test_no_cache_is_no_harm(tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    made, make = makings()
    assert made_once("words", [b"a"], make) == made_once("words", [b"a"], make)
    assert made == [0, 1]


def test_no_home_is_no_harm(monkeypatch):
    def nowhere():
        raise RuntimeError

    monkeypatch.setattr("scop_analytics.kept._folder", nowhere)
    made, make = makings()
    assert made_once("words", [b"a"], make) == b"content\nof several lines"
    assert made == [0]

"""What `scop explain` says of one figure: its group, value, fraction, verdict and limit, or why there is none."""

from __future__ import annotations

from scop_analytics.indicators import listing

ROW = {
    "company": "000000018", "year": 2025, "segment": {}, "unit": "percent", "value": 400 / 9, "rounded": None,
    "numerator": 4.0, "denominator": 9.0, "people": 9, "status": "ok", "reason": None, "verdict": None, "threshold": None,
}  # fmt: skip


def said(**more):
    return listing._figure({**ROW, **more}, "en").split(" · ")


def test_a_share_is_said_with_its_fraction():
    company, year, value, *rest = said()
    counts = " ".join(rest)
    assert (company, year, value) == ("000000018", "2025", "44.4%")
    assert "4" in counts
    assert "9" in counts


def test_the_legal_rounding_comes_before_the_exact_value():
    assert said(rounded=44.0)[2] == "44.0%"


def test_a_group_is_named_and_doubt_is_said_last():
    parts = said(segment={"sex": "F"}, status="caution")
    assert parts[2] == "sex=F"
    assert len(parts) == len(said(segment={"sex": "F"})) + 1


def test_verdict_and_limit_follow_the_figure():
    plain, judged = said(numerator=None), said(numerator=None, verdict="complies", threshold=40.0)
    assert judged[: len(plain)] == plain
    assert len(judged) == len(plain) + 2
    assert "40" in judged[-1]


def test_no_number_says_why():
    told = said(value=None, status="suppressed", reason={"key": "nothing_known_by_this_name"})
    assert told[:3] == ["000000018", "2025", "Hidden"]
    assert len(told) == 4


def test_no_number_and_no_reason_still_says_its_status():
    assert said(value=None, status="missing")[2:]

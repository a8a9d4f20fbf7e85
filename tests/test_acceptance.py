"""What a report must hold whatever its pages: fractions, typography, numbers that come from results, every status reachable.

It reads the pages as data, made without a kernel (another test holds both ways equal), on the three sample co-operatives.
"""

from __future__ import annotations

import bisect
import itertools
import json
import re
from datetime import date

import polars as pl
import pytest
from sample_reports import made

from scop_analytics import law, places
from scop_analytics.reports import publishing
from scop_analytics.results import STATUSES

REPORTS = ("impact", "equity", "quality")
SIZES = (9, 42, 180)
AUDIENCES = ("members", "public", "employer")
CASES = list(itertools.product(REPORTS, SIZES, AUDIENCES, ("fr", "en")))
SPOKEN = ("title", "subtitle", "text", "reading", "value", "denominator", "change", "label", "method")


@pytest.fixture(scope="module", params=CASES, ids=lambda case: "-".join(map(str, case)))
def case(request):
    """One report for some readers in one language; its tests follow each other, so that it is made once."""
    return request.param


def texts(node, keys=None):
    """Every text of the pages, or those under some keys only."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in ("chart", "evidence", "ids", "id"):
                continue
            if isinstance(value, str):
                yield from [value] if keys is None or key in keys else []
            elif isinstance(value, list) and all(isinstance(item, str) for item in value):
                yield from value if keys is None or key in keys else []
            else:
                yield from texts(value, keys)
    elif isinstance(node, list):
        for item in node:
            yield from texts(item, keys)


def test_french_spaces_and_decimals_of_each_language(case):
    lang = case[-1]
    for text in texts(made(*case).payloads):
        if "http" in text or "scop " in text or re.fullmatch(r"20\d\d\.\d+", text):
            continue  # addresses, commands and versions of the masking rules keep their own spelling
        if lang == "fr":
            assert not re.search(r" [%€:;!?»]|« ", text), text
            assert not re.search(
                r"(?<![\w.-])(?<!art\.\u00a0)(?<!BS\u00a0)(?<!bilan social )\d+\.\d+(?![\w.-])", text
            ), text
        else:
            assert not re.search(r"\d,\d{1,2}(?!\d)", text), text
        assert not re.search(r"(?<![\w\d-])-\d", text), text  # a minus is U+2212


def shown_forms(values):
    """Percents as sentences write them: whole, or with one decimal."""
    return {f"{value:.{digits}f}" for value in values if value is not None for digits in (0, 1)}


def test_every_percentage_under_a_hundred_people_has_its_fraction(case):
    of, least, most = ("sur", "au moins ", "au plus ") if case[-1] == "fr" else ("of", "at least ", "at most ")
    done = made(*case)
    percents = done.run.frame.filter(pl.col("unit") == "percent")
    counted = pl.col("numerator") == pl.col("numerator").round()
    small = percents.filter(counted & (pl.col("denominator") < 100) & (pl.col("year") == done.run.year))
    # Gaps and legal limits have no fraction: a share of the same figure cannot be told from them in a sentence.
    legal = law.table(date(done.run.year, 12, 31)).filter(pl.col("unit") == "percent")["value"].to_list()
    without_one = leaves(done.run.context.get("one_person") or {})
    large = ~(counted & (pl.col("denominator") < 100)).fill_null(value=False)
    others = [*percents.filter(large)["value"], *map(float, legal), *without_one]
    known = shown_forms(small["value"]) - shown_forms(others)
    for text in texts(done.payloads, ("title", "text", "reading")):
        if re.fullmatch(r"[−+]?\d+(?:[.,]\d+)?[\u00a0]?%", text):  # a cell: its fraction stands in the next one
            continue
        for found in re.finditer(rf"(?<!{least})(?<!{most})(?<![\d.,])(\d+(?:[.,]\d+)?)[\u00a0]?%", text):
            shown = found[1].replace(",", ".")
            if shown in known and shown not in ("0", "50", "100"):
                before = text[: found.start()]
                assert re.search(rf"\d\D{{0,3}}{of}\D|\d+ *{of}|\(", before), text


def numbers(text):
    """The numbers of a sentence, in plain form."""
    plain = re.sub(r"(?<=\d)[\u202f\u00a0,](?=\d{3}(?!\d))", "", text)
    for found in re.findall(r"\d+(?:[.,]\d+)?", plain):
        yield float(found.replace(",", "."))


def leaves(node):
    """Every number the run knows besides results: dates, versions, counts of rows, years, options of the co-operative."""
    if isinstance(node, dict):
        for value in node.values():
            yield from leaves(value)
    elif isinstance(node, list | tuple):
        yield len(node)
        for value in node:
            yield from leaves(value)
    elif isinstance(node, bool):
        return
    elif isinstance(node, int | float):
        yield float(node)
    elif isinstance(node, str):
        yield from numbers(node)


def allowed(run):
    """Every number a sentence may say: published values and what stands behind them, their changes, and the context."""
    frame = run.frame
    columns = ("value", "rounded", "numerator", "denominator", "people", "low", "high", "threshold")
    found = {abs(value) for column in columns for value in frame[column].drop_nulls().to_list()}
    segments = {number for text in frame["segment"] for number in numbers(text)}
    changes = set()
    for _, rows in frame.sort("year").group_by("indicator", "segment"):
        values = rows["value"].drop_nulls().to_list()
        parts = rows["numerator"].drop_nulls().to_list()
        changes |= {abs(b - a) for series in (values, parts) for a, b in itertools.combinations(series, 2)}
        changes |= {sum(group) for size in (2, 3) for group in itertools.combinations(parts[:3], size)}
    exact = found | segments | changes | {float(year) for year in frame["year"]} | set(leaves(dict(run.context)))
    files = run.context["reading"]
    exact |= {float(sum(file[key] for file in files)) for key in ("read", "kept", "set_aside") if files}
    entries = run.context["catalogue"]
    exact |= {float(len(entries))}
    counts = {float(n) for n in range(13)}  # « huit repères », ordinals, months
    shown = {round(value, digits) for value in exact for digits in (0, 1, 2)}
    return shown | counts | {round(value / 10) * 10.0 for value in exact}


@pytest.mark.parametrize("case", [case for case in CASES if case[0] != "quality"], indirect=True, ids=str)
def test_every_number_of_a_finding_is_a_number_of_the_results(case):
    done = made(*case)
    valid = sorted(allowed(done.run))
    wholes = [value for value in valid if value <= 400 and float(value).is_integer()]
    for text in texts(done.payloads, ("title", "reading", "value")):
        for number in numbers(text):
            near = any(abs(number - value) < 0.051 for value in around(valid, number))
            assert near or is_complement(number, wholes, valid), f"{number} in: {text}"


def around(ordered, number):
    """The values within a tenth of a number."""
    return ordered[bisect.bisect_left(ordered, number - 0.1) : bisect.bisect_right(ordered, number + 0.1)]


def is_complement(number, wholes, valid):
    """Whether a number is what remains of a whole without one of the values, to the tenth."""
    return any(
        whole > rest and round(whole - rest, 1) == number for whole in wholes for rest in around(valid, whole - number)
    )


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("audience", AUDIENCES)
def test_both_languages_have_the_same_pages_tables_and_figures(size, audience):
    for name in REPORTS:
        shapes = []
        for lang in ("fr", "en"):
            pages = made(name, size, audience, lang).payloads
            shapes.append([
                (page.get("id"), [(block["kind"], len(block.get("rows", block.get("cards", [])))) for block in page.get("blocks", [])])
                for page in pages
            ])  # fmt: skip
        assert shapes[0] == shapes[1], name


def test_the_pages_of_this_release_are_there():
    wanted = {
        "impact": ["P0", "P1", "P2", "P3", "P4", "P5", "P6", "P9", "P12", "P13", "P14", "P15", "P16", "A1", "A2"],
        "equity": ["E1", "E2", "E3", "E4", "E5", "E6", "E8", "E10", "E12", "E13"],
        "quality": ["Q1", "Q2", "Q3", "Q4"],
    }
    for name, pages in wanted.items():
        found = [page["id"] for page in made(name, 42, "members", "fr").payloads]
        assert [page for page in found if page in pages] == pages, name


def test_every_status_is_reachable_and_said_in_words():
    seen = set()
    for size, audience in itertools.product(SIZES, AUDIENCES):
        seen |= set(made("impact", size, audience, "fr").run.frame["status"])
    assert seen == set(STATUSES)


def test_no_result_is_nan_or_empty():
    for size, audience in itertools.product(SIZES, AUDIENCES):
        frame = made("impact", size, audience, "fr").run.frame
        assert frame.filter(pl.col("value").is_nan()).is_empty()
        given = frame.filter(pl.col("status").is_in(["ok", "caution"]))
        assert given.filter(pl.col("value").is_null()).is_empty()
        silent = frame.filter(~pl.col("status").is_in(["ok", "caution"]))
        assert silent.filter(pl.col("value").is_not_null() | pl.col("reason").is_null()).is_empty()
        hidden = frame.filter(pl.col("status") == "suppressed")
        for column in ("value", "rounded", "numerator", "denominator", "people", "low", "high"):
            assert hidden[column].null_count() == hidden.height, column


def test_the_three_figures_of_the_origin():
    run = made("impact", 42, "members", "fr").run
    board = run.fact("women_on_board")
    assert (board.part, board.whole) == (4, 9)
    assert run.fact("parental_leave_freedom").value == pytest.approx(75)
    assert run.fact("pay_spread").value == pytest.approx(2.4)
    three = {run.fact(name).value for name in ("pay_spread", "pay_decile_ratio", "pay_top_to_bottom")}
    assert len(three) == 3


def test_no_person_is_in_what_is_published(tmp_path):
    """Matricules of the sample, searched for in every publishable file of every report."""
    from scop_analytics.dossier import load

    people = load(places.samples() / "coop_42").tables["payroll"]["person_id"].unique().to_list()
    for name in REPORTS:
        publishing.write(made(name, 42, "members", "fr"), ("html", "json"), tmp_path)
    published = "\n".join(
        path.read_text("utf-8") for path in (tmp_path / "publiable").glob("*.*") if path.suffix != ".html"
    )
    pages = json.dumps([made(name, 42, "members", "fr").payloads for name in REPORTS])
    assert [person for person in people if re.search(rf"\b{re.escape(person)}\b", published + pages)] == []

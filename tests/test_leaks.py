"""The last look at written files: what must never be written is found in every form, what is published is not."""

from __future__ import annotations

import base64
import json
import struct

import polars as pl
import pytest
import xlsxwriter

from scop_analytics import places
from scop_analytics.dossier import load
from scop_analytics.errors import DisclosureError
from scop_analytics.indicators import compute_full
from scop_analytics.privacy import release
from scop_analytics.privacy.scan import scan
from scop_analytics.privacy.secrets import Secrets

NIR = "2 85 03 75 116 005 70"  # 2850375116005 = 97 × 29385310474 + 27, and 97 − 27 = 70
SECRETS = Secrets(
    people=frozenset({"P033", "A-2041"}),
    names=frozenset({"Lefèvre Marie"}),
    pays=frozenset({245_137, 2_941_644, 187_300}),
    masked=frozenset({"4.261904761904762"}),
)


def kinds(folder, secrets=SECRETS):
    try:
        scan(folder, secrets)
    except DisclosureError as stop:
        return stop.facts["kinds"]
    return []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (NIR, "nir"),
        (NIR.replace(" ", ""), "nir"),
        ("285\u00a003\u202f75 116 005 70", "nir"),
        ("2850375116005 92", ""),  # wrong key
        ("salarié P033.", "person"),
        ("P0331", ""),
        ("XP033", ""),
        ("agent_P033.csv", "person"),
        ("A-2041", "person"),
        ("Marie LEFEVRE", "name"),
        ("LEFÈVRE Marie", "name"),
        ("Marie Dupont", ""),
        ("2 451,37", "pay"),
        ("2\u202f451,37\u00a0€", "pay"),
        ("2,451.37", "pay"),
        ("€2,451.37", "pay"),
        ("2451.37", "pay"),
        ("29 416,44 €", "pay"),  # the same by year
        ("1 873 €", "pay"),
        ("1 873 lignes lues", ""),
        ("2 451 €", ""),  # rounded, not the pay
        ("4.261904761904762", "masked"),
        ("-4.261904761904762", ""),
        ("4,3 %", ""),
        ("sha256 a1873b2451371245137", ""),
    ],
)
@pytest.mark.parametrize("suffix", ["html", "md", "json", "ipynb"])
def test_a_forbidden_token_is_found_in_text(tmp_path, text, kind, suffix):
    written = {
        "html": f"<!doctype html><style>p{{width:2451.37px}}</style><p>{text}</p>",
        "md": text,
        "json": json.dumps({"note": text}, ensure_ascii=False),
        "ipynb": json.dumps({"cells": [{"outputs": [{"text": [text]}]}]}, ensure_ascii=False),
    }
    (tmp_path / f"rapport.{suffix}").write_text(written[suffix], encoding="utf-8")
    assert kinds(tmp_path) == ([kind] if kind else [])


def test_attributes_and_embedded_arrays_are_read(tmp_path):
    (tmp_path / "a.html").write_text('<p title="agent P033">.</p>', encoding="utf-8")
    assert kinds(tmp_path) == ["person"]
    data = base64.b64encode(struct.pack("<3d", 1, 2451.37, 3)).decode()
    (tmp_path / "a.html").write_text(f'<script>f({{"y":{{"dtype":"f8","bdata":"{data}"}}}})</script>', encoding="utf-8")
    assert kinds(tmp_path) == ["pay"]


def test_every_part_of_a_workbook_is_read(tmp_path):
    def book(write):
        with xlsxwriter.Workbook(tmp_path / "a.xlsx") as made:
            write(made, made.add_worksheet("Lisez-moi"))
        return kinds(tmp_path)

    assert book(lambda _, sheet: sheet.write("A1", "tout va bien")) == []
    assert book(lambda _, sheet: sheet.write("B2", 2451.37)) == ["pay"]
    assert book(lambda _, sheet: sheet.write_comment("A1", "agent P033")) == ["person"]
    assert book(lambda made, _: made.set_properties({"author": "Marie Lefèvre"})) == ["name"]
    hidden = book(lambda made, _: made.add_worksheet("caché").write("A1", "P033"))
    assert hidden == ["person"]


def test_one_whole_number_may_be_a_count_three_are_a_list(tmp_path):
    several = Secrets(pays=frozenset({187_300, 194_400, 201_500, 333_700}))
    (tmp_path / "a.md").write_text("1873 lignes, 1944 lues", encoding="utf-8")
    assert kinds(tmp_path, several) == []
    (tmp_path / "a.md").write_text("1873 1944 2015", encoding="utf-8")
    assert kinds(tmp_path, several) == ["pay"]


def test_the_message_names_the_file_and_never_the_value(tmp_path):
    (tmp_path / "note.md").write_text("agent P033, 2 451,37 €", encoding="utf-8")
    with pytest.raises(DisclosureError) as stop:
        scan(tmp_path, SECRETS)
    assert stop.value.exit_code == 5
    for lang in ("fr", "en"):
        message = stop.value.message(lang)
        assert "note.md" in message
        assert "P033" not in message
        assert "451" not in message


def test_employer_files_are_only_searched_for_social_security_numbers(tmp_path):
    (tmp_path / "a.md").write_text("P033 2 451,37", encoding="utf-8")
    scan(tmp_path)
    (tmp_path / "a.md").write_text(NIR, encoding="utf-8")
    with pytest.raises(DisclosureError):
        scan(tmp_path)


def test_secrets_are_individual_pays_less_what_is_published():
    """Paid to one person: 2,451.37. Published as a value: 3,012.50. Paid to five people: 1,999.99. Round: 2,400.00."""
    payroll = pl.DataFrame(
        {
            "entity_id": ["1"] * 8,
            "person_id": ["P001", "P002", "P003", "P004", "P005", "P006", "P007", "12"],
            "base_pay": [245_137, 301_250, 199_999, 199_999, 199_999, 199_999, 199_999, 240_000],
        }
    )
    row = {"company": "1", "year": 2025, "indicator": "x", "segment": "{}", "value": 3012.5, "status": "ok"}
    empty = {"numerator": None, "denominator": None, "people": None}
    published = pl.DataFrame([row | empty])
    secrets = Secrets.of({"payroll": payroll}, published, published)
    assert 245_137 in secrets.pays
    assert 12 * 245_137 in secrets.pays
    assert {301_250, 199_999, 240_000}.isdisjoint(secrets.pays)
    assert secrets.people == {f"P00{place}" for place in range(1, 8)}  # « 12 » would be found everywhere


def test_a_hidden_figure_is_a_secret_in_full_precision():
    row = {"company": "1", "year": 2025, "indicator": "x", "segment": "{}", "value": 100 / 3, "status": "ok"}
    empty = {"numerator": None, "denominator": None, "people": None}
    full = pl.DataFrame([row | empty, row | empty | {"indicator": "y", "value": 12.5}])
    released = full.with_columns(pl.lit("suppressed").alias("status"), pl.lit(None, pl.Float64).alias("value"))
    assert Secrets.of({}, full, released).masked == {repr(100 / 3)}


def test_nothing_hidden_and_nobody_is_in_the_published_results_of_a_real_dossier(tmp_path):
    """The results of the sample of 42 people as published, in three forms, hold no matricule, no pay, no hidden value."""
    dossier = load(places.samples() / "coop_42")
    computed = compute_full(dossier)
    for audience in ("representatives", "members", "peers", "public"):
        made = release(computed.frame, computed.support, computed.entries, audience, dossier.config, computed.operands)
        secrets = Secrets.of(dossier.tables, computed.frame, made.frame)
        assert secrets.people
        assert secrets.pays
        folder = tmp_path / audience
        folder.mkdir()
        made.frame.write_parquet(folder / "a.parquet")
        made.frame.write_csv(folder / "a.csv")
        made.frame.write_excel(folder / "a.xlsx")
        (folder / "a.json").write_text(json.dumps(made.frame.to_dicts()), encoding="utf-8")
        scan(folder, secrets)
        (folder / "fuite.json").write_text(json.dumps(computed.frame.to_dicts()), encoding="utf-8")
        with pytest.raises(DisclosureError):
            scan(folder, secrets)


def test_a_chart_holds_no_share_in_full_precision():
    """Three of eighteen drawn, one of six hidden: the same number, which no file may be refused for."""
    from scop_analytics.figures.stacked_rows import Part, StackedRow, stacked_rows

    chart = stacked_rows([StackedRow("", (Part(100 * 10 / 18, "10"), Part(100 * 3 / 18, "3")))], ["a", "b"])
    drawn = json.dumps([chart.wide, chart.phone])
    assert "16.6667" in drawn
    assert repr(100 / 6) not in drawn

"""The last look at written files: what must never be written is found in every form, what is published is not."""

from __future__ import annotations

import base64
import io
import json
import struct
from dataclasses import replace

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
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
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


PLANTED = {
    "compact list": ("f.json", '{"y":[1,2451.37,3]}', "pay"),
    "compact list in a page": ("f.html", '<script>f({"y":[1,2451.37,3]})</script>', "pay"),
    "last of a list": ("f.json", '{"y":[1,2451.37]}', "pay"),
    "a year's pay in a list": ("f.json", '{"y":[1,29416.44,3]}', "pay"),
    "escaped spaces": ("f.json", '"2\\u202f451,37"', "pay"),
    "escaped accents": ("f.json", '"Lef\\u00e8vre Marie"', "name"),
    "comma between cells": ("f.csv", "a,b,c\n1,2451.37,3\n", "pay"),
    "decimal comma between cells": ("f.csv", "a;b\n1;2451,37\n", "pay"),
    # 2A counts as 19 and 2B as 18: 1800519004123 = 97 × 18562051588 + 87, and 97 − 87 = 10
    "Corsican number": ("f.md", "1 80 05 2A 004 123 10", "nir"),
    "other Corsican number": ("f.md", "180052B00412337", "nir"),
    "number with points": ("f.md", "2.85.03.75.116.005.70", "nir"),
    "remark in a page": ("f.html", "<p>.</p><!-- agent P033 -->", "person"),
    "alternative text": ("f.html", '<svg aria-label="2 451,37 €"></svg>', "pay"),
    "title of a drawing": ("f.svg", "<svg><title>Marie Lefèvre</title></svg>", "name"),
    "form that is not known": ("f.log", "agent P033", "person"),
    "no form at all": ("LISEZMOI", "agent P033", "person"),
    "name of a file": ("fiche_P033.json", "{}", "person"),
    "surname and first name of a file": ("Lefevre_Marie.json", "{}", "name"),
    "name of a folder": ("P033/f.json", "{}", "person"),
    "pay in the name of a file": ("paie_2451,37.json", "{}", "pay"),
    "hidden value, six digits": ("f.json", '{"y":[4.26190]}', "masked"),
}


@pytest.mark.parametrize("where", PLANTED)
def test_a_planted_leak_is_found(tmp_path, where):
    name, text, kind = PLANTED[where]
    secrets = replace(SECRETS, masked=SECRETS.masked | {"4.26190"})
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    assert kinds(tmp_path, secrets) == [kind]
    if text != "{}":
        path.write_text("{}", encoding="utf-8")
        assert kinds(tmp_path, secrets) == []


def test_arrays_in_the_outputs_of_a_notebook_are_decoded(tmp_path):
    def notebook(**cell):
        tree = {"cells": [cell], "metadata": {}, "nbformat": 4}
        (tmp_path / "a.ipynb").write_text(json.dumps(tree), encoding="utf-8")
        return kinds(tmp_path)

    for dtype, sign in (("f8", "d"), ("f4", "f")):
        held = {"dtype": dtype, "bdata": base64.b64encode(struct.pack(f"<2{sign}", 1, 2451.375)).decode()}
        plot = {"application/vnd.plotly.v1+json": {"data": [{"y": held}]}}
        tree = json.dumps({"cells": [{"outputs": [{"data": plot}]}]})
        (tmp_path / "a.ipynb").write_text(tree, encoding="utf-8")
        assert kinds(tmp_path, Secrets(masked=frozenset({"2451.375"}))) == ["masked"]
    assert notebook(metadata={"papermill": {"parameters": {"who": "P033"}}}) == ["person"]
    assert notebook(metadata={"tags": ["Marie Lefèvre"]}) == ["name"]
    assert notebook(source=["x = 1\n"]) == []


def test_what_a_workbook_keeps_out_of_its_cells_is_read(tmp_path):
    def book(write):
        with xlsxwriter.Workbook(tmp_path / "a.xlsx") as made:
            write(made, made.add_worksheet("Lisez-moi"))
        return kinds(tmp_path)

    def hidden(made, _):
        sheet = made.add_worksheet("caché")
        sheet.write_row("A1", [1, 2451.37])
        sheet.very_hidden()

    assert book(hidden) == ["pay"]
    assert book(lambda made, _: made.add_worksheet("Marie Lefèvre")) == ["name"]
    assert book(lambda _, sheet: sheet.write_formula("A1", "=2451.37*12", value=0)) == ["pay"]
    assert book(lambda _, sheet: sheet.set_header("&Lagent P033")) == ["person"]
    assert book(lambda made, _: made.set_custom_property("source", "P033")) == ["person"]
    assert book(lambda made, _: made.define_name("agent_P033", "='Lisez-moi'!$A$1")) == ["person"]
    note = {"validate": "any", "input_title": "agent", "input_message": "P033"}
    assert book(lambda _, sheet: sheet.data_validation("A1", note)) == ["person"]
    picture = io.BytesIO(base64.b64decode(PIXEL))
    told = {"image_data": picture, "description": "Marie Lefèvre"}
    assert book(lambda _, sheet: sheet.insert_image("A1", "a.png", told)) == ["name"]


def test_a_file_named_after_a_person_is_not_named_in_the_message(tmp_path):
    (tmp_path / "fiche_P033.json").write_text('"2 451,37 €"', encoding="utf-8")
    with pytest.raises(DisclosureError) as stop:
        scan(tmp_path, SECRETS)
    assert stop.value.facts["files"] == ["*.json"]
    assert stop.value.facts["kinds"] == ["pay", "person"]
    assert "P033" not in stop.value.message("fr") + stop.value.message("en")


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
    hidden = Secrets.of({}, full, released).masked
    assert {repr(100 / 3), "33.3333", "33.333333"} <= hidden
    assert not {"33.333", "33.3", "12.5"} & hidden  # five digits and fewer are anybody's


def test_a_hidden_amount_is_a_secret_to_the_cent():
    row = {"company": "1", "year": 2025, "indicator": "x", "segment": "{}", "value": 2451.37, "status": "ok"}
    full = pl.DataFrame([row | {"numerator": None, "denominator": None, "people": None}])
    assert Secrets.of({}, full, full).pays == frozenset()
    released = full.with_columns(pl.lit("suppressed").alias("status"), pl.lit(None, pl.Float64).alias("value"))
    assert 245_137 in Secrets.of({}, full, released).pays


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
    assert "16.667" in drawn
    assert "16.6667" not in drawn
    assert repr(100 / 6) not in drawn

"""The official file of indicators: columns by name, whatever their order; every fault said, none stops the others."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from scop_analytics.checks import render
from scop_analytics.errors import UsageError
from scop_analytics.official import read
from scop_analytics.official.lines import lines
from scop_analytics.official.refusing import as_findings

SAMPLE = Path(__file__).parents[2] / "shared" / "samples" / "official" / "gip_mds_indicators_sample.csv"
META = "destinataire;projet;horodatage;date_debut;date_fin;nb_lignes\nDGT;DTS;2026-03-01T10:00:00;2025-01-01;2025-12-31;1\n"
HEADERS = [line.headers[0] for line in lines().values()]


def file(folder, text, encoding="utf-8", name="indicateurs.csv"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


def small(header, *rows):
    return META + "\n".join([header, *rows]) + "\n"


def values(official, company):
    return dict(official.values.filter(entity_id=company).select("line", "official").iter_rows())


def faults(official):
    return official.findings.select("rule", "severity", "line", "column").rows()


def rules(official):
    """Rules of the faults, missing columns aside: a small file lacks most of them."""
    return [row[0] for row in faults(official) if row[0] != "official_column_missing"]


@pytest.mark.skipif(not SAMPLE.is_file(), reason="the official sample is not on this machine")
def test_the_sample_is_read_whole():
    official = read(SAMPLE)
    with SAMPLE.open(encoding="utf-8", newline="") as source:
        rows = list(csv.reader(source, delimiter=";"))
    assert official.period == (date(2026, 1, 1), date(2026, 12, 31))
    assert official.year == 2026
    assert official.findings.is_empty()
    assert official.values["entity_id"].n_unique() == len(rows) - 3 == 200
    assert official.values.height == 200 * 70  # 71 columns less the SIREN
    first = values(official, "969502004")
    assert first["workforce"] == 7000
    assert (first["people_annual_men"], first["people_annual_women"]) == (34, 36)
    assert (first["mean_annual_gap"], first["mean_annual_women"], first["mean_annual_men"]) == (-211, 4000107, 3917265)
    assert (first["median_hourly_women"], first["median_hourly_men"]) == (
        2110,
        2087,
    )  # « Taux_globale_annuelle_médiane »
    assert first["variable_median_hourly_women"] == 20  # its header ends with a blank
    assert (first["threshold_hourly_3"], first["quarter_share_hourly_4_men"]) == (2200, 6085)
    assert (first["quality"], first["quality_taux_extremes"]) == (5910, 123)


def test_columns_are_found_by_name_in_any_order_and_a_siren_keeps_its_zero(tmp_path):
    text = small("taux_horaire_variable_median_f ;SIREN;Effectif_RCD", "0,21;032829320;49,97")
    official = read(file(tmp_path, text))
    assert values(official, "032829320") == {"variable_median_hourly_women": 21, "workforce": 4997}
    assert rules(official) == []


def test_an_empty_cell_is_not_computable_and_not_zero(tmp_path):
    official = read(file(tmp_path, small("SIREN;Rem_globale_annuelle_moyenne_ecart", "732829320;")))
    assert values(official, "732829320") == {"mean_annual_gap": None}
    assert rules(official) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings(tmp_path, encoding):
    text = small("SIREN;Rem_globale_annuelle_médiane_F", "732829320;29760,50")
    official = read(file(tmp_path, text, encoding))
    assert values(official, "732829320") == {"median_annual_women": 2976050}


def test_the_newer_file_gives_numbers_of_people_by_quartile(tmp_path):
    header = "SIREN;Quartile1_Rem_globale_annuelle_nb_F;Quartile4_Taux_horaire_global_nb_H"
    official = read(file(tmp_path, small(header, "732829320;3;4")))
    assert values(official, "732829320") == {"quarter_annual_1_women": 3, "quarter_hourly_4_men": 4}


def test_a_file_with_every_column_lacks_none(tmp_path):
    official = read(
        file(tmp_path, small(";".join(["SIREN", *HEADERS]), ";".join(["732829320", *["1"] * len(HEADERS)])))
    )
    assert faults(official) == []


def test_missing_and_new_columns_are_said_and_stop_nothing(tmp_path):
    official = read(file(tmp_path, small("SIREN;Effectif_RCD;Note_interne", "732829320;60;x")))
    assert rules(official) == ["official_column_new"]
    missing = [row[3] for row in faults(official) if row[0] == "official_column_missing"]
    assert "Rem_globale_annuelle_moyenne_ecart" in missing
    assert not any("_nb_" in name for name in missing)  # older files never had them
    assert not as_findings(official.findings).blocking


BAD = [
    ("%PDF-1.4 binary", "official_not_text", "refuse"),
    ("", "official_not_text", "refuse"),
    ("a;b\n1;2\n", "official_no_header", "refuse"),
    (META + "SIREN;Effectif_RCD\n", "official_no_line", "refuse"),
    (small("SIREN;Effectif_RCD;effectif rcd", "732829320;1;2"), "official_column_twice", "refuse"),
    ("SIREN;Effectif_RCD\n732829320;60\n", "official_no_period", "warn"),
    (small("SIREN;Effectif_RCD", "732829320;60", "12A829320;60"), "official_siren", "set_aside"),
    (small("SIREN;Effectif_RCD", "732829320;60", "000000001;6O"), "official_number", "set_aside"),
    (small("SIREN;Effectif_RCD", "732829320;60", "1;5", "000000001;6"), "official_siren_twice", "set_aside"),
    (small("SIREN;Effectif_RCD", "732829320;60", "32829320;60"), "official_zero_lost", "warn"),
    (small("SIREN;Effectif_RCD", "732829320;60", "000000001;60;9"), "cells_wrong", "set_aside"),
]


@pytest.mark.parametrize(("text", "rule", "severity"), BAD, ids=[case[1] for case in BAD])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_fault_says_where_what_why_and_what_to_do(tmp_path, text, rule, severity, lang):
    official = read(file(tmp_path, text))
    found = official.findings.filter(rule=rule)
    assert found["severity"].unique().to_list() == [severity]
    told = as_findings(found).summary(lang).row(0, named=True)
    assert told["where"].startswith("indicateurs.csv")
    assert all(told[part] for part in ("what", "why", "remedy"))
    assert "6O" not in render(as_findings(official.findings), "text", lang)  # the shape of a value, never the value


def test_other_lines_survive_a_bad_one(tmp_path):
    text = small("SIREN;Effectif_RCD", "732829320;60", "000000001;6O", "12A829320;60", "000000002;70;9")
    official = read(file(tmp_path, text))
    assert values(official, "732829320") == {"workforce": 6000}
    assert official.values["entity_id"].unique().to_list() == ["732829320"]
    kept, aside = 1, official.findings.filter(severity="set_aside")["line"].n_unique()
    assert kept + aside == 4
    assert sorted(official.findings.filter(severity="set_aside")["line"]) == [5, 6, 7]


def test_no_such_file():
    with pytest.raises(UsageError) as fault:
        read("nulle-part.csv")
    assert "nulle-part.csv" in fault.value.message("fr")

"""A difference is given a cause only when that cause reproduces the official number; the cause is known by construction."""

from __future__ import annotations

import polars as pl
import pytest
from paid_people import COMPANY, EIGHT, coop

import scop_analytics as scop
from scop_analytics.errors import DataError, UsageError
from scop_analytics.official.causes import explained
from scop_analytics.official.lines import alternatives, lines

META = "destinataire;date_debut;date_fin\nX;2025-01-01;2025-12-31\n"
# By hand (paid_people.EIGHT, a full-time year is 1,820 hours). Annual: women 24,000 30,000 12,000 36,000, mean 25,500;
# men 24,000 36,000 36,000 48,000, mean 36,000. Hourly: the half-timer earns 24,000 over a full-time year, women 28,500 ÷ 1,820.
OURS = {
    "Effectif_F_rem_annuelle_globale": "4", "Effectif_H_rem_annuelle_globale": "4",
    "Effectif_F_taux_horaire_global": "4", "Effectif_H_taux_horaire_global": "4",
    "Rem_globale_annuelle_moyenne_ecart": "0,2917", "Rem_globale_annuelle_moyenne_F": "25500,00", "Rem_globale_annuelle_moyenne_H": "36000,00",
    "Taux_horaire_global_moyen_ecart": "0,2083", "Taux_horaire_global_moyen_F": "15,66", "Taux_horaire_global_moyen_H": "19,78",
    "Rem_globale_annuelle_médiane_ecart": "0,2500", "Rem_globale_annuelle_médiane_F": "27000,00", "Rem_globale_annuelle_médiane_H": "36000,00",
}  # fmt: skip


def beside(folder, changes=None, dossier=None, siren=COMPANY):
    cells = {"SIREN": siren, **OURS, **(changes or {})}
    path = folder / "officiel.csv"
    path.write_text(f"{META}{';'.join(cells)}\n{';'.join(cells.values())}\n", encoding="utf-8")
    return scop.declaration(dossier or coop(), year=2025, official=path)


def causes(declared):
    """Cause and evidence of the lines that the official file gives."""
    given = declared.frame.filter(pl.col("official").is_not_null())
    return {line: (cause, evidence) for line, cause, evidence in given.select("line", "cause", "evidence").iter_rows()}


def test_what_agrees_is_the_same(tmp_path):
    found = causes(beside(tmp_path))
    assert len(found) == len(OURS)
    assert set(found.values()) == {("same", None)}


CONSTRUCTED = {
    # 25,500 ÷ 1,820 = 14.0110: the hour is the year over the hours of a full-time job.
    "pay.hours_basis": ({"Taux_horaire_global_moyen_ecart": "0,2917", "Taux_horaire_global_moyen_F": "14,01"}, "mean_hourly", 3),
    # The half-timer counts for 24,000: women (24,000 + 30,000 + 24,000 + 36,000) ÷ 4 = 28,500.
    "pay.full_time": ({"Rem_globale_annuelle_moyenne_ecart": "0,2083", "Rem_globale_annuelle_moyenne_F": "28500,00"}, "mean_annual", 3),
    # The apprentice counted: women (102,000 + 9,600) ÷ 5 = 22,320; 1 − 22,320 ÷ 36,000 = 0.38.
    "people.contracts": ({"Rem_globale_annuelle_moyenne_ecart": "0,3800", "Rem_globale_annuelle_moyenne_F": "22320,00"}, "mean_annual", 3),
    # The median of five women: 9,600 12,000 24,000 30,000 36,000.
    "people.contracts of medians": ({"Rem_globale_annuelle_médiane_ecart": "0,3333", "Rem_globale_annuelle_médiane_F": "24000,00"}, "median_annual", 3),
    # Both: women (114,000 + 9,600) ÷ 5 = 24,720; 1 − 24,720 ÷ 36,000 = 0.31333.
    "pay.full_time+people.contracts": ({"Rem_globale_annuelle_moyenne_ecart": "0,3133", "Rem_globale_annuelle_moyenne_F": "24720,00"}, "mean_annual", 3),
}  # fmt: skip


@pytest.mark.parametrize("case", CONSTRUCTED)
def test_the_definition_that_reproduces_the_official_values_is_named(tmp_path, case):
    changes, measure, evidence = CONSTRUCTED[case]
    wanted = "+".join(part.split(".")[1] for part in case.split(" ")[0].split("+"))
    found = causes(beside(tmp_path, changes))
    assert found[f"{measure}_gap"] == (wanted, evidence)
    assert found[f"{measure}_women"] == (wanted, evidence)
    assert found[f"{measure}_men"] == ("same", None)
    others = {line: cause for line, cause in found.items() if not line.startswith(measure)}
    assert set(others.values()) == {("same", None)}


def test_numbers_of_people_are_explained_by_who_is_counted(tmp_path):
    found = causes(beside(tmp_path, {"Effectif_F_rem_annuelle_globale": "5"}))
    assert found["people_annual_women"] == ("contracts", 2)
    assert found["people_annual_men"] == ("same", None)


def test_a_definition_must_give_the_amounts_too(tmp_path):
    """A gap alone may be met by chance: with amounts that no definition gives, the difference stays unexplained."""
    # 1 − 27,708.33 ÷ 35,000 = 0.20833, the gap of full-time pays; its amounts are not 28,500 and 36,000.
    changes = {"ecart": "0,2083", "F": "27708,33", "H": "35000,00"}
    found = causes(beside(tmp_path, {f"Rem_globale_annuelle_moyenne_{part}": text for part, text in changes.items()}))
    assert found["mean_annual_gap"] == ("unexplained", None)
    assert found["mean_annual_women"] == ("unexplained", None)


def test_a_gap_that_contradicts_its_own_amounts_is_said(tmp_path):
    declared = beside(tmp_path, {"Rem_globale_annuelle_médiane_ecart": "0,3000"})
    assert causes(declared)["median_annual_gap"] == ("official_inconsistent", None)
    assert declared.findings.filter(rule="official_gap_inconsistent")["column"].to_list() == ["Rem_globale_annuelle_médiane_ecart"]  # fmt: skip


def test_a_figure_on_one_side_only(tmp_path):
    declared = beside(tmp_path, {"Rem_globale_annuelle_médiane_ecart": "", "Effectif_RCD": "9,00"})
    told = {row["line"]: row["cause"] for row in declared.frame.iter_rows(named=True)}
    assert told["median_annual_gap"] == "official_empty"
    alone = [person for person in EIGHT if person[0] not in ("M3", "M4")]  # two men: too few for a gap
    told = causes(beside(tmp_path, dossier=coop(alone)))
    assert told["mean_annual_gap"] == ("ours_absent", None)


def hand_made(official, women=382.88 / 1820, men=318.55 / 1820):
    """One gap and its two amounts: hourly variable pay of a few cents (known case: −20.2 % became −16.7 %)."""
    parts = {"gap": (1 - women / men, official, 10_000), "women": (women, 21, 100), "men": (men, 18, 100)}
    rows = pl.DataFrame(
        [
            {"entity_id": COMPANY, "line": f"variable_mean_hourly_{of}", "measure": "variable_mean_hourly", "band": 0, "of": of, "ours": ours, "official": told, "scale": scale}
            for of, (ours, told, scale) in parts.items()
        ]
    )  # fmt: skip
    keys = ("entity_id", "fiscal_year", "measure", "band", "pay", "people", "share", "of", "number")
    kinds = dict.fromkeys(keys, pl.String) | {"fiscal_year": pl.Int32, "band": pl.Int64, "number": pl.Float64}
    tried = pl.DataFrame(schema=kinds)
    return dict(explained(rows, tried, 2025).select("of", "cause").iter_rows())


def test_a_gap_computed_on_amounts_already_rounded_to_the_cent():
    assert hand_made(-2019) == {"gap": "same", "women": "same", "men": "same"}  # 1 − 382.88 ÷ 318.55 = −0.20195
    assert hand_made(-1667)["gap"] == "rounding_from_cents"  # 1 − 0.21 ÷ 0.18
    assert hand_made(-1500)["gap"] == "unexplained"  # within what 0.21 and 0.18 allow, but not from them


def test_shares_of_an_exact_quarter_are_recognised(tmp_path):
    """Nine people in quarters of 3, 2, 2, 2: a share of n ÷ 4 = 2.25 is another number than a share of the quarter."""
    nine = [*EIGHT[:8], ("M5", "M", "CDI", 5000.0, 1.0)]
    # By the hour W1, W3 and M1 earn the least, alike: they are the first quarter; 2 ÷ 3 and 1 ÷ 3, or 2 ÷ 2.25 and 1 ÷ 2.25.
    heads = [f"Quartile1_Taux_horaire_global_proportion_{sex}" for sex in "FH"]
    ours, quarter = (
        dict(zip(heads, ("0,6667", "0,3333"), strict=True)),
        dict(zip(heads, ("0,8889", "0,4444"), strict=True)),
    )
    lines_of = ("quarter_share_hourly_1_women", "quarter_share_hourly_1_men")
    same = causes(beside(tmp_path, ours, coop(nine)))
    assert [same[line][0] for line in lines_of] == ["same", "same"]
    other = causes(beside(tmp_path, quarter, coop(nine)))
    assert [other[line] for line in lines_of] == [("quarter_of_all", 2)] * 2


def test_a_company_the_file_does_not_name_is_declared_without_comparison(tmp_path):
    declared = beside(tmp_path, siren="000000001")
    assert declared.findings.filter(rule="official_company_absent")["company"].to_list() == [COMPANY]
    assert declared.frame["official"].null_count() == declared.frame.height
    assert declared.value("mean_annual_gap") == 0.2917


def test_a_file_of_another_year_is_refused(tmp_path):
    path = tmp_path / "officiel.csv"
    path.write_text(META.replace("2025", "2024") + f"SIREN;Effectif_RCD\n{COMPANY};9\n", encoding="utf-8")
    with pytest.raises(UsageError) as fault:
        scop.declaration(coop(), year=2025, official=path)
    assert "2024" in fault.value.message("en")


def test_an_unreadable_file_stops_with_all_its_faults(tmp_path):
    path = tmp_path / "officiel.csv"
    path.write_text("a;b\n1;2\n", encoding="utf-8")
    with pytest.raises(DataError) as fault:
        scop.declaration(coop(), official=path)
    assert "SIREN" in fault.value.message("fr")
    assert fault.value.exit_code == 1


def test_every_cause_and_definition_has_words_in_both_languages():
    for axis in ("pay", "people", "share", "causes"):
        for name, told in alternatives()[axis].items():
            assert name == "ours" or set(told["label"]) == {"fr", "en"}
    assert all(set(line.label) == {"fr", "en"} for line in lines().values())
    labels = [line.label["fr"] for line in lines().values()]
    assert len(labels) == len(set(labels))

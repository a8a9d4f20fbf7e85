"""Charts: every shape in two widths, accepted by plotly, light, made of bars and points, in the tokens' colours."""

from __future__ import annotations

import json
import re

import pytest

from scop_analytics.errors import PackageError
from scop_analytics.figures.bullet_rows import BulletRow, bullet_rows
from scop_analytics.figures.diverging import AnswerRow, diverging
from scop_analytics.figures.dot_rows import DotRow, Reference, dot_rows
from scop_analytics.figures.drawing import BYTES_LIMIT, Drawing, Margin, rich
from scop_analytics.figures.exclusion_funnel import Step, exclusion_funnel
from scop_analytics.figures.funnel import FunnelPlot, FunnelWords, Limits, funnel
from scop_analytics.figures.interval_rows import IntervalRow, Sides, interval_rows, reach
from scop_analytics.figures.lines import Level, Line, Trend, lines
from scop_analytics.figures.mark_rows import MarkRow, mark_rows
from scop_analytics.figures.mirror_plot import Mirrored, MirrorWords, mirror_plot
from scop_analytics.figures.paired_rows import PairedRow, paired_rows
from scop_analytics.figures.panels import Panel, Scale, panels
from scop_analytics.figures.pay_bands import Band, pay_bands
from scop_analytics.figures.peer_rows import PeerRow, PeerWords, own_scale, peer_rows
from scop_analytics.figures.people_dots import Dots, people_dots
from scop_analytics.figures.quantile_strip import Quantiles, StripWords, quantile_strip
from scop_analytics.figures.sex_dots import SexDots, sex_dots
from scop_analytics.figures.sex_rows import SexRow, sex_rows
from scop_analytics.figures.spread_rows import SpreadAxis, SpreadRow, spread_rows
from scop_analytics.figures.stacked_rows import Part, StackedRow, stacked_rows
from scop_analytics.figures.tokens import tokens

YEARS = (2022, 2023, 2024, 2025)
TICKS = ("0 %", "25 %", "50 %", "75 %", "100 %")
CHARTS = {
    "dot_rows": dot_rows(
        [DotRow("Salariés", 45.2, "19 sur 42", "(45 %)"), DotRow("Associés", None, "■ Masqué"), DotRow("Conseil", 44.4, "4 sur 9")],
        [Reference(50, "50 %", " : parité"), Reference(45.2, "45 %", "de l’effectif", dotted=True)],
        TICKS,
    ),
    "lines": lines(
        Trend(
            YEARS,
            (Line((75, None, 77, 82), "Votants", "27 sur 33", "18 sur 24"), Line((62, 61, 60, 64), "présents", style="second")),
            (0, 104),
            ((0, "0"), (100, "100 %")),
            levels=(Level(90, "cible"),),
            between="représentés",
            breaks=(2024,),
            break_text="changement de méthode",
        )
    ),
    "sex_rows": sex_rows([SexRow("haut", 3, 7, "3 femmes", "7 hommes"), SexRow("bas", None, None, note="■ Masqué")], 45, "45 %", ": part"),
    "sex_dots": sex_dots(
        [SexDots("Promotion", 5.6, 13.6, "1 sur 18", "3 sur 22"), SexDots("égal", 50, 50, "9 sur 18", "11 sur 22")], ("Femmes", "Hommes"), TICKS
    ),
    "bullet_rows": bullet_rows([BulletRow("Écart", 39, 40, "39 points sur 40"), BulletRow("Retours", None, 15, "non calculable")]),
    "stacked_rows": stacked_rows(
        [StackedRow("2025", (Part(46, "46 €"), Part(42, "42 €"), Part(12, "12 €"))), StackedRow("2024", note="déficit")],
        ["travail", "coopérative", "capital"],
        bracket=(2, "27 sur 36"),
    ),
    "diverging": diverging([AnswerRow("Femmes", (5, 6, 9, 21, 26)), AnswerRow("Hommes", (0, 0, 0, 2, 3))], "←", "→", list("abcde")),
    "interval_rows": interval_rows(
        [IntervalRow("moyenne", 7.6, -7.8, 20.5, "7,6 %"), IntervalRow("médiane", None, None, None, "■ Masqué")],
        Sides("égalité", "hommes", "femmes", 5, "5 % : seuil, par catégorie"),
    ),
    "exclusion_funnel": exclusion_funnel([Step("en paie", 49, "49"), Step("compté", 40, "40", "−9", focus=True), Step("groupe", None, "■")]),
    "quantile_strip": quantile_strip(
        [Quantiles("2025", (2030, 2320, 2740, 3310, 3920), ("a", "b", "c", "d", "e")), Quantiles("2024", (1980, 2250, 2650, 3230, 3870))],
        StripWords("bas", "milieu", "haut", "moitié"),
        [(2000, "2 000"), (3000, "3 000"), (4000, "4 000 €")],
    ),
    "pay_bands": pay_bands([Band("3 000 et plus", 9, "9"), Band("moins", None, "■ Masqué")]),
    "spread_rows": spread_rows(
        [
            SpreadRow("Ensemble", "120 coopératives", 40, 55, 75, "55 %", strong=True),
            SpreadRow("Par taille"),
            SpreadRow("10 à 49 salariés", "9 coopératives", None, 60, None, "60 %"),
            SpreadRow("250 et plus", "3 coopératives", text="■ Masqué"),
        ],
        SpreadAxis((0, 100), [(0, "0 %"), (50, "50 %"), (100, "100 %")], "la moitié", "médiane"),
    ),
    "paired_rows": paired_rows(
        [PairedRow("1 à 9", 60, 12, "72 (60 %)", "300 (12 %)"), PairedRow("250 et plus", 5, None, "6 (5 %)", "■ Masqué")],
        ("coopératives", "emplois"),
    ),
    "mark_rows": mark_rows(
        [MarkRow("Ensemble", (40, 38.5, 44, 30), strong=True), MarkRow("Construction", (12, 15, None, None))],
        ("salariés", "associés", "conseil", "dirigeants"),
        TICKS,
    ),
    "mirror_plot": mirror_plot(
        [Mirrored(0, 20, 12, "12 %"), Mirrored(20, 100, 41.5, "41,5 %")],
        MirrorWords("effectif", "conseil", "égalité", TICKS),
    ),
    "people_dots": people_dots([Dots(6, "6 ont pris"), Dots(9, "9 non", full=False)]),
    "peer_rows": peer_rows(
        [
            PeerRow("Sociétariat", "vers le haut", 52, 60, 69, 74, 71, "74 %", "au-dessus", strong=True),
            PeerRow("Conseil", "vers l'équilibre", 40, 40, 40, 44, None, "44 %", "au-dessus"),
        ],
        PeerWords("vous en 2025", "vous en 2024", "la moitié des pairs", "médiane", ("← plus bas", "médiane", "plus haut →")),
    ),
    "funnel": funnel(
        FunnelPlot(
            [Limits(5, -60, -40, 45, 65), Limits(50, -20, -12, 18, 24), Limits(1000, -2, 0, 6, 8)], 4.2, (40, 7.6), [(10, 12), (50, -3)],
            [(-50, "−50 %"), (0, "0 %"), (50, "50 %")],
        ),
        FunnelWords("Écart horaire", "Personnes", "moyenne du<br>réseau : 4,2 %", "95 %", "99,8 %", "Vous : 7,6 %", "40 personnes"),
    ),
    "panels": panels(
        [Panel(f"m{n}", "moyenne", (9.8, None, 8.5, 7.6), "9,8", "7,6", (-7, -8, -6, -7.8), (27, 24, 24, 20.5)) for n in range(4)],
        YEARS,
        Scale((-20, 38), ((-20, "−20"), (0, "0"), (20, "20 %"))),
    ),
}  # fmt: skip


def texts(plot):
    return [label["text"] for label in plot["layout"]["annotations"]]


@pytest.mark.parametrize("shape", CHARTS)
@pytest.mark.parametrize("layout", ["wide", "phone"])
def test_plotly_accepts_both_layouts_of_every_shape(shape, layout):
    figure = CHARTS[shape].figure(layout)
    assert len(figure.data) >= 1
    assert {trace.type for trace in figure.data} <= {"bar", "scatter"}
    assert figure.layout.width == tokens().width[layout]


@pytest.mark.parametrize("shape", CHARTS)
def test_a_figure_is_light_and_holds_no_default_template(shape):
    chart = CHARTS[shape]
    assert chart.weight <= BYTES_LIMIT
    for plot in (chart.wide, chart.phone):
        assert "template" not in plot["layout"]
        assert json.loads(json.dumps(plot, allow_nan=False)) == json.loads(json.dumps(plot))


@pytest.mark.parametrize("shape", CHARTS)
def test_no_text_is_smaller_than_twelve_pixels_and_no_colour_is_outside_the_palette(shape):
    palette = {code.lower() for code in tokens().colour.values()}
    for plot in (CHARTS[shape].wide, CHARTS[shape].phone):
        assert all(label["font"]["size"] >= tokens().size["minimum"] for label in plot["layout"]["annotations"])
        used = set(re.findall(r"#[0-9a-fA-F]{6}", json.dumps(plot)))
        assert {code.lower() for code in used} <= palette


def test_a_masked_row_is_drawn_as_its_words_and_never_as_zero():
    plot = CHARTS["dot_rows"].wide
    assert any("Masqué" in text for text in texts(plot))
    assert [len(trace["x"]) for trace in plot["data"]] == [2]  # two dots for three rows
    assert 0 not in plot["data"][0]["x"]


def test_points_that_cannot_be_computed_leave_the_bar_hollow():
    plot = CHARTS["bullet_rows"].wide
    assert [trace["x"] for trace in plot["data"]] == [[39]]
    assert [(shape["x0"], shape["x1"]) for shape in plot["layout"]["shapes"]] == [(0, 40), (0, 15)]


def test_women_and_men_keep_their_symbol_on_one_axis():
    men, women = CHARTS["sex_dots"].wide["data"]
    assert (men["marker"]["symbol"], women["marker"]["symbol"]) == ("diamond", "circle")
    assert (men["x"], women["x"]) == ([13.6, 50], [5.6, 50])
    assert men["marker"]["size"] > women["marker"]["size"]  # equal shares: both are seen


def test_each_row_of_peers_has_its_own_scale_and_keeps_the_reader_on_the_sheet():
    row = PeerRow("", "", 52, 60, 70, 74, None, "", "")
    assert own_scale(row, 60) == 0
    assert own_scale(row, 70) == pytest.approx(0.55)
    assert own_scale(row, 52) == pytest.approx(-0.44)  # eight tenths of the farther quarter
    assert (own_scale(row, 500), own_scale(row, -500)) == (1, -1)
    alike = PeerRow("", "", 40, 40, 40, 44, None, "", "")
    assert (own_scale(alike, 44), own_scale(alike, 40), own_scale(alike, 3)) == (0.55, 0, -0.55)


def test_the_axis_of_a_funnel_holds_every_limit_and_dot():
    limits = [Limits(5, -60, -40, 45, 65), Limits(50, -20, -12, 18, 24)]
    assert FunnelPlot(limits, 4, (40, 90), [(10, -71)], [(0, "0")]).reach == (-71, 90)
    assert FunnelPlot(limits, 4, (40, 7), [], [(0, "0")]).reach == (-60, 65)


def test_a_code_is_no_ordinal():
    assert rich("PAY-20e, la 2e page") == "PAY-20e, la 2<sup>e</sup> page"


def test_a_missing_year_breaks_the_line():
    focus = next(trace for trace in CHARTS["lines"].wide["data"] if trace.get("line", {}).get("width") == 3)
    assert focus["y"] == [75, None, None, 77, 82]  # no number in 2023, then another method from 2024 on


def test_quarters_are_shares_of_their_row():
    bars = [trace for trace in CHARTS["sex_rows"].wide["data"] if trace["type"] == "bar"]
    women, men = bars
    assert round(women["x"][0]) == 30  # 3 of 10, less the white gap
    assert round(men["base"][0] + men["x"][0]) == 100
    assert "pattern" in men["marker"]  # hatched: the sex is not said by colour alone
    assert "pattern" not in women["marker"]


def test_the_axis_of_intervals_is_symmetric_and_never_clips():
    rows = [IntervalRow("a", 9.2, -12.1, 28.8, ""), IntervalRow("b", None, None, None, "")]
    assert reach(rows) == 30
    assert reach([IntervalRow("a", 1, -41, 2, "")]) == 50
    assert CHARTS["interval_rows"].wide["layout"]["xaxis"]["range"] == [-30, 30]


def test_more_than_fifteen_people_are_not_drawn_one_by_one():
    with pytest.raises(PackageError):
        people_dots([Dots(10, "a"), Dots(6, "b")])


def test_labels_escape_markup_but_keep_ordinals_and_bold():
    assert rich("2e quart <i>x</i> & co") == "2<sup>e</sup> quart &lt;i>x&lt;/i> &amp; co"
    assert rich("<b>3</b> femmes") == "<b>3</b> femmes"
    assert rich("réf. 7c1e90ab") == "réf. 7c1e90ab"


def luminance(code):
    parts = [int(code[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("role", ["ink", "text2", "text3", "women", "men_text", "target", "alert"])
def test_text_colours_have_a_contrast_of_four_and_a_half_on_paper(role):
    assert contrast(tokens().colour[role], "#FFFFFF") >= 4.5


@pytest.mark.parametrize(
    ("mark", "over", "least"),
    [
        ("women", "men", 3),
        ("men", "paper", 3),
        ("on_men", "men", 4.5),
        ("paper", "women", 4.5),
        ("on_men", "mid", 4.5),
        ("ink", "pale", 4.5),
    ],
)
def test_marks_and_their_labels_stay_apart(mark, over, least):
    assert contrast(tokens().colour[mark], tokens().colour[over]) >= least


# Viénot, Brettel and Mollon (1999), applied to linear light: what people without one kind of cone see.
DEFICIENCY = {
    "protan": ((0.11238, 0.88762, 0), (0.11238, 0.88762, 0), (0.00401, -0.00401, 1)),
    "deutan": ((0.29275, 0.70725, 0), (0.29275, 0.70725, 0), (-0.02234, 0.02234, 1)),
}


def seen(code, matrix):
    parts = [int(code[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return [sum(weight * part for weight, part in zip(row, linear, strict=True)) for row in matrix]


def lab(linear):
    red, green, blue = linear
    xyz = (
        (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505,
        0.2126 * red + 0.7152 * green + 0.0722 * blue,
        (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089,
    )
    x, y, z = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("kind", DEFICIENCY)
def test_women_and_men_differ_for_people_who_do_not_see_all_colours(kind):
    women, men = (lab(seen(tokens().colour[sex], DEFICIENCY[kind])) for sex in ("women", "men"))
    assert sum((a - b) ** 2 for a, b in zip(women, men, strict=True)) ** 0.5 >= 40


def test_any_indicator_draws_itself_from_results():
    import scop_analytics as scop
    from scop_analytics import places

    results = scop.compute(scop.load(places.samples() / "coop_9"))
    figure = scop.figures.trend(results, "headcount")
    assert [trace.type for trace in figure.data] == ["scatter", "scatter"]
    assert list(figure.data[0].y) == [results.value("headcount", year) for year in results.years]
    assert figure.layout.title.text == "Effectif à la clôture"


def test_nothing_is_drawn_finer_than_the_eye_reads():
    """Five significant digits: the leak scan takes six for a figure."""
    sheet = Drawing(wide=True, height=100, margin=Margin(), x=(0, 10), y=(0, 5000))
    sheet.bar(1 / 3, 4.261904761904762, 2451.37, "black")
    sheet.points([100 / 30, None], [1873.42, None], "black")
    sheet.rule((2 / 3, 0), (2 / 3, 1), "black", paper="y")
    sheet.text("2e", 1 / 7, 2451.37)
    sheet.margin_text("a", 1 / 3)
    plot = sheet.json()
    bar, points = plot["data"]
    assert (bar["base"], bar["x"], bar["y"]) == ([0.33333], [4.2619], [2451.4])
    assert (points["x"], points["y"]) == ([3.3333, None], [1873.4, None])
    assert plot["layout"]["shapes"][0]["x0"] == 0.66667
    label, margin = plot["layout"]["annotations"]
    assert (label["x"], label["y"]) == (0.14286, 2451.4)
    assert (margin["x"], margin["y"]) == (0, 0.33333)


def test_words_of_a_level_stay_on_a_phone():
    """Eighteen letters of 6.6 pixels do not fit in a margin of 104: they stand over the end of their line."""
    trend = Trend(
        (2024, 2025), (Line((2.5, 2.4), "2.4 times"),), (1, 4), (), levels=(Level(3.0, "voted ceiling: 3.0"),)
    )
    (label,) = (each for each in lines(trend).phone["layout"]["annotations"] if each["text"].startswith("voted"))
    assert (label["xanchor"], label["yanchor"], label["xref"]) == ("right", "bottom", "paper")


def test_a_long_group_takes_two_lines_on_a_phone_and_its_row_grows():
    """Fifty letters do not fit beside the number of a phone."""
    axis = SpreadAxis((0, 100), [(0, "0 %"), (100, "100 %")], "moitié", "médiane")
    short, long = (
        spread_rows([SpreadRow(name, "36 coopératives", 40, 55, 75, "55 %")], axis)
        for name in ("Construction", "Activités spécialisées, scientifiques et techniques")
    )
    texts = {part for label in long.phone["layout"]["annotations"] for part in label["text"].split("<br>")}
    assert {"Activités spécialisées, scientifiques", "et techniques"} <= texts
    assert long.phone["layout"]["height"] == short.phone["layout"]["height"] + 17
    assert long.wide["layout"]["height"] == short.wide["layout"]["height"]

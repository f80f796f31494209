"""Charts of trends, of changes and of groups by indicators: what they draw, in colours that everybody can tell apart."""

import itertools
import re
import struct
from collections import Counter
from xml.etree import ElementTree

import numpy as np
import pytest
from numpy.typing import NDArray

from survey.periods import Quarter
from survey.reports.chart_model import (
    ChangeChart,
    ChangeLine,
    Chart,
    HeatCell,
    HeatMap,
    HeatRow,
    LikertChart,
    LikertRow,
    Tile,
    TileMap,
    TrendChart,
    TrendPoint,
    TrendSeries,
)
from survey.reports.charts import draw, draw_png, draw_svg
from survey.reports.charts.colours import NO_ANSWER, SERIES, SERIES_DASHES, SERIES_MARKERS, contrast
from survey.reports.charts.heat_map import heat_fill
from survey.reports.charts.tile_map import tile_fill
from survey.reports.charts.trend_chart import LineName, labelled_points, runs, spread
from survey.reports.document_model import Figure, FigureGroup, Meta, Report, ReportSection
from survey.reports.report_numbers import numerals, report_numbers
from survey.text import Text


def both(words: str) -> Text:
    return Text.of(kk=words, ru=words)


X = both("х")


def point(position: int, value: float | None, **more: object) -> TrendPoint:
    ends = (None, None) if value is None else (value - 3, value + 3)
    return TrendPoint(position, both("т"), value, *ends, **more)  # type: ignore[arg-type]


def trends(*lines: TrendSeries) -> TrendChart:
    return TrendChart(lines, "percent", (0, 100), ((45.0, both("шек")),), both("үзіліс"), X)


ONE = trends(TrendSeries(both("Сенім"), (point(0, 41.2), point(1, 52.4), point(3, 61.5, publish="low")), breaks=(1,)))
SEVERAL = trends(
    *(TrendSeries(both(name), tuple(point(at, start + at) for at in range(4))) for name, start in zip("абв", (71.3, 20.6, 22.1), strict=True))
)  # fmt: skip
HEAT = HeatMap(
    (both("Бірінші"), both("Екінші"), both("Үшінші")),
    (
        HeatRow(both("Қала"), (HeatCell(88.0, 81.0, 93.0, "ok", True), HeatCell(90.4, 50.0, 99.0), HeatCell(12.0, 2.0, 33.0, "low"))),
        HeatRow(both("Ауыл"), (HeatCell(77.7, 1.0, 2.0, "hidden", True), HeatCell(None), HeatCell(21.0, 14.0, 29.0, "ok", True))),
    ),
    "percent", (0, 100), both("боялған"), X,
)  # fmt: skip
CHANGES = ChangeChart(
    (
        ChangeLine(both("Бір"), 38.0, 49.8, (33.0, 43.0), (45.0, 54.0), True, both("өсті")),
        ChangeLine(both("Екі"), None, 14.4, None, (11.0, 18.0), False, both("белгісіз")),
        ChangeLine(both("Үш"), 77.7, 78.8, (1.0, 2.0), (3.0, 4.0), True, both("өсті 66,6"), "hidden"),
    ),
    "percent", (0, 100), both("бұрын"), both("қазір"), X,
)  # fmt: skip
TILES = TileMap(
    (Tile(both("Қала"), 0, 0, 90.0, "ok"), Tile(both("Ауыл"), 1, 0, 88.0, "ok", is_same=True)),
    "percent", (30, 50, 70), both("аз"), X, both("өңірге тең болуы мүмкін"),
)  # fmt: skip
CHARTS: dict[str, Chart] = {"one": ONE, "several": SEVERAL, "heat": HEAT, "changes": CHANGES}


def words_in(svg: str) -> list[str]:
    return ["".join(text.itertext()) for text in ElementTree.fromstring(svg).iter("text")]


def drawn_numbers(svg: str) -> Counter[str]:
    return Counter(shown for word in words_in(svg) for shown, _ in numerals(word, "kk"))


@pytest.mark.parametrize("name", CHARTS)
def test_a_telephone_has_the_same_numbers_in_less_width(name: str) -> None:
    """350 pixels; narrow heat maps repeat no value, only names."""
    wide, narrow = (draw(CHARTS[name], "kk", narrow=one) for one in (False, True))
    assert 'width="350"' in narrow
    assert drawn_numbers(narrow) == drawn_numbers(wide) != Counter()


def test_numbers_of_charts_are_listed_as_they_are_drawn() -> None:
    """Every number of the drawing is in the list, and no other; not those of hidden lines."""
    figures = tuple(Figure(name, X, chart, X) for name, chart in CHARTS.items())
    meta = Meta(X, Quarter.parse("2018Q1"), X, X, (), X, X, ("kk", "ru"))
    listed = report_numbers(Report(meta, (ReportSection("s", X, (FigureGroup(figures),)),)))
    for name, chart in CHARTS.items():
        shown = Counter(one.shown["kk"] for one in listed if one.block == name)
        assert shown == drawn_numbers(draw(chart, "kk")), name
    assert not {"77,7", "78,8", "66,6"} & {one.shown["kk"] for one in listed}


def test_a_missing_wave_and_a_break_interrupt_the_line() -> None:
    """Waves 0, 1 and 3, not comparable from 1 on: three parts."""
    assert [[one.position for one in run] for run in runs(ONE.lines[0])] == [[0], [1], [3]]
    whole = TrendSeries(X, (point(0, 40.0), point(1, 41.0), point(2, 42.0, publish="hidden"), point(3, 43.0)))
    assert [[one.position for one in run] for run in runs(whole)] == [[0, 1], [3]]


def test_several_lines_are_labelled_at_their_end_and_one_line_at_every_point() -> None:
    assert list(labelled_points(ONE)) == [(0, 0), (0, 1), (0, 2)]
    assert list(labelled_points(SEVERAL)) == [(0, 3), (1, 3), (2, 3)]
    assert "61,5*" in words_in(draw(ONE, "kk"))


def test_names_of_lines_do_not_lie_on_each_other() -> None:
    placed = spread([LineName(100.0 + at, ("а", "б"), at) for at in range(5)])
    assert [one.series for one in placed] == [0, 1, 2, 3, 4]
    assert min(after.y - before.y for before, after in itertools.pairwise(placed)) >= 32


def test_a_value_that_may_be_equal_to_the_region_has_no_colour() -> None:
    """The higher value is pale, because its interval is wide; likewise tiles."""
    fills = [heat_fill(HEAT, cell) for row in HEAT.rows for cell in row.cells]
    assert [fill == "#ffffff" for fill in fills] == [False, True, True, True, True, False]
    different, same = (tile_fill(TILES, tile) for tile in TILES.tiles)
    assert contrast(same, "#ffffff") < 1.1 < contrast(different, "#ffffff")
    assert "өңірге тең болуы мүмкін" in words_in(draw(TILES, "kk"))


def test_only_an_established_change_is_bold() -> None:
    bold = re.findall(r'font-weight="600">([^<]+)<', draw(CHANGES, "kk"))
    assert bold == ["49,8", "өсті"]


def test_an_image_is_the_same_bytes_twice_and_as_large_as_asked() -> None:
    """No date, no name of a program, letters of dollars as letters."""
    chart = trends(
        TrendSeries(both("$x$"), (point(0, 40.0), point(1, 41.0))), TrendSeries(both("ә"), (point(0, 60.0),))
    )
    first, second = draw_png(chart, "kk", scale=2), draw_png(chart, "kk", scale=2)
    assert first == second
    assert b"atplotlib" not in first
    assert struct.unpack(">II", first[16:24]) == (1520, 584)


def test_an_image_has_words() -> None:
    """The same chart with other words is another image."""
    pictures = {
        draw_png(trends(TrendSeries(both(name), (point(0, 40.0),)), *SEVERAL.lines), "kk", scale=1) for name in "әғ"
    }
    assert len(pictures) == 2


def test_a_file_of_a_drawing_names_its_font_and_its_namespace() -> None:
    root = ElementTree.fromstring(draw_svg(HEAT, "kk", font='A "b"'))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.get("font-family") == 'A "b"'


@pytest.mark.parametrize("narrow", [False, True])
def test_many_missing_answers_have_room_before_the_balance(narrow: bool) -> None:
    """Bars of answers and of missing answers shrink together; the number between them and the balance is free of both."""
    rows = (LikertRow(both("Сот"), (20.0, 20.0), 45.0, 15.0, 11.0), LikertRow(both("Ел"), (95.0, 2.0), 2.0, 1.0, 93.0))
    chart = LikertChart(rows, (both("иә"), both("жоқ")), (1, -1), X, X, X, X, X)
    svg = draw(chart, "kk", narrow=narrow)
    place = {text.text: float(text.get("x", "0")) for text in ElementTree.fromstring(svg).iter("text")}
    assert place["60"] + 2 * 8 < place["+11"] - 3 * 8
    boxes = [box for box in ElementTree.fromstring(svg).iter("rect") if box.get("fill") == NO_ANSWER[1]]
    assert len(boxes) == 3  # one of them in the legend
    assert max(float(box.get("x", "0")) + float(box.get("width", "0")) for box in boxes) < place["60"]


SIGHT = {
    "usual": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
}
"""Machado, Oliveira and Fernandes (2009), table 1: how linear light is seen, severity 1."""


def seen(colour: str, sight: str) -> NDArray[np.float64]:
    """CIE L*a*b* (D65) of a colour as it is seen."""
    parts = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    light = np.clip(
        np.array(SIGHT[sight]) @ np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4), 0, 1
    )
    matrix = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = matrix @ light / np.array([0.9505, 1.0, 1.089])
    root = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


@pytest.mark.parametrize("sight", SIGHT)
def test_lines_are_told_apart_by_every_reader(sight: str) -> None:
    """A distance of 25 in L*a*b* is ten times what is just seen; in grey, marks and strokes tell them apart."""
    far = [np.linalg.norm(seen(one, sight) - seen(other, sight)) for one, other in itertools.combinations(SERIES, 2)]
    assert len(far) == 15
    assert min(far) > 25
    assert len(set(SERIES_MARKERS)) == len(set(SERIES_DASHES)) == len(SERIES)
    assert min(contrast(colour, "#ffffff") for colour in SERIES) >= 4.5

"""What the charts draw."""

import itertools
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from survey.reports import ReportInput, build_report
from survey.reports.chart_model import DotChart, DotRow, LikertChart, LikertRow
from survey.reports.charts import draw
from survey.reports.charts.colours import NEGATIVE, NO_ANSWER, POSITIVE, STATUS_COLOURS, TILE_CLASSES, contrast, text_on
from survey.reports.charts.likert_chart import LikertLayout, colours, segments
from survey.text import Text

WORD = Text.of(kk="ә", ru="я")


def dots(*rows: DotRow) -> DotChart:
    return DotChart(rows, "percent", (0, 100), None, (), WORD, WORD, Text.of(kk="х", ru="х"))


def likert(*rows: LikertRow) -> LikertChart:
    return LikertChart(rows, (WORD,) * 5, (1, 1, 0, -1, -1), WORD, WORD, WORD, WORD, WORD)


def words_in(svg: str) -> list[str]:
    return ["".join(text.itertext()) for text in ElementTree.fromstring(svg).iter("text")]


def test_every_chart_is_well_formed_and_refers_to_nothing_outside(facts: ReportInput) -> None:
    """No addresses, no comments, no scripts; every reference is met inside."""
    figures = build_report(facts).figures
    assert len(figures) > 8
    for figure in figures:
        svg = draw(figure.chart, "kk")
        root = ElementTree.fromstring(svg)
        assert "http" not in svg
        assert "<!--" not in svg
        met = {element.get("id") for element in root.iter()}
        assert set(re.findall(r'(?:url\(|href=")#([^")]+)', svg)) <= met


def test_drawings_have_no_names_that_could_collide_on_a_page(facts: ReportInput) -> None:
    """Nothing in a drawing is referred to, so that drawings on one page need no names."""
    drawn = "".join(draw(figure.chart, "ru") for figure in build_report(facts).figures)
    assert len(re.findall("<svg", drawn)) > 8
    assert re.findall(r' id="|href=|url\(', drawn) == []


def test_every_letter_has_a_glyph_in_a_common_font(facts: ReportInput) -> None:
    """Kazakh letters, minus, dashes: nothing exotic stands in a chart."""
    from matplotlib.font_manager import findfont, get_font

    known = set(get_font(findfont("DejaVu Sans")).get_charmap())
    drawn = "".join(
        "".join(words_in(draw(figure.chart, language)))
        for figure in build_report(facts).figures
        for language in ("kk", "ru")
    )
    assert set("әғқңөұүһі") - set(drawn.lower()) <= {"һ"}
    assert {letter for letter in drawn if ord(letter) not in known} == set()


def test_a_hidden_row_shows_its_name_and_the_sign_for_hidden() -> None:
    """No dot, no interval, no number of interviews."""
    svg = draw(dots(DotRow(Text.of(kk="Текелі", ru="Текели"), publish="hidden")), "ru")
    assert [word for word in words_in(svg) if word not in {"0", "20", "40", "60", "80", "100", "я"}] == ["Текели", "х"]


def test_a_low_base_has_an_asterisk_and_a_broken_line() -> None:
    """Told in words, sign and line, not by colour."""
    row = DotRow(WORD, 40.0, 20.0, 60.0, 25, "insufficient_data", "low")
    svg = draw(dots(row), "kk")
    assert "40,0*" in words_in(svg)
    assert "stroke-dasharray" in svg


def test_dollars_and_angle_brackets_in_a_name_are_letters() -> None:
    """No formula, no markup."""
    name = "<script>$x$</script>"
    svg = draw(dots(DotRow(Text.of(kk=name, ru=name), 40.0, 20.0, 60.0, 25)), "kk")
    assert "<script" not in svg
    assert "".join(words_in(svg)).count("$x$") == 1


def test_negative_answers_lie_left_of_the_middle_and_neutral_ones_across_it() -> None:
    """Shares 30, 20, 10, 25, 5: 5 either side for the neutral, then outwards by strength."""
    row = LikertRow(WORD, (30.0, 20.0, 10.0, 25.0, 5.0), 6.0, 4.0, 20.0)
    placed = [(start, width) for start, width, _ in segments(likert(row), row)]
    assert placed == [(5.0, 20.0), (25.0, 30.0), (-5.0, 10.0), (-30.0, 25.0), (-35.0, 5.0)]


def test_the_strongest_answers_are_the_darkest() -> None:
    """Blue for positive, red for negative, outwards darker."""
    assert colours((1, 1, -1, -1)) == [POSITIVE[0], POSITIVE[1], NEGATIVE[1], NEGATIVE[0]]


@pytest.mark.parametrize("fill", [*TILE_CLASSES, *POSITIVE, *NEGATIVE, *NO_ANSWER])
def test_numbers_can_be_read_on_every_fill(fill: str) -> None:
    """WCAG 2.1: at least 4.5 to 1."""
    assert contrast(fill, text_on(fill)) >= 4.5


@pytest.mark.parametrize("colour", sorted(set(STATUS_COLOURS.values())))
def test_statuses_can_be_read_on_white(colour: str) -> None:
    """WCAG 2.1: at least 4.5 to 1."""
    assert contrast(colour, "#ffffff") >= 4.5


def test_the_same_chart_is_the_same_bytes(facts: ReportInput) -> None:
    """No date, no chance."""
    chart = build_report(facts).figures[0].chart
    assert draw(chart, "kk") == draw(replace(chart), "kk")


def test_long_names_of_a_battery_do_not_run_into_each_other() -> None:
    """Each bar is as far from the next as the lines of their names need."""
    name = Text.of(ru="Областные управления образования, здравоохранения и социальной защиты населения " * 2)
    row = LikertRow(name, (25.0, 25.0, 25.0, 25.0), 0.0, 0.0, 0.0)
    layout = LikertLayout.of(likert(row, row, row), "ru")
    ends = [
        (middle - 1.15 * 13 * len(lines) / 2, middle + 1.15 * 13 * len(lines) / 2) for middle, lines in layout.names
    ]
    assert all(len(lines) > 4 for _, lines in layout.names)
    assert all(below > above for (_, above), (below, _) in itertools.pairwise(ends))
    assert ends[-1][1] <= layout.bottom

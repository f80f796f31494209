"""The sentence on differences between districts is earned, and districts are ranked only where they differ."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from survey.indicators.unit_differences import differences, model_based_values
from survey.reports import Report, ReportInput, build_report
from survey.reports.chart_model import TileMap
from survey.reports.district_differences import VERDICT_WORDS
from survey.reports.document_model import Paragraph, ReportTable
from survey.reports.number_format import number
from survey.reports.phrases import Phrases
from tests.reports.example_wave import with_row

SAID = {
    "differ": ("различия больше, чем объясняет", "түсіндірілетіннен үлкен"),
    "alike": ("неотличимы от случайных", "ажырату мүмкін емес"),
    "unclear": ("сказать, есть ли различия", "бар-жоғын айту мүмкін емес"),
}
"""Words of each sentence in ru and kk."""
SCATTER = {"differ": (12.0, 2.0), "alike": (0.3, 2.0), "unclear": (6.0, 6.0)}
"""Standard deviation of the estimates and their standard error, which lead to each verdict."""


def with_districts(facts: ReportInput, scatter: float, error: float = 2.0, **changed: Any) -> ReportInput:
    """The facts with estimates of the index in 19 districts, and what follows from them."""
    wave = np.sin(np.arange(19) * 2.4)
    estimate = 65 + scatter * wave / wave.std()
    cells = pd.DataFrame(
        {
            "indicator": "ISI", "domain": "unit", "level": [str(at + 1) for at in range(19)], "estimate": estimate,
            "se": error, "df": 3.0, "n": 40, "spread": 160.0, "deff_pooled": 1.0, "df_pooled": 57.0, "weight": 1.0,
            "n_psus": 4, "psus_whole": True, "publish": "ok",
        }
    ).assign(**changed)  # fmt: skip
    definitions = facts.table.indicators
    tests = differences(cells, definitions)
    models = model_based_values(cells, tests, definitions)
    frame = facts.table.frame.copy()
    here = (frame["indicator"] == "ISI") & (frame["domain"] == "unit")
    frame.loc[here, "estimate"], frame.loc[here, "n"], frame.loc[here, "publish"] = estimate, 40, "ok"
    table = replace(facts.table, frame=frame, differences=tests, small_areas=models)
    return replace(facts, table=table, district_indicators=("ISI",), previous=None)


def test_english_has_all_sentences() -> None:
    """The shipped questionnaire has no English names, so that no report of it is in English."""
    for key in VERDICT_WORDS.values():
        text = Phrases(("en",)).say(key, sd="2", low="1", high="3")["en"]
        assert "3" in text
        assert "{" not in text


def said(report: Report, language: str) -> str:
    """Everything the section on districts says in a language."""
    blocks = next(one.blocks for one in report.sections if one.id == "districts")
    return " ".join(block.text[language] for block in blocks if isinstance(block, Paragraph))


def table_of(report: Report) -> ReportTable:
    return next(one for one in report.tables if one.id == "districts_ISI")


def map_of(report: Report) -> tuple[TileMap, str]:
    figure = next(one for one in report.figures if one.id == "map_ISI")
    assert isinstance(figure.chart, TileMap)
    return figure.chart, figure.title["ru"]


@pytest.mark.parametrize("verdict", list(SAID))
def test_each_sentence_is_said_where_it_is_true_and_nowhere_else(facts: ReportInput, verdict: str) -> None:
    report = build_report(with_districts(facts, *SCATTER[verdict]))
    for at, language in enumerate(("ru", "kk")):
        text = said(report, language)
        assert [name for name, words in SAID.items() if words[at] in text] == [verdict]


@pytest.mark.parametrize("verdict", list(SAID))
def test_the_sentence_gives_the_numbers_of_the_test(facts: ReportInput, verdict: str) -> None:
    given = with_districts(facts, *SCATTER[verdict])
    test = given.table.differences.iloc[0]
    text = said(build_report(given), "ru")
    names = ("between_sd", "between_low", "between_high") if verdict == "differ" else ("between_high",)
    assert all(number(test[name], "ru", 1) in text for name in names)


def test_nothing_is_said_without_a_test(facts: ReportInput) -> None:
    text = said(build_report(with_districts(facts, 12.0, n_psus=2)), "ru")
    assert not any(words[0] in text for words in SAID.values())
    assert "обычно 40 интервью" in text


@pytest.mark.parametrize("verdict", list(SAID))
def test_districts_are_ranked_only_where_they_differ(facts: ReportInput, verdict: str) -> None:
    """By their model-based values; otherwise they stand as in the questionnaire."""
    report = build_report(with_districts(facts, *SCATTER[verdict]))
    rows = table_of(report).rows
    assert rows[-1].id == "region"
    listed = [row.id for row in rows[:-1]]
    if verdict == "differ":
        values = [row.cells[-1].value or 0.0 for row in rows[:-1]]
        assert values == sorted(values, reverse=True)
        assert listed != [str(at + 1) for at in range(19)]
    else:
        assert listed == [str(at + 1) for at in range(19)]
    assert ("начиная с лучшего" in said(report, "ru")) == (verdict == "differ")


def test_model_based_values_are_marked(facts: ReportInput) -> None:
    """In the table by their column and a note, in the map by its title; they have no level."""
    given = with_districts(facts, 12.0)
    report = build_report(given)
    table = table_of(report)
    assert table.columns[-1].heading["ru"] == "Значение по модели"
    assert any("сдвинута к общему среднему" in note["ru"] for note in table.notes)
    assert all(row.cells[-1].status is None for row in table.rows)
    chart, title = map_of(report)
    assert title.endswith("значения по модели")
    model = given.table.small_areas["model"].tolist()
    assert [tile.value for tile in chart.tiles] == pytest.approx(model)
    assert table.rows[-1].cells[-1].value is None


def test_a_hidden_district_has_no_model_based_value(facts: ReportInput) -> None:
    given = with_row(with_districts(facts, 12.0), "ISI", "unit", "3", publish="hidden", n=5)
    report = build_report(given)
    cells = {row.id: row.cells[-1] for row in table_of(report).rows}
    assert cells["3"].value is None
    assert cells["3"].publish == "hidden"
    assert map_of(report)[0].tiles[2].value is None


def test_the_map_does_not_mix_kinds_of_values(facts: ReportInput) -> None:
    """One published district without a model-based value, and the map shows the estimates of all."""
    given = with_districts(facts, 12.0)
    fewer = given.table.small_areas[given.table.small_areas["level"] != "5"]
    chart, title = map_of(build_report(replace(given, table=replace(given.table, small_areas=fewer))))
    assert "модел" not in title
    assert [tile.value for tile in chart.tiles] == pytest.approx(
        given.table.frame.query("indicator == 'ISI' and domain == 'unit'")["estimate"].tolist()
    )


def test_highest_and_lowest_are_named_whatever_the_order(facts: ReportInput) -> None:
    given = with_districts(facts, 0.3)
    figure = next(one for one in build_report(given).figures if one.id == "dots_ISI")
    estimates = given.table.frame.query("indicator == 'ISI' and domain == 'unit'")["estimate"]
    assert number(estimates.max(), "ru", 1) in figure.alternative["ru"]
    assert number(estimates.min(), "ru", 1) in figure.alternative["ru"]

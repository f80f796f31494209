"""Rows, columns and notes of tables for analysts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import survey
from survey.errors import SurveyError
from survey.estimation import mean, share, shares
from survey.estimation.recoding import ClassOf
from survey.text import Text
from tests.tables.people import people, villages
from tests.tables.shipped_wave import wave

TEN = ["yes"] * 6 + ["no"] * 3 + [None]


def values(table: survey.AnalysisTable, **conditions: str) -> list[float]:
    frame = table.to_frame()
    for name, wanted in conditions.items():
        frame = frame[frame[name] == wanted]
    return [float(one) for one in frame["value"]]


def test_cells_are_the_shares_of_the_estimators() -> None:
    """One pass for all columns gives what ``shares`` gives one break at a time, with errors and limits."""
    sample = villages()
    made = survey.tabulate(sample, "trust", ["sex", "sex x age"], publication=None).to_frame()
    made = made[made["role"] == "data"]
    for name, by in (("", None), ("sex", "sex"), ("sex x age", ["sex", "age"])):
        expected, own = shares(sample, "trust", by=by), made[made["break"] == name]
        assert len(own) == len(expected)
        for ours, theirs, scale in (
            ("value", "estimate", 100),
            ("se", "se", 100),
            ("low", "ci_low", 100),
            ("n_eff", "n_eff", 1),
        ):
            assert own[ours].to_numpy(np.float64) == pytest.approx(scale * getattr(expected, theirs))


def test_a_domain_and_a_condition_as_break() -> None:
    """The population of the table is the domain; a condition makes two columns."""
    sample = villages().where("district <= 1")
    made = survey.tabulate(sample, survey.RowBlock("income", show="mean"), {"Old": "age == 'old'"}, publication=None)
    expected = mean(sample, "income", by="age == 'old'").estimate
    assert values(made, statistic="mean")[1:] == pytest.approx(list(expected))
    assert "Only part of the sample: district <= 1." in [note["en"] for note in made.notes]
    assert [column.spanners[0]["en"] for column in made.columns[1:]] == ["Old", "Old"]


def test_what_numbers_show_by_default() -> None:
    """Measurements show their mean, a few whole numbers are answers."""
    made = survey.tabulate(people(y=[0.5, 1.5, 2.5], k=[1, 2, 2]), ["y", "k"], publication=None, bases=[])
    assert [(row.statistic, row.level) for row in made.rows] == [("mean", "mean"), ("share", 1), ("share", 2)]
    assert values(made, question="y") == [1.5]


def test_bases_and_the_total_row() -> None:
    made = survey.tabulate(people(q=TEN), "q", total_row=True, publication=None)
    assert values(made) == pytest.approx([100 / 3, 200 / 3, 100, 9, 9, 9])
    assert [row.role for row in made.rows] == ["data", "data", "total", "base", "base", "base"]


def test_nets_come_before_their_answers_unless_they_overlap() -> None:
    sample = people(q=[1, 2, 3, 4, 4])
    apart = survey.tabulate(sample, survey.RowBlock("q", nets={"low": [2, 1], "high": [4]}), bases=[], publication=None)
    assert [(row.label["en"], row.indent) for row in apart.rows] == [
        ("low", 0), ("1", 1), ("2", 1), ("3", 0), ("high", 0), ("4", 1)
    ]  # fmt: skip
    assert values(apart, role="net") == [40.0, 40.0]
    crossed = survey.tabulate(sample, survey.RowBlock("q", nets={"a": [1, 2], "b": [2, 3]}), bases=[], publication=None)
    assert [row.label["en"] for row in crossed.rows] == ["1", "2", "3", "4", "a", "b"]


def test_order_keeps_answers_with_their_net_and_the_total_last() -> None:
    block = survey.RowBlock("q", nets={"low": [1, 2]}, order="descending")
    made = survey.tabulate(people(q=[1, 2, 2, 3, 3, 3, 3]), block, bases=[], total_row=True, publication=None)
    assert [row.label["en"] for row in made.rows] == ["3", "low", "2", "1", "Total"]
    rising = survey.tabulate(
        people(q=[1, 2, 2, 3, 3, 3, 3]), survey.RowBlock("q", order="ascending"), bases=[], publication=None
    )
    assert values(rising) == sorted(values(rising))


def test_everybody_asked() -> None:
    """Those who do not know and who refused have rows, so that the whole is 100."""
    made = survey.tabulate(
        wave(), survey.RowBlock("C01a", order="descending"), base="asked", language="ru", publication=None
    )
    shown = [row.level for row in made.rows if row.role == "data"]
    assert shown[-2:] == ["dont_know", "refused"]
    assert sum(values(made, role="data")) == pytest.approx(100)
    assert values(made, level="1") == pytest.approx([100 * share(wave(), "C01a", [1], base="asked").estimate[0]])


def test_wordings_of_the_questionnaire() -> None:
    """A battery is a block for each row; its question is under the table, the positive answers are a net."""
    made = survey.tabulate(wave(), survey.RowBlock("C01", nets="questionnaire"), "sex", language="ru")
    assert len(made.tables) == 12
    first = made.tables[0]
    assert first.title["ru"] == "Президент Республики Казахстан"
    assert first.asked[0]["kk"].startswith("Мен қазір бірқатар мемлекеттік құрылымдар")
    assert [row.heading["ru"] for row in first.rows[:2]] == ["Положительные ответы", "Полностью доверяю"]
    assert [spanner.heading["ru"] for spanner in first.spanners] == ["Пол"]
    assert made.languages == ("kk", "ru")


def test_a_grid_has_the_answers_as_columns() -> None:
    made = survey.tabulate(
        wave(), survey.RowBlock("C01", show=["shares", "mean"], order="descending"), grid=True, language="kk"
    )
    (table,) = made.tables
    assert table.title["ru"].startswith("Сейчас я назову ряд")
    assert [column.id for column in table.columns] == [
        "shares:1", "shares:2", "shares:3", "shares:4", "mean", "base_n", "base_weight", "base_n_eff"
    ]  # fmt: skip
    first = [row.cells[0].value or 0.0 for row in table.rows]
    assert first == sorted(first, reverse=True)
    assert len(first) == 12


def test_a_multiple_choice_as_a_break() -> None:
    """A respondent is in several columns; its shares are those among who named the problem."""
    made = survey.tabulate(wave(), "sex", "B03", language="ru", publication=None)
    expected = share(wave(), "sex", [1], where="has(B03, 3)").estimate[0]
    assert values(made, column="B03:3", level="1") == pytest.approx([100 * expected])


def test_labels_of_a_series_keep_the_order_of_a_categorical() -> None:
    given = pd.Series(pd.Categorical(["low", "high", "high", None], categories=["low", "middle", "high"]), name="level")
    made = survey.tabulate(people(q=[1, 2, 1, 2]), given, bases=[], publication=None)
    assert [(row.level, value) for row, value in zip(made.rows, values(made), strict=True)] == [
        ("low", pytest.approx(100 / 3)), ("middle", 0.0), ("high", pytest.approx(200 / 3))
    ]  # fmt: skip
    crossed = survey.tabulate(people(q=[1, 2, 1, 2]), "q", given, publication=None)
    assert [column.id for column in crossed.columns] == ["total", "level:low", "level:middle", "level:high"]


def test_a_recoded_classification_has_its_wordings() -> None:
    bands: dict[str | Text, ClassOf] = {
        Text.of(kk="жас", ru="молодые"): (None, 34),
        Text.of(kk="ересек", ru="старшие"): (35, None),
    }
    sample = survey.recode(wave(), "age2", "S03", bands, title=Text.of(kk="Екі топ", ru="Две группы"))
    made = survey.tabulate(sample, "C01a", "age2", language="ru")
    assert [column.heading["ru"] for column in made.columns] == ["Всего", "молодые", "старшие"]
    assert made.columns[1].spanners[0]["kk"] == "Екі топ"


def test_letters_follow_from_the_tests_and_hidden_columns_have_none() -> None:
    sample = villages()
    plain = survey.tabulate(sample, survey.RowBlock("income", show="mean"), "sex")
    assert [str(one) for one in plain.cells.letters[0]] == ["", "B", ""]
    assert [column.letter for column in plain.columns] == ["", "A", "B"]
    assert survey.tabulate(sample, "income", "sex", letters=None).cells.letters[0].tolist() == ["", "", ""]


def test_nested_columns_are_compared_within_the_outer_category() -> None:
    made = survey.tabulate(villages(), "income", "age x sex")
    letters = {column.id: column.letter for column in made.columns}
    marked = {column.id: made.cells.letters[0, at] for at, column in enumerate(made.columns)}
    assert letters["age x sex:old x men"] == "A"
    assert marked["age x sex:old x men"] == letters["age x sex:old x women"]
    assert marked["age x sex:young x men"] == letters["age x sex:young x women"]


def test_shares_of_nothing_and_everybody_are_not_compared() -> None:
    """Their variance is 0 whatever the truth is; a note says so, and only where it happens."""
    sample = people(q=["a", "b"] * 30, g=["x", "y"] * 30, h=["x", "x", "y", "y"] * 15)
    edge = survey.tabulate(sample, "q", "g")
    assert set(edge.cells.letters.ravel()) == {""}
    assert not any("not compared" in note["en"] for note in edge.notes)
    mixed = survey.tabulate(
        people(q=["a", "b", "a"] * 40, g=["x", "x", "y"] * 40, z=["a"] * 120), "q", {"g": "g"}, against_total=True
    )
    assert any("not compared" in note["en"] for note in mixed.notes)


@pytest.mark.parametrize(
    ("code", "rows", "options"),
    [
        ("B001", [], {}),
        ("B002", survey.RowBlock("q", show="medium"), {}),  # type: ignore[arg-type]
        ("B003", survey.RowBlock("q", nets={"x": ["maybe"]}), {}),
        ("B004", survey.RowBlock("q", nets="questionnaire"), {}),
        ("B005", "many", {}),
        ("B006", "q", {"base": "asked"}),
        ("B007", pd.Series([1, 2]), {}),
        ("B008", "blank", {}),
        ("B010", "q", {"columns": "many"}),
        ("B011", "q", {"columns": "blank"}),
        ("B012", "q", {"total": False}),
        ("B013", "q", {"columns": ["g", "g"]}),
        ("B014", "q", {"columns": "gg"}),
        ("B020", "q", {"percent": "collumn"}),
        ("B021", "q", {"alpha": 1.0}),
        ("B040", "q", {"grid": True, "columns": "g"}),
        ("B041", ["q", "g"], {"grid": True}),
        ("B050", "q", {"language": "fr"}),
        ("E004", survey.RowBlock("q", show="mean"), {}),
        ("E005", "qq", {}),
    ],
)
def test_what_cannot_be_tabulated(code: str, rows: Any, options: dict[str, Any]) -> None:
    """Every mistake is named, with a remedy."""
    n = 600
    sample = people(
        q=["yes", "no"] * (n // 2),
        g=["x", "y", "z"] * (n // 3),
        many=[f"{one:03}" for one in range(n)],
        blank=[None] * n,
    )
    with pytest.raises(SurveyError) as raised:
        survey.tabulate(sample, rows, options.pop("columns", ()), **options)
    assert raised.value.code == code
    assert raised.value.remedy


def test_ratios_of_a_link_without_them() -> None:
    with pytest.raises(SurveyError, match="B060"):
        survey.tabulate_model(survey.glm(villages(), "income ~ sex"), exponentiate=True)


def test_a_model_in_words() -> None:
    """Reference categories have a row without a number; interactions keep the text of the formula."""
    model = survey.glm(wave(), "C02 ~ C(sex) * S03 + C(urban)")
    made = survey.tabulate_model(model, language="ru")
    shown = [row.heading["ru"] for row in made.tables[0].rows]
    assert shown[:3] == ["Пол", "Мужчины", "Женщины"]
    assert "C(sex)[T.2]:S03" in shown
    assert made.columns[0].heading["en"] == "Coefficient"
    first = made.to_frame().query("question == 'sex' and column == 'estimate'")["value"].to_numpy(np.float64)
    assert np.isnan(first[0])
    assert first[1] == pytest.approx(model.coefficients.estimate[1])


def test_degrees_of_freedom_of_the_tests() -> None:
    """Of the columns, of the whole design, or a number: the statistic stays, the p-value moves."""
    sample, block = villages().where("psu <= 7"), survey.RowBlock("income", show="mean")
    found = [
        survey.tabulate(sample, block, "sex", against_total=True, df=df, letters="none", publication=None)
        for df in ("domain", "design", 1e9)
    ]
    p = [made.cells.difference_p[0, 1] for made in found]
    assert p[0] > p[1] > p[2] > 0
    t = found[2].cells.difference[0, 1]
    assert t == pytest.approx(found[0].cells.difference[0, 1])


def test_overall_tests_only_where_there_is_one() -> None:
    """Neither where respondents are in several columns, nor where all answers are alike; small p-values in words."""
    several = survey.tabulate(wave(), "sex", "B03", overall=True, language="ru").to_frame()
    assert several[several["statistic"] == "p"]["value"].isna().all()
    alike = survey.tabulate(people(q=["a"] * 80, g=["x", "y"] * 40, y=[1.5] * 80), ["q", "y"], "g", overall=True)
    assert np.isnan(alike.cells.value[:, -1]).all()
    assert not any("Rao" in note["en"] for note in alike.notes)
    one = survey.tabulate(people(y=[1.5, 2.5, 0.5] * 20, g=["x"] * 60), "y", "g", overall=True)
    assert np.isnan(one.cells.value[:, -1]).all()
    certain = survey.tabulate(people(q=["a"] * 99 + ["b"] * 100, g=["x"] * 100 + ["y"] * 99), "q", "g", overall=True)
    assert certain.tables[0].rows[0].cells[-1].text["ru"] == "< 0,001"


def test_a_condition_is_explained_under_its_question() -> None:
    model = survey.glm(wave(), "C01a in [1, 2] ~ sex", family="binomial")
    made = survey.tabulate_model(model, language="ru")
    assert made.title["ru"] == "Президент Республики Казахстан"
    assert "Объясняется: C01a in [1, 2]." in [note["ru"] for note in made.notes]
    assert made.columns[0].heading["ru"] == "Отношение шансов"
    plain = survey.tabulate_model(model, exponentiate=False, constant=True)
    assert plain.cells.value[0, 0] == pytest.approx(model.coefficients.estimate[0])

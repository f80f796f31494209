"""What results print: wordings, answers counted, the base in words; codes on request and in tables for programs."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from survey.design import Design, Sample, make_sample
from survey.errors import EstimationError, TextError
from survey.estimation import change, compare, crosstab, mean, rank_test, ratio, share, shares, small_area, total
from survey.estimation.classification import Grouped
from survey.estimation.legend import level_names
from survey.text import Text

MakeSample = Callable[..., Sample]
DONT_KNOW, REFUSED = "98", "99"


@pytest.fixture(scope="module")
def people(asked: MakeSample) -> Sample:
    """Ten respondents: six trust, two do not, one does not know, one refuses; men first."""
    return asked(
        C01a=["1", "1", "1", "2", "2", "2", "3", "4", DONT_KNOW, REFUSED],
        C01b=["2", "2", "1", "1", "3", "3", "3", "3", "4", "4"],
        Z01=["1"] * 5 + ["2"] * 5,
        C02=[str(at) for at in range(10)],
    )


def test_a_share_says_its_question_its_answers_and_its_base(people: Sample) -> None:
    """In the language asked for: question, row, answers counted, base with its counts."""
    lines = share(people, "C01a", [1, 2]).show("ru").lines
    assert lines[0].startswith("C01: Сейчас я назову ряд государственных структур")
    assert lines[1:3] == ("C01a: Президент Республики Казахстан", "Учтены ответы: Полностью доверяю; Скорее доверяю")
    assert "в ней не учитываются" in lines[3]
    assert lines[4] == "Ответили: 8; не знают: 1; отказались: 1."


def test_the_base_is_in_the_result_and_in_its_print(people: Sample) -> None:
    """6 of 8 who answered, 6 of 10 who were asked."""
    answered, everybody = share(people, "C01a", [1, 2]), share(people, "C01a", [1, 2], base="asked")
    assert (answered.base, float(answered.estimate[0])) == ("answered", 0.75)
    assert (everybody.base, float(everybody.estimate[0])) == ("asked", 0.6)
    assert "base: answered" in repr(answered)
    assert "base: asked" in repr(everybody)
    assert "в ней учитываются" in everybody.show("ru").lines[3]


def test_each_kind_says_its_own_base(people: Sample) -> None:
    """A total is of everybody, a ratio of those with both."""
    assert [one.base for one in (total(people, "C02"), mean(people, "C02"), ratio(people, "C02", "S03"))] == [
        "everybody",
        "answered",
        "both",
    ]
    assert "counts as zero" in total(people, "C02").show("en").lines[-1]


def test_the_first_language_of_the_questionnaire_is_printed(people: Sample) -> None:
    """Kazakh here; a language without wordings of a name shows the name, never another language."""
    found = share(people, "C01a", [1, 2], by="sex")
    assert "Ерлер" in repr(found)
    assert repr(found) == repr(found.show("kk"))
    english = repr(found.show("en"))
    assert "Men" in english
    assert "C01a" in english
    assert "Президент" not in english


def test_a_language_that_the_questionnaire_lacks_is_refused(people: Sample) -> None:
    """The languages it has are named."""
    with pytest.raises(TextError, match=r"T008(.|\n)*kk, ru"):
        share(people, "C01a", [1, 2]).show("de")


def test_codes_are_shown_on_request_and_kept_for_programs(people: Sample) -> None:
    """``show(codes=True)``; a frame has codes, and with a language further columns."""
    found = shares(people, "C01a", by="sex")
    assert "Толық сенемін" not in repr(found.show(codes=True))
    plain, worded = found.to_frame(), found.to_frame(labels="ru")
    assert plain["category"].tolist() == [1, 1, 2, 2, 3, 3, 4, 4]
    assert [one for one in worded if one not in plain] == ["variable_label", "category_label", "sex_label"]
    assert worded[["variable_label", "category_label", "sex_label"]].to_numpy()[0].tolist() == [
        "Президент Республики Казахстан",
        "Полностью доверяю",
        "Мужчины",
    ]


def test_a_notebook_shows_the_same_and_takes_its_colours_from_the_page(people: Sample) -> None:
    """Wordings are escaped; no colour is set, so that a dark page stays legible."""
    html = mean(people, "C02", where="C01a < 3").show("ru")._repr_html_()
    assert "Только: C01a &lt; 3" in html
    assert "color" not in html
    assert html.count("<table") == 1


def test_a_battery_is_all_of_its_rows(people: Sample) -> None:
    """Twelve rows of four answers, in the order of the questionnaire; the question is said once."""
    found = shares(people, "C01")
    assert len(found) == 12 * 4
    assert found.variable[:5] == ("C01a",) * 4 + ("C01b",)
    assert share(people, "C01", [1, 2]).variable == tuple(f"C01{row}" for row in "abcdefghijkl")
    shown = repr(found.show("ru"))
    assert shown.count("Сейчас я назову") == 1
    assert "Правительство Республики Казахстан" in shown


def test_a_battery_does_not_classify(people: Sample) -> None:
    """Its rows are named instead."""
    with pytest.raises(EstimationError, match=r"E012(.|\n)*battery(.|\n)*C01a"):
        mean(people, "C02", by="C01")


def test_a_condition_of_the_domain_is_said(people: Sample) -> None:
    """As it was written."""
    assert "Only: sex == 1" in repr(mean(people.where("sex == 1"), "C02").show("en"))


def test_a_plain_table_shows_names_and_claims_nothing_about_blanks() -> None:
    """It does not say who did not know."""
    found = mean(make_sample({"y": [1.0, 2.0, np.nan], "w": [1, 1, 1]}, Design(weight="w")), "y")
    assert found.show().lines == ("Base: interviews in which the value is not blank.",)
    assert "variable" in repr(found)


def test_wordings_that_are_equal_carry_their_code() -> None:
    """Two towns of one name can be told apart."""
    towns = Grouped("town", (1, 2, 3), (Text.of(en="A"), Text.of(en="A"), Text.of(en="B")), np.array([0, 1, 2]))
    assert level_names(towns, "en") == ["A (1)", "A (2)", "B"]
    assert level_names(towns, "kk") == ["1", "2", "3"]


def test_long_wordings_are_cut_in_text_and_whole_in_html() -> None:
    """Where cuts would become equal nothing is cut."""
    long = "x" * 70
    data = {"g": pd.Categorical([long, "a"]), "h": pd.Categorical([long + "1", long + "2"]), "y": [1, 2], "w": [1, 1]}
    sample = make_sample(pd.DataFrame(data), Design(weight="w"))
    one = mean(sample, "y", by="g")
    assert long not in repr(one)
    assert "…" in repr(one)
    assert long in one._repr_html_()
    assert long + "1" in repr(mean(sample, "y", by="h"))


def test_comparisons_changes_and_tests_print_wordings(people: Sample) -> None:
    """Names of groups and questions in the language asked for."""
    assert "Мужчины, Женщины" in repr(compare(people, "C02", "sex").show("ru"))
    assert "Жынысы" in repr(rank_test(people, "C02", "sex"))
    assert rank_test(people, "C02", "urban", by="sex", test="median").to_frame("ru").columns[:2].tolist() == [
        "sex",
        "sex_label",
    ]
    moved = change(people, people, "C01a", kind="share", codes=[1, 2], by="sex")
    assert "Мужчины" in repr(moved.show("ru"))
    assert moved.to_frame("ru")["variable_label"].tolist() == ["Президент Республики Казахстан"] * 2


def test_a_crosstab_prints_wordings_base_and_percent(people: Sample) -> None:
    """Categories in the order of the questionnaire, then the margin."""
    table = crosstab(people, "sex", "C01a", percent="row", test=None).show("ru")
    assert table.table is not None
    assert table.table.columns.tolist() == [
        "sex",
        "Полностью доверяю",
        "Скорее доверяю",
        "Скорее не доверяю",
        "Совсем не доверяю",
        "Всего",
    ]
    assert table.lines[-2:] == ("Доли по строке.", "База расчёта – те, кто ответил на оба вопроса.")


def test_categories_keep_the_order_of_pandas() -> None:
    """Also in assigned columns; a category that nobody has is there."""
    size = pd.Categorical(["small", "large", "small"], categories=["small", "middle", "large"], ordered=True)
    sample = make_sample(pd.DataFrame({"size": size, "y": [1, 2, 3], "w": [1, 1, 1]}), Design(weight="w"))
    assigned = sample.assign(again=size, number=pd.Categorical([3, 1, 3], categories=[3, 2, 1]))
    assert shares(sample, "size").to_frame()["category"].tolist() == ["small", "middle", "large"]
    assert mean(assigned, "y", by="again").to_frame()["again"].tolist() == ["small", "middle", "large"]
    assert mean(assigned, "y", by="number").to_frame()["number"].tolist() == [3, 2, 1]
    assert crosstab(assigned, "again", "size", test=None).shares.by[0].levels == ("small", "middle", "large")
    again = assigned.assign(again=["b", "a", "b"])
    assert mean(again, "y", by="again").to_frame()["again"].tolist() == ["a", "b"]


def test_areas_of_a_model_have_their_names(asked: MakeSample) -> None:
    """Areas by wording, or by code; the question above."""
    districts = [str(1 + at // 6) for at in range(48)]
    given = asked(C01a=[str(1 + at % 4) for at in range(47)] + ["1"], H04=districts)
    found = small_area(share(given, "C01a", [1, 2], by="H04", where="H04 <= 8"))
    shown = found.show("ru")
    assert "C01a: Президент Республики Казахстан" in shown.lines
    assert shown.table is not None
    assert shown.table["H04"].iloc[0] == found.areas.labels[0]["ru"]
    assert found.show(codes=True).table["H04"].iloc[0] == "1"  # type: ignore[index]

"""Errors, texts, quarters, tables, findings."""

import pickle

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from survey.errors import Complaint, FrameError, Place, QuestionnaireError, SurveyError, TextError
from survey.findings import Finding, Findings
from survey.frames import to_pandas
from survey.text import Catalogue, Text, plural_category


def test_an_error_shows_code_place_fact_and_remedy() -> None:
    """In this order, one line each."""
    shown = str(SurveyError("W007", "survey.rake: margin 'sex'", "No interview.", "Merge it."))
    assert shown == "[W007] survey.rake: margin 'sex'\n  No interview.\n  Merge it."


def test_errors_survive_pickling() -> None:
    """Worker processes send them back."""
    complaint = Complaint("Q001", Place("q.yaml", 1, 2), "", "a: b", (3, 1), "fact", "remedy")
    for error in (SurveyError("W007", "place", "fact", "remedy"), QuestionnaireError([complaint, complaint])):
        again = pickle.loads(pickle.dumps(error))
        assert (type(again), str(again)) == (type(error), str(error))


def test_a_text_without_the_language_says_so() -> None:
    """No other language is shown instead."""
    with pytest.raises(TextError) as caught:
        Text.of(kk="Жасы")["ru"]
    assert caught.value.code == "T001"


def test_plurals_follow_the_language() -> None:
    """Russian has three forms for whole numbers, Kazakh one for all of them in these sentences."""
    forms = {"one": "{n} интервью", "few": "{n} района", "many": "{n} районов", "other": "{n} района"}
    catalogue = Catalogue({"ru": {"units": forms}}, "test")
    shown = [catalogue.sentence("ru", "units", n=n) for n in (1, 3, 11)]
    assert shown == ["1 интервью", "3 района", "11 районов"]
    assert plural_category("kk", 5) == "other"


@pytest.mark.parametrize(("number", "expected"), [(0.5, "0,5"), (30.0, "30"), (-1234567.25, "-1234567,25")])
def test_a_number_in_a_sentence_has_the_decimal_mark_of_the_language(number: float, expected: str) -> None:
    """Also where the sentence asks for an ending."""
    catalogue = Catalogue({"kk": {"plain": "{bound}", "least": "{bound:ablative} кем емес"}}, "test")
    assert catalogue.sentence("kk", "plain", bound=number) == expected
    assert catalogue.sentence("kk", "least", bound=number).startswith(expected)


@pytest.mark.parametrize(("key", "code"), [("unit", "T002"), ("units", "T003")])
def test_a_catalogue_refuses_unknown_keys_and_open_places(key: str, code: str) -> None:
    """A sentence with a hole must not be printed."""
    catalogue = Catalogue({"ru": {"units": "{count} районов"}}, "test")
    with pytest.raises(TextError) as caught:
        catalogue.sentence("ru", key)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "table",
    [
        pd.DataFrame({"a": [1, 2]}, index=[7, 9]),
        pl.DataFrame({"a": [1, 2]}),
        pa.table({"a": [1, 2]}),
        {"a": [1, 2]},
    ],
    ids=["pandas", "polars", "pyarrow", "mapping"],
)
def test_every_kind_of_table_comes_in(table: object) -> None:
    """As a pandas frame with a plain index."""
    frame = to_pandas(table, "test")
    assert (list(frame["a"]), list(frame.index)) == ([1, 2], [0, 1])


def test_what_is_no_table_is_refused() -> None:
    """By name of its type."""
    with pytest.raises(FrameError, match="not int") as caught:
        to_pandas(3, "survey.mean")
    assert caught.value.code == "F001"


def test_two_columns_of_one_name_are_refused() -> None:
    """Which of them is meant cannot be known."""
    with pytest.raises(FrameError) as caught:
        to_pandas(pd.DataFrame([[1, 2]], columns=["a", "a"]), "survey.mean")
    assert caught.value.code == "F002"


MESSAGE = Text.of(kk="қате", ru="ошибка", en="error")


def test_findings_join_select_and_count() -> None:
    """``+`` keeps the order, ``of`` selects, every severity is counted."""
    first = Findings([Finding("code_unknown", "error", MESSAGE, "a", 2)])
    both = first + Findings([Finding("too_many", "warning", MESSAGE, "b", 3)])
    assert both.of("error") == first
    assert both.counts() == {"error": 1, "warning": 1, "info": 0}
    assert both.interviews == {"a", "b"}


def test_a_frame_of_no_findings_has_every_column() -> None:
    """An empty result is a valid result."""
    frame = Findings().to_frame()
    assert list(frame) == [
        "id", "rule", "severity", "interview", "row", "variable", "value", "waived",
        "message_kk", "message_ru", "message_en",
    ]  # fmt: skip
    assert len(frame) == 0

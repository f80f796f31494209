"""The columns of a multiple choice are read by one coding, decided from all of them together."""

import dataclasses
from collections.abc import Callable, Mapping

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.errors import QuestionnaireError
from survey.findings import Findings
from survey.ingest.choice_coding import decide_coding
from survey.ingest.column_layout import QuestionColumns
from survey.ingest.column_reading import ColumnReading
from survey.ingest.factorized_columns import FactorizedColumn
from survey.ingest.multiple_choices import read_choices
from survey.interviews import Interviews, ResponseSet
from survey.questionnaire import Questionnaire, Reason
from survey.questionnaire.model import Option
from survey.text import Text

Decode = Callable[..., tuple[Interviews, Findings]]
Cells = Mapping[str, list[object]]


def sets(interviews: Interviews, variable: str = "B03") -> list[str]:
    """Codes chosen in each interview, with spaces between."""
    mentions = interviews.mentions(variable)
    return [" ".join(map(str, mentions.codes[chosen])) for chosen in mentions.chosen]


def blocking(findings: Findings) -> list[str]:
    """Rules of errors about the whole file, absent questions left out."""
    errors = findings.of("error")
    return [one.rule for one in errors if one.interview is None and one.row is None and one.rule != "question_absent"]


YES_NO: list[tuple[str, object, object]] = [
    ("numbers", 1, 2),
    ("floats", 1.0, 2.0),
    ("text", "1", "2"),
    ("zero", "1", "0"),
    ("blank", "1", ""),
    ("minus one", "1", "-1"),
    ("letters", "Y", "N"),
    ("small letters", "y", "n"),
    ("words", "Да", "Нет"),
    ("Kazakh words", "Иә", "Жоқ"),
    ("true", "TRUE", "FALSE"),
    ("booleans", True, False),
    ("marked", "Отмечено", "Не отмечено"),
    ("mentioned", "Mentioned", "Not mentioned"),
    ("chosen", "Выбрано", "Не выбрано"),
    ("selected", "Selected", "Not selected"),
    ("checked", "Checked", "Unchecked"),
    ("Kazakh marked", "Белгіленген", "Белгіленбеген"),
    ("Kazakh chosen", "Таңдалған", "Таңдалмаған"),
]


@pytest.mark.parametrize(("yes", "no"), [pair[1:] for pair in YES_NO], ids=[pair[0] for pair in YES_NO])
def test_a_mark_means_that_the_option_was_chosen(decoded: Decode, yes: object, no: object) -> None:
    """Four interviews over three options of five: the same sets in every way of writing."""
    columns: Cells = {"B03_1": [yes, no, no, yes], "B03_2": [yes, yes, no, no], "B03_96": [no, no, yes, no]}
    interviews, findings = decoded(columns)
    assert sets(interviews) == ["1 2", "2", "96", "1"]
    assert blocking(findings) == []
    assert [finding.rule for finding in findings if finding.row is not None] == []


def test_an_undeclared_word_in_every_column_is_not_what_a_person_said(decoded: Decode) -> None:
    """Words such as picked and left are no marks of any language: each cell is a finding, and nobody chose "other" by them."""
    columns: Cells = {"B03_1": ["picked", "left"], "B03_2": ["left", "picked"], "B03_96": ["left", "left"]}
    interviews, findings = decoded(columns)
    assert sets(interviews) == ["", ""]
    assert {(one.rule, one.row) for one in findings if one.row is not None} == {
        ("wording_unknown", 2),
        ("wording_unknown", 3),
    }


def test_words_in_the_column_of_other_say_that_it_was_chosen(decoded: Decode) -> None:
    """A stated "other" beside the no of the remaining columns."""
    columns: Cells = {"B03_1": ["Да", "Нет"], "B03_2": ["Нет", "Нет"], "B03_96": ["Нет", "соседи"]}
    interviews, _ = decoded(columns)
    assert sets(interviews) == ["1", "96"]


LABELS = [
    ("Отмечено", "Не отмечено"),
    ("Mentioned", "Not mentioned"),
    ("Да", "Нет"),
    ("Выбрано", "Не выбрано"),
    ("Таңдалған", "Таңдалмаған"),
    ("Аталған", "Аталмаған"),
    ("Yes", "No"),
]


@pytest.mark.parametrize(("yes", "no"), LABELS)
@pytest.mark.parametrize(("one", "two"), [(1.0, 2.0), (1.0, 0.0), (5.0, 9.0), (2.0, 1.0)])
def test_labels_tell_which_number_means_chosen(decoded: Decode, yes: str, no: str, one: float, two: float) -> None:
    """Whatever the numbers: 1 and 2, 1 and 0, others, or exchanged."""
    columns: Cells = {"B03_1": [one, two], "B03_2": [two, one]}
    interviews, findings = decoded(columns, value_labels={name: {one: yes, two: no} for name in columns})
    assert sets(interviews) == ["1", "2"]
    assert blocking(findings) == []


def test_one_and_two_without_labels_are_yes_and_no_where_a_code_repeats(decoded: Decode) -> None:
    """Nobody mentions one option twice. What was taken is said, with the line that takes the other."""
    interviews, findings = decoded({"B03_1": [1, 2, 1], "B03_2": [1, 1, 2], "B03_3": [2, 2, 2]})
    assert sets(interviews) == ["1 2", "2", "1"]
    (finding,) = findings.of(rule="coding_yes_no")
    assert (finding.severity, finding.variable) == ("info", "B03")
    assert "read: {B03: mentions}" in finding.message["en"]


def test_columns_of_codes_that_are_no_ranks_hold_options(decoded: Decode) -> None:
    """There is no 96th mention."""
    interviews, _ = decoded({"B03_1": [1, 2], "B03_96": [2, 1]})
    assert sets(interviews) == ["1", "96"]


AMBIGUOUS: list[tuple[list[object], list[object]]] = [
    ([1, 2], [2, 1]),
    (["1", "2", "1"], ["2", "1", "2"]),
    ([1, 1], [2, 2]),
    ([2, 2, 2], [1, 1, 1]),
]


@pytest.mark.parametrize(("first", "second"), AMBIGUOUS)
def test_where_both_readings_fit_one_finding_blocks_and_names_the_lines(
    decoded: Decode, first: list[object], second: list[object]
) -> None:
    """Two options, two columns, a 1 and a 2 in every interview: both chosen, or one of them."""
    columns: Cells = {"D04": [3] * len(first), "D05_1": first, "D05_2": second}
    interviews, findings = decoded(columns)
    (finding,) = findings.of(rule="coding_unclear")
    assert (finding.severity, finding.interview, finding.row, finding.variable) == ("error", None, None, "D05")
    assert "read: {D05: yes_no} | read: {D05: mentions}" in finding.message["en"]
    assert set(interviews.reason("D05").tolist()) == {Reason.NOT_RECORDED}


@pytest.mark.parametrize(("coding", "expected"), [("yes_no", ["1", "2"]), ("mentions", ["1 2", "1 2"])])
def test_the_wave_decides(decoded: Decode, coding: str, expected: list[str]) -> None:
    """The line the finding offers."""
    interviews, findings = decoded({"D04": [3, 3], "D05_1": [1, 2], "D05_2": [2, 1]}, read={"D05": coding})
    assert sets(interviews, "D05") == expected
    assert blocking(findings) == []


MENTIONS: list[tuple[str, Cells, list[str]]] = [
    ("codes", {"B03_1": ["2", "96"], "B03_2": ["1", ""]}, ["1 2", "96"]),
    ("one and two, the second often empty", {"B03_1": [1, 2, 1], "B03_2": [2, None, None]}, ["1 2", "2", "1"]),
    ("wordings", {"B03_1": ["Безработица", "Проблем нет"], "B03_2": ["Жұмыссыздық", ""]}, ["1", "14"]),
    ("padded with zeros", {"B03_1": [3, 1], "B03_2": [0, 2], "B03_3": [0, 0]}, ["3", "1 2"]),
    ("with a missing code", {"B03_1": [98, 3], "B03_2": [None, 14]}, ["", "3 14"]),
]


@pytest.mark.parametrize(("columns", "expected"), [case[1:] for case in MENTIONS], ids=[case[0] for case in MENTIONS])
def test_columns_that_hold_codes_are_mentions(decoded: Decode, columns: Cells, expected: list[str]) -> None:
    """None twice, none without one before it."""
    interviews, findings = decoded(columns)
    assert sets(interviews) == expected
    assert blocking(findings) == []


OWN: list[tuple[str, Cells, list[str]]] = [
    ("code or blank", {"B03_1": ["1", ""], "B03_3": ["", "3"], "B03_96": ["96", ""]}, ["1 96", "3"]),
    ("code or zero", {"B03_1": [1, 0], "B03_3": [0, 3], "B03_96": [96, 0]}, ["1 96", "3"]),
    ("wording or blank", {"B03_1": ["Безработица", ""], "B03_14": ["", "Мәселе жоқ"]}, ["1", "14"]),
]


@pytest.mark.parametrize(("columns", "expected"), [case[1:] for case in OWN], ids=[case[0] for case in OWN])
def test_a_column_may_hold_its_own_code_or_wording(decoded: Decode, columns: Cells, expected: list[str]) -> None:
    """In place of a 1."""
    interviews, findings = decoded(columns)
    assert sets(interviews) == expected
    assert blocking(findings) == []


def test_ranks_say_what_was_chosen_and_that_is_said(decoded: Decode) -> None:
    """1, 2, 3 for the first, second and third choice, the others empty."""
    columns: Cells = {
        "B03_1": [None, 1, None],
        "B03_2": [1, None, 2],
        "B03_3": [2, None, 3],
        "B03_14": [None, 2, 1],
        "B03_96": [3, 3, None],
    }
    interviews, findings = decoded(columns)
    assert sets(interviews) == ["2 3 96", "1 14 96", "2 3 14"]
    assert len(findings.of(rule="coding_ranks")) == 1


def test_numbers_that_fit_no_coding_block(decoded: Decode) -> None:
    """1 = yes, 5 = no: without labels nobody can know."""
    _, findings = decoded({"B03_1": [1, 5, 5], "B03_2": [5, 5, 5], "B03_3": [5, 1, 5], "B03_14": [5, 5, 1]})
    assert blocking(findings) == ["coding_unclear"]


@pytest.mark.parametrize(
    ("counted", "cells", "expected"),
    [(1.0, ([1, 2], [2, 1]), ["1", "2"]), (7.0, ([7, 3], [3, 7]), ["1", "2"]), (2.0, ([1, 2], [2, 1]), ["2", "1"])],
)
def test_the_counted_value_of_a_declared_set_means_chosen(
    decoded: Decode, counted: float, cells: tuple[list[object], list[object]], expected: list[str]
) -> None:
    """SPSS sets of dichotomies name it."""
    declared = ResponseSet("D05", "", "dichotomies", counted, ("D05_1", "D05_2"))
    columns: Cells = {"D04": [3, 3], "D05_1": cells[0], "D05_2": cells[1]}
    interviews, findings = decoded(columns, response_sets={"D05": declared})
    assert sets(interviews, "D05") == expected
    assert blocking(findings) == []


def test_a_declared_set_of_categories_holds_mentions(decoded: Decode) -> None:
    """Both were chosen in both interviews."""
    declared = ResponseSet("D05", "", "categories", None, ("D05_1", "D05_2"))
    columns: Cells = {"D04": [3, 3], "D05_1": [1, 2], "D05_2": [2, 1]}
    interviews, _ = decoded(columns, response_sets={"D05": declared})
    assert sets(interviews, "D05") == ["1 2", "1 2"]


def test_a_declared_set_of_columns_with_other_names_is_used(decoded: Decode) -> None:
    """Its name is that of the question, the labels of its columns are the wordings of options."""
    declared = ResponseSet("B03", "", "dichotomies", 1.0, ("v1", "v2"))
    labels = {"v1": "Безработица", "v2": "Рост цен, низкие доходы"}
    interviews, _ = decoded({"v1": [1, 2], "v2": [2, 1]}, labels=labels, response_sets={"B03": declared})
    assert sets(interviews) == ["1", "2"]


def written(style: str, chosen: list[list[int]], codes: list[int]) -> dict[int, list[object]]:
    """Cells by the number in the heading, for what was chosen in each interview in the order of mentioning."""
    if style == "mentions":
        longest = max(1, *(len(one) for one in chosen))
        return {rank + 1: [one[rank] if rank < len(one) else None for one in chosen] for rank in range(longest)}
    if style == "ranks":
        return {code: [one.index(code) + 1 if code in one else None for one in chosen] for code in codes}
    cells: dict[int, list[object]] = {}
    for code in codes:
        yes, no = {"1/0": (1, 0), "1/blank": (1, None), "1/2": (1, 2), "own": (code, None), "own/0": (code, 0)}[style]
        cells[code] = [yes if code in one else no for one in chosen]
    return cells


@settings(max_examples=500, deadline=None)
@given(
    style=st.sampled_from(["1/0", "1/blank", "1/2", "own", "own/0", "mentions", "ranks"]),
    options=st.integers(2, 6),
    data=st.data(),
)
def test_whatever_the_coding_another_set_is_never_read(
    form: Questionnaire, style: str, options: int, data: st.DataObject
) -> None:
    """The sets that were written, or one finding that blocks."""
    variable = form.variables["B03"]
    codes = list(range(1, options + 1))
    made = tuple(Option(code, Text.of(ru=f"Ответ {code}")) for code in codes)
    variable = dataclasses.replace(variable, question=dataclasses.replace(variable.question, options=made))
    some = st.lists(st.sampled_from(codes), unique=True, max_size=options)
    chosen = data.draw(st.lists(some, min_size=1, max_size=12))
    columns = {
        number: FactorizedColumn.of(pd.Series(cells, dtype=object), f"B03_{number}")
        for number, cells in written(style, chosen, codes).items()
    }
    coding = decide_coding(variable, columns, {})
    names = {number: column.name for number, column in columns.items()}
    read = read_choices(
        variable,
        QuestionColumns(numbered=names),
        {column.name: column for column in columns.values()},
        {column.name: ColumnReading() for column in columns.values()},
        {"numbered": coding},
    )
    assert read.chosen is not None
    got = [{code for code, mark in zip(codes, row, strict=True) if mark} for row in read.chosen]
    assert coding.kind == "unclear" or got == [set(one) for one in chosen]


def test_words_of_no_catalogue_are_marks_where_the_wave_says_so(decoded: Decode) -> None:
    """Without the line every cell is a finding that names it; with it "No" is read too, and the other text stays a mark."""
    columns: dict[str, list[object]] = {
        "B03_1": ["Sí", "No", "No"],
        "B03_2": ["No", "Sí", "No"],
        "B03_96": ["No", "No", "дороги"],
    }
    _, findings = decoded(columns)
    told = [one for one in findings if one.rule == "wording_unknown"]
    assert told
    for language in ("kk", "ru", "en"):
        assert 'read: {B03: {words: {"Sí": chosen}}}' in told[0].message[language]
    interviews, decided = decoded(columns, read={"B03": {"words": {"Sí": "chosen"}}})
    assert interviews.answers[["B03_1", "B03_2", "B03_96"]].to_numpy().tolist() == [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    assert not [one for one in decided if one.rule in ("wording_unknown", "decision_unused")]


def test_a_word_may_say_that_an_option_was_not_chosen(decoded: Decode) -> None:
    """And a single choice has no such words."""
    columns: dict[str, list[object]] = {"B03_1": ["x1", "falso"], "B03_2": ["falso", "x1"]}
    interviews, _ = decoded(columns, read={"B03": {"words": {"x1": "chosen", "falso": "not_chosen"}}})
    assert interviews.answers[["B03_1", "B03_2"]].to_numpy().tolist() == [[1, 0], [0, 1]]
    with pytest.raises(QuestionnaireError) as caught:
        decoded(columns, read={"H04": {"words": {"x1": "chosen"}}})
    assert len(caught.value.complaints) == 1


def test_a_cell_with_a_figure_for_every_option_is_not_guessed(decoded: Decode, form: Questionnaire) -> None:
    """Nothing says in which order they stand; a lone 001 would be the option 1."""
    n = len(form.variables["B03"].codes)
    first, last = "1" + "0" * (n - 1), "0" * (n - 1) + "1"
    interviews, findings = decoded({"B03": [first, last, ""]})
    assert interviews.reason("B03").tolist() == [Reason.NOT_RECORDED] * 3
    assert [(one.rule, one.value) for one in findings if one.row] == [("code_unknown", first), ("code_unknown", last)]


def test_the_sentence_about_a_part_of_a_multiple_choice_says_that_the_others_stay(decoded: Decode) -> None:
    """That of a single choice says that the answer counts as not recorded."""
    _, findings = decoded({"B03": ["1 44"], "H04": ["44"]})
    sentences = {one.variable: one.message["en"] for one in findings if one.rule == "code_unknown"}
    assert "the answers that can be read stay" in sentences["B03"]
    assert "counts as not recorded" in sentences["H04"]

"""What respondents said in their own words does not reach the folder of results."""

import pytest

from survey.findings import Finding, Findings
from survey.monitor.free_text import without_free_text
from survey.monitor.shipped_files import shipped_questionnaire
from survey.questionnaire import Questionnaire, read_questionnaire
from survey.text import Text


@pytest.fixture(scope="module")
def form() -> Questionnaire:
    """The shipped questionnaire."""
    return read_questionnaire(shipped_questionnaire())


def found(variable: str | None, value: str | None, said: str = "{variable}: «{value}» cannot be read.") -> Findings:
    """One finding that shows its value."""
    return Findings(
        [Finding("rule", "warning", Text.of(kk=said.format(variable=variable, value=value)), "I1", 2, variable, value)]
    )


def open_question(form: Questionnaire) -> str:
    """The id of a question answered in words."""
    return next(name for name, variable in form.variables.items() if variable.kind == "text")


OWN_WORDS = ["Аслан Б., 8 701 123 45 67", "87011234567", "жоқ", "line one\nline two"]


@pytest.mark.parametrize("value", OWN_WORDS)
def test_an_answer_to_an_open_question_is_left_out(form: Questionnaire, value: str) -> None:
    """Of the value and of the sentence, whatever it looks like."""
    (one,) = without_free_text(found(open_question(form), value), form)
    assert (one.value, value in one.message["kk"]) == ("[…]", False)
    assert (one.rule, one.interview, one.row) == ("rule", "I1", 2)


@pytest.mark.parametrize("column", ["B1_other", "A2 comment", "phone"])
def test_a_text_in_a_column_of_no_question_is_left_out(form: Questionnaire, column: str) -> None:
    """The texts of "other" answers among them."""
    (one,) = without_free_text(found(column, "87011234567"), form)
    assert "87011234567" not in f"{one.value} {one.message['kk']}"


def test_words_in_place_of_a_code_are_left_out(form: Questionnaire) -> None:
    """Somebody typed an answer into a column of codes."""
    (one,) = without_free_text(found("C01a", "көршім Айгүл айтты"), form)
    assert "Айгүл" not in f"{one.value} {one.message['kk']}"


@pytest.mark.parametrize(
    ("variable", "value"), [("C01a", "99"), ("C01a", "-1.5"), ("C01a", "Иә"), ("H10", "31.02.2018")]
)
def test_codes_numbers_and_dates_stay(form: Questionnaire, variable: str, value: str) -> None:
    """The office mends by them."""
    assert without_free_text(found(variable, value), form)[0].value == value


def test_a_sentence_that_shows_a_part_of_the_text_is_replaced(form: Questionnaire) -> None:
    """A shortened value is free text as well."""
    value = "Аслан Берікұлы, Талғар, 8 701 123 45 67"
    (one,) = without_free_text(found(open_question(form), value, "{variable}: Аслан Берік… — оқылмады"), form)
    assert "Аслан" not in one.message["kk"]

"""The instrument that is shipped: its round counts, and what the later steps rely on."""

from collections import Counter
from pathlib import Path

import pytest

from survey.questionnaire.model import Questionnaire, Reason
from survey.questionnaire.questionnaire_folder import read_questionnaire

FOLDER = Path(__file__).parents[2] / "questionnaires" / "interethnic"


@pytest.fixture(scope="module")
def form() -> Questionnaire:
    """The shipped questionnaire."""
    return read_questionnaire(FOLDER)


def test_the_number_of_questions(form: Questionnaire) -> None:
    """60 questions in ten blocks between 13 fields of the header and 7 observations."""
    assert {block.id: len(block.questions) for block in form.blocks} == {
        "H": 13, "S": 5, "B": 5, "C": 2, "D": 7, "E": 5, "F": 2, "G": 7, "P": 4, "I": 5, "M": 4, "R": 2, "Z": 10,
        "K": 2, "O": 7,
    }  # fmt: skip
    assert sum(len(block.questions) for block in form.blocks[1:-1]) == 60


def test_the_number_of_battery_rows(form: Questionnaire) -> None:
    """Ten batteries with 59 rows."""
    rows = {question.id: len(question.rows) for question in form.questions if question.rows}
    assert rows == {"C01": 12, "D01": 3, "D07": 7, "E01": 4, "E04": 9, "G01": 6, "P03": 5, "I02": 6, "M01": 5, "Z04": 2}
    assert sum(rows.values()) == 59


def test_the_number_of_variables(form: Questionnaire) -> None:
    """80 questions and fields, of which 10 batteries stand for 59 rows: 70 + 59."""
    assert len(form.questions) == 80
    assert len(form.variables) == 129


def test_the_kinds(form: Questionnaire) -> None:
    """What is asked how, in variables."""
    assert Counter(variable.kind for variable in form.variables.values()) == {
        "single": 104, "multiple": 7, "text": 4, "code": 3, "integer": 3, "scale": 3, "time": 2, "count": 1, "date": 1,
        "wave": 1,
    }  # fmt: skip


def test_the_number_of_columns(form: Questionnaire) -> None:
    """Options of the multiple choices in columns of their own."""
    options = {name: len(one.codes) for name, one in form.variables.items() if one.kind == "multiple"}
    assert options == {"B03": 15, "D05": 9, "G02": 9, "G05": 6, "I03": 12, "R02": 9, "O02": 6}
    assert sum(len(variable.columns) for variable in form.variables.values()) == 129 - 7 + 66


def test_wordings_are_there_in_both_languages(form: Questionnaire) -> None:
    """Every question, row, option and missing code."""
    texts = [variable.text for variable in form.variables.values()]
    texts += [option.text for variable in form.variables.values() for option in variable.options]
    texts += [code.text for variable in form.variables.values() for code in variable.missing]
    assert len(texts) > 800
    assert all(text[language] for text in texts for language in ("kk", "ru"))


def test_the_conditions_of_the_questionnaire(form: Questionnaire) -> None:
    """Eight questions are not asked of everybody."""
    assert {name: one.ask_if.source for name, one in form.variables.items() if one.ask_if is not None} == {
        "D05": "D04 in [3, 4] or D01a in [4, 5]",
        "E02": "any(E01) in [1, 2, 3, 4]",
        "G02": "G01a == 1 or G01b == 1 or G01c == 1",
        "G03": "G01a == 1 or G01b == 1 or G01c == 1",
        "G05": "G04 in [2, 3, 4]",
        "I04": "count(I03) >= 2",
        "M02": "M01e == 1",
        "R02": "R01 in [2, 3, 4]",
    }


def test_where_interviews_end(form: Questionnaire) -> None:
    """Refusal, age, residence, language."""
    routes = {
        (variable.id, option.code): option.leads_to
        for variable in form.variables.values()
        for option in variable.options
        if option.leads_to is not None
    }
    assert routes == {("S01", 2): "END_REFUSAL", ("S04", 2): "END_SCREENOUT", ("S05", 3): "END_SCREENOUT"}
    ((condition, target),) = form.variable("S03").question.routing
    assert (condition.source, target) == ("S03 < 18", "END_SCREENOUT")


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("C01a", [98, 99]),
        ("E01a", [98, 99, 97]),
        ("E04a", [98, 99]),
        ("F02", [98, 99, 97]),
        ("B02", [98, 99]),
        ("G07", [98, 99]),
        ("S01", []),
        ("S03", [999]),
        ("Z08", [998, 999]),
        ("B03", [98, 99]),
        ("Z01", []),
        ("K01", [98, 99]),
        ("H04", []),
        ("O03", []),
    ],
)
def test_missing_codes(form: Questionnaire, name: str, codes: list[int]) -> None:
    """The default, what a question adds, what it states instead, and none for the interviewer."""
    assert [code.code for code in form.variable(name).missing] == codes


def test_missing_codes_of_numbers_mean_the_same(form: Questionnaire) -> None:
    """998 and 999 stand for 98 and 99 where these are answers."""
    assert [code.reason for code in form.variable("Z08").missing] == [Reason.DONT_KNOW, Reason.REFUSED]


def test_scores(form: Questionnaire) -> None:
    """Higher is more stable; rows that speak the other way are turned."""
    assert form.variable("C01a").scores == {1: 100, 2: 66.667, 3: 33.333, 4: 0}
    assert form.variable("D07a").scores == {1: 100, 2: 75, 3: 50, 4: 25, 5: 0}
    assert [row.id for row in form.variable("D07a").question.rows if row.reverse] == ["D07d", "D07e", "D07f"]
    assert form.variable("D07d").scores == {1: 0, 2: 25, 3: 50, 4: 75, 5: 100}
    assert form.variable("G04").scores == {}
    assert [name for name, one in form.variables.items() if one.question.scored] == ["B02", "B05", "C02"]
    assert sum(bool(one.scores) for one in form.variables.values()) == 62


def test_other_is_specified_wherever_it_is_offered(form: Questionnaire) -> None:
    """Code 96, and no other."""
    offered = [(name, option.code) for name, one in form.variables.items() for option in one.options if option.specify]
    assert {code for _, code in offered} == {96}
    assert [name for name, _ in offered] == [
        name for name, one in form.variables.items() if any(option.code == 96 for option in one.options)
    ]
    assert len(offered) == 13


def test_what_excludes_other_answers(form: Questionnaire) -> None:
    """No problems; no source of information; nobody present."""
    exclusive = {
        (name, option.code) for name, one in form.variables.items() for option in one.options if option.exclusive
    }
    assert exclusive == {("B03", 14), ("I03", 11), ("O02", 1)}


def test_the_own_group_is_masked_by_the_ethnicity(form: Questionnaire) -> None:
    """Nine groups spoken of, by their codes in Z02."""
    question = form.variable("E04a").question
    assert question.mask_own_group == "Z02"
    assert [row.group for row in question.rows] == [1, 2, 3, 4, 5, 6, 7, 8, 12]


def test_the_list_experiment(form: Questionnaire) -> None:
    """Four statements in version 1, five in version 2."""
    question = form.variable("G07").question
    assert (question.split_by, question.maximum_by_version) == ("H13", ((1, 4), (2, 5)))


def test_the_main_source_is_one_of_those_named(form: Questionnaire) -> None:
    """Only what was chosen in I03 is offered in I04."""
    assert form.variable("I04").question.offered_from == "I03"
    assert form.variable("I04").codes == form.variable("I03").codes


def test_the_foil_and_the_late_row(form: Questionnaire) -> None:
    """I02f is invented; I02c was asked from its publication on."""
    rows = form.variable("I02a").question.rows
    assert [row.id for row in rows if row.foil] == ["I02f"]
    assert [(row.id, row.asked_from) for row in rows if row.asked_from] == [("I02c", "2018-03-06")]


def test_roles(form: Questionnaire) -> None:
    """Which question means what to the later steps."""
    assert form.key == "H01"
    assert form.roles == {
        "interview": "H01", "wave": "H02", "interviewer": "H03", "stratum": "H04", "psu": "H07", "date": "H10",
        "start": "H11", "end": "O01", "version": "H13", "consent": "S01", "age": "S03", "sex": "Z01",
        "ethnicity": "Z02", "language_start": "S05", "language_held": "O03",
    }  # fmt: skip


def test_groupings(form: Questionnaire) -> None:
    """Codes and the labels of the population file."""
    assert {
        name: [(one.code, one.id) for one in grouping.categories]
        for name, grouping in form.groupings.items()
        if name != "unit"
    } == {
        "urban": [(1, "1"), (0, "0")],
        "sex": [(1, "1"), (2, "2")],
        "age4": [(1, "18-29"), (2, "30-44"), (3, "45-59"), (4, "60+")],
        "ethnic_group": [
            (1, "kazakh"),
            (2, "russian"),
            (3, "uyghur"),
            (4, "turkish_azerbaijani_kurdish_dungan"),
            (5, "other"),
        ],
        "language": [(1, "kk"), (2, "ru")],
    }
    assert [one.code for one in form.groupings["unit"].categories] == list(range(1, 20))
    assert form.groupings["unit"].categories[18].text["ru"] == "Уйгурский район"


def test_districts_keep_their_classifier_codes(form: Questionnaire) -> None:
    """KATO and whether city or district."""
    assert dict(form.variable("H04").options[0].attributes) == {"kato": "191000000", "type": "city"}
    assert Counter(dict(option.attributes)["type"] for option in form.variable("H04").options) == {
        "city": 3,
        "district": 16,
    }

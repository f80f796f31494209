"""Text codes of options and missing codes, decimals: read, checked, shown as they are written."""

from collections.abc import Callable
from pathlib import Path

import pytest

from survey.errors import QuestionnaireError
from survey.questionnaire import Questionnaire, Reason, read_questionnaire
from survey.questionnaire.model import LOWEST_WRITTEN

FORM = """\
id: codes
version: "1"
title: {en: "Codes"}
languages: [en]
roles: {interview: ID}
missing:
  - {code: 98, reason: dont_know, en: "Cannot say"}
  - {code: REF, reason: refused, en: "Would not say"}
missing_default: [98, REF]
header:
  title: {en: "Head"}
  questions:
    - {id: ID, type: text, en: "Number"}
blocks:
  - id: A
    title: {en: "Main"}
    questions:
      - id: C1
        type: single
        en: "Which country"
        positive: [KZ]
        negative: [UZ]
        options:
          - {code: KZ, en: "Kazakhstan", score: 100}
          - {code: UZ, en: "Uzbekistan", score: 0, goto: C4}
      - id: C2
        type: multiple
        en: "Which directions"
        exclusive: [none-of-all]
        options:
          - {code: north-east, en: "North-east"}
          - {code: south, en: "South"}
          - {code: none-of-all, en: "No direction"}
      - {id: C3, type: decimal, min: 0.5, max: 99.5, missing: [REF], en: "Weight", ask_if: 'C1 == "KZ"'}
      - id: C4
        type: single
        en: "Which number"
        options:
          - {code: 1, en: "First"}
          - {code: 2, en: "Second"}
"""

Tell = Callable[..., list[tuple[str, str]]]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with the questionnaire."""
    (tmp_path / "questionnaire.yaml").write_text(FORM, encoding="utf-8")
    return tmp_path


@pytest.fixture
def form(home: Path) -> Questionnaire:
    return read_questionnaire(home)


@pytest.fixture
def told(home: Path) -> Tell:
    """Code and marked characters of each complaint after replacing texts."""

    def tell(*changes: tuple[str, str]) -> list[tuple[str, str]]:
        text = FORM
        for old, new in changes:
            assert text.count(old) == 1
            text = text.replace(old, new)
        (home / "questionnaire.yaml").write_text(text, encoding="utf-8")
        with pytest.raises(QuestionnaireError) as caught:
            read_questionnaire(home)
        found = caught.value.complaints
        return [(one.code, one.source[one.mark[0] : one.mark[0] + one.mark[1]]) for one in found]

    return tell


def test_text_codes_are_places_in_the_list(form: Questionnaire) -> None:
    """From 1, with the text beside."""
    variable = form.variable("C1")
    assert variable.codes == (1, 2)
    assert dict(variable.written_codes) == {"KZ": 1, "UZ": 2}


def test_lists_of_codes_name_text_codes(form: Questionnaire) -> None:
    """Sides, scores, routes, exclusive answers."""
    question = form.variable("C1").question
    assert (question.positive, question.negative) == ((1,), (2,))
    assert form.variable("C1").scores == {1: 100, 2: 0}
    assert question.options[1].leads_to == "C4"
    assert [option.exclusive for option in form.variable("C2").options] == [False, False, True]


def test_a_missing_code_may_be_a_text_or_a_number_beside_texts(form: Questionnaire) -> None:
    """Its number is none a file or an answer has."""
    missing = form.variable("C1").missing
    assert [(code.shown, code.reason) for code in missing] == [("98", Reason.DONT_KNOW), ("REF", Reason.REFUSED)]
    assert all(code.code <= LOWEST_WRITTEN for code in missing)
    assert form.variable("C4").missing[0].code == 98


def test_a_hundred_text_codes_leave_the_missing_codes_alone(home: Path) -> None:
    """The hundredth option is not 98 "cannot say"."""
    many = "".join(f'\n          - {{code: c{n}, en: "Country number {n}"}}' for n in range(120))
    text = FORM.replace('\n          - {code: UZ, en: "Uzbekistan", score: 0, goto: C4}', many).replace(
        "        negative: [UZ]\n", ""
    )
    (home / "questionnaire.yaml").write_text(text, encoding="utf-8")
    variable = read_questionnaire(home).variable("C1")
    assert not {code.code for code in variable.missing} & set(variable.codes)
    assert len(variable.codes) == 121


def test_columns_of_a_multiple_choice_are_names(form: Questionnaire) -> None:
    """What is no letter or digit becomes an underscore."""
    assert form.variable("C2").columns == ("C2_north_east", "C2_south", "C2_none_of_all")


def test_the_codebook_shows_codes_as_written(form: Questionnaire) -> None:
    """Answers and missing codes."""
    row = form.to_frame().set_index("variable").loc["C1"]
    assert row["answers_en"] == "KZ Kazakhstan; UZ Uzbekistan"
    assert row["missing"] == "98 REF"


def test_a_decimal_question_has_bounds_with_decimals(form: Questionnaire) -> None:
    """As written."""
    question = form.variable("C3").question
    assert (question.kind, question.minimum, question.maximum) == ("decimal", 0.5, 99.5)


def test_a_grouping_from_text_codes_has_their_names(home: Path) -> None:
    """The population file names its classes so."""
    (home / "groups.yaml").write_text('groupings: [{id: g, en: "Country", from: C1}]\n', encoding="utf-8")
    grouping = read_questionnaire(home).groupings["g"]
    assert [category.id for category in grouping.categories] == ["KZ", "UZ"]


UZ = "{code: UZ, en"
MISTAKES = [
    ([(UZ, "{code: kz, en"), ("[UZ]", "[KZ]")], [("Q022", "KZ"), ("Q007", "kz")]),
    ([(UZ, '{code: "КZ", en'), ("negative: [UZ]", "neutral: [KZ]")], [("Q022", "KZ"), ("Q007", '"КZ"')]),
    ([("{code: south,", "{code: north_east,")], [("Q007", "north_east")]),
    ([("{code: KZ, en", "{code: 7, en"), ("[KZ]", "[7]")], [("Q009", "UZ"), ("Q043", "UZ"), ("X024", '"KZ"')]),
    ([("{code: south,", "{code: 5,")], [("Q043", "5")]),
    ([("{code: south,", '{code: "5",')], [("Q041", '"5"')]),
    ([("{code: south,", "{code: 007,")], [("Q041", "007")]),
    ([("{code: south,", '{code: "so uth",')], [("Q041", '"so uth"')]),
    ([("{code: south,", '{code: "south;",')], [("Q041", '"south;"')]),
    ([("{code: south,", f"{{code: {'s' * 25},")], [("Q041", "s" * 25)]),
    ([("{code: south,", "{code: NA,")], [("Q042", "NA")]),
    ([("{code: south,", '{code: "null",')], [("Q042", '"null"')]),
    ([("{code: south,", '{code: "1E5",')], [("Q042", '"1E5"')]),
    ([("{code: south,", '{code: "inf",')], [("Q042", '"inf"')]),
    ([("{code: south,", "{code: NO,")], [("D005", "NO")]),
    ([("{code: south,", '{code: "NO",')], [("Q046", '"NO"')]),
    ([("{code: south,", "{code: ~,")], [("D012", "~")]),
    ([("{code: south,", "{code: 1.5,")], [("D012", "1.5")]),
    ([("{code: south,", "{code: other,")], [("Q050", "other")]),
    ([("{code: south,", "{code: m1,")], [("Q050", "m1")]),
    ([("{code: south,", "{code: REF,")], [("Q016", "id"), ("Q046", "REF")]),
    ([("exclusive: [none-of-all]", "exclusive: [none]")], [("Q025", "none")]),
    ([("positive: [KZ]", "positive: [1]")], [("Q009", "1")]),
    ([("positive: [KZ]", "positive: [kz]")], [("Q009", "kz")]),
    ([("{code: REF, reason", "{code: 98, reason"), ("[98, REF]", "[98]"), ("missing: [REF]", "missing: []")], [("Q023", "98")]),
    ([("missing: [REF]", "missing: [RFE]")], [("Q015", "RFE")]),
    ([('C1 == "KZ"', 'C1 == "XZ"')], [("X033", '"XZ"')]),
    ([('C1 == "KZ"', "C1 == 1")], [("X024", "1")]),
    ([('C1 == "KZ"', 'C1 >= "KZ"')], [("X031", "C1")]),
    ([('C1 == "KZ"', 'C1 in ["KZ", "UZB"]')], [("X033", '"UZB"')]),
    ([('C1 == "KZ"', 'C1 == "REF"')], [("X032", '"REF"')]),
    ([('C1 == "KZ"', 'has(C2, "east")')], [("X033", '"east"')]),
    ([('C1 == "KZ"', "has(C2, 1)")], [("X024", "1")]),
    ([('C1 == "KZ"', 'any(C2) == "west"')], [("X033", '"west"')]),
    ([('C1 == "KZ"', 'C1 == "KZ" and C1 == "UZ"')], [("X030", 'C1 == "KZ" and C1 == "UZ"')]),
    ([("min: 0.5", "min: 100.5")], [("Q010", "100.5")]),
    ([("missing: [REF]", "missing: [98]")], [("Q016", "[")]),
    ([("max: 99.5,", "max: 99.5, positive: [60],")], [("D011", "positive")]),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "expected"), MISTAKES)
def test_a_mistake_in_codes_is_marked(
    told: Tell, changes: list[tuple[str, str]], expected: list[tuple[str, str]]
) -> None:
    """Code of the complaint and the characters it is about."""
    assert told(*changes) == expected


@pytest.mark.parametrize(("bound", "other"), [("min: 0.5", "max: 9"), ("max: 9.5", "min: 0")])
def test_whole_numbers_have_whole_bounds(told: Tell, bound: str, other: str) -> None:
    """Half a child is a mistake, or a question of decimals."""
    integer = f'      - {{id: C5, type: integer, {bound}, {other}, en: "How many"}}\n      - id: C4\n'
    assert told(("      - id: C4\n", integer)) == [("Q055", bound.split()[1])]


def test_columns_of_two_questions_are_not_mixed_up(told: Tell) -> None:
    """C2_south_x would be an option of either."""
    twin = '      - {id: C2_south, type: multiple, en: "Which", options: [{code: xx, en: "Ex"}]}\n      - id: C2\n'
    assert told(("      - id: C2\n", twin), ("{code: south,", "{code: south_xx,")) == [("Q052", "C2")]


def test_a_question_offered_from_another_names_the_same_places(told: Tell) -> None:
    """Text codes have numbers by place, so both questions name one list."""
    offered = (
        '      - {id: C5, type: single, offered_from: C2, en: "One of them", options: '
        '[{code: south, en: "South"}, {code: north-east, en: "North-east"}]}\n      - id: C4\n'
    )
    assert told(("      - id: C4\n", offered)) == [("Q053", "C2")]

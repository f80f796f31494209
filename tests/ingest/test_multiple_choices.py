"""A multiple choice is one set of codes, in whichever of the ways of coding it comes."""

from collections.abc import Callable

import numpy as np
import pytest

from survey.findings import Findings
from survey.interviews import Interviews
from survey.questionnaire import Reason

Decode = Callable[..., tuple[Interviews, Findings]]

ANSWERED, DONT_KNOW, REFUSED, NOT_RECORDED = (
    Reason.ANSWERED,
    Reason.DONT_KNOW,
    Reason.REFUSED,
    Reason.NOT_RECORDED,
)
SEPARATORS = ["_", "/", ".", "__", "___"]


def sets(interviews: Interviews, variable: str = "B03") -> list[str]:
    """Codes chosen in each interview, with spaces between."""
    mentions = interviews.mentions(variable)
    return [" ".join(map(str, mentions.codes[chosen])) for chosen in mentions.chosen]


def rules(findings: Findings) -> list[tuple[str, int | None, str | None]]:
    """Rule, row and value of the findings about single cells."""
    return [(finding.rule, finding.row, finding.value) for finding in findings if finding.row is not None]


@pytest.mark.parametrize("separator", SEPARATORS)
def test_option_columns_are_read(decoded: Decode, separator: str) -> None:
    """One column of 1 and 0 for each option; an option the file lacks was chosen by nobody."""
    columns = {f"B03{separator}{code}": cells for code, cells in ((1, [1, 0]), (2, [1, 0]), (96, [0, 1]))}
    interviews, findings = decoded(columns)
    assert sets(interviews) == ["1 2", "96"]
    assert interviews.answers[["B03_1", "B03_2", "B03_3", "B03_14", "B03_96"]].to_numpy().tolist() == [
        [1, 1, 0, 0, 0],
        [0, 0, 0, 0, 1],
    ]
    assert rules(findings) == []
    assert [one.variable for one in findings.of("warning", rule="options_absent")] == ["B03"]


def test_an_option_without_a_column_is_told_with_its_code(decoded: Decode) -> None:
    """Never chosen, or lost on the way: the file does not say."""
    _, findings = decoded({f"B03_{code}": ["1", "0"] for code in (1, 2, 14, 96)})
    (told,) = findings.of(rule="options_absent")
    assert ("3" in told.message["ru"], told.interview, told.row) == (True, None, None)


def test_no_option_is_missed_where_all_have_a_column_or_answers_are_listed(decoded: Decode) -> None:
    """Nothing to tell of mentions, of lists, and of complete option columns."""
    whole = {f"B03_{code}": ["1", "0"] for code in (1, 2, 3, 14, 96)}
    listed = {"B03": ["1 2", "14"]}
    mentions = {"B03_m1": ["1", "2"], "B03_m2": ["2", ""]}
    told = [decoded(columns)[1].of(rule="options_absent") for columns in (whole, listed, mentions)]
    assert [len(one) for one in told] == [0, 0, 0]


@pytest.mark.parametrize("heading", ["B-B03/{}", "B/B03/{}", "B03_{} | Безработица", "b03_{}"])
def test_headings_of_option_columns(decoded: Decode, heading: str) -> None:
    """Groups before, the wording of the option after."""
    interviews, _ = decoded({heading.format(1): ["1", "0"], heading.format(2): ["0", "1"]})
    assert sets(interviews) == ["1", "2"]


MARKS: list[tuple[object, object]] = [
    ("1", "0"),
    (1.0, 0.0),
    (True, False),
    ("Да", "Нет"),
    ("иә", "жоқ"),
    ("TRUE", "FALSE"),
    ("x", ""),
    ("Безработица", ""),
    ("1", None),
    ("+", "-"),
]


@pytest.mark.parametrize(("yes", "no"), MARKS)
def test_marks_of_option_columns(decoded: Decode, yes: object, no: object) -> None:
    """Digits, words of any language, crosses, or the option's own wording."""
    interviews, findings = decoded({"B03_1": [yes, no], "B03_2": [no, "1"]})
    assert sets(interviews) == ["1", "2"]
    assert rules(findings) == []


def test_yes_and_no_as_1_and_2_are_told_by_the_labels_of_the_file(decoded: Decode) -> None:
    """Otherwise 2 would be the second option, mentioned twice."""
    labels = {1.0: "Да", 2.0: "Нет"}
    interviews, _ = decoded({"B03_1": [1.0, 2.0], "B03_2": [2.0, 1.0]}, value_labels={"B03_1": labels, "B03_2": labels})
    assert sets(interviews) == ["1", "2"]


def test_option_columns_without_a_single_1_are_no_answer(decoded: Decode) -> None:
    """The coding cannot tell "chose nothing" from "was not recorded", so neither is claimed."""
    interviews, _ = decoded({"B03_1": [0, None], "B03_2": [0, None]})
    assert interviews.reason("B03").tolist() == [NOT_RECORDED, NOT_RECORDED]
    assert interviews.answers[["B03_1", "B03_96"]].isna().all().all()


def test_missing_codes_of_option_columns(decoded: Decode) -> None:
    """As a column of their own, or in place of 1 and 0."""
    interviews, _ = decoded({"B03_1": [0, 99], "B03_2": [0, 99], "B03_98": [1, None]})
    assert interviews.reason("B03").tolist() == [DONT_KNOW, REFUSED]


def test_an_option_column_of_no_option_is_told_where_it_is_chosen(decoded: Decode) -> None:
    """Code 44 does not exist; what else was chosen stays."""
    interviews, findings = decoded({"B03_1": [1, 0], "B03_2": [0, 0], "B03_44": [1, 0]})
    assert sets(interviews) == ["1", ""]
    assert rules(findings) == [("code_unknown", 2, "44")]


def test_a_wrong_mark_does_not_turn_option_columns_into_mentions(decoded: Decode) -> None:
    """Where there is a no, the columns are options, and a 3 is a mistake."""
    interviews, findings = decoded({"B03_1": [1, 0], "B03_2": [3, 1]})
    assert sets(interviews) == ["1", "2"]
    assert rules(findings) == [("code_unknown", 2, "3")]


@pytest.mark.parametrize("names", [("B03_m1", "B03_m2"), ("B03_1", "B03_2"), ("B-B03_m1", "B-B03_m2")])
def test_mentions_are_read(decoded: Decode, names: tuple[str, str]) -> None:
    """The n-th column holds the code of the n-th mention; numbered columns with other codes can be nothing else."""
    interviews, findings = decoded({names[0]: ["2", "96", "98", ""], names[1]: ["1", "", "", ""]})
    assert sets(interviews) == ["1 2", "96", "", ""]
    assert interviews.reason("B03").tolist() == [ANSWERED, ANSWERED, DONT_KNOW, NOT_RECORDED]
    assert rules(findings) == []


def test_mentions_may_be_wordings(decoded: Decode) -> None:
    """In any language, comma or no comma."""
    interviews, _ = decoded({"B03_m1": ["Рост цен, низкие доходы"], "B03_m2": ["Жұмыссыздық"]})
    assert sets(interviews) == ["1 2"]


LISTS = ["1 2 96", "1;2;96", "1, 2, 96", "96,2,1", "1 2 96 ", "1|2|96", "2 1 1 96", "1.0 2.0 96.0"]


@pytest.mark.parametrize("cell", LISTS)
def test_a_list_of_codes_is_read(decoded: Decode, cell: str) -> None:
    """Separated by spaces, semicolons or commas, in any order; a code said twice counts once."""
    interviews, findings = decoded({"B03": [cell]})
    assert (sets(interviews), rules(findings)) == (["1 2 96"], [])


WORDED = [
    "Безработица; Рост цен, низкие доходы; Школы, детские сады, образование",
    "Жұмыссыздық; Бағаның өсуі, табыстың төмендігі; Мектеп, балабақша, білім беру",
    "Школы, детские сады, образование, Безработица, Рост цен, низкие доходы",
    "безработица;рост цен,низкие доходы ; Школы,  детские сады, образование.",
    "Безработица\nРост цен, низкие доходы\nШколы, детские сады, образование",
]


@pytest.mark.parametrize("cell", WORDED)
def test_a_list_of_wordings_is_read(decoded: Decode, cell: str) -> None:
    """Wordings hold commas of their own: the longest run of pieces that is a wording is taken."""
    interviews, findings = decoded({"B03": [cell]})
    assert (sets(interviews), rules(findings)) == (["1 2 3"], [])


def test_a_list_of_wordings_is_read_without_its_kazakh_letters(decoded: Decode) -> None:
    """Windows-1251 has none of them, so an export leaves question marks."""
    cell = "Ж?мыссызды?; Ба?аны? ?суі, табысты? т?мендігі; М?селе жо?"
    interviews, findings = decoded({"B03": [cell]})
    assert (sets(interviews), rules(findings)) == (["1 2 14"], [])
    assert len(findings.of(rule="letters_lost")) == 1


def test_a_missing_wording_in_a_list(decoded: Decode) -> None:
    """The set has that reason."""
    interviews, _ = decoded({"B03": ["Не знаю / затрудняюсь ответить", "99", 98.0]})
    assert interviews.reason("B03").tolist() == [DONT_KNOW, REFUSED, DONT_KNOW]


def test_one_unknown_code_does_not_cost_the_others(decoded: Decode) -> None:
    """In a list and among mentions alike; a cell of nothing else is blank."""
    listed, found = decoded({"B03": ["1 44", "44", "Безработица; что-то ещё"]})
    mentioned, found_too = decoded({"B03_m1": ["1", "44", "1"], "B03_m2": ["44", "", "что-то ещё"]})
    assert sets(listed) == sets(mentioned) == ["1", "", "1"]
    assert [rule for rule, _, _ in rules(found)] == ["code_unknown", "code_unknown", "wording_unknown"]
    assert [rule for rule, _, _ in rules(found_too)] == ["code_unknown", "code_unknown", "wording_unknown"]


def test_a_missing_code_beside_options_is_told_and_left_out(decoded: Decode) -> None:
    """98 as second mention says that there is no second one."""
    interviews, findings = decoded({"B03_m1": ["2", "98"], "B03_m2": ["98", "98"]})
    assert sets(interviews) == ["2", ""]
    assert interviews.reason("B03").tolist() == [ANSWERED, DONT_KNOW]
    assert [(finding.rule, finding.severity, finding.row, finding.value) for finding in findings if finding.row] == [
        ("choice_and_missing", "warning", 2, "2")
    ]


def test_two_codings_that_agree_are_one(decoded: Decode) -> None:
    """ODK can write the list and the option columns beside each other."""
    interviews, findings = decoded({"B03": ["1 2", ""], "B03/1": [1, 0], "B03/2": [1, 0], "B03/96": [0, 0]})
    assert (sets(interviews), rules(findings)) == (["1 2", ""], [])


def test_two_codings_that_differ_are_told(decoded: Decode) -> None:
    """The list counts; where it is empty the option columns do."""
    interviews, findings = decoded({"B03": ["1 2", "", "3"], "B03/1": [1, 1, 0], "B03/2": [0, 0, 0]})
    assert sets(interviews) == ["1 2", "1", "3"]
    assert rules(findings) == [
        ("codings_differ", 2, "1 2 / 1"),
        ("codings_differ", 3, "- / 1"),
        ("codings_differ", 4, "3 / -"),
    ]


def test_a_coding_that_is_empty_throughout_is_no_coding(decoded: Decode) -> None:
    """Some exports write the columns and leave them empty."""
    interviews, findings = decoded({"B03": ["1", "2"], "B03/1": ["", ""], "B03/2": ["", ""]})
    assert (sets(interviews), rules(findings)) == (["1", "2"], [])


def test_all_codings_give_the_same_columns(decoded: Decode) -> None:
    """Four files, one table of answers and reasons."""
    files: list[dict[str, list[object]]] = [
        {"B03_1": [1, 0, 0], "B03_2": [0, 1, 0], "B03_96": [1, 0, 0], "B03_98": [0, 0, 1]},
        {"B03_m1": ["96", "2", "98"], "B03_m2": ["1", "", ""]},
        {"B03": ["1 96", "2", "98"]},
        {"B03": ["Другое (укажите); Безработица", "Рост цен, низкие доходы", "Не знаю / затрудняюсь ответить"]},
    ]
    tables = [decoded(file)[0] for file in files]
    columns = list(tables[0].form.variables["B03"].columns)
    for other in tables[1:]:
        np.testing.assert_array_equal(tables[0].answers[columns].to_numpy(), other.answers[columns].to_numpy())
        assert tables[0].reason("B03").tolist() == other.reason("B03").tolist() == [ANSWERED, ANSWERED, DONT_KNOW]

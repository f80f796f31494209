"""Options, named lists, numeric scales, missing codes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from survey.questionnaire.model import Reason
from survey.questionnaire.questionnaire_folder import read_questionnaire

Tell = Callable[..., list[tuple[str, str, str]]]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("{code: 96, kk", "{code: 1, kk", [("Q007", "69:20", "1")]),
        ("score: 100", "score: 101", [("Q008", "17:26", "101")]),
        ("score: 100", "score: -1", [("Q008", "17:26", "-1")]),
        ("positive: [1]", "positive: [1, 3]", [("Q009", "14:19", "3")]),
        ("positive: [1]", "positive: [1, 2]", [("Q022", "15:16", "2")]),
        ("    min: 0\n    max: 10", "    min: 10\n    max: 0", [("Q010", "21:10", "10")]),
        ("        list: trust2\n", "        list: trust\n", [("Q005", "52:15", "trust")]),
        ("scale: ten", "scale: tem", [("Q005", "72:16", "tem")]),
        (
            "  trust2:\n",
            '  yesno:\n    options:\n      - {code: 1, kk: "Иә", ru: "Да"}\n  trust2:\n',
            [("Q006", "13:3", "yesno")],
        ),
        ("{code: 97, reason", "{code: 98, reason", [("Q023", "9:12", "98"), ("Q015", "73:24", "97")]),
        ("reason: refused", "reason: refusal", [("D007", "10:24", "refusal")]),
        ("missing_default: [98, 99]", "missing_default: [98, 100]", [("Q015", "11:23", "100")]),
        ("missing_also: [97]", "missing_also: [96]", [("Q015", "73:24", "96")]),
        ("specify: true", "specify: yes", [("D006", "69:60", "yes")]),
        ("specify: true", "specfy: true", [("D011", "69:51", "specfy")]),
        ("{code: 96, ", "{", [("D009", "69:13", "{")]),
        ("{code: 96, ", "{code: x, ", [("Q043", "69:20", "x")]),
    ],
)
def test_a_mistake_in_a_list_is_marked(told: Tell, old: str, new: str, expected: list[tuple[str, str, str]]) -> None:
    """Code, line and column, offending characters."""
    assert told(old, new) == expected


def test_options_keep_their_order_and_marks(folder: Path) -> None:
    """Exclusive, to be specified, leading elsewhere."""
    options = read_questionnaire(folder).variable("A03").options
    assert [option.code for option in options] == [1, 2, 3, 96]
    assert [option.exclusive for option in options] == [False, False, True, False]
    assert [option.specify for option in options] == [False, False, False, True]
    assert [option.leads_to for option in options] == [None, "A05", None, None]


def test_a_list_gives_its_sides_to_the_question_that_names_it(folder: Path) -> None:
    """Positive and negative codes come with the list."""
    question = read_questionnaire(folder).variable("A02a").question
    assert (question.list_id, question.positive, question.negative) == ("trust2", (1,), (2,))


def test_a_scale_gives_its_bounds(folder: Path) -> None:
    """Both ends are allowed; the worded ends are kept."""
    question = read_questionnaire(folder).variable("A04").question
    assert (question.minimum, question.maximum, question.scored) == (0, 10, True)
    assert [anchor.text["ru"] for anchor in question.anchors] == ["Совсем нет"]


def test_missing_codes_know_their_reason(folder: Path) -> None:
    """The default of the file and what the question adds."""
    missing = read_questionnaire(folder).variable("A04").missing
    assert {code.code: code.reason for code in missing} == {
        98: Reason.DONT_KNOW,
        99: Reason.REFUSED,
        97: Reason.NOT_APPLICABLE,
    }

"""One question of the file."""

from collections.abc import Callable
from pathlib import Path

import pytest

from survey.questionnaire.questionnaire_folder import read_questionnaire

Tell = Callable[..., list[tuple[str, str, str]]]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("type: multiple", "type: multple", [("D007", "60:15", "multple")]),
        ("        max_choices: 2\n", "        max_choices: 5\n", [("Q026", "61:22", "5")]),
        ("        max_choices: 2\n", "        max_choice: 2\n", [("D011", "61:9", "max_choice")]),
        ("        list: trust2\n", "", [("Q006", "13:3", "trust2"), ("Q024", "50:9", "id")]),
        ("        scale: ten\n", "        scale: ten\n        options: []\n", [("D011", "73:9", "options")]),
        (
            "type: multiple\n        max_choices: 2\n",
            "type: multiple\n        max_choices: 2\n        list: trust2\n",
            [("Q024", "59:9", "id")],
        ),
        ("        min: 0\n        max: 97", "        min: 97\n        max: 0", [("Q010", "45:14", "97")]),
        ("        max: 97", "        max: 100", [("Q016", "42:9", "id")]),
        ("type: multiple\n        max_choices: 2", "type: single", [("Q011", "60:9", "type")]),
        (
            "        max_choices: 2\n",
            "        max_choices: 2\n        exclusive: [4]\n",
            [("Q025", "62:21", "4")],
        ),
        (
            "missing_also: [97]",
            "missing: [97, 98, 99, 100]",
            [("Q015", "73:31", "100")],
        ),
        ("indicator: TRUST", "asked_from: 2018-3-6", [("Q028", "57:62", "2018-3-6")]),
        ("{1: 1, 2: 2}", "{one: 1, 2: 2}", [("Q037", "79:31", "1")]),
        ('ask_if: "any(A02) == 2', 'ask_if: "any(A02) = 2', [("X003", "62:27", "=")]),
        ("kk: \"Сот\", ru: \"Суд\", reverse: true", "kk: \"Сот\", ru: \"Суд\", reverse: on", [("D006", "58:55", "on")]),
        ("required: true", "required: on", [("D006", "44:19", "on")]),
        ("        rotate: true\n", "        rotate: true\n        rotate: false\n", [("D008", "54:9", "rotate")]),
    ],
)  # fmt: skip
def test_a_mistake_in_a_question_is_marked(
    told: Tell, old: str, new: str, expected: list[tuple[str, str, str]]
) -> None:
    """Code, line and column, offending characters."""
    assert told(old, new) == expected


def test_a_reversed_row_needs_scores(told: Tell) -> None:
    """Without scores there is nothing to turn round."""
    old = 'score: 100, kk: "Сенемін", ru: "Доверяю"}\n      - {code: 2, score: 0,'
    assert told(old, 'kk: "Сенемін", ru: "Доверяю"}\n      - {code: 2,') == [("Q027", "58:46", "reverse")]


def test_four_missing_codes_do_not_fit_into_an_spss_file(folder: Path, told: Tell) -> None:
    """It holds three single ones."""
    path = folder / "questionnaire.yaml"
    fourth = 'missing:\n  - {code: 96, reason: refused, kk: "Айтқысы келмеді", ru: "Не хочет"}\n'
    path.write_text(path.read_text(encoding="utf-8").replace("missing:\n", fourth, 1), encoding="utf-8")
    assert told("missing_also: [97]", "missing_also: [96, 97]") == [("Q029", "74:23", "[")]


def test_a_missing_question_key_is_told_once(told: Tell) -> None:
    """However often the reader needs it."""
    assert told("      - id: A04\n        type: scale", "      - type: scale") == [("D009", "70:9", "t")]


def test_a_question_knows_its_marks(folder: Path) -> None:
    """What the file says, and what it does not say."""
    form = read_questionnaire(folder)
    age, trust = form.variable("A01").question, form.variable("A02a").question
    assert (age.required, age.rotate, age.prompted, age.filled_by_interviewer) == (True, False, True, False)
    assert (trust.required, trust.rotate, trust.indicators) == (False, True, ("TRUST",))
    assert form.variable("H02").question.filled_by_interviewer


def test_a_question_knows_its_routes(folder: Path) -> None:
    """Condition and target."""
    ((condition, target),) = read_questionnaire(folder).variable("A01").question.routing
    assert (condition.source, target) == ("A01 < 18", "END_SCREENOUT")


def test_the_interviewer_has_no_missing_codes(folder: Path) -> None:
    """Header and observations are filled in, not answered."""
    form = read_questionnaire(folder)
    assert [form.variable(name).missing for name in ("H01", "H02", "O01")] == [(), (), ()]


def test_a_reversed_row_turns_its_scores(folder: Path) -> None:
    """100 - score, ready for use."""
    form = read_questionnaire(folder)
    assert form.variable("A02a").scores == {1: 100, 2: 0}
    assert form.variable("A02b").scores == {1: 0, 2: 100}


def test_a_list_experiment_knows_the_bound_of_each_version(folder: Path) -> None:
    """One statement more in the second."""
    question = read_questionnaire(folder).variable("A05").question
    assert (question.minimum, question.maximum, question.maximum_by_version) == (0, 2, ((1, 1), (2, 2)))
    assert ([row.id for row in question.statements], [row.id for row in question.treatment]) == (["A05a"], ["A05b"])

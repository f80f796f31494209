"""What is known of the answers to expect."""

from pathlib import Path

import pytest

from survey.errors import QuestionnaireError
from survey.questionnaire.model import Questionnaire
from survey.simulate import Shares, read_profile


def write(folder: Path, text: str) -> Path:
    """A simulation.yaml with this text."""
    path = folder / "simulation.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_shares_are_read_alone_and_by_another_variable(tmp_path: Path, form: Questionnaire) -> None:
    """``else`` stands for every other value."""
    path = write(tmp_path, "shares:\n  Z01: {1: 48, 2: 52}\n  Z05:\n    by: age4\n    of: {1: {3: 1}, else: {6: 1}}\n")
    assert read_profile(path, form).shares == {
        "Z01": Shares({None: {1: 48, 2: 52}}),
        "Z05": Shares({1: {3: 1}, None: {6: 1}}, by="age4"),
    }


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("shares:\n  Z91: {1: 48, 2: 52}\n", "N003", 2, 3),
        ("traits:\n  trsut: [C01]\n", "N003", 2, 3),
        ("traits:\n  trust: [C99]\n", "N006", 2, 11),
        ("shares:\n  Z01: {one: 48, 2: 52}\n", "N004", 2, 9),
        ("shares:\n  Z01: {1: -4, 2: 52}\n", "N005", 2, 8),
        ("shares:\n  Z05: {by: age5, of: {1: {3: 1}}}\n", "N006", 2, 13),
        ("direct: {G07: C91}\n", "N006", 1, 15),
        ("levels: {C01a: high}\n", "D012", 1, 16),
        ("share: {}\n", "D011", 1, 1),
    ],
)
def test_a_mistake_is_told_with_its_place(
    tmp_path: Path, form: Questionnaire, text: str, code: str, line: int, column: int
) -> None:
    """File, line and column."""
    path = write(tmp_path, text)
    with pytest.raises(QuestionnaireError) as error:
        read_profile(path, form)
    complaint = error.value.complaints[0]
    assert (complaint.code, complaint.place.line, complaint.place.column) == (code, line, column)
    assert complaint.place.file == str(path)

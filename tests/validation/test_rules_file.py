"""House rules from their file, and every mistake in it."""

import shutil
from pathlib import Path

import pytest

import survey
from survey.errors import QuestionnaireError, ReadError
from survey.questionnaire.model import Questionnaire
from survey.validation import AnswerLimits, Rules, StartsWith, read_rules

RULE = """
version: "1"
rules:
  - id: unit_and_point
    severity: error
    date: 2017-10-01
    variables: [U1, P1]
    starts_with: {text: P1, code: U1, digits: 2}
    kk: "{U1} мен {P1} сәйкес емес."
    ru: "{U1} и {P1} не согласуются."
    en: "{U1} and {P1} do not agree."
"""


def write(folder: Path, text: str) -> Path:
    """A rules.yaml with this text."""
    path = folder / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_rule_is_read_as_written(tmp_path: Path, form: Questionnaire) -> None:
    """The folder is enough; what is not said is usual."""
    write(tmp_path, RULE)
    rules = read_rules(tmp_path, form)
    (rule,) = rules
    assert (rule.id, rule.severity, rule.date) == ("unit_and_point", "error", "2017-10-01")
    assert rule.starts_with == StartsWith("P1", "U1", 2)
    assert rules.limits == AnswerLimits()


def test_limits_are_read(tmp_path: Path, form: Questionnaire) -> None:
    """Those not named stay as usual."""
    path = write(tmp_path, RULE + "limits: {shortest_minutes: 12, widespread: 0.2}\n")
    assert read_rules(path, form).limits == AnswerLimits(shortest_minutes=12, widespread=0.2)


def test_an_absent_file_is_told(tmp_path: Path, form: Questionnaire) -> None:
    """With its path."""
    with pytest.raises(ReadError) as error:
        read_rules(tmp_path / "rules.yaml", form)
    assert error.value.code == "D003"


@pytest.mark.parametrize(
    ("before", "after", "code", "line", "column"),
    [
        ("starts_with: {text: P1, code: U1, digits: 2}", "when: A2 > 3", "V002", 4, 5),
        ("text: P1", "text: U1", "V003", 8, 25),
        ("code: U1", "code: U9", "V003", 8, 35),
        ("variables: [U1, P1]", "variables: [U1, P9]", "V003", 7, 21),
        ("{U1} and", "{U9} and", "V004", 11, 10),
        ("{U1} and", "{U1 and", "V005", 11, 9),
        ("date: 2017-10-01", "date: 1.10.2017", "V006", 6, 11),
        ('version: "1"', 'version: "1"\nlimits: {widespread: 2}', "V007", 3, 22),
        ("severity: error", "severity: fatal", "D007", 5, 15),
        ('    ru: "{U1} и {P1} не согласуются."\n', "", "D010", 4, 5),
        ("severity: error", "severity: error\n    level: 3", "D011", 6, 5),
    ],
)
def test_a_mistake_is_told_with_its_place(
    tmp_path: Path, form: Questionnaire, before: str, after: str, code: str, line: int, column: int
) -> None:
    """File, line and column of the offending text."""
    assert before in RULE
    path = write(tmp_path, RULE.replace(before, after))
    with pytest.raises(QuestionnaireError) as error:
        read_rules(path, form)
    complaint = next(one for one in error.value.complaints if one.code == code)
    assert (complaint.place.file, complaint.place.line, complaint.place.column) == (str(path), line, column)


def test_two_rules_with_one_id_are_told(tmp_path: Path, form: Questionnaire) -> None:
    """At the second one."""
    path = write(tmp_path, RULE + RULE.partition("rules:\n")[2])
    with pytest.raises(QuestionnaireError) as error:
        read_rules(path, form)
    assert [(one.code, one.place.line) for one in error.value.complaints] == [("V001", 12)]


def test_a_mistyped_name_in_a_condition_is_told_at_the_name(tmp_path: Path, form: Questionnaire) -> None:
    """With the nearest existing one."""
    path = write(tmp_path, RULE.replace("starts_with: {text: P1, code: U1, digits: 2}", 'must: "A22 > 3"'))
    with pytest.raises(QuestionnaireError) as error:
        read_rules(path, form)
    (complaint,) = error.value.complaints
    assert (complaint.place.line, complaint.place.column) == (8, 12)
    assert "A2" in complaint.remedy


def test_rules_beside_the_questionnaire_are_used_unless_others_are_given(tmp_path: Path) -> None:
    """A questionnaire folder with one rule: found without saying so, left out when no rules are given."""
    folder = Path(shutil.copytree(Path(__file__).parents[2] / "questionnaires" / "interethnic", tmp_path / "q"))
    form = survey.read_questionnaire(folder)
    path = tmp_path / "wave.csv"
    path.write_text("H01;H04;H07\nA;1;02-001\n", "utf-8")
    interviews = survey.decode(survey.read_file(path), form)[0]
    assert len(survey.validate(interviews).of(rule="unit_and_point")) == 1
    assert not survey.validate(interviews, Rules()).of(rule="unit_and_point")
    (folder / "rules.yaml").unlink()
    assert not survey.validate(interviews).of(rule="unit_and_point")

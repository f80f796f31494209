"""Lint: every rule finds its mistake at its line, and finds nothing in a questionnaire without it."""

import json
import re
import shutil
from pathlib import Path

import pytest

import survey
from survey.linting import LintReport
from survey.linting.lint_formats import as_github, as_json, as_sarif
from survey.linting.lint_report import LintIssue

SHIPPED = Path(__file__).parents[2] / "questionnaires" / "interethnic"

FORM = """\
id: small
version: "1"
languages: [kk, ru]
title: {kk: "Шағын сауалнама", ru: "Малая анкета"}
missing:
  - {code: 98, reason: dont_know, kk: "Білмеймін", ru: "Не знаю"}
missing_default: [98]
roles: {interview: H1}
header:
  title: {kk: "Тақырып", ru: "Шапка"}
  questions:
    - {id: H1, type: code, kk: "Нөмірі", ru: "Номер"}
blocks:
  - id: A
    title: {kk: "А бөлімі", ru: "Раздел А"}
    questions:
      - id: A1
        type: single
        kk: "Сіз осында тұрасыз ба?"
        ru: "Вы живёте здесь?"
        options:
          - {code: 1, kk: "Иә", ru: "Да"}
          - {code: 2, kk: "Жоқ", ru: "Нет"}
      - id: A2
        type: single
        kk: "Көршілеріңізге сенесіз бе?"
        ru: "Вы доверяете соседям?"
        ask_if: A1 == 1
        options:
          - {code: 1, kk: "Толық сенемін", ru: "Вполне"}
          - {code: 2, kk: "Сенбеймін", ru: "Не доверяю"}
      - id: A3
        type: integer
        min: 0
        max: 20
        kk: "Неше көршіңіз бар?"
        ru: "Сколько у Вас соседей?"
"""

LINES = FORM.splitlines()
LETTERS = "abcdefghijklmnop"


def linted(folder: Path, *changes: tuple[str, str]) -> LintReport:
    """The lint of the small questionnaire after some replacements."""
    text = FORM
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (folder / "questionnaire.yaml").write_text(text, "utf-8")
    return survey.lint(folder)


def line_of(text: str) -> int:
    return next(number for number, line in enumerate(LINES, 1) if text in line)


def test_a_questionnaire_without_mistakes_has_no_issue(tmp_path: Path) -> None:
    """Not even a note."""
    report = linted(tmp_path)
    assert (report.issues, report.ok) == ((), True)


@pytest.mark.parametrize(
    ("old", "new", "rule", "level"),
    [
        ('ru: "Вы доверяете соседям?"', 'ru: "---"', "D021", "error"),
        ('ru: "Вы доверяете соседям?"', 'ru: "Вы доверяетe соседям?"', "Q018", "error"),
        ('ru: "Вы доверяете соседям?"', 'ru: "Көршілерге сенесіз бе?"', "Q020", "error"),
        ('ru: "Вы доверяете соседям?"', 'ru: "TODO: о соседях"', "unfinished-wording", "warning"),
        ('ru: "Вы доверяете соседям?"', 'ru: "[ru] О соседях"', "unfinished-wording", "warning"),
        ('ru: "Вы доверяете соседям?"', 'ru: "Вы  доверяете соседям?"', "untidy-spaces", "note"),
        ('ru: "Вы доверяете соседям?"', 'ru: "Вы доверяете сосе\u200bдям?"', "invisible-signs", "warning"),
        ('ru: "Вы доверяете соседям?"', 'ru: "Вы доверяете \u202eсоседям?"', "invisible-signs", "warning"),
        ('ru: "Вы доверяете соседям?"', 'ru: "Вы доверяете соседям ?"', "untidy-spaces", "note"),
        ('ru: "Вы доверяете соседям?"', 'ru: "Вы доверяете [ИМЯ]?"', "different-places", "warning"),
        ('ru: "Вы доверяете соседям?"', 'ru: "Вы доверяете 3 соседям?"', "different-numbers", "note"),
        ('ru: "Вы доверяете соседям?"', 'ru: "Вы живёте здесь?"', "repeated-question", "warning"),
    ],
)
def test_a_mistake_of_a_wording_is_found_at_its_line(tmp_path: Path, old: str, new: str, rule: str, level: str) -> None:
    """The rule is found once, with the line of the wording."""
    report = linted(tmp_path, (old, new))
    found = [issue for issue in report.issues if issue.rule == rule]
    assert [(issue.level, issue.place.line) for issue in found] == [(level, line_of(old))]


@pytest.mark.parametrize(
    ("wordings", "rule"),
    [
        ({"es": "¿Confía usted en sus vecinos?", "en": "Do you trust your neighbours?"}, None),
        ({"es": "¿Confía usted en sus vecinos?", "en": "Do you trust yоur neighbours?"}, "mixed-script"),
        ({"es": "¿Confía usted en sus vecinos?", "en": "Do you trust your niños?"}, "foreign-letters"),
        ({"es": "¿Confía usted en sus vecinos?", "en": "Do you trust «niños»?"}, None),
        ({"es": "Do you trust your neighbours?", "en": "Do you trust your neighbours?"}, "identical-wordings"),
    ],
)
def test_letters_and_languages_of_latin_scripts(tmp_path: Path, wordings: dict[str, str], rule: str | None) -> None:
    """A Cyrillic letter in an English word, a letter that English lacks, a wording that was not translated."""
    small = FORM.replace("languages: [kk, ru]", "languages: [es, en]")
    for number, (kk, ru) in enumerate(re.findall(r'kk: "([^"]*)",? *\n? *ru: "([^"]*)"', FORM)):
        new = (
            wordings
            if "Көрші" in kk and "сенесіз" in kk
            else {"es": f"texto {LETTERS[number]}", "en": f"text {LETTERS[number]}"}
        )
        small = re.sub(rf'kk: "{re.escape(kk)}"(,? *\n? *)ru: "{re.escape(ru)}"',
                       rf'es: "{new["es"]}"\1en: "{new["en"]}"', small, count=1)  # fmt: skip
    (tmp_path / "questionnaire.yaml").write_text(small, "utf-8")
    assert [issue.rule for issue in survey.lint(tmp_path).issues] == ([rule] if rule else [])


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ([("ask_if: A1 == 1", "ask_if: A1 in [1, 2]")], "always-true"),
        (
            [
                ('kk: "Иә", ru: "Да"}', 'kk: "Иә", ru: "Да", goto: A3}'),
                ('kk: "Жоқ", ru: "Нет"}', 'kk: "Жоқ", ru: "Нет", goto: END_REFUSAL}'),
                ("        ask_if: A1 == 1\n", ""),
            ],
            "",
        ),
        ([('kk: "Иә", ru: "Да"}', 'kk: "Иә", ru: "Да", goto: A3}')], "unreachable"),
        ([("id: A2", "id: to")], "reserved-name"),
        (
            [
                ('"Көршілеріңізге сенесіз бе?"', '"{n} көршіге сенесіз бе?"'),
                ("Вы доверяете соседям?", "Вы доверяете {m} соседям?"),
            ],
            "different-places",
        ),
        ([("ask_if: A1 == 1", "ask_if: A1 == 1 and A1 == 2")], "X030"),
        ([("        min: 0\n", "        min: 30\n")], "Q010"),
        ([('{code: 2, kk: "Жоқ", ru: "Нет"}', '{code: 2, kk: "Жоқ"}')], "D010"),
        ([("        ask_if: A1 == 1\n", "        routing: [{if: 'A1 in [1, 2]', goto: A3}]\n")], "always-true"),
        ([("      - id: A2\n", "      - id: A2\n        was: {id: B2, before: 2018-04-01}\n")], "undated-change"),
        (
            [
                ('version: "1"\n', 'version: "1"\nversions: {"1": 2018-04-01}\n'),
                ('ru: "Вполне"}', 'ru: "Вполне", was: {code: 2, before: 2018-04-01}}'),
            ],
            "code-reused",
        ),
        (
            [
                ('kk: "Толық сенемін", ru: "Вполне"', 'kk: "Жоқ", ru: "Нет"'),
                ('kk: "Сенбеймін", ru: "Не доверяю"', 'kk: "Иә", ru: "Да"'),
            ],
            "unlike-codes",
        ),
        ([('"Вы доверяете соседям?"', '"' + "Вы доверяете соседям? " * 8 + 'Да?"')], "long-label"),
    ],
)
def test_other_mistakes_are_found(tmp_path: Path, changes: list[tuple[str, str]], rule: str) -> None:
    """Routing, names, codes and labels; who was not asked a question is not led away by it."""
    report = linted(tmp_path, *changes)
    assert [issue.rule for issue in report.issues if issue.rule != "different-numbers"] == ([rule] if rule else [])


def test_mistakes_of_reading_are_errors_and_all_of_them(tmp_path: Path) -> None:
    """Two mistakes, both with their codes and lines."""
    report = linted(tmp_path, ("ask_if: A1 == 1", "ask_if: A9 == 1"), ("id: A3", "id: A1"))
    assert {(issue.rule, issue.level) for issue in report.issues} == {("X020", "error"), ("Q004", "error")}
    assert (report.ok, report.reading) == (False, ())


def test_indicators_and_rules_are_read_too(tmp_path: Path) -> None:
    """An indicator of a question that no longer exists is an error with the line of its formula."""
    for file in SHIPPED.glob("*.yaml"):
        shutil.copy(file, tmp_path)
    path = tmp_path / "indicators.yaml"
    path.write_text(path.read_text("utf-8").replace("has(B03, 11, 12, 13)", "has(B33, 11, 12, 13)"), "utf-8")
    report = survey.lint(tmp_path)
    (error,) = report.of("error")
    assert (error.rule, Path(error.place.file).name) == ("X020", "indicators.yaml")


def test_the_shipped_questionnaire_has_no_error_and_no_warning() -> None:
    """Labels that are too long for SPSS and equal words remain as notes."""
    report = survey.lint(SHIPPED)
    assert {issue.level for issue in report.issues} == {"note"}
    assert {issue.rule for issue in report.issues} == {"identical-wordings", "long-label"}


def test_reading_takes_longer_when_more_is_read(tmp_path: Path) -> None:
    """Everything is at least what everybody is asked; a longer wording takes longer in its language only."""
    before = linted(tmp_path).reading
    after = linted(tmp_path, ("Вы доверяете соседям?", "Скажите, пожалуйста, Вы доверяете Вашим соседям?")).reading
    assert all(one.shortest < one.longest for one in before)
    assert after[0] == before[0]
    assert after[1].longest > before[1].longest
    assert after[1].shortest == before[1].shortest


def said(issue: LintIssue) -> tuple[str, str]:
    return issue.in_language("kk")


def test_formats_hold_every_issue_with_its_place(tmp_path: Path) -> None:
    """JSON, SARIF and GitHub, with letters as they are and line breaks escaped."""
    report = linted(tmp_path, ('ru: "Вы доверяете соседям?"', 'ru: "Вы доверяете 3 соседям?"'))
    (issue,) = json.loads(as_json(report, said))["issues"]
    assert (issue["rule"], issue["line"]) == ("different-numbers", line_of("доверяете соседям"))
    (run,) = json.loads(as_sarif(report, said, "1", "kk"))["runs"]
    (result,) = run["results"]
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == issue["line"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["different-numbers"]
    line = as_github(report, said)
    assert line.startswith("::notice file=")
    assert f"line={issue['line']},col=" in line
    assert "\n" not in line


def test_frame_has_a_row_per_issue() -> None:
    """Rules and lines of all issues."""
    report = survey.lint(SHIPPED)
    frame = report.to_frame("ru")
    assert list(frame["rule"]) == [issue.rule for issue in report.issues]
    assert frame["line"].notna().all()


def test_a_wording_in_quotation_marks_is_placed_and_french_has_its_spaces(tmp_path: Path) -> None:
    """A wording that begins with a quotation mark has a line, too."""
    text = FORM.replace("languages: [kk, ru]", "languages: [fr]")
    wordings = re.findall(r'kk: "[^"]*",? *\n? *ru: "[^"]*"', text)
    for number, found in enumerate(wordings):
        text = text.replace(found, f'fr: "\\"Texte\\" {LETTERS[number]} :"', 1)
    (tmp_path / "questionnaire.yaml").write_text(text.replace('Texte\\" b :', 'Texte\\" b  :'), "utf-8")
    (issue,) = survey.lint(tmp_path).issues
    lines = (tmp_path / "questionnaire.yaml").read_text("utf-8").splitlines()
    assert (issue.rule, "b  :" in lines[(issue.place.line or 0) - 1]) == ("untidy-spaces", True)

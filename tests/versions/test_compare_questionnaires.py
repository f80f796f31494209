"""Difference of two versions: every kind of change is found at its part, with what it does to the series."""

import dataclasses
import datetime
import itertools
import json
from pathlib import Path

import pytest

import survey
from survey.cli.questionnaire_versions import dated_folder, first_day
from survey.questionnaire import BatteryRow, Option, Question
from survey.questionnaire.comparable_questions import asked_alike
from survey.questionnaire.former_wordings import worded_on
from survey.versions import QuestionnaireDifference
from tests.journeys.conftest import Command, command
from tests.linting.test_lint import FORM, SHIPPED

__all__ = ["command"]

Edit = tuple[str, str]
OLD = FORM.replace(
    "  - id: A\n",
    """\
  - id: B
    title: {kk: "Б бөлімі", ru: "Раздел Б"}
    questions:
      - id: B1
        type: single
        kk: "Мыналарға сенесіз бе?"
        ru: "Доверяете ли Вы?"
        options:
          - {code: 1, score: 100, kk: "Иә", ru: "Да"}
          - {code: 2, score: 0, kk: "Жоқ", ru: "Нет"}
        rows:
          - {id: B1a, kk: "Мектеп", ru: "Школе"}
          - {id: B1b, kk: "Аурухана", ru: "Больнице"}
  - id: A
""",
)


def read(folder: Path, *edits: Edit) -> survey.Questionnaire:
    """The small questionnaire after some replacements."""
    text = OLD
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    folder.mkdir(exist_ok=True)
    (folder / "questionnaire.yaml").write_text(text, "utf-8")
    return survey.read_questionnaire(folder)


def compared(folder: Path, *edits: Edit) -> QuestionnaireDifference:
    """What the replacements changed."""
    return survey.compare_questionnaires(read(folder / "old"), read(folder / "new", *edits))


def test_nothing_changed(tmp_path: Path) -> None:
    """Spaces in a wording are not a change."""
    assert compared(tmp_path, ("Вы доверяете соседям?", "Вы  доверяете соседям?")).changes == ()


CORRECTED = 'ru: "Доверяете ли Вы соседям?"\n        was: {before: 2018-04-01, text: {ru: "Вы доверяете соседям?"}}'
A3 = OLD[OLD.index("      - id: A3") :]
EDITS: list[tuple[list[Edit], tuple[object, ...]]] = [
    ([("Вы доверяете соседям?", "Доверяете ли Вы?")], ("reworded", "question", "A2", "", "ru", True)),
    ([('ru: "Вы доверяете соседям?"', CORRECTED)], ("reworded", "question", "A2", "", "ru", False)),
    ([("Не доверяю", "Ничуть")], ("reworded", "answer", "A2", "2", "ru", True)),
    ([('ru: "Школе"', 'ru: "Учителям"')], ("reworded", "row", "B1", "B1a", "ru", True)),
    ([('ru: "Раздел А"', 'ru: "Часть А"')], ("reworded", "block", "A", "", "ru", False)),
    ([('ru: "Не знаю"', 'ru: "Затрудняюсь"')], ("reworded", "missing", "A1", "98", "ru", False)),
    ([("ask_if: A1 == 1", "ask_if: A1 == 2")], ("changed", "question", "A2", "", "ask_if", True)),
    ([("max: 20", "max: 30")], ("changed", "question", "A3", "", "max", True)),
    ([("min: 0", "required: true\n        min: 0")], ("changed", "question", "A3", "", "required", False)),
    ([("score: 0,", "score: 10,")], ("changed", "answer", "B1", "2", "score", True)),
    ([("{id: B1a,", "{id: B1a, reverse: true,")], ("changed", "row", "B1", "B1a", "reverse", True)),
    ([("reason: dont_know", "reason: refused")], ("changed", "missing", "A1", "98", "reason", True)),
    ([("{code: 2, kk: \"Сенбеймін\"", "{code: 3, kk: \"Сенбеймін\"")], ("recoded", "answer", "A2", "3", "", True)),
    ([("id: A3", "id: A4")], ("renamed", "question", "A4", "", "", True)),
    ([(A3, "")], ("removed", "question", "A3", "", "", True)),
    ([(A3, A3 + A3.replace("A3", "A4").replace("Неше", "Қанша").replace("Сколько", "Как много"))],
     ("added", "question", "A4", "", "", False)),
    ([(A3, ""), ("      - id: A1", A3 + "      - id: A1")], ("moved", "question", "A3", "", "", False)),
    ([('          - {id: B1b, kk: "Аурухана", ru: "Больнице"}\n', "")], ("removed", "row", "B1", "B1b", "", True)),
    ([("{id: B1b,", "{id: B1c,")], ("added", "row", "B1", "B1c", "", False)),
    ([("          - {code: 2, kk: \"Сенбеймін\", ru: \"Не доверяю\"}\n", "")], ("removed", "answer", "A2", "2", "", True)),
    ([("languages: [kk, ru]", "languages: [ru, kk]")], ("changed", "questionnaire", "", "", "languages", False)),
]  # fmt: skip


@pytest.mark.parametrize(("edits", "expected"), EDITS, ids=lambda value: "-".join(map(str, value))[:40])
def test_a_change_is_found_and_breaks_what_is_not_asked_alike(
    tmp_path: Path, edits: list[Edit], expected: tuple[object, ...]
) -> None:
    """A variable of both versions is asked alike exactly when no change of it breaks."""
    old, new = read(tmp_path / "old"), read(tmp_path / "new", *edits)
    found = survey.compare_questionnaires(old, new)
    assert expected in [(one.kind, one.part, one.question, one.name, one.aspect, one.breaks) for one in found.changes]
    shared = [name for name in new.variables if name in old.variables]
    for name in shared:
        own = (new.variables[name].question.id, name)
        breaks = [
            one
            for one in found.changes
            if one.breaks and one.question == own[0] and (one.part != "row" or one.name == name)
        ]
        assert asked_alike(name, new, old, worded=True) == (not breaks), name
    assert len(shared) >= 4


def test_a_question_that_became_a_row_moved(tmp_path: Path) -> None:
    """Neither removed nor added; another type of answer breaks its series."""
    row = ("          - {id: B1b,", '          - {id: A3, kk: "Көрші", ru: "Соседям"}\n          - {id: B1b,')
    found = compared(tmp_path, (A3, ""), row)
    assert [(one.kind, one.before, one.now, one.breaks) for one in found.changes] == [("moved", "A3", "B1", True)]


def test_the_shipped_versions_break_what_the_instrument_says() -> None:
    """Two days of one folder: every wording with ``breaks: true`` is a break, every other one is not."""
    form = survey.read_questionnaire(SHIPPED)
    earlier = worded_on(form, datetime.date(2018, 1, 15))
    found = survey.compare_questionnaires(earlier, form)
    reworded = found.of("reworded")
    assert len(reworded) > 50
    parts: dict[str, list[Question | BatteryRow | Option]] = {
        question.id: [question, *question.rows, *question.options] for question in form.questions
    }
    formers = {(name, one.former) for name, ones in parts.items() for one in ones if one.former is not None}
    assert {one.question for one in reworded if one.breaks} == {name for name, former in formers if former.breaks}
    assert [one.kind for one in found.changes if one not in reworded] == ["changed"]


def test_indicators_are_compared_when_both_have_them() -> None:
    """New, gone, computed otherwise, over a question that was not there or was asked otherwise."""
    form = survey.read_questionnaire(SHIPPED)
    now = survey.read_indicators(SHIPPED, form)
    without_d04 = {name: one for name, one in form.variables.items() if name != "D04"}
    older = dataclasses.replace(form, variables=without_d04)
    kept = tuple(one for one in now.items if one.id != "SAFETY")
    before = dataclasses.replace(now, form=older, items=kept)
    found = survey.compare_questionnaires(before, now)
    states = {one.id: one.state for one in found.indicators}
    assert (states["SAFETY"], states["CONFLICT_EXPECT"], states["REL_LOCAL"]) == ("new", "unasked", "comparable")
    assert not found.ok
    assert found.indicators_to_frame().query("state == 'unasked'")["questions"].str.contains("D04").all()
    back = survey.compare_questionnaires(now, before)
    assert {one.id for one in back.lost if one.state == "removed"} == {"SAFETY"}


def test_it_shows_itself(tmp_path: Path) -> None:
    """As a table, and in a notebook with every letter harmless."""
    found = compared(tmp_path, ("Вы доверяете соседям?", "<b>Доверяете</b>?"))
    assert found.to_frame().to_dict("records") == [
        {"change": "reworded", "part": "question", "question": "A2", "name": "", "aspect": "ru",
         "before": "Вы доверяете соседям?", "now": "<b>Доверяете</b>?", "breaks": True}
    ]  # fmt: skip
    assert "<b>" not in found._repr_html_()
    assert repr(found) == "<QuestionnaireDifference small 1 to small 1: 1 changes, 1 of them breaks>"


def test_order_moves_as_few_as_possible() -> None:
    """Every order of four against all subsets that stay: the longest one, by trying."""
    from survey.versions.order_changes import moved

    tried = 0
    for order in itertools.permutations("abcd"):
        stays = max(
            len(some)
            for n in range(5)
            for some in itertools.combinations(order, n)
            if list(some) == sorted(some)
        )  # fmt: skip
        assert len(moved("abcd", order)) == 4 - stays
        tried += 1
    assert tried == 24


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_the_command_says_it_in_the_language(tmp_path: Path, command: Command, lang: str) -> None:
    """Every kind of change and part; without indicators nothing is lost."""
    read(tmp_path / "old")
    read(tmp_path / "new", EDITS[0][0][0], EDITS[2][0][0], EDITS[16][0][0], EDITS[16][0][1], *EDITS[18][0])
    code, out, err = command("diff", tmp_path / "old", tmp_path / "new", "--lang", lang)
    assert (code, err) == (0, "")
    assert "A2" in out
    assert "  + Доверяете ли Вы?" in out or "→ Доверяете ли Вы?" in out


def test_the_command_compares_a_version_with_the_folder_as_it_is(command: Command) -> None:
    """Exit code 1 because indicators are lost, as the notes of the questionnaire say."""
    code, out, err = command("diff", f"{SHIPPED}@0.1-draft", "--format", "json", "--lang", "en")
    assert (code, err) == (1, "")
    found = json.loads(out)
    assert {one["state"] for one in found["indicators"]} == {"comparable", "question"}
    assert len(found["changes"]) > 50


def test_a_version_is_a_day_or_a_name(tmp_path: Path, command: Command) -> None:
    """Anything else is refused with the nearest version, as is a format that does not exist."""
    day = datetime.date(2018, 4, 1)
    form = dataclasses.replace(read(tmp_path / "old"), versions=(("0.2", day),))
    assert first_day(form, "0.2", "") == first_day(form, "2018-04-01", "") == day
    assert dated_folder(tmp_path / "old@0.2") == (tmp_path / "old", "0.2")
    assert dated_folder(tmp_path / "old") == (tmp_path / "old", None)
    code, _, err = command("diff", f"{tmp_path / 'old'}@0.3", "--lang", "ru")
    assert (code, "C020" in err) == (2, True)
    code, _, err = command("diff", tmp_path / "old", "--format", "jsn", "--lang", "ru")
    assert (code, "C021" in err) == (2, True)

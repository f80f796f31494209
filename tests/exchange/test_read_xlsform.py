"""Forms that are read: own ones give the same questionnaire, of foreign ones every row is accounted for."""

from __future__ import annotations

import io
import random
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

import survey
from survey.errors import Place, SurveyError
from survey.exchange import ReadForm, read_xlsform
from survey.exchange.form_workbook import read_sheets
from survey.exchange.tree_text import yaml_text
from survey.exchange.xpath_condition import KnownAnswer, NotUnderstoodError, bounds_of, condition_of
from survey.questionnaire.model import BatteryRow, Question, Questionnaire
from tests.exchange.form_files import edited, written

ROOT = Path(__file__).parents[2]
HOUSEHOLD = ROOT / "tests" / "data" / "household_panel" / "questionnaire"
EUSKARA = "label::euskara (eu)"


def again(read: ReadForm, folder: Path) -> Questionnaire:
    folder.mkdir(exist_ok=True)
    for name, text in read.files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return survey.read_questionnaire(folder)


def without_places(form: Questionnaire) -> Questionnaire:
    """The questionnaire without the lines of its files, which differ."""

    def rows(given: tuple[BatteryRow, ...]) -> tuple[BatteryRow, ...]:
        return tuple(replace(one, place=None) for one in given)

    def bare(one: Question) -> Question:
        statements, treatment = rows(one.statements), rows(one.treatment)
        return replace(one, place=Place(""), rows=rows(one.rows), statements=statements, treatment=treatment)

    blocks = [replace(block, questions=tuple(bare(one) for one in block.questions)) for block in form.blocks]
    return replace(form, blocks=tuple(blocks), variables={}, folder="")


@pytest.mark.parametrize("folder", [ROOT / "questionnaires" / "interethnic", HOUSEHOLD])
def test_an_own_workbook_gives_the_same_questionnaire(folder: Path, tmp_path: Path) -> None:
    """Lossless: every question, answer, code, score, former wording, role and grouping."""
    form = survey.read_questionnaire(folder)
    read = read_xlsform(survey.write_xlsform(form, tmp_path / "form.xlsx").path)
    assert (read.own, read.not_understood) == (True, ())
    found = again(read, tmp_path / "again")
    assert without_places(found) == without_places(form)
    assert list(found.variables) == list(form.variables)


def test_rows_of_an_own_workbook_that_were_moved_are_reported(tmp_path: Path) -> None:
    """The order is that of the text file; each row that has another place in the workbook is named once."""
    path = survey.write_xlsform(survey.read_questionnaire(HOUSEHOLD), tmp_path / "form.xlsx").path
    book = load_workbook(path)
    sheet, choices = book["survey"], book["choices"]
    last = [cell.value for cell in sheet[sheet.max_row - 1]]
    sheet.delete_rows(sheet.max_row - 1)
    sheet.insert_rows(9)
    for place, value in enumerate(last, 1):
        sheet.cell(9, place).value = value
    for place in range(1, choices.max_column + 1):
        two, three = choices.cell(2, place), choices.cell(3, place)
        two.value, three.value = three.value, two.value
    book.save(path)
    lost = read_xlsform(path).not_understood
    assert [(one.sheet, one.row) for one in lost] == [("survey", 9), ("choices", 2)]
    assert all("moved" in one.said["en"] for one in lost)


def test_former_ids_and_codes_come_back(tmp_path: Path) -> None:
    """A chain of renames, a row, a text code, merged answers."""
    text = (HOUSEHOLD / "questionnaire.yaml").read_text("utf-8")
    merged = (
        "was: [{code: 1, before: 2018-04-01, text: {es: Comida}}, "
        "{code: 5, before: 2018-04-01, text: {eu: Ura, es: Agua, en: Water}}]"
    )
    changes = {
        "{id: A3, ": "{id: A3, was: [{id: A03, before: 2017-10-01}, {id: A33, before: 2018-04-01, breaks: true}], ",
        "{id: C1a, ": "{id: C1a, was: {id: C11, before: 2018-04-01, text: {es: La salud}}, ",
        "{code: price, ": "{code: price, was: {code: cost, before: 2018-04-01}, ",
        'code: 1, eu: "Janaria"': f'code: 1, {merged}, eu: "Janaria"',
    }
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    (tmp_path / "questionnaire.yaml").write_text(text, "utf-8")
    form = survey.read_questionnaire(tmp_path)
    assert len(form.variables["A3"].question.former_names) == len(form.variables["A5"].options[0].former_answers) == 2
    read = read_xlsform(survey.write_xlsform(form, tmp_path / "form.xlsx").path)
    assert without_places(again(read, tmp_path / "again")) == without_places(form)


def own(tmp_path: Path) -> Path:
    return survey.write_xlsform(survey.read_questionnaire(HOUSEHOLD), tmp_path / "form.xlsx").path


def place_of(path: Path, sheet: str, name: str, column: str) -> str:
    """The cell of a row in a column, as Excel names it."""
    number = next(row.number for row in read_sheets(path)[sheet] if row.cells.get("name") == name)
    at = [cell.value for cell in load_workbook(path)[sheet][1]].index(column)
    return f"{chr(ord('A') + at)}{number}"


def test_a_wording_that_was_changed_is_taken_over(tmp_path: Path) -> None:
    """In the sheet of questions and in that of choices."""
    path = own(tmp_path)
    edited(path, "survey", {place_of(path, "survey", "A1", EUSKARA): "Zenbat zarete?"})
    edited(path, "choices", {place_of(path, "choices", "price", EUSKARA): "Garestia"})
    read = read_xlsform(path)
    form = again(read, tmp_path / "again")
    assert form.variable("A1").text["eu"] == "Zenbat zarete?"
    assert form.variable("A4").options[0].text["eu"] == "Garestia"
    assert ([one.name for one in read.understood[:2]], read.not_understood) == (["A1", "price"], ())


def test_other_changes_are_told_with_their_row(tmp_path: Path) -> None:
    """A condition that was edited, and a row that was taken out."""
    path = own(tmp_path)
    cell = place_of(path, "survey", "A4", "relevant")
    edited(path, "survey", {cell: "${A3} = 2"})
    told = read_xlsform(path).not_understood
    assert [(one.sheet, str(one.row), one.name) for one in told] == [("survey", cell[1:], "A4")]
    assert "relevant" in told[0].said["en"]
    edited(path, "survey", {}, without=int(cell[1:]))
    assert [(one.row, one.name) for one in read_xlsform(path).not_understood] == [(0, "A4")]


def test_a_row_that_was_added_is_told(tmp_path: Path) -> None:
    path = own(tmp_path)
    edited(path, "survey", {"A99": "text", "B99": "mine"})
    assert [(one.row, one.name) for one in read_xlsform(path).not_understood] == [(99, "mine")]


SURVEY = (
    ("type", "name", "label::English (en)", "label::Русский (ru)", "relevant", "required", "constraint", "hint::English (en)"),
    ("start", "start", None, None, None, None, None, None),
    ("note", "hello", "Welcome", "Здравствуйте", None, None, None, None),
    ("integer", "age", "How old are you?", "Сколько Вам лет?", None, "yes", ". >= 0 and . <= 120", None),
    ("select_one yes_no", "work", "Do you work?", "Вы работаете?", "${age} >= 18", None, None, "Any work"),
    ("begin group", "job", "Your work", "Ваша работа", "${work} = 'yes'", None, None, None),
    ("select_multiple kinds", "kind", "Which kind?", "Какого рода?", None, None, None, None),
    ("text", "my-job", "What exactly?", "Какая именно?", "selected(${kind}, '2') and not(${age} < 30)", None, None, None),
    ("begin repeat", "child", "Children", "Дети", None, None, None, None),
    ("text", "child_name", "Name", "Имя", None, None, None, None),
    ("end repeat", None, None, None, None, None, None, None),
    ("end group", None, None, None, None, None, None, None),
    ("geopoint", "where", "Where?", "Где?", None, None, None, None),
    ("decimal", "income", "Income of ${work}", "Доход", "string-length(${my-job}) > 3", None, ". > 5", None),
)  # fmt: skip
CHOICES = (
    ("list_name", "name", "label::English (en)", "label::Русский (ru)", "image"),
    ("yes_no", "yes", "Yes", "Да", "yes.png"),
    ("yes_no", "no", "No", "Нет", None),
    ("kinds", 1, "Field", "Поле", None),
    ("kinds", 2, "Office", "Контора", None),
    ("spare", "a", "A", "А", None),
)
SETTINGS = (("form_title", "form_id", "version", "style"), ("Work", "work_form", 3, "pages"))


def foreign(tmp_path: Path) -> ReadForm:
    sheets = {"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS, "entities": (("list_name",), ("trees",))}
    return read_xlsform(written(tmp_path / "foreign.xlsx", sheets))


def test_a_foreign_form_becomes_a_questionnaire(tmp_path: Path) -> None:
    form = again(foreign(tmp_path), tmp_path / "again")
    assert (form.id, form.version, form.languages) == ("work_form", "3", ("en", "ru"))
    kinds = {name: one.kind for name, one in form.variables.items() if name != form.key}
    assert kinds == {"age": "integer", "work": "single", "kind": "multiple", "my_job": "text", "income": "decimal"}
    assert form.variable("work").text["ru"] == "Вы работаете?"
    assert [option.shown for option in form.variable("work").options] == ["yes", "no"]
    assert [option.code for option in form.variable("kind").options] == [1, 2]
    age = form.variable("age").question
    assert (age.minimum, age.maximum, age.required) == (0, 120, True)
    assert form.blocks[1].intro["en"] == "Welcome"


def test_conditions_of_a_foreign_form_are_translated(tmp_path: Path) -> None:
    """That of a group is the condition of its questions, too; one that is not understood is left out and told."""
    read = foreign(tmp_path)
    form = again(read, tmp_path / "again")
    conditions = {name: one.ask_if.source for name, one in form.variables.items() if one.ask_if is not None}
    assert conditions == {
        "work": "age >= 18",
        "kind": "work == 'yes'",
        "my_job": "(work == 'yes') and (has(kind, 2) and not (age < 30))",
    }
    assert [one.name for one in read.not_understood if "asked without it" in one.said["en"]] == ["income"]


def test_every_row_of_a_foreign_form_is_accounted_for(tmp_path: Path) -> None:
    """Rows that are whole, that lost something and that are not there add up to all; ends and settings have a line, too."""
    read = foreign(tmp_path)
    told = {(one.sheet, one.row) for one in (*read.understood, *read.not_understood)}
    rows = {(sheet, row.number) for sheet, given in read_sheets(read.path).items() for row in given}
    assert rows - told == set()
    found = read.by_row()
    assert dict(found["state"].value_counts()) == {"whole": 9, "part": 4, "not": 7}
    assert set(zip(found["sheet"], found["row"], strict=True)) == rows
    assert len(found) == len(rows)


def test_what_is_not_understood_is_told_by_cell(tmp_path: Path) -> None:
    lost: dict[tuple[str, int], str] = {}
    for one in foreign(tmp_path).not_understood:
        lost[one.sheet, one.row] = f"{lost.get((one.sheet, one.row), '')} {one.said['en']}"
    assert "start is answered by the device" in lost["survey", 2]
    assert "The name becomes my_job" in lost["survey", 8]
    assert "repeat" in lost["survey", 10]
    assert "type geopoint" in lost["survey", 13]
    assert "image" in lost["choices", 2]
    assert "list spare" in lost["choices", 6]
    assert "style" in lost["settings", 2]
    assert ("entities", 2) in lost


def test_a_wording_that_is_missing_is_told_and_named_as_what_must_be_mended(tmp_path: Path) -> None:
    """The English wording stands there, marked and after words in Russian, so that the questionnaire can be read at once."""
    rows = (
        ("type", "name", "label::English (en)", "label::Русский (ru)"),
        ("text", "a", "What?", None),
        ("text", "b", None, None),
        ("text", "c", "Where?", "Где?"),
    )
    found = read_xlsform(written(tmp_path / "form.xlsx", {"survey": rows}))
    said = [one.said["en"] for one in found.not_understood]
    assert any(one.startswith("There is no wording in ru") for one in said)
    assert any(one.startswith("A row without a label") for one in said)
    (tmp_path / "questionnaire.yaml").write_text(found.files["questionnaire.yaml"], encoding="utf-8")
    assert survey.read_questionnaire(tmp_path).variable("a").text["ru"] == "[ru] Нет перевода: «What?»"
    unfinished = [one.element for one in survey.lint(tmp_path).of("warning") if one.rule == "unfinished-wording"]
    assert unfinished == ["question a, ru", "question b, ru"]


def test_columns_without_a_name_or_with_the_same_one_are_reported(tmp_path: Path) -> None:
    """A workbook of one sheet is that of the questions; a second row of settings is reported, too."""
    rows = (("type", "name", "label", "label", None), ("text", "a", "First?", "Second?", "aside"))
    single = read_xlsform(written(tmp_path / "single.xlsx", {"Sheet1": rows}))
    found = [one.said["en"] for one in single.not_understood]
    assert found == [
        "Column label (column 4) is not taken over: Second?", "Column (column 5) is not taken over: aside"
    ]  # fmt: skip
    settings = (("form_title",), ("One",), ("Two",))
    both = read_xlsform(written(tmp_path / "both.xlsx", {"survey": rows[:1] + rows[1:], "settings": settings}))
    assert ("settings", 3) in {(one.sheet, one.row) for one in both.not_understood}


def test_a_filter_that_offers_what_was_chosen_is_understood(tmp_path: Path) -> None:
    """The same list in both; any other filter is reported."""
    rows = (
        ("type", "name", "label", "choice_filter"),
        ("select_multiple kinds", "all", "All?", None),
        ("select_one kinds", "main", "Main?", "selected(${all}, name)"),
        ("select_one kinds", "other", "Other?", "size > 3"),
    )
    choices = (("list_name", "name", "label"), ("kinds", 1, "One"), ("kinds", 2, "Two"))
    read = read_xlsform(written(tmp_path / "form.xlsx", {"survey": rows, "choices": choices}))
    form = again(read, tmp_path / "again")
    assert [form.variable(name).question.offered_from for name in ("main", "other")] == ["all_2", None]
    assert [(one.row, one.name) for one in read.not_understood] == [(2, "all"), (4, "other")]


def test_a_block_without_questions_is_kept(tmp_path: Path) -> None:
    rows = (
        ("type", "name", "label"),
        ("begin group", "g", "Part"),
        ("note", "n", "Read this"),
        ("end group", None, None),
    )
    form = again(read_xlsform(written(tmp_path / "form.xlsx", {"survey": rows})), tmp_path / "again")
    assert [(block.id, block.intro["en"]) for block in form.blocks[1:]] == [("g", "Read this")]


def test_a_form_without_languages_is_english_unless_it_says_otherwise(tmp_path: Path) -> None:
    rows = (("type", "name", "label"), ("text", "a", "Что?"))
    plain = read_xlsform(written(tmp_path / "plain.xlsx", {"survey": rows}))
    settings = (("default_language",), ("Русский (ru)",))
    stated = read_xlsform(written(tmp_path / "stated.xlsx", {"survey": rows, "settings": settings}))
    assert again(plain, tmp_path / "plain").languages == ("en",)
    assert again(stated, tmp_path / "stated").languages == ("ru",)


KNOWN = {
    "n": KnownAnswer("n", "integer", {}),
    "one": KnownAnswer("one", "single", {"1": "1", "2": "2"}),
    "word": KnownAnswer("word", "single", {"yes": "'yes'"}),
    "many": KnownAnswer("many", "multiple", {"1": "1"}),
    "said": KnownAnswer("said", "text", {}),
}


@pytest.mark.parametrize(
    ("xpath", "condition"),
    [
        ("${n} > 5 and ${n} <= 10", "n > 5 and n <= 10"),
        ("5 < ${n}", "n > 5"),
        ("${one} = '2' or ${one}=1", "one == 2 or one == 1"),
        ("${one} != 2", "one != 2"),
        ("not(selected(${many}, '1'))", "not (has(many, 1))"),
        ("selected(${word}, 'yes')", "word == 'yes'"),
        ("count-selected(${many}) >= 2", "count(many) >= 2"),
        ("${n} = ''", "not answered(n)"),
        ("(${n} != '') and ${n} > -1", "(answered(n)) and n > -1"),
        ("${said} = 'a'", "said == 'a'"),
    ],
)
def test_conditions_that_both_can_say(xpath: str, condition: str) -> None:
    assert condition_of(xpath, KNOWN) == condition


@pytest.mark.parametrize(
    "xpath", ["", "${n}", "${n} >", "${m} = 1", "${one} = 7", "today() > 1", "${n} + 1 = 2", "(${n} = 1", "${n} = 1)", "${n} = ${one}", "§", "${word} > 1", "${many} = 1"]
)  # fmt: skip
def test_conditions_that_are_not_understood(xpath: str) -> None:
    with pytest.raises(NotUnderstoodError):
        condition_of(xpath, KNOWN)


def test_bounds_of_a_constraint() -> None:
    assert bounds_of("(. >= 0 and . <= 120)") == (0, 120)
    assert bounds_of(". <= 1.5") == (None, 1.5)
    for other in (". > 5", ". >= 0 or . = 99", "regex(., 'a')", ". >= 1 and . >= 2"):
        with pytest.raises(NotUnderstoodError):
            bounds_of(other)


DAMAGED = [
    ("J013", {"Sheet1": SURVEY, "Sheet2": CHOICES}),
    ("J014", {"survey": (("kind", "name"), ("text", "a"))}),
    ("J015", {"survey": (("type", "name"), ("begin group", "g"), ("text", "a"))}),
    ("J016", {"survey": (("type", "name"), ("text", "a"), ("end group", None))}),
    ("J016", {"survey": (("type", "name"), ("begin group", "g"), ("text", "a"), ("end repeat", None))}),
    ("J017", {"survey": (("type", "name"), ("text", "a"), ("integer", "a"))}),
]


@pytest.mark.parametrize(("code", "sheets"), DAMAGED)
def test_a_damaged_form_has_one_clear_message(code: str, sheets: dict[str, object], tmp_path: Path) -> None:
    path = written(tmp_path / "damaged.xlsx", sheets)  # type: ignore[arg-type]
    with pytest.raises(SurveyError) as refused:
        read_xlsform(path)
    assert (refused.value.code, "damaged.xlsx" in refused.value.place) == (code, True)


def test_files_that_are_no_workbook(tmp_path: Path) -> None:
    path = own(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    text, archive, uncomputed = tmp_path / "text.xlsx", tmp_path / "archive.xlsx", tmp_path / "formula.xlsx"
    text.write_text("type,name\ntext,a\n", encoding="utf-8")
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("a.txt", "a")
    written(uncomputed, {"survey": (("type", "name", "label"), ("text", "a", "=1+1"))})
    for target in (path, text, archive, uncomputed, tmp_path / "nothing.xlsx"):
        code = "J011" if target.name.startswith("nothing") else "J012"
        with pytest.raises(SurveyError) as refused:
            read_xlsform(target)
        assert refused.value.code == code


def test_what_is_no_form_is_answered_with_what_is_read(tmp_path: Path) -> None:
    """A folder, a text file, a questionnaire in text files; a hidden sheet is not proposed as the sheet of questions."""
    readme = tmp_path / "readme.md"
    readme.write_text("Words, words\nand more\n", encoding="utf-8")
    (tmp_path / "questionnaire.yaml").write_text("id: a\n", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    hidden = written(tmp_path / "hidden.xlsx", {"_survey": SURVEY, "one": SURVEY})
    remedies = {}
    for target in (readme, tmp_path / "empty", tmp_path / "questionnaire.yaml", tmp_path, hidden):
        with pytest.raises(SurveyError) as refused:
            read_xlsform(target)
        remedies[target] = refused.value.remedy
    formats = "Give the workbook of a form (.xlsx, .xls, .ods) or a dictionary (.sav, .zsav, .dta, .xml, .sss)."
    assert (remedies[readme], remedies[tmp_path / "empty"]) == (formats, formats)
    assert remedies[tmp_path] == remedies[tmp_path / "questionnaire.yaml"]
    assert remedies[tmp_path].startswith("A questionnaire in text files needs no import")
    assert remedies[hidden] == "Known names: one."


def test_a_damaged_sheet_of_ours_is_named(tmp_path: Path) -> None:
    path = edited(own(tmp_path), "_survey", {"B2": "{"})
    with pytest.raises(SurveyError) as refused:
        read_xlsform(path)
    assert refused.value.code == "J010"


@pytest.mark.long
def test_bytes_that_were_changed_give_a_form_or_one_message(tmp_path: Path) -> None:
    """60 files: bytes of the container, and texts inside the sheet that has our JSON."""
    whole, rng, ended = own(tmp_path).read_bytes(), random.Random(3), {"read": 0, "refused": 0}
    path = tmp_path / "fuzzed.xlsx"
    for at in range(60):
        spoilt = bytearray(whole)
        for _ in range(rng.randint(1, 8)):
            spoilt[rng.randrange(len(spoilt))] = rng.randrange(256)
        path.write_bytes(bytes(spoilt) if at % 2 else reworded(whole, rng))
        try:
            read_xlsform(path)
            ended["read"] += 1
        except SurveyError:
            ended["refused"] += 1
    assert sum(ended.values()) == 60
    assert min(ended.values()) > 0


def reworded(whole: bytes, rng: random.Random) -> bytes:
    """The workbook with some signs of its texts changed."""
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(content, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name.endswith("sharedStrings.xml"):
                letters = bytearray(text)
                for _ in range(5):
                    at = rng.randrange(200, len(letters))
                    if chr(letters[at]).isalnum():
                        letters[at] = ord(rng.choice("abc019"))
                text = bytes(letters)
            new.writestr(name, text)
    return content.getvalue()


def test_text_files_have_answers_on_lines() -> None:
    """Dates are dates, texts that look like something else are quoted."""
    tree = {"versions": {"1": "2018-04-01"}, "options": [{"code": "no", "kk": "Жоқ"}, {"code": "y"}], "missing": []}
    assert (
        yaml_text(tree)
        == "versions:\n  '1': 2018-04-01\noptions:\n  - {code: 'no', kk: Жоқ}\n  - {code: 'y'}\nmissing: []\n"
    )

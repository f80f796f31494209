"""Workbook of translators there and back: only wordings change, in every way YAML can write them."""

import shutil
from pathlib import Path

import openpyxl
import pytest

import survey
from survey.errors import QuestionnaireError, SurveyError, VersionError
from survey.versions import carry_out_import, export_translations, plan_import, translation_coverage
from survey.versions.translation_stages import read_stages
from survey.versions.written_wordings import read_text, written_wordings
from tests.journeys.conftest import Command, command
from tests.linting.test_lint import FORM, SHIPPED

__all__ = ["command"]

BLOCK_TEXT = """\
        kk: >-
          Неше көршіңіз
          бар?
        ru: |
          Сколько у Вас
          соседей?
"""
ODD = (
    FORM.replace('        kk: "Неше көршіңіз бар?"\n        ru: "Сколько у Вас соседей?"\n', BLOCK_TEXT)
    .replace('kk: "Сіз осында тұрасыз ба?"', "kk: Сіз осында тұрасыз ба?   # plain")
    .replace('ru: "Вы доверяете соседям?"', "ru: 'Вы доверяете соседям?'  # single quotes")
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small questionnaire whose wordings are written in every style of YAML."""
    (tmp_path / "form").mkdir()
    (tmp_path / "form" / "questionnaire.yaml").write_text(ODD, "utf-8", newline="")
    return tmp_path / "form"


def filled(folder: Path, cells: dict[tuple[str, str], str]) -> Path:
    """The workbook of a folder with some cells filled, by the end of the id and the heading."""
    path = folder.parent / "translation.xlsx"
    export_translations(folder, path, force=True)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    columns = {str(cell.value): cell.column for cell in sheet[1]}
    done = 0
    for row in sheet.iter_rows(min_row=2):
        for (name, heading), value in cells.items():
            if str(row[1].value).endswith(name):
                sheet.cell(row[0].row, columns[heading]).value = value
                done += 1
    assert done == len(cells)
    book.save(path)
    return path


def test_a_workbook_that_nobody_touched_changes_nothing(tmp_path: Path) -> None:
    """Every wording of the shipped instrument comes back as it went."""
    folder = Path(shutil.copytree(SHIPPED, tmp_path / "form"))
    n = export_translations(folder, tmp_path / "t.xlsx")
    planned = plan_import(folder, tmp_path / "t.xlsx")
    assert (planned.edits, planned.n_stages, planned.unknown, planned.texts) == ((), 0, (), {})
    form = survey.read_questionnaire(folder)
    words = {one.words["ru"] for one in written_wordings(folder)}
    assert n == len(written_wordings(folder)) > 600
    assert {variable.text["ru"] for variable in form.variables.values()} <= words
    assert {option.text["ru"] for question in form.questions for option in question.options} <= words


NEW = {
    ("A1", "kk"): "Сіз осы үйде тұрасыз ба?",
    ("A2", "ru"): 'Вы доверяете "соседям": да?',
    ("A3", "kk"): "Қанша көршіңіз бар?",
    ("A3", "ru"): "Сколько у Вас ближайших соседей?",
    ("A1.options.2", "ru"): "Нет, не живу",
}


def test_wordings_change_in_their_places_and_nothing_else(folder: Path) -> None:
    """Plain, in quotes of both kinds, over several lines, in braces: comments and all other lines stay."""
    planned = plan_import(folder, filled(folder, NEW))
    assert {(one.id.removeprefix("blocks.A.questions."), one.language): one.new for one in planned.edits} == NEW
    assert (folder / "questionnaire.yaml").read_text("utf-8") == ODD
    carry_out_import(planned)
    text = (folder / "questionnaire.yaml").read_text("utf-8")
    assert 'kk: "Сіз осы үйде тұрасыз ба?"   # plain' in text
    assert 'ru: "Вы доверяете \\"соседям\\": да?"  # single quotes' in text
    assert '{code: 2, kk: "Жоқ", ru: "Нет, не живу"}' in text
    form = survey.read_questionnaire(folder)
    assert form.variables["A3"].text["ru"] == "Сколько у Вас ближайших соседей?"
    changed = [line for line in ODD.splitlines() if line not in text.splitlines()]
    assert len(changed) == 9
    assert plan_import(folder, folder.parent / "translation.xlsx").edits == ()


def test_windows_line_ends_stay(folder: Path) -> None:
    (folder / "questionnaire.yaml").write_bytes(ODD.replace("\n", "\r\n").encode())
    carry_out_import(plan_import(folder, filled(folder, NEW)))
    text = read_text(folder / "questionnaire.yaml")
    assert text.count("\r\n") == text.count("\n") > 30
    assert survey.read_questionnaire(folder).variables["A3"].text["kk"] == "Қанша көршіңіз бар?"


def test_a_new_language_is_added_after_the_others(folder: Path) -> None:
    """In braces and on lines; with its code under ``languages`` the questionnaire can be read when all is there."""
    start = ODD.replace("languages: [kk, ru]", "languages: [kk, ru, es]")
    (folder / "questionnaire.yaml").write_text(start, "utf-8", newline="")
    ids = [one.id for one in written_wordings(folder)]
    path = folder.parent / "translation.xlsx"
    export_translations(folder, path)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    (column,) = [cell.column for cell in sheet[1] if cell.value == "es"]
    for number, row in enumerate(range(2, sheet.max_row + 1)):
        sheet.cell(row, column).value = f"palabras número {number}"
    book.save(path)
    assert translation_coverage(folder).counts["written"].tolist() == [len(ids), len(ids), 0]
    carry_out_import(plan_import(folder, path))
    form = survey.read_questionnaire(folder)
    assert form.variables["A3"].text["es"] == f"palabras número {ids.index('blocks.A.questions.A3')}"
    assert form.title["es"] == "palabras número 0"
    assert translation_coverage(folder).counts["written"].tolist() == [len(ids)] * 3


def test_what_cannot_be_read_is_refused_whole(folder: Path) -> None:
    """A Latin letter in a Russian word, with the file of the folder as its place."""
    path = filled(folder, {("A1", "ru"): "Вы живётe здесь?", ("A2", "ru"): "Верите соседям?"})
    with pytest.raises(QuestionnaireError) as raised:
        plan_import(folder, path)
    assert raised.value.code == "Q018"
    assert raised.value.place.startswith(str(folder / "questionnaire.yaml"))


def test_a_stage_is_that_of_a_wording(folder: Path) -> None:
    """It is kept with its comment, counts for the stages before, and is gone when the wording changes."""
    cells = {
        ("A1", "ru stage"): "Reviewed",
        ("A1", "ru comment"): "-да, так",
        ("A1", "kk back_translation"): "Do you live here?",
        ("A2", "ru stage"): "translated",
    }
    planned = plan_import(folder, filled(folder, cells))
    assert (planned.edits, planned.n_stages) == ((), 3)
    carry_out_import(planned)
    kept = read_stages(folder)["questionnaire.yaml", "blocks.A.questions.A1", "ru"]
    assert (kept.stage, kept.comment) == ("reviewed", "-да, так")
    counts = translation_coverage(folder).counts.set_index("language")
    assert [counts[stage]["ru"] for stage in ("translated", "reviewed", "adjudicated")] == [2, 1, 0]
    carry_out_import(plan_import(folder, filled(folder, {("A1", "ru"): "Вы здесь живёте?", ("A1", "ru stage"): ""})))
    counts = translation_coverage(folder).counts.set_index("language")
    assert [counts[stage]["ru"] for stage in ("translated", "reviewed")] == [1, 0]
    assert read_stages(folder)["questionnaire.yaml", "blocks.A.questions.A1", "ru"].comment == "-да, так"


def test_terms_have_one_translation(folder: Path) -> None:
    """By the beginning of a word; a wording with neither says nothing."""
    terms = '[[term]]\nkk = "көрші"\nru = "сосед"\n[[term]]\nkk = "сенім"\nru = "довер"\n'
    (folder / "terms.toml").write_text(terms, "utf-8")
    found = [(one.id, one.term, one.language, one.missing_in) for one in translation_coverage(folder).unlike_terms]
    assert found == [
        ("blocks.A.questions.A2", "довер", "ru", "kk"),
        ("blocks.A.questions.A2.options.2", "довер", "ru", "kk"),
    ]


def test_foreign_files_and_workbooks_are_refused(folder: Path) -> None:
    """And left as they are."""

    def code(cells: dict[tuple[str, str], str]) -> str:
        with pytest.raises(SurveyError) as raised:
            carry_out_import(plan_import(folder, filled(folder, cells)))
        return raised.value.code

    assert code({("A1", "ru stage"): "revewed"}) == "K010"
    assert code({("A2", "file"): "questionnaire.yaml", ("A2", "id"): "blocks.A.questions.A1"}) == "K014"
    assert code({("A1", "ru"): "=A1"}) == "K018"
    path = filled(folder, {})
    book = openpyxl.load_workbook(path)
    book.copy_worksheet(book.worksheets[0]).title = "Second"
    book.save(path)
    with pytest.raises(VersionError, match="K018") as raised:
        plan_import(folder, path)
    assert (raised.value.fact[:7], raised.value.remedy[:4], "read:" in str(raised.value)) == ("Several", "Keep", False)
    planned = plan_import(folder, filled(folder, {("A1", "ru"): "Вы здесь живёте?"}))
    (folder / "questionnaire.yaml").write_text(ODD + "# later\n", "utf-8")
    with pytest.raises(VersionError, match="K015"):
        carry_out_import(planned)
    with pytest.raises(VersionError, match="K012"):
        export_translations(folder, folder.parent / "t.csv")
    (folder / "list.csv").write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(VersionError, match="K013"):
        plan_import(folder, folder / "list.csv")
    (folder / "terms.toml").write_text("[[term]\n", "utf-8")
    with pytest.raises(VersionError, match="K017"):
        translation_coverage(folder)
    (folder / "translations.csv").write_text("mine\n", "utf-8")
    with pytest.raises(VersionError, match="K011"):
        translation_coverage(folder)
    assert (folder / "translations.csv").read_text("utf-8") == "mine\n"


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_the_commands_speak(folder: Path, command: Command, lang: str) -> None:
    """Without --yes nothing is written; a row of another instrument is named; coverage counts."""
    (folder / "terms.toml").write_text('[[term]]\nkk = "сенім"\nru = "довер"\n', "utf-8")
    path = filled(folder, {("A1", "ru"): "Вы здесь живёте?", ("A2", "id"): "blocks.A.questions.A9"})
    code, out, err = command("translate", "import", path, folder, "--lang", lang)
    assert (code, err) == (0, "")
    for said in ("  - Вы живёте здесь?", "  + Вы здесь живёте?", "A9", "--yes"):
        assert said in out
    assert (folder / "questionnaire.yaml").read_text("utf-8") == ODD
    assert command("translate", "import", path, folder, "--yes", "--lang", lang)[0] == 0
    book = openpyxl.load_workbook(path)
    headings = {cell.value: cell for cell in book.worksheets[0][1]}
    headings["ru"].value = "Russian"
    book.save(path.with_name("renamed.xlsx"))
    assert "Russian" in command("translate", "import", path.with_name("renamed.xlsx"), folder, "--lang", lang)[1]
    assert "Вы здесь живёте?" in (folder / "questionnaire.yaml").read_text("utf-8")
    code, _, err = command("translate", "export", path, folder, "--lang", lang)
    assert (code, "M043" in err) == (2, True)
    code, _, err = command("translate", "exprt", path, folder, "--lang", lang)
    assert (code, "C023" in err) == (2, True)
    code, out, err = command("coverage", folder, "--show", "1", "--lang", lang)
    assert (code, err) == (0, "")
    assert "довер" in out


def test_a_wording_that_begins_with_its_language_is_not_written_yet(folder: Path) -> None:
    """As a blank workspace and an import leave it; the command says so with its exit code."""
    before = translation_coverage(folder).counts.set_index("language")["written"]
    path = folder / "questionnaire.yaml"
    path.write_text(path.read_text("utf-8").replace('ru: "Вы', 'ru: "[ru] Вы', 1), "utf-8")
    after = translation_coverage(folder).counts.set_index("language")["written"]
    assert (int(after["ru"]), int(after["kk"])) == (int(before["ru"]) - 1, int(before["kk"]))

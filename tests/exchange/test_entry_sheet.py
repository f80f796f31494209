"""The sheet for entering answers from paper: filled and read back it gives the interviews that were on paper."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import openpyxl
import pytest

import survey
from survey.design import read_population
from survey.errors import SurveyError
from survey.exchange.paper.entry_checks import listed
from survey.exchange.paper.entry_columns import entry_columns
from survey.questionnaire.model import TEXT_KINDS, Questionnaire
from survey.simulate import simulate_wave
from survey.simulate.joint_distribution import even_population
from tests.deliveries_of_tools.collected import Collected, collect, come_back
from tests.exchange.conftest import FOLDER

HOUSEHOLD = FOLDER.parents[1] / "tests" / "data" / "household_panel" / "questionnaire"
HEADING = 5


def filled(collected: Collected, path: Path, language: str) -> Path:
    """The sheet with the answers of every interview, as codes and, in every second row, as chosen from the lists."""
    form = collected.form
    survey.write_entry_sheet(form, path, language=language)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for at, column in enumerate(entry_columns(form, language), 1):
        assert sheet.cell(HEADING, at).value == column.heading
        worded = {code: listed(code, text) for code, text in column.answers if text}
        for row in range(len(collected)):
            cell = typed(collected, column.heading, row)
            if cell is not None:
                is_chosen = row % 2 and worded.get(str(cell))
                sheet.cell(HEADING + 1 + row, at).value = worded[str(cell)] if is_chosen else cell
    book.save(path)
    return path


def typed(collected: Collected, heading: str, row: int) -> object:
    """The cell of one interview as somebody enters it; None for a blank."""
    if heading in collected.others:
        return collected.others[heading][row] or None
    if heading in collected.typed:
        text = collected.typed[heading][row]
        kind = collected.form.variables[heading].kind
        if kind == "date" and re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return datetime.date.fromisoformat(text)
        if kind == "time" and text:
            return datetime.time.fromisoformat(text)
        return text if kind in TEXT_KINDS or not re.fullmatch(r"-?[\d.]+", text) else float(text) if "." in text else int(text) if text else None  # fmt: skip
    name, _, code = heading.rpartition("_")
    chosen = collected.chosen.get(name, ())
    shown = {collected.form.variables[name].shown(one) for one in chosen[row]} if chosen else set()
    return 1 if code in shown else None


def test_what_was_entered_comes_back(form: Questionnaire, tmp_path: Path) -> None:
    """Forty interviews, in Kazakh and in Russian."""
    population = read_population(FOLDER / "population", form)
    collected = collect(simulate_wave(form, population, "2018Q1", n=40, seed=3))
    for language in ("kk", "ru"):
        come_back(filled(collected, tmp_path / f"{language}.xlsx", language), collected)


def test_text_codes_and_decimals_come_back(tmp_path: Path) -> None:
    form = survey.read_questionnaire(HOUSEHOLD)
    collected = collect(simulate_wave(form, even_population(form), "2024", n=30, seed=3))
    come_back(filled(collected, tmp_path / "en.xlsx", "en"), collected)


def test_one_interview_is_enough(form: Questionnaire, tmp_path: Path) -> None:
    """Wordings over the ids are never taken for an interview or for the heading."""
    population = read_population(FOLDER / "population", form)
    collected = collect(simulate_wave(form, population, "2018Q1", n=40, seed=3))
    book = openpyxl.load_workbook(filled(collected, tmp_path / "many.xlsx", "ru"))
    book.worksheets[0].delete_rows(HEADING + 2, 60)
    book.save(tmp_path / "one.xlsx")
    interviews, _ = survey.decode(survey.read_file(tmp_path / "one.xlsx"), form)
    assert len(interviews) == 1
    assert interviews.ids[0] == collected.reference.ids[0]
    assert interviews.absent == {}


def test_cells_are_checked(form: Questionnaire, tmp_path: Path) -> None:
    """Lists hold worded and bare codes; numbers have limits; marks exclude one another."""
    survey.write_entry_sheet(form, tmp_path / "entry.xlsx", language="ru", rows=50)
    book = openpyxl.load_workbook(tmp_path / "entry.xlsx")
    sheet, lists = book.worksheets
    assert lists.sheet_state == "hidden"
    places = {
        sheet.cell(HEADING, at).value: sheet.cell(HEADING, at).column_letter for at in range(1, sheet.max_column + 1)
    }
    checks = {str(one.sqref).partition(":")[0].rstrip("6"): one for one in sheet.data_validations.dataValidation}

    def check(heading: str) -> tuple[str, str]:
        found = checks[places[heading]]
        return str(found.formula1), str(found.error)

    first, last = map(int, re.findall(r"\$A\$(\d+)", check("C01a")[0]))
    assert [lists.cell(row, 1).value for row in range(first, last + 1)] == [
        "1 – Полностью доверяю", "2 – Скорее доверяю", "3 – Скорее не доверяю", "4 – Совсем не доверяю",
        "98 – Не знаю / затрудняюсь ответить", "99 – Отказ от ответа", 1, 2, 3, 4, 98, 99,
    ]  # fmt: skip
    age = places["S03"]
    assert check("S03")[0] == f"OR(AND(ISNUMBER({age}6),{age}6>=0,{age}6<=110,{age}6=INT({age}6)),{age}6=999)"
    assert check("S03")[1] == "Запишите число от 0 до 110 или код: 999 – Отказ от ответа."
    alone = places["B03_14"]
    marks = f"COUNTIF(${places['B03_1']}6:${places['B03_99']}6,1)"
    assert check("B03_14")[0] == f"OR({alone}6=0,AND({alone}6=1,{marks}=1))"
    here, unknown, refused = places["B03_1"], places["B03_98"], places["B03_99"]
    assert (
        check("B03_1")[0] == f"OR({here}6=0,AND({here}6=1,AND(${alone}6<>1,${unknown}6<>1,${refused}6<>1,{marks}<=3)))"
    )
    assert {str(one.sqref).rpartition(":")[2].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for one in checks.values()} == {"55"}
    assert all(len(str(one.formula1)) <= 255 for one in checks.values())


def test_the_same_questionnaire_gives_the_same_workbook(form: Questionnaire, tmp_path: Path) -> None:
    first, second = (survey.write_entry_sheet(form, tmp_path / f"{at}.xlsx").path.read_bytes() for at in "ab")
    assert first == second


@pytest.mark.parametrize(
    ("name", "options", "code"),
    [
        ("entry.csv", {}, "J042"),
        ("entry.xlsx", {"rows": 0}, "J043"),
        ("entry.xlsx", {"rows": 2_000_000}, "J043"),
        ("entry.xlsx", {"language": "en"}, "G024"),
    ],
)
def test_what_cannot_be_made_is_refused(
    form: Questionnaire, tmp_path: Path, name: str, options: dict[str, object], code: str
) -> None:
    with pytest.raises(SurveyError) as caught:
        survey.write_entry_sheet(form, tmp_path / name, **options)  # type: ignore[arg-type]
    assert caught.value.code == code
    assert list(tmp_path.iterdir()) == []

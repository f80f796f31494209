"""Workbooks of forms that were damaged or never were right: a form with an account of every row, or one message."""

from __future__ import annotations

import datetime
import random
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter

from survey.errors import SurveyError
from survey.exchange import ReadForm, read_xlsform
from survey.exchange.form_workbook import DeliveredRow
from survey.exchange.xlsform_reading import read_foreign
from tests.exchange.form_files import Rows, written
from tests.exchange.test_read_xlsform import CHOICES, SETTINGS, SURVEY

ODD: Sequence[object] = (
    "", " ", "\u00a0", "0", "-1", "1e999", "NaN", "yes", "no", "true()", "${", "${}", "${age", "}", "${age}", "(", "and", "not(", "'", '"',
    "begin group", "end group", "begin repeat", "end_repeat", "select_one", "select_one ", "select_multiple nowhere or_other",
    "range", "calculate", "note", "H", "O", "id", "a" * 40_000, "\x07\x00", "\ud7ff", "\u202e", "e\u0301", "і", "Жасыңыз?", "👩‍👩‍👧",
    "start=1 end=0 step=0", ". >= 9 and . <= 1", ". >= ", "name", "label::", "label::xx", "label::ru", "::", ":", "- a: b\n- c", "{a: 1}",
    "#", "&amp;", "<b>", "=1+1", "\t", "\n\n", "1" * 300, "Other", "other", "m1", "-0", "01", "not", "table-list", "label", "list-nolabel",
)  # fmt: skip
COLUMNS = (
    "type", "name", "label", "label::English (en)", "label::Русский (ru)", "hint", "appearance", "relevant", "required", "constraint",
    "parameters", "choice_filter", "disabled", "list_name", "media::image", "default",
)  # fmt: skip


def accounted(found: ReadForm) -> bool:
    told = {(one.sheet, one.row) for one in (*found.understood, *found.not_understood)}
    return {place[:2] for place in found.rows} <= told


@pytest.fixture(scope="module")
def delivered() -> dict[str, list[DeliveredRow]]:
    """The sheets of a form as rows, without a workbook."""
    sheets: dict[str, Rows] = {"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS}
    return {
        name: [
            DeliveredRow(at, {str(key): str(cell) for key, cell in zip(rows[0], row, strict=True) if cell is not None})
            for at, row in enumerate(rows[1:], 2)
        ]
        for name, rows in sheets.items()
    }


def spoilt(sheets: dict[str, list[DeliveredRow]], rng: random.Random) -> dict[str, tuple[DeliveredRow, ...]]:
    """The sheets with some cells changed, rows repeated, moved or lost."""
    made = {name: [dict(row.cells) for row in rows] for name, rows in sheets.items()}
    for _ in range(rng.randint(1, 6)):
        rows = made[rng.choice(("survey", "survey", "choices", "settings"))]
        at, how = rng.randrange(len(rows)), rng.random()
        if how < 0.7:
            rows[at][rng.choice(COLUMNS)] = str(rng.choice(ODD))
        elif how < 0.8:
            rows.insert(rng.randrange(len(rows)), dict(rows[at]))
        elif how < 0.9:
            rows.append(rows.pop(at))
        elif len(rows) > 1:
            rows.pop(at)
    cells = {
        name: [{key: cell for key, cell in row.items() if cell.strip()} for row in rows] for name, rows in made.items()
    }
    return {name: tuple(DeliveredRow(at, row) for at, row in enumerate(rows, 2) if row) for name, rows in cells.items()}


def test_forms_with_odd_cells_are_read_or_refused_with_a_place(delivered: dict[str, list[DeliveredRow]]) -> None:
    """60 forms: groups out of order, wrong types, signs that are no text, conditions that are none."""
    ended, places = {"read": 0, "refused": 0}, []
    for seed in range(60):
        sheets = spoilt(delivered, random.Random(seed))
        try:
            found = read_foreign(Path("form.xlsx"), sheets)
        except SurveyError as error:
            ended["refused"] += 1
            places.append(error.place)
            continue
        ended["read"] += 1
        assert accounted(found), seed
    assert sum(ended.values()) == 60
    assert min(ended.values()) > 5
    assert all("row" in place for place in places)


def test_the_files_of_an_odd_form_can_be_read_or_say_why_not(tmp_path: Path) -> None:
    """Cells of every type of a workbook; what the questionnaire refuses is in the account."""
    day = datetime.datetime(2026, 3, 1, 12, 30)
    rows = (
        ("type", "name", "label", "relevant", "constraint", "constraint"),
        ("integer", 12, True, day, 5, ". < 3"),
        ("text", 1.5, day, False, None, None),
        ("select_one 7", "q", 3.0, "${q} = 1", None, None),
    )
    choices = (("list_name", "name", "label"), (7, 1, day), (7, 2.5, False), (7, True, 1e20))
    found = read_xlsform(written(tmp_path / "odd.xlsx", {"survey": rows, "choices": choices}))
    assert accounted(found)
    assert len(found.rows) == 6


def test_conditions_in_a_circle_are_told(tmp_path: Path) -> None:
    """A condition can only rest on what was asked before."""
    rows = (
        ("type", "name", "label", "relevant"),
        ("integer", "a", "A?", "${b} = 1"),
        ("integer", "b", "B?", "${a} = 1"),
        ("integer", "c", "C?", "${c} = 1"),
    )
    found = read_xlsform(written(tmp_path / "circle.xlsx", {"survey": rows}))
    told = [one.name for one in found.not_understood if "asked without it" in one.said["en"]]
    assert told == ["a", "c"]


@pytest.fixture(scope="module")
def long_form(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A form with a formatted cell in each of 100,000 rows under two that say something."""
    path = tmp_path_factory.mktemp("long") / "long.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet, bold = book.add_worksheet("survey"), book.add_format({"bold": True})
        for at, row in enumerate((("type", "name", "label"), ("text", "a", "A?"), ("text", "b", "B?"))):
            sheet.write_row(at, 0, row)
        for at in range(3, 100_000):
            sheet.write_blank(at, 0, None, bold)
    return path


def test_empty_rows_cost_nothing_and_count_for_nothing(long_form: Path) -> None:
    start = time.process_time()
    found = read_xlsform(long_form)
    assert [place[1] for place in found.rows] == [2, 3]
    assert time.process_time() - start < 5  # seconds; a fifth of it on two slow cores


def test_formulas_with_a_value_are_their_value_and_others_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "formulas.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("survey")
        for at, row in enumerate((("type", "name", "label"), ("text", "a", "A?"))):
            sheet.write_row(at, 0, row)
        sheet.write_formula(2, 0, '="te"&"xt"', None, "text")
        sheet.write_row(2, 1, ("b", "B?"))
    assert [name for _, _, name in read_xlsform(path).rows] == ["a", "b"]
    with pytest.raises(SurveyError) as refused:
        read_xlsform(written(tmp_path / "plain.xlsx", {"survey": (("type", "name"), ("=1+1", "a"))}))
    assert refused.value.code == "J012"

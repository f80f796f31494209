"""Deliveries of Qualtrics: CSV with three heading rows, numeric values or choice text, several choices in one column or split.

Conventions from Qualtrics' page "Understanding Your Dataset" and the export options: export tags, then the text of the question
(with ``- `` and the choice or the statement), then ``{"ImportId":…}``; a choice of a split question in ``tag_recode`` as 1 or as its
text; several choices of one column joined by commas; the text entry of a choice in ``tag_recode_TEXT``; recodes as our codes.
"""

from __future__ import annotations

import datetime
from pathlib import Path

from survey.questionnaire.model import Option, Variable
from tests.deliveries_of_tools.collected import Collected, Table, add, shown, wording, write_csv
from tests.deliveries_of_tools.collected import answers as answers_of

RESPONDENT = (
    "StartDate", "EndDate", "Status", "IPAddress", "Progress", "Duration (in seconds)", "Finished", "RecordedDate", "ResponseId",
    "RecipientLastName", "RecipientFirstName", "RecipientEmail", "ExternalReference", "LocationLatitude", "LocationLongitude",
    "DistributionChannel", "UserLanguage",
)  # fmt: skip


def write(
    path: Path,
    collected: Collected,
    *,
    language: str | None = None,
    split: bool = False,
    seen: bool = False,
    status: list[str] | None = None,
    tags: str = "ours",
) -> Path:
    """A delivery; ``language`` None stands for numeric values, ``seen`` writes -99 for a question that was seen and not answered.

    ``tags`` other than "ours" numbers the questions as Qualtrics does by itself: Q1, Q2_1.
    """
    n = len(collected)
    columns: Table = {name: [""] * n for name in RESPONDENT}
    columns |= {"StartDate": ["2018-03-09 10:02:11"] * n, "EndDate": ["2018-03-09 10:32:54"] * n}
    columns |= {
        "RecordedDate": ["2018-03-09 10:32:55"] * n,
        "Progress": ["100"] * n,
        "Duration (in seconds)": ["1843"] * n,
    }
    columns["Status"] = status or ["0" if language is None else "IP Address"] * n
    columns["Finished"] = ["1" if language is None else "True"] * n
    columns["ResponseId"] = [f"R_{row:015d}" for row in range(n)]
    texts = {name: name for name in columns}
    for variable in collected.form.variables.values():
        _add(columns, texts, collected, variable, language, split=split, seen=seen)
    if tags != "ours":
        names = _numbered(list(columns), collected)
        columns = {names[name]: cells for name, cells in columns.items()}
        texts = {names[name]: text for name, text in texts.items()}
    imports = [f'{{"ImportId":"{name}"}}' for name in columns]
    return write_csv(path, columns, above=[[texts[name] for name in columns], imports], bom=True)


def _add(
    columns: Table,
    texts: dict[str, str],
    collected: Collected,
    variable: Variable,
    language: str | None,
    *,
    split: bool,
    seen: bool,
) -> None:
    shown_in = language or collected.form.languages[0]
    text = variable.question.text[shown_in]
    if variable.row is not None:
        text = f"{text} - {variable.row.text[shown_in]}"
    name = variable.id
    asked = collected.was_asked(name)
    if variable.kind == "multiple":
        sets = collected.chosen[name]
        choices = answers_of(variable)
        if split:
            for choice in choices:
                said = "1" if language is None else choice.text[language]
                marks = [said if choice.code in one else "" for one in sets]
                if seen:
                    marks = [mark or ("-99" if at else "") for mark, at in zip(marks, asked, strict=True)]
                add(columns, f"{name}_{choice.shown}", marks)
                texts[f"{name}_{choice.shown}"] = f"{text} - Selected Choice - {choice.text[shown_in]}"
        else:
            cells = [",".join(_said(variable, shown(variable, code), language) for code in one) for one in sets]
            columns[name] = [cell or ("-99" if seen and at else "") for cell, at in zip(cells, asked, strict=True)]
            texts[name] = f"{text} - Selected Choice"
    else:
        cells = [_said(variable, code, language) for code in collected.typed[name]]
        if variable.kind == "date":
            cells = [datetime.date.fromisoformat(cell).strftime("%m/%d/%Y") if cell else "" for cell in cells]
        columns[name] = [cell or ("-99" if seen and at else "") for cell, at in zip(cells, asked, strict=True)]
        texts[name] = text
    for option in variable.options:
        if option.specify:
            _add_words(columns, texts, collected, variable, option, shown_in, text)


def _add_words(
    columns: Table,
    texts: dict[str, str],
    collected: Collected,
    variable: Variable,
    option: Option,
    language: str,
    text: str,
) -> None:
    heading = f"{variable.id}_{option.shown}_TEXT"
    columns[heading] = collected.others[f"{variable.id}_other"]
    texts[heading] = f"{text} - {option.text[language]} - Text"


def _said(variable: Variable, code: str, language: str | None) -> str:
    return (
        code if language is None or variable.kind not in ("single", "multiple") else wording(variable, code, language)
    )


def _numbered(names: list[str], collected: Collected) -> dict[str, str]:
    """Names that Qualtrics gives by itself: Q and a number, rows of a matrix and choices numbered after it."""
    found: dict[str, str] = {}
    numbers: dict[str, int] = {}
    for name in names:
        owner = next((one for one in collected.form.variables if name == one or name.startswith(f"{one}_")), None)
        if owner is None:
            found[name] = name
            continue
        variable = collected.form.variables[owner]
        number = numbers.setdefault(variable.question.id, len(numbers) + 1)
        rows = [row.id for row in variable.question.rows]
        middle = f"_{rows.index(owner) + 1}" if rows else ""
        found[name] = f"Q{number}{middle}{name.removeprefix(owner)}"
    return found

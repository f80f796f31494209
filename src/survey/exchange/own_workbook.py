"""Workbook that the package wrote itself, perhaps edited: the same questionnaire, with wordings that were changed in it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from survey.exchange.form_workbook import DeliveredRow, Sheets, places_of
from survey.exchange.further_sheet import trees_of
from survey.exchange.questionnaire_tree import Tree
from survey.exchange.read_form import FormLine, ReadForm
from survey.exchange.tree_text import yaml_text
from survey.exchange.xlsform_building import xlsform_tables
from survey.exchange.xlsform_references import as_in_the_questionnaire
from survey.exchange.xlsform_tables import FURTHER, FormRow, WordingOrigin, XlsformTables, language_name
from survey.questionnaire import read_questionnaire
from survey.questionnaire.model import Questionnaire
from survey.text import Catalogue
from survey.versions.order_changes import moved

_Key = tuple[str, ...]


def read_own(path: Path, sheets: Sheets) -> ReadForm:
    """The questionnaire of an own workbook.

    Wordings that differ from those the package wrote are taken over; whatever else differs afterwards is reported.
    """
    catalogue = Catalogue.load("survey.exchange")
    tree, groups = trees_of([row.cells for row in sheets[FURTHER]], str(path))
    before = xlsform_tables(_form(tree, groups))
    understood = list(_taken_over(tree, before, sheets, catalogue))
    form = _form(tree, groups)
    understood.append(
        FormLine(
            FURTHER, 0, form.id, catalogue.text("line_whole", n=len(form.questions), variables=len(form.variables))
        )
    )
    told = tuple(_differences(xlsform_tables(form), sheets, catalogue))
    files = {"questionnaire.yaml": yaml_text(tree)}
    if groups["groupings"]:
        files["groups.yaml"] = yaml_text(groups)
    return ReadForm(path, files, True, tuple(understood), told, places_of(sheets))


def _form(tree: Tree, groups: Tree) -> Questionnaire:
    with tempfile.TemporaryDirectory(prefix="survey-") as folder:
        Path(folder, "questionnaire.yaml").write_text(yaml_text(tree), encoding="utf-8")
        if groups["groupings"]:
            Path(folder, "groups.yaml").write_text(yaml_text(groups), encoding="utf-8")
        return read_questionnaire(folder)


def _key(sheet: str, cells: Mapping[str, str]) -> _Key:
    columns = {"survey": ("type", "name"), "choices": ("list_name", "name")}.get(sheet, ())
    kind = cells.get("type", "").partition(" ")[0] if sheet == "survey" else cells.get("list_name", "")
    return (kind, cells.get("name", "")) if columns else ()


def _by_key(sheet: str, rows: tuple[DeliveredRow, ...]) -> dict[_Key, DeliveredRow]:
    found: dict[_Key, DeliveredRow] = {}
    for row in rows:
        found.setdefault(_key(sheet, row.cells), row)
    return found


def _taken_over(tree: Tree, tables: XlsformTables, sheets: Sheets, catalogue: Catalogue) -> Iterator[FormLine]:
    """Changed wordings, written into the tree."""
    columns = {f"label::{language_name(code)}": code for code in tree["languages"]}
    for sheet, rows in (("survey", tables.survey), ("choices", tables.choices)):
        delivered = _by_key(sheet, sheets.get(sheet, ()))
        for row in rows:
            now = delivered.get(_key(sheet, row.cells))
            element = _element(tree, row.origin) if now is not None else None
            for column, language in columns.items():
                if now is None or element is None or column not in now.cells:
                    continue
                if _plain(now.cells[column]) != _plain(row.cells.get(column, "")):
                    element[language] = as_in_the_questionnaire(now.cells[column])
                    said = catalogue.text("line_reworded", wording=now.cells[column])
                    yield FormLine(sheet, now.number, row.cells["name"], said)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _element(tree: Tree, origin: WordingOrigin) -> dict[str, Any] | None:
    """The mapping of the tree that holds a wording; None for a row that only XLSForm needs."""
    blocks = {"H": tree.get("header"), "O": tree.get("observations"), **{one["id"]: one for one in tree["blocks"]}}
    if origin.element in ("title", "intro", "outro"):
        found = (blocks.get(origin.owner) or {}).get(origin.element)
        return found if isinstance(found, dict) else None
    questions = {question["id"]: question for block in blocks.values() if block for question in block["questions"]}
    if origin.element == "question":
        return questions.get(origin.owner)
    if origin.element == "row":
        return next((one for one in questions[origin.owner]["rows"] if one["id"] == origin.name), None)
    if origin.element == "missing":
        return next((one for one in tree["missing"] if str(one["code"]) == origin.name), None)
    if origin.element == "option":
        owner = tree.get("lists", {}).get(origin.owner) or questions.get(origin.owner) or {}
        return next((one for one in owner.get("options", []) if str(one["code"]) == origin.name), None)
    return None


def _differences(tables: XlsformTables, sheets: Sheets, catalogue: Catalogue) -> Iterator[FormLine]:
    """Cells and rows of the workbook that the questionnaire would not give."""
    expected = tables.sheets()
    for sheet, rows in sheets.items():
        if sheet == FURTHER:
            continue
        left = {_key(sheet, row.cells): row for row in expected.get(sheet, ())}
        displaced = _moved([*left], [_key(sheet, row.cells) for row in rows])
        for row in rows:
            own = left.pop(_key(sheet, row.cells), None)
            if _key(sheet, row.cells) in displaced:
                yield FormLine(sheet, row.number, row.cells.get("name", ""), catalogue.text("line_moved"))
            if own is None:
                yield FormLine(sheet, row.number, row.cells.get("name", ""), catalogue.text("line_added"))
            else:
                yield from _cells(sheet, row, own, catalogue)
        for gone in left.values():
            if gone.cells.get("type") != "end group":
                yield FormLine(sheet, 0, gone.cells.get("name", ""), catalogue.text("line_removed"))


def _moved(before: Sequence[_Key], now: Sequence[_Key]) -> set[_Key]:
    """Keys of rows that have another place among the others, as few as possible."""
    numbers = {key: str(number) for number, key in enumerate(before)}
    keys = dict(zip(numbers.values(), numbers, strict=True))
    return {keys[number] for number in moved([*keys], [numbers[key] for key in now if key in numbers])}


def _cells(sheet: str, row: DeliveredRow, own: FormRow, catalogue: Catalogue) -> Iterator[FormLine]:
    for column in dict.fromkeys((*row.cells, *own.cells)):
        found, wanted = _plain(row.cells.get(column, "")), _plain(own.cells.get(column, ""))
        if found != wanted:
            said = catalogue.text("line_cell", column=column, found=found or "–")
            yield FormLine(sheet, row.number, row.cells.get("name", ""), said)

"""Reading of an XLSForm workbook into the text files of a questionnaire, own workbooks without loss."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

from survey.argument_errors import public
from survey.errors import QuestionnaireError
from survey.exchange.foreign_workbook import ForeignForm, without_condition
from survey.exchange.form_workbook import Sheets, places_of, read_sheets
from survey.exchange.own_workbook import read_own
from survey.exchange.questionnaire_tree import Tree
from survey.exchange.read_form import FormLine, ReadForm
from survey.exchange.tree_text import yaml_text
from survey.exchange.xlsform_tables import FURTHER
from survey.questionnaire import read_questionnaire
from survey.text import Catalogue


@public
def read_xlsform(path: str | os.PathLike[str]) -> ReadForm:
    """Read an XLSForm workbook into the text files of a questionnaire, with an account of every row.

    Parameters
    ----------
    path : str or path
        ``.xlsx`` or ``.xls``.

    Returns
    -------
    ReadForm
        What :func:`survey.write_xlsform` wrote gives the same questionnaire, with wordings that were changed in the workbook;
        other changes are reported. Of a form of another tool, what a questionnaire can hold; everything else is reported with its
        sheet and row.

    Raises
    ------
    ExchangeError
        ``J010`` to ``J014`` for a file that is not such a workbook or is damaged, ``J015`` a group that is not closed,
        ``J016`` an end without a beginning, ``J017`` a name twice in a group.
    QuestionnaireError
        When an own workbook was changed so that it cannot be a questionnaire.
    """
    target = Path(path)
    sheets = read_sheets(target)
    return read_own(target, sheets) if FURTHER in sheets else read_foreign(target, sheets)


def read_foreign(path: Path, sheets: Sheets) -> ReadForm:
    """The questionnaire of a form of another tool, and whatever the questionnaire is refused for."""
    form = ForeignForm(path, sheets)
    tree = form.tree()
    told = list(form.account.not_understood)
    told += _checked(tree)
    order = list(sheets)
    told.sort(key=lambda line: (order.index(line.sheet) if line.sheet in order else len(order), line.row))
    files = {"questionnaire.yaml": yaml_text(tree)}
    return ReadForm(path, files, False, form.account.understood, tuple(told), places_of(sheets))


def _checked(tree: Tree) -> list[FormLine]:
    """Lines for what the questionnaire would be refused for; conditions that are refused are left out of it."""
    say = Catalogue.load("survey.exchange").text
    told: list[FormLine] = []
    while True:
        complaints = _complaints(tree)
        conditions = {name for one in complaints if (name := _conditioned(one[0])) and without_condition(tree, name)}
        kept = [one for one in complaints if not conditions or _conditioned(one[0]) in conditions]
        told += [FormLine("", 0, element, say("line_complaint", element=element, fact=fact)) for element, fact in kept]
        if not conditions:
            return told


def _conditioned(element: str) -> str:
    match = re.fullmatch(r"question (\w+), ask_if", element)
    return match[1] if match else ""


def _complaints(tree: Tree) -> list[tuple[str, str]]:
    with tempfile.TemporaryDirectory(prefix="survey-") as folder:
        Path(folder, "questionnaire.yaml").write_text(yaml_text(tree), encoding="utf-8")
        try:
            read_questionnaire(folder)
        except QuestionnaireError as error:
            return [(one.element, one.fact) for one in error.complaints]
    return []

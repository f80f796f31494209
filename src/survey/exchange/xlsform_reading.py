"""Reading of an XLSForm workbook into the text files of a questionnaire, own workbooks without loss."""

from __future__ import annotations

import os
from pathlib import Path

from survey.argument_errors import public
from survey.exchange.checked_tree import accepted_text
from survey.exchange.foreign_workbook import ForeignForm
from survey.exchange.form_workbook import Sheets, places_of, read_sheets
from survey.exchange.own_workbook import read_own
from survey.exchange.read_form import ReadForm
from survey.exchange.xlsform_tables import FURTHER


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
        What :func:`survey.write_xlsform` wrote gives the same questionnaire, with wordings that were changed in the
        workbook; other changes are reported. Of a form of another tool, what a questionnaire can hold; everything else
        is reported with its sheet and row.

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
    text, refused = accepted_text(tree, form.account.places)
    told += refused
    order = list(sheets)
    told.sort(key=lambda line: (order.index(line.sheet) if line.sheet in order else len(order), line.row))
    files = {"questionnaire.yaml": text}
    return ReadForm(path, files, False, form.account.understood, tuple(told), places_of(sheets))

"""Writing of a questionnaire as a form for the field: an XLSForm workbook, or the XForm that devices read."""

from __future__ import annotations

import datetime
import io
import os
from collections.abc import Sequence
from textwrap import wrap

from survey.argument_errors import public
from survey.errors import ExchangeError
from survey.exchange.form_file import form_target, write_form
from survey.exchange.written_form import WrittenForm
from survey.exchange.xlsform_building import xlsform_tables
from survey.exchange.xlsform_tables import FURTHER, FormRow, XlsformTables, header_of
from survey.questionnaire.model import Questionnaire
from survey.safe_workbook import LONGEST_TEXT, new_workbook
from survey.text import Language

_WORDED_WIDTH, _PLAIN_WIDTH = 45, 30
_LINE_HEIGHT = 15
_NO_MOMENT = datetime.datetime(2000, 1, 1)
"""Moment that every workbook states, so that the same questionnaire gives the same bytes."""


@public
def write_xlsform(form: Questionnaire, path: str | os.PathLike[str], *, force: bool = False) -> WrittenForm:
    """Write a questionnaire as an XLSForm workbook, for ODK Central, KoboToolbox, SurveyCTO and Ona.

    Parameters
    ----------
    form : Questionnaire
    path : str or path
        Ends with ``.xlsx``.
    force : bool
        Whether a file of this name may be replaced.

    Returns
    -------
    WrittenForm
        Its notes name what an XLSForm cannot do.

    Raises
    ------
    ExchangeError
        ``J001`` another ending, ``J002`` a file of this name is there already, ``J003`` it cannot be written.

    Notes
    -----
    Every language of the questionnaire is there; instructions for interviewers come from the catalogues. A question is
    relevant where its condition is true and no earlier answer leads past it, so that the form asks what
    :func:`survey.decode` takes for asked. The sheet ``_survey`` holds what XLSForm has no place for, so that
    :func:`survey.read_xlsform` gives the same questionnaire.
    """
    target = form_target(path, ".xlsx", force=force)
    tables = xlsform_tables(form)
    return write_form(form, tables.notes, target, "xlsform", workbook(tables, form.languages))


@public
def write_xform(form: Questionnaire, path: str | os.PathLike[str], *, force: bool = False) -> WrittenForm:
    """Write a questionnaire as an XForm, the file that devices read.

    Parameters
    ----------
    form : Questionnaire
    path : str or path
        Ends with ``.xml``.
    force : bool
        Whether a file of this name may be replaced.

    Returns
    -------
    WrittenForm
        Its notes name what the form cannot do.

    Raises
    ------
    ExchangeError
        ``J001`` to ``J003`` as in :func:`write_xlsform`, ``J004`` when pyxform is not installed, ``J005`` when it
        refuses the form.

    Notes
    -----
    The workbook of :func:`write_xlsform`, converted by pyxform.
    """
    target = form_target(path, ".xml", force=force)
    tables = xlsform_tables(form)
    return write_form(form, tables.notes, target, "xform", xform(tables, form.languages).encode("utf-8"))


def workbook(tables: XlsformTables, languages: Sequence[Language]) -> bytes:
    """The sheets as a workbook: headings in bold, the first row fixed, rows as high as their wordings, for paper on its side."""
    content = io.BytesIO()
    book = new_workbook(content)
    book.set_properties({"created": _NO_MOMENT})
    top = book.add_format({"valign": "top"})
    formats = {False: top, True: book.add_format({"text_wrap": True, "valign": "top"})}
    bold = book.add_format({"bold": True, "valign": "top"})
    for name, rows in tables.sheets().items():
        header = header_of(name, tuple(languages), rows)
        if not rows:
            continue
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        for at, column in enumerate(header):
            sheet.set_column(at, at, _WORDED_WIDTH if _is_worded(column) else _PLAIN_WIDTH)
            sheet.write_string(0, at, column, bold)
        for number, row in enumerate(rows, 1):
            sheet.set_row(number, _LINE_HEIGHT * _lines(row))
            for at, column in enumerate(header):
                if column in row.cells:
                    cell = _cell(row.cells[column], name, number + 1)
                    sheet.write_string(number, at, cell, formats[_is_worded(column)])
    book.close()
    return content.getvalue()


_LANGUAGE_UNLISTED = "The following language declarations do not contain valid machine-readable codes"
"""Warning of pyxform about codes with a script, such as uz-Latn: its list has languages alone."""


def _is_worded(column: str) -> bool:
    return "::" in column


def _lines(row: FormRow) -> int:
    """Lines that the longest wording of a row takes, broken by words."""
    wordings = [text for column, text in row.cells.items() if _is_worded(column)]
    return max(
        (sum(max(len(wrap(part, _WORDED_WIDTH)), 1) for part in text.split("\n")) for text in wordings), default=1
    )


def _cell(text: str, sheet: str, row: int) -> str:
    if len(text) > LONGEST_TEXT:
        fact = f"A cell would hold {len(text)} letters, and a workbook holds {LONGEST_TEXT}."
        raise ExchangeError("J006", f"sheet {sheet}, row {row}", fact, "Shorten the condition or the wording.")
    return text


def xform(tables: XlsformTables, languages: Sequence[Language]) -> str:
    """The XForm of the sheets; a warning of pyxform is an error, because it means a form that lacks something."""
    try:
        from pyxform.errors import PyXFormError
        from pyxform.xls2xform import convert
    except ImportError:
        fact = "XForms are made by pyxform, which is not installed."
        raise ExchangeError(
            "J004", "survey.write_xform", fact, 'Run: pip install "survey-barometer[xlsform]".'
        ) from None
    sheets: dict[str, list[dict[str, str]]] = {}
    for name, rows in tables.sheets().items():
        if name != FURTHER:
            sheets[name] = [dict(row.cells) for row in rows]
            sheets[f"{name}_header"] = [dict.fromkeys(header_of(name, tuple(languages), rows), "")]
    try:
        made = convert(sheets, form_name="data")
    except PyXFormError as error:
        raise _refused(str(error)) from None
    warnings = [one for one in made.warnings if not one.startswith(_LANGUAGE_UNLISTED)]
    if warnings:
        raise _refused(warnings[0])
    return str(made.xform)


def _refused(reason: str) -> ExchangeError:
    fact = f"pyxform refuses the form: {reason}"
    return ExchangeError("J005", "survey.write_xform", fact, "Correct what it names in the questionnaire.")

"""Texts of "other, specify" in interviews that did not choose "other"."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from survey.arrays import Mask
from survey.findings import Finding
from survey.ingest.column_layout import ColumnLayout
from survey.ingest.factorized_columns import FactorizedColumn
from survey.ingest.reader_findings import ranges
from survey.interviews import Interviews
from survey.questionnaire.model import Variable
from survey.text import Catalogue


def stated_unchosen(
    layout: ColumnLayout, columns: Mapping[str, FactorizedColumn], interviews: Interviews
) -> list[Finding]:
    """One warning for each column with texts of "other" where the answer given is not "other".

    Parameters
    ----------
    layout : ColumnLayout
    columns : mapping of name to FactorizedColumn
        With the rows of the interviews.
    interviews : Interviews
    """
    found = []
    for name, held in layout.columns.items():
        variable = interviews.form.variables.get(name)
        if held.specify is None or variable is None or held.specify not in columns:
            continue
        chosen = _chose_other(variable, interviews)
        if chosen is None:
            continue
        rows = interviews.rows[_has_words(columns[held.specify]) & ~chosen]
        if len(rows):
            places = {
                "column": held.specify,
                "variable": name,
                "n": len(rows),
                "rows": ranges([int(one) for one in rows]),
            }
            text = Catalogue.load("survey.ingest").text("specify_unchosen", **places)
            found.append(Finding("specify_unchosen", "warning", text, variable=name))
    return found


def _has_words(column: FactorizedColumn) -> Mask:
    """(n,) whether a cell has a letter: programs write 0 or - where nothing was stated."""
    worded = [isinstance(cell, str) and any(map(str.isalpha, cell)) for cell in column.cells]
    return np.asarray(np.array(worded, bool)[column.index], bool)


def _chose_other(variable: Variable, interviews: Interviews) -> Mask | None:
    """(n,) whether "other" was chosen; None when the question has no such answer."""
    codes = [option.code for option in variable.options if option.specify]
    if not codes:
        return None
    if variable.kind == "multiple":
        names = [column for code, column in zip(variable.codes, variable.columns, strict=True) if code in codes]
        return np.asarray((interviews.answers[names] == 1).any(axis=1), bool)
    return np.asarray(interviews.answers[variable.id].isin(codes), bool)

"""Tables without a row that have the columns of a table in a database: names, kinds and the questionnaire."""

from __future__ import annotations

import numpy as np
import pandas as pd

from survey.estimation.database.database_table import DatabaseTable
from survey.frames import text_column
from survey.interviews import Interviews
from survey.questionnaire.model import Questionnaire


def table_without_rows(table: DatabaseTable, form: Questionnaire | None) -> Interviews | pd.DataFrame:
    """The table that the columns of a database would be in memory, or the interviews, without a row."""
    if form is None:
        return pd.DataFrame({name: _blank(table, name) for name in table.columns.kinds})
    answers: dict[str, pd.Series] = {}
    for variable in form.variables.values():
        is_text = variable.answer_kind == "text" and not variable.written_codes
        answers |= {name: text_column([]) if is_text else pd.Series([], dtype=np.float64) for name in variable.columns}
    known = {*answers, *form.groupings}
    extras = {name: _blank(table, name) for name in table.columns.kinds if name not in known}
    return Interviews(
        form,
        pd.DataFrame(answers),
        pd.DataFrame({name: pd.Series([], dtype=np.uint8) for name in form.variables}),
        pd.DataFrame(extras),
        np.zeros(0, np.int64),
        np.zeros(0, bool),
        source=table.title,
    )


def _blank(table: DatabaseTable, name: str) -> pd.Series:
    """A column without a row, of the type that its values would have in memory."""
    if table.columns.kinds[name] in ("number", "whole", "truth"):
        return pd.Series([], dtype=np.float64)
    return text_column([])

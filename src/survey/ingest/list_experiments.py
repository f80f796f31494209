"""List experiments: a count answers a list of statements, and each version of the questionnaire has its own length."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from survey.ingest.column_layout import QuestionColumns
from survey.ingest.decoded_answers import DecodedAnswers
from survey.ingest.decoded_variables import DecodedVariable
from survey.ingest.factorized_columns import UnreadableCells
from survey.ingest.numbers import shown
from survey.questionnaire.model import Reason


def with_version_bounds(
    answers: DecodedAnswers, columns: Mapping[str, QuestionColumns]
) -> Mapping[str, DecodedVariable]:
    """The variables without counts above the number of statements in the interview's version of the list.

    Such a count becomes an unreadable cell (``out_of_range``) and is not recorded.
    """
    bounded = dict(answers.variables)
    for name, variable in answers.form.variables.items():
        question = variable.question
        for version, bound in question.maximum_by_version if question.split_by else ():
            values = answers.values(name)
            above = (answers.values(str(question.split_by)) == version) & (values > bound)
            if not above.any():
                continue
            column = columns[name].answers[0]
            cells = [
                UnreadableCells(
                    "out_of_range", column, np.flatnonzero(above & (values == value)), shown(float(value)), bound
                )
                for value in np.unique(values[above])
            ]
            read = bounded[name].blanked(above, Reason.NOT_RECORDED)
            bounded[name] = replace(read, unreadable=(*read.unreadable, *cells))
    return bounded

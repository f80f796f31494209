"""Interviews without a number, numbers used twice, and interviews that are copies of another."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from survey.arrays import Indices, Objects
from survey.frames import distinct_values
from survey.interviews import Interviews
from survey.questionnaire.model import TEXT_KINDS, Reason, Variable
from survey.text import Text
from survey.validation.rule_breaches import Breach, catalogue
from survey.validation.rule_definitions import AnswerLimits


def check_keys(interviews: Interviews, limits: AnswerLimits) -> Iterator[Breach]:
    """Breaches of the keys: missing, used twice, copied under another key."""
    key = interviews.form.key
    keys = pd.Series(interviews.ids, dtype=object)
    missing = keys.isna().to_numpy()
    yield Breach(
        "key_missing",
        "error",
        key,
        np.flatnonzero(missing),
        len(keys),
        lambda _: catalogue().text("key_missing", variable=key),
        lambda _: None,
    )
    first = _first_of_its_kind(keys)
    repeated = np.flatnonzero((first != np.arange(len(keys))) & ~missing)
    yield _key_twice(interviews, repeated, first, int(missing.sum()))
    yield _copied(interviews, keys.to_numpy(object), limits)


def _first_of_its_kind(keys: pd.Series) -> Indices:
    codes, _ = distinct_values(keys)
    _, first, inverse = np.unique(codes, return_index=True, return_inverse=True)
    return first[inverse]


def _key_twice(interviews: Interviews, repeated: Indices, first: Indices, missing: int) -> Breach:
    key = interviews.form.key
    keys = interviews.ids
    answers = pd.util.hash_pandas_object(interviews.answers, index=False).to_numpy() if len(repeated) else keys

    def wording(position: int) -> Text:
        earlier = int(first[position])
        same = answers[position] == answers[earlier]
        return catalogue().text(
            "key_twice_same" if same else "key_twice_other",
            variable=key,
            value=keys[position],
            first=int(interviews.rows[earlier]),
        )

    known = len(keys) - missing
    return Breach("key_twice", "error", key, repeated, known, wording, lambda at: str(keys[at]), missing)


def _copied(interviews: Interviews, keys: Objects, limits: AnswerLimits) -> Breach:
    first = _first_with_these_answers(interviews, limits.same_answers)
    copies = np.array([at for at in np.flatnonzero(first >= 0) if keys[at] != keys[first[at]]], np.intp)
    key = interviews.form.key

    def wording(position: int) -> Text:
        earlier = int(first[position])
        return catalogue().text("copied", other=keys[earlier] or "—", first=int(interviews.rows[earlier]))

    return Breach("copied", "error", key, copies, len(keys), wording, lambda position: keys[position])


def _first_with_these_answers(interviews: Interviews, same_answers: int) -> Indices:
    """(n,) position of the first interview with the same substantive answers, -1 where there is none before."""
    variables = [variable for variable in interviews.form.variables.values() if _is_substantive(variable)]
    first = np.full(len(interviews), -1, np.intp)
    columns = [column for variable in variables for column in variable.columns]
    answered = (interviews.reasons[[variable.id for variable in variables]].to_numpy() == Reason.ANSWERED).sum(axis=1)
    enough = np.flatnonzero(answered >= same_answers)
    if not columns or len(enough) < 2:
        return first
    compared = interviews.answers[columns].iloc[enough].reset_index(drop=True)
    hashes = pd.util.hash_pandas_object(compared, index=False)
    candidates = np.flatnonzero(hashes.duplicated(keep=False).to_numpy())
    groups = compared.iloc[candidates].groupby(columns, dropna=False, sort=False).ngroup().to_numpy()
    _, index, inverse = np.unique(groups, return_index=True, return_inverse=True)
    earliest = enough[candidates[index]][inverse]
    here = enough[candidates]
    first[here] = np.where(earliest == here, -1, earliest)
    return first


def _is_substantive(variable: Variable) -> bool:
    question = variable.question
    return (
        question.kind not in TEXT_KINDS
        and not question.filled_by_interviewer
        and not question.required
        and "demographics" not in question.indicators
    )

"""Tiny interviews of the real questionnaire."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from survey.interviews import Interviews
from survey.questionnaire import Questionnaire, Reason, read_questionnaire

INSTRUMENT = Path(__file__).parents[2] / "questionnaires" / "interethnic"
BLANKS = {"dk": Reason.DONT_KNOW, "ref": Reason.REFUSED, None: Reason.NOT_RECORDED}
Cell = int | float | str | set[int] | None
MakeInterviews = Callable[..., Interviews]


@pytest.fixture(scope="session")
def form() -> Questionnaire:
    return read_questionnaire(INSTRUMENT)


@pytest.fixture
def interviews(form: Questionnaire) -> MakeInterviews:
    """Interviews from answers by variable: codes, sets of codes, texts, or dk, ref, None for blanks."""

    def make(extras: dict[str, list[float]], **given: Sequence[Cell]) -> Interviews:
        n = len(next(iter(given.values())))
        columns: dict[str, object] = {}
        reasons = pd.DataFrame(
            np.full((n, len(form.variables)), Reason.NOT_ASKED, np.uint8), columns=list(form.variables)
        )
        for name, variable in form.variables.items():
            cells = given.get(name, [None] * n)
            blank = [cell in ("dk", "ref", None) if not isinstance(cell, set) else False for cell in cells]
            if name in given:
                reasons[name] = np.array(
                    [
                        int(BLANKS[cell]) if empty else 0  # type: ignore[index]
                        for cell, empty in zip(cells, blank, strict=True)
                    ],
                    np.uint8,
                )
            if variable.kind == "multiple":
                for code, column in zip(variable.codes, variable.columns, strict=True):
                    columns[column] = [float(code in cell) if isinstance(cell, set) else np.nan for cell in cells]
            else:
                columns[name] = [None if empty else cell for cell, empty in zip(cells, blank, strict=True)]
        answers = pd.DataFrame(columns)
        kinds = {name: variable.kind for name, variable in form.variables.items()}
        for column in answers.columns:
            if kinds.get(str(column), "single") in ("single", "scale", "integer", "count"):
                answers[column] = answers[column].astype(np.float64)
        return Interviews(form, answers, reasons, pd.DataFrame(extras), np.arange(2, n + 2), np.ones(n, bool))

    return make

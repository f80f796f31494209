"""Tiny interviews of the real questionnaire, and definitions written in the test."""

import textwrap
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from survey.design import Design, Sample, make_sample
from survey.indicators import Indicators, read_indicators
from survey.interviews import Interviews
from survey.questionnaire import Questionnaire, Reason, read_questionnaire
from survey.questionnaire.model import TEXT_KINDS

INSTRUMENT = Path(__file__).parents[2] / "questionnaires" / "interethnic"
BLANKS = {
    "dk": Reason.DONT_KNOW,
    "ref": Reason.REFUSED,
    "na": Reason.NOT_APPLICABLE,
    "skip": Reason.NOT_ASKED,
    None: Reason.NOT_RECORDED,
}
Cell = int | float | str | set[int] | None
MakeSample = Callable[..., Sample]
MakeIndicators = Callable[[str], Indicators]

HEAD = """
version: "t"
date: 2018-01-08
domains: [sex]
sections: [{id: s, kk: Бөлім, ru: Раздел, en: Section}]
indicators:
"""
NAMES = "kk: Көрсеткіш, ru: Показатель, en: Indicator, section: s"


@pytest.fixture(scope="session")
def form() -> Questionnaire:
    return read_questionnaire(INSTRUMENT)


@pytest.fixture(scope="session")
def shipped(form: Questionnaire) -> Indicators:
    return read_indicators(INSTRUMENT, form)


@pytest.fixture
def people(form: Questionnaire) -> MakeSample:
    """A sample from answers by column: numbers, sets of codes, texts, or dk, ref, na, skip, None for blanks."""

    def make(design: Design | None = None, weight: Sequence[float] | None = None, **answers: Sequence[Cell]) -> Sample:
        n = len(next(iter(answers.values())))
        extras = pd.DataFrame({"w": np.ones(n) if weight is None else np.array(weight, float)})
        interviews = Interviews(form, *tables(form, answers, n), extras, np.arange(2, n + 2), np.ones(n, bool))
        return make_sample(interviews, design or Design(weight="w", lonely="certainty"))

    return make


def tables(form: Questionnaire, answers: Mapping[str, Sequence[Cell]], n: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Answers and reasons; what is not given was not recorded."""
    columns: dict[str, object] = {}
    reasons = {}
    for variable in form.variables.values():
        cells = answers.get(variable.id, [None] * n)
        blank = [
            BLANKS[cell] if cell is None or cell in ("dk", "ref", "na", "skip") else None for cell in map(_key, cells)
        ]
        reasons[variable.id] = np.array([0 if reason is None else reason for reason in blank], np.uint8)
        if variable.kind == "multiple":
            for column, code in zip(variable.columns, variable.codes, strict=True):
                columns[column] = [float(code in cell) if isinstance(cell, set) else np.nan for cell in cells]
        elif variable.kind in TEXT_KINDS:
            columns[variable.id] = pd.array([cell if isinstance(cell, str) else None for cell in cells], dtype="str")
        else:
            columns[variable.id] = [float(cell) if isinstance(cell, int | float) else np.nan for cell in cells]
    return pd.DataFrame(columns), pd.DataFrame(reasons)


def _key(cell: Cell) -> str | None:
    return cell if cell is None or isinstance(cell, str) else "answer"


@pytest.fixture
def head() -> str:
    """What stands before the indicators of a test."""
    return HEAD


@pytest.fixture
def define(form: Questionnaire, tmp_path: Path) -> MakeIndicators:
    """Indicators from the lines of ``indicators:``; NAMES stands for names and section."""

    def make(body: str) -> Indicators:
        file = tmp_path / "indicators.yaml"
        file.write_text(HEAD + textwrap.indent(textwrap.dedent(body).replace("NAMES", NAMES), "  "), encoding="utf-8")
        return read_indicators(file, form)

    return make

"""Tiny interviews of the real questionnaire, and definitions written in the test."""

import textwrap
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from survey.arrays import Floats
from survey.design import Design, Sample, make_sample
from survey.frames import text_column
from survey.indicators import Indicators, read_indicators
from survey.interviews import Interviews
from survey.questionnaire import Questionnaire, Reason, read_questionnaire
from survey.questionnaire.model import TEXT_KINDS
from survey.weighting import rake

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
Draw = Callable[..., Sample]

HEAD = """
version: "t"
date: 2018-01-08
domains: [sex]
sections: [{id: s, kk: Бөлім, ru: Раздел, en: Section}]
indicators:
"""
DESIGN = Design(strata="stratum", psu="psu", weight="w")
UNITS, PSUS, SIZE = 4, 5, 12
DEFINED = """
- {id: MAIN, NAMES, class: SHARE, numerator: "C01a in [1, 2]", polarity: "+", primary: true, headline: true,
   thresholds: {stable: 60, negative: 40, version: "1", date: 2018-01-08, state: default}}
- {id: SHARE, NAMES, class: SHARE, numerator: "C01b in [1, 2]", polarity: "+",
   thresholds: {stable: 60, negative: 40, version: "1", date: 2018-01-08, state: default}}
- {id: EVENT, NAMES, class: PREV, numerator: "C01c == 1", polarity: "-",
   thresholds: {stable: 5, negative: 15, version: "1", date: 2018-01-08, state: default}}
- {id: SCORE, NAMES, class: SCORE, items: [C01a, C01b], polarity: "+",
   thresholds: {stable: 60, negative: 45, version: "1", date: 2018-01-08, state: default}}
- {id: GAPS, NAMES, class: GAP, item: SCORE, polarity: "0"}
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
            columns[variable.id] = text_column([cell if isinstance(cell, str) else None for cell in cells])
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


@pytest.fixture
def defined(define: MakeIndicators) -> Indicators:
    return define(DEFINED)


@pytest.fixture
def draw(form: Questionnaire) -> Draw:
    """A wave of 4 units of 5 PSUs of 12 interviews; what a PSU adds depends on its name only."""

    def make(
        seed: int, psus: range = range(PSUS), lift: float = 0.0, event: float = 0.1, raked: bool = False, wave: str = ""
    ) -> Sample:
        random = np.random.default_rng(seed)
        unit, psu = (np.repeat(one, SIZE) for one in np.divmod(np.arange(UNITS * PSUS), PSUS))
        psu = psu + psus.start
        place = np.random.default_rng(7).normal(0, 0.9, (UNITS, 40))[unit, psu]
        n = len(unit)

        def agreed(base: float) -> Floats:
            chance = 1 / (1 + np.exp(-(base + lift + place)))
            return np.where(random.random(n) < chance, 1.0, 4.0)

        answers = {
            "C01a": agreed(0.4), "C01b": agreed(0.0), "C01c": np.where(random.random(n) < event, 1.0, 4.0),
            "Z01": random.integers(1, 3, n).astype(float), "H04": unit + 1.0,
        }  # fmt: skip
        extras = pd.DataFrame(
            {
                "w": random.uniform(1, 3, n),
                "stratum": unit.astype(str),
                "psu": [f"{h}-{i}" for h, i in zip(unit, psu, strict=True)],
            }
        )
        given = {name: column.tolist() for name, column in answers.items()}
        given[form.roles["wave"]] = [wave or None] * n
        interviews = Interviews(form, *tables(form, given, n), extras, np.arange(2, n + 2), np.ones(n, bool))
        sample = make_sample(interviews, DESIGN)
        return rake(sample, {"sex": {1: 480.0, 2: 520.0}}) if raked else sample

    return make

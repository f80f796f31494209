"""Tiny interviews of the real questionnaire, decoded from a table of text."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from survey.design import Design, Sample, make_sample
from survey.ingest import decode
from survey.interviews import RawTable
from survey.questionnaire import Questionnaire, read_questionnaire

INSTRUMENT = Path(__file__).parents[2] / "questionnaires" / "interethnic"
MakeSample = Callable[..., Sample]


@pytest.fixture(scope="session")
def form() -> Questionnaire:
    return read_questionnaire(INSTRUMENT)


@pytest.fixture(scope="session")
def asked(form: Questionnaire) -> MakeSample:
    """A sample of consenting adults from columns of text; every interview weighs 1 unless ``w`` is given."""

    def make(design: Design | None = None, **columns: list[str]) -> Sample:
        n = len(next(iter(columns.values())))
        cells = {"H01": [f"i{at}" for at in range(n)], "S01": ["1"] * n, "S03": ["40"] * n, "w": ["1"] * n} | columns
        interviews, _ = decode(RawTable("tiny.csv", "csv", "0" * 64, pd.DataFrame(cells)), form)
        return make_sample(interviews, design or Design(weight="w"))

    return make


@pytest.fixture(scope="session")
def clustered() -> Sample:
    """Four strata of three PSUs of four, with numbers, a 0/1 variable, texts and blanks."""
    random = np.random.default_rng(5)
    n = 48
    table = pd.DataFrame(
        {
            "stratum": np.repeat([1, 2, 3, 4], 12),
            "psu": np.repeat(np.arange(12), 4),
            "w": random.uniform(1, 4, n),
            "y": random.normal(5, 2, n),
            "x": random.uniform(1, 3, n),
            "yes": random.integers(0, 2, n),
            "item": random.choice([1, 2, 3, np.nan], n),
            "town": random.choice(["a", "b", "c"], n),
        }
    )
    return make_sample(table, Design(strata="stratum", psu="psu", weight="w"))

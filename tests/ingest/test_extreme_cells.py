"""No cell stops a wave: whatever it holds, it becomes an answer, a blank or a finding."""

import dataclasses
import datetime
from collections.abc import Callable
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.findings import Findings
from survey.ingest import decode
from survey.interviews import Interviews, RawTable
from survey.questionnaire import Questionnaire, Reason

Decode = Callable[..., tuple[Interviews, Findings]]

EXTREME: list[object] = [
    datetime.date.max,
    datetime.date.min,
    datetime.datetime.max,
    datetime.datetime(2018, 3, 9, tzinfo=datetime.UTC),
    datetime.timedelta.max,
    datetime.timedelta.min,
    datetime.time.max,
    pd.Timestamp.max,
    pd.Timedelta.min,
    pd.NaT,
    pd.NA,
    Decimal("NaN"),
    Decimal("sNaN"),
    Decimal("Infinity"),
    Decimal("1e400"),
    Decimal("1.5"),
    float("inf"),
    float("nan"),
    -0.0,
    1e308,
    5e-324,
    10**400,
    10**5000,
    -(10**20),
    2**63,
    True,
    np.False_,
    np.float32(1.5),
    np.int64(1),
    np.datetime64("2018-03-09"),
    complex(1, 2),
    b"\xff\x00\xfe",
    bytearray(b"1"),
    [1, 2],
    (1, "x"),
    {"a": 1},
    {1, 2},
    np.array([1.0, 2.0]),
    object,
    "1e999",
    "9" * 5000,
    "-" * 5000,
    "?" * 5000,
    "а" * 200_000,
    "1;" * 100_000,
    "1 " * 9_000 + "x",
    "\x00",
    "a\x00b",
    "\ud800",
    "²",
    "١٢",
    "٣/٤/٢٠١٨",
    "9999-99-99",
    "00/00/0000",
    "00:00:00.000000000000000000001",
    "[" * 300,
    "{}",
    "%s",
    "=1+1",
    "\u202e123",
]


@pytest.mark.parametrize("cell", EXTREME, ids=lambda cell: type(cell).__name__)
def test_no_cell_stops_a_wave(form: Questionnaire, cell: object) -> None:
    """In every column at once, with an ordinary cell above it that keeps its meaning."""
    ordinary = {"H02": "2018Q1", "S01": 1, "S03": 34, "C01a": 2, "B02": 5, "H10": "2018-03-09", "K01": "Дружить"}
    columns = {name: pd.Series([ordinary.get(name), cell], dtype=object) for name in form.variables}
    columns["H01"] = pd.Series(["a", "b"], dtype=object)
    columns |= {name: pd.Series([1, cell], dtype=object) for name in ("B03_1", "B03_2", "D05_m1", "weight")}
    interviews, findings = decode(RawTable("w.parquet", "parquet", "", pd.DataFrame(columns)), form)
    assert interviews.ids.tolist() == ["a", "b"]
    assert interviews.values("C01a")[0] == 2.0
    assert interviews.texts("H10")[0] == "2018-03-09"
    assert all(len(finding.value or "") <= 201 for finding in findings)


def test_whole_numbers_that_floats_do_not_tell_apart(form: Questionnaire) -> None:
    """An answer of 17 digits is out of range, also without limits; a column of no question stays text, so that two units stay two."""
    cells = pd.DataFrame(
        {
            "H01": ["a", "b", "c"],
            "S03": ["9007199254740993", "9007199254740991", "3"],
            "point": ["12345678901234567", "12345678901234568", "3"],
            "amount": ["1e20", "2.5", ""],
        }
    )
    name = "S03"
    limitless = dataclasses.replace(form.variables[name].question, minimum=None, maximum=None)
    variables = {**form.variables, name: dataclasses.replace(form.variables[name], question=limitless)}
    form = dataclasses.replace(form, variables=variables)
    interviews, findings = decode(RawTable("w.csv", "csv", "", cells), form)
    assert interviews.extras["point"].tolist() == cells["point"].tolist()
    assert interviews.values("amount")[:2].tolist() == [1e20, 2.5]
    np.testing.assert_array_equal(interviews.values(name), [np.nan, 2.0**53 - 1, 3])
    found = findings.of(variable=name, rule="out_of_range")
    assert [one.interview for one in found] == ["a"]
    assert "–9007199254740991" in found[0].message["ru"]


CELLS = st.one_of(
    st.sampled_from(EXTREME),
    st.text(max_size=12),
    st.floats(),
    st.integers(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.decimals(),
    st.booleans(),
    st.binary(max_size=4),
    st.none(),
    st.sampled_from(["1", "2", "98", "1,000", "NA", "-", "03/04/2018", "15.03.85", "Да", "Y", "0", "1.01E+05"]),
)


@settings(max_examples=150, deadline=None)
@given(columns=st.lists(st.lists(CELLS, min_size=4, max_size=4), min_size=3, max_size=3))
def test_every_answer_stays_in_its_domain_whatever_the_cells(form: Questionnaire, columns: list[list[object]]) -> None:
    """A value of the question, or a blank with a reason."""
    cells = {"H01": ["a", "b", "c", "d"]}
    frame = pd.DataFrame(cells)
    for position, name in enumerate(name for name in form.variables if name != "H01"):
        frame[name] = pd.Series(columns[position % 3], dtype=object)
    for position in range(3):
        frame[f"B03_{position + 1}"] = pd.Series(columns[position], dtype=object)
        frame[f"extra{position}"] = pd.Series(columns[position], dtype=object)
    interviews, _ = decode(RawTable("w.parquet", "parquet", "", frame), form)
    for name, variable in form.variables.items():
        blank = interviews.answers[list(variable.columns)].isna().all(axis=1).to_numpy()
        assert (blank == (interviews.reason(name) != Reason.ANSWERED)).all()
        if variable.kind == "single":
            assert set(interviews.values(name)[~blank]) <= set(variable.codes)
    assert len(interviews) == 4

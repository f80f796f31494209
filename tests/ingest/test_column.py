"""Reading a column through its distinct cells changes nothing but the time it takes."""

import datetime

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.ingest.cell_readers import make_reader
from survey.ingest.column_layout import QuestionColumns
from survey.ingest.column_reading import ColumnReading
from survey.ingest.decoded_variables import decode_column
from survey.ingest.factorized_columns import FactorizedColumn
from survey.ingest.multiple_choices import read_choices
from survey.questionnaire import Questionnaire, Variable

CELLS = st.one_of(
    st.sampled_from([1, 1.0, "1", "01", " 1", 98, "98", 97.0, -1, "-1", "", " ", None, np.nan, 7, 44, 2.5]),
    st.sampled_from(["Толық сенемін", "толық сенемін.", "Toлық сенемін", "Полностью доверяю", "М?лде сенбеймін"]),
    st.sampled_from(["1 2", "1;96", "Безработица; Рост цен, низкие доходы", "34,0", "17:52", "09.03.2018", "2018Q1"]),
    st.sampled_from([datetime.date(2018, 3, 9), datetime.time(17, 52), 43168, 0.7444, "1 881,5"]),
    st.text(max_size=4),
    st.floats(allow_infinity=True),
)
COLUMNS = st.lists(CELLS, min_size=1, max_size=12)


def check_column(variable: Variable, cells: list[object]) -> None:
    """Each cell alone gives the value, the reason and the broken rule that it gives among others."""
    numeric = variable.kind in ("single", "integer", "scale", "count")
    reader = make_reader(variable, ColumnReading())
    together = decode_column(FactorizedColumn.of(pd.Series(cells, dtype=object), "column"), reader, numeric=numeric)
    values = together.numbers if numeric else together.texts
    assert values is not None
    wrong = {position: cells.rule for cells in together.unreadable for position in cells.positions.tolist()}
    for position, cell in enumerate(cells):
        alone = reader(cell)
        blank = values[position] is None or values[position] != values[position]
        assert (None if blank else values[position]) == alone.value
        assert together.reasons[position] == alone.reason
        assert wrong.get(position, "") == alone.problem


def check_choices(variable: Variable, cells: list[object]) -> None:
    """The same for lists of codes and wordings."""

    def read(part: list[object]) -> tuple[list[list[bool]], list[int]]:
        distinct = FactorizedColumn.of(pd.Series(part, dtype=object), "B03")
        answered = read_choices(variable, QuestionColumns("B03"), {"B03": distinct}, {"B03": ColumnReading()}, {})
        assert answered.chosen is not None
        return answered.chosen.tolist(), answered.reasons.tolist()

    apart = [read([cell]) for cell in cells]
    assert read(cells) == ([one[0][0] for one in apart], [one[1][0] for one in apart])


def test_a_column_reads_as_its_cells_do(form: Questionnaire) -> None:
    """Variables of every kind, on cells of every kind."""
    kinds = {variable.kind: variable for variable in form.variables.values()}
    assert len(kinds) == 10

    @settings(max_examples=300, deadline=None)
    @given(cells=COLUMNS)
    def check(cells: list[object]) -> None:
        for kind, variable in kinds.items():
            (check_choices if kind == "multiple" else check_column)(variable, cells)

    check()

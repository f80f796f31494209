"""Reading a column through its distinct cells changes nothing but the time it takes."""

import datetime

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.ingest.cells import make_reader
from survey.ingest.choices import read_choices
from survey.ingest.column import Distinct, read_column
from survey.ingest.layout import Columns
from survey.questionnaire import Questionnaire

CELLS = st.one_of(
    st.sampled_from([1, 1.0, "1", "01", " 1", 98, "98", 97.0, -1, "-1", "", " ", None, np.nan, 7, 44, 2.5]),
    st.sampled_from(["Толық сенемін", "толық сенемін.", "Toлық сенемін", "Полностью доверяю", "М?лде сенбеймін"]),
    st.sampled_from(["1 2", "1;96", "Безработица; Рост цен, низкие доходы", "34,0", "17:52", "09.03.2018", "2018Q1"]),
    st.sampled_from([datetime.date(2018, 3, 9), datetime.time(17, 52), 43168, 0.7444, "1 881,5"]),
    st.text(max_size=4),
    st.floats(allow_infinity=True),
)


@settings(max_examples=60, deadline=None)
@given(cells=st.lists(CELLS, min_size=1, max_size=12))
def test_a_column_reads_as_its_cells_do(form: Questionnaire, cells: list[object]) -> None:
    """Each cell alone gives the value, the reason and the broken rule that it gives among others."""
    checked = 0
    for variable in form.variables.values():
        if variable.kind == "multiple":
            continue
        numeric = variable.kind in ("single", "integer", "scale", "count")
        distinct = Distinct.of(pd.Series(cells, dtype=object), "column")
        reader = make_reader(variable, {}, ())
        together = read_column(distinct, reader, numeric=numeric)
        wrong = {cell.position: cell.rule for cell in together.unread}
        for position, cell in enumerate(cells):
            alone = reader(cell)
            value = (together.numbers if numeric else together.texts)[position]  # type: ignore[index]
            blank = value is None or value != value
            assert (None if blank else value) == alone.value
            assert together.reasons[position] == alone.reason
            assert wrong.get(position, "") == alone.problem
            checked += 1
    assert checked == len(cells) * 21


@settings(max_examples=60, deadline=None)
@given(cells=st.lists(CELLS, min_size=1, max_size=12))
def test_a_multiple_choice_reads_as_its_cells_do(form: Questionnaire, cells: list[object]) -> None:
    """The same for lists of codes and wordings."""
    variable, held = form.variables["B03"], Columns("B03")

    def read(part: list[object]) -> tuple[list[list[bool]], list[int]]:
        distinct = Distinct.of(pd.Series(part, dtype=object), "B03")
        answered = read_choices(variable, held, {"B03": distinct}, {})
        assert answered.chosen is not None
        return answered.chosen.tolist(), answered.reasons.tolist()

    chosen, reasons = read(cells)
    apart = [read([cell]) for cell in cells]
    assert (chosen, reasons) == ([one[0][0] for one in apart], [one[1][0] for one in apart])

"""The table of indicators."""

import dataclasses
from collections.abc import Callable

import pandas as pd
import pytest

from survey.design import Sample
from survey.errors import IndicatorError
from survey.indicators import COLUMNS, IndicatorRow, Indicators, IndicatorTable, compute

MakeSample = Callable[..., Sample]
MakeIndicators = Callable[[str], Indicators]


@pytest.fixture
def table(define: MakeIndicators, people: MakeSample) -> IndicatorTable:
    indicators = define("""\
        - {id: B, NAMES, class: SHARE, numerator: "C01a in [1, 2]", polarity: "0"}
        - {id: A, NAMES, class: SCORE, items: [D01a], polarity: "0"}
    """)
    return compute(indicators, people(C01a=[1, 2, 3, 4], D01a=[1, 2, 3, 4], Z01=[1, 1, 2, 2]), wave="2018Q1")


def test_columns_and_their_order(table: IndicatorTable) -> None:
    """The promised ones first, then what stands beside them."""
    assert list(table.to_frame().columns) == list(COLUMNS)
    assert ",".join(COLUMNS[:17]) == (
        "wave,indicator,domain,level,estimate,se,ci_low,ci_high,df,n,n_eff,deff,status,p_stable,p_tension,p_negative,note"
    )
    assert COLUMNS[17:24] == ("share_valid", "bound_low", "bound_high", "share_dk", "share_refused", "leaning", "unit")


def test_rows_are_in_the_order_of_the_definitions(table: IndicatorTable) -> None:
    """Indicator, then region before groups, then level."""
    found = [(row.indicator, row.domain, row.level) for row in table]
    assert found == [
        ("B", "region", "region"), ("B", "sex", "1"), ("B", "sex", "2"),
        ("A", "region", "region"), ("A", "sex", "1"), ("A", "sex", "2"),
    ]  # fmt: skip


def test_a_row_by_its_names(table: IndicatorTable) -> None:
    """The region unless a group is named; plain Python values; the same as in the iteration."""
    row = table.row("B", "sex", "1")
    assert (row.estimate, row.n, row.wave) == (100, 2, "2018Q1")
    assert {type(row.estimate), type(row.n), type(row.unit), type(row.status)} == {float, int, str, type(None)}
    assert table.row("B").estimate == 50
    assert repr(next(one for one in table if one.level == "1")) == repr(row)


@pytest.mark.parametrize(
    ("names", "offered"),
    [(("C",), "Known names: A, B."), (("A", "sexx", "1"), "'sex'"), (("A", "sex", "3"), "Known names: 1, 2.")],
)
def test_a_row_that_is_not_there(table: IndicatorTable, names: tuple[str, ...], offered: str) -> None:
    """The nearest name of the right kind is offered."""
    with pytest.raises(IndicatorError) as caught:
        table.row(*names)
    assert caught.value.code == "I002"
    assert offered in caught.value.remedy


def test_part_of_a_table(table: IndicatorTable) -> None:
    """By indicator, by domain, by level; an empty part is a table too."""
    assert len(table.of("A")) == 3
    assert len(table.of(domain="region")) == 2
    assert len(table.of("A", "sex", "2")) == 1
    assert len(table.of("C")) == 0
    assert repr(table.of("A").row("A", "sex", "1")) == repr(table.row("A", "sex", "1"))


def test_a_copy_cannot_alter_the_table(table: IndicatorTable) -> None:
    """to_frame gives a copy."""
    frame = table.to_frame()
    frame["estimate"] = 0.0
    assert table.row("B").estimate == 50


def test_it_shows_itself(table: IndicatorTable) -> None:
    """In a terminal and in a notebook."""
    assert repr(table) == "<IndicatorTable 2018Q1: 2 indicators, 2 domains, 6 rows>"
    assert "<td>region</td>" in table._repr_html_()


def test_it_survives_a_csv_file(table: IndicatorTable, tmp_path: object) -> None:
    """Every column is a number or a word."""
    text = table.to_frame().to_csv(index=False)
    assert text.splitlines()[0] == ",".join(COLUMNS)
    kinds = {name: pd.api.types.is_numeric_dtype(dtype) for name, dtype in table.to_frame().dtypes.items()}
    words = {
        "wave",
        "indicator",
        "domain",
        "level",
        "status",
        "note",
        "leaning",
        "unit",
        "publish",
        "quarters",
        "withheld",
        "why_hidden",
    }
    assert {name for name, numeric in kinds.items() if not numeric} == words


def test_the_definition_behind_a_row(table: IndicatorTable) -> None:
    """Its name in three languages and its class."""
    assert table.definition("A").formula_class == "SCORE"


def test_codes_of_a_note() -> None:
    """None, or several."""
    fields = {one.name: 0 for one in dataclasses.fields(IndicatorRow)}
    assert IndicatorRow(**(fields | {"note": ""})).notes == ()  # type: ignore[arg-type]
    assert IndicatorRow(**(fields | {"note": "thin;edge"})).notes == ("thin", "edge")  # type: ignore[arg-type]

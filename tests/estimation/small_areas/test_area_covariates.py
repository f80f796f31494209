"""Covariates of areas from tables and mappings."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import polars as pl
import pytest

from survey.errors import EstimationError
from survey.estimation.classification import Grouped
from survey.estimation.small_areas.area_covariates import check_rank, read_covariates

AREAS = Grouped("unit", (1, 2, 3, 4), (), np.arange(4))
URBAN = [0.2, 0.9, 0.4, 0.5]
TABLE = pd.DataFrame({"unit": [4, 3, 2, 1], "urban": URBAN[::-1], "people": [4e6, 1e6, 3e6, 2e6]})


@pytest.mark.parametrize(
    "given",
    [
        TABLE,
        TABLE.set_index("unit"),
        TABLE.astype({"unit": float}),
        TABLE.astype({"unit": str}),
        pl.from_pandas(TABLE),
        TABLE.to_dict("list"),
        {name: TABLE.set_index("unit")[name] for name in ("urban", "people")},
        {name: TABLE.set_index("unit")[name].to_dict() for name in ("urban", "people")},
    ],
    ids=["column", "index", "decimal levels", "text levels", "polars", "lists", "series", "mappings"],
)
def test_a_table_in_any_form_and_order(given: object) -> None:
    """Columns follow the areas of the estimates; coefficients are turned back to the figures given."""
    found = read_covariates(given, AREAS, "here")
    assert found.names == ("intercept", "urban", "people")
    wanted = np.column_stack([np.ones(4), URBAN, [2e6, 3e6, 1e6, 4e6]])
    assert found.columns @ np.linalg.inv(found.back) == pytest.approx(wanted)
    assert found.columns[:, 1:].mean(0) == pytest.approx(np.zeros(2), abs=1e-12)


def test_without_covariates_there_is_the_intercept() -> None:
    """One column of ones."""
    found = read_covariates(None, AREAS, "here")
    assert (found.names, found.columns.tolist()) == (("intercept",), [[1.0]] * 4)


@pytest.mark.parametrize(
    ("given", "code", "told"),
    [
        (TABLE.query("unit != 3"), "E351", "'3'"),
        (pd.concat([TABLE, TABLE]), "E351", "named twice"),
        (TABLE.assign(urban=["a", "b", "c", "d"]), "E352", "area '1'"),
        (TABLE.assign(urban=[0.1, np.nan, 0.2, 0.3]), "E352", "area '3'"),
        ({"district": [1, 2, 3, 4], "urban": URBAN}, "E354", "'unit'"),
        ({"urban": {1: 0.2, 2: 0.9, 3: 0.4}}, "E351", "'4'"),
    ],
)
def test_what_does_not_fit_is_named(given: object, code: str, told: str) -> None:
    """The area or the column is in the sentence."""
    with pytest.raises(EstimationError, match=told) as raised:
        read_covariates(given, AREAS, "here")
    assert raised.value.code == code


@pytest.mark.parametrize(
    ("extra", "name"),
    [({"one": [5.0] * 4}, "one"), ({"rural": [0.8, 0.1, 0.6, 0.5]}, "rural")],
)
def test_columns_that_say_nothing_new_are_named(extra: Mapping[str, list[float]], name: str) -> None:
    """A constant; rural = 1 - urban."""
    given = {"unit": [1, 2, 3, 4], "urban": URBAN, **extra}
    found = read_covariates(given, AREAS, "here")
    with pytest.raises(EstimationError, match=name) as raised:
        check_rank(found.columns, found.names, "here")
    assert raised.value.code == "E353"

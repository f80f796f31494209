"""What may be printed."""

import numpy as np
import pandas as pd
import pytest

from survey.indicators.publication import PUBLIC_COLUMNS, public_frame, publishable
from survey.indicators.rule_constants import PublicationRule


@pytest.mark.parametrize(
    ("estimate", "n", "n_eff", "share", "expected"),
    [
        (50, 9, 9, True, "hidden"),
        (50, 10, 10, True, "low"),
        (50, 29, 29, True, "low"),
        (50, 40, 30, True, "ok"),
        (0, 29, 29, True, "hidden"),
        (100, 29, 29, True, "hidden"),
        (0, 30, 30, True, "ok"),
        (0, 29, 29, False, "low"),
        (np.nan, 0, 0, True, "hidden"),
        (50, 40, np.nan, True, "low"),
    ],
)
def test_small_groups(estimate: float, n: float, n_eff: float, share: bool, expected: str) -> None:
    """K = 10; nobody or everybody needs 30; fewer than 30 effective interviews are marked."""
    values = np.array([[estimate], [n], [n_eff]], float)
    assert publishable(values[0], values[1], values[2], np.array([share]), PublicationRule())[0] == expected


def test_a_hidden_row_of_the_public_table_has_its_name_only() -> None:
    """Neither the number of interviews nor the status nor a note is said; counts of cases are never public."""
    shown = {
        "wave": "2018Q1", "indicator": "A", "domain": "sex", "level": "1", "estimate": 50.0, "se": 2.0, "ci_low": 46.0,
        "ci_high": 54.0, "n": 400, "status": "stable", "p_stable": 0.9, "p_tension": 0.1, "p_negative": 0.0, "leaning": None,
        "note": "edge", "share_dk": 1.0, "share_refused": 1.0, "unit": "percent", "publish": "ok", "quarters": "2018Q1",
        "withheld": "", "n_cases": 200, "deff": 1.4, "share_valid": 51.0, "deff_pooled": 1.5,
    }  # fmt: skip
    table = public_frame(pd.DataFrame([shown, {**shown, "level": "2", "publish": "hidden"}]))
    assert tuple(table) == PUBLIC_COLUMNS
    assert not {"n_cases", "deff"} & {*table}
    said = table.iloc[1].dropna()
    assert {*said.index} == {"wave", "indicator", "domain", "level", "unit", "publish", "quarters", "withheld"}
    assert table.iloc[0]["n"] == 400

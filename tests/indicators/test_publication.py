"""What may be printed."""

import numpy as np
import pytest

from survey.indicators.publication import guard_complements, publishable
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


@pytest.mark.parametrize(
    ("publish", "n", "expected"),
    [
        (["ok", "hidden", "ok"], [500, 8, 60], ["ok", "hidden", "hidden"]),
        (["ok", "hidden", "hidden"], [500, 8, 6], ["ok", "hidden", "hidden"]),
        (["ok", "hidden", "ok"], [500, 0, 60], ["ok", "hidden", "ok"]),
        (["ok", "ok"], [500, 60], ["ok", "ok"]),
        (["hidden"], [5], ["hidden"]),
    ],
)
def test_a_single_hidden_category_takes_another_with_it(
    publish: list[str], n: list[float], expected: list[str]
) -> None:
    """Total minus the others gives one category away, but not two; an empty one has nothing to hide."""
    assert guard_complements(np.array(publish, object), np.array(n, float)).tolist() == expected

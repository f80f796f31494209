"""Sums by category are the products of matrices that they replace."""

from __future__ import annotations

import numpy as np
import pytest

from survey.design.weight_trail import memberships
from survey.weighting.margin_columns import BLOCK, MarginColumns


@pytest.mark.parametrize("sizes", [(4,), (2, 3), (19, 2, 8, 5), (1, 1)])
def test_products_are_those_of_the_columns_written_out(sizes: tuple[int, ...]) -> None:
    random = np.random.default_rng(len(sizes))
    categories = np.stack([random.integers(0, size, 200) for size in sizes], axis=1)
    values, coefficients = random.uniform(0, 3, 200), random.normal(size=sum(sizes))
    short, X = MarginColumns(categories, sizes), memberships(categories, sizes)
    assert (short.width, short.first) == (X.shape[1], sizes[0])
    np.testing.assert_allclose(short.products(values), X.T @ values, rtol=1e-13)
    np.testing.assert_allclose(short.moments(values), X.T @ (X * values[:, None]), rtol=1e-13)
    np.testing.assert_allclose(short.slopes(coefficients), X @ coefficients, rtol=1e-12, atol=1e-12)


def test_many_margins_are_added_up_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same bits, without a table of all pairs."""
    random = np.random.default_rng(1)
    categories, values = random.integers(0, 3, (50, 6)), random.uniform(0, 3, 50)
    at_once = MarginColumns(categories, [3] * 6).moments(values)
    assert BLOCK > 50 * 15
    for size in (1, 120, 749):
        monkeypatch.setattr("survey.weighting.margin_columns.BLOCK", size)
        assert MarginColumns(categories, [3] * 6).moments(values).tolist() == at_once.tolist()

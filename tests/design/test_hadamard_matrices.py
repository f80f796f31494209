"""Hadamard matrices."""

import numpy as np
import pytest

from survey.design.hadamard_matrices import hadamard


@pytest.mark.parametrize("least", [1, 5, 9, 17, 21, 25, 33, 41, 49, 57, 65, 97, 105, 250])
def test_columns_are_orthogonal_and_the_first_is_all_ones(least: int) -> None:
    """H'H is the order times the identity; first row and column count everybody."""
    found = hadamard(least).astype(float)
    order = len(found)
    assert order >= least
    np.testing.assert_array_equal(found.T @ found, order * np.eye(order))
    assert (found[0] == 1).all()
    assert (found[:, 0] == 1).all()


def test_orders_are_those_of_r() -> None:
    """The numbers of replicates that R's ``hadamard`` leads to for 1 to 130 pairs, in steps of four."""
    orders = [len(hadamard(pairs + 1)) for pairs in range(3, 131, 4)]
    assert orders == [
        4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48, 56, 56, 60, 64, 68, 72, 80, 80, 84, 88, 96, 96, 104, 104, 108, 112,
        120, 120, 128, 128,
    ]  # fmt: skip

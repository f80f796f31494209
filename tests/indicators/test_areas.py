"""Sums over groups and influence columns."""

from collections.abc import Callable

import numpy as np
from numpy.testing import assert_allclose

from survey.design import Design, Sample
from survey.estimation import contrast, mean
from survey.indicators.areas import area, influence, means

MakeSample = Callable[..., Sample]


def clustered(people: MakeSample) -> Sample:
    """Sixty people in twelve PSUs of three strata, unequal weights, answers with blanks."""
    random = np.random.default_rng(7)
    cells = {name: random.integers(1, 6, 60).tolist() for name in ("D01a", "D01b")}
    for cell in cells.values():
        cell[::7] = ["dk"] * len(cell[::7])
    psu = np.repeat(np.arange(12), 5)
    return people(
        Design(strata="H04", psu="H07", weight="w"),
        weight=random.uniform(1, 4, 60),
        H04=(1 + psu // 4).tolist(),
        H07=[f"{one:02d}" for one in psu],
        Z01=[1, 2] * 30,
        **cells,
    )


def test_sums_leave_out_who_is_in_no_level(people: MakeSample) -> None:
    """Weights 1 2 4 8; the third is of neither sex."""
    sample = people(weight=[1, 2, 4, 8], Z01=[1, 2, None, 2])
    assert_allclose(area(sample, "sex").sums(np.ones((4, 1)), sample.weights), [[1], [10]])


def test_an_influence_column_has_the_variance_of_the_function(people: MakeSample) -> None:
    """2 a - b of two means with different bases, by sex: as the contrast with its covariance."""
    sample = clustered(people)
    sexes = area(sample, "sex")
    columns = [sample.values("D01a"), sample.values("D01b")]
    found = means(sexes, columns, sample.weights)
    z = influence(found, np.array([[2.0, 2.0], [-1.0, -1.0]]), sample.weights)
    by_column = mean(sample, {"z": z}, by="sex")
    both = mean(sample, {"a": columns[0], "b": columns[1]}, by="sex")
    by_contrast = contrast(both, {"men": [2, 0, -1, 0], "women": [0, 2, 0, -1]})
    assert_allclose(by_column.se, by_contrast.se)
    assert_allclose(by_column.estimate, 0, atol=1e-12)
    assert_allclose(2 * found.means[0] - found.means[1], by_contrast.estimate)


def test_an_empty_level_has_no_influence(people: MakeSample) -> None:
    """Nobody is a man; nothing becomes infinite."""
    sample = people(Z01=[2, 2, 2], D01a=[1, 2, 3])
    found = means(area(sample, "sex"), [sample.values("D01a")], sample.weights)
    assert_allclose(found.means, [[np.nan, 2]])
    assert_allclose(influence(found, np.ones((1, 2)), sample.weights), [-1, 0, 1])

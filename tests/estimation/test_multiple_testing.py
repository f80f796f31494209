"""P-values adjusted for the number of tests."""

import numpy as np
import pytest

from survey.estimation.multiple_testing import FamilyCorrection, adjusted_p_values, false_discovery_rates

P = [0.01, 0.013, np.nan, 0.04, 0.04, 0.35, 1, 0.0004, np.nan, 0.6, 0.051, 0]


def test_rates_are_those_of_r() -> None:
    """``p.adjust(c(0.01, 0.013, NA, 0.04, 0.04, 0.35, 1, 0.0004, NA, 0.6, 0.051, 0), "BH")`` of R 4.2.2."""
    expected = [
        0.0325, 0.0325, np.nan, 0.066666666666666666, 0.066666666666666666, 0.4375,
        1, 0.002, np.nan, 0.66666666666666663, 0.072857142857142856, 0,
    ]  # fmt: skip
    assert false_discovery_rates(np.array(P)) == pytest.approx(expected, rel=1e-14, nan_ok=True)


def test_a_blank_does_not_count_in_the_family() -> None:
    """The other tests have the rates they have without it; a test without a result, as 1, makes the others weaker."""
    without, blank, one = (false_discovery_rates(np.array([0.01, 0.02, *last])) for last in ([], [np.nan], [1.0]))
    assert without.tolist() == blank[:2].tolist() == pytest.approx([0.02, 0.02])
    assert one.tolist() == pytest.approx([0.03, 0.03, 1])


@pytest.mark.parametrize("p", [[], [0.03], [np.nan, 0.03, np.nan], [np.nan]])
def test_a_family_of_one_has_nothing_to_adjust_for(p: list[float]) -> None:
    """R: ``p.adjust(c(NA, 0.03, NA), "BH")`` is NA, 0.03, NA."""
    assert false_discovery_rates(np.array(p, float)) == pytest.approx(p, nan_ok=True)


@pytest.mark.parametrize("n", [2, 3, 50])
def test_rates_are_those_of_statsmodels(n: int) -> None:
    """Random families, with ties and with ends of the range."""
    from statsmodels.stats.multitest import multipletests

    random = np.random.default_rng(n)
    for p in (random.random(n), random.integers(0, 5, n) / 4, random.random(n) ** 6):
        assert false_discovery_rates(p) == pytest.approx(multipletests(p, method="fdr_bh")[1], rel=1e-13)


def test_the_values_given_stay_as_they_are() -> None:
    """A new array is returned."""
    p = np.array(P)
    false_discovery_rates(p)
    assert p == pytest.approx(P, nan_ok=True)


@pytest.mark.parametrize(
    ("correction", "expected"),
    [
        ("holm", [0.05, 0.08, np.nan, 0.105, 0.6, 0.8]),
        ("hommel", [0.05, 0.07, np.nan, 0.105, 0.6, 0.8]),
        ("bh", [0.05, 0.05, np.nan, 0.058333333333333341, 0.375, 0.8]),
        ("by", [0.11416666666666667, 0.11416666666666667, np.nan, 0.13319444444444445, 0.85625, 1]),
        ("none", [0.01, 0.02, np.nan, 0.035, 0.3, 0.8]),
    ],
)
def test_corrections_are_those_of_r(correction: FamilyCorrection, expected: list[float]) -> None:
    """``p.adjust(c(0.01, 0.02, NA, 0.035, 0.3, 0.8), method)`` of R."""
    p = np.array([[0.01, 0.02, np.nan], [0.035, 0.3, 0.8]])
    assert adjusted_p_values(p, correction).ravel() == pytest.approx(expected, nan_ok=True)

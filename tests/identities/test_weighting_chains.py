"""Linearised standard errors of every weighting chain are those of jackknives that repeat the whole chain.

A short version of benchmarks/weighting_chains.py: all chains, a smaller wave, fewer domains and margins.
"""

import dataclasses
from collections.abc import Mapping

import pytest
from tests.identities.weighting_chains import Chain, chains, compared, instrument, wave

import survey
from survey.design import Sample

MARGINS = [["urban"], ["sex"], ["ethnic_group"]]
CROSS = ["sex", "urban"]
DERIVATIVE = 1e-4
"""Step that makes a jackknife infinitesimal."""
EXACT = ("none", "poststratify", "calibrate, linear")
"""Chains whose residuals are their derivatives: no distance but the squared one, or totals by cell."""
TRIMMED = ("rake, trim", "rake and trim in turns", "trim, rake", "chances of response, rake, trim")
SMOOTH = (
    *EXACT,
    "rake",
    "rake, bounds",
    "poststratify, rake",
    "rake, poststratify",
    "calibrate, raking",
    "calibrate, logit",
    "classes of nonresponse, rake",
    "chances of response, rake",
    "poststratify, normalize, rake",
)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """600 interviews in 60 PSUs, weights that differ as households of different sizes make them."""
    return wave(tmp_path_factory.mktemp("wave"), 600, unequal=0.3)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """1,200 interviews, for what only the whole jackknife can tell."""
    return wave(tmp_path_factory.mktemp("wave"), 1_200, unequal=0.3)


@pytest.fixture(scope="module")
def known() -> Mapping[str, Chain]:
    return chains(instrument()[1], MARGINS, CROSS, times_median=2.5)


def test_every_chain_is_tested(known: Mapping[str, Chain]) -> None:
    """Smooth ones by derivatives, those with a limit by leaving out PSUs."""
    assert sorted(known) == sorted((*SMOOTH, *TRIMMED))


@pytest.mark.parametrize("chain", SMOOTH)
def test_a_linearised_error_is_that_of_the_derivatives_of_the_chain(
    sample: Sample, known: Mapping[str, Chain], chain: str
) -> None:
    """Median over the indicators within 1 %; row by row within a thousandth where residuals are derivatives.

    Raking and logit take residuals by the weights before, their derivatives are by the weights after (Deville and Särndal
    1992, section 3): the same to first order, up to a few per cent apart in a row.
    """
    found = compared(sample, known[chain], [], DERIVATIVE)
    assert len(found) > 70
    assert found["ratio"].median() == pytest.approx(1, abs=0.01)
    assert (found["ratio"] - 1).abs().max() < (1e-3 if chain in EXACT else 0.1)


@pytest.mark.parametrize("chain", TRIMMED)
def test_a_trimmed_error_is_that_of_the_jackknife(large: Sample, known: Mapping[str, Chain], chain: str) -> None:
    """Median within 2 %: the limit is found again in every replicate, but counts as fixed in the linearisation.

    A limit has no derivative where a weight reaches it, so that PSUs are left out here.
    """
    found = compared(large, known[chain], [])
    assert len(found) > 70
    assert found["ratio"].median() == pytest.approx(1, abs=0.02)
    assert (found["ratio"] - 1).abs().max() < 0.1


def test_the_comparison_sees_a_step_that_is_forgotten(sample: Sample, known: Mapping[str, Chain]) -> None:
    """Raked weights taken as if they had been drawn: the errors are not those of the jackknife, row by row."""
    found = compared(sample, known["calibrate, linear"], [], DERIVATIVE)
    raked = known["calibrate, linear"](sample)
    forgotten = dataclasses.replace(raked, trail=raked.trail[:1])
    without = survey.compute(instrument()[2], forgotten, domains=[]).to_frame()["se"].loc[found.index]
    assert (without / found["jackknife"] - 1).abs().max() > 0.05

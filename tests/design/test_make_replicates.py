"""Replicate weights made from a design."""

import dataclasses
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from survey.arrays import Floats
from survey.design import (
    Design,
    Population,
    ReplicateFactors,
    Replicates,
    Sample,
    make_sample,
    replicate,
    replicate_weights,
)
from survey.design.reweighting import replication_of
from survey.errors import DesignError, SurveyError
from survey.weighting import rake


def table(psus: tuple[int, ...] = (2, 3, 4), per_psu: int = 2, seed: int = 5) -> pd.DataFrame:
    """Interviews of strata with so many PSUs each."""
    random = np.random.default_rng(seed)
    stratum = np.repeat(np.arange(len(psus)), np.array(psus) * per_psu)
    psu = np.repeat(np.arange(sum(psus)), per_psu)
    n = len(psu)
    return pd.DataFrame(
        {
            "stratum": stratum,
            "psu": psu,
            "population": np.array([20, 30, 40, 50, 60, 70])[stratum],
            "y": random.normal(5, 2, n),
            "sex": np.arange(n) % 2 + 1,
            "w": random.uniform(1, 3, n),
        }
    )


DESIGN = Design(strata="stratum", psu="psu", weight="w")


def drawn(psus: tuple[int, ...] = (2, 3, 4), **changes: object) -> Sample:
    return make_sample(table(psus), dataclasses.replace(DESIGN, **changes))  # type: ignore[arg-type]


def form(sample: Sample) -> ReplicateFactors:
    found = replication_of(sample)
    assert found is not None
    return found


def weights(sample: Sample) -> Floats:
    """(replicates, n) written out."""
    return np.vstack(list(form(sample).weights(sample.units, sample.weights)))


def test_jk1_leaves_one_psu_out_and_gives_its_weight_to_the_others() -> None:
    """Three PSUs: factors 0 and 3/2, scale 2/3."""
    made = form(replicate(drawn((3,), strata=None), "JK1"))
    np.testing.assert_allclose(made.factors, np.full((3, 3), 1.5) - 1.5 * np.eye(3))
    np.testing.assert_allclose(made.scale, 2 / 3)


def test_jkn_changes_only_the_stratum_of_the_psu_left_out() -> None:
    """Strata of 2 and 3 PSUs: the first replicate doubles the other PSU of the first stratum."""
    made = form(replicate(drawn((2, 3)), "JKn"))
    np.testing.assert_allclose(made.factors[0], [0, 2, 1, 1, 1])
    np.testing.assert_allclose(made.factors[2], [1, 1, 0, 1.5, 1.5])
    np.testing.assert_allclose(made.scale, [1 / 2, 1 / 2, 2 / 3, 2 / 3, 2 / 3])


def test_finite_populations_shrink_the_scale_of_a_jackknife() -> None:
    """Two of 20 and three of 30 selected: nine tenths remain."""
    made = form(replicate(drawn((2, 3), fpc="population"), "JKn"))
    np.testing.assert_allclose(made.scale, 0.9 * np.array([1 / 2, 1 / 2, 2 / 3, 2 / 3, 2 / 3]))


def test_a_stratum_taken_completely_adds_nothing_to_a_jackknife() -> None:
    """All of its PSUs are in every sample."""
    data = table((2, 3)).assign(population=[2] * 4 + [30] * 6)
    made = form(replicate(make_sample(data, dataclasses.replace(DESIGN, fpc="population")), "JKn"))
    np.testing.assert_allclose(made.scale[:2], 0)


def test_half_samples_take_one_psu_of_each_pair() -> None:
    """Each replicate has one PSU of the two with factor 2, all pairs are balanced."""
    made = form(replicate(drawn((2, 2, 2)), "BRR"))
    assert len(made) == 4
    np.testing.assert_allclose(made.factors[:, ::2] + made.factors[:, 1::2], 2)
    signs = made.factors[:, ::2] - 1
    np.testing.assert_allclose(signs.T @ signs, 4 * np.eye(3))
    np.testing.assert_allclose(made.scale, 1 / 4)


def test_fay_keeps_a_share_of_the_other_half() -> None:
    """A rho of 0.3: factors 1.7 and 0.3, scale 1/(4 x 0.49)."""
    made = form(replicate(drawn((2, 2, 2)), "Fay", rho=0.3))
    assert set(made.factors.round(10).ravel().tolist()) == {1.7, 0.3}
    np.testing.assert_allclose(made.scale, 1 / (4 * 0.49))


def test_large_strata_are_split_into_pairs_of_neighbours() -> None:
    """Four PSUs are two pairs; halved they are one pair of two and two."""
    made = form(replicate(drawn((4, 2)), "BRR"))
    np.testing.assert_allclose(made.factors[:, 0] + made.factors[:, 1], 2)
    np.testing.assert_allclose(made.factors[:, 2] + made.factors[:, 3], 2)
    halved = form(replicate(drawn((5, 2)), "BRR", large="halve"))
    np.testing.assert_allclose(halved.factors[:, 0], halved.factors[:, 1])
    np.testing.assert_allclose(halved.factors[:, 2], halved.factors[:, 4])
    np.testing.assert_allclose(halved.factors[:, 0] + halved.factors[:, 2], 2)


def test_a_bootstrap_draws_as_many_psus_as_were_selected() -> None:
    """Counts are whole numbers that add up to the PSUs of each stratum, on average one per PSU."""
    made = form(replicate(drawn((4, 5)), "bootstrap", replicates=2000, seed=1))
    np.testing.assert_allclose(made.factors, made.factors.round())
    np.testing.assert_allclose(made.factors[:, :4].sum(1), 4)
    np.testing.assert_allclose(made.factors[:, 4:].sum(1), 5)
    np.testing.assert_allclose(made.factors.mean(0), 1, atol=0.1)


def test_the_scale_of_a_bootstrap_makes_up_for_small_strata() -> None:
    """Harmonic mean of 2 and 4 PSUs: 8/3, so 8/3 / (5/3) over the replicates minus one."""
    made = form(replicate(drawn((2, 4)), "bootstrap", replicates=101, seed=1))
    np.testing.assert_allclose(made.scale, 8 / 5 / 100)


def test_a_bootstrap_of_a_finite_population_draws_from_copies() -> None:
    """All four of four PSUs selected: every replicate is the sample itself."""
    data = table((4, 4)).assign(population=[4] * 8 + [40] * 8)
    made = form(
        replicate(make_sample(data, dataclasses.replace(DESIGN, fpc="population")), "bootstrap", replicates=50, seed=2)
    )
    np.testing.assert_allclose(made.factors[:, :4], 1)
    assert made.factors[:, 4:].std() > 0


def test_the_subbootstrap_draws_one_psu_fewer() -> None:
    """Factors are multiples of n/(n-1) that add up to n."""
    made = form(replicate(drawn((4, 3)), "subbootstrap", replicates=200, seed=3))
    np.testing.assert_allclose(made.factors[:, :4] * 3 / 4, (made.factors[:, :4] * 3 / 4).round(), atol=1e-9)
    np.testing.assert_allclose(made.factors[:, :4].sum(1), 4)
    np.testing.assert_allclose(made.scale, 1 / 199)


def test_rao_wu_without_population_figures_is_the_subbootstrap() -> None:
    """The share not selected is then one."""
    one, other = (form(replicate(drawn(), kind, replicates=20, seed=4)) for kind in ("Rao-Wu", "subbootstrap"))
    np.testing.assert_allclose(one.factors, other.factors)


def test_the_same_seed_gives_the_same_replicates() -> None:
    """And another seed others."""
    one, same, other = (form(replicate(drawn(), "bootstrap", replicates=30, seed=seed)) for seed in (7, 7, 8))
    np.testing.assert_array_equal(one.factors, same.factors)
    assert (one.factors != other.factors).any()


def test_successive_differences_compare_neighbours_in_a_circle() -> None:
    """Variance of a total: half the sum of squared differences of neighbours, the last with the first."""
    sample = replicate(drawn((9,), strata=None), "SDR")
    z = np.arange(9.0) ** 2
    found = form(sample).variance(z[:, None])[0]
    assert found == pytest.approx(((z - np.roll(z, 1)) ** 2).sum() / 2)


def test_successive_differences_follow_the_order_of_the_file() -> None:
    """PSUs 3, 1, 2 in the file are neighbours in that order, whatever their numbers."""
    data = pd.DataFrame({"psu": [3, 1, 2, 5, 4], "w": 1.0})
    made = form(replicate(make_sample(data, Design(psu="psu", weight="w")), "SDR"))
    z = np.array([1.0, 2.0, 0.0, 4.0, 3.0])  # by number of the PSU: 0, 1, 2, 3, 4 in the order of the file
    expected = ((np.array([0.0, 1, 2, 3, 4]) - np.array([4.0, 0, 1, 2, 3])) ** 2).sum() / 2
    assert made.variance(z[:, None])[0] == pytest.approx(expected)


def test_the_american_community_survey_has_80_replicates_about_the_estimate() -> None:
    """More PSUs than rows share them."""
    made = form(replicate(drawn((120,), strata=None), "ACS"))
    assert (len(made), made.mse) == (80, True)
    np.testing.assert_allclose(made.scale, 4 / 80)


def test_interviews_selected_directly_are_their_own_units() -> None:
    """Without PSUs each interview is left out once."""
    made = form(replicate(make_sample({"w": [1.0, 2.0, 3.0]}, Design(weight="w")), "JK1"))
    assert made.factors.shape == (3, 3)


def test_the_trail_tells_what_was_made() -> None:
    """Kind, number, seed; the weights stay."""
    sample = replicate(drawn(), "bootstrap", replicates=20, seed=9, mse=True)
    assert sample.trail[-1].kind == "replicate"
    assert sample.trail[-1].detail == "bootstrap: 20 replicates, seed 9, about the estimate"
    np.testing.assert_array_equal(sample.weights, drawn().weights)
    assert "variance: bootstrap: 20 replicates" in repr(sample)


def test_later_stages_are_said_to_be_left_out() -> None:
    """Two stages with population figures: a note says that only the first is replicated."""
    data = table((2, 3)).assign(second=range(10), within=50)
    design = Design(strata="stratum", psu=("psu", "second"), fpc=("population", "within"))
    sample = replicate(make_sample(data, design), "JKn")
    assert sample.trail[-1].notes == ("only the first stage of selection is replicated",)
    assert len(sample.stages) == 1


def test_lonely_psus_under_each_rule_of_a_jackknife() -> None:
    """certainty: no replicate; average: squares times 6/5; adjust: one more, without the stratum."""
    certainty, average, adjust = (
        form(replicate(drawn((2, 3, 1), lonely=rule), "JKn")) for rule in ("certainty", "average", "adjust")
    )
    assert (len(certainty), len(average), len(adjust)) == (5, 5, 6)
    np.testing.assert_allclose(average.scale, certainty.scale * 6 / 5)
    np.testing.assert_allclose(adjust.factors[-1], [1.5] * 5 + [0])
    assert adjust.scale[-1] == pytest.approx(2 / 3)


def test_joined_strata_make_pairs_for_half_samples() -> None:
    """Two lonely strata next to each other become one pair."""
    made = form(replicate(drawn((2, 1, 1), lonely="collapse"), "BRR"))
    np.testing.assert_allclose(made.factors[:, 2] + made.factors[:, 3], 2)


def test_replicate_weights_can_be_handed_on() -> None:
    """Written out and read back as supplied weights they give the same factors and scale."""
    sample = replicate(drawn((2, 2, 2)), "BRR")
    data = pd.concat([table((2, 2, 2)), replicate_weights(sample, "r")], axis=1)
    read = make_sample(data, dataclasses.replace(DESIGN, replicates=Replicates("^r[0-9]+$", kind="BRR")))
    np.testing.assert_allclose(form(read).factors, form(sample).factors)
    np.testing.assert_allclose(form(read).scale, form(sample).scale)


def calibrated() -> Sample:
    return rake(drawn(), Population.from_margins({"sex": {1: 20.0, 2: 20.0}}))


@pytest.mark.parametrize(
    ("call", "code", "place"),
    [
        (lambda: replicate(drawn(), "JKN"), "S100", "survey.replicate"),  # type: ignore[arg-type]
        (lambda: replicate(drawn(), "Fay"), "S100", "survey.replicate"),
        (lambda: replicate(drawn(), "BRR", rho=0.3), "S100", "survey.replicate"),
        (lambda: replicate(drawn(), "bootstrap"), "S100", "survey.replicate"),
        (lambda: replicate(drawn(), "JKn", seed=1), "S100", "survey.replicate"),
        (lambda: replicate(drawn(), "bootstrap", seed=-1), "S100", "survey.replicate"),
        (lambda: replicate(drawn(), "bootstrap", replicates=1, seed=1), "S100", "survey.replicate"),
        (lambda: replicate(drawn(), "JKn", replicates=10), "S100", "survey.replicate"),
        (lambda: replicate(replicate(drawn(), "JKn"), "JKn"), "S101", "survey.replicate"),
        (lambda: replicate(calibrated(), "JKn"), "S102", "survey.replicate: sample"),
        (lambda: replicate(drawn(), "JK1"), "S103", "survey.replicate: kind 'JK1'"),
        (lambda: replicate(drawn((1,), strata=None, lonely="certainty"), "JK1"), "S104", "survey.replicate: kind 'JK1'"),
        (lambda: replicate(drawn((2, 1)), "JKn"), "S105", "survey.replicate: kind 'JKn', stratum 1"),
        (lambda: replicate(drawn((2, 1)), "BRR"), "S105", "survey.replicate: kind 'BRR', stratum 1"),
        (lambda: replicate(drawn((2, 1)), "bootstrap", seed=1), "S105", "survey.replicate: kind 'bootstrap', stratum 1"),
        (lambda: replicate(drawn((1, 1), lonely="certainty"), "JKn"), "S106", "survey.replicate: kind 'JKn'"),
        (lambda: replicate(drawn((2, 1), lonely="adjust"), "BRR"), "S108", "survey.replicate: kind 'BRR', lonely PSU 'adjust'"),
        (lambda: replicate(drawn((3, 2)), "BRR"), "S109", "survey.replicate: stratum 0"),
        (lambda: replicate(drawn((2, 1), lonely="average"), "bootstrap", seed=1), "S110", "survey.replicate: kind 'bootstrap', lonely PSU 'average'"),
        (lambda: replicate(drawn((1,), strata=None), "SDR"), "S111", "survey.replicate: kind 'SDR'"),
        (lambda: replicate_weights(drawn()), "S119", "survey.replicate_weights"),
        (lambda: replicate(drawn(), "SDR", replicates=7), "S112", "survey.replicate: kind 'SDR', replicates 7"),
    ],
)  # fmt: skip
def test_mistakes_are_named(call: Callable[[], object], code: str, place: str) -> None:
    """Each with its code and place."""
    with pytest.raises(SurveyError) as caught:
        call()
    assert (caught.value.code, caught.value.place) == (code, place)


def test_a_jackknife_of_very_many_units_is_refused() -> None:
    """As many replicates as units would not fit into memory."""
    sample = make_sample({"w": np.ones(20_001)}, Design(weight="w"))
    with pytest.raises(DesignError) as caught:
        replicate(sample, "JK1")
    assert (caught.value.code, caught.value.place) == ("S107", "survey.replicate: kind")


@pytest.mark.parametrize(
    ("psus", "kind", "options"),
    [
        ((4, 5, 6), "JKn", {}),
        ((4, 5, 6), "bootstrap", {"seed": 1, "replicates": 60}),
        ((4, 5, 6), "subbootstrap", {"seed": 1, "replicates": 9}),
        ((2, 2, 2, 2), "BRR", {}),
        ((2, 4, 2), "Fay", {"rho": 0.4}),
    ],
)
def test_degrees_of_freedom_are_the_rank_of_the_factors_minus_one(
    psus: tuple[int, ...], kind: str, options: dict[str, int]
) -> None:
    """What is counted by strata agrees with the rank calculated, for any part of the units."""
    made = form(replicate(drawn(psus), kind, **options))  # type: ignore[arg-type]
    random, checked = np.random.default_rng(1), 0
    assert made.strata is not None
    for share in np.linspace(0.1, 1, 40):
        present = random.random(made.factors.shape[1]) < share
        rank = np.linalg.matrix_rank(made.factors[:, present]) if present.any() else 1
        assert made.degrees(present) == rank - 1
        checked += 1
    assert checked == 40

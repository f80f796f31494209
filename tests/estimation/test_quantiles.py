"""Quantiles with intervals: by hand, blanks, domains, thin samples, and what may be asked wrongly."""

from collections.abc import Callable
from typing import get_args

import numpy as np
import pandas as pd
import pytest

from survey.design import Design, Sample, make_sample, replicate
from survey.design.make_replicates import ReplicationMethod
from survey.design.reweighting import replication_of
from survey.errors import EstimationError
from survey.estimation import combine_imputations, contrast, quantile, share
from survey.estimation.confidence_intervals import t_quantile
from survey.estimation.quantiles import QuantileInterval
from survey.estimation.variation import Linearised
from survey.weighting import normalize

INTERVALS: tuple[QuantileInterval, ...] = tuple(one for one in get_args(QuantileInterval) if one != "quantile")
"""Those that need no replicates."""
MakeSample = Callable[..., Sample]


@pytest.fixture(scope="module")
def sample() -> Sample:
    """120 interviews in 20 PSUs of 4 strata; ``item`` has ties and blanks."""
    random = np.random.default_rng(8)
    n = 120
    table = pd.DataFrame(
        {
            "s": np.repeat([1, 2, 3, 4], 30),
            "p": np.repeat(np.arange(20), 6),
            "w": random.uniform(1, 5, n),
            "y": random.lognormal(1, 0.6, n).round(2),
            "item": random.choice([1, 2, 3, 4, 5, np.nan], n),
            "g": random.choice(["a", "b"], n),
        }
    )
    return make_sample(table, Design(strata="s", psu="p", weight="w"))


def refused(call: Callable[[], object]) -> EstimationError:
    with pytest.raises(EstimationError) as caught:
        call()
    return caught.value


def test_woodruff_by_hand() -> None:
    """1 to 100: the share at or below 50 is 0.5 -+ t(99) x sqrt(0.25/99) = 0.4003 to 0.5997: values 41 and 60."""
    sample = make_sample({"y": np.arange(1, 101), "w": np.ones(100)}, Design(weight="w"))
    found = quantile(sample, "y")
    assert (found.estimate[0], found.ci_low[0], found.ci_high[0]) == (50, 41, 60)
    assert found.se[0] == pytest.approx((60 - 41) / (2 * 1.9842169515))
    assert found.method[0] == "mean"


def test_francisco_and_fuller_by_hand() -> None:
    """1 to 50: 18/50 is 2.04 standard errors below a half, 19/50 1.73; 32/50 is 2.04 above; t(49) = 2.0096."""
    sample = make_sample({"y": np.arange(1, 51), "w": np.ones(50)}, Design(weight="w"))
    found = quantile(sample, "y", interval="francisco_fuller")
    assert (found.ci_low[0], found.ci_high[0]) == (19, 32)


def test_rows_are_variables_then_probabilities_then_domains(sample: Sample) -> None:
    """Category ``probability`` names the second."""
    found = quantile(sample, ["y", "item"], [0.25, 0.5], by="g").to_frame()
    assert found["variable"].tolist() == ["y"] * 4 + ["item"] * 4
    assert found["probability"].tolist() == [0.25, 0.25, 0.5, 0.5] * 2
    assert found["g"].tolist() == ["a", "b"] * 4


@pytest.mark.parametrize("interval", INTERVALS)
@pytest.mark.parametrize("rule", ["math", "hf7"])
def test_a_domain_is_what_where_gives(sample: Sample, interval: QuantileInterval, rule: str) -> None:
    """By ``by=`` or ``where=``, the same numbers."""
    both = quantile(sample, "y", [0.2, 0.5, 0.9], by="g", interval=interval, rule=rule)  # type: ignore[arg-type]
    only = quantile(sample, "y", [0.2, 0.5, 0.9], where="g == 'b'", interval=interval, rule=rule)  # type: ignore[arg-type]
    for name in ("estimate", "se", "ci_low", "ci_high", "df", "n", "n_eff"):
        assert getattr(both, name)[1::2] == pytest.approx(getattr(only, name)), name


@pytest.mark.parametrize("interval", INTERVALS)
def test_blanks_are_left_out_of_the_values_but_not_of_the_design(sample: Sample, interval: QuantileInterval) -> None:
    """As a domain of those who answered."""
    answered = ~np.isnan(sample.values("item"))
    own = quantile(sample, "item", [0.25, 0.5], interval=interval, rule="hf7")
    filled = quantile(
        sample,
        {"item": np.nan_to_num(sample.values("item"))},
        [0.25, 0.5],
        interval=interval,
        rule="hf7",
        where=answered,
    )
    assert own.estimate == pytest.approx(filled.estimate)
    assert own.se == pytest.approx(filled.se)
    assert own.n[0] == answered.sum()


@pytest.mark.parametrize("interval", INTERVALS)
def test_limits_enclose_the_quantile(sample: Sample, interval: QuantileInterval) -> None:
    """Also near the ends; "score" is read off through the unweighted distribution and need not."""
    found = quantile(sample, "y", [0.02, 0.1, 0.5, 0.9, 0.98], by="g", interval=interval)
    assert np.isfinite([found.ci_low, found.ci_high, found.se]).all()
    if interval != "score":
        assert (found.ci_low <= found.estimate).all()
        assert (found.estimate <= found.ci_high).all()


def test_a_limit_beyond_0_or_1_is_that_of_beta(sample: Sample) -> None:
    """Where R has NaN; the other limit stays, and the row says so."""
    mean, beta = (quantile(sample, "y", 0.02, interval=interval) for interval in ("mean", "beta"))
    assert mean.method[0] == "mean_beta"
    assert mean.ci_low[0] == beta.ci_low[0]


def test_the_largest_value_has_limits_too(sample: Sample) -> None:
    """Everybody is at or below it: Korn and Graubard."""
    found = quantile(sample, "y", 1)
    assert (found.method[0], found.estimate[0], found.ci_high[0]) == ("korn_graubard", *[sample.values("y").max()] * 2)
    assert found.ci_low[0] < found.estimate[0]
    assert not found.flag("edge").any()


def test_standard_error_is_the_width_over_twice_t(sample: Sample) -> None:
    """At another level it is another number: that is R's definition."""
    for level in (0.8, 0.95):
        found = quantile(sample, "y", [0.3, 0.5], level=level)
        t = t_quantile(level, found.df)
        assert found.se == pytest.approx((found.ci_high - found.ci_low) / (2 * t))


def test_one_psu_says_nothing_about_the_error() -> None:
    """Infinite limits, no standard error, a flag."""
    sample = make_sample({"y": [1, 2, 3], "p": [1, 1, 1], "w": [1, 1, 1]}, Design(psu="p", weight="w", lonely="remove"))
    for interval in INTERVALS:
        found = quantile(sample, "y", interval=interval)
        assert (found.estimate[0], found.ci_low[0], found.ci_high[0]) == (2, -np.inf, np.inf)
        assert np.isnan(found.se[0])
        assert (found.method[0], bool(found.flag("one_psu")[0])) == ("none", True)


def test_an_empty_domain_is_a_row_of_blanks(sample: Sample) -> None:
    """With its flag."""
    for interval in INTERVALS:
        found = quantile(sample, "y", where=np.zeros(len(sample), bool), interval=interval)
        assert np.isnan([found.estimate[0], found.se[0], found.ci_low[0], found.ci_high[0]]).all()
        assert found.flag("empty")[0]


def test_weights_of_zero_do_not_count() -> None:
    """R interpolates through them."""
    design = Design(weight="w")
    with_zero = make_sample({"y": [1, 2, 3, 4, 5], "w": [1.0, 0, 1, 1, 1]}, design)
    without = make_sample({"y": [1, 3, 4, 5], "w": [1.0, 1, 1, 1]}, design)
    for rule in ("math", "school", "hf5", "hf7"):
        found = [quantile(one, "y", [0.25, 0.5], rule=rule).estimate for one in (with_zero, without)]
        assert found[0] == pytest.approx(found[1]), rule


def test_missing_codes_never_enter(asked: MakeSample) -> None:
    """C01a: "does not know" (99) is blank."""
    found = quantile(asked(C01a=["1", "2", "3", "99"]), "C01a", 1)
    assert (found.estimate[0], found.n[0]) == (3, 3)


def test_normalised_weights_change_nothing(sample: Sample) -> None:
    """Estimates, limits and errors."""
    one, other = quantile(sample, "y", [0.2, 0.7]), quantile(normalize(sample), "y", [0.2, 0.7])
    for name in ("estimate", "se", "ci_low", "ci_high"):
        assert getattr(one, name) == pytest.approx(getattr(other, name))


def test_covariance_agrees_with_the_standard_errors(sample: Sample) -> None:
    """The influence is that of the share over the slope the standard error implies; a contrast of medians uses it."""
    found = quantile(sample, "y", [0.25, 0.5], by="g")
    assert np.sqrt(np.diag(found.covariance())) == pytest.approx(found.se)
    difference = contrast(found, {"b - a": {"y:0.5:b": 1, "y:0.5:a": -1}})
    covariance = found.covariance()[2, 3]
    assert difference.se[0] ** 2 == pytest.approx(found.se[2] ** 2 + found.se[3] ** 2 - 2 * covariance)


def test_influence_of_a_quantile_falls_with_the_share_below_it(sample: Sample) -> None:
    """More people below means a smaller quantile: the covariance of the two is negative."""
    found = quantile(sample, "y")
    below = share(sample, {"y": (sample.values("y") <= found.estimate[0]).astype(float)})
    assert isinstance(found.variation, Linearised)
    assert isinstance(below.variation, Linearised)
    assert (found.variation.influence.dense() * below.variation.influence.dense()).sum() < 0


def test_degrees_of_freedom_are_those_asked_for(sample: Sample) -> None:
    """df: of the domain, of the design, or a number."""
    found = [quantile(sample, "y", df=df).df[0] for df in ("domain", "design", 7.0)]
    assert found == [16, 16, 7]


@pytest.mark.parametrize(
    ("options", "code", "place"),
    [
        ({"probabilities": 1.2}, "E101", "probabilities"),
        ({"probabilities": []}, "E101", "probabilities"),
        ({"probabilities": float("nan")}, "E101", "probabilities"),
        ({"rule": "hf10"}, "E102", "rule"),
        ({"interval": "logit"}, "E100", "interval"),
        ({"interval": "quantile"}, "E107", "interval"),
        ({"variables": "yy"}, "E005", "yy"),
        ({"variables": "g"}, "E004", "g"),
        ({"variables": []}, "E001", "survey.quantile"),
        ({"by": "gg"}, "E012", "gg"),
        ({"level": 1.0}, "E013", "options"),
    ],
)
def test_what_is_asked_wrongly_is_refused_by_name(
    sample: Sample, options: dict[str, object], code: str, place: str
) -> None:
    """With code and place."""
    asked = {"variables": "y", **options}
    error = refused(lambda: quantile(sample, **asked))  # type: ignore[arg-type]
    assert error.code == code
    assert place in error.place


@pytest.mark.parametrize(("kind", "seed"), [("JKn", None), ("bootstrap", 1)])
def test_quantiles_under_replicates_are_combined_in_their_own_unit(
    sample: Sample, kind: ReplicationMethod, seed: int | None
) -> None:
    """Contrasts and imputations take the deviations of the quantiles, not those of the shares they were read off."""
    found = quantile(replicate(sample, kind, seed=seed), "y", [0.25, 0.5], by="g")
    np.testing.assert_allclose(contrast(found, np.eye(4)).se, found.se)
    np.testing.assert_allclose(combine_imputations([found, found]).se, found.se)


def test_interval_from_the_quantiles_of_every_replicate(sample: Sample) -> None:
    """The standard error is the spread of the replicates' quantiles, the limits are those of t around the quantile."""
    boot = replicate(sample, "bootstrap", replicates=40, seed=1)
    found = quantile(boot, "item", [0.3, 0.6], by="g", rule="hf7", interval="quantile")
    form, again = replication_of(boot), []
    assert form is not None
    for weights in np.vstack(list(form.weights(boot.units, boot.weights))):
        table = pd.DataFrame({"y": boot.values("item"), "g": boot.texts("g"), "w": weights})
        one = make_sample(table[weights > 0].reset_index(drop=True), Design(weight="w"))
        again.append(quantile(one, "y", [0.3, 0.6], by="g", rule="hf7").estimate)
    deviations = np.array(again) - np.mean(again, axis=0)
    se = np.sqrt(form.scale @ deviations**2)
    np.testing.assert_allclose(found.se, se)
    np.testing.assert_allclose(found.ci_high - found.estimate, t_quantile(0.95, found.df) * se)
    np.testing.assert_allclose(np.sqrt(np.diagonal(found.covariance())), se)

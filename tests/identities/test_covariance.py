"""One standard error, wherever it is read: the column ``se``, the covariance matrix, contrasts.

Every public estimator under every kind of design. An estimator that is not here fails the last test.
"""

import dataclasses
import functools
import inspect
import pathlib
import typing
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
import pytest

import survey
from survey.design import Design, Lonely, Population, Replicates, Sample, TwoPhase, make_sample, replicate
from survey.design.joint_probabilities import Pps
from survey.design.reweighting import replication_of
from survey.estimation import (
    Estimates,
    Model,
    cdf,
    change,
    combine_imputations,
    compare,
    contrast,
    correlation,
    covariance,
    crosstab,
    glm,
    goodness_of_fit,
    mean,
    ordinal,
    quantile,
    rank_test,
    ratio,
    reliability,
    replicate_estimate,
    share,
    shares,
    stream,
    total,
    variance,
)
from survey.estimation.models.marginal_means import MarginVariance
from survey.estimation.variation import Linearised
from survey.weighting import calibrate, calibrate_to_first_phase, poststratify, rake, trim

N = 144
MakeSample = Callable[[], Sample]


@functools.cache
def table() -> pd.DataFrame:
    """Four strata of four PSUs with nine interviews; blanks, a rare domain, a PSU alone in its stratum (``h1``)."""
    random = np.random.default_rng(5)
    psu = np.repeat(np.arange(16), N // 16)
    found = pd.DataFrame({"h": psu // 4, "pair": psu // 2, "psu": psu, "person": np.arange(N)})
    found["h1"] = np.where(psu == 15, 9, np.where(psu == 0, 8, found["h"]))
    found["w"] = random.uniform(1, 4, N)
    found["pi"] = np.repeat(random.uniform(0.2, 0.6, 16), N // 16)
    found["pi_direct"] = random.uniform(0.2, 0.6, N)
    found["psus"], found["persons"] = 10 + 2 * found["h"], 30
    found["g"] = np.where(random.random(N) < 0.35, 1, 2)
    found.loc[psu == 15, "g"] = 2
    found["sex"], found["age"] = random.integers(1, 3, N), random.integers(1, 4, N)
    latent = random.normal(0, 1, N) + psu / 8
    found["y"] = 30 + 8 * latent + random.normal(0, 4, N)
    found["x"] = random.uniform(1, 2, N) + latent / 5
    found["z"] = latent + random.normal(0, 1, N)
    found["q"] = np.digitize(latent + random.normal(0, 0.5, N), [0, 1.5]) + 1.0
    found["known"], found["yes"] = random.random(N) < 0.8, (latent + random.normal(0, 1, N) > 0) * 1
    found.loc[random.random(N) < 0.08, "q"] = np.nan
    found.loc[random.random(N) < 0.05, "z"] = np.nan
    return found


def made(design: Design | TwoPhase) -> Sample:
    return make_sample(table(), design)


CLUSTERS = Design(strata="h", psu="psu", weight="w")
PAIRS = Design(strata="pair", psu="psu", weight="w")
STAGES = Design(strata="h", psu=("psu", "person"), fpc=("psus", "persons"), weight="w")
PEOPLE = Population.from_margins({"sex": {1: 190, 2: 170}, "age": {1: 110, 2: 120, 3: 130}})
AGES = Population.from_margins({"age": {1: 110, 2: 120, 3: 130}})

WEIGHTED: dict[str, Callable[[Sample], Sample]] = {
    "as drawn": lambda sample: sample,
    "raked": lambda sample: rake(sample, PEOPLE),
    "calibrated": lambda sample: calibrate(sample, AGES, numbers={"x": 600.0}),
    "trimmed": lambda sample: trim(rake(poststratify(sample, AGES), PEOPLE), times_median=1.4),
}
LINEAR: dict[str, Design] = {
    "direct": Design(weight="w"),
    "strata": Design(strata="h", weight="w"),
    "clusters": CLUSTERS,
    "fpc": Design(strata="h", psu="psu", weight="w", fpc="psus"),
    "stages": STAGES,
    "collapsed": Design(strata="h1", psu="psu", weight="w", lonely="collapse"),
    "brewer": Design(strata="h", psu="psu", probability="pi", pps="brewer"),
    **{
        f"lonely {rule}{', domains' if domains else ''}": Design(
            strata="h1", psu="psu", weight="w", lonely=rule, lonely_domains=domains
        )
        for rule in typing.get_args(Lonely)
        if rule not in ("fail", "collapse")
        for domains in (False, True)
    },
}
JOINT: dict[str, Design] = {
    **{f"joint {pps}": Design(probability="pi_direct", pps=pps) for pps in typing.get_args(Pps) if pps != "brewer"},
    "joint YG": Design(probability="pi_direct", pps="overton", variance="YG"),
}


def two_phase(method: typing.Literal["full", "simple"]) -> Sample:
    first = Design(weight="w") if method == "full" else CLUSTERS
    return make_sample(table(), TwoPhase(first, Design(strata="sex"), "known == 1", method))


def supplied() -> Sample:
    factors = np.random.default_rng(2).poisson(1, (16, 24))[table()["psu"]] * 1.0
    return made(
        Design(weight="w", replicates=Replicates(np.asarray(factors, np.float64), kind="bootstrap", combined=False))
    )


PHASES: dict[str, MakeSample] = {
    "two phases": lambda: two_phase("full"),
    "two phases, simple": lambda: two_phase("simple"),
    "two phases, calibrated": lambda: calibrate_to_first_phase(two_phase("full"), "age", "x"),
}
REPLICATED: dict[str, MakeSample] = {
    "JK1": lambda: replicate(made(Design(psu="psu", weight="w")), "JK1"),
    "JKn": lambda: replicate(made(CLUSTERS), "JKn"),
    "BRR": lambda: replicate(made(PAIRS), "BRR"),
    "Fay": lambda: replicate(made(PAIRS), "Fay", rho=0.4),
    "bootstrap": lambda: replicate(made(CLUSTERS), "bootstrap", replicates=24, seed=1),
    "subbootstrap": lambda: replicate(made(CLUSTERS), "subbootstrap", replicates=24, seed=1),
    "Rao-Wu": lambda: replicate(made(CLUSTERS), "Rao-Wu", replicates=24, seed=1),
    "SDR": lambda: replicate(made(CLUSTERS), "SDR"),
    "supplied": supplied,
    "JKn, raked": lambda: rake(replicate(made(CLUSTERS), "JKn"), PEOPLE),
    "bootstrap, calibrated": lambda: WEIGHTED["calibrated"](REPLICATED["bootstrap"]()),
    "Fay, trimmed": lambda: WEIGHTED["trimmed"](REPLICATED["Fay"]()),
}


def weighted(design: Design, how: str) -> MakeSample:
    return functools.cache(lambda: WEIGHTED[how](made(design)))


SAMPLES: dict[str, MakeSample] = {
    **{name: weighted(design, "as drawn") for name, design in (LINEAR | JOINT).items()},
    **{f"{name}, raked": weighted(design, "raked") for name, design in LINEAR.items() if not design.lonely_domains},
    **{f"clusters, {how}": weighted(CLUSTERS, how) for how in ("calibrated", "trimmed")},
    **{f"stages, {how}": weighted(STAGES, how) for how in ("calibrated", "trimmed")},
    **{name: functools.cache(make) for name, make in (PHASES | REPLICATED).items()},
}
COMPACT = {
    f"{name}, {how}": (LINEAR[name], how)
    for name in ("direct", "strata")
    for how in ("as drawn", "raked", "calibrated", "trimmed")
}

ESTIMATORS: dict[str, Callable[[Sample], object]] = {
    "total": lambda sample: total(sample, ["y", "q"], by="g"),
    "mean": lambda sample: [
        mean(sample, ["y", "q"], by="g"),
        mean(sample, "y", by={"second": "g == 2"}).interval(0.8, np.inf),
    ],
    "share": lambda sample: share(sample, "q", [1, 2], by="g"),
    "shares": lambda sample: [shares(sample, "q"), shares(sample, "q", by="sex", where="g == 2")],
    "ratio": lambda sample: ratio(sample, ["y", "z"], "x", by="g"),
    "quantile": lambda sample: [
        quantile(sample, ["y", "z"], [0.3, 0.6], by="g"),
        quantile(sample, "y", where="g == 2", interval="score", rule="hf7"),
        *([] if replication_of(sample) is None else [quantile(sample, "y", [0.3, 0.6], by="g", interval="quantile")]),
    ],
    "cdf": lambda sample: cdf(sample, "y", [25, 35], by="g"),
    "variance": lambda sample: variance(sample, ["y", "z"], by="g"),
    "covariance": lambda sample: covariance(sample, ["y", "z"], by="g"),
    "correlation": lambda sample: correlation(sample, ["y", "x", "z"], by="g"),
    "crosstab": lambda sample: [
        crosstab(sample, "q", "sex", by="g", percent="row", test=None),
        crosstab(sample, "q", "sex", where="g == 2", percent="column"),
    ],
    "glm": lambda sample: [glm(sample, "y ~ x + C(q)"), glm(sample, "yes ~ x", "binomial", where="g == 2")],
    "Model.marginal_means": lambda sample: margins(glm(sample, "yes ~ x + C(sex)", "quasibinomial")),
    "Model.average_effects": lambda sample: glm(sample, "y ~ x + C(sex)").average_effects("x"),
    "ordinal": lambda sample: ordinal(sample, "q ~ x"),
    "reliability": lambda sample: reliability(sample, ["y", "x", "z"], by="g"),
    "compare": lambda sample: compare(sample, "y", "g"),
    "contrast": lambda sample: contrast(mean(sample, ["y", "z"], by="g"), {"a": "`y:1` / `y:2`", "b": "`z:2` - `y:1`"}),
    "change": lambda sample: change(sample, sample, "y", by="g", shared="none"),
    "combine_imputations": lambda sample: [
        imputed(sample, lambda given: mean(given, ["y", "x"], by="g")),
        imputed(sample, lambda given: quantile(given, "y", by="g")),
    ],
    "goodness_of_fit": lambda sample: goodness_of_fit(sample, "q", [0.3, 0.5, 0.2], by="g"),
    "rank_test": lambda sample: rank_test(sample, "y", "g", by="sex"),
    "replicate_estimate": lambda sample: [] if replication_of(sample) is None else two_numbers(sample),
}

NO_COVARIANCE = {
    "small_area": "gives values of a model with mean squared errors, made from the estimates given to it",
    "test_independence": "gives a statistic; the tables it tests are those of crosstab",
    "recode": "gives a sample with a further classification",
    "in_database": "gives a sample; its estimates are compared with those in memory, covariances too, in the tests of its room",
    "stream": "gives a sample; its estimates are compared with those in memory, covariances too, below",
}


def margins(model: Model) -> list[Estimates]:
    return [model.marginal_means("sex", variance=how) for how in typing.get_args(MarginVariance)]


def imputed(sample: Sample, call: Callable[[Sample], Estimates]) -> Estimates:
    return combine_imputations([call(sample), call(sample.assign(y=sample.values("y") + 1))])


def two_numbers(sample: Sample) -> Estimates:
    y, x = sample.values("y"), sample.values("x")
    return replicate_estimate(sample, lambda w: [w @ y / w.sum(), w @ x / (w @ y)], ["mean", "ratio"], where="g == 2")


def estimates_in(found: object) -> Iterator[Estimates]:
    """The estimates of a result, whatever its type."""
    if isinstance(found, Estimates):
        yield found
    elif isinstance(found, list):
        for one in found:
            yield from estimates_in(one)
    else:
        assert dataclasses.is_dataclass(found)
        for field in dataclasses.fields(found):
            part = getattr(found, field.name)
            if isinstance(part, Estimates):
                yield part


def agree(found: Estimates, *, is_joint: bool) -> None:
    """The standard errors of a result are those of its covariance and of contrasts."""
    V, se = found.covariance(), found.se
    known = np.flatnonzero(np.isfinite(found.estimate) & np.isfinite(se))
    assert len(known) or is_joint
    np.testing.assert_array_equal(np.isnan(np.diagonal(V)), np.isnan(found.estimate))
    V = V[np.ix_(known, known)]
    spread, size = np.sqrt(np.abs(np.diagonal(V))), np.abs(found.estimate[known])
    allowed = 1e-9 * se[known] + 1e-10 * size
    assert (np.abs(spread - se[known]) <= allowed).all()
    np.testing.assert_allclose(V, V.T, rtol=1e-9, atol=1e-12 * np.abs(V).max(initial=0))
    if not is_joint:
        scaled = V / np.outer(np.maximum(spread, 1e-300), np.maximum(spread, 1e-300))
        assert np.linalg.eigvalsh(scaled).min(initial=0) >= -1e-8
    rows = np.eye(len(found))[known]
    assert (np.abs(contrast(found, rows).se - se[known]) <= allowed).all()
    difference = rows[-1] - rows[0]
    combined = contrast(found, difference).se[0]
    squared = V[-1, -1] + V[0, 0] - 2 * V[0, -1] if len(known) > 1 else 0.0
    if squared >= 0:
        assert combined == pytest.approx(np.sqrt(squared), rel=1e-7, abs=1e-7 * (allowed.max() + se[known].max()))


@pytest.mark.parametrize("name", ESTIMATORS)
@pytest.mark.parametrize("design", SAMPLES)
def test_a_standard_error_is_one_number(design: str, name: str) -> None:
    """Of the rows, of the covariance, of contrasts."""
    for found in estimates_in(ESTIMATORS[name](SAMPLES[design]())):
        agree(found, is_joint=design in JOINT or design in PHASES)


@pytest.mark.parametrize(
    "design", [f"{name}{end}" for name in LINEAR for end in ("", ", raked") if name + end in SAMPLES]
)
def test_two_groups_are_compared_as_in_a_regression(design: str) -> None:
    """Under every rule for lonely PSUs: compare, and a rank test of two values, have the t of the coefficient."""
    sample = SAMPLES[design]()
    model, found = glm(sample, "y ~ C(g)"), compare(sample, "y", "g")
    assert found.se == pytest.approx(model.coefficients.se[1], rel=1e-7)
    assert found.ddf == model.df_residual
    two, ranks = glm(sample, "yes ~ C(g)").coefficients, rank_test(sample, "yes", "g", ties="middle")
    assert ranks.statistic[0] == pytest.approx(two.estimate[1] / two.se[1], rel=1e-7)


@pytest.mark.parametrize("name", ESTIMATORS)
@pytest.mark.parametrize("design", COMPACT)
def test_compact_influences_have_one_standard_error(design: str, name: str, large: Callable[[], None]) -> None:
    """Very many interviews drawn directly, in domains enough that most pairs of unit and domain are empty."""
    drawn, how = COMPACT[design]
    domains = np.random.default_rng(1).integers(1, 7, N)
    sample = WEIGHTED[how](make_sample(table().assign(g=domains), drawn))
    large()
    variation = mean(sample, "y", by="g").variation
    assert isinstance(variation, Linearised)
    assert variation.influence.is_compact == (how != "as drawn")
    for found in estimates_in(ESTIMATORS[name](sample)):
        agree(found, is_joint=False)


def test_streamed_estimates_have_the_covariance_of_those_in_memory(tmp_path: pathlib.Path) -> None:
    """And agree with themselves."""
    table().to_parquet(tmp_path / "wave.parquet")
    streamed = stream(tmp_path / "wave.parquet", CLUSTERS, rows_at_once=50)
    for call in (total, mean):
        found = call(streamed, ["y", "z"], by="g")
        agree(found, is_joint=False)
        np.testing.assert_allclose(found.covariance(), call(made(CLUSTERS), ["y", "z"], by="g").covariance())


def public_estimators() -> set[str]:
    """Public functions and methods that belong to estimation, lower-case names only: classes are what they give."""
    found = set()
    for name in survey.__all__:
        one = getattr(survey, name)
        module = getattr(inspect.unwrap(one), "__module__", "") if callable(one) else ""
        if not module.startswith("survey.estimation"):
            continue
        if not inspect.isclass(one):
            found.add(name)
            continue
        found |= {
            f"{name}.{method}"
            for method, function in inspect.getmembers(one, inspect.isfunction)
            if not method.startswith("_") and function.__annotations__.get("return") in ("Estimates", Estimates)
        }
    return found


def test_every_public_estimator_is_here_or_says_why_not() -> None:
    """A new one has to enter this file."""
    assert public_estimators() == set(ESTIMATORS) | set(NO_COVARIANCE)

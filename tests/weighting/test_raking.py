"""Raking: margins met, bounds kept, variances that know it, and everything that may not fit."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from survey.design import Design, Level, Population, Sample, make_sample
from survey.errors import WeightingError
from survey.estimation import mean, shares, total
from survey.weighting import normalize, rake, trim
from survey.weighting.margin_columns import MarginColumns
from survey.weighting.raking_kernel import fit_factors

Change = Callable[[Sample], Sample]


@pytest.fixture(scope="module")
def people() -> Population:
    return Population.from_margins(
        {"sex": {1: 480, 2: 520}, "age": {"young": 300, "middle": 450, "old": 250}, "town": {0: 700, 1: 300}}
    )


@pytest.fixture(scope="module")
def sample() -> Sample:
    random = np.random.default_rng(3)
    n = 300
    table = pd.DataFrame(
        {
            "psu": np.repeat(np.arange(60), 5),
            "stratum": np.repeat(np.arange(10), 30),
            "sex": random.choice([1, 2], n, p=[0.4, 0.6]),
            "age": random.choice(["young", "middle", "old"], n, p=[0.2, 0.4, 0.4]),
            "town": random.choice([0, 1], n, p=[0.6, 0.4]),
            "y": random.normal(10, 3, n),
            "w": random.uniform(2, 5, n),
        }
    )
    return make_sample(table, Design(strata="stratum", psu="psu", weight="w"))


def reached(sample: Sample, name: str) -> list[float]:
    return [float(one) for one in total(sample, {"one": np.ones(len(sample))}, by=name).estimate]


def refusal(sample: Sample, people: Population, **options: object) -> WeightingError:
    with pytest.raises(WeightingError) as caught:
        rake(sample, people, **options)  # type: ignore[arg-type]
    return caught.value


def test_every_margin_is_met(sample: Sample, people: Population) -> None:
    """Sums of weights by category are the persons of the population, all margins at once."""
    raked = rake(sample, people)
    assert reached(raked, "sex") == pytest.approx([480, 520], rel=1e-10)
    assert reached(raked, "age") == pytest.approx([450, 250, 300], rel=1e-10)
    assert reached(raked, "town") == pytest.approx([700, 300], rel=1e-10)


def test_two_by_two_by_hand() -> None:
    """Cells 1 1 1 3 under margins 50:50 and 40:60 keep their odds ratio of 3."""
    table = {"a": [1, 1, 2, 2], "b": [1, 2, 1, 2], "w": [1.0, 1, 1, 3]}
    raked = rake(
        make_sample(table, Design(weight="w")), Population.from_margins({"a": {1: 50, 2: 50}, "b": {1: 40, 2: 60}})
    )
    w = raked.weights
    assert w[0] * w[3] / (w[1] * w[2]) == pytest.approx(3)
    assert [w[0] + w[1], w[0] + w[2]] == pytest.approx([50, 40])


def test_crossed_margins(sample: Sample) -> None:
    """A crossed margin is met cell by cell."""
    counts = {(1, 0): 300.0, (1, 1): 180, (2, 0): 400, (2, 1): 120}
    raked = rake(sample, Population.from_margins({("sex", "town"): counts}))
    assert total(raked, {"one": np.ones(300)}, by=["sex", "town"]).estimate == pytest.approx([300, 180, 400, 120])
    assert raked.trail[-1].detail.startswith("margins sex x town;")


def test_only_the_margins_named_are_met(sample: Sample, people: Population) -> None:
    """The others stay as they fall."""
    raked = rake(sample, people, margins=["sex"])
    assert reached(raked, "sex") == pytest.approx([480, 520])
    assert reached(raked, "town") != pytest.approx([700, 300], rel=1e-3)


@pytest.mark.parametrize("bounds", [(0.6, 1.9), (0.5, 1.6), (0.1, 10)])
def test_bounds_hold_and_margins_are_met(sample: Sample, people: Population, bounds: tuple[float, float]) -> None:
    """No factor leaves the bounds, and no margin is given up for it."""
    scaled = normalize(sample, 1000)
    raked = rake(scaled, people, bounds=bounds)
    factors = raked.weights / scaled.weights
    assert factors.min() >= bounds[0] - 1e-12
    assert factors.max() <= bounds[1] + 1e-12
    assert reached(raked, "age") == pytest.approx([450, 250, 300], rel=1e-8)


def test_wide_bounds_change_nothing(sample: Sample, people: Population) -> None:
    """Bounds that do not bind give the raking without bounds."""
    scaled = normalize(sample, 1000)
    assert rake(scaled, people, bounds=(0.01, 100)).weights == pytest.approx(rake(scaled, people).weights, rel=1e-10)


def test_bounded_weights_are_the_nearest(sample: Sample, people: Population) -> None:
    """Moving along any direction that keeps margins and bounds does not come nearer to the old weights."""
    scaled = normalize(sample, 1000)
    raked = rake(scaled, people, bounds=(0.6, 1.7))
    d, w = scaled.weights, raked.weights
    columns = [pd.get_dummies(sample.data[name]).to_numpy(float) for name in ("sex", "age", "town")]  # type: ignore[index]
    X = np.hstack(columns)
    free = (w / d > 0.6 + 1e-9) & (w / d < 1.7 - 1e-9)
    gradient = np.log(w / d)
    fitted = X[free] @ np.linalg.lstsq(X[free], gradient[free], rcond=None)[0]
    assert free.sum() < 300
    assert fitted == pytest.approx(gradient[free], abs=1e-8)


def test_the_row_order_does_not_matter(sample: Sample, people: Population) -> None:
    """The same weight goes to the same interview."""
    assert isinstance(sample.data, pd.DataFrame)
    order = np.random.default_rng(0).permutation(300)
    shuffled = make_sample(sample.data.iloc[order], sample.design)
    assert rake(shuffled, people).weights == pytest.approx(rake(sample, people).weights[order], rel=1e-9)


@pytest.mark.parametrize(
    "after",
    [
        lambda s: s,
        lambda s: trim(s, upper=1e9),
        lambda s: normalize(s),
        lambda s: normalize(trim(normalize(s), upper=1e9)),
    ],
    ids=["raked", "trimmed in vain", "normalised", "all three"],
)
@pytest.mark.parametrize("residuals", ["equal", "design"])
def test_a_margin_met_has_no_error_whatever_follows(
    sample: Sample, people: Population, after: Change, residuals: str
) -> None:
    """A step that changes no weight in truth changes no standard error."""
    raked = after(rake(sample, people, residuals=residuals))  # type: ignore[arg-type]
    assert shares(raked, ["sex", "age", "town"]).se.max() < 1e-14
    before = mean(rake(sample, people, residuals=residuals), "y", by="sex")  # type: ignore[arg-type]
    assert mean(raked, "y", by="sex").se == pytest.approx(before.se, rel=1e-12)


def test_raking_helps_where_the_margins_tell(sample: Sample, people: Population) -> None:
    """The error of something that depends on a margin becomes smaller, of noise it does not vanish."""
    values = {"told": sample.values("town") * 5 + sample.values("y") / 10}
    assert mean(rake(sample, people), values).se[0] < 0.5 * mean(sample, values).se[0]


def test_a_trim_that_binds_brings_error_back(sample: Sample, people: Population) -> None:
    """A margin no longer met exactly is uncertain again."""
    assert shares(trim(rake(sample, people), times_median=1.5), "town").se.min() > 1e-5


def test_raking_again_on_another_margin(sample: Sample, people: Population) -> None:
    """The last margin has no error, the one before has little."""
    twice = rake(rake(sample, people, margins=["town"]), people, margins=["sex"])
    assert shares(twice, "sex").se.max() < 1e-14
    assert 0 < shares(twice, "town").se.max() < 0.3 * shares(sample, "town").se.max()


def test_a_category_without_interviews(sample: Sample) -> None:
    """The category, its people and the cure are named."""
    error = refusal(sample, Population.from_margins({"age": {"young": 300, "middle": 450, "old": 200, "ancient": 50}}))
    assert (error.code, error.place) == ("W004", "survey.rake: margin 'age', category 'ancient'")
    assert "50 people" in error.fact
    assert "population.merge" in error.remedy


def test_a_category_without_population(sample: Sample) -> None:
    """Interviews of nobody."""
    error = refusal(sample, Population.from_margins({"age": {"young": 300, "middle": 450}}))
    assert (error.code, error.place) == ("W005", "survey.rake: margin 'age', category 'old'")


def test_a_merged_category_is_merged_among_the_interviews(sample: Sample) -> None:
    """Old and ancient together are met by the old."""
    figures: dict[Level, float] = {"young": 300, "middle": 450, "old": 200, "ancient": 50}
    raked = rake(sample, Population.from_margins({"age": figures}).merge("age", {"old": ["old", "ancient"]}))
    assert reached(raked, "age") == pytest.approx([450, 250, 300])
    merged = rake(
        sample, Population.from_margins({"age": figures}).merge("age", {"above": ["middle", "old", "ancient"]})
    )
    assert sum(reached(merged, "age")[:2]) == pytest.approx(700)


def test_a_factor_beyond_the_bounds_is_told_before_iterating(sample: Sample) -> None:
    """The category, the factor and the bounds are named."""
    error = refusal(normalize(sample, 1000), Population.from_margins({"town": {0: 950, 1: 50}}), bounds=(0.5, 3))
    assert (error.code, error.place) == ("W006", "survey.rake: margin 'town', category '1'")
    assert "need a factor of 0.1" in error.fact
    assert "the bounds are 0.5 and 3" in error.fact


def test_weights_of_another_size_need_normalising_first(sample: Sample, people: Population) -> None:
    """When all weights are too small for the bounds, that is the cure that is named."""
    error = refusal(normalize(sample), people, bounds=(0.3, 3))
    assert error.code == "W006"
    assert "survey.normalize" in error.remedy


def test_bounds_too_narrow_together_name_the_nearest(sample: Sample, people: Population) -> None:
    """Each category alone is within the bounds, all of them together are not."""
    scaled = normalize(sample, 1000)
    needed = [
        reached / persons
        for name, figures in {"sex": [480, 520], "age": [450, 250, 300], "town": [700, 300]}.items()
        for persons, reached in zip(reached_before(scaled, name), figures, strict=True)
    ]
    error = refusal(scaled, people, bounds=(min(needed) * 0.999, max(needed) * 1.001))
    assert (error.code, error.place[:21]) == ("W007", "survey.rake: margin '")
    assert "is the nearest within the bounds" in error.fact


def reached_before(sample: Sample, name: str) -> list[float]:
    return reached(sample, name)


def test_margins_that_exclude_each_other() -> None:
    """A and b are the same classification, but their figures differ."""
    same = make_sample({"a": [1, 1, 2], "b": [1, 1, 2], "w": [1, 1, 1]}, Design(weight="w"))
    error = refusal(same, Population.from_margins({"a": {1: 11, 2: 11}, "b": {1: 10, 2: 12}}))
    assert (error.code, error.place) == ("W007", "survey.rake: margin 'a', category '1'")
    assert "10.0 is the nearest" in error.fact


def test_margins_met_by_weights_of_nothing_are_not_met() -> None:
    """All of b 2 must come from the only interview of a 1 that has it."""
    table = {"a": [1, 1, 2, 2], "b": [1, 2, 1, 1], "w": [1, 1, 1, 1]}
    error = refusal(
        make_sample(table, Design(weight="w")), Population.from_margins({"a": {1: 11, 2: 11}, "b": {1: 11, 2: 11}})
    )
    assert (error.code, error.place) == ("W015", "survey.rake: interviews of a 1, b 1")


def test_blank_categories_are_refused_by_default() -> None:
    """How many and which."""
    table = {"sex": [1, 2, None, 2], "w": [1, 1, 1, 1]}
    error = refusal(make_sample(table, Design(weight="w")), Population.from_margins({"sex": {1: 50, 2: 50}}))
    assert (error.code, error.place) == ("W003", "survey.rake: margin 'sex'")
    assert "1 of 4 interviews (first: row 2" in error.fact


def test_blank_categories_held_keep_their_share() -> None:
    """A quarter of the weight is blank; the others share the remaining 75 by 30 to 70."""
    table = {"sex": [1, 2, None, 2], "w": [1, 1, 1, 1]}
    raked = rake(
        make_sample(table, Design(weight="w")), Population.from_margins({"sex": {1: 30, 2: 70}}), unknown="hold"
    )
    assert raked.weights == pytest.approx([22.5, 26.25, 25, 26.25])
    assert "1 interviews without sex keep 25.00% of the total" in raked.trail[-1].notes


def test_the_share_held_is_an_estimate(sample: Sample) -> None:
    """The total is known, the ratio of the sexes too; the number of blanks is not."""
    assert isinstance(sample.data, pd.DataFrame)
    blank = np.arange(300) % 7 == 0
    table = sample.data.assign(sex=sample.data["sex"].where(~blank))
    raked = rake(make_sample(table, sample.design), Population.from_margins({"sex": {1: 480, 2: 520}}), unknown="hold")
    assert total(raked, {"one": np.ones(300)}).se[0] < 1e-10
    assert shares(raked, "sex").se.max() < 1e-14
    assert total(raked, {"blank": blank * 1.0}).se[0] > 1


def test_approximate_figures_are_told_in_the_trail(sample: Sample, people: Population) -> None:
    """Such weights must not be called calibrated to official statistics."""
    assert rake(sample, people).trail[-1].notes == ("population figures are approximate",)


@pytest.mark.parametrize(
    "options",
    [{"bounds": (1.1, 2)}, {"bounds": (0.5, 0.9)}, {"unknown": "drop"}, {"residuals": "none"}, {"tolerance": 0}],
    ids=str,
)
def test_options_that_cannot_be(sample: Sample, people: Population, options: dict[str, object]) -> None:
    """Bounds lie around 1; words are those known."""
    error = refusal(sample, people, **options)
    assert (error.code, error.place) == ("W002", "survey.rake: options")


def test_no_margin(sample: Sample, people: Population) -> None:
    """At least one must be named."""
    error = refusal(sample, people, margins=[])
    assert (error.code, error.place) == ("W001", "survey.rake: margins")


def test_a_domain_is_not_raked(sample: Sample, people: Population) -> None:
    """Weights belong to the whole sample."""
    error = refusal(sample.where("sex == 1"), people)
    assert (error.code, error.place) == ("W008", "survey.rake: sample")


def test_margins_of_two_populations(sample: Sample) -> None:
    """Totals that disagree are found here, too, when the margins were joined by hand."""
    first, second = (Population.from_margins({name: {0: 5, 1: 6 + at}}) for at, name in enumerate(("town", "sex")))
    joined = Population((*first.tables, *second.tables), (("town",), ("sex",)))
    error = refusal(sample.assign(sex=sample.values("sex") - 1), joined)
    assert (error.code, error.place) == ("W009", "survey.rake: margins 'town' and 'sex'")
    assert "11 and 12" in error.fact


def test_weights_of_zero_stay_zero() -> None:
    """They enter neither the margins nor the regression of the variance."""
    table = pd.DataFrame({"sex": [1, 2, 2, 1], "y": [1.0, 2, 4, 100], "w": [1.0, 1, 1, 0]})
    people = Population.from_margins({"sex": {1: 10, 2: 10}})
    raked = rake(make_sample(table, Design(weight="w")), people)
    without = rake(make_sample(table.iloc[:3], Design(weight="w")), people)
    assert raked.weights.tolist() == pytest.approx([10, 5, 5, 0])
    assert mean(raked, "y").estimate == pytest.approx(mean(without, "y").estimate)


def test_many_variables_make_many_cells() -> None:
    """More combinations than a grid would hold."""
    random = np.random.default_rng(1)
    table = {f"v{at}": random.integers(0, 9, 2000) for at in range(9)} | {"w": np.ones(2000)}
    margins = {name: pd.Series(values).value_counts() for name, values in table.items() if name != "w"}
    raked = rake(make_sample(table, Design(weight="w")), Population.from_margins(margins))
    assert raked.weights == pytest.approx(np.ones(2000))


def test_one_margin_may_be_named_without_a_list() -> None:
    """The letters of its name are no margins."""
    sample = make_sample({"sex": [1, 1, 2], "w": [1, 1, 1]}, Design(weight="w"))
    assert rake(sample, {"sex": {1: 10, 2: 10}}, margins="sex").weights == pytest.approx([5.0, 5.0, 10.0])


def test_no_iterations_cannot_be() -> None:
    """Not the margins are to blame."""
    sample = make_sample({"sex": [1, 1, 2], "w": [1, 1, 1]}, Design(weight="w"))
    with pytest.raises(WeightingError, match="max_iterations=0") as caught:
        rake(sample, {"sex": {1: 10, 2: 10}}, max_iterations=0)
    assert (caught.value.code, caught.value.place) == ("W002", "survey.rake: options")


@pytest.mark.parametrize(
    ("figures", "code", "listed"), [({"m": 1, "f ": 1}, "W004", "'f', 'm'"), ({"m": 1}, "W005", "'m'")]
)
def test_categories_that_do_not_match_are_listed(figures: dict[str, float], code: str, listed: str) -> None:
    """A blank too many is seen at once."""
    sample = make_sample({"sex": ["m", "f"], "w": [1, 1]}, Design(weight="w"))
    with pytest.raises(WeightingError, match=listed) as caught:
        rake(sample, {"sex": figures})
    assert caught.value.code == code


def test_a_category_without_weight_is_not_said_to_be_there() -> None:
    """Somebody has it, but represents nobody."""
    sample = make_sample({"sex": ["m", "f"], "w": [0, 1]}, Design(weight="w"))
    with pytest.raises(WeightingError, match=r"no interview with a weight .* They have 'f'\.") as caught:
        rake(sample, {"sex": {"m": 1, "f": 1}})
    assert caught.value.code == "W004"


def test_a_lower_bound_alone_holds() -> None:
    """No upper bound: the factors stay above the lower one, which some would pass, and the margins are met."""
    rng = np.random.default_rng(5)
    data = {"a": rng.integers(0, 2, 200), "b": rng.integers(0, 5, 200), "w": np.ones(200)}
    sample = make_sample(data, Design(weight="w"))
    people = {"a": {0: 80, 1: 120}, "b": {0: 34, 1: 46, 2: 40, 3: 40, 4: 40}}
    free, raked = rake(sample, people).weights, rake(sample, people, bounds=(0.75, float("inf"))).weights
    assert free.min() < 0.75 == pytest.approx(raked.min())
    assert raked[data["a"] == 0].sum() == pytest.approx(80, rel=1e-7)


def test_a_fit_that_is_met_is_not_lost_to_rounding() -> None:
    """Cells of a replicate of a wave, weights normalised to 1,000: the fourth step met the margins, the next lost them.

    The categories of each margin add up to the same people, so that a step may run far along them; met to a few millionths
    only, the replicate was refused.
    """
    cells = [
        *(87.33966166525569, 10.241291534294515, 10.422195371843607, 4.757790884931909, 5.449395693088245),
        *(89.05871605011028, 18.870308615729968, 3.847412393149475, 4.74605116312301, 11.42113823562957),
        *(271.4079382449052, 37.60850274301977, 25.453792847084497, 15.865173924157752, 16.025076729103148),
        *(280.78592916394024, 44.64061099873319, 32.03364159604898, 12.96152555308934, 17.063846592761582),
    ]
    at = np.indices((2, 2, 5)).reshape(3, -1)
    sizes = (2, 2, 5)
    X = np.hstack([np.eye(size)[own] for size, own in zip(sizes, at, strict=True)])
    targets = np.array([328010.0, 1004530, 645710, 686830, 888410, 210410, 114700, 55420, 63600])
    fit = fit_factors(MarginColumns(at.T, sizes), np.array(cells), targets, None, 1e-8, 200)
    assert fit.deviation < 1e-10
    np.testing.assert_allclose(X.T @ (np.array(cells) * fit.factors), targets, rtol=1e-10)

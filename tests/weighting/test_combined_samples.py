"""Waves put together: independent ones, ones that share PSUs, weights of an average wave."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from survey.design import Design, Level, Population, Sample, make_sample
from survey.errors import WeightingError
from survey.estimation import change, contrast, mean, total
from survey.weighting import calibrate, combine, normalize, rake

DESIGN = Design(strata="stratum", psu="psu", weight="w", nested=True)
PEOPLE = Population.from_margins({"sex": {1: 480, 2: 520}})


def wave(seed: int, lift: float = 0.0) -> Sample:
    """100 interviews in 20 PSUs, whose level is the same in every wave."""
    random = np.random.default_rng(seed)
    level = np.random.default_rng(99).normal(size=20)
    psu = np.repeat(np.arange(20), 5)
    table = pd.DataFrame(
        {
            "stratum": psu // 5,
            "psu": psu % 5,
            "sex": random.choice([1, 2], 100, p=[0.4, 0.6]),
            "y": 10 + lift + level[psu] + random.normal(size=100),
            "w": random.uniform(8, 12, 100),
        }
    )
    return make_sample(table, DESIGN)


FIRST, SECOND = wave(1), wave(2, 0.5)


def refusal(call: Callable[[], object]) -> WeightingError:
    with pytest.raises(WeightingError) as caught:
        call()
    return caught.value


def test_independent_waves_add_their_variances() -> None:
    """Totals of an average wave; every wave by name as it was alone."""
    both = combine({"2018Q1": FIRST, "2018Q2": SECOND})
    one, other = total(FIRST, "y"), total(SECOND, "y")
    whole = total(both, "y")
    assert whole.estimate == pytest.approx((one.estimate + other.estimate) / 2)
    assert whole.se == pytest.approx(np.hypot(one.se, other.se) / 2)
    by_wave = mean(both, "y", by="wave")
    assert by_wave.estimate == pytest.approx([mean(FIRST, "y").estimate[0], mean(SECOND, "y").estimate[0]])
    assert by_wave.se == pytest.approx([mean(FIRST, "y").se[0], mean(SECOND, "y").se[0]])
    assert by_wave.df.tolist() == [16, 16]


def test_calibrations_of_each_wave_stay_known() -> None:
    """Each was raked, one calibrated to a number as well and normalised: errors as before."""
    first = rake(FIRST, PEOPLE)
    second = normalize(calibrate(SECOND, PEOPLE, method="raking", bounds=(0.2, 5)), 100)
    second = calibrate(second, {"(all)": 1000, "y": 10_500})
    both = combine({1: first, 2: second}, weights="keep")
    assert mean(both, "y", by="wave").se == pytest.approx([mean(first, "y").se[0], mean(second, "y").se[0]], abs=1e-9)
    assert [step.kind for step in both.trail] == ["design", "rake", "calibrate", "calibrate", "combine"]
    assert both.trail[-1].notes[1] == "2: design -> calibrate -> normalize -> calibrate"


def test_shared_psus_correlate_the_waves() -> None:
    """The difference between waves has the error that ``change`` finds, less than that of independent waves."""
    shared = contrast(mean(combine({1: FIRST, 2: SECOND}, psus="shared"), "y", by="wave"), [-1, 1])
    apart = contrast(mean(combine({1: FIRST, 2: SECOND}), "y", by="wave"), [-1, 1])
    assert shared.estimate == pytest.approx(apart.estimate)
    assert shared.se[0] < 0.8 * apart.se[0]
    assert shared.se == pytest.approx(change(FIRST, SECOND, "y").to_frame()["se"].to_numpy(), rel=0.02)


def test_weights_by_precision() -> None:
    """In proportion to the effective numbers of interviews."""
    both = combine({1: FIRST, 2: SECOND}, weights="precision")
    sizes = [FIRST.trail[-1].n_eff, SECOND.trail[-1].n_eff]
    assert both.weights[:100].sum() / FIRST.weights.sum() == pytest.approx(sizes[0] / sum(sizes))
    assert combine({1: FIRST, 2: SECOND}, weights="keep").weights.sum() == pytest.approx(
        FIRST.weights.sum() + SECOND.weights.sum()
    )


def test_several_stages_stay_apart() -> None:
    """Two stages with population figures: each wave has the error it had alone."""
    table = {"psu": [1, 1, 2, 2, 3, 3], "person": [1, 2, 1, 2, 1, 2], "n": [9] * 6, "m": [5] * 6}
    design = Design(psu=("psu", "person"), fpc=("n", "m"))
    one, other = (make_sample({**table, "y": y}, design) for y in ([1, 2, 3, 4, 5, 7], [2, 2, 5, 1, 0, 3]))
    both = total(combine({"a": one, "b": other}, weights="keep"), "y", by="wave")
    assert both.se == pytest.approx([total(one, "y").se[0], total(other, "y").se[0]])


def test_columns_added_to_every_wave_stay() -> None:
    """Those of one wave only do not."""
    one, other = FIRST.assign(z=np.ones(100), only=np.ones(100)), SECOND.assign(z=np.full(100, 2.0))
    both = combine({1: one, 2: other})
    assert both.values("z").sum() == 300
    assert not both.has("only")


@pytest.mark.parametrize(
    ("waves", "options", "code", "place"),
    [
        ({1: FIRST}, {}, "W160", "survey.combine: waves"),
        ({1: FIRST, 2: SECOND}, {"psus": "share"}, "W160", "survey.combine: options"),
        ({1: FIRST, 2: SECOND}, {"name": "sex"}, "W162", "survey.combine: name 'sex'"),
        ({1: FIRST, 2: SECOND.where("sex == 1")}, {}, "W100", "survey.combine: wave 2: sample"),
        (
            {1: FIRST, 2: make_sample(SECOND.to_frame(), Design(weight="w", lonely="adjust"))},
            {},
            "W161",
            "survey.combine: wave 2",
        ),
        (
            {at: make_sample(one.to_frame(), Design(weight="w")) for at, one in ((1, FIRST), (2, SECOND))},
            {"psus": "shared"},
            "W163",
            "survey.combine: wave 1",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_waves_that_cannot_be_joined(
    waves: dict[Level, Sample], options: dict[str, str], code: str, place: str
) -> None:
    """Every reason under its own code."""
    error = refusal(lambda: combine(waves, **options))  # type: ignore[arg-type]
    assert (error.code, error.place) == (code, place)


def test_what_differs_between_the_designs_is_named() -> None:
    """Not all that could differ."""
    data = {"y": [1, 2], "w": [1, 1]}
    waves = {"a": make_sample(data, Design(weight="w")), "b": make_sample(data, Design(weight="w", lonely="adjust"))}
    with pytest.raises(
        WeightingError, match=r"joined: the rule for lonely PSUs differs from that of the first wave\.\n"
    ):
        combine(waves)

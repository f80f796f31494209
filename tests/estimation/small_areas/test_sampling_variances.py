"""Smoothed sampling variances by hand."""

import numpy as np
import pytest

from survey.design import Design, Sample, make_sample
from survey.errors import EstimationError
from survey.estimation import mean, share
from survey.estimation.small_areas.sampling_variances import smooth_variances

PLACE = "survey.small_area"


def villages(answers: dict[str, list[list[float]]]) -> Sample:
    """Villages of each district as PSUs; everybody weighs 1."""
    rows = [
        (district, f"{district}{at}", answer)
        for district, own in answers.items()
        for at, village in enumerate(own)
        for answer in village
    ]
    area, psu, y = zip(*rows, strict=True)
    table = {"area": list(area), "psu": list(psu), "y": list(y), "w": [1.0] * len(rows)}
    return make_sample(table, Design(strata="area", psu="psu", weight="w"))


MIXED = villages(
    {
        "a": [[1, 1, 0, 1], [0, 0, 0, 1], [1, 1, 1, 1]],
        "b": [[0, 0, 0, 1], [1, 1, 0, 1]],
        "c": [[1, 1, 1, 0], [0, 1, 0, 0], [0, 0, 0, 0], [1, 1, 0, 0]],
    }
)


@pytest.mark.parametrize("kind", ["share", "mean"])
def test_one_design_effect_and_one_spread_by_hand(kind: str) -> None:
    """Ratio of sums; spread pooled over 11 + 7 + 15 degrees of freedom; Satterthwaite over 2, 1 and 3."""
    found = (share if kind == "share" else mean)(MIXED, "y", by="area")
    p, n = np.array([8 / 12, 4 / 8, 6 / 16]), np.array([12, 8, 16])
    spreads = p * (1 - p) * n / (n - 1)
    villages_of = [np.array([3, 1, 4]), np.array([1, 3]), np.array([3, 1, 0, 2])]
    variances = np.array(
        [(one / 4).var(ddof=1) / len(one) for one in villages_of],
    )
    effect = variances.sum() / (spreads / n).sum()
    assert effect > 1
    df = variances.sum() ** 2 / (variances**2 / np.array([2, 1, 3])).sum()
    spread = (spreads * (n - 1)).sum() / (n - 1).sum()
    smoothed = smooth_variances(found, PLACE)
    assert found.se**2 == pytest.approx(variances)
    assert (smoothed.design_effect, smoothed.spread, smoothed.df) == pytest.approx((effect, spread, df))
    assert smoothed.variance == pytest.approx(effect * spread / n)


def test_clustering_is_never_a_gain() -> None:
    """Villages that are all alike have a design effect below 1; 1 is used."""
    same = villages({"a": [[1, 0, 0, 1], [1, 1, 0, 0]], "b": [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0]]})
    found = share(same, "y", by="area")
    smoothed = smooth_variances(found, PLACE)
    p, n = np.array([0.5, 1 / 6]), np.array([8, 12])
    # In district a both villages have the share 1/2: the direct variance is 0 and the spread counts all the same.
    assert found.se[0] == 0
    assert smoothed.design_effect == 1
    assert smoothed.spread == pytest.approx((p * (1 - p) * n).sum() / (n - 1).sum())


def test_an_area_where_all_answer_the_same_gets_the_spread_of_all() -> None:
    """Nobody of four says yes: the share is 0, its error is not."""
    mixed = villages({"a": [[1, 1], [0, 1], [0, 0]], "b": [[0, 0], [0, 0]], "c": [[1, 0], [1, 1]]})
    found = share(mixed, "y", by="area")
    smoothed = smooth_variances(found, PLACE)
    assert (found.estimate[1], found.se[1]) == (0, 0)
    p, n = np.array([3 / 6, 0, 3 / 4]), np.array([6, 4, 4])
    assert smoothed.spread == pytest.approx((p * (1 - p) * n).sum() / (n - 1).sum())
    assert smoothed.variance[1] == pytest.approx(smoothed.design_effect * smoothed.spread / 4)


def test_without_degrees_of_freedom_there_is_nothing_to_smooth() -> None:
    """One village per district and no rule for it would do: the design takes them as certain."""
    table = {"area": list("aabb"), "y": [1, 0, 1, 1], "w": [1] * 4}
    sample = make_sample(table, Design(strata="area", psu="area", weight="w", lonely="certainty"))
    with pytest.raises(EstimationError, match="E350"):
        smooth_variances(share(sample, "y", by="area"), PLACE)

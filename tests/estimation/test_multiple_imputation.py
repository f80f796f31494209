"""Estimates of several completed data sets."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
import pytest

from survey.design import Design, Sample, make_sample
from survey.errors import EstimationError
from survey.estimation import Estimates, combine_imputations, contrast, mean, share

PSUS = [1, 1, 2, 2, 3, 3, 4, 4]


def completed(fill: Sequence[float]) -> Sample:
    """Eight interviews, the last two imputed."""
    data = pd.DataFrame({"psu": PSUS, "y": [1.0, 2, 4, 3, 5, 6, *fill], "g": [1, 2] * 4, "w": [1.0, 2] * 4})
    return make_sample(data.assign(high=(data["y"] > 3) * 1), Design(psu="psu", weight="w"))


FILLS = [(4.0, 5.0), (5.0, 7.0), (3.0, 6.0)]


def all_of(call: Callable[[Sample], Estimates]) -> list[Estimates]:
    return [call(completed(fill)) for fill in FILLS]


def test_rubins_rules_by_hand() -> None:
    """Mean of the estimates; mean of the variances plus 4/3 of the variance between."""
    parts = all_of(lambda sample: mean(sample, "y"))
    found = combine_imputations(parts)
    q, u = np.array([one.estimate[0] for one in parts]), np.array([one.se[0] ** 2 for one in parts])
    between = q.var(ddof=1)
    assert found.estimate[0] == pytest.approx(q.mean())
    assert found.se[0] == pytest.approx(np.sqrt(u.mean() + 4 / 3 * between))
    r = 4 / 3 * between / u.mean()
    assert found.df[0] == pytest.approx(2 * (1 + 1 / r) ** 2)
    assert found.missing_information[0] == pytest.approx((r + 2 / (found.df[0] + 3)) / (r + 1))


def test_few_psus_leave_fewer_degrees_of_freedom() -> None:
    """Barnard and Rubin: never more than without blanks."""
    parts = all_of(lambda sample: mean(sample, "y"))
    assert combine_imputations(parts, df_complete=3).df[0] < 3


def test_imputations_that_agree_are_one_estimation() -> None:
    """Nothing is missing then."""
    one = mean(completed(FILLS[0]), "y", by="g")
    found = combine_imputations([one, one, one])
    np.testing.assert_allclose(found.se, one.se)
    np.testing.assert_allclose(found.missing_information, 0, atol=1e-12)
    assert np.isinf(found.df).all()


def test_the_covariance_has_both_parts() -> None:
    """And a contrast of the rows is the combination of the contrasts."""
    parts = all_of(lambda sample: mean(sample, "y", by="g"))
    found = combine_imputations(parts)
    difference = contrast(found, [1, -1])
    expected = combine_imputations([contrast(one, [1, -1]) for one in parts])
    assert difference.se[0] == pytest.approx(expected.se[0])
    np.testing.assert_allclose(np.sqrt(np.diagonal(found.covariance())), found.se)


def test_limits_of_shares_stay_between_0_and_1() -> None:
    """On the logit scale."""
    found = combine_imputations(all_of(lambda sample: share(sample, "high", [1], by="g")))
    assert ((found.ci_low > 0) & (found.ci_high < 1)).all()
    assert set(found.method) == {"logit"}


def test_an_empty_domain_stays_empty() -> None:
    """NaN, and its flag."""
    found = combine_imputations(all_of(lambda sample: mean(sample, "y", where="g == 9")))
    assert np.isnan([found.estimate[0], found.se[0], found.missing_information[0]]).all()
    assert found.flag("empty")[0]


def test_the_frame_tells_how_much_is_missing() -> None:
    """A column beside the degrees of freedom."""
    frame = combine_imputations(all_of(lambda sample: mean(sample, "y"))).to_frame()
    assert list(frame.columns)[6:8] == ["df", "missing_information"]
    assert frame["n"].tolist() == [8]


@pytest.mark.parametrize(
    ("call", "code", "place"),
    [
        (lambda: combine_imputations(all_of(lambda s: mean(s, "y"))[:1]), "E255", "survey.combine_imputations"),
        (lambda: combine_imputations([mean(completed((1, 2)), "y"), mean(completed((1, 2)), "w")]), "E256", "survey.combine_imputations: estimation 2"),
        (lambda: combine_imputations(all_of(lambda s: mean(s, "y")), df_complete=0), "E257", "survey.combine_imputations"),
        (lambda: combine_imputations(all_of(lambda s: mean(s, "y")), level=95), "E257", "survey.combine_imputations"),
    ],
)  # fmt: skip
def test_mistakes_are_named(call: Callable[[], object], code: str, place: str) -> None:
    """Each with its code and place."""
    with pytest.raises(EstimationError) as caught:
        call()
    assert (caught.value.code, caught.value.place) == (code, place)

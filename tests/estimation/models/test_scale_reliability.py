"""Cronbach's alpha and item-total correlations."""

from collections.abc import Callable

import numpy as np
import pytest

from survey.design import Design, Sample, make_sample
from survey.errors import EstimationError
from survey.estimation import contrast, mean, reliability

MakeSample = Callable[..., Sample]
ITEMS = ["a", "b", "c"]


@pytest.fixture(scope="module")
def scale() -> Sample:
    """Three items and a fourth that points the other way, 160 interviews in 16 PSUs."""
    random = np.random.default_rng(21)
    n = 160
    truth = random.normal(size=n) + np.repeat(random.normal(0, 0.5, 16), 10)
    table = {name: np.round(truth + random.normal(size=n)) for name in ITEMS}
    table["against"] = -np.round(truth + random.normal(size=n))
    table["c"][::17] = np.nan
    rest = {"psu": np.repeat(np.arange(16), 10), "w": random.integers(1, 5, n), "g": random.integers(1, 3, n)}
    return make_sample({**table, **rest}, Design(psu="psu", weight="w"))


def test_alpha_by_hand() -> None:
    """Variances 1.25, 1.25, 1.6875 and of the sum 10.6875: 3/2 (1 - 4.1875 / 10.6875)."""
    data = {"a": [1, 2, 3, 4], "b": [2, 1, 4, 3], "c": [1, 2, 4, 4], "w": [1, 1, 1, 1]}
    found = reliability(make_sample(data, Design(weight="w")), ITEMS)
    assert found.alpha.estimate[0] == pytest.approx(1.5 * (1 - 4.1875 / 10.6875))
    assert found.if_dropped.estimate[2] == pytest.approx(2 * (1 - 2.5 / 4))
    assert found.item_total.estimate[2] == pytest.approx(np.corrcoef([1, 2, 4, 4], [3, 3, 7, 7])[0, 1])


def test_errors_are_those_of_the_delta_method(scale: Sample) -> None:
    """Alpha, alpha without an item and a correlation as functions of the means of items and their products."""
    complete = scale.where(~np.isnan(scale.values("c")))
    x = [np.nan_to_num(scale.values(name)) for name in ITEMS]
    pairs = [(i, j) for i in range(3) for j in range(i, 3)]
    moments = mean(complete, {**dict(zip(ITEMS, x, strict=True)), **{f"{i}{j}": x[i] * x[j] for i, j in pairs}})

    def statistics(m: np.ndarray) -> list[float]:
        S = np.zeros((3, 3))
        for (i, j), value in zip(pairs, m[3:], strict=True):
            S[i, j] = S[j, i] = value - m[i] * m[j]
        rest = S[1, 1] + S[2, 2] + 2 * S[1, 2]
        alpha = 1.5 * (1 - np.trace(S) / S.sum())
        return [alpha, 2 * (1 - (S[1, 1] + S[2, 2]) / rest), (S[0, 1] + S[0, 2]) / np.sqrt(S[0, 0] * rest)]

    known, found = contrast(moments, {"all": statistics}), reliability(scale, ITEMS)
    ours = [found.alpha, found.if_dropped, found.item_total]
    assert [one.estimate[0] for one in ours] == pytest.approx(known.estimate)
    assert [one.se[0] for one in ours] == pytest.approx(known.se, rel=1e-6)
    assert found.alpha.n[0] == 150


def test_domains_are_calculated_each_for_itself(scale: Sample) -> None:
    """By a variable and by a condition give the same."""
    both = reliability(scale, ITEMS, by="g")
    for at in (0, 1):
        alone = reliability(scale, ITEMS, where=f"g == {at + 1}")
        assert both.alpha.estimate[at] == pytest.approx(alone.alpha.estimate[0])
        assert both.alpha.se[at] == pytest.approx(alone.alpha.se[0])
        assert both.item_total.se[at::2] == pytest.approx(alone.item_total.se)
    assert both.to_frame()["g"].tolist() == [1, 2] * 3


def test_an_item_the_other_way_is_turned_round(scale: Sample) -> None:
    """Alpha rises; a shift or a sign of all changes nothing."""
    wrong = reliability(scale, [*ITEMS, "against"]).alpha.estimate[0]
    right = reliability(scale, [*ITEMS, "against"], reverse=["against"]).alpha.estimate[0]
    assert wrong < 0.5 < right
    assert reliability(scale, ITEMS, reverse=ITEMS).alpha.estimate == pytest.approx(
        reliability(scale, ITEMS).alpha.estimate
    )


def test_two_items_have_no_alpha_without_one(scale: Sample) -> None:
    """A row without an estimate, not a missing row."""
    found = reliability(scale, ["a", "b"])
    assert np.isnan(found.if_dropped.estimate).all()
    assert len(found.to_frame()) == 2
    assert found.item_total.estimate[0] == pytest.approx(found.item_total.estimate[1])


def test_a_battery_is_scored_by_the_questionnaire(asked: MakeSample) -> None:
    """Scores turn codes round and keep their order, so that alpha of C01 is that of the codes."""
    columns = {
        "C01a": ["1", "2", "3", "4", "2"],
        "C01b": ["1", "2", "4", "3", "2"],
        "C01c": ["2", "1", "3", "4", "2"],
    }
    sample = asked(**columns)
    scored = reliability(sample, list(columns))
    plain = reliability(sample, list(columns), scored=False)
    assert (scored.scored, plain.scored) == (True, False)
    assert scored.alpha.estimate == pytest.approx(plain.alpha.estimate, rel=0.05)
    assert "scores" in repr(scored)


def test_a_battery_by_its_name(asked: MakeSample, scale: Sample) -> None:
    """All its rows, in the order of asking."""
    rows = {f"C01{letter}": ["1", "2", "3", "2"] for letter in "abcdefghijkl"}
    found = reliability(asked(**rows), "C01")
    assert found.items == tuple(rows)
    assert found.alpha.estimate[0] == pytest.approx(1)


@pytest.mark.parametrize(
    ("items", "options", "code"),
    [
        (["a"], {}, "E188"),
        ("a", {}, "E188"),
        (["a", "bb"], {}, "E189"),
        (["a", "b"], {"scored": True}, "E190"),
    ],
)
def test_a_scale_that_is_none(scale: Sample, items: list[str], options: dict[str, bool], code: str) -> None:
    """Refused by code."""
    with pytest.raises(EstimationError) as caught:
        reliability(scale, items, **options)  # type: ignore[arg-type]
    assert caught.value.code == code


def test_texts_are_no_items() -> None:
    """Named."""
    drawn = make_sample({"a": [1, 2], "t": ["x", "y"], "w": [1, 1]}, Design(weight="w"))
    with pytest.raises(EstimationError) as caught:
        reliability(drawn, ["a", "t"])
    assert (caught.value.code, caught.value.place) == ("E191", "survey.reliability: item 't'")


def test_a_result_shows_itself(scale: Sample) -> None:
    """In a terminal and in a notebook."""
    found = reliability(scale, ITEMS)
    assert "3 items" in repr(found)
    assert "<table" in found._repr_html_()


def test_an_item_to_be_turned_round_has_to_be_one_of_the_items() -> None:
    """A misspelt one would be left as it is."""
    sample = make_sample({"a": [1, 2, 3], "b": [3, 2, 2], "w": [1, 1, 1]}, Design(weight="w"))
    with pytest.raises(EstimationError, match="Did you mean 'b'") as caught:
        reliability(sample, ["a", "b"], reverse=["B"])
    assert (caught.value.code, caught.value.place) == ("E258", "survey.reliability: reverse 'B'")

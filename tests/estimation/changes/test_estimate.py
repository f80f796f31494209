"""Differences between waves: kept PSUs, panels, equivalence, what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from survey.arrays import Floats, Indices
from survey.design import Design, Sample, make_sample
from survey.errors import SurveyError
from survey.estimation import change, contrast, mean, quantile, share, shares, total
from survey.weighting import normalize

PLAIN = Design(strata="stratum", psu="psu", weight="w", nested=True)


def draw(seed: int, psus: list[int], *, design: Design = PLAIN, strata: int = 2, size: int = 5) -> Sample:
    """A wave with these PSUs in every stratum; what a PSU adds to ``y`` and ``yes`` depends on its number only."""
    random = np.random.default_rng(seed)
    stratum, psu, person = (one.ravel() for one in np.meshgrid(range(strata), psus, range(size), indexing="ij"))
    lift = np.random.default_rng(0).normal(0, 1, (10, 100))[stratum, psu]
    n = len(psu)
    table = pd.DataFrame(
        {
            "stratum": stratum,
            "psu": psu,
            "person": [f"{h}-{u}-{i}" for h, u, i in zip(stratum, psu, person, strict=True)],
            "w": random.uniform(1, 3, n),
            "y": 5 * stratum + lift + random.normal(0, 0.5, n),
            "x": random.uniform(1, 2, n),
            "yes": (lift + random.normal(0, 1, n) > 0).astype(float),
            "item": random.choice([1, 2, 3], n),
            "g": np.where(np.arange(n) % 2 == 0, "a", "b"),
        }
    )
    return make_sample(table, design)


def test_kept_psus_by_hand() -> None:
    """Four PSUs without strata, weights 1: the standard error is that of the mean of four differences 1, 1, 1, 2."""
    design = Design(psu="psu", weight="w")
    first = make_sample({"y": [1, 2, 3, 6], "psu": [1, 2, 3, 4], "w": [1, 1, 1, 1]}, design)
    second = make_sample({"y": [8, 4, 3, 2], "psu": [4, 3, 2, 1], "w": [1, 1, 1, 1]}, design)
    found = change(first, second, "y")
    assert found.change == pytest.approx(np.array([1.25]))
    assert found.se == pytest.approx(np.array([0.25]))
    assert found.df == pytest.approx(np.array([3.0]))
    assert found.t == pytest.approx(np.array([5.0]))
    assert found.overlap == pytest.approx(np.array([4.0]))
    alone = found.before.se[0], found.after.se[0]
    assert found.correlation[0] == pytest.approx((alone[0] ** 2 + alone[1] ** 2 - 0.25**2) / (2 * alone[0] * alone[1]))


@pytest.mark.parametrize("shared", ["psu", "none"])
def test_waves_of_different_psus_are_independent(shared: str) -> None:
    """Variances and degrees of freedom add up, whether sharing is looked for or ruled out."""
    found = change(draw(1, [1, 2, 3]), draw(2, [4, 5, 6, 7]), ["y", "yes"], "g", shared=shared)
    np.testing.assert_allclose(found.se, np.hypot(found.before.se, found.after.se), rtol=1e-12)
    np.testing.assert_array_equal(found.df, found.before.df + found.after.df)
    np.testing.assert_array_equal(found.correlation, 0)
    np.testing.assert_array_equal(found.overlap, 0)


@pytest.mark.parametrize("kind", ["mean", "total"])
def test_waves_with_the_same_psus_are_one_sample_with_two_domains(kind: str) -> None:
    """The same as a contrast of two domains of the stacked table, which shares every PSU; other designs know no more."""
    first, second = draw(1, [1, 2, 3]), draw(2, [1, 2, 3])
    both = pd.concat([first.to_frame().assign(wave=1), second.to_frame().assign(wave=2)]).drop(columns="weight")
    estimator = mean if kind == "mean" else total
    stacked = contrast(
        estimator(make_sample(both.reset_index(drop=True), PLAIN), "y", by="wave"), {"change": {"y:2": 1, "y:1": -1}}
    )
    found = change(first, second, "y", kind=kind)  # type: ignore[arg-type]
    for name, own in (("estimate", found.change), ("se", found.se), ("df", found.df), ("ci_low", found.ci_low)):
        np.testing.assert_allclose(own, getattr(stacked, name), rtol=1e-9, err_msg=name)


def test_a_wave_does_not_change_against_itself() -> None:
    """Nothing is uncertain about a difference of a number with itself; there is no test of it."""
    one = draw(1, [1, 2, 3])
    found = change(one, one, ["y", "yes"], "g", margin=0.1)
    for zero in (found.change, found.se, found.ci_low, found.ci_high):
        np.testing.assert_array_equal(zero, 0)
    np.testing.assert_allclose(found.correlation, 1)
    assert np.isnan(found.t).all()
    assert np.isnan(found.q).all()
    assert found.equivalent is not None
    assert found.equivalent.all()


def test_the_order_of_the_waves_turns_the_sign() -> None:
    """And nothing else."""
    first, second = draw(1, [1, 2, 3, 4]), draw(2, [3, 4, 5])
    there, back = change(first, second, "y"), change(second, first, "y")
    np.testing.assert_allclose(there.change, -back.change)
    for name in ("se", "df", "p", "correlation", "overlap"):
        np.testing.assert_allclose(getattr(there, name), getattr(back, name), err_msg=name)


def test_degrees_of_freedom_count_a_kept_psu_once() -> None:
    """Two strata with PSUs 1-4 and 3-5: five PSUs in each, less one per stratum; with 1-2 and 4-6 two samples."""
    assert change(draw(1, [1, 2, 3, 4]), draw(2, [3, 4, 5]), "y").df[0] == 2 * (5 - 1)
    assert change(draw(1, [1, 2]), draw(2, [4, 5, 6]), "y").df[0] == 2 * (1 + 2)
    assert change(draw(1, [1, 2, 3, 4]), draw(2, [3, 4, 5]), "y", df="design").df[0] == 8
    assert change(draw(1, [1, 2]), draw(2, [4, 5, 6]), "y", df=17).df[0] == 17


def test_strata_of_one_wave_only_stand_alone() -> None:
    """A region that joined adds its own error, and nothing is in common there."""
    found = change(draw(1, [1, 2, 3]), draw(2, [1, 2, 3], strata=3), "y")
    assert found.overlap[0] == 6
    assert found.df[0] == 2 * 2 + 2


def rotate(kept: int, draws: int = 400) -> tuple[float, float, float]:
    """Variance of the change over samples of 4 of 16 PSUs per stratum, what is estimated, and that of waves apart."""
    random, n, size, strata = np.random.default_rng(7), 4, 16, 6
    level = random.normal(0, 3, (strata, 1))
    base = random.normal(0, 1, (strata, size))
    truth = [level + base + random.normal(0, 0.5, base.shape) for _ in range(2)]
    design = Design(strata="stratum", psu="psu", weight="w", nested=True, fpc="size")
    stratum = np.repeat(np.arange(strata), n)

    def wave(values: Floats, psu: Indices) -> Sample:
        table = {"stratum": stratum, "psu": psu.ravel(), "y": values[stratum, psu.ravel()]}
        return make_sample({**table, "w": np.ones(len(stratum)), "size": np.full(len(stratum), size)}, design)

    found, variances, apart = [], [], []
    for _ in range(draws):
        drawn = np.array([random.permutation(size) for _ in range(strata)])
        one = change(wave(truth[0], drawn[:, :n]), wave(truth[1], drawn[:, n - kept : 2 * n - kept]), "y")
        found.append(one.change[0])
        variances.append(one.se[0] ** 2)
        apart.append(one.before.se[0] ** 2 + one.after.se[0] ** 2)
    return float(np.var(found)), float(np.mean(variances)), float(np.mean(apart))


@pytest.mark.parametrize("kept", [2, 3, 4])
def test_variance_is_right_when_some_psus_rotate(kept: int) -> None:
    """Against the variance over 400 pairs of samples from a known population, whose sampling error is about 7 %.

    As independent samples the variance would be too large by half (2 kept) up to five times (4 kept).
    """
    truth, estimated, apart = rotate(kept)
    assert estimated == pytest.approx(truth, rel=0.2)
    assert apart > 1.3 * truth


def test_a_panel_in_psus_has_the_error_of_its_psus() -> None:
    """Numbers of members are checked, and then the PSU holds what its members share."""
    first, second = draw(1, [1, 2, 3]), draw(2, [1, 2, 3])
    by_person, by_psu = change(first, second, "y", shared="person"), change(first, second, "y")
    np.testing.assert_array_equal(by_person.se, by_psu.se)


def test_a_panel_selected_directly_is_matched_by_its_numbers() -> None:
    """Three of four stayed, the order is another, one number is blank: by hand from the products of the three.

    Deviations over 4 of y = 1, 2, 3, 6 (mean 3) and 2, 3, 5, 10 (mean 5), 4, 2 and 3 kept of four:
    the factor is 1 / (1 - 1/4 - 1/4 + 3/16).
    """
    design = Design(weight="w")
    first = make_sample({"y": [1, 2, 3, 6], "id": ["p", "q", "r", ""], "w": [1, 1, 1, 1]}, design)
    second = make_sample({"y": [10, 5, 3, 2], "id": ["s", "r", "q", "p"], "w": [1, 1, 1, 1]}, design)
    found = change(first, second, "y", shared="id")
    products = ((1 - 3) * (2 - 5) + (2 - 3) * (3 - 5) + (3 - 3) * (5 - 5)) / 16
    common = products / (1 - 1 / 4 - 1 / 4 + 3 / 16)
    alone = found.before.se[0] ** 2 + found.after.se[0] ** 2
    assert found.se[0] == pytest.approx(np.sqrt(alone - 2 * common))
    assert found.overlap[0] == 3
    assert change(first, second, "y").overlap[0] == 0


def test_kinds_are_the_functions_of_their_names() -> None:
    """Estimates of both waves are those of share, shares and quantile with the same options."""
    first, second = draw(1, [1, 2, 3]), draw(2, [2, 3, 4])
    found = change(first, second, "item", "g", kind="share", codes=[1, 2])
    np.testing.assert_array_equal(found.previous, share(first, "item", [1, 2], by="g").estimate)
    found = change(first, second, "item", kind="shares")
    np.testing.assert_array_equal(found.current, shares(second, "item").estimate)
    assert found.category is not None
    assert found.category.levels == (1, 2, 3)
    found = change(first, second, "y", kind="quantile", probabilities=[0.25, 0.75], where="x > 1.2")
    np.testing.assert_array_equal(found.current, quantile(second, "y", [0.25, 0.75], where="x > 1.2").estimate)
    assert (found.se > 0).all()


def test_weights_and_their_trail_are_those_of_each_wave() -> None:
    """A normalised wave has the same means, so the same change and error."""
    first, second = draw(1, [1, 2, 3]), draw(2, [1, 2, 4])
    other = change(normalize(first), second, "y")
    np.testing.assert_allclose(change(first, second, "y").se, other.se)
    assert "design -> normalize" in other.about


def test_equivalence_is_the_narrower_interval_within_the_margin() -> None:
    """At level 0.95 the 90 % interval; a margin at its further end is the border."""
    first, second = draw(1, [1, 2, 3]), draw(2, [1, 2, 4])
    narrow = change(first, second, "y", level=0.9)
    end = max(abs(narrow.ci_low[0]), abs(narrow.ci_high[0]))
    inside, outside = (change(first, second, "y", margin=end * factor) for factor in (1.001, 0.999))
    assert inside.equivalent is not None
    assert outside.equivalent is not None
    assert (bool(inside.equivalent[0]), bool(outside.equivalent[0])) == (True, False)
    assert change(first, second, "y").equivalent is None


def test_false_discovery_rates_are_taken_over_the_rows() -> None:
    """Two tests: the smaller p doubled, unless the larger is smaller than that."""
    found = change(draw(1, [1, 2, 3]), draw(2, [1, 2, 4]), ["y", "yes"])
    small, large = sorted(found.p)
    assert sorted(found.q) == pytest.approx([min(2 * small, large), large])


def test_a_share_of_nought_keeps_an_interval() -> None:
    """Nobody before and nobody now says little, not nothing: the interval reaches as far as those of the shares."""
    one, other = draw(1, [1, 2, 3]), draw(2, [1, 2, 3])
    first, second = (sample.assign(never=np.zeros(len(sample))) for sample in (one, other))
    found = change(first, second, "never", kind="share", codes=1)
    assert found.se[0] == 0
    assert found.ci_high[0] == pytest.approx(found.after.ci_high[0])
    assert found.ci_low[0] == pytest.approx(-found.before.ci_high[0])
    assert found.to_frame()["method"].tolist() == ["mover"]
    assert "edge" in found.to_frame()["flags"][0]


def test_an_empty_domain_has_no_change() -> None:
    """NaN throughout, and no say in the discovery rates of the others."""
    first, second = draw(1, [1, 2, 3]), draw(2, [1, 2, 3])
    table = second.to_frame().assign(g=pd.Categorical(["a"] * len(second), ["a", "b"]))
    found = change(first, make_sample(table, PLAIN), "y", "g")
    assert np.isnan(found.change[1])
    assert np.isnan(found.p[1])
    assert found.q[0] == found.p[0]
    assert "empty" in found.to_frame()["flags"][1]


def test_a_result_shows_itself() -> None:
    """In a terminal and in a notebook, with what was kept."""
    found = change(draw(1, [1, 2, 3]), draw(2, [1, 2, 4]), "y", margin=1)
    assert "4 PSUs in both" in repr(found)
    assert "<table" in found._repr_html_()
    assert {"previous", "current", "change", "q", "equivalent", "overlap"} <= set(found.to_frame().columns)


def without(sample: Sample, name: str) -> Sample:
    return make_sample(sample.to_frame().drop(columns=[name]), PLAIN)


@pytest.mark.parametrize(
    ("code", "place", "arguments"),
    [
        ("E320", "survey.change: kind", {"kind": "maen"}),
        ("E320", "survey.change: kind", {"codes": [1]}),
        ("E320", "survey.change: kind", {"kind": "ratio"}),
        ("E321", "survey.change: shared 'number', previous wave", {"shared": "number"}),
        ("E325", "survey.change: margin", {"margin": 0}),
        ("E325", "survey.change: margin", {"margin": float("nan")}),
    ],
)
def test_a_call_that_cannot_be_is_refused(code: str, place: str, arguments: dict[str, object]) -> None:
    """With its code and its place."""
    with pytest.raises(SurveyError) as error:
        change(draw(1, [1, 2]), draw(2, [1, 2]), "y", **arguments)  # type: ignore[arg-type]
    assert (error.value.code, error.value.place) == (code, place)


@pytest.mark.parametrize(("name", "role"), [("y", "variable"), ("g", "by")])
def test_a_name_one_wave_lacks_is_told_with_the_wave(name: str, role: str) -> None:
    """The error says which wave."""
    with pytest.raises(SurveyError) as error:
        change(draw(1, [1, 2]), without(draw(2, [1, 2]), name), "y", "g")
    assert (error.value.code, error.value.place) == ("E321", f"survey.change: {role} {name!r}, current wave")


def test_waves_with_different_categories_are_refused() -> None:
    """Domains and categories of shares; the error names those of one wave only."""
    first, second = draw(1, [1, 2]), draw(2, [1, 2])
    table = second.to_frame()
    recoded = make_sample(table.assign(g=table["g"].replace("b", "c"), item=table["item"].replace(3, 4)), PLAIN)
    for arguments in ({"variables": "y", "by": "g"}, {"variables": "item", "kind": "shares"}):
        with pytest.raises(SurveyError) as error:
            change(first, recoded, **arguments)  # type: ignore[arg-type]
        assert error.value.code == "E324"
        assert "(current)" in error.value.fact


def test_a_member_of_a_panel_twice_in_a_wave_is_refused() -> None:
    """One interview per member and wave."""
    first, second = draw(1, [1, 2]), draw(2, [1, 2])
    twice = make_sample(second.to_frame().assign(person="same"), PLAIN)
    with pytest.raises(SurveyError) as error:
        change(first, twice, "y", shared="person")
    assert (error.value.code, error.value.place) == ("E322", "survey.change: shared 'person', current wave")


def test_a_member_of_a_panel_in_another_psu_is_refused() -> None:
    """The PSU says how a member was selected, and that does not change."""
    first, second = draw(1, [1, 2]), draw(2, [1, 2])
    moved = second.to_frame()
    moved.loc[0, "psu"] = 2
    with pytest.raises(SurveyError) as error:
        change(first, make_sample(moved, PLAIN), "y", shared="person")
    assert (error.value.code, error.value.place) == ("E323", "survey.change: panel member '0-1-0'")
    assert "stratum 0, PSU 1" in error.value.fact


def test_kept_units_of_a_design_with_joint_probabilities_are_refused() -> None:
    """What they have in common is not known; as independent samples they may be compared."""
    design = Design(psu="psu", probability="p", pps="overton")
    first, second = (
        make_sample({"y": y, "psu": [1, 2, 3], "p": [0.2, 0.3, 0.4]}, design) for y in ([1, 2, 4], [2, 2, 5])
    )
    with pytest.raises(SurveyError) as error:
        change(first, second, "y")
    assert (error.value.code, error.value.place) == ("E326", "survey.change: previous wave")
    assert change(first, second, "y", shared="none").overlap[0] == 0

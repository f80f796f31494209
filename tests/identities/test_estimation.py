"""What must hold for every sample, whatever its numbers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from survey.design import Design, Population, Sample, make_sample
from survey.estimation import Estimates, contrast, mean, ratio, share, shares, total
from survey.weighting import normalize, rake, trim

DESIGN = Design(strata="stratum", psu="psu", weight="w")
EXAMPLES = settings(max_examples=40, deadline=None)


@st.composite
def tables(draw: st.DrawFn) -> pd.DataFrame:
    """Strata of two to four PSUs of one to five interviews, with blanks in ``q`` and classes ``g``."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    psus = [draw(st.integers(2, 4)) for _ in range(draw(st.integers(1, 4)))]
    sizes = random.integers(1, 6, sum(psus))
    stratum = np.repeat(np.repeat(np.arange(len(psus)), psus), sizes)
    n = len(stratum)
    table = pd.DataFrame(
        {
            "stratum": stratum,
            "psu": np.repeat(np.arange(sum(psus)), sizes),
            "w": random.uniform(0.5, 5, n),
            "y": random.normal(0, 10, n).round(2),
            "x": random.uniform(1, 9, n),
            "q": random.choice([1.0, 2, 3, np.nan], n, p=[0.4, 0.3, 0.2, 0.1]),
            "g": random.choice(["a", "b", "c"], n),
            "z": random.integers(0, 2, n),
        }
    )
    table.loc[0, ["q", "z"]] = [1.0, 1]
    return table


def same(one: Estimates, other: Estimates) -> None:
    """Estimates, errors, limits and degrees of freedom agree."""
    for name in ("estimate", "se", "ci_low", "ci_high", "df", "n", "deff", "n_eff"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=1e-7, atol=1e-9, err_msg=name)


@EXAMPLES
@given(tables())
def test_a_mean_in_a_domain_is_a_ratio_of_totals(table: pd.DataFrame) -> None:
    """Numerator y where inside, denominator 1 where inside."""
    sample = make_sample(table, DESIGN)
    inside = table["z"].to_numpy().astype(np.float64)
    found = mean(sample.where("z == 1"), "y")
    other = ratio(sample, {"a": inside * table["y"].to_numpy()}, {"b": inside})
    np.testing.assert_allclose([found.estimate, found.se], [other.estimate, other.se], rtol=1e-9, atol=1e-12)


@EXAMPLES
@given(tables())
def test_a_share_is_the_mean_of_its_indicator(table: pd.DataFrame) -> None:
    """The interval differs, the estimate and its error do not."""
    sample = make_sample(table, DESIGN)
    indicator = np.where(np.isnan(table["q"]), np.nan, np.equal(table["q"].to_numpy(), 2).astype(np.float64))
    found, other = share(sample, "q", 2, by="g"), mean(sample, {"q": indicator}, by="g")
    for name in ("estimate", "se", "n", "deff", "df"):
        np.testing.assert_allclose(getattr(found, name), getattr(other, name), rtol=1e-9, atol=1e-12)


@EXAMPLES
@given(tables())
def test_shares_of_all_categories_add_up_to_one(table: pd.DataFrame) -> None:
    """And the sum has no error."""
    found = shares(make_sample(table, DESIGN), "q")
    assert found.estimate.sum() == pytest.approx(1)
    assert contrast(found, np.ones(len(found))).se[0] < 1e-12


@EXAMPLES
@given(tables())
def test_limits_of_shares_stay_between_zero_and_one(table: pd.DataFrame) -> None:
    """And are there whenever there is an estimate."""
    found = shares(make_sample(table, DESIGN), ["q", "g"], by="z")
    there = ~np.isnan(found.estimate)
    assert ((found.ci_low >= 0) & (found.ci_high <= 1) & (found.ci_low <= found.estimate))[there].all()
    assert (found.estimate <= found.ci_high)[there].all()


@EXAMPLES
@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(table: pd.DataFrame, random: Callable[..., object]) -> None:
    """Interviews are a set."""
    order = np.random.default_rng(random.randint(0, 9999)).permutation(len(table))  # type: ignore[attr-defined]
    same(
        mean(make_sample(table, DESIGN), ["y", "q"], by="g"),
        mean(make_sample(table.iloc[order], DESIGN), ["y", "q"], by="g"),
    )


@EXAMPLES
@given(tables())
def test_names_of_strata_and_psus_do_not_matter(table: pd.DataFrame) -> None:
    """Other labels, in another order, with numbers that start anew in every stratum."""
    number = table.groupby("stratum")["psu"].transform(lambda psu: psu - psu.min())
    other = table.assign(stratum="s" + (99 - table["stratum"]).astype(str), psu="p" + number.astype(str))
    nested = Design(strata="stratum", psu="psu", weight="w", nested=True)
    same(mean(make_sample(table, DESIGN), "y", by="g"), mean(make_sample(other, nested), "y", by="g"))


@EXAMPLES
@given(tables(), st.floats(0.01, 100))
def test_larger_weights_change_totals_only(table: pd.DataFrame, factor: float) -> None:
    """Totals grow by the factor; means, shares and their errors stay."""
    sample = make_sample(table, DESIGN)
    scaled = make_sample(table.assign(w=table["w"] * factor), DESIGN)
    sums, larger = total(sample, "y"), total(scaled, "y")
    np.testing.assert_allclose([larger.estimate, larger.se], [sums.estimate * factor, sums.se * factor], rtol=1e-9)
    means = [mean(one, "y", by="g", deff="replace") for one in (sample, scaled)]
    same(*means)


@EXAMPLES
@given(tables())
def test_no_combination_has_a_negative_variance(table: pd.DataFrame) -> None:
    """The covariance matrix has no negative eigenvalue."""
    found = mean(make_sample(table, DESIGN), ["y", "x"], by="g")
    there = ~np.isnan(found.estimate)
    matrix = found.covariance()[np.ix_(there, there)]
    assert np.linalg.eigvalsh(matrix).min() >= -1e-9 * max(np.trace(matrix), 1)


@EXAMPLES
@given(tables())
def test_a_contrast_of_domains_is_the_difference_of_influences(table: pd.DataFrame) -> None:
    """Total of y in g = a minus total in b is the total of y signed by g."""
    assume(set(table["g"]) == {"a", "b", "c"})
    sample = make_sample(table, DESIGN)
    sign = table["g"].map({"a": 1.0, "b": -1.0, "c": 0.0}).to_numpy()
    direct = total(sample, {"d": sign * table["y"].to_numpy()})
    found = contrast(total(sample, "y", by="g"), [1, -1, 0])
    np.testing.assert_allclose([found.estimate, found.se], [direct.estimate, direct.se], rtol=1e-9, atol=1e-9)


@EXAMPLES
@given(tables())
def test_domains_add_up_to_the_whole(table: pd.DataFrame) -> None:
    """Totals by class, and the error of their sum."""
    assume(table["z"].nunique() == 2)
    sample = make_sample(table, DESIGN)
    found, whole = contrast(total(sample, "x", by="z"), [1, 1]), total(sample, "x")
    np.testing.assert_allclose([found.estimate, found.se], [whole.estimate, whole.se], rtol=1e-9, atol=1e-9)


@EXAMPLES
@given(tables())
def test_after_raking_the_margin_is_certain_whatever_follows_in_vain(table: pd.DataFrame) -> None:
    """Trimming nothing and normalising change no standard error."""
    counts = table["g"].value_counts()
    raked = rake(make_sample(table, DESIGN), Population.from_margins({"g": counts * [7.0, 5, 3][: len(counts)]}))
    after = normalize(trim(raked, upper=1e9), 1000)
    assert shares(after, "g").se.max() < 1e-12
    np.testing.assert_allclose(mean(after, "y").se, mean(raked, "y").se, rtol=1e-9, atol=1e-12)


@EXAMPLES
@given(tables())
def test_raking_twice_is_raking_once(table: pd.DataFrame) -> None:
    """Weights that meet the margins stay."""
    counts = table["g"].value_counts()
    people = Population.from_margins({"g": counts * 2.0})
    raked = rake(make_sample(table, DESIGN), people)
    np.testing.assert_allclose(rake(raked, people).weights, raked.weights, rtol=1e-9)


def test_samples_are_not_altered() -> None:
    """Every verb returns something new."""
    table = pd.DataFrame({"stratum": [1, 1, 1], "psu": [1, 2, 3], "w": [1.0, 2, 3], "g": [1, 2, 2], "y": [1.0, 2, 4]})
    sample: Sample = make_sample(table, DESIGN)
    weights, data = sample.weights.copy(), table.copy()
    rake(sample, Population.from_margins({"g": {1: 5, 2: 5}}))
    trim(sample, upper=2)
    mean(sample.where("g == 1"), "y")
    assert sample.weights.tolist() == weights.tolist()
    pd.testing.assert_frame_equal(table, data)

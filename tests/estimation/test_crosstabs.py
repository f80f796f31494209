"""Tables of two classifications and tests of independence."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from survey.design import Design, Population, Sample, make_sample
from survey.errors import DesignError, EstimationError
from survey.estimation import contrast, crosstab, shares, test_independence, total
from survey.estimation.crosstabs import Statistic
from survey.estimation.crosstabs.independence_statistics import METHODS
from survey.weighting import rake

EVERY: tuple[Statistic, ...] = tuple(METHODS)
MakeSample = Callable[..., Sample]


def plain(**columns: list[float] | list[int] | list[str]) -> Sample:
    """Interviews that weigh 1 unless ``w`` is given."""
    n = len(next(iter(columns.values())))
    return make_sample({"w": [1.0] * n} | columns, Design(weight="w"))


def people(seed: int = 1, n: int = 600) -> Sample:
    """Twelve PSUs in three strata, two variables that go together, blanks in one of them."""
    random = np.random.default_rng(seed)
    psu = np.arange(n) % 12
    sex = random.integers(1, 3, n)
    trust = np.clip(np.round(random.normal(2 + 0.3 * sex + 0.2 * (psu % 3), 1)), 1, 4)
    trust[random.random(n) < 0.05] = np.nan
    table = {
        "stratum": psu // 4,
        "psu": psu,
        "w": random.uniform(1, 3, n),
        "sex": sex,
        "trust": trust,
        "town": random.integers(0, 2, n),
        "region": random.integers(1, 4, n),
    }
    return make_sample(table, Design(strata="stratum", psu="psu", weight="w"))


# Counts, shares and margins


def test_counts_and_shares_by_hand() -> None:
    """Weights 1, 2, 3, 4: cells 1 and 2 in the first row, 3 and 4 in the second, of 10."""
    table = crosstab(plain(a=[1, 1, 2, 2], b=[1, 2, 1, 2], w=[1.0, 2, 3, 4]), "a", "b", test=None)
    assert table.counts.estimate.tolist() == [1, 2, 3, 4]
    np.testing.assert_allclose(table.shares.estimate, [0.1, 0.2, 0.3, 0.4])
    np.testing.assert_allclose(table.rows.estimate, [0.3, 0.7])
    np.testing.assert_allclose(table.columns.estimate, [0.4, 0.6])
    assert table.n.tolist() == [1, 1, 1, 1]


@pytest.mark.parametrize(
    ("percent", "expected"), [("row", [1 / 3, 2 / 3, 3 / 7, 4 / 7]), ("column", [1 / 4, 1 / 3, 3 / 4, 2 / 3])]
)
def test_shares_of_rows_and_columns_by_hand(percent: str, expected: list[float]) -> None:
    """1, 2 / 3, 4: a third of the first row lies in its first cell, a quarter of the first column."""
    given = plain(a=[1, 1, 2, 2], b=[1, 2, 1, 2], w=[1.0, 2, 3, 4])
    table = crosstab(given, "a", "b", percent=percent, test=None)  # type: ignore[arg-type]
    np.testing.assert_allclose(table.shares.estimate, expected)


def test_counts_are_totals_of_indicators() -> None:
    """Estimate, error, interval, design effect of each cell: those of survey.total of a 0/1 variable."""
    given = people()
    answered = ~np.isnan(given.values("trust"))
    cells = {
        f"{a}{b}": (given.values("sex") == a) * (given.values("trust") == b) * 1.0 for a in (1, 2) for b in (1, 2, 3, 4)
    }
    expected = total(given.where(answered), cells)
    ours = crosstab(given, "sex", "trust", test=None).counts
    for name in ("estimate", "se", "ci_low", "ci_high", "df", "n", "deff", "n_eff"):
        np.testing.assert_allclose(getattr(ours, name), getattr(expected, name), rtol=1e-10, err_msg=name)


@pytest.mark.parametrize("percent", ["row", "column"])
def test_shares_of_a_row_are_shares_by_domain(percent: str) -> None:
    """Everything of a row percent is what survey.shares gives with the row as domain."""
    given = people()
    outer, inner = ("sex", "trust") if percent == "row" else ("trust", "sex")
    expected = shares(given.where(~np.isnan(given.values("trust"))), inner, by=outer).to_frame()
    ours = crosstab(given, "sex", "trust", percent=percent, test=None).to_frame()  # type: ignore[arg-type]
    expected = expected.rename(columns={"category": inner, "estimate": "share", "n": "n_base"})
    both = ours.merge(expected, on=["sex", "trust"], suffixes=("", "_expected"))
    assert len(both) == 8
    for name in ("share", "se", "ci_low", "ci_high", "df", "deff", "n_eff"):
        np.testing.assert_allclose(both[name], both[f"{name}_expected"], rtol=1e-10, err_msg=name)
    assert (both["n_base"] == both["n_base_expected"]).all()


def test_margins_are_shares() -> None:
    """The margins are survey.shares over those who answered both."""
    given = people()
    table = crosstab(given, "sex", "trust", test=None)
    answered = given.where(~np.isnan(given.values("trust")))
    for ours, name in ((table.rows, "sex"), (table.columns, "trust")):
        np.testing.assert_allclose(ours.estimate, shares(answered, name).estimate)
        np.testing.assert_allclose(ours.se, shares(answered, name).se)


def test_by_gives_one_table_per_domain() -> None:
    """A table by town is the tables of both towns, the other town counting as zeros."""
    given = people()
    together = crosstab(given, "sex", "trust", by="town", percent="row")
    assert together.test is not None
    for at in (0, 1):
        alone = crosstab(given, "sex", "trust", where=f"town == {at}", percent="row")
        assert alone.test is not None
        here = np.arange(at, len(together), 2)
        for ours, other in ((together.shares, alone.shares), (together.counts, alone.counts)):
            for name in ("estimate", "se", "ci_low", "ci_high", "df", "n", "deff"):
                np.testing.assert_allclose(getattr(ours, name)[here], getattr(other, name), rtol=1e-10)
        np.testing.assert_allclose(together.test.p[at], alone.test.p[0], rtol=1e-10)
        np.testing.assert_allclose(together.test.n_blank[at], alone.test.n_blank[0])


def test_calibrated_margins_have_no_error() -> None:
    """After raking on sex its margin is known, and the table by hand agrees with survey.total."""
    given = rake(people(), Population.from_margins({"sex": {1: 500, 2: 700}}))
    filled = given.where(~np.isnan(given.values("trust")))
    table = crosstab(given, "sex", "town", test=None)
    np.testing.assert_allclose(table.rows.se, 0, atol=1e-14)
    cells = {
        f"{a}{b}": (given.values("sex") == a) * (given.values("trust") == b) * 1.0 for a in (1, 2) for b in (1, 2, 3, 4)
    }
    np.testing.assert_allclose(crosstab(given, "sex", "trust", test=None).counts.se, total(filled, cells).se, rtol=1e-9)


def test_calibrated_tables_by_domain_agree_with_totals() -> None:
    """Weights fixed for the whole sample spread over every domain."""
    given = rake(people(), Population.from_margins({"sex": {1: 500, 2: 700}, "region": {1: 500, 2: 400, 3: 300}}))
    table = crosstab(given, "sex", "town", by="region", test=None)
    cells = {f"{a}{b}": (given.values("sex") == a) * (given.values("town") == b) * 1.0 for a in (1, 2) for b in (0, 1)}
    np.testing.assert_allclose(table.counts.se, total(given, cells, by="region").se, rtol=1e-9)


def test_every_level_of_the_questionnaire_has_a_row(asked: MakeSample) -> None:
    """Nobody of four answers 3 or 4 to C01a; the cells are there with 0 and an exact upper limit."""
    given = asked(C01a=["1", "2", "1", "2"], Z01=["1", "1", "2", "2"])
    frame = crosstab(given, "C01a", "sex", percent="column").to_frame(labels="kk")
    assert frame["C01a"].tolist() == [1, 1, 2, 2, 3, 3, 4, 4]
    unseen = frame[frame["C01a"] == 3]
    assert unseen["share"].tolist() == [0, 0]
    assert unseen["method"].tolist() == ["korn_graubard"] * 2
    assert (unseen["ci_high"] > 0).all()
    assert frame["C01a_label"].iloc[0] == "Толық сенемін"


def test_missing_codes_never_enter(asked: MakeSample) -> None:
    """A refusal (99) leaves the table and is counted as blank."""
    table = crosstab(asked(C01a=["1", "2", "99", "2", "1", "1"], Z01=["1", "1", "2", "2", "2", "1"]), "C01a", "sex")
    assert table.n.sum() == 5
    assert table.test is not None
    assert (table.test.n[0], table.test.n_blank[0]) == (6, 1)


def test_cells_can_be_contrasted() -> None:
    """Difference of the same answer in two rows, with its covariance."""
    table = crosstab(people(), "sex", "trust", percent="row", test=None)
    first, second = table.shares.row_names()[0], table.shares.row_names()[4]
    assert (first, second) == ("sex x trust:1:1", "sex x trust:2:1")
    found = contrast(table.shares, {"gap": {first: 1, second: -1}})
    np.testing.assert_allclose(found.estimate[0], table.shares.estimate[0] - table.shares.estimate[4])


def test_an_empty_domain_is_told() -> None:
    """No interview: no estimate, no test, a flag and a note."""
    table = crosstab(people(), "sex", "trust", where="town == 7")
    assert np.isnan(table.shares.estimate).all()
    assert table.shares.flag("empty").all()
    assert table.test is not None
    assert np.isnan(table.test.p).all()
    assert "two rows" in table.test.notes[0]


# Showing


def test_two_categories_with_one_wording_stay_apart() -> None:
    """The columns of the wide layout are not keyed by what they are called."""
    table = crosstab(plain(a=[1, 1, 2, 2], b=["total", "x", "total", "x"]), "a", "b", test=None)
    assert table.to_frame("wide").shape == (3, 4)
    assert list(table.to_frame("wide").columns) == ["a", "total", "x", "total"]


def test_wide_layout_has_margins() -> None:
    """Shares of rows add up to 1; the lower margin is the distribution of everybody."""
    given = plain(a=[1, 1, 2, 2], b=[1, 2, 1, 2], w=[1.0, 2, 3, 4])
    table = crosstab(given, "a", "b", percent="row", test=None)
    expected = pd.DataFrame(
        {"a": [1, 2, "total"], 1: [1 / 3, 3 / 7, 0.4], 2: [2 / 3, 4 / 7, 0.6], "total": [1.0, 1.0, 1.0]}
    )
    pd.testing.assert_frame_equal(table.to_frame("wide"), expected, check_names=False)
    assert table.to_frame("wide", value="count")["total"].tolist() == [3, 7, 10]
    assert table.to_frame("wide", value="n").iloc[-1].tolist() == ["total", 2, 2, 4]


def test_wide_layout_speaks_the_language_asked_for(asked: MakeSample) -> None:
    """Wordings stand in the place of codes; the word for total comes from the catalogue."""
    table = crosstab(asked(C01a=["1", "2", "1", "2"], Z01=["1", "1", "2", "2"]), "C01a", "sex", by="urban")
    frame = table.to_frame("wide", labels="kk")
    assert frame.columns[-1] == "Барлығы"
    assert frame["C01a"].iloc[0] == "Толық сенемін"
    assert len(frame) == 2 * 5


def test_a_table_shows_itself() -> None:
    """In a terminal and in a notebook, with the test."""
    table = crosstab(people(), "sex", "trust", by="town")
    assert "Rao-Scott" in repr(table)
    assert "town 1: F = " in repr(table)
    assert table._repr_html_().count("<table") == 1
    assert table.test is not None
    assert "df =" in repr(table.test)
    assert "independence of sex and trust by town" in table.test._repr_html_()
    assert table.test.to_frame()["test"].tolist() == ["F", "F"]


# Tests of independence


def test_pearson_of_a_simple_sample_by_hand() -> None:
    """20, 10 / 10, 20: X2 = 60 (20 x 20 - 10 x 10)^2 / 30^4 = 20/3."""
    given = plain(a=[1] * 30 + [2] * 30, b=[1] * 20 + [2] * 10 + [1] * 10 + [2] * 20)
    found = test_independence(given, "a", "b", statistic="Chisq")
    assert found.x2[0] == pytest.approx(20 / 3)
    assert found.statistic[0] == found.x2[0]


def test_generalised_effect_of_a_two_by_two_table_is_that_of_the_log_odds_ratio() -> None:
    """With one contrast F = X2 / effect; under simple sampling the effect is n/(n-1) times 1 (shares as estimated)."""
    given = plain(a=[1] * 30 + [2] * 30, b=[1] * 20 + [2] * 10 + [1] * 10 + [2] * 20)
    found = test_independence(given, "a", "b")
    assert found.mean_deff[0] == pytest.approx(60 / 59)
    assert found.statistic[0] == pytest.approx(20 / 3 / (60 / 59))
    assert (found.df[0], found.ddf[0]) == pytest.approx((1, 59))


@pytest.mark.parametrize("statistic", EVERY)
def test_independent_shares_give_no_evidence(statistic: Statistic) -> None:
    """A table that is the product of its margins: statistic 0, p 1."""
    found = test_independence(plain(a=[1, 1, 2, 2] * 5, b=[1, 2, 1, 2] * 5), "a", "b", statistic=statistic)
    assert found.statistic[0] == pytest.approx(0, abs=1e-12)
    assert found.p[0] == pytest.approx(1)


@pytest.mark.parametrize("statistic", [one for one in EVERY if one != "wls-score"])
def test_rows_and_columns_may_change_places(statistic: Statistic) -> None:
    """Independence knows no order; R's score test does, and is left out."""
    given = people()
    one = test_independence(given, "sex", "trust", statistic=statistic)
    other = test_independence(given, "trust", "sex", statistic=statistic)
    assert one.p[0] == pytest.approx(other.p[0], rel=1e-8)


@pytest.mark.parametrize("statistic", EVERY)
def test_the_size_of_the_population_does_not_matter(statistic: Statistic) -> None:
    """All weights a thousandfold: the same test."""
    table = people().to_frame()
    design = Design(strata="stratum", psu="psu", weight="w")
    one = test_independence(make_sample(table, design), "sex", "trust", statistic=statistic)
    other = test_independence(
        make_sample(table.assign(w=1000 * table["w"]), design), "sex", "trust", statistic=statistic
    )
    assert one.p[0] == pytest.approx(other.p[0], rel=1e-8)
    assert one.statistic[0] == pytest.approx(other.statistic[0], rel=1e-8)


def test_with_one_contrast_all_corrections_agree() -> None:
    """A two by two table: F, the exact sum and Wald's adjusted F rest on one number each, lincom and F on the same."""
    given = people()
    f = test_independence(given, "sex", "town")
    exact = test_independence(given, "sex", "town", statistic="lincom")
    assert exact.p[0] == pytest.approx(f.p[0], rel=1e-9)
    wald, adjusted = (test_independence(given, "sex", "town", statistic=one) for one in ("Wald", "adjWald"))
    assert wald.p[0] == pytest.approx(adjusted.p[0], rel=1e-9)


def test_levels_without_interviews_do_not_enter(asked: MakeSample) -> None:
    """Four wordings, two of them used: one free cell."""
    given = asked(C01a=["1", "2", "1", "2", "1", "2", "2", "1"], Z01=["1", "1", "2", "2", "2", "1", "1", "1"])
    found = test_independence(given, "C01a", "sex", statistic="Wald")
    assert found.df[0] == 1
    assert np.isfinite(found.p[0])


def test_degrees_of_freedom_can_be_chosen() -> None:
    """Of the domain, of the whole sample, or a number."""
    given = people().where("psu < 6")
    wald = [
        test_independence(given, "sex", "town", statistic="Wald", df=df).ddf[0] for df in ("domain", "design", 50.0)
    ]
    assert wald == [6 - 2, 12 - 3, 50]


def test_a_table_fixed_by_the_weights_has_no_test() -> None:
    """Calibrated to the cells themselves, nothing is left to chance."""
    given = people()
    cell = given.values("sex") * 10 + given.values("town")
    counts = {int(one): 100.0 + one for one in np.unique(cell)}
    fixed = rake(given.assign(cell=cell), Population.from_margins({"cell": counts}))
    found = test_independence(fixed, "sex", "town")
    assert np.isnan(found.p[0])
    assert "no sampling error" in found.notes[0]


def test_too_many_empty_cells_are_told() -> None:
    """Only the diagonal of three by three is filled: three cells for four contrasts."""
    given = plain(a=[1, 2, 3] * 4, b=[1, 2, 3] * 4)
    found = test_independence(given, "a", "b")
    assert np.isnan(found.p[0])
    assert "empty" in found.notes[0]


def test_too_few_psus_for_a_wald_test_are_told() -> None:
    """Three PSUs cannot tell the covariance of six free cells."""
    random = np.random.default_rng(3)
    table = {
        "psu": np.repeat([1, 2, 3], 40),
        "a": random.integers(1, 4, 120),
        "b": random.integers(1, 5, 120),
        "w": np.ones(120),
    }
    found = test_independence(make_sample(table, Design(psu="psu", weight="w")), "a", "b", statistic="adjWald")
    assert np.isnan(found.p[0])
    assert "too few PSUs" in found.notes[0]


def test_one_psu_leaves_no_degrees_of_freedom() -> None:
    """A domain within one PSU: no p-value, and why."""
    given = people().where("psu == 0")
    assert test_independence(given, "sex", "town").notes == ("no degrees of freedom are left for the denominator",)


def test_the_score_test_is_scaled_as_in_r() -> None:
    """Wald's chi-square over the squared number of rows: 2 x 4 cells, F = 3 Wald / 4."""
    given = people()
    wald = test_independence(given, "sex", "trust", statistic="Wald")
    score = test_independence(given, "sex", "trust", statistic="wls-score")
    assert score.statistic[0] == pytest.approx(3 * wald.statistic[0] / 4)
    assert score.ddf[0] == 9 + 2 - 6
    assert "adjWald" in score.notes[0]


# Mistakes of the caller


@pytest.mark.parametrize(
    ("call", "code", "place"),
    [
        (lambda s: crosstab(s, "sxe", "trust"), "E201", "survey.crosstab: variable 'sxe'"),
        (lambda s: crosstab(s, "sex", "sex"), "E202", "survey.crosstab: variable 'sex'"),
        (lambda s: crosstab(s, "sex", "trust", by="sex"), "E202", "survey.crosstab: variable 'sex'"),
        (lambda s: crosstab(s.assign(v=s.weights[::-1]), "w", "v"), "E203", "survey.crosstab: 'w' x 'v'"),
        (lambda s: test_independence(s, "sex", "trust", statistic="Fisher"), "E204", "survey.test_independence: statistic"),  # type: ignore[arg-type]
        (lambda s: crosstab(s, "sex", "trust", percent="rows"), "E205", "survey.crosstab: percent"),  # type: ignore[arg-type]
        (lambda s: crosstab(s, "sex", "trust", by="regoin"), "E012", "by 'regoin'"),
        (lambda s: crosstab(s, "sex", "trust", level=95), "E013", "options of an estimate"),
        (lambda s: crosstab(s, "sex", "trust", interval="logid"), "E100", "interval"),  # type: ignore[arg-type]
    ],
)  # fmt: skip
def test_mistakes_are_named(call: Callable[[Sample], object], code: str, place: str) -> None:
    """Each with its code and place."""
    with pytest.raises(EstimationError) as caught:
        call(people())
    assert caught.value.code == code
    assert place in caught.value.place


def test_the_nearest_name_is_offered() -> None:
    """A slip of the pen in a variable, a percent, a test."""
    with pytest.raises(EstimationError, match="Did you mean 'sex'"):
        crosstab(people(), "sxe", "trust")
    with pytest.raises(EstimationError, match="Did you mean 'row'"):
        crosstab(people(), "sex", "trust", percent="rows")  # type: ignore[arg-type]


def test_a_lonely_psu_is_refused() -> None:
    """The rule of the design is "fail"."""
    table = people().to_frame()
    table.loc[table["psu"] == 0, "stratum"] = 9
    with pytest.raises(DesignError) as caught:
        crosstab(make_sample(table, Design(strata="stratum", psu="psu", weight="w")), "sex", "trust")
    assert caught.value.code == "S022"

"""Totals, means, shares and ratios: by hand, with blanks, in domains, and with everything that may be asked wrongly."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import polars as pl
import pytest

from survey.design import Design, Sample, make_sample
from survey.errors import DesignError, EstimationError
from survey.estimation import mean, ratio, share, shares, total

MakeSample = Callable[..., Sample]


def refused(call: Callable[[], object]) -> EstimationError:
    with pytest.raises(EstimationError) as caught:
        call()
    return caught.value


# By hand


def test_simple_random_sample_by_hand() -> None:
    """1 2 3 4 with equal weights of 10: mean 2.5, variance s2/n = (5/3)/4, total 100."""
    sample = make_sample({"y": [1, 2, 3, 4], "w": [10.0] * 4}, Design(weight="w"))
    found = mean(sample, "y")
    assert (found.estimate[0], found.df[0]) == (2.5, 3)
    assert found.se[0] == pytest.approx(np.sqrt(5 / 12))
    assert total(sample, "y").estimate[0] == 100
    assert total(sample, "y").se[0] == pytest.approx(40 * np.sqrt(5 / 12))


def test_finite_population_by_hand() -> None:
    """Four of forty: the variance is smaller by a tenth."""
    sample = make_sample({"y": [1, 2, 3, 4], "N": [40] * 4}, Design(fpc="N"))
    assert mean(sample, "y").se[0] == pytest.approx(np.sqrt(5 / 12 * 0.9))


def test_two_clusters_by_hand() -> None:
    """PSU totals 3 and 7, deviations -2 and 2 from 5: variance of the total 2 x (4 + 4) = 16."""
    sample = make_sample({"y": [1, 2, 3, 4], "psu": [1, 1, 2, 2], "w": [1.0] * 4}, Design(psu="psu", weight="w"))
    found = total(sample, "y")
    assert (found.se[0], found.df[0]) == (4, 1)


def test_strata_by_hand() -> None:
    """Within 1: values 1 3, within 2: 10 14; variance of the total 2 x 2 + 2 x 8 = 20."""
    sample = make_sample({"y": [1, 3, 10, 14], "s": [1, 1, 2, 2], "w": [1.0] * 4}, Design(strata="s", weight="w"))
    assert total(sample, "y").se[0] == pytest.approx(np.sqrt(20))
    assert total(sample, "y").df[0] == 2


def test_two_stages_by_hand() -> None:
    """2 of 4 PSUs, then 2 of 4 and 2 of 2 units; weights 4 and 2.

    PSU totals 4 (1 + 3) = 16 and 2 (5 + 6) = 22; between: (1 - 1/2) x 2 x (9 + 9) = 18; within, first PSU only:
    1/2 x (1 - 1/2) x 2 x (4 + 4) x ... on weighted values 4 and 12: 1/2 x 1/2 x 2 x (16 + 16) = 16.
    """
    table = {"p": [1, 1, 2, 2], "u": [1, 2, 1, 2], "P": [4] * 4, "U": [4, 4, 2, 2], "y": [1, 3, 5, 6]}
    sample = make_sample(table, Design(psu=("p", "u"), fpc=("P", "U")))
    assert total(sample, "y").estimate[0] == 38
    assert total(sample, "y").se[0] == pytest.approx(np.sqrt(18 + 16))


def test_ratio_by_hand() -> None:
    """1 + 2 over 2 + 2 is 0.75; residuals 1 - 1.5 and 2 - 1.5, halves of them over 2: variance 2 x 2 x (1/8)^2."""
    sample = make_sample({"a": [1, 2], "b": [2, 2], "w": [1, 1]}, Design(weight="w"))
    found = ratio(sample, "a", "b")
    assert found.estimate[0] == 0.75
    assert found.se[0] == pytest.approx(np.sqrt(4 * (0.5 / 4) ** 2))
    assert found.variable == ("a/b",)


def test_share_by_hand() -> None:
    """Three of four, one answer blank."""
    sample = make_sample({"trust": [1, 2, 4, 1, None], "w": [1] * 5}, Design(weight="w"))
    found = share(sample, "trust", [1, 2])
    assert (found.estimate[0], found.n[0], found.weight[0]) == (0.75, 4, 4)


# Blanks


def test_a_blank_leaves_only_its_own_variable() -> None:
    """Never casewise: b has four answers although a has three."""
    sample = make_sample({"a": [1, None, 3, 5], "b": [1, 2, 3, 4], "w": [1] * 4}, Design(weight="w"))
    assert mean(sample, ["a", "b"]).n.tolist() == [3, 4]
    assert mean(sample, ["a", "b"]).estimate.tolist() == [3, 2.5]


def test_codes_that_mean_no_answer_never_enter(asked: MakeSample) -> None:
    """98 and 99 on a scale of 0 to 10 are no numbers; they are counted beside."""
    found = mean(asked(B05=["4", "6", "98", "99"]), "B05")
    assert (found.estimate[0], found.n[0], found.n_dont_know[0], found.n_refused[0]) == (5, 2, 1, 1)


def test_the_base_of_those_asked_keeps_does_not_know(asked: MakeSample) -> None:
    """One of two who answered, one of four who were asked."""
    sample = asked(C01a=["1", "4", "98", "99"])
    assert share(sample, "C01a", [1, 2]).estimate[0] == 0.5
    assert share(sample, "C01a", [1, 2], base="asked").estimate[0] == 0.25
    assert share(sample, "C01a", [1, 2], base="asked").n[0] == 4


def test_those_not_asked_are_in_no_base(asked: MakeSample) -> None:
    """D05 is asked of those who expect a conflict (D04 is 3 or 4); the others are not "asked"."""
    sample = asked(D04=["3", "4", "1", "1"], D05_m1=["1", "99", "", ""])
    assert shares(sample, "D05", base="asked").n.max() == 2


def test_a_plain_table_cannot_say_who_was_asked() -> None:
    """Without reasons the base of those asked is unknown."""
    sample = make_sample({"trust": [1, None], "w": [1, 1]}, Design(weight="w"))
    error = refused(lambda: share(sample, "trust", 1, base="asked"))
    assert (error.code, error.place) == ("E008", "survey.share: variable 'trust', base 'asked'")


def test_reasons_may_be_given_for_derived_values() -> None:
    """Reason 1 is does not know, 2 refused, 4 not asked."""
    sample = make_sample({"w": [1.0] * 4}, Design(weight="w"))
    values, why = {"d": np.array([1, np.nan, np.nan, np.nan])}, {"d": np.array([0, 1, 2, 4], np.uint8)}
    found = share(sample, values, base="asked", reasons=why)
    assert (found.estimate[0], found.n_dont_know[0], found.n_refused[0]) == (pytest.approx(1 / 3), 1, 1)
    assert found.to_frame()[["n", "n_answered"]].iloc[0].tolist() == [3, 1]


def test_interviews_without_a_weight_are_not_counted() -> None:
    """One of the two who do not know weighs nothing, as after an adjustment for nonresponse."""
    sample = make_sample({"w": [1.0, 1.0, 1.0, 0.0]}, Design(weight="w"))
    values, why = {"d": np.array([1, 0, np.nan, np.nan])}, {"d": np.array([0, 0, 1, 1], np.uint8)}
    found = share(sample, values, base="asked", reasons=why)
    assert (found.n[0], found.n_answered[0], found.n_dont_know[0]) == (3, 2, 1)
    assert share(sample, values, reasons=why).to_frame()[["n", "n_answered"]].iloc[0].tolist() == [2, 2]


def test_where_nobody_knows_the_reasons_their_number_is_blank() -> None:
    """Unknown is not zero."""
    found = mean(make_sample({"y": [1, None], "w": [1, 1]}, Design(weight="w")), "y")
    assert np.isnan(found.n_dont_know[0])
    assert found.to_frame()["n_refused"].isna().all()


# Variables


def test_categories_of_groupings_go_by_code_or_name(asked: MakeSample) -> None:
    """Answer 3 of Z02 is Uyghur; as in population figures, the class has a name."""
    sample = asked(Z02=["1", "2", "3", "3"])
    assert share(sample, "ethnic_group", "uyghur").estimate[0] == 0.5
    assert share(sample, "ethnic_group", ["kazakh", 3]).estimate[0] == 0.75
    error = refused(lambda: share(sample, "ethnic_group", "uigur"))
    assert (error.code, error.remedy) == ("E010", "Did you mean 'uyghur'?")


def test_multiple_choices_count_every_option(asked: MakeSample) -> None:
    """11 or 1 mentioned by two of three who answered."""
    sample = asked(B03_m1=["11", "2", "1", "99"], B03_m2=["1", "", "", ""])
    assert share(sample, "B03", [11, 1]).estimate[0] == pytest.approx(2 / 3)
    every = shares(sample, "B03").to_frame().set_index("category")["estimate"]
    assert every[[1, 2, 11]].tolist() == pytest.approx([2 / 3, 1 / 3, 1 / 3])
    assert every[3] == 0


def test_every_category_has_a_row(asked: MakeSample) -> None:
    """Also the answers nobody gave, and they add up to 1."""
    found = shares(asked(C01a=["1", "1", "2", "98"]), "C01a")
    assert found.to_frame()["category"].tolist() == [1, 2, 3, 4]
    assert found.estimate.tolist() == pytest.approx([2 / 3, 1 / 3, 0, 0])


def test_text_categories(clustered: Sample) -> None:
    """A column of text has shares."""
    found = shares(clustered, "town")
    assert found.to_frame()["category"].tolist() == ["a", "b", "c"]
    assert found.estimate.sum() == pytest.approx(1)


def test_derived_values_are_variables(clustered: Sample) -> None:
    """A mapping of name to values gives what a column of the same values gives."""
    values = clustered.values("y") * 2
    derived = mean(clustered, {"double": values}, by="town")
    assert derived.estimate == pytest.approx(2 * mean(clustered, "y", by="town").estimate)
    assert derived.se == pytest.approx(2 * mean(clustered, "y", by="town").se)
    assert derived.variable[0] == "double"


def test_one_denominator_for_several_numerators(clustered: Sample) -> None:
    """y/x and yes/x."""
    found = ratio(clustered, ["y", "yes"], "x")
    assert found.variable == ("y/x", "yes/x")
    assert found.estimate[1] == pytest.approx(ratio(clustered, "yes", "x").estimate[0])


def test_ratios_of_a_name_given_twice(clustered: Sample) -> None:
    """Every pair has its row: a name counts as often as it is given."""
    found = ratio(clustered, ["y", "y", "yes", "yes"], ["x", "yes", "x", "y"])
    assert found.variable == ("y/x", "y/yes", "yes/x", "yes/y")
    alone = [ratio(clustered, *pair.split("/")) for pair in found.variable]
    np.testing.assert_allclose(found.estimate, [one.estimate[0] for one in alone])
    np.testing.assert_allclose(found.se, [one.se[0] for one in alone])


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, dict], ids=["pandas", "polars", "mapping"])
def test_any_table_gives_the_same(make: Callable[[dict[str, list[float]]], object]) -> None:
    """Frames of other libraries are no obstacle."""
    sample = make_sample(make({"y": [1, 2, 3], "w": [1, 1, 2]}), Design(weight="w"))
    assert mean(sample, "y").estimate[0] == 2.25


# Domains


def test_a_domain_is_zero_influence(clustered: Sample) -> None:
    """PSUs without the domain still count: a total of zeros outside has the same error."""
    inside = clustered.values("yes") == 1
    found = total(clustered.where("yes == 1"), "y")
    outside = total(clustered, {"y": np.where(inside, clustered.values("y"), 0.0)})
    assert found.se == pytest.approx(outside.se)


def test_where_is_the_domain(clustered: Sample) -> None:
    """As an option or of the sample."""
    assert mean(clustered, "y", where="yes == 1").se == pytest.approx(mean(clustered.where("yes == 1"), "y").se)
    assert "domain: yes == 1" in mean(clustered, "y", where="yes == 1").about


def test_every_domain_has_a_row_seen_or_not(asked: MakeSample) -> None:
    """Nobody of town lives in unit 3, but both have rows in all combinations."""
    sample = asked(Z01=["1", "2"], B05=["3", "7"])
    found = mean(sample, "B05", by=["sex", "urban"])
    assert len(found) == 4
    assert np.isnan(found.estimate).all()
    assert mean(sample, "B05", by="sex").estimate.tolist() == [3, 7]


def test_an_empty_domain_has_no_estimate_and_says_so(clustered: Sample) -> None:
    """NaN with a flag, not 0 with no error."""
    found = mean(clustered, "y", where="yes == 5")
    assert np.isnan([found.estimate[0], found.se[0], found.ci_low[0], found.ci_high[0], found.df[0]]).all()
    assert (found.n[0], found.weight[0], found.n_eff[0]) == (0, 0, 0)
    assert found.flag_texts() == ["empty, thin"]
    assert np.isnan(total(clustered, "y", where="yes == 5").estimate[0])


def test_crossed_domains_are_domains_of_combinations(clustered: Sample) -> None:
    """The last classification runs fastest."""
    crossed = mean(clustered, "y", by=["yes", "town"]).to_frame()
    assert crossed[["yes", "town"]].to_numpy().tolist() == [[a, b] for a in (0, 1) for b in "abc"]
    one = mean(clustered, "y", where="yes == 1 and town == 'b'")
    assert crossed["se"].iloc[4] == pytest.approx(one.se[0])


def test_a_blank_classification_is_in_no_domain(clustered: Sample) -> None:
    """The numbers of interviews add up to those with a class."""
    found = mean(clustered, "y", by="item")
    assert found.n.sum() == np.isfinite(clustered.values("item")).sum()


def test_a_domain_in_one_psu_is_flagged_and_its_interval_is_honest(clustered: Sample) -> None:
    """The standard error of about 0 means nothing there; the interval says so."""
    inside = clustered.assign(here=clustered.units == 0)
    found = share(inside, "yes", 1, where="here == 1")
    assert found.flag("one_psu")[0]
    assert (found.df[0], found.ci_low[0], found.ci_high[0], found.method[0]) == (0, 0, 1, "none")
    means = mean(inside, "y", where="here == 1")
    assert (means.ci_low[0], means.ci_high[0], means.method[0]) == (-np.inf, np.inf, "none")
    assert means.n_eff[0] == 1


def test_degrees_of_freedom_are_those_of_the_answers_in_the_domain(clustered: Sample) -> None:
    """PSUs with an answer minus strata with an answer; the whole design on request, or any number."""
    assert mean(clustered, "y").df[0] == 12 - 4
    two = clustered.assign(part=np.where(clustered.units < 2, 1, 0))
    assert mean(two, "y", where="part == 1").df[0] == 1
    assert mean(two, "y", where="part == 1", df="design").df[0] == 8
    assert mean(two, "y", where="part == 1", df=30).df[0] == 30


# Effects


def test_design_effect_of_a_simple_random_sample_is_one() -> None:
    """Equal weights, no clusters: 1 with replacement, n over n_eff agrees."""
    sample = make_sample({"y": [1, 2, 4, 9, 2], "w": [3.0] * 5}, Design(weight="w"))
    found = mean(sample, "y", deff="replace")
    assert found.deff[0] == pytest.approx(1)
    assert found.n_eff[0] == pytest.approx(5)


def test_design_effect_without_replacement() -> None:
    """Five of fifteen: the simple random sample has two thirds of the variance."""
    sample = make_sample({"y": [1, 2, 4, 9, 2], "w": [3.0] * 5}, Design(weight="w"))
    assert mean(sample, "y").deff[0] == pytest.approx(1.5)


def test_weights_that_add_up_to_n_say_nothing_of_the_population() -> None:
    """R would divide by zero here; the simple random sample is then drawn with replacement."""
    sample = make_sample({"y": [1, 2, 4, 9, 2], "w": [1.0] * 5}, Design(weight="w"))
    assert mean(sample, "y").deff[0] == pytest.approx(1)


def test_a_share_of_nobody_has_an_effective_number_by_its_weights() -> None:
    """There is no design effect at 0; Kish's effect of the weights 1 1 1 3 is 4/3."""
    sample = make_sample({"y": [0, 0, 0, 0], "w": [1, 1, 1, 3]}, Design(weight="w"))
    found = share(sample, "y", 1)
    assert np.isnan(found.deff[0])
    assert found.n_eff[0] == pytest.approx(3)
    assert found.flag("edge")[0]
    assert found.method[0] == "korn_graubard"


# What may be asked wrongly


@pytest.mark.parametrize(
    ("call", "code", "place", "remedy"),
    [
        (lambda s: mean(s, "yy"), "E005", "survey.mean: variable 'yy'", "Did you mean 'y'?"),
        (lambda s: mean(s, "town"), "E004", "survey.mean: variable 'town'", "survey.shares"),
        (lambda s: mean(s, []), "E001", "survey.mean", "at least one"),
        (
            lambda s: total(s, {"d": np.ones(3)}),
            "E002",
            "survey.total: derived variable 'd'",
            "one number per interview",
        ),
        (lambda s: total(s, {"d": np.full(48, np.inf)}), "E003", "variable 'd'", "NaN"),
        (lambda s: total(s, {"d": np.full(48, "x")}), "E002", "survey.total: derived variable 'd'", "one number"),
        (lambda s: mean(s, "y", by="twon"), "E012", "by 'twon'", "Did you mean 'town'?"),
        (lambda s: mean(s, "y", level=95), "E013", "options of an estimate", "between 0 and 1"),
        (lambda s: mean(s, "y", df="all"), "E013", "options of an estimate", "'domain'"),  # type: ignore[arg-type]
        (lambda s: mean(s, "y", df=-1), "E013", "options of an estimate", "positive"),
        (lambda s: mean(s, "y", deff=True), "E013", "options of an estimate", "'replace'"),  # type: ignore[arg-type]
        (lambda s: share(s, "twon", "a"), "E005", "survey.share: variable 'twon'", "Did you mean 'town'?"),
        (lambda s: share(s, "item"), "E009", "survey.share: variable 'item'", "1, 2, 3"),
        (lambda s: share(s, "town", [1]), "E010", "survey.share: variable 'town', codes", "a, b, c"),
        (lambda s: share(s, "yes", 1, base="all"), "E007", "survey.share: base", "'asked'"),  # type: ignore[arg-type]
        (lambda s: share(s, {"d": s.values("y")}), "E011", "survey.share: derived variable 'd'", "survey.mean"),
        (lambda s: ratio(s, ["y", "x", "yes"], ["x", "y"]), "E014", "survey.ratio", "one for all"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) == 4 else "",
)
def test_what_cannot_be_estimated(
    clustered: Sample, call: Callable[[Sample], object], code: str, place: str, remedy: str
) -> None:
    """The code, the place and a cure; never a bare KeyError or a NaN without a word."""
    error = refused(lambda: call(clustered))
    assert (error.code, error.place) == (code, place)
    assert remedy in error.remedy


def test_a_code_that_is_not_on_the_card(asked: MakeSample) -> None:
    """C01a has the answers 1 to 4."""
    error = refused(lambda: share(asked(C01a=["1", "2"]), "C01a", [1, 5]))
    assert (error.code, error.place) == ("E010", "survey.share: variable 'C01a', codes")


def test_a_code_nobody_gave_is_a_share_of_zero() -> None:
    """In a plain table an answer may simply not occur."""
    sample = make_sample({"q": [1, 2, 2], "w": [1, 1, 1]}, Design(weight="w"))
    assert share(sample, "q", 5).estimate[0] == 0


def test_several_answers_have_no_mean(asked: MakeSample) -> None:
    """A multiple choice is a matter of shares."""
    error = refused(lambda: mean(asked(B03_m1=["1", "2"]), "B03"))
    assert (error.code, error.place) == ("E004", "survey.mean: variable 'B03'")


def test_a_lonely_psu_names_its_stratum_and_the_cures() -> None:
    """Stratum b has one PSU."""
    table = {"s": ["a", "a", "b"], "p": [1, 2, 3], "y": [1, 2, 3], "w": [1, 1, 1]}
    sample = make_sample(table, Design(strata="s", psu="p", weight="w"))
    with pytest.raises(DesignError) as caught:
        mean(sample, "y")
    assert (caught.value.code, caught.value.place) == ("S022", "stratum b")
    assert "'adjust'" in caught.value.remedy
    assert mean(sample, "y", where="s == 'a'").n[0] == 2


BLANK = {"y": [1.0, 2.0], "nothing": [None, None], "w": [1, 1]}


def test_a_classification_that_is_blank_everywhere_is_told() -> None:
    """There would be no row at all."""
    with pytest.raises(EstimationError) as caught:
        mean(make_sample(BLANK, Design(weight="w")), "y", by="nothing")
    assert (caught.value.code, caught.value.place) == ("E017", "by 'nothing'")


def test_shares_of_a_column_that_is_blank_everywhere_are_told() -> None:
    """It has no categories."""
    with pytest.raises(EstimationError) as caught:
        shares(make_sample(BLANK, Design(weight="w")), "nothing")
    assert (caught.value.code, caught.value.place) == ("E018", "survey.shares: variable 'nothing'")


def test_a_classification_named_twice_counts_once() -> None:
    """Crossed with itself it would have empty rows."""
    sample = make_sample({"y": [1, 2, 3], "sex": [1, 2, 2], "w": [1, 1, 1]}, Design(weight="w"))
    assert mean(sample, "y", by=["sex", "sex"]).estimate.tolist() == [1.0, 2.5]


def test_codes_of_numpy_are_codes() -> None:
    """A code taken out of an array."""
    sample = make_sample({"trust": [1, 2, 2], "w": [1, 1, 2]}, Design(weight="w"))
    assert share(sample, "trust", np.array([1, 2])[1]).estimate.tolist() == [0.75]


def test_no_code_at_all_is_refused() -> None:
    """A share of nothing would be 0."""
    sample = make_sample({"trust": [1, 2, 2], "w": [1, 1, 2]}, Design(weight="w"))
    with pytest.raises(EstimationError) as caught:
        share(sample, "trust", [])
    assert caught.value.code == "E009"


def test_a_code_of_the_other_type_is_told_how_to_write() -> None:
    """'1' where the answers are numbers."""
    sample = make_sample({"trust": [1, 2, 2], "w": [1, 1, 2]}, Design(weight="w"))
    with pytest.raises(EstimationError, match="Write 1: the answers are numbers"):
        share(sample, "trust", "1")


def test_a_denominator_of_zero_makes_no_warning() -> None:
    """The row is blank; tests turn warnings into errors."""
    sample = make_sample({"y": [1, 2], "x": [0, 0], "w": [1, 1]}, Design(weight="w"))
    assert np.isnan(ratio(sample, "y", "x").estimate).all()

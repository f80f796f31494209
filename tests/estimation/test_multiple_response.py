"""Cross-tables of multiple choices: cells that overlap, and tests option by option."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.testing import assert_allclose

from survey.design import Design, Sample, replicate
from survey.errors import EstimationError
from survey.estimation import crosstab, recode, shares, test_independence
from survey.estimation.crosstabs.result import Percent
from survey.estimation.multiple_testing import holm

MakeSample = Callable[..., Sample]
DESIGN = Design(strata="stratum", psu="psu", weight="weight")


def drawn(asked: MakeSample, n: int = 240) -> Sample:
    """Three strata of four PSUs; one mention each in B03, up to three in I03; some blanks."""
    random = np.random.default_rng(3)
    first = random.integers(1, 5, n)
    several = [";".join(str(one) for one in random.permutation([1, 2, 3])[: random.integers(1, 4)]) for _ in range(n)]
    blank = random.random(n) < 0.1
    return asked(
        DESIGN,
        B03=[str(one) for one in first],
        I03=["98" if missing else one for one, missing in zip(several, blank, strict=True)],
        Z01=[str(one) for one in random.integers(1, 3, n)],
        H06=[str(one) for one in random.integers(1, 6, n)],
        stratum=[str(at % 3) for at in range(n)],
        psu=[str(at % 12) for at in range(n)],
        weight=[1 + at % 5 for at in range(n)],
    )


@pytest.fixture(scope="module")
def sample(asked: MakeSample) -> Sample:
    found = drawn(asked)
    classes = {f"answer {code}": f"has(B03, {code})" for code in range(1, 5)}
    return recode(found, "first", None, classes)


@pytest.mark.parametrize("percent", ["total", "row", "column"])
def test_one_mention_each_makes_an_ordinary_table(sample: Sample, percent: Percent) -> None:
    """Counts, shares, margins, errors, limits and interviews are those of the same answers as single choice."""
    for one in (sample, replicate(sample, "JKn")):
        multiple = crosstab(one, "B03", "sex", by="urban", percent=percent, test=None)
        single = crosstab(one, "first", "sex", by="urban", percent=percent, test=None)
        cells = len(single.n)
        for part in ("counts", "shares"):
            # with replicates, limits of a single choice are not made of the log odds of each
            limits = ("ci_low", "ci_high") if one is sample else ()
            for name in ("estimate", "se", "df", "n", "deff", "n_eff", *limits):
                given = getattr(getattr(multiple, part), name)[:cells]
                assert_allclose(given, getattr(getattr(single, part), name), rtol=1e-9, err_msg=f"{part} {name}")
        assert_allclose(multiple.rows.se[:8], single.rows.se, rtol=1e-9)
        assert_allclose(multiple.columns.se, single.columns.se, rtol=1e-9)
        assert multiple.n[:cells].tolist() == single.n.tolist()
        for value in ("share", "count", "n"):
            wide = [table.to_frame("wide", value=value) for table in (multiple, single)]
            for margin in ("total", 1, 2):
                given, expected = ((one.groupby("urban").head(4))[margin].astype(float) for one in wide)
                assert_allclose(given, expected, rtol=1e-9, err_msg=f"{value} {margin}")


def test_cells_overlap_and_margins_are_not_their_sums(asked: MakeSample) -> None:
    """Four respondents mention 1 and 2, 1, 2, 1 and 3: three, two and one of four."""
    given = asked(B03=["1;2", "1", "2", "1;3"], Z01=["1", "1", "2", "2"])
    table = crosstab(given, "B03", "sex", percent="column", test=None)
    frame = table.to_frame("wide", value="n").set_index("B03")
    assert frame.to_numpy()[[0, 1, 2, -1]].tolist() == [[2, 1, 3], [1, 1, 2], [0, 1, 1], [2, 2, 4]]
    share = table.to_frame("wide").set_index("B03")
    assert share["total"].tolist()[:3] == [0.75, 0.5, 0.25]
    assert share[[1, 2]].to_numpy()[0].tolist() == [1.0, 0.5]
    assert table.rows.estimate[:3].tolist() == [0.75, 0.5, 0.25]
    assert table.to_frame("wide", value="count").set_index("B03").loc["total", "total"] == 4


def test_the_margin_is_the_share_of_the_option(sample: Sample) -> None:
    """Of everybody with an answer to both: here everybody has a sex."""
    table, alone = crosstab(sample, "I03", "sex", test=None), shares(sample, "I03")
    assert_allclose(table.rows.estimate, alone.estimate)
    assert_allclose(table.rows.se, alone.se)
    assert table.rows.n[0] == alone.n[0] < len(sample)


def test_every_option_is_tested_by_itself(sample: Sample) -> None:
    """Mentioned or not by sex, as the column of the option; p after Holm, domain by domain."""
    test = crosstab(sample, "I03", "sex", by="urban").test
    assert test is not None
    frame = test.to_frame(labels="ru")
    for option in (1, 2, 3):
        alone = test_independence(sample, f"I03_{option}", "sex", by="urban")
        assert frame.loc[frame["I03"] == option, "p"].tolist() == alone.p.tolist()
        assert frame.loc[frame["I03"] == option, "ddf"].tolist() == alone.ddf.tolist()
    town = frame[frame["urban"] == 1]
    assert_allclose(town["p_holm"], holm(town["p"].to_numpy()[:, None])[:, 0])
    assert "after Holm" in repr(test)


def test_an_option_that_nobody_chose_is_not_tested_and_does_not_count(sample: Sample) -> None:
    """Only four options of B03 occur: the smallest p is multiplied by four."""
    test = crosstab(sample, "B03", "sex").test
    assert test is not None
    known = ~np.isnan(test.p)
    assert known.sum() == 4
    assert test.p_holm is not None
    assert_allclose(np.nanmin(test.p_holm), min(1.0, 4 * np.nanmin(test.p)))
    assert [bool(note) for note in test.notes] == (~known).tolist()


def test_two_multiple_choices_are_crossed_pair_by_pair(sample: Sample) -> None:
    """A cell is mentioned together; transposed it is the same."""
    one, other = crosstab(sample, "B03", "I03"), crosstab(sample, "I03", "B03")
    size = (len(one.crossing.row), len(one.crossing.column))
    assert_allclose(one.shares.se.reshape(size), other.shares.se.reshape(size[::-1]).T)
    assert one.test is not None
    assert other.test is not None
    assert_allclose(one.test.p.reshape(size), other.test.p.reshape(size[::-1]).T)
    assert [grouped.name for grouped in one.test.by] == ["B03", "I03"]


def test_what_cannot_be_crossed_is_refused(sample: Sample) -> None:
    """A battery, a variable twice, an unknown name."""
    with pytest.raises(EstimationError, match=r"E201(.|\n)*battery"):
        crosstab(sample, "B03", "C01")
    with pytest.raises(EstimationError, match="E202"):
        crosstab(sample, "B03", "B03")
    with pytest.raises(EstimationError, match="E201"):
        crosstab(sample, "B03", "nobody")


def test_holm_as_r() -> None:
    """p.adjust(c(0.01, 0.02, 0.03, NA, 0.5), "holm") is 0.04 0.06 0.06 NA 0.50; several families in columns."""
    p = np.array([0.01, 0.02, 0.03, np.nan, 0.5])
    expected = [0.04, 0.06, 0.06, np.nan, 0.5]
    assert_allclose(holm(np.column_stack([p, p[::-1]])), np.column_stack([expected, expected[::-1]]))


def test_a_table_of_too_many_cells_is_refused() -> None:
    """Options by a number with many values."""
    from survey.estimation.crosstabs.crossing import Side
    from survey.estimation.crosstabs.multiple_response import Responses, check_cells

    many = Responses(Side("a", tuple(range(101)), ()), np.zeros((1, 101), bool), np.ones(1, bool), True)
    with pytest.raises(EstimationError, match=r"E361(.|\n)*recode"):
        check_cells(many, many, "survey.crosstab")

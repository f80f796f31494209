"""Diagnostics of weights: what they cost, who is extreme, what the margins gained."""

import numpy as np
import pytest

from survey.design import Design, Population, Sample, make_sample
from survey.errors import WeightingError
from survey.weighting import adjust_nonresponse, calibrate, diagnose, rake

PEOPLE = Population.from_margins({"sex": {1: 10, 2: 10}})


@pytest.fixture
def raked() -> Sample:
    """Three interviews of sex 1 and one of sex 2, made equal: weights 10/3 and 10."""
    return rake(make_sample({"sex": [1, 1, 1, 2], "w": [1.0] * 4}, Design(weight="w")), PEOPLE)


def test_loss_through_unequal_weights(raked: Sample) -> None:
    """Kish: 4 x (3 x 100/9 + 100) / 400 = 4/3; before, all weights were equal."""
    found = diagnose(raked, PEOPLE)
    assert found.kish == pytest.approx(4 / 3)
    assert found.n_eff == pytest.approx(3)
    assert found.kish_before == 1
    assert [found.minimum, found.maximum] == pytest.approx([10 / 3, 10])
    assert repr(found).startswith("<WeightDiagnostics: 4 interviews count as 3 (Kish 1.333")


def test_factors_are_relative_to_the_average(raked: Sample) -> None:
    """Weight 20 instead of 4 in all: 10/3 is two thirds of it, 10 is double."""
    found = diagnose(raked, PEOPLE, n_extremes=1)
    assert found.factors == pytest.approx([2 / 3, 2 / 3, 2 / 3, 2])
    assert found.extremes["interview"].tolist() == ["row 3", "row 2"]
    assert found.extremes["sex"].tolist() == ["2", "1"]
    assert found.histogram["n"].sum() == 4


def test_balance_before_and_after(raked: Sample) -> None:
    """Sex 1 has 75 % of the interviews, 50 % of the people, 50 % after."""
    balance = diagnose(raked, PEOPLE).balance
    assert balance["before"].tolist() == [0.75, 0.25]
    assert balance["after"].to_numpy() == pytest.approx([0.5, 0.5])
    assert balance["gap_before"].tolist() == [25, -25]
    frame = diagnose(raked, PEOPLE).to_frame().set_index("measure")["value"]
    assert frame["largest_gap_before"] == 25
    assert frame["largest_gap_after"] == pytest.approx(0, abs=1e-9)


def test_margins_without_a_population(raked: Sample) -> None:
    """Only before and after are shown, crossed variables too; blanks stand apart."""
    given = raked.assign(town=np.array([1, 0, np.nan, 1]))
    balance = diagnose(given, margins=["sex", ["sex", "town"]]).balance
    assert balance["margin"].tolist() == ["sex", "sex", "sex x town", "sex x town", "sex x town", "sex x town"]
    assert balance["category"].tolist()[2:] == ["1 x 0", "1 x 1", "2 x 1", "(blank)"]
    assert balance["before"].iloc[2:5].to_numpy() == pytest.approx([1 / 3, 1 / 3, 1 / 3])
    assert balance["population"].isna().all()


def test_a_category_nobody_has() -> None:
    """Half the people are of sex 2, no interview is."""
    given = make_sample({"sex": [1, 1], "w": [1, 1]}, Design(weight="w"))
    balance = diagnose(given, PEOPLE).balance
    assert balance["category"].tolist() == ["1", "(no interviews)"]
    assert balance["population"].tolist() == [0.5, 0.5]
    assert balance["after"].tolist() == [1, 0]


def test_weights_of_nothing_and_below(raked: Sample) -> None:
    """Interviews without an answer weigh nothing; a linear calibration can go below."""
    silent = adjust_nonresponse(raked, np.array([True, True, False, True]))
    assert (diagnose(silent).n, diagnose(silent).n_zero) == (3, 1)
    given = make_sample({"size": [1.0, 2, 3, 4], "w": [1.0] * 4}, Design(weight="w"))
    negative = calibrate(given, {"(all)": 4, "size": 15}, allow_negative=True)
    assert diagnose(negative).n_negative == 1


@pytest.mark.parametrize("language", ["en", "kk", "ru"])
def test_pictures_in_every_language(raked: Sample, language: str) -> None:
    """A bar per class of factors; a line of marks per category."""
    found = diagnose(raked, PEOPLE, bins=5)
    axes = found.plot(language=language)
    assert len(axes.patches) == 5
    assert axes.get_xlabel()
    other = found.plot("balance", language=language)
    assert [label.get_text() for label in other.get_yticklabels()] == ["sex: 1", "sex: 2"]


def test_it_shows_itself_in_a_notebook(raked: Sample) -> None:
    """Steps, balance and extremes as tables."""
    assert diagnose(raked, PEOPLE)._repr_html_().count("<table") == 3


def test_numbers_that_cannot_be(raked: Sample) -> None:
    """No class at all."""
    with pytest.raises(WeightingError) as caught:
        diagnose(raked, bins=0)
    assert (caught.value.code, caught.value.place) == ("W170", "survey.diagnose")


def test_pictures_are_shown_by_a_notebook(raked: Sample) -> None:
    """Figures that pyplot does not know are not shown at the end of a cell."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    plt.close("all")
    diagnose(raked, PEOPLE).plot()
    diagnose(raked, PEOPLE).plot("balance")
    assert len(plt.get_fignums()) == 2
    plt.close("all")

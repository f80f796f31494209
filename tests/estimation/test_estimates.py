"""What a result shows."""

from collections.abc import Callable

import numpy as np
import pytest

from survey.design import Design, Sample, make_sample
from survey.errors import CallError
from survey.estimation import Estimates, crosstab, mean, share, shares, total
from survey.weighting import rake

MakeSample = Callable[..., Sample]


def test_a_frame_has_one_row_per_variable_category_and_domain(clustered: Sample) -> None:
    """Variables slowest, domains fastest."""
    frame = shares(clustered, ["yes", "item"], by="town").to_frame()
    assert frame.columns[:4].tolist() == ["variable", "category", "town", "estimate"]
    assert frame["variable"].tolist() == ["yes"] * 6 + ["item"] * 9
    assert frame["category"].tolist() == [0] * 3 + [1] * 3 + [1] * 3 + [2] * 3 + [3] * 3
    assert frame["town"].tolist() == ["a", "b", "c"] * 5
    assert frame["n"].dtype == "Int64"


def test_labels_on_request(asked: MakeSample) -> None:
    """Codes are kept; wordings stand beside them."""
    frame = share(asked(C01a=["1", "4"], Z01=["1", "2"]), "C01a", [1], by="sex").to_frame("ru")
    assert frame["sex"].tolist() == [1, 2]
    assert frame["sex_label"].str.len().min() > 3


def test_categories_have_their_wordings(asked: MakeSample) -> None:
    """The same code reads differently in different questions."""
    frame = shares(asked(C01a=["1", "4"], Z01=["1", "2"], B03_m1=["1", "2"]), ["C01a", "Z01", "B03"]).to_frame("ru")
    first = frame[frame["category"] == 1]
    assert first["variable"].tolist() == ["C01a", "Z01", "B03"]
    assert first["category_label"].nunique() == 3


def test_coefficient_of_variation(clustered: Sample) -> None:
    """Standard error over estimate."""
    found = mean(clustered, "y")
    assert found.cv[0] == found.se[0] / found.estimate[0]


def test_covariance_has_the_variances_on_its_diagonal(clustered: Sample) -> None:
    """And is blank where there is no estimate."""
    found = mean(clustered.where("town != 'c'"), ["y", "x"], by="town")
    matrix = found.covariance()
    assert np.sqrt(np.diag(matrix)[[0, 1, 3, 4]]) == pytest.approx(found.se[[0, 1, 3, 4]])
    assert np.isnan(matrix[2]).all()


def test_it_prints_how_it_was_made(clustered: Sample) -> None:
    """Kind, domain, rule for lonely PSUs and method in the print."""
    shown = repr(mean(clustered, "y", where="yes == 1"))
    assert shown.startswith(
        "<Estimates: mean of y; domain: yes == 1; weights: design; df: PSUs - strata of the domain; lonely PSU: fail>"
    )
    assert "method" in shown
    assert "<table" in mean(clustered, "y")._repr_html_()


def test_long_results_are_cut_in_print_only(clustered: Sample) -> None:
    """The frame has them all."""
    many = mean(clustered, {f"v{at}": clustered.values("y") for at in range(40)})
    assert repr(many).endswith("… 10 more rows")
    assert "v0, v1, v2, v3, … (40)" in many.about
    assert len(many.to_frame()) == 40


def test_few_effective_interviews_are_flagged() -> None:
    """Below 30; the flag is words in the frame."""
    found = mean(make_sample({"y": np.arange(29), "w": np.full(29, 1e6)}, Design(weight="w")), "y")
    assert found.flag("thin")[0]
    assert found.to_frame()["flags"].tolist() == ["thin"]
    assert not mean(make_sample({"y": np.arange(31), "w": np.full(31, 1e6)}, Design(weight="w")), "y").flag("thin")[0]


CALCULATIONS: dict[str, Callable[[Estimates], object]] = {
    "difference": lambda rows: rows - rows,
    "product": lambda rows: 2 * rows,
    "numpy product": lambda rows: np.float64(2) * rows,
    "power": lambda rows: rows**2,
    "number": lambda rows: float(rows),
    "array": lambda rows: np.asarray(rows),
    "row": lambda rows: rows[0],
    "comparison": lambda rows: rows < 3,
    "sum": lambda rows: sum([rows, rows]),
}


@pytest.mark.parametrize("calculation", CALCULATIONS.values(), ids=CALCULATIONS)
def test_there_is_no_arithmetic(clustered: Sample, calculation: Callable[[Estimates], object]) -> None:
    """The error says what has the covariance."""
    with pytest.raises(CallError, match=r"survey\.contrast") as caught:
        calculation(mean(clustered, "yes"))
    assert (caught.value.code, caught.value.place) == ("E019", "survey.Estimates")


@pytest.mark.parametrize("name", ["n", "estimate", "variable", "se", "flags"])
def test_a_classification_never_takes_the_place_of_another_column(name: str) -> None:
    """The numbers of interviews were shown where the classes should be."""
    sample = make_sample({"y": [1, 2, 3], name: ["a", "b", "b"], "w": [1, 1, 1]}, Design(weight="w"))
    frame = mean(sample, "y", by=name).to_frame()
    assert frame[f"by_{name}"].tolist() == ["a", "b"]
    assert frame["estimate"].tolist() == [1.0, 2.5]
    assert frame["variable"].tolist() == ["y", "y"]


def test_a_crosstab_of_a_variable_named_as_a_column() -> None:
    """The cells say which class they are of."""
    sample = make_sample({"n": [1, 2, 2], "share": [1, 1, 2], "w": [1, 1, 1]}, Design(weight="w"))
    frame = crosstab(sample, "n", "share").to_frame()
    assert frame["by_n"].tolist() == [1, 1, 2, 2]
    assert frame["by_share"].tolist() == [1, 2, 1, 2]
    assert frame["n"].tolist() == [1, 0, 1, 1]


def test_few_interviews_are_thin_whatever_their_design_effect() -> None:
    """Eight interviews whose PSUs happen to agree count as more than thirty; they are eight."""
    y = [0, 1, 0, 1, 0, 1, 0, 1]
    sample = make_sample(
        {"y": y, "p": [1, 1, 2, 2, 3, 3, 4, 4], "z": [1, 1, 1, 1, 1, 1, 1, 2], "w": [1] * 8},
        Design(psu="p", weight="w"),
    )
    found = mean(sample, "y")
    assert found.n_eff[0] > 30
    assert found.flag("thin").tolist() == [True]


def test_a_total_of_many_interviews_is_not_thin() -> None:
    """Its design effect is large because the number of people in the domain is estimated, too."""
    rng = np.random.default_rng(1)
    sample = make_sample(
        {"y": rng.normal(100, 1, 200), "g": rng.integers(0, 2, 200), "w": np.ones(200)}, Design(weight="w")
    )
    found = total(sample, "y", by="g")
    assert found.n_eff.max() < 30
    assert not found.flag("thin").any()


def test_what_a_margin_fixes_has_no_error_at_all() -> None:
    """Not one of 1e-18 with an effective number of 1e33."""
    rng = np.random.default_rng(2)
    sample = make_sample({"sex": rng.integers(1, 3, 90), "w": rng.uniform(1, 3, 90)}, Design(weight="w"))
    found = shares(rake(sample, {"sex": {1: 310, 2: 690}}), "sex")
    assert (found.se.tolist(), found.deff.tolist(), found.n_eff.tolist()) == ([0, 0], [0, 0], [np.inf, np.inf])

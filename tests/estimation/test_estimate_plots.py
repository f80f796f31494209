"""Pictures of estimates: what is drawn where."""

from collections.abc import Callable, Iterator

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.axis import Axis

from survey.design import Design, Sample, make_sample
from survey.estimation import cdf, mean, quantile, share, shares, total
from survey.estimation.estimate_plots import row_labels

MakeSample = Callable[..., Sample]


@pytest.fixture(autouse=True)
def without_a_screen() -> Iterator[None]:
    mpl.use("Agg")
    yield
    import matplotlib.pyplot as plt

    plt.close("all")


@pytest.fixture
def sample() -> Sample:
    table = {
        "y": [1.0, 2, 3, 4, 9, 9, 5, 6],
        "g": ["a", "a", "b", "b", "c", "c", "d", "d"],
        "p": [1, 2, 3, 4, 5, 5, 6, 7],
        "w": [1] * 8,
    }
    return make_sample(table, Design(psu="p", weight="w"))


def test_a_dot_and_a_line_per_row(sample: Sample) -> None:
    """The first row at the top; a domain of one PSU has no line, for its limits are infinite."""
    found = mean(sample, "y", by="g")
    ax = found.plot()
    assert ax.lines[0].get_xdata().tolist() == found.estimate.tolist()  # type: ignore[union-attr]
    assert len(ax.collections[0].get_segments()) == 3  # type: ignore[attr-defined]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["a", "b", "c", "d"]
    assert ax.get_ylim()[0] > ax.get_ylim()[1]


def test_sorted_the_largest_is_at_the_top(sample: Sample) -> None:
    """9 in c, 5.5 in d, 3.5 in b, 1.5 in a."""
    ax = mean(sample, "y", by="g").plot(sort=True)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["c", "d", "b", "a"]


def test_given_axes_are_drawn_on(sample: Sample) -> None:
    """And returned."""
    import matplotlib.pyplot as plt

    ax = plt.subplots()[1]
    assert mean(sample, "y").plot(ax=ax) is ax
    assert cdf(sample, "y").plot(ax=ax) is ax


def test_an_empty_row_keeps_its_place(sample: Sample) -> None:
    """A label without a dot."""
    found = mean(sample.where("y < 5"), "y", by="g")
    ax = found.plot(sort=True)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["b", "a", "c", "d"]
    assert np.isnan(ax.lines[0].get_xdata()[2:]).all()  # type: ignore[index]


def test_shares_are_in_per_cent(sample: Sample) -> None:
    """On the axis."""
    ax = shares(sample, "g").plot()
    assert ax.xaxis.get_major_formatter()(0.25) == "25%"


def test_names_of_rows(sample: Sample) -> None:
    """The variable only where there are several, or nothing else."""
    assert row_labels(mean(sample, "y")) == ["y"]
    assert row_labels(mean(sample, ["y", "p"], by="g"))[:2] == ["y · a", "y · b"]
    assert row_labels(quantile(sample, "y", [0.25, 0.5])) == ["0.25", "0.5"]


def test_wordings_of_the_questionnaire_on_request(asked: MakeSample) -> None:
    """In the language asked for; a picture takes the first language of the questionnaire by itself."""
    found = mean(asked(Z01=["1", "2", "2"], C01a=["1", "2", "3"]), "C01a", by="Z01")
    grouped = found.by[0]
    assert row_labels(found, "ru") == [grouped.labels[at]["ru"] for at in grouped.of_row]
    assert row_labels(found) == ["1", "2"]
    assert [label.get_text() for label in found.plot().get_yticklabels()] == row_labels(found, "kk")


def test_the_question_is_above_and_the_base_below(asked: MakeSample) -> None:
    """With the answers counted, in the language asked for; codes have no title."""
    found = share(asked(Z01=["1", "2", "2"], C01a=["1", "2", "98"]), "C01a", [1, 2], by="sex", base="asked")
    figure = found.plot(labels="ru").figure
    title, base = figure.get_suptitle(), figure.get_supxlabel()
    assert title.splitlines()[0].startswith("Сейчас я назову")
    assert "Президент Республики Казахстан" in title
    assert "Учтены ответы: Полностью доверяю; Скорее доверяю" in title
    assert base.replace("\n", " ").startswith("База расчёта – все, кому задан вопрос")
    coded = found.plot(codes=True)
    assert [label.get_text() for label in coded.get_yticklabels()] == ["1", "2"]
    assert "Қазақстан" not in coded.figure.get_suptitle()


def test_words_of_given_axes_stay(sample: Sample) -> None:
    """A label that the caller has set is not written over; the base fits the axes otherwise."""
    import matplotlib.pyplot as plt

    left, right = plt.subplots(1, 2)[1]
    left.set_xlabel("mine")
    assert mean(sample, "y").plot(ax=left).get_xlabel() == "mine"
    assert mean(sample, "y").plot(ax=right).get_xlabel().startswith("Base: interviews")


def test_steps_of_every_domain(sample: Sample) -> None:
    """One line each, from 0 to 1, and a legend; no legend for one."""
    ax = cdf(sample, "y", by="g").plot()
    assert len(ax.lines) == 4
    assert [line.get_ydata()[[0, -1]].tolist() for line in ax.lines] == [[0, 1]] * 4  # type: ignore[index, union-attr]
    legend = ax.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["a", "b", "c", "d"]
    assert cdf(sample, "y").plot().get_legend() is None


def test_very_many_steps_are_thinned() -> None:
    """A picture has no room for 5,000 steps."""
    sample = make_sample({"y": np.arange(5000.0), "w": np.ones(5000)}, Design(weight="w"))
    ax = cdf(sample, "y", at=[100.0]).plot()
    assert len(ax.lines[0].get_xdata()) == 2001  # type: ignore[arg-type]


def _written(axis: Axis, value: float) -> str:
    return axis.get_major_formatter()(value, 0)


def test_numbers_are_written_as_the_language_has_it(sample: Sample) -> None:
    """A comma in Kazakh and Russian; totals without powers of ten; whole per cents without decimals."""
    assert _written(mean(sample, "y").plot(labels="kk").xaxis, 1.25) == "1,25"
    assert _written(mean(sample, "y").plot().xaxis, 1.25) == "1.25"
    assert _written(total(sample, "y").plot(labels="ru").xaxis, 2.8e7) == "28\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}000"
    assert [_written(shares(sample, "g").plot(labels="ru").xaxis, share) for share in (0.3, 0.125)] == ["30%", "12,5%"]

"""A file read in batches gives what the same rows give in memory."""

import pathlib
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from survey.design import Design, Population, Sample, TwoPhase, make_sample
from survey.errors import DesignError, EstimationError
from survey.estimation import Estimates, mean, quantile, ratio, share, shares, total
from survey.estimation.streaming import StreamedSample, stream
from survey.weighting import rake

N = 600
DESIGN = Design(strata="s", psu="p", weight="w")


def interviews() -> pd.DataFrame:
    """4 strata, 40 PSUs in no order, blanks, a text, whole numbers and others."""
    random = np.random.default_rng(5)
    psu = random.permutation(np.arange(N) % 40)
    table = pd.DataFrame({"s": psu % 4, "p": psu, "w": random.uniform(1, 9, N)})
    table["y"] = random.normal(50, 10, N)
    table["z"] = np.where(random.random(N) < 0.2, np.nan, random.integers(1, 6, N))
    table["x"] = random.uniform(1, 2, N)
    table["q"] = random.integers(1, 6, N)
    table["late"] = np.where(np.arange(N) < 500, np.nan, 1.0)
    table["town"] = random.choice(["Esik", "Tekeli", "Talgar"], N)
    table["g"] = random.integers(0, 7, N) / 2
    table["yes"] = random.random(N) < 0.3
    table["P"], table["weight_of_none"] = 25, 0.0
    return table


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    path = tmp_path_factory.mktemp("stream") / "wave.parquet"
    interviews().to_parquet(path, row_group_size=170)
    return path


CALLS: dict[str, Callable[[Sample | StreamedSample], Estimates]] = {
    "mean by text": lambda sample: mean(sample, ["y", "z", "x", "late"], by="town"),
    "mean of everybody": lambda sample: mean(sample, "y"),
    "total by two": lambda sample: total(sample, ["y", "z"], by=["town", "g"]),
    "share by": lambda sample: share(sample, "q", [1, 2], by="g"),
    "share of true": lambda sample: share(sample, "yes", by="town"),
    "shares of numbers": lambda sample: shares(sample, ["q", "z"], by="town"),
    "shares of text": lambda sample: shares(sample, "town"),
    "ratio": lambda sample: ratio(sample, ["y", "z"], "x", by="s"),
    "where": lambda sample: mean(sample, ["y", "z"], by="town", where="q >= 3 and g in [1, 2, 3]"),
    "design df": lambda sample: mean(sample, "z", by="g", df="design", deff="replace", level=0.9),
}


@pytest.mark.parametrize("rows", [7, 100, 599, 10_000])
@pytest.mark.parametrize("call", CALLS)
def test_batches_give_what_memory_gives(file: pathlib.Path, call: str, rows: int) -> None:
    """Every column of the result, whatever the size of a batch."""
    ours = CALLS[call](stream(file, DESIGN, rows_at_once=rows)).to_frame()
    theirs = CALLS[call](make_sample(interviews(), DESIGN)).to_frame()
    pd.testing.assert_frame_equal(ours, theirs, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    "design",
    [
        Design(strata="s", psu="p", fpc="P", weight="w"),
        Design(strata="s", psu=("p", "q"), fpc=("P", "P"), weight="w", nested=True),
        Design(strata="s", psu=("p", "q"), fpc=("P", "P")),
        Design(psu="town", weight="x"),
        Design(strata="town", psu="q", probability="share", nested=True, lonely="adjust"),
    ],
)
def test_designs_mean_the_same(tmp_path: pathlib.Path, design: Design) -> None:
    """Stages, population figures, probabilities: also the trail of the weights agrees."""
    table = interviews().assign(share=lambda one: 1 / one["w"] / 10)
    table.to_parquet(tmp_path / "wave.parquet")
    ours, theirs = stream(tmp_path / "wave.parquet", design, rows_at_once=64), make_sample(table, design)
    pd.testing.assert_frame_equal(mean(ours, "y", by="g").to_frame(), mean(theirs, "y", by="g").to_frame())
    pd.testing.assert_frame_equal(ours.trail_frame(), theirs.trail_frame())
    assert repr(mean(ours, "y")).splitlines()[0] == repr(mean(theirs, "y")).splitlines()[0]


def test_sampling_points_without_a_weight_give_no_degree_of_freedom(tmp_path: pathlib.Path) -> None:
    """As in memory, where the degrees of freedom of the design are asked for."""
    table = interviews().assign(w=lambda one: one["w"].where(one["p"] > 3, 0.0))
    table.to_parquet(tmp_path / "wave.parquet")
    ours, theirs = stream(tmp_path / "wave.parquet", DESIGN), make_sample(table, DESIGN)
    assert mean(ours, "y", df="design").df[0] == mean(theirs, "y", df="design").df[0] == 40 - 4 - 4


def test_covariances_agree(file: pathlib.Path) -> None:
    """Contrasts need more than the standard errors."""
    ours, theirs = mean(stream(file, DESIGN), "y", by="town"), mean(make_sample(interviews(), DESIGN), "y", by="town")
    assert ours.covariance() == pytest.approx(theirs.covariance())


def test_a_folder_of_files_is_one_table(tmp_path: pathlib.Path) -> None:
    """Categories that are text in one file and categories in another, in the order of the files."""
    table = interviews()
    table[:200].to_parquet(tmp_path / "a.parquet")
    table[200:].astype({"town": "category"}).to_parquet(tmp_path / "b.parquet")
    ours = mean(stream(tmp_path, DESIGN), "y", where="town == 'Esik'")
    theirs = mean(make_sample(table, DESIGN), "y", where="town == 'Esik'")
    assert (ours.estimate[0], ours.se[0]) == pytest.approx((theirs.estimate[0], theirs.se[0]))
    assert repr(stream([tmp_path / "a.parquet"], DESIGN)).startswith("<StreamedSample: 200 rows in 1 file(s), 4 strata")


def failing(call: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises((EstimationError, DesignError)) as caught:
        call()
    return caught.value.code, caught.value.place


def test_errors_of_a_request_name_the_column(file: pathlib.Path) -> None:
    """Unknown names with the nearest one, text, arrays, values that are no classification."""
    sample = stream(file, DESIGN)
    assert failing(lambda: mean(sample, "yy")) == ("E308", "streamed file: column 'yy'")
    assert failing(lambda: mean(sample, "y", by="twon")) == ("E308", "streamed file: column 'twon'")
    assert failing(lambda: mean(sample, "y", where="qq == 1")) == ("E308", "streamed file: column 'qq'")
    assert failing(lambda: mean(sample, "town")) == ("E004", "survey.mean: variable 'town'")
    assert failing(lambda: mean(sample, {"double": np.ones(N)})) == ("E307", "survey.mean: variables")
    assert failing(lambda: mean(sample, "y", where=np.ones(N, bool))) == ("E307", "survey.mean: where=")
    assert failing(lambda: share(sample, "q", 1, reasons={})) == ("E307", "survey.share: reasons=")
    assert failing(lambda: mean(interviews(), "y")) == ("E300", "survey.mean")  # type: ignore[arg-type]


def test_verbs_that_need_all_rows_say_so(file: pathlib.Path) -> None:
    """Quantiles, tables, weighting; what no sample has is no attribute."""
    sample = stream(file, DESIGN)
    assert failing(lambda: quantile(sample, "y")) == ("E310", "survey.quantile: sample")
    people = Population.from_margins({"q": dict.fromkeys(range(1, 6), 100.0)})
    assert failing(lambda: rake(sample, people))[0] == "E310"
    assert not hasattr(sample, "nothing")


def test_too_many_categories_are_refused(file: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A measurement is no classification; the limit is lowered to 50 here."""
    monkeypatch.setattr("survey.estimation.streaming.category_levels.MOST", 50)
    assert failing(lambda: mean(stream(file, DESIGN), "z", by="y")) == ("E304", "column 'y'")


def test_errors_of_a_design_name_the_column(file: pathlib.Path) -> None:
    """Missing columns, PSUs, weights; blanks; a PSU in two strata."""
    assert failing(lambda: stream(file, Design(psu="psu", weight="w"))) == ("E308", "streamed file: column 'psu'")
    assert failing(lambda: stream(file, Design(strata="s", weight="w"))) == ("E305", "survey.stream: design")
    two = TwoPhase(DESIGN, Design(psu="p"), "yes")
    assert failing(lambda: stream(file, two)) == ("E305", "survey.stream: design")  # type: ignore[arg-type]
    brewer = Design(psu="p", probability="w", pps="brewer")
    assert failing(lambda: stream(file, brewer)) == ("E305", "survey.stream: design")
    assert failing(lambda: stream(file, Design(psu="p"))) == ("E305", "survey.stream: design")
    assert failing(lambda: stream(file, Design(psu="p", weight="late"))) == ("E306", "survey.stream: 'late'")
    zero = Design(psu="p", weight="weight_of_none")
    assert failing(lambda: stream(file, zero)) == ("E306", "survey.stream: 'weight_of_none'")
    assert failing(lambda: stream(file, Design(psu="p", probability="w"))) == ("E306", "survey.stream: 'w'")
    assert failing(lambda: stream(file, Design(strata="town", psu="p", weight="w")))[0] == "S011"
    assert failing(lambda: stream(file, Design(strata="z", psu="p", weight="w")))[0] == "S010"
    assert failing(lambda: stream(file, DESIGN, rows_at_once=0)) == ("E309", "survey.stream: rows_at_once")


def test_files_that_cannot_be_used(tmp_path: pathlib.Path) -> None:
    """No file, no Parquet, other columns, no rows, changed meanwhile."""
    assert failing(lambda: stream(tmp_path, DESIGN))[0] == "E302"
    assert failing(lambda: stream(tmp_path / "none.parquet", DESIGN))[0] == "E302"
    (tmp_path / "text.parquet").write_text("y;w")
    assert failing(lambda: stream(tmp_path / "text.parquet", DESIGN))[0] == "E302"
    one, other = tmp_path / "1.parquet", tmp_path / "2.parquet"
    interviews().to_parquet(one)
    interviews().drop(columns="z").to_parquet(other)
    assert failing(lambda: stream([one, other], DESIGN)) == ("E303", f"survey.stream: {other}")
    interviews()[:0].to_parquet(other)
    assert failing(lambda: stream(other, DESIGN)) == ("E303", f"survey.stream: {other}")
    sample = stream(one, DESIGN)
    interviews()[:300].to_parquet(one)
    assert failing(lambda: mean(sample, "y")) == ("E301", str(one))


def test_a_table_is_no_path() -> None:
    """The names of its columns are no files."""
    assert failing(lambda: stream(pd.DataFrame({"w": [1.0]}), DESIGN))[0] == "E302"  # type: ignore[arg-type]

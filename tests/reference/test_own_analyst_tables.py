"""Tables for analysts against R's survey on a delivered wave: ``own/analyst_tables.R`` made ``own/analyst_tables.json``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import survey
from survey.arrays import Floats
from tests.tables.shipped_wave import ANSWERS, PROBLEMS, columns_for_r, wave

FOLDER = Path(__file__).parent / "own"
STORED = json.loads((FOLDER / "analyst_tables.json").read_text(encoding="utf-8"))
ENTRIES: dict[str, dict[str, Any]] = {entry["id"]: entry for entry in STORED["entries"]}
PAIRS = [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]
"""Every two ages in the order of R's ``combn``."""


def r(name: str, field: str = "est") -> Floats:
    return np.array(ENTRIES[name][field], np.float64)


def table(rows: survey.RowBlock | str, columns: str | tuple[()] = (), **options: Any) -> pd.DataFrame:
    """Cells of a table of the wave with nothing hidden."""
    return survey.tabulate(wave(), rows, columns, publication=None, **options).to_frame()


def cells(frame: pd.DataFrame, name: str = "value", *, columns: str = "", role: str = "data") -> Floats:
    """Cells of the columns of a break, answers slowest: the order of R's ``svyby``."""
    own = frame[(frame["role"] == role) & (frame["break"] == columns)]
    return own[name].to_numpy(np.float64)


def agree(frame: pd.DataFrame, name: str, columns: str, scale: float = 100.0, role: str = "data") -> None:
    assert cells(frame, columns=columns, role=role) == pytest.approx(scale * r(name), rel=1e-9)
    assert cells(frame, "se", columns=columns, role=role) == pytest.approx(scale * r(name, "se"), rel=1e-9)


def test_r_has_read_the_wave() -> None:
    """The table that R reads is the delivered wave."""
    read = pd.read_csv(FOLDER / "wave.csv", dtype={"psu": str})
    ours = columns_for_r(wave())
    assert list(read) == list(ours)
    assert (read["psu"] == ours["psu"]).all()
    for name in read.columns.drop("psu"):
        assert np.allclose(read[name], ours[name], equal_nan=True)


def test_banner_of_shares() -> None:
    found = survey.tabulate(wave(), "C01a", ["sex", "age4"], publication=None).to_frame()
    agree(found, "banner sex", "sex")
    agree(found, "banner age", "age4")


def test_nested_columns() -> None:
    """R runs through sex first, the table through the inner classification."""
    found = cells(table("C01a", "urban x sex"), columns="urban x sex").reshape(4, 2, 2)
    ours = [found[:, urban, sex] for urban in (1, 0) for sex in (0, 1)]
    assert np.column_stack(ours).ravel() == pytest.approx(100 * r("nested"), rel=1e-9)


def test_grid_of_a_battery() -> None:
    found = table("C01", grid=True)
    for item in ANSWERS[:3]:
        own = found[(found["question"] == item) & (found["statistic"] == "share")]
        assert own["value"].to_numpy() == pytest.approx(100 * r(f"grid {item}"), rel=1e-9)
        assert own["se"].to_numpy() == pytest.approx(100 * r(f"grid {item}", "se"), rel=1e-9)


def test_several_answers() -> None:
    found = table("B03", "sex")
    for code in PROBLEMS:
        agree(found[found["level"] == str(code)], f"several {code}", "sex")


def test_means_and_their_tests() -> None:
    """Every two ages: variances with covariances, PSUs less strata of both, R's ``p.adjust``."""
    block = survey.RowBlock("C02", show="mean")
    agree(table(block, "age4"), "mean", "age4", 1.0)
    for correction, name in (("holm", "holm"), ("bh", "bh"), ("none", "p")):
        differences, q = compared_ages(block, correction)
        assert q == pytest.approx(r("mean tests", name), rel=1e-8)
    assert differences.difference.ravel() == pytest.approx(r("mean tests", "difference"), rel=1e-9, abs=1e-12)
    assert differences.se.ravel() == pytest.approx(r("mean tests", "se"), rel=1e-9)
    assert differences.df == pytest.approx(r("mean tests", "df"))


def compared_ages(block: survey.RowBlock, correction: Any) -> tuple[Any, Floats]:
    """Differences between ages and their p-values, in the order of R."""
    from survey.estimation.multiple_testing import adjusted_p_values
    from survey.tables.answer_rows import read_blocks
    from survey.tables.banner import read_banner
    from survey.tables.cell_estimates import EstimateOptions, mean_cells, share_cells
    from survey.tables.column_tests import compare_columns

    banner = read_banner(wave(), "age4", total=False)
    (answers,) = read_blocks(wave(), [block], "answered")
    options = EstimateOptions(0.95, "domain")
    if answers.answers:
        estimates = share_cells(wave(), answers, banner, "column", options)
    else:
        estimates = mean_cells(wave(), answers, banner, options)
    everything = np.ones((4, max(len(answers.answers), 1)), bool)
    found = compare_columns(wave(), estimates, estimates.covariance(), everything, PAIRS, "domain")
    return found, adjusted_p_values(found.p, correction).T.ravel()


def test_shares_with_letters() -> None:
    """Tests of every answer, and the letters that follow from them."""
    found, q = compared_ages(survey.RowBlock("C01a"), "holm")
    assert q == pytest.approx(r("letters", "holm"), rel=1e-8)
    assert found.p.T.ravel() == pytest.approx(r("letters", "p"), rel=1e-8)
    assert found.se.T.ravel() == pytest.approx(r("letters", "se"), rel=1e-9)
    for correction, name in (("holm", "holm"), ("bh", "bh"), ("none", "p")):
        shown = table("C01a", "age4", letters=correction, alpha=0.2)
        assert cells_of_letters(shown) == expected_letters(r("letters", "difference"), r("letters", name), 0.2)
    assert any(any(row) for row in expected_letters(r("letters", "difference"), r("letters", "p"), 0.2))


def cells_of_letters(frame: pd.DataFrame) -> list[list[str]]:
    own = frame[(frame["role"] == "data") & (frame["break"] == "age4")]["letters"]
    return [list(own[at : at + 4]) for at in range(0, 16, 4)]


def expected_letters(difference: Floats, p: Floats, alpha: float) -> list[list[str]]:
    rows = [["", "", "", ""] for _ in range(4)]
    for at in np.flatnonzero(p <= alpha):
        one, other = PAIRS[at % 6]
        greater, smaller = (one, other) if difference[at] > 0 else (other, one)
        rows[at // 6][greater] += "ABCD"[smaller]
    return rows


def test_median() -> None:
    found = table(survey.RowBlock("S03", show="median"), "sex")
    agree(found, "median", "sex", 1.0)


def test_nets_rows_tables_and_counts() -> None:
    block = survey.RowBlock("C01a", nets={"trust": [1, 2]})
    agree(table(block, "sex"), "net", "sex", role="net")
    assert cells(table("C01a", "sex", percent="row"), columns="sex").reshape(4, 2).T.ravel() == pytest.approx(
        100 * r("row"), rel=1e-9
    )
    assert cells(table("C01a", "sex", percent="table"), columns="sex").reshape(4, 2).T.ravel() == pytest.approx(
        100 * r("table"), rel=1e-9
    )
    agree(table(survey.RowBlock("C01a", show="counts"), "sex"), "count", "sex", 1.0)


def test_bases() -> None:
    found = table("C01a", "sex")
    for name in ("n", "weight", "n_eff"):
        own = found[(found["statistic"] == name) & (found["break"] == "sex")]
        assert own["value"].to_numpy() == pytest.approx(r("bases", name), rel=1e-9)


def test_difference_from_the_total() -> None:
    """The column is part of the total: R's ``svycontrast`` of both together."""
    found = table("C01a", "sex", against_total=True)
    women = found[(found["column"] == "sex:2") & (found["level"] == "1")]
    assert women["difference"].to_numpy() == pytest.approx(100 * r("total"), rel=1e-9)


def test_regression() -> None:
    answers = wave().values("C01a")
    trusting = wave().assign(trusts=np.where(np.isnan(answers), np.nan, answers <= 2))
    model = survey.glm(trusting, "trusts ~ C(sex) + S03", "quasibinomial")
    made = survey.tabulate_model(model, constant=True).to_frame()
    made = made[~((made["question"] == "sex") & (made["level"] == "1"))]
    for column, name in (("estimate", "odds"), ("low", "low"), ("high", "high"), ("p", "p")):
        own = made[made["column"] == column]["value"].to_numpy()
        assert own == pytest.approx(r("regression", name), rel=1e-6), column


def test_table_one() -> None:
    found = survey.tabulate(wave(), "C01a", "sex", overall=True, publication=None).to_frame()
    assert found[found["column"] == "p:sex"]["value"].dropna().to_numpy() == pytest.approx(
        r("one share", "p"), rel=1e-8
    )
    found = survey.tabulate(wave(), "C02", "age4", overall=True, publication=None).to_frame()
    assert found[found["column"] == "p:age4"]["value"].dropna().to_numpy() == pytest.approx(
        r("one mean", "p"), rel=1e-6
    )

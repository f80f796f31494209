"""Waves next to one another, and the changes between them."""

from __future__ import annotations

import numpy as np
import pytest

import survey
from tests.tables.people import people
from tests.tables.shipped_wave import wave


def test_changes_are_those_of_the_estimator() -> None:
    """The test of every cell is ``survey.change``, with the PSUs that both waves share."""
    before, now = wave("2017Q4"), wave()
    made = survey.tabulate(now, "C01a", "sex", before=before, letters="none", publication=None, language="ru")
    frame = made.to_frame()
    cells = frame[(frame["role"] == "data") & (frame["break"] == "sex") & (frame["wave"] == "now")]
    expected = survey.change(before, now, "C01a", "sex", kind="shares")
    assert cells["change"].to_numpy(np.float64) == pytest.approx(100 * expected.change)
    assert cells["change_p"].to_numpy(np.float64) == pytest.approx(expected.p)
    marked = np.where(expected.p <= 0.05, np.where(expected.change > 0, "+", "-"), "")
    assert cells["changed"].tolist() == marked.tolist()
    assert any(marked)
    earlier = frame[(frame["role"] == "data") & (frame["break"] == "sex") & (frame["wave"] == "before")]
    assert earlier["value"].to_numpy(np.float64) == pytest.approx(100 * survey.shares(before, "C01a", "sex").estimate)


def test_rows_of_both_waves_are_in_one_order() -> None:
    """The order is that of this wave."""
    block = survey.RowBlock("q", order="descending")
    now, before = people(q=["a"] * 40 + ["b"] * 60), people(q=["a"] * 70 + ["b"] * 30)
    made = survey.tabulate(now, block, before=before, waves=("2017", "2018"), bases=[], publication=None)
    assert made.cells.value.tolist() == [[30.0, 60.0], [70.0, 40.0]]
    assert [column.heading["en"] for column in made.columns] == ["2017", "2018"]
    assert made.cells.changed.tolist() == [["", "+"], ["", "-"]]
    assert "▲" in repr(made)


def test_a_change_is_blank_where_a_side_is_hidden() -> None:
    now = people(q=["a", "b"] * 50, g=["x"] * 50 + ["y"] * 50)
    before = people(q=["a", "b"] * 50, g=["x"] * 92 + ["y"] * 8)
    made = survey.tabulate(now, "q", "g", before=before).to_frame()
    own = made[(made["column"] == "g:y") & (made["role"] == "data")]
    assert own["change"].isna().all()
    assert own["publish"].tolist() == ["ok", "ok"]
    hidden = made[made["column"] == "g:y@before"]
    assert set(hidden["publish"]) == {"hidden"}
    assert hidden["value"].isna().all()


def test_waves_with_other_answers() -> None:
    now, before = people(q=["a", "b"] * 20), people(q=["a", "c"] * 20)
    with pytest.raises(survey.SurveyError, match="B030"):
        survey.tabulate(now, "q", before=before)

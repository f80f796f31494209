"""The archive keeps of a wave what later waves need, and nothing that respondents said in their own words."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from survey.monitor import open_monitor
from survey.monitor.kept_sample import keep_sample, kept_sample
from survey.monitor.wave_delivery import silent
from survey.monitor.weighted_wave import WeightedWave
from survey.monitor.workspace import new_workspace


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with small waves."""
    folder = tmp_path_factory.mktemp("made") / "almaty"
    new_workspace(folder, n=600, seed=3, progress=silent)
    return folder


def weighted(workspace: Path) -> WeightedWave:
    """The first wave."""
    monitor = open_monitor(workspace)
    files = monitor.settings.wave("2017Q4")
    return monitor._computed(files, files)


def test_a_kept_sample_comes_back_with_every_value(workspace: Path, tmp_path: Path) -> None:
    """Answers, reasons, order, interviews set aside; the weights of those accepted."""
    wave = weighted(workspace)
    keep_sample(wave, "made of this", tmp_path)
    kept = kept_sample(tmp_path, "made of this", wave.instrument.form, source="wave.csv")
    assert kept is not None
    free = [name for name in ("H05", "K01", "O06") if name in wave.interviews.answers]
    assert len(free) == 3
    pd.testing.assert_frame_equal(
        kept.interviews.answers.drop(columns=free), wave.interviews.answers.drop(columns=free)
    )
    pd.testing.assert_frame_equal(kept.interviews.reasons, wave.interviews.reasons)
    np.testing.assert_array_equal(kept.interviews.rows, wave.interviews.rows)
    np.testing.assert_array_equal(kept.interviews.accepted, wave.interviews.accepted)
    np.testing.assert_array_equal(kept.weights, wave.sample.weights)
    assert list(kept.interviews.extras) == ["base_weight"]
    for name in free:
        assert set(kept.interviews.answers[name].dropna()) <= {"[…]"}
        assert kept.interviews.answers[name].isna().equals(wave.interviews.answers[name].isna())


def test_a_sample_made_from_something_else_is_not_given(workspace: Path, tmp_path: Path) -> None:
    """Nor one whose table was purged."""
    wave = weighted(workspace)
    form = wave.instrument.form
    assert kept_sample(tmp_path, "one", form, source="") is None
    keep_sample(wave, "one", tmp_path)
    assert kept_sample(tmp_path, "two", form, source="") is None
    (tmp_path / "internal" / "sample.parquet").unlink()
    assert kept_sample(tmp_path, "one", form, source="") is None


def test_a_sample_is_not_kept_when_a_number_needs_words_of_respondents(workspace: Path, tmp_path: Path) -> None:
    """Such a wave is always computed from its delivery."""
    folder = Path(shutil.copytree(workspace, tmp_path / "almaty"))
    path = folder / "questionnaire" / "indicators.yaml"
    path.write_text(
        path.read_text("utf-8").replace("numerator: C01a in [1, 2]", "numerator: K01 == 'работа'", 1), "utf-8"
    )
    keep_sample(weighted(folder), "one", tmp_path)
    assert not (tmp_path / "internal").exists()

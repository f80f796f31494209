"""Waves named after months, years and rounds: read, found again, and in the order of time."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from survey.errors import MonitorError, QuestionnaireError
from survey.monitor.previous_wave import wave_before, waves_before
from survey.monitor.settings import Settings
from survey.monitor.settings_file import read_settings
from survey.periods import Month, Round, Year

REST = """
questionnaire: q
design: {weight: w}
report:
  title: {eu: Izenburua}
  region: {eu: Eskualdea}
  population: {eu: Helduak}
  sampling: {eu: Zoriz}
  mode: {eu: Telefonoz}
"""


def settings_of(folder: Path, waves: str) -> Settings:
    """Settings with these waves."""
    (folder / "monitor.yaml").write_text(f"waves:\n{waves}{REST}", "utf-8")
    return read_settings(folder)


def test_a_yearly_survey_has_years(tmp_path: Path) -> None:
    """As a plain number; the wave before is that of the year before."""
    settings = settings_of(tmp_path, "  2024: {file: a.csv}\n  2025: {file: b.csv}\n  2022: {file: c.csv}\n")
    assert set(settings.waves) == {Year(2024), Year(2025), Year(2022)}
    newest = settings.wave("2025")
    before = wave_before(settings, newest)
    assert not isinstance(before, str)
    assert before.period == Year(2024)
    assert [one.period for one in waves_before(settings, newest, 7)] == [Year(2024), Year(2022)]
    assert [one.period for one in waves_before(settings, newest, 2)] == [Year(2024)]
    assert wave_before(settings, settings.wave("2024")) == "gap"
    assert wave_before(settings, settings.wave("2022")) == "first"


def test_months_are_found_however_they_are_written(tmp_path: Path) -> None:
    """``2025-3`` and ``2025M03`` are the same month."""
    settings = settings_of(tmp_path, "  2025-03: {file: a.csv}\n")
    assert settings.wave("2025M3").period == Month(2025, 3)


def test_rounds_have_the_days_of_their_fieldwork(tmp_path: Path) -> None:
    """And follow in the order of these."""
    waves = (
        "  spring: {file: a.csv, fieldwork: [2025-03-01, 2025-03-20]}\n"
        "  pilot: {file: b.csv, fieldwork: [2024-10-01, 2024-10-05]}\n"
    )
    settings = settings_of(tmp_path, waves)
    newest = settings.wave("Spring")
    assert newest.period == Round("spring", datetime.date(2025, 3, 1), datetime.date(2025, 3, 20))
    assert [str(one.period) for one in waves_before(settings, newest, 3)] == ["pilot"]
    with pytest.raises(MonitorError) as caught:
        settings.wave("autumn")
    assert caught.value.code == "M002"


@pytest.mark.parametrize(
    ("waves", "code"),
    [
        ("  2025Q7: {file: a.csv, fieldwork: [2025-03-01, 2025-03-20]}\n", "M006"),
        ("  spring: {file: a.csv}\n", "M006"),
        ("  2025: {file: a.csv}\n  2025Q1: {file: b.csv}\n", "M085"),
        ("  2025-03: {file: a.csv}\n  2025M3: {file: b.csv}\n", "M023"),
        ("  2025: {file: a.csv, fieldwork: [2024-03-01, 2024-03-20]}\n", "M024"),
    ],
)
def test_a_wave_that_names_no_period_is_refused(tmp_path: Path, waves: str, code: str) -> None:
    """A mistyped quarter is never a round."""
    with pytest.raises(QuestionnaireError) as caught:
        settings_of(tmp_path, waves)
    assert code in [one.code for one in caught.value.complaints]

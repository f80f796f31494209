"""Comparison of a wave with the waves of its workspace: which quarters are compared, and with which PSUs."""

from __future__ import annotations

import datetime
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

import survey
from survey.indicators import StatusRule
from survey.monitor import Wave
from survey.monitor.wave_delivery import silent
from survey.monitor.windows import periods_needed, sides
from survey.monitor.workspace import new_workspace
from survey.periods import HalfYear, Month, Period, Quarter, Round, Year

N = 400
QUARTERS = [str(Quarter(2018, 1) - back) for back in range(8, -1, -1)]
LINE = "  {wave}: {{file: deliveries/{wave}.csv, psus: {psus}}}\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with nine waves of 400 interviews; 2018Q1 visits the sampling points of 2017Q4 again."""
    made: Path = tmp_path_factory.mktemp("series") / "almaty"
    new_workspace(made, n=N, seed=5, progress=silent)
    definitions = made / "questionnaire" / "indicators.yaml"
    text = definitions.read_text("utf-8")
    fewer = text.replace("domains: [unit, urban, sex, age4, ethnic_group, language]", "domains: [unit, sex]")
    assert fewer != text
    definitions.write_text(fewer.replace("domains: [unit, ethnic_group]}", "domains: [unit]}"), "utf-8")
    form = survey.read_questionnaire(made / "questionnaire")
    population = survey.read_population(made / "questionnaire" / "population", form)
    before = None
    for seed, wave in enumerate(QUARTERS):
        kept = before if wave == "2018Q1" else None
        before = survey.simulate_wave(form, population, wave, n=N, seed=seed, field_errors=False, same_psus_as=kept)
        before.write(made / "deliveries" / f"{wave}.csv")
    return made


def computed(folder: Path, waves: list[str], psus: str = "new") -> Wave:
    """The newest of some waves."""
    file = folder / "monitor.yaml"
    text = file.read_text("utf-8")
    head, rest = text.split("waves:\n")
    head = head.replace("[[unit], [urban], [sex, age4], [ethnic_group]]", "[[unit]]")
    lines = "".join(LINE.format(wave=wave, psus=psus) for wave in waves)
    file.write_text(f"{head}waves:\n{lines}\nreport:\n{rest.split('report:' + chr(10))[1]}", "utf-8")
    return survey.open_monitor(folder).wave(waves[-1])


def quarters_compared(wave: Wave, reference: str, domain: str) -> set[tuple[str, str]]:
    rows = [row for row in wave.changes if (row.reference, row.domain) == (reference, domain) and row.is_compared]
    return {(row.quarters, row.quarters_before) for row in rows}


@pytest.mark.long
def test_units_of_eight_waves_are_compared_four_with_four(folder: Path) -> None:
    """The region always quarter with quarter; a year ago it is the same four with the same four."""
    wave = computed(folder, QUARTERS[-8:])
    now, before = "2017Q2;2017Q3;2017Q4;2018Q1", "2016Q2;2016Q3;2016Q4;2017Q1"
    assert quarters_compared(wave, "previous", "unit") == {(now, before)}
    assert quarters_compared(wave, "year_ago", "unit") == {(now, before)}
    assert quarters_compared(wave, "previous", "region") == {("2018Q1", "2017Q4")}
    assert quarters_compared(wave, "year_ago", "region") == {("2018Q1", "2017Q1")}
    rows = list(wave.changes.of("ISI", "unit", reference="previous"))
    assert len(rows) == 19
    assert any(row.is_compared for row in rows)
    assert {row.psus_shared for row in rows if row.is_compared} == {0.0}

    trends = {row.indicator: row for row in wave.trend}
    assert set(trends) == {row.indicator for row in wave.indicators.of(domain="region")}
    assert trends["ISI"].n_waves == 8
    assert trends["ISI"].first == "2016Q2"
    assert np.isfinite([trends["ISI"].slope, trends["ISI"].smoothed, trends["ISI"].drift]).all()


def test_units_of_five_waves_are_compared_two_with_two(folder: Path) -> None:
    """The longest windows without a gap and without a common quarter; a year ago one with one."""
    wave = computed(folder, QUARTERS[-5:])
    assert quarters_compared(wave, "previous", "unit") == {("2017Q4;2018Q1", "2017Q2;2017Q3")}
    assert quarters_compared(wave, "year_ago", "unit") == {("2018Q1", "2017Q1")}
    statuses = {row.level: row.status for row in wave.changes.of("ISI", "unit", reference="year_ago")}
    assert wave.indicators.newest is not None
    alone = {row.level: row.status for row in wave.indicators.newest.of("ISI", "unit")}
    assert {level: alone[level] for level, status in statuses.items() if status} == {
        level: status for level, status in statuses.items() if status
    }


def test_kept_psus_are_shared_only_where_names_are_those_of_the_frame(folder: Path) -> None:
    """The same files: with ``psus: new`` equal names mean nothing."""
    anew, frame = (computed(folder, QUARTERS[-2:], psus) for psus in ("new", "frame"))
    assert quarters_compared(anew, "previous", "unit") == {("2018Q1", "2017Q4")}
    for domain in ("region", "sex", "unit"):
        rows = [row for row in frame.changes.of("ISI", domain) if row.is_compared]
        assert rows
        assert all(row.psus_shared == row.psus == row.psus_before for row in rows)
        assert all(row.psus_shared == 0 for row in anew.changes.of("ISI", domain) if row.is_compared)
    assert frame.previous is not None
    names = [row.indicator for row in frame.changes.of(domain="region") if row.is_compared]
    alone = np.array([np.hypot(frame.indicators.row(one).se, frame.previous.row(one).se) for one in names])
    together = np.array([frame.changes.row(one).se for one in names])
    independent = np.array([anew.changes.row(one).se for one in names])
    assert_allclose(independent[np.isfinite(together)], alone[np.isfinite(together)], rtol=1e-9)
    assert np.nanmedian(alone / together) > 1.02


def test_a_first_wave_has_no_changes(folder: Path) -> None:
    """A table without rows, and no sentence about a change."""
    wave = computed(folder, QUARTERS[-1:])
    assert len(wave.changes) == 0
    assert list(wave.changes) == []
    assert {row.note for row in wave.trend if row.n_waves} == {"short"}


@pytest.mark.parametrize(
    ("period", "there", "reference", "expected"),
    [
        (Quarter(2018, 1), [Quarter(2018, 1) - back for back in (0, 2, 3)], "previous", None),
        (Quarter(2018, 1), [Quarter(2018, 1) - back for back in range(4)], "previous", (2, 2)),
        (Month(2018, 6), [Month(2018, 6) - back for back in range(20)], "year_ago", (4, 12)),
        (HalfYear(2018, 1), [HalfYear(2018, 1) - back for back in range(4)], "year_ago", (2, 2)),
    ],
)
def test_windows_have_equal_lengths_and_no_gap(
    period: Period, there: list[Period], reference: str, expected: tuple[int, int] | None
) -> None:
    """Their length, and how many periods before the first one the second begins."""
    found = sides(period, there, reference, 4)  # type: ignore[arg-type]
    assert (found is None) == (expected is None)
    if expected is None or found is None:
        return
    now, before = found
    assert (len(now), len(before)) == (expected[0], expected[0])
    assert there.index(before[0]) == expected[1]
    assert not set(now) & set(before)


def test_rounds_are_compared_by_their_days() -> None:
    """The round before is the last that began earlier."""
    first, second = (
        Round(name, datetime.date(2018, month, 1), datetime.date(2018, month, 20))
        for name, month in (("spring", 3), ("autumn", 10))
    )
    assert sides(second, [first, second], "previous", 4) == ((second,), (first,))


def test_a_monitor_without_a_window_still_needs_eight_waves() -> None:
    """For the trend; with a window of four quarters, seven before as well."""
    quarter = Quarter(2018, 1)
    assert periods_needed(StatusRule(), quarter) == 7
    assert periods_needed(StatusRule(pooled=("unit",)), quarter) == 7
    assert periods_needed(StatusRule(quarters=6, pooled=("unit",)), quarter) == 11
    assert periods_needed(StatusRule(pooled=("unit",)), Month(2018, 1)) == 23
    assert periods_needed(StatusRule(pooled=("unit",)), Year(2018)) == 7

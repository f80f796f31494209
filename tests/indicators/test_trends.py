"""Trends over waves: which waves enter, covariances of kept PSUs, and what is said when there are too few."""

import dataclasses

import numpy as np
import pytest
from tests.indicators.conftest import Draw

from survey.errors import IndicatorError
from survey.indicators import Indicators, IndicatorTable, compare_waves, compute, trend
from survey.indicators.trend_models import local_level, trend_line


@pytest.fixture
def waves(draw: Draw, defined: Indicators) -> list[IndicatorTable]:
    """Eight quarters that visit the same 20 PSUs, each with a little more agreement."""
    return [
        compute(defined, draw(seed, lift=0.1 * seed), wave=f"{2016 + seed // 4}Q{seed % 4 + 1}") for seed in range(8)
    ]


def test_four_waves_have_a_line_and_three_have_none(waves: list[IndicatorTable]) -> None:
    """Below four there is no number, and the note says why."""
    short, enough = trend(waves[:3]).row("MAIN"), trend(waves[:4]).row("MAIN")
    assert (short.n_waves, short.note) == (3, "short")
    assert np.isnan([short.slope, short.se, short.p, short.smoothed]).all()
    assert (enough.n_waves, enough.first, enough.last) == (4, "2016Q1", "2016Q4")
    assert np.isfinite([enough.slope, enough.se, enough.p]).all()
    assert np.isnan(enough.smoothed)


def test_the_covariance_is_that_of_the_changes_of_every_pair(waves: list[IndicatorTable]) -> None:
    """C = (V + V' - SE²) / 2 from the table of changes; then the model by itself."""
    size = len(waves)
    estimates = np.array([table.row("MAIN").estimate for table in waves])
    covariance = np.diag([table.row("MAIN").se ** 2 for table in waves])
    for i in range(size):
        for j in range(i):
            se = compare_waves(waves[i], waves[j]).row("MAIN").se
            covariance[i, j] = covariance[j, i] = (covariance[i, i] + covariance[j, j] - se**2) / 2
    assert (covariance[np.triu_indices(size, 1)] > 0).mean() > 0.9
    row = trend(waves).row("MAIN")
    line = trend_line(np.arange(8.0), estimates, covariance)
    level = local_level(np.arange(8.0), estimates, covariance)
    assert (row.slope, row.se) == pytest.approx((line.slope, line.se))
    assert (row.smoothed, row.drift) == pytest.approx((float(level.levels[-1]), level.drift), abs=1e-4)
    assert row.smoothed_low < row.smoothed < row.smoothed_high


def test_psus_drawn_anew_bring_no_covariance(waves: list[IndicatorTable]) -> None:
    """Not framed: each wave by itself."""
    row = trend(waves, framed=[False] * 8).row("MAIN")
    own = np.array([(table.row("MAIN").estimate, table.row("MAIN").se) for table in waves])
    line = trend_line(np.arange(8.0), own[:, 0], np.diag(own[:, 1] ** 2))
    assert (row.slope, row.se) == pytest.approx((line.slope, line.se))
    # kept PSUs differ less from wave to wave, so that a slope is known better
    assert trend(waves).row("MAIN").se < row.se


def test_a_quarter_that_fell_out_leaves_a_gap(waves: list[IndicatorTable]) -> None:
    """Times are those of the calendar; without names each wave is one period after the other."""
    some = [waves[at] for at in (0, 1, 5, 6)]
    framed = [False] * 4
    by_name = trend(some, framed=framed).row("SCORE")
    assert by_name.slope == pytest.approx(trend(some, framed=framed, times=[0, 1, 5, 6]).row("SCORE").slope)
    assert by_name.slope != pytest.approx(trend(some, framed=framed, times=[0, 1, 2, 3]).row("SCORE").slope)


def test_waves_that_hide_a_number_or_ask_otherwise_are_left_out(waves: list[IndicatorTable]) -> None:
    """Four of five enter; a last wave without the number has no trend at all."""
    here = waves[1].frame["indicator"] == "MAIN"
    waves[1].frame.loc[here, "publish"] = "hidden"
    assert trend(waves[:5]).row("MAIN").n_waves == 4
    apart = [{"SCORE": "question"}, {}, {}, {}, {}]
    assert trend(waves[:5], not_compared=apart).row("SCORE").n_waves == 4
    assert trend(waves[:2]).row("MAIN").note == "hidden"


def test_groups_have_trends_too(waves: list[IndicatorTable]) -> None:
    """One row per category, gaps among them."""
    found = trend(waves[:4], domains=["region", "sex"])
    assert {row.domain for row in found} == {"region", "sex"}
    assert np.isfinite([row.slope for row in found]).all()
    assert {row.indicator for row in found if row.domain == "sex"} >= {"MAIN", "GAPS"}
    assert len(found.to_frame()) == len(found)


@pytest.mark.parametrize(
    "options",
    [
        {"domains": ["nobody"]},
        {"times": [1, 2]},
        {"times": [1, 2, 2, 3]},
        {"framed": [True]},
        {"not_compared": []},
    ],
)
def test_what_does_not_fit_is_refused(waves: list[IndicatorTable], options: dict[str, object]) -> None:
    """As many of everything as there are waves, and times that rise."""
    with pytest.raises(IndicatorError) as error:
        trend(waves[:4], **options)  # type: ignore[arg-type]
    assert error.value.code == "I086"


def test_a_row_that_is_not_there_is_named(waves: list[IndicatorTable]) -> None:
    """With the nearest id; and no wave at all is refused."""
    with pytest.raises(IndicatorError) as missing:
        trend(waves[:4]).row("MAIM")
    assert missing.value.code == "I085"
    with pytest.raises(IndicatorError) as nothing:
        trend([])
    assert nothing.value.code == "I086"


def test_values_of_every_wave_are_kept_with_their_places(waves: list[IndicatorTable]) -> None:
    """A quarter that fell out leaves a gap of one position."""
    values = trend([waves[at] for at in (0, 1, 3)]).values("MAIN")
    assert [one.position for one in values] == [0, 1, 3]
    assert [one.estimate for one in values] == [waves[at].row("MAIN").estimate for at in (0, 1, 3)]
    assert [one.breaks for one in values] == [False] * 3


def test_a_wave_that_is_not_comparable_breaks_the_series_once(waves: list[IndicatorTable]) -> None:
    """The first two were asked the same question, another one than the last two."""
    apart: list[dict[str, str]] = [{"MAIN": "question"}, {"MAIN": "question"}, {}, {}]
    values = trend(waves[:4], not_compared=apart).values("MAIN")
    assert [one.breaks for one in values] == [False, False, True, False]


def test_a_hidden_value_is_blank_in_the_series(draw: Draw, defined: Indicators) -> None:
    """And says that it is hidden."""
    tables = [compute(defined, draw(seed), wave=f"2016Q{seed + 1}") for seed in range(2)]
    hidden = tables[0].frame.assign(publish="hidden")
    values = trend([dataclasses.replace(tables[0], frame=hidden), tables[1]]).values("MAIN")
    assert np.isnan([values[0].estimate, values[0].ci_low, values[0].ci_high]).all()
    assert [one.publish for one in values] == ["hidden", "ok"]

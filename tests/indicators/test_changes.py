"""Changes between waves: against the stacked waves, against survey.change, and row by row."""

import dataclasses

import numpy as np
import pytest
from numpy.testing import assert_allclose
from tests.indicators.conftest import DEFINED, PSUS, UNITS, Draw, MakeIndicators

from survey.arrays import Floats
from survey.design import Sample
from survey.errors import IndicatorError
from survey.estimation import change, contrast, mean
from survey.estimation.multiple_testing import false_discovery_rates
from survey.indicators import Indicators, IndicatorTable, compare_waves, compute
from survey.indicators.window_waves import WINDOW
from survey.weighting import combine


def own_column(sample: Sample) -> Sample:
    """The share C01a as a plain column in per cent."""
    return sample.assign(main=100.0 * np.isin(sample.values("C01a"), [1, 2]))


@pytest.mark.parametrize("raked", [False, True])
def test_kept_psus_give_the_error_of_the_waves_stacked(draw: Draw, defined: Indicators, raked: bool) -> None:
    """Both waves as one sample in which a PSU is one cluster: the contrast of its two means."""
    before, now = draw(1, raked=raked), draw(2, lift=0.3, raked=raked)
    row = compare_waves(compute(defined, now), compute(defined, before)).row("MAIN")
    stacked = combine({1: own_column(before), 2: own_column(now)}, psus="shared", weights="keep")
    one = contrast(mean(stacked, "main", by="wave"), np.array([-1.0, 1.0]))
    assert_allclose([row.change, row.se], [one.estimate[0], one.se[0]], rtol=1e-9)
    assert row.psus_shared == UNITS * PSUS


@pytest.mark.parametrize("first", [0, 2, 20])
def test_a_row_is_what_the_change_of_its_column_is(draw: Draw, defined: Indicators, first: int) -> None:
    """All PSUs kept, three of five, and none: as survey.change."""
    before, now = draw(1, raked=True), draw(2, range(first, first + PSUS), raked=True)
    found = compare_waves(compute(defined, now), compute(defined, before))
    expected = change(own_column(before), own_column(now), "main", "sex")
    rows = list(found.of("MAIN", "sex"))
    assert_allclose([row.change for row in rows], expected.change, rtol=1e-9)
    assert_allclose([row.se for row in rows], expected.se, rtol=1e-9)
    assert_allclose([row.psus_shared for row in rows], expected.overlap)


def test_psus_drawn_anew_are_independent(draw: Draw, defined: Indicators) -> None:
    """Equal names that mean nothing: both variances add up, and the error is larger than with kept PSUs."""
    now, before = compute(defined, draw(2)), compute(defined, draw(1))
    apart, kept = (compare_waves(now, before, shared=shared) for shared in ("none", "psu"))
    for name in ("MAIN", "SHARE", "SCORE"):
        alone = np.hypot(now.row(name).se, before.row(name).se)
        assert apart.row(name).se == pytest.approx(alone)
        assert alone / kept.row(name).se > 1.1
        assert apart.row(name).psus_shared == 0


def test_a_gap_is_compared_with_its_own_variation(draw: Draw, defined: Indicators) -> None:
    """A gap varies as the region does: independent waves add its variances, kept PSUs do not."""
    now, before = compute(defined, draw(2)), compute(defined, draw(1))
    levels = now.levels("sex")
    apart = compare_waves(now, before, shared="none")
    for level in levels:
        both = np.hypot(now.row("GAPS", "sex", level).se, before.row("GAPS", "sex", level).se)
        assert apart.row("GAPS", "sex", level).se == pytest.approx(both)
        assert compare_waves(now, before).row("GAPS", "sex", level).se != pytest.approx(both, rel=1e-6)


def test_units_take_the_pooled_design_effect_and_one_correlation(draw: Draw, define: MakeIndicators) -> None:
    """V = D s2 / n on both sides; C is the correlation of all units together times both errors."""
    indicators = pooled(define)
    before, now = compute(indicators, draw(1)), compute(indicators, draw(2))
    rows = [row for row in compare_waves(now, before).of("MAIN", "unit") if row.is_compared]
    assert len(rows) == UNITS

    def variances(table: IndicatorTable) -> Floats:
        cells = [table.row("MAIN", "unit", row.level) for row in rows]
        return np.array([c.deff_pooled * c.estimate * (100 - c.estimate) / (c.n - 1) for c in cells])

    of_units = change(own_column(draw(1)), own_column(draw(2)), "main", "unit")
    keep = of_units.after.n > 0
    own = of_units.before.se[keep] ** 2, of_units.after.se[keep] ** 2
    covariance = (own[0] + own[1] - of_units.se[keep] ** 2) / 2
    correlation = covariance.sum() / np.sqrt(own[0].sum() * own[1].sum())
    v, w = variances(now), variances(before)
    expected = np.sqrt(v + w - 2 * correlation * np.sqrt(v * w))
    assert_allclose([row.se for row in rows], expected, rtol=1e-9)


def pooled(define: MakeIndicators) -> Indicators:
    """The same indicators by unit, with a window of four quarters."""
    indicators = define(DEFINED)
    rule = dataclasses.replace(indicators.status_rule, pooled=("unit",))
    return dataclasses.replace(indicators, domains=("region", "unit"), status_rule=rule)


def test_a_family_agrees_with_its_intervals(draw: Draw, defined: Indicators) -> None:
    """In every family q is at most 0.05 exactly where 0 lies outside; the level follows from the number of changes."""
    seen = 0
    for seed, lift in ((1, 0.0), (3, 0.8), (5, 1.6)):
        found = compare_waves(compute(defined, draw(seed + 1, range(20, 25), lift=lift)), compute(defined, draw(seed)))
        frame = found.to_frame()
        outside = (frame["ci_low"] > 0) | (frame["ci_high"] < 0)
        assert (outside == (frame["q"] <= 0.05)).all()
        assert (frame["verdict"].isin(["improved", "worsened", "higher", "lower", "slight"]) == outside).all()
        cells = frame[frame["domain"] == "sex"]
        n_changed = max(int((cells["q"] <= 0.05).sum()), 1)
        assert_allclose(cells["ci_level"].dropna(), 1 - 0.05 * n_changed / len(cells))
        assert_allclose(cells["q"], false_discovery_rates(cells["p"].fillna(1.0).to_numpy()))
        seen += int(outside.sum())
    assert seen > 5


def test_a_primary_indicator_of_the_region_has_a_95_per_cent_interval(draw: Draw, defined: Indicators) -> None:
    """It was registered before: q is p. The others of the region are one family of three."""
    found = compare_waves(compute(defined, draw(2)), compute(defined, draw(1)))
    main = found.row("MAIN")
    assert (main.ci_level, main.q) == (0.95, main.p)
    others = [found.row(name) for name in ("SHARE", "EVENT", "SCORE")]
    assert [row.ci_level for row in others] == pytest.approx([1 - 0.05 / 3] * 3)


def test_a_row_that_is_not_compared_counts_in_its_family(draw: Draw, defined: Indicators) -> None:
    """Leaving an indicator out makes no other change significant: it enters with p = 1."""
    now, before = compute(defined, draw(2)), compute(defined, draw(1))
    found = compare_waves(now, before, not_compared={"SCORE": "not_yet"})
    row = found.row("SCORE")
    assert (row.verdict, row.note) == (None, "not_yet")
    assert np.isnan([row.change, row.se, row.ci_low, row.p, row.q, row.ci_level]).all()
    others = [found.row(name) for name in ("SHARE", "EVENT")]
    assert [row.q for row in others] == pytest.approx(
        false_discovery_rates(np.array([*(row.p for row in others), 1.0]))[:2]
    )


def test_what_one_side_hides_is_hidden(draw: Draw, defined: Indicators) -> None:
    """Neither numbers nor counts nor statuses of either side."""
    now, before = compute(defined, draw(2)), compute(defined, draw(1))
    at = before.frame.index[(before.frame["indicator"] == "MAIN") & (before.frame["domain"] == "sex")][0]
    before.frame.loc[at, "publish"] = "hidden"
    row = compare_waves(now, before).row("MAIN", "sex", before.frame.loc[at, "level"])
    assert (row.publish, row.note, row.verdict, row.status, row.status_before) == ("hidden", "hidden", None, None, None)
    numbers = (row.change, row.se, row.ci_low, row.ci_high, row.p, row.n, row.n_before, row.psus, row.psus_shared)
    assert np.isnan(numbers).all()


def test_a_status_that_flips_without_a_change_says_so(draw: Draw, defined: Indicators) -> None:
    """The note stands exactly where statuses differ and 0 lies inside the interval."""
    now, before = compute(defined, draw(2)), compute(defined, draw(1))
    for table, status in ((now, "stable"), (before, "tension")):
        table.frame.loc[table.frame["indicator"] == "MAIN", "status"] = status
    row = compare_waves(now, before).row("MAIN")
    assert (row.status, row.status_before) == ("stable", "tension")
    assert row.ci_low < 0 < row.ci_high
    assert row.notes == ("flip_unproven",)
    lifted = compute(defined, draw(2, range(20, 25), lift=2.0))
    lifted.frame.loc[lifted.frame["indicator"] == "MAIN", "status"] = "stable"
    proven = compare_waves(lifted, before).row("MAIN")
    assert proven.verdict == "improved"
    assert proven.notes == ()


def test_a_share_of_zero_has_an_interval(draw: Draw, defined: Indicators) -> None:
    """No event in the wave before: the interval comes from the limits of both shares, and its error is blank."""
    row = compare_waves(compute(defined, draw(2)), compute(defined, draw(1, event=0.0))).row("EVENT")
    assert row.notes[-1] == "edge"
    assert np.isnan(row.se)
    assert row.ci_low < row.change < row.ci_high
    assert (row.ci_low > 0) == (row.q <= 0.05)


def test_a_cell_too_small_for_a_status_is_not_compared(draw: Draw, defined: Indicators) -> None:
    """Fewer than 30 interviews on a side."""
    few = compute(defined, draw(1).where("H04 == 1 and C01b == 1 and Z01 == 1"))
    assert 10 < few.row("MAIN").n < 30
    row = compare_waves(compute(defined, draw(2)), few).row("SCORE")
    assert (row.verdict, row.note) == (None, "thin")
    assert np.isnan(row.change)


def test_a_quarter_cannot_be_compared_with_itself(draw: Draw, define: MakeIndicators) -> None:
    """A window has the wave before in it; its newest quarter alone can be compared."""
    indicators = pooled(define)
    first, second = draw(1, wave="2018Q1"), draw(2, wave="2018Q2")
    window = combine({"2018Q1": first, "2018Q2": second}, name=WINDOW, psus="shared", weights="equal")
    now, before = compute(indicators, second, window=window), compute(indicators, first)
    with pytest.raises(IndicatorError) as error:
        compare_waves(now, before)
    assert error.value.code == "I083"
    assert now.newest is not None
    rows = [row for row in compare_waves(now.newest, before).of("MAIN", "unit") if row.is_compared]
    assert {(row.quarters, row.quarters_before) for row in rows} == {("2018Q2", "2018Q1")}
    assert len(rows) == UNITS


@pytest.mark.parametrize(
    "options", [{"reference": "yesterday"}, {"shared": "all"}, {"domains": ["nobody"]}, {"domains": "nobody"}]
)
def test_an_unknown_word_is_refused(draw: Draw, defined: Indicators, options: dict[str, object]) -> None:
    """With the nearest known one."""
    table = compute(defined, draw(1))
    with pytest.raises(IndicatorError) as error:
        compare_waves(table, table, **options)  # type: ignore[arg-type]
    assert error.value.code == "I084"


def test_a_table_answers_for_its_rows(draw: Draw, defined: Indicators) -> None:
    """Rows by name, a frame with every column, and a clear word about a row that is not there."""
    found = compare_waves(compute(defined, draw(2)), compute(defined, draw(1)), reference="year_ago")
    assert len(list(found)) == len(found) == len(found.to_frame())
    assert found.row("MAIN", reference="year_ago").reference == "year_ago"
    with pytest.raises(IndicatorError) as error:
        found.row("MAIN")
    assert error.value.code == "I082"

"""Hidden rows lose every number."""

from dataclasses import fields, replace

from survey.indicators.indicator_table import blank_row
from survey.reports.report_input import Battery, Institution, ScaleAnswer
from survey.reports.suppression import suppress, suppress_battery
from survey.text import Text

ROWS = tuple(
    replace(
        blank_row("A", "sex", level), estimate=50.0, se=2.0, ci_low=46.0, n=n, n_cases=40, status="stable", p_stable=0.9
    )
    for level, n in (("1", 80), ("2", 60), ("3", 70))
)


def test_a_hidden_row_keeps_its_name_only() -> None:
    """Every number, the count of interviews and the status included, is blank."""
    hidden = suppress([replace(ROWS[0], publish="hidden")])[0]
    kept = {field.name for field in fields(hidden) if str(getattr(hidden, field.name)) not in ("None", "0", "nan", "")}
    assert kept == {"indicator", "domain", "level", "unit", "publish"}


def test_one_hidden_level_takes_the_smallest_other_with_it() -> None:
    """The region less the others would give it away."""
    rows = suppress([ROWS[0], ROWS[1], replace(ROWS[2], publish="hidden")])
    assert [row.publish for row in rows] == ["ok", "hidden", "hidden"]
    assert not rows[1].has_estimate


def test_two_hidden_levels_protect_each_other() -> None:
    """No third is taken."""
    rows = suppress([ROWS[0], replace(ROWS[1], publish="hidden"), replace(ROWS[2], publish="hidden")])
    assert [row.publish for row in rows] == ["ok", "hidden", "hidden"]


def test_a_hidden_institution_keeps_its_name_only() -> None:
    """No shares, no base."""
    shown = Institution("C01a", Text.of(ru="Суды"), (60.0, 30.0), 5.0, 5.0, 9, 7.0, 50.0, 70.0, publish="hidden")
    battery = Battery(Text(), (ScaleAnswer(Text(), 1), ScaleAnswer(Text(), -1)), (shown,))
    assert suppress_battery(battery).institutions == (
        Institution("C01a", Text.of(ru="Суды"), (), 0.0, 0.0, 0, publish="hidden"),
    )

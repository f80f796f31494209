"""Hidden rows lose every number."""

from dataclasses import fields, replace

from survey.reports.report_input import Battery, Institution, ReportedRow, ScaleAnswer
from survey.reports.suppression import suppress, suppress_battery
from survey.text import Text

ROWS = tuple(
    ReportedRow("A", "sex", level, 50.0, 2.0, 46.0, 54.0, 10.0, n, 20.0, 40, "stable", 0.9)
    for level, n in (("1", 80), ("2", 60), ("3", 70))
)


def test_a_hidden_row_keeps_its_name_only() -> None:
    """Every number, the count of interviews and the status included, is blank."""
    hidden = suppress([replace(ROWS[0], publish="hidden")])[0]
    kept = {field.name for field in fields(hidden) if getattr(hidden, field.name) not in (None, 0)}
    assert kept == {"indicator", "domain", "level", "publish"}


def test_one_hidden_level_takes_the_smallest_other_with_it() -> None:
    """The region less the others would give it away."""
    rows = suppress([ROWS[0], ROWS[1], replace(ROWS[2], publish="hidden")])
    assert [row.publish for row in rows] == ["ok", "hidden", "hidden"]
    assert rows[1].estimate is None


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

"""Settings have names by which two versions of a text are compared."""

from survey.ledger.named_settings import SettingChange, named_settings, setting_changes, used_settings

MONITOR = """
design: {weight: base_weight}
weighting:
  - rake: {bounds: [0.3, 3]}
  - trim: {times_median: 5}
waves:
  2017Q4: {file: a.csv}
  2018q1: {file: b.csv}
"""


def test_a_changed_threshold_has_the_name_of_its_indicator() -> None:
    """And the value is what was written: 60.0 is another text than 60."""
    old = named_settings("indicators:\n- {id: ISI, thresholds: {stable: 60}}\n- {id: GAP}")
    new = named_settings("indicators:\n- {id: GAP}\n- {id: ISI, thresholds: {stable: 62, negative: 40}}")
    assert setting_changes(old, new, file="i.yaml") == (
        SettingChange("i.yaml", "indicators.ISI.thresholds.stable", "60", "62"),
        SettingChange("i.yaml", "indicators.ISI.thresholds.negative", None, "40"),
    )


def test_waves_that_are_not_used_are_left_out() -> None:
    """A wave added to the workspace changes no number of the others."""
    assert used_settings(MONITOR, {"2018Q1"}) == {
        "design.weight": "base_weight",
        "weighting.1.rake.bounds": "[0.3, 3]",
        "weighting.2.trim.times_median": "5",
        "waves.2018q1.file": "b.csv",
    }


def test_an_empty_text_has_one_empty_setting() -> None:
    """As a file of comments has."""
    assert named_settings("# nothing\n") == {"": ""}
    assert named_settings("waves: {}") == {"waves": "{}"}

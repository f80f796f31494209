"""An older workspace is brought to the current layout, and everything else in it stays byte by byte."""

from pathlib import Path

import pytest

from survey.errors import MonitorError
from survey.monitor.meaning_upgrade import with_meanings
from survey.monitor.shipped_files import shipped_questionnaire
from survey.monitor.status_rule_upgrade import upgraded_rule
from survey.monitor.upgrade import carry_out, plan_upgrade

TEMPLATE = (shipped_questionnaire() / "indicators.yaml").read_text("utf-8")
OLD = """# ours
version: "1"
domains: [unit, sex]   # by district

status_rule:             # our council
  negative: 0.80         # old
  alert: 0.25            # kept
  least_n_eff: 30
  # of the office

# next
publication_rule: {least_n: 10}
"""
NEW = """# ours
version: "1"
domains: [unit, sex]   # by district

status_rule:             # our council
  level: 0.94
  least_n: 30
  least_psus: 3
  psus_hit: 2
  reach: 0.10
  window: {quarters: 4, domains: [unit]}
  alert: 0.25            # kept
"""


def test_a_rule_of_version_1_becomes_version_2_and_its_comments_stay() -> None:
    """Groupings that the workspace does not compute are left out."""
    text, removed, added = upgraded_rule(OLD, TEMPLATE)
    assert text.startswith(NEW)
    assert text.endswith("\n# next\npublication_rule: {least_n: 10}\n")
    assert removed == ("negative", "least_n_eff")
    assert added == ("level", "least_n", "least_psus", "psus_hit", "reach", "window")


def test_rules_by_date_are_rewritten_one_by_one() -> None:
    """One that is of version 2 already stays."""
    old = (
        "domains: [sex]\nstatus_rule:\n- {negative: 0.8, stable: 0.9}\n"
        "- {level: 0.95, since: 2018-04-01}\n- {tension: 0.7, since: 2018-07-01}\n"
    )
    text, removed, _ = upgraded_rule(old, TEMPLATE)
    assert removed == ("negative", "stable", "tension")
    assert "- {level: 0.95, since: 2018-04-01}" in text
    assert text.count("level: 0.94") == 2
    assert "since: 2018-07-01" in text


@pytest.mark.parametrize(
    "text",
    [
        TEMPLATE,
        "version: 1\n",
        "status_rule: {level: 0.95}\n",
        "status_rule: [\n",
        "status_rule: text\n",
        "status_rule:",
        "",
    ],
)
def test_what_needs_no_upgrade_or_cannot_be_read_stays(text: str) -> None:
    """To the byte."""
    assert upgraded_rule(text, TEMPLATE) == (text, (), ())


def test_line_ends_of_windows_stay() -> None:
    """In the lines that are rewritten, too."""
    text, removed, _ = upgraded_rule(OLD.replace("\n", "\r\n"), TEMPLATE)
    assert removed
    assert text.count("\n") == text.count("\r\n")
    assert "\r\r" not in text


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace with two questionnaires of version 1, one of them of somebody else."""
    for name in ("questionnaire", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "indicators.yaml").write_text(OLD, "utf-8")
    (tmp_path / "questionnaire" / "questionnaire.yaml").write_text("id: zhetisu_interethnic_monitor\n", "utf-8")
    (tmp_path / "other" / "questionnaire.yaml").write_text("id: another\n", "utf-8")
    waves = "{2018Q1: {file: a.csv}, 2018Q2: {file: b.csv, questionnaire: other}, 2018Q3: {questionnaire: ../x}}"
    (tmp_path / "monitor.yaml").write_text(f"questionnaire: questionnaire\nwaves: {waves}\n", "utf-8")
    return tmp_path


def test_files_of_the_template_are_added_where_the_instrument_is_a_copy_of_it(workspace: Path) -> None:
    """Nothing that is there is written over; another instrument gets none."""
    (workspace / "questionnaire" / "rules.yaml").write_text("mine", "utf-8")
    planned = plan_upgrade(workspace)
    added = {one.path.relative_to(workspace).as_posix() for one in planned.additions}
    assert {".gitignore", "questionnaire/groups.yaml"} <= added
    assert not any(name.startswith("other/") for name in added)
    assert "questionnaire/rules.yaml" not in added
    assert [edit.path.parent.name for edit in planned.edits] == ["questionnaire", "other"]


def test_an_upgrade_keeps_copies_and_is_not_needed_twice(workspace: Path) -> None:
    """The copies are the files as they were."""
    backup = carry_out(plan_upgrade(workspace))
    assert (backup / "questionnaire" / "indicators.yaml").read_text("utf-8") == OLD
    assert (backup / "other" / "indicators.yaml").read_text("utf-8") == OLD
    assert (workspace / "other" / "indicators.yaml").read_text("utf-8").startswith(NEW)
    assert not plan_upgrade(workspace).is_needed


def test_results_of_an_older_layout_are_moved_into_the_backup(workspace: Path) -> None:
    """Those of a run only; a folder of somebody else stays."""
    for name in ("2018Q1", "mine", "2018Q2/internal"):
        (workspace / "out" / name).mkdir(parents=True)
        (workspace / "out" / name / "weights.csv").write_text("interview,weight\n", "utf-8")
    for name in ("2018Q1", "2018Q2"):
        (workspace / "out" / name / "manifest.json").write_text('{"wave": 1, "inputs": [], "counts": {}}', "utf-8")
    planned = plan_upgrade(workspace)
    assert [one.name for one in planned.results] == ["2018Q1"]
    backup = carry_out(planned)
    assert (backup / "out" / "2018Q1" / "weights.csv").is_file()
    assert sorted(one.name for one in (workspace / "out").iterdir()) == ["2018Q2", "mine"]


def test_a_file_that_was_edited_meanwhile_is_left(workspace: Path) -> None:
    """The plan was made from another text."""
    planned = plan_upgrade(workspace)
    (workspace / "questionnaire" / "indicators.yaml").write_text("edited", "utf-8")
    with pytest.raises(MonitorError, match=r"\[M061\]"):
        carry_out(planned)
    assert (workspace / "questionnaire" / "indicators.yaml").read_text("utf-8") == "edited"


def test_a_broken_or_missing_monitor_file_is_refused(workspace: Path, tmp_path: Path) -> None:
    """With what to do."""
    (workspace / "monitor.yaml").write_text("waves: [", "utf-8")
    with pytest.raises(MonitorError, match=r"\[M060\]"):
        plan_upgrade(workspace)
    with pytest.raises(MonitorError, match=r"\[M003\]"):
        plan_upgrade(tmp_path / "questionnaire")


def test_primary_indicators_get_the_meaning_of_the_template() -> None:
    """Where there is none; those of somebody else stay without, and no other line changes."""
    old = (
        "indicators:\n  - id: ISI   # ours\n    primary: true\n  - id: REL_LOCAL\n    primary: true\n"
        "    meaning: {kk: a, ru: b}\n  - id: OURS\n    primary: true\n  - id: NEG_SHARE\n"
    )
    text, names = with_meanings(old, TEMPLATE)
    assert names == ("ISI",)
    lines = text.splitlines()
    assert lines[1:3] == ["  - id: ISI   # ours", "    meaning:"]
    assert [line for line in lines if line in old.splitlines()] == old.splitlines()
    assert with_meanings(text, TEMPLATE) == (text, ())
    assert with_meanings("indicators: [", TEMPLATE) == ("indicators: [", ())


def test_a_copy_of_the_shipped_instrument_gets_meanings_and_another_does_not(workspace: Path) -> None:
    """By the id of the questionnaire."""
    lines = "indicators:\n  - id: ISI\n    primary: true\n"
    for name in ("questionnaire", "other"):
        (workspace / name / "indicators.yaml").write_text(lines, "utf-8")
    (edit,) = plan_upgrade(workspace).edits
    assert (edit.path.parent.name, edit.meanings) == ("questionnaire", ("ISI",))

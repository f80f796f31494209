"""Every kind of bad input ends in one clear message: no traceback, no partial output."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.conftest import Command

WAVE = "deliveries/wave_2017Q4.csv"


def rows_of(path: Path) -> list[list[str]]:
    """Cells of a delivered CSV."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def write_rows(path: Path, rows: list[list[str]]) -> None:
    """Write cells back."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)


def set_column(workspace: Path, name: str, value: str | Callable[[int], str]) -> None:
    """Put a value into a column of the delivered file, in every row."""
    path = workspace / WAVE
    rows = rows_of(path)
    at = rows[0].index(name)
    for position, row in enumerate(rows[1:]):
        row[at] = value if isinstance(value, str) else value(position)
    write_rows(path, rows)


def edit(path: Path, old: str, new: str) -> None:
    """Replace text in a file; it must be there."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def no_file(workspace: Path) -> str:
    (workspace / WAVE).unlink()
    return "wave_2017Q4.csv"


def empty_file(workspace: Path) -> str:
    (workspace / WAVE).write_bytes(b"")
    return "wave_2017Q4.csv"


def wrong_file(workspace: Path) -> str:
    (workspace / WAVE).write_bytes(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n")
    return "wave_2017Q4.csv"


def unknown_columns_only(workspace: Path) -> str:
    (workspace / WAVE).write_text("a;b\n1;2\n", "utf-8")
    return "wave_2017Q4.csv"


def no_key(workspace: Path) -> str:
    rows = rows_of(workspace / WAVE)
    rows[0][rows[0].index("H01")] = "nothing"
    write_rows(workspace / WAVE, rows)
    return "H01"


def duplicated_header(workspace: Path) -> str:
    rows = rows_of(workspace / WAVE)
    rows[0][rows[0].index("C01b")] = "C01a"
    write_rows(workspace / WAVE, rows)
    return "C01a"


def no_weight_column(workspace: Path) -> str:
    rows = rows_of(workspace / WAVE)
    rows[0][rows[0].index("base_weight")] = "weigth"
    write_rows(workspace / WAVE, rows)
    return "base_weight"


def negative_weight(workspace: Path) -> str:
    set_column(workspace, "base_weight", lambda position: "-1" if position == 7 else "10")
    return "base_weight"


def blank_weight(workspace: Path) -> str:
    set_column(workspace, "base_weight", lambda position: "" if position == 7 else "10")
    return "base_weight"


def population_without_a_needed_category(workspace: Path) -> str:
    path = workspace / "questionnaire" / "population" / "adults_2018.csv"
    kept = [line for line in path.read_text("utf-8").splitlines() if not line.endswith(",uyghur")]
    path.write_text("\n".join(kept) + "\n", "utf-8")
    return "uyghur"


def interviews_without_a_needed_category(workspace: Path) -> str:
    set_column(workspace, "Z02", "1")
    return "ethnic_group"


def unknown_stratum_variable(workspace: Path) -> str:
    edit(workspace / "monitor.yaml", "strata: H04", "strata: H044")
    return "H04"


def mistyped_key(workspace: Path) -> str:
    edit(workspace / "monitor.yaml", "weighting:", "wieghting:")
    return "weighting"


def mistyped_margin(workspace: Path) -> str:
    edit(workspace / "monitor.yaml", "[ethnic_group]", "[ethnic_grup]")
    return "ethnic_group"


def absent_questionnaire(workspace: Path) -> str:
    edit(workspace / "monitor.yaml", "questionnaire: questionnaire", "questionnaire: questionary")
    return "questionary"


def condition_on_a_name_that_is_not_there(workspace: Path) -> str:
    edit(workspace / "questionnaire" / "questionnaire.yaml", "D04 in [3, 4] or", "D4 in [3, 4] or")
    return "D04"


def missing_wording(workspace: Path) -> str:
    edit(workspace / "questionnaire" / "questionnaire.yaml", 'ru: "Полностью доверяю"', 'ru: ""')
    return "questionnaire.yaml"


def unknown_item_in_an_indicator(workspace: Path) -> str:
    path = workspace / "questionnaire" / "indicators.yaml"
    path.write_text(path.read_text("utf-8").replace("C01a in", "C1a in"), "utf-8")
    return "indicators.yaml"


def impossible_bounds(workspace: Path) -> str:
    edit(workspace / "monitor.yaml", "bounds: [0.3, 3]", "bounds: [0.99, 1.01]")
    return "margin"


BAD = [
    no_file,
    empty_file,
    wrong_file,
    unknown_columns_only,
    no_key,
    duplicated_header,
    no_weight_column,
    negative_weight,
    blank_weight,
    population_without_a_needed_category,
    interviews_without_a_needed_category,
    unknown_stratum_variable,
    mistyped_key,
    mistyped_margin,
    absent_questionnaire,
    condition_on_a_name_that_is_not_there,
    missing_wording,
    unknown_item_in_an_indicator,
    impossible_bounds,
]


@pytest.mark.parametrize("spoil", BAD, ids=lambda spoil: spoil.__name__)
def test_bad_input_cannot_run_and_says_why(workspace: Path, command: Command, spoil: Callable[[Path], str]) -> None:
    """Exit code 2, a message with code, the thing meant, no traceback, no output folder."""
    named = spoil(workspace)
    code, out, err = command("run", "2017Q4", "--workspace", workspace)
    assert (code, out) == (2, "")
    assert err.startswith("[")
    assert named in err
    assert "Traceback" not in err
    assert "M013" not in err
    assert not (workspace / "out").exists()


def test_no_interview_left_blocks(workspace: Path, command: Command) -> None:
    """Every interview outside the quarter: the findings block, nothing is written."""
    set_column(workspace, "H10", "01.01.2001")
    code, out, err = command("run", "2017Q4", "--workspace", workspace)
    assert (code, out) == (1, "")
    assert "set_aside" in err
    assert not (workspace / "out").exists()


def test_a_psu_in_two_strata_is_set_aside_or_named(workspace: Path, command: Command) -> None:
    """One interview of a PSU carries another unit: the rule sets it aside, the rest is used."""
    rows = rows_of(workspace / WAVE)
    at = rows[0].index("H04")
    rows[1][at] = "19" if rows[1][at] != "19" else "18"
    write_rows(workspace / WAVE, rows)
    code, _, _ = command("run", "2017Q4", "--workspace", workspace)
    assert code == 0
    findings = (workspace / "out" / "2017Q4" / "internal" / "findings.csv").read_text("utf-8")
    assert f"unit_and_point,error,{rows[1][rows[0].index('H01')]}" in findings


def test_a_psu_in_two_strata_without_the_rule_cannot_run(workspace: Path, command: Command) -> None:
    """Without house rules the design itself refuses."""
    (workspace / "questionnaire" / "rules.yaml").unlink()
    rows = rows_of(workspace / WAVE)
    at = rows[0].index("H04")
    rows[1][at] = "19" if rows[1][at] != "19" else "18"
    write_rows(workspace / WAVE, rows)
    code, _, err = command("run", "2017Q4", "--workspace", workspace)
    assert code == 2
    assert rows[1][rows[0].index("H07")] in err


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("run", "2018Q1", "--workspace", "nowhere"), "nowhere"),
        (("run", "2018Q1"), "monitor.yaml"),
        (("check", "nothing.csv"), "nothing.csv"),
        (("simulate", "wave.docx"), "docx"),
        (("simulate", "wave.csv", "--wave", "2018"), "2018"),
    ],
)
def test_a_mistaken_call_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: Command, arguments: tuple[str, ...], named: str
) -> None:
    """In an empty folder."""
    monkeypatch.chdir(tmp_path)
    code, out, err = command(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("[")
    assert named in err
    assert "M013" not in err
    assert list(tmp_path.iterdir()) == []


def test_a_wave_the_workspace_does_not_have(workspace: Path, command: Command) -> None:
    """The nearest one is offered."""
    code, _, err = command("run", "2018Q2", "-w", workspace)
    assert code == 2
    assert "2018Q1" in err


def test_a_workspace_is_not_made_over_something(workspace: Path, command: Command) -> None:
    """Nothing is overwritten."""
    before = sorted(path.name for path in workspace.iterdir())
    code, _, err = command("new", workspace)
    assert code == 2
    assert "M016" in err
    assert sorted(path.name for path in workspace.iterdir()) == before


def test_check_says_what_is_wrong_in_the_language_asked_for(workspace: Path, command: Command) -> None:
    """Exit code 1 because there are errors; every finding goes into the file."""
    output = workspace / "all.csv"
    code, out, err = command("check", workspace / WAVE, "-w", workspace, "--lang", "kk", "-o", output)
    assert (code, err) == (1, "")
    assert "сұхбат келіп түсті" in out
    assert output.read_text("utf-8").startswith("\ufefffinding,severity,rule,interview,row")


def test_check_refuses_a_language_it_does_not_speak(workspace: Path, command: Command) -> None:
    """Rather than falling back to another."""
    code, _, err = command("check", workspace / WAVE, "-w", workspace, "--lang", "fr")
    assert code == 2
    assert "M014" in err


def test_a_clean_simulated_file_has_no_errors(tmp_path: Path, command: Command) -> None:
    """Simulated without field errors, checked with the shipped questionnaire: exit code 0."""
    path = tmp_path / "wave.csv"
    assert command("simulate", path, "--n", "300", "--no-errors")[0] == 0
    code, out, _ = command("check", path)
    assert code == 0
    assert "300" in out


def test_version_and_help(command: Command) -> None:
    """The first things a user tries."""
    assert command("--version")[1].startswith("survey 0.")
    assert "2018Q1" in command("run", "--help")[1]


def test_a_file_with_a_header_only_has_an_error(workspace: Path, command: Command) -> None:
    """For ``check`` and for ``run``: exit code 1."""
    write_rows(workspace / WAVE, rows_of(workspace / WAVE)[:1])
    assert command("check", workspace / WAVE, "-w", workspace)[0] == 1
    code, _, err = command("run", "2017Q4", "-w", workspace)
    assert code == 1
    assert "no_interviews" in err

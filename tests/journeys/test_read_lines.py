"""The lines under ``read:`` of a wave decide what its file does not tell."""

import csv
from pathlib import Path

import pytest

from tests.journeys.conftest import Command

WAVE = "deliveries/wave_2017Q4.csv"


def set_column(workspace: Path, name: str, value: str) -> None:
    """Put a value into a column of the delivered file, in every row."""
    path = workspace / WAVE
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    at = rows[0].index(name)
    for row in rows[1:]:
        row[at] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)


def decide(workspace: Path, lines: str) -> None:
    """Write lines under ``read:`` of the wave."""
    path = workspace / "monitor.yaml"
    text = path.read_text("utf-8")
    assert f"{{file: {WAVE}," in text
    path.write_text(text.replace(f"{{file: {WAVE},", f"{{file: {WAVE}, read: {lines},"), "utf-8")


def test_weights_that_may_be_thousands_need_a_line(workspace: Path, command: Command) -> None:
    """1.250 is more than a thousand persons, or one; without the line nothing is published."""
    set_column(workspace, "base_weight", "1.250")
    code, _, _ = command("run", "2017Q4", "-w", workspace)
    assert code != 0
    assert not (workspace / "out").exists()
    decide(workspace, "{columns: {base_weight: {decimal: comma}}}")
    assert command("run", "2017Q4", "-w", workspace)[0] == 0


def test_an_order_of_days_that_nothing_tells_blocks_until_the_line_is_there(workspace: Path, command: Command) -> None:
    """11.12 in a file of the fourth quarter."""
    set_column(workspace, "H10", "11/12/2017")
    code, _, err = command("run", "2017Q4", "-w", workspace)
    assert code == 1
    assert "dates: dmy" in err
    assert not (workspace / "out").exists()
    decide(workspace, "{dates: dmy}")
    assert command("run", "2017Q4", "-w", workspace)[0] == 0


@pytest.mark.parametrize(
    ("lines", "code"),
    [("{B3: yes_no}", "F090"), ("{C01: yes_no}", "F091"), ("{decimal: dot}", "D007"), ("[B03]", "D012")],
)
def test_a_line_that_means_nothing_stops_the_run_with_its_place(
    workspace: Path, command: Command, lines: str, code: str
) -> None:
    """File and line of the workspace."""
    decide(workspace, lines)
    exit_code, _, err = command("run", "2017Q4", "-w", workspace)
    assert exit_code == 2
    assert code in err
    assert "monitor.yaml:" in err

"""No number stands on half a wave: questions left out, the wave before, contacts, plan, versions of the questionnaire."""

import csv
import re
import shutil
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pandas as pd
import pytest

import survey
from survey.errors import MonitorError
from tests.journeys.conftest import Command

BEFORE = "deliveries/wave_2017Q4.csv"


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def change(path: Path, alter: Callable[[list[list[str]]], list[list[str]]]) -> None:
    """A delivered CSV with its rows altered, the heading first."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(alter(rows))


def without(*names: str) -> Callable[[list[list[str]]], list[list[str]]]:
    """Leave out columns."""

    def alter(rows: list[list[str]]) -> list[list[str]]:
        kept = [at for at, name in enumerate(rows[0]) if name not in names]
        return [[row[at] for at in kept] for row in rows]

    return alter


def every_third(column: str, value: str) -> Callable[[list[list[str]]], list[list[str]]]:
    """A value in every third interview."""

    def alter(rows: list[list[str]]) -> list[list[str]]:
        at = rows[0].index(column)
        for row in rows[1::3]:
            row[at] = value
        return rows

    return alter


def visible(page: Path) -> str:
    text = re.sub(r"<(style|script|svg).*?</\1>|<[^>]+>", " ", page.read_text("utf-8"), flags=re.DOTALL)
    return " ".join(unescape(text).split())


def under_2018(workspace: Path, line: str) -> None:
    edit(
        workspace / "monitor.yaml", "{file: deliveries/wave_2018Q1.sav,", f"{{file: deliveries/wave_2018Q1.sav, {line},"
    )


def under_2017(workspace: Path, line: str) -> None:
    edit(
        workspace / "monitor.yaml", "{file: deliveries/wave_2017Q4.csv,", f"{{file: deliveries/wave_2017Q4.csv, {line},"
    )


@pytest.mark.long
def test_a_question_left_out_withholds_its_indicators_and_their_changes(workspace: Path, command: Command) -> None:
    """Refused first; with the line that decides, ISI is neither computed nor compared, and the report says why."""
    assert command("run", "2017Q4", "-w", workspace)[0] == 0
    whole = pd.read_csv(workspace / "out" / "2017Q4" / "internal" / "indicators.csv", dtype=str)
    change(workspace / BEFORE, without("D04", "D06"))
    code, _, err = command("run", "2017Q4", "-w", workspace, "--lang", "en")
    assert code == 1
    assert "not_asked: [D04]" in err
    assert "not_asked: [D06]" in err
    under_2017(workspace, "not_asked: [D04, D06]")
    assert command("run", "2017Q4", "-w", workspace, "--force")[0] == 0
    table = pd.read_csv(workspace / "out" / "2017Q4" / "internal" / "indicators.csv", dtype=str)
    live = table["withheld"].isna()
    assert set(table.loc[~live, "indicator"]) == {
        "ISI", "ISI_D4", "ISI_D5", "ISI_GEO", "ISI_GAP", "CONFLICT_EXPECT", "SAFETY",
    }  # fmt: skip
    pd.testing.assert_frame_equal(table[live], whole[live])
    assert "В этом опросе не задавался вопрос" in visible(workspace / "out" / "2017Q4" / "report.ru.html")
    assert command("run", "2018Q1", "-w", workspace)[0] == 0
    later = visible(workspace / "out" / "2018Q1" / "report.ru.html")
    assert "(IV квартал 2017 года) не сравнивается: в нём не задавался вопрос" in later
    wave = survey.open_monitor(workspace).wave("2018Q1")
    assert wave.indicators.row("ISI").withheld == ""


def test_the_wave_before_must_be_there(workspace: Path, command: Command) -> None:
    """Unless the wave says that it is compared with none."""
    (workspace / BEFORE).unlink()
    code, _, err = command("run", "2018Q1", "-w", workspace, "--lang", "en")
    assert code == 2
    assert "[M051]" in err
    assert "previous: none under 2018Q1" in err
    under_2018(workspace, "previous: none")
    assert command("run", "2018Q1", "-w", workspace)[0] == 0
    assert "не сравниваются с более ранними" in visible(workspace / "out" / "2018Q1" / "report.ru.html")


@pytest.mark.parametrize("alter", [every_third("H10", "05.02.2016"), without("D04")], ids=["set aside", "incomplete"])
def test_the_wave_before_passes_the_same_checks(
    workspace: Path, command: Command, alter: Callable[[list[list[str]]], list[list[str]]]
) -> None:
    """A third set aside, or a question lost: no baseline."""
    change(workspace / BEFORE, alter)
    code, _, err = command("run", "2018Q1", "-w", workspace, "--lang", "en")
    assert code == 2
    assert "[M052]" in err
    assert "2017Q4" in err
    assert not (workspace / "out").exists()


def test_a_quarter_without_the_one_before_is_compared_with_none(workspace: Path, command: Command) -> None:
    """A wave of two years before is not a reference, nor is it in a window."""
    text = (workspace / "monitor.yaml").read_text("utf-8")
    (workspace / "monitor.yaml").write_text(text.replace("  2017Q4: {file", "  2016Q1: {file"), "utf-8")
    assert command("run", "2018Q1", "-w", workspace)[0] == 0
    assert "В предыдущем периоде опроса не было" in visible(workspace / "out" / "2018Q1" / "report.ru.html")


def test_contacts_of_another_wave_are_refused(workspace: Path, command: Command) -> None:
    """Nothing is written."""
    shutil.copyfile(workspace / "deliveries" / "contacts_2017Q4.csv", workspace / "deliveries" / "contacts_2018Q1.csv")
    code, _, err = command("run", "2018Q1", "-w", workspace, "--lang", "en")
    assert code == 1
    assert "[contacts_wave]" in err
    assert not (workspace / "out").exists()


def test_a_part_of_the_wave_is_refused(workspace: Path, command: Command) -> None:
    """400 of 1000 interviews, in the first units only; ``check --wave`` says so of any file."""
    part = workspace / "part.csv"
    shutil.copyfile(workspace / BEFORE, part)
    change(part, lambda rows: rows[:401])
    code, out, _ = command("check", part, "-w", workspace, "--wave", "2017Q4", "--lang", "en")
    assert code == 1
    assert "plan_interviews: 1" in out
    assert "plan_units_empty: 1" in out
    assert "contacts_number: 1" in out


def test_check_as_a_wave_uses_its_days(workspace: Path, command: Command) -> None:
    """The file of one wave is none of the other."""
    code, out, _ = command("check", workspace / BEFORE, "-w", workspace, "--wave", "2018Q1", "--lang", "en")
    assert code == 1
    assert "wave_differs: " in out
    code, _, err = command("check", workspace / BEFORE, "-w", workspace, "--wave", "2019Q1", "--lang", "en")
    assert code == 2
    assert "[M002]" in err


def test_a_new_district_is_one_finding(workspace: Path, command: Command) -> None:
    """Not one error for each of its interviews."""

    def alter(rows: list[list[str]]) -> list[list[str]]:
        at = rows[0].index("H04")
        for row in rows[1:]:
            row[at] = "20" if row[at] == "5" else row[at]
        return rows

    change(workspace / BEFORE, alter)
    code, _, err = command("run", "2017Q4", "-w", workspace, "--lang", "en")
    assert code == 1
    assert err.count("H04: 20") == 1
    assert "new district" in err


def test_a_wave_keeps_the_questionnaire_it_was_asked_with(workspace: Path, command: Command) -> None:
    """A question added later changes no number of the old wave; what rests on it has no change yet."""
    assert command("run", "2017Q4", "-w", workspace)[0] == 0
    first = (workspace / "out" / "2017Q4" / "internal" / "indicators.csv").read_bytes()
    shutil.copytree(workspace / "questionnaire", workspace / "questionnaire_2017")
    under_2017(workspace, "questionnaire: questionnaire_2017, population: questionnaire_2017/population")
    edit(
        workspace / "questionnaire" / "questionnaire.yaml",
        "Насколько Вы чувствуете себя в безопасности",
        "Чувствуете ли Вы себя в безопасности",
    )
    assert command("run", "2017Q4", "-w", workspace, "--force")[0] == 0
    assert (workspace / "out" / "2017Q4" / "internal" / "indicators.csv").read_bytes() == first
    wave = survey.open_monitor(workspace).wave("2018Q1")
    assert not isinstance(wave.baseline, str)
    assert set(wave.baseline.apart) >= {"SAFETY", "ISI", "ISI_D5"}
    assert wave.baseline.apart["SAFETY"].reason == "question"
    assert "тогда вопрос задавался иначе" in " ".join(unescape(wave.report("ru")).split())


def test_a_blocked_wave_has_no_numbers_in_a_notebook_either(workspace: Path) -> None:
    """``wave`` raises; ``delivery`` shows the findings."""
    change(workspace / BEFORE, without("C01a"))
    monitor = survey.open_monitor(workspace)
    with pytest.raises(MonitorError, match="C01a") as caught:
        monitor.wave("2017Q4")
    assert caught.value.code == "M050"
    assert monitor.delivery("2017Q4").findings.of(rule="needed_column")

"""A delivery's history at the command: checked, corrected, accepted, delivered anew, compared, published."""

from __future__ import annotations

import csv
import datetime
import json
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from tests.journeys.conftest import Command

pytestmark = pytest.mark.long

WAVE = "2018Q1"
WHEN = datetime.date.today().isoformat()


def delivered(workspace: Path) -> Path:
    """The file of the wave."""
    (path,) = (workspace / "deliveries").glob(f"wave_{WAVE}.*")
    return path


def name_lists(workspace: Path) -> None:
    """Name both lists under the wave in monitor.yaml."""
    path = workspace / "monitor.yaml"
    named = f"{WAVE}: {{corrections: corrections/{WAVE}.csv, waivers: waivers/{WAVE}.csv, "
    path.write_text(path.read_text("utf-8").replace(f"{WAVE}: {{", named), "utf-8")


def write_list(workspace: Path, name: str, lines: list[dict[str, str]], columns: tuple[str, ...]) -> Path:
    """One of the lists, as Russian Excel saves it."""
    path = workspace / name / f"{WAVE}.csv"
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="cp1251", newline="") as file:
        writer = csv.DictWriter(file, columns, delimiter=";", restval="")
        writer.writeheader()
        writer.writerows(lines)
    return path


def write_corrections(workspace: Path, *lines: dict[str, str]) -> Path:
    """The list of corrections."""
    columns = ("interview", "row", "variable", "old", "new", "reason", "who", "when")
    usual = {"reason": "бланк", "who": "А. К.", "when": WHEN}
    return write_list(workspace, "corrections", [usual | line for line in lines], columns)


def write_waivers(workspace: Path, *lines: dict[str, str]) -> Path:
    """The list of waivers."""
    columns = ("finding", "rule", "interview", "variable", "who", "why", "until")
    return write_list(workspace, "waivers", [{"who": "А. К.", "why": "звонок"} | line for line in lines], columns)


def findings(command: Command, workspace: Path) -> list[dict[str, object]]:
    """What the command finds in the file of the wave."""
    output = workspace / "findings.json"
    command("check", delivered(workspace), "-w", workspace, "--lang", "ru", "-o", output, "--force")
    told: list[dict[str, object]] = json.loads(output.read_text("utf-8"))["findings"]
    return told


def unreadable_age(told: list[dict[str, object]]) -> dict[str, object]:
    """An interview set aside because its age is out of range."""
    return next(one for one in told if one["rule"] == "out_of_range" and one["variable"] == "S03")


def test_a_wave_is_corrected_and_published(workspace: Path, command: Command) -> None:
    """The correction is counted in manifest and report; the delivery is as it was."""
    before = delivered(workspace).read_bytes()
    name_lists(workspace)
    write_waivers(workspace)
    write_corrections(workspace)
    age = unreadable_age(findings(command, workspace))
    line = {"interview": str(age["interview"]), "variable": "S03", "old": str(age["value"]), "new": "45"}
    write_corrections(workspace, line)
    told = findings(command, workspace)
    assert [one for one in told if one["interview"] == age["interview"] and one["variable"] == "S03"] == []
    code, _, err = command("run", WAVE, "-w", workspace, "--lang", "ru")
    assert (code, err) == (0, "")
    manifest = json.loads((workspace / "out" / WAVE / "manifest.json").read_text("utf-8"))
    counted = manifest["corrections"]
    assert {name: counted[name] for name in ("file", "lines", "applied", "open", "refused")} == {
        "file": f"corrections/{WAVE}.csv", "lines": 1, "applied": 1, "open": 0, "refused": 0,
    }  # fmt: skip
    assert counted["sha256"] in {one["sha256"] for one in manifest["inputs"]}
    assert "исправлен 1 ответ" in (workspace / "out" / WAVE / "report.ru.html").read_text("utf-8")
    assert "1 жауап түзетілді" in (workspace / "out" / WAVE / "report.kk.html").read_text("utf-8")
    weights = pd.read_csv(workspace / "out" / WAVE / "internal" / "weights.csv")
    assert age["interview"] in set(weights["interview"])
    assert delivered(workspace).read_bytes() == before


def test_a_refused_correction_stops_the_run(workspace: Path, command: Command) -> None:
    """Nothing is written, and the line is named."""
    name_lists(workspace)
    write_waivers(workspace)
    write_corrections(workspace, {"interview": "nobody", "variable": "S03", "old": "1", "new": "2"})
    code, _, err = command("run", WAVE, "-w", workspace, "--lang", "ru")
    assert code == 1
    assert f"{WAVE}.csv, строка 2" in err
    assert not (workspace / "out" / WAVE).exists()


def test_an_accepted_finding_returns_its_interview(workspace: Path, command: Command) -> None:
    """It is counted in manifest and report, and keeps its place among the findings."""
    name_lists(workspace)
    write_corrections(workspace)
    write_waivers(workspace)
    error = next(one for one in findings(command, workspace) if one["rule"] == "copied")
    write_waivers(workspace, {"finding": str(error["finding"]), "until": "31.12.2999"})
    told = {one["finding"]: one for one in findings(command, workspace)}
    assert told[error["finding"]]["waived"] == "ошибка"
    assert told[error["finding"]]["set_aside"] is False
    assert command("run", WAVE, "-w", workspace, "--lang", "ru")[0] == 0
    manifest = json.loads((workspace / "out" / WAVE / "manifest.json").read_text("utf-8"))
    assert (manifest["waivers"]["used"], manifest["waivers"]["findings"]) == (1, 1)
    assert "принято 1 замечание" in (workspace / "out" / WAVE / "report.ru.html").read_text("utf-8")


def test_a_list_that_is_named_has_to_be_there(workspace: Path, command: Command) -> None:
    """A missing list is no empty list."""
    name_lists(workspace)
    code, _, err = command("run", WAVE, "-w", workspace)
    assert code == 2
    assert f"{WAVE}.csv" in err


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_the_template_of_corrections_is_written_by_the_command(workspace: Path, command: Command, suffix: str) -> None:
    """One line for every answer with an error or a warning; it is not written over another file."""
    target = workspace / f"list.{suffix}"
    code, _, err = command("check", delivered(workspace), "-w", workspace, "--corrections", target)
    assert (code, err) == (1, "")
    if suffix == "xlsx":
        rows = list(openpyxl.load_workbook(target).worksheets[0].iter_rows(values_only=True))
        headings, n = rows[0], len(rows) - 1
    else:
        table = pd.read_csv(target, sep=";", encoding="utf-8-sig")
        headings, n = tuple(table), len(table)
    assert {"interview", "variable", "old", "new", "reason", "who", "when"} <= set(headings)
    assert n > 10
    assert command("check", delivered(workspace), "-w", workspace, "--corrections", target)[0] == 2


@pytest.mark.parametrize(
    ("language", "added", "changed"),
    [
        ("kk", "1 сұхбат қосылды", "1 жауап өзгерді"),
        ("ru", "1 интервью добавлено", "1 ответ изменён"),
        ("en", "1 interview added", "1 answer changed"),
    ],
)
def test_a_new_delivery_is_compared_with_the_old_one(
    workspace: Path, command: Command, language: str, added: str, changed: str
) -> None:
    """In the language asked for."""
    new = workspace / "new.csv"
    assert command("simulate", new, "--n", "300", "--no-errors")[0] == 0
    table = pd.read_csv(new, sep=";", dtype=str, keep_default_na=False, encoding="cp1251")
    old = workspace / "old.csv"
    changed_table = table.iloc[1:].copy()
    age = changed_table.columns.get_loc("S03")
    changed_table.iloc[0, age] = str(int(changed_table.iloc[0, age]) + 1)  # type: ignore[index, arg-type]
    changed_table.to_csv(old, sep=";", index=False, encoding="cp1251")
    code, out, err = command("check", new, "--against", old, "--lang", language)
    assert (code, err) == (0, "")
    assert added in out
    assert changed in out


@pytest.mark.parametrize("target", ["findings.doc", "findings"])
def test_a_format_that_does_not_exist_is_told_before_the_work(workspace: Path, command: Command, target: str) -> None:
    """The formats are named."""
    code, out, err = command("check", delivered(workspace), "-w", workspace, "-o", workspace / target)
    assert (code, out) == (2, "")
    assert ".xlsx" in err

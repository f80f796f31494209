"""A question is renamed and its codes are turned round between two waves of a workspace: the series goes on."""

import shutil
from html import unescape
from pathlib import Path

import pandas as pd
import pytest

import survey
from survey.monitor.monitor import Wave
from tests.data.renamed_questionnaire import CODES, write_renamed

DAY = "2018-01-01"
DELIVERY = "deliveries/wave_2018Q1.csv"


def rename(workspace: Path, cells: pd.DataFrame) -> None:
    """The newer version of the questionnaire in the place of the older one, and the delivery of 2018Q1 that it brings."""
    folder = workspace / "questionnaire"
    older = Path(shutil.move(folder, workspace / "older"))
    write_renamed(folder, older, DAY)
    cells = cells.rename(columns={"D04": "D40", "C01c": "C01x"})
    cells.assign(D40=cells["D40"].replace(CODES)).to_csv(workspace / DELIVERY, sep=";", index=False)


def computed(workspace: Path) -> Wave:
    """2018Q1 with its changes since 2017Q4."""
    wave = survey.open_monitor(workspace).wave("2018Q1")
    assert isinstance(wave, Wave)
    return wave


def apart(wave: Wave) -> dict[str, str]:
    """Reason why each indicator is not compared."""
    assert not isinstance(wave.baseline, str)
    return {name: one.reason for name, one in wave.baseline.apart.items()}


def same_numbers(one: Wave, other: Wave) -> None:
    """All values, changes and trends, and the indicators that are not compared."""
    for name in ("indicators", "changes"):
        pd.testing.assert_frame_equal(getattr(one, name).frame, getattr(other, name).frame)
    assert len(one.changes.frame) > 100
    assert apart(one) == apart(other)


@pytest.mark.long
def test_a_renamed_and_recoded_question_is_one_series(workspace: Path) -> None:
    """The same numbers and changes as without the rename, whether the older wave is read by the newer version or its own."""
    settings = workspace / "monitor.yaml"
    text = settings.read_text("utf-8").replace("deliveries/wave_2018Q1.sav", DELIVERY)
    settings.write_text(text, "utf-8")
    cells = survey.read_file(workspace / "deliveries" / "wave_2018Q1.sav").to_frame()
    cells.to_csv(workspace / DELIVERY, sep=";", index=False)
    plain = computed(workspace)
    rename(workspace, cells)
    renamed = computed(workspace)
    assert "D40" in renamed.interviews.form.variables
    same_numbers(renamed, plain)
    assert renamed.changes.row("CONFLICT_EXPECT").change == plain.changes.row("CONFLICT_EXPECT").change
    assert renamed.report("ru").count("D40") > 0
    own = text.replace("{file: deliveries/wave_2017Q4.csv,", "{file: deliveries/wave_2017Q4.csv, questionnaire: older,")
    assert own != text
    settings.write_text(own, "utf-8")
    same_numbers(computed(workspace), plain)


@pytest.mark.long
def test_a_split_ends_the_series_with_its_mark(workspace: Path) -> None:
    """The answers of the older wave count as not asked; the report says that the question was asked otherwise."""
    file = workspace / "questionnaire" / "questionnaire.yaml"
    text = file.read_text("utf-8")
    start = text.index("      - id: D06\n")
    head, question = text[:start], text[start:]
    for code in (3, 4):
        line = next(line for line in question.splitlines() if f"{{code: {code}, score" in line)
        was = f'was: {{code: 3, before: {DAY}, breaks: true, text: {{kk: "Қауіпсіз сезінбеймін", ru: "Не в безопасности"}}}}'
        question = question.replace(line, f"{line.rstrip().removesuffix('}')}, {was}}}", 1)
    file.write_text(head + question, "utf-8")
    wave = computed(workspace)
    assert apart(wave)["SAFETY"] == "question"
    assert "тогда вопрос задавался иначе" in " ".join(unescape(wave.report("ru")).split())
    found = survey.open_monitor(workspace).delivery("2017Q4").findings
    assert [(one.variable, one.severity) for one in found if one.rule == "answers_split"] == [("D06", "info")]
    assert pd.isna(wave.changes.row("SAFETY").change)
    assert not pd.isna(wave.changes.row("REL_LOCAL").change)
    assert wave.indicators.row("SAFETY").estimate > 0

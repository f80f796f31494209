"""Files of a wave, written and read again."""

import errno
import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from survey.design import Population
from survey.errors import SimulationError
from survey.findings import Findings
from survey.ingest import decode, read_file
from survey.interviews import Interviews
from survey.questionnaire.model import Questionnaire
from survey.simulate import SimulatedWave, simulate_wave
from survey.validation import read_rules, validate

INSTRUMENT = Path(__file__).parents[2] / "questionnaires" / "interethnic"


def read(path: Path, form: Questionnaire) -> tuple[Interviews, Findings]:
    """The interviews of a file, and all findings about them."""
    interviews, unread = decode(read_file(path), form)
    return interviews, unread + validate(interviews, read_rules(INSTRUMENT, form))


@pytest.mark.parametrize("ending", [".csv", ".sav", ".zsav", ".xlsx"])
def test_a_wave_without_mistakes_has_no_findings(clean: SimulatedWave, tmp_path: Path, ending: str) -> None:
    """Neither errors nor warnings, whatever the format."""
    path = tmp_path / f"wave{ending}"
    clean.write(path)
    interviews, findings = read(path, clean.form)
    assert len(interviews) == 1000
    assert [one for one in findings if one.severity != "info"] == []


@pytest.mark.parametrize("ending", [".sav", ".xlsx"])
def test_every_format_holds_the_same_answers(clean: SimulatedWave, tmp_path: Path, ending: str) -> None:
    """Codes in CSV, labelled codes in SAV, wordings in two languages in XLSX."""
    clean.write(tmp_path / "wave.csv")
    clean.write(tmp_path / f"wave{ending}")
    one, other = (read(tmp_path / f"wave{each}", clean.form)[0] for each in (".csv", ending))
    pd.testing.assert_frame_equal(one.reasons, other.reasons)
    numbers = one.answers.select_dtypes("number").columns
    assert len(numbers) > 150
    pd.testing.assert_frame_equal(one.answers[numbers], other.answers[numbers])
    pd.testing.assert_series_equal(one.extras["base_weight"], other.extras["base_weight"], check_exact=False, rtol=1e-7)


def test_answers_come_back_as_they_were_given(clean: SimulatedWave, tmp_path: Path) -> None:
    """Substantive answers and why there is none."""
    clean.write(tmp_path / "wave.csv")
    interviews, _ = read(tmp_path / "wave.csv", clean.form)
    compared = [
        variable for variable in clean.form.variables.values() if variable.kind in ("single", "integer", "scale")
    ]
    assert len(compared) > 90
    for variable in compared:
        np.testing.assert_array_equal(interviews.values(variable.id), clean.sheet.values(variable.id), variable.id)


@pytest.mark.parametrize(
    ("wave", "n", "ending"), [("2018Q1", 1000, ".csv"), ("2017Q4", 60, ".sav"), ("2018Q4", 3000, ".csv")]
)
def test_every_planted_mistake_is_found(
    form: Questionnaire, population: Population, tmp_path: Path, wave: str, n: int, ending: str
) -> None:
    """By the rule it names, in its row; and nothing is found where nothing was planted."""
    simulated = simulate_wave(form, population, wave, n=n, seed=8)
    simulated.write(tmp_path / f"wave{ending}")
    _, findings = read(tmp_path / f"wave{ending}", form)
    found = {(one.rule, one.row) for one in findings}
    planted = set(zip(simulated.planted["rule"], simulated.planted["row"], strict=True))
    assert len(planted) >= 20
    assert planted - found == set()
    rows = set(simulated.planted["row"])
    assert [one for one in findings if one.severity != "info" and one.row not in rows] == []


def test_the_list_of_mistakes_says_what_stands_in_the_file(form: Questionnaire, population: Population) -> None:
    """Interview, variable and the value after."""
    simulated = simulate_wave(form, population, "2018Q1", seed=8)
    frame = simulated.to_frame()
    wrong = simulated.planted[simulated.planted["mistake"] == "wrong_code"]
    assert len(wrong) == 6
    for one in wrong.itertuples():
        row = frame.iloc[int(str(one.row)) - 2]
        assert (row["H01"], str(row[str(one.variable)])) == (one.interview, one.after)


def test_the_same_seed_writes_the_same_bytes(clean: SimulatedWave, tmp_path: Path) -> None:
    """Of CSV; SAV and XLSX carry the time of writing."""
    for name in ("one.csv", "other.csv"):
        clean.write(tmp_path / name)
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "other.csv").read_bytes()


def test_csv_is_what_a_russian_spreadsheet_writes(clean: SimulatedWave, tmp_path: Path) -> None:
    """Semicolons, a decimal comma, day first, mentions in columns of their own."""
    clean.write(tmp_path / "wave.csv")
    header, first, *_ = (tmp_path / "wave.csv").read_text(encoding="utf-8").splitlines()
    cells = dict(zip(header.split(";"), first.split(";"), strict=True))
    assert cells["base_weight"] == "1881,0000"
    day, month, year = cells["H10"].split(".")
    assert (len(day), month in ("02", "03"), year) == (2, True, "2018")
    assert "B03_m1" in cells


def test_cp1251_has_no_kazakh_letters(clean: SimulatedWave, tmp_path: Path) -> None:
    """They become question marks, as in deliveries."""
    clean.write(tmp_path / "wave.csv", encoding="cp1251")
    text = (tmp_path / "wave.csv").read_bytes().decode("cp1251")
    assert "Бәріне" not in text
    assert "Б?ріне бірдей ?діл ?арау керек." in text
    clean.write(tmp_path / "kazakh.csv", encoding="kz1048")
    assert "Бәріне бірдей әділ қарау керек." in (tmp_path / "kazakh.csv").read_bytes().decode("kz1048")


def test_sav_carries_russian_labels_and_user_missing_codes(clean: SimulatedWave, tmp_path: Path) -> None:
    """Choices are columns of 0 and 1."""
    clean.write(tmp_path / "wave.sav")
    frame, meta = pyreadstat.read_sav(str(tmp_path / "wave.sav"), user_missing=True)
    assert meta.column_names_to_labels["C01a"] == "Президент Республики Казахстан"
    assert meta.variable_value_labels["C01a"][1.0] == "Полностью доверяю"
    assert meta.missing_ranges["C01a"] == [{"lo": 98.0, "hi": 99.0}]
    assert set(frame["B03_1"].dropna()) == {0.0, 1.0}


def test_a_name_with_another_ending_is_refused(clean: SimulatedWave, tmp_path: Path) -> None:
    """The formats are named."""
    with pytest.raises(SimulationError) as error:
        clean.write(tmp_path / "wave.dta")
    assert (error.value.code, error.value.place) == ("N010", str(tmp_path / "wave.dta"))


def test_a_workbook_needs_no_further_library_and_is_the_same_each_time(
    clean: SimulatedWave, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The extra that brings openpyxl is for tests only."""
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    clean.write(tmp_path / "one.xlsx")
    clean.write(tmp_path / "two.xlsx")
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


@pytest.mark.parametrize("ending", [".sav", ".zsav", ".xlsx"])
def test_a_full_disk_is_noticed_whatever_the_library_says(
    clean: SimulatedWave, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    """Pyreadstat reports success for a file that breaks off; no file is better than a part of one."""
    write = pyreadstat.write_sav

    def write_a_part(frame: pd.DataFrame, path: str, **options: Any) -> None:
        write(frame, path, **options)
        os.truncate(path, os.path.getsize(path) // 2)

    def full(path: Path, content: bytes) -> None:
        raise OSError(errno.ENOSPC, "full", str(path))

    monkeypatch.setattr(pyreadstat, "write_sav", write_a_part)
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises((OSError, SimulationError), match="full" if ending == ".xlsx" else "N017"):
        clean.write(tmp_path / f"wave{ending}")
    assert list(tmp_path.iterdir()) == []


def test_a_write_that_fails_leaves_the_old_file(
    clean: SimulatedWave, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The draft takes its place only when it is whole."""
    path = tmp_path / "wave.csv"
    path.write_text("old", encoding="utf-8")

    def full_disk(*_: object, **__: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(pd.DataFrame, "to_csv", full_disk)
    with pytest.raises(OSError, match="No space"):
        clean.write(path)
    assert [one.name for one in tmp_path.iterdir()] == ["wave.csv"]
    assert path.read_text(encoding="utf-8") == "old"


def test_contacts_are_written_with_commas(clean: SimulatedWave, tmp_path: Path) -> None:
    """One line per household."""
    clean.write_contacts(tmp_path / "contacts.csv")
    lines = (tmp_path / "contacts.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "wave,unit,psu,household,visits,disposition"
    assert len(lines) == len(clean.contacts) + 1
    assert lines[1].startswith("2018Q1,1,01-")

"""``monitor.yaml``, read strictly."""

import datetime
from pathlib import Path

import pytest

from survey.errors import MonitorError, QuestionnaireError
from survey.monitor.contact_sheet import read_contacts
from survey.monitor.settings_file import read_settings
from survey.monitor.weighting_steps import Rake, Trim
from survey.periods import Quarter
from survey.validation import Plan, PlannedUnit

GOOD = """\
questionnaire: questionnaire
population: questionnaire/population
design: {strata: H04, psu: H07, weight: base_weight, lonely: adjust}
weighting:
  - rake: {margins: [[unit], [sex, age4]], bounds: [0.3, 3], unknown: hold}
  - trim: {times_median: 5}
waves:
  2018Q1: {file: a.sav, contacts: c.csv, fieldwork: [2018-02-01, 2018-03-20]}
report:
  title: {kk: Мониторинг, ru: Мониторинг}
  region: {kk: Облыс, ru: Область}
  population: {kk: Ересектер, ru: Взрослые}
  sampling: {kk: Кездейсоқ, ru: Случайная}
  mode: {kk: Бетпе-бет, ru: Личное}
"""


def written(folder: Path, text: str) -> Path:
    """The file in a folder."""
    (folder / "monitor.yaml").write_text(text, "utf-8")
    return folder


def test_settings_say_what_the_file_says(tmp_path: Path) -> None:
    """Paths are taken from the folder of the file."""
    settings = read_settings(written(tmp_path, GOOD))
    assert settings.weighting == (Rake((("unit",), ("sex", "age4")), (0.3, 3.0), "hold"), Trim(5.0))
    assert (settings.design.strata, settings.design.lonely) == (("H04",), "adjust")
    wave = settings.waves[Quarter(2018, 1)]
    assert wave.file == tmp_path / "a.sav"
    assert wave.fieldwork == (datetime.date(2018, 2, 1), datetime.date(2018, 3, 20))


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("bounds: [0.3, 3]", "bounds: [2, 3]", "M004", 5),
        ("design: {strata", "set_aside_at_most: 7\ndesign: {strata", "M005", 3),
        ("2018Q1:", "2018Q7:", "M006", 8),
        ("  2018Q1: {file: a.sav, contacts: c.csv, fieldwork: [2018-02-01, 2018-03-20]}", "  {}", "M007", 8),
        ("2018-03-20]", "20 March]", "M008", 8),
        ("[2018-02-01, 2018-03-20]", "[2018-03-20, 2018-02-01]", "M009", 8),
        ("lonely: adjust", "lonely: ajust", "D007", 3),
        ("weight: base_weight, ", "", "D009", 3),
        ("unknown: hold", "unknwon: hold", "D011", 5),
        ("ru: Личное", "en: Personal", "D010", 14),
        ("  - trim: {times_median: 5}", "  - trimm: {times_median: 5}", "D011", 6),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, old: str, new: str, code: str, line: int) -> None:
    """And with the code of its kind."""
    assert old in GOOD
    with pytest.raises(QuestionnaireError) as caught:
        read_settings(written(tmp_path, GOOD.replace(old, new)))
    assert (code, line) in [(one.code, one.place.line) for one in caught.value.complaints]


def test_a_folder_without_the_file_is_no_workspace(tmp_path: Path) -> None:
    """The remedy says how to make one."""
    with pytest.raises(MonitorError, match="survey new") as caught:
        read_settings(tmp_path)
    assert caught.value.code == "M003"


def test_households_are_counted_by_outcome(tmp_path: Path) -> None:
    """By the first figures of the AAPOR code."""
    path = tmp_path / "contacts.csv"
    path.write_text("psu,disposition\n1,1.1\n1,2.1\n1,2.11\n1,3.1\n2,1.2\n2,4.7\n", "utf-8")
    found = read_contacts(path).outcomes
    assert (found.complete, found.partial, found.refusal, found.unknown, found.not_eligible) == (1, 1, 2, 1, 1)


@pytest.mark.parametrize(("text", "code"), [("psu,result\n1,1.1\n", "M017"), ("psu,disposition\n1,9\n", "M018")])
def test_a_contact_sheet_that_cannot_be_counted_is_refused(tmp_path: Path, text: str, code: str) -> None:
    """Rather than counted in part."""
    path = tmp_path / "contacts.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(MonitorError) as caught:
        read_contacts(path)
    assert caught.value.code == code


WAVE_OF_ITS_OWN = """\
  2018Q2:
    file: b.sav
    read: {decimal: comma}
    not_asked: [D04, D06]
    previous: none
    questionnaire: versions/2
    population: versions/2/population
    corrections: corrections/2018Q2.csv
    waivers: waivers/2018Q2.csv
    plan: {target_n: 1000, least_share: 0.9, by: H04, units: {1: {interviews: 60, psus: 6}, 2: {interviews: 40}}}
"""


def test_a_wave_may_differ_from_the_workspace(tmp_path: Path) -> None:
    """It names its own instrument, population, decisions and plan."""
    settings = read_settings(written(tmp_path, GOOD.replace("report:", WAVE_OF_ITS_OWN + "report:")))
    wave = settings.wave("2018Q2")
    assert (wave.not_asked, wave.previous) == (("D04", "D06"), "none")
    assert wave.read is not None
    assert wave.read.need("decimal").text() == "comma"
    assert (wave.questionnaire, wave.population) == (tmp_path / "versions/2", tmp_path / "versions/2/population")
    assert (wave.corrections, wave.waivers) == (tmp_path / "corrections/2018Q2.csv", tmp_path / "waivers/2018Q2.csv")
    units = {1: PlannedUnit(60, 6), 2: PlannedUnit(40, None)}
    assert settings.plan_of(wave) == Plan(1000, 0.9, "H04", units)


def test_the_plan_of_the_workspace_is_that_of_a_wave_without_one(tmp_path: Path) -> None:
    """A wave that says nothing of its plan follows the common one."""
    settings = read_settings(written(tmp_path, "plan: {target_n: 800}\n" + GOOD))
    assert settings.plan_of(settings.wave("2018Q1")) == Plan(800)


def test_a_file_that_is_not_there_is_told_with_its_line(tmp_path: Path) -> None:
    """And with the nearest name beside it."""
    wave = read_settings(written(tmp_path, GOOD)).wave("2018Q1")
    (tmp_path / "b.sav").touch()
    with pytest.raises(MonitorError, match=r"Did you mean 'b\.sav'") as caught:
        wave.need_files()
    assert (caught.value.code, caught.value.place) == ("M033", f"{tmp_path / 'monitor.yaml'}:8:18")


def test_contacts_of_the_wave_before_are_not_needed(tmp_path: Path) -> None:
    """Its response rates are not shown."""
    wave = read_settings(written(tmp_path, GOOD)).wave("2018Q1")
    (tmp_path / "a.sav").touch()
    wave.need_files(with_contacts=False)
    with pytest.raises(MonitorError, match="contacts"):
        wave.need_files()


def test_a_wave_is_judged_from_its_first_day_of_fieldwork(tmp_path: Path) -> None:
    """The first day of the quarter where the days are not known."""
    text = GOOD.replace("report:", "  2018Q2: {file: b.sav}\nreport:")
    settings = read_settings(written(tmp_path, text))
    assert settings.wave("2018Q1").first_day == datetime.date(2018, 2, 1)
    assert settings.wave("2018Q2").first_day == datetime.date(2018, 4, 1)

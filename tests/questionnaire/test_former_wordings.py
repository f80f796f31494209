"""Former wordings: an earlier version of the questionnaire, read from the present one."""

import datetime
from pathlib import Path

import pandas as pd
import pytest
from tests.data.delivered import deliveries

from survey.errors import QuestionnaireError
from survey.indicators import read_indicators
from survey.indicators.comparability import incomparable
from survey.ingest import decode, read_file
from survey.monitor.instrument import read_instrument
from survey.questionnaire.comparable_questions import asked_alike
from survey.questionnaire.former_wordings import worded_on, wording_changes
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.questionnaire_folder import read_questionnaire

FOLDER = Path(__file__).parents[2] / "questionnaires" / "interethnic"
BEFORE, FIRST = datetime.date(2018, 3, 31), datetime.date(2018, 4, 1)


@pytest.fixture(scope="module")
def form() -> Questionnaire:
    """The shipped questionnaire, version 0.2."""
    return read_questionnaire(FOLDER)


def small(folder: Path, was: str) -> Questionnaire:
    """One question with one former wording."""
    folder.joinpath("questionnaire.yaml").write_text(
        f"""
id: small
version: "2"
versions: {{"2": 2018-04-01, "1": 2017-10-01}}
title: {{kk: "Сауалнама", ru: "Анкета"}}
languages: [kk, ru]
roles: {{interview: H01}}
missing: [{{code: 98, reason: dont_know, kk: "Білмеймін", ru: "Не знаю"}}]
missing_default: [98]
header:
  title: {{kk: "Бас бөлігі", ru: "Титул"}}
  questions: [{{id: H01, type: text, kk: "Нөмірі", ru: "Номер"}}]
blocks:
  - id: A
    title: {{kk: "Бөлік", ru: "Часть"}}
    questions:
      - id: A1
        type: single
        kk: "Сұрақ?"
        ru: "Вопрос?"
        options:
          - {{code: 1, kk: "Аздап", ru: "Немного", was: {was}}}
          - {{code: 2, kk: "Көп", ru: "Много"}}
""",
        "utf-8",
    )
    return read_questionnaire(folder)


def test_the_day_decides_the_wording(tmp_path: Path) -> None:
    """Until the day before the former one; a language that is not named was worded as now."""
    form = small(tmp_path, '{before: 2018-04-01, text: {kk: "Біршама"}}')
    found = [dict(worded_on(form, day).variable("A1").options[0].text) for day in (BEFORE, FIRST)]
    assert found == [{"kk": "Біршама", "ru": "Немного"}, {"kk": "Аздап", "ru": "Немного"}]
    assert [worded_on(form, day).version for day in (BEFORE, FIRST)] == ["1", "2"]


def test_both_wordings_stay_readable(tmp_path: Path) -> None:
    """A file of either time may be labelled by either version."""
    form = small(tmp_path, '{before: 2018-04-01, text: {kk: "Біршама"}}')
    spelt = [worded_on(form, day).variable("A1").options[0].spellings for day in (BEFORE, FIRST)]
    assert [set(one) for one in spelt] == [{"Аздап", "Біршама", "Немного"}] * 2


def test_the_way_back_is_the_way_there(form: Questionnaire) -> None:
    """Whatever day was asked for before."""
    old = worded_on(form, BEFORE)
    assert old != form
    assert (worded_on(old, BEFORE), worded_on(old, FIRST)) == (old, form)
    assert worded_on(form, FIRST) is form


def test_a_former_wording_must_not_be_that_of_another_answer(tmp_path: Path) -> None:
    """A file could not tell them apart: the line of the wave has to say what it means."""
    with pytest.raises(QuestionnaireError) as caught:
        small(tmp_path, '{before: 2018-04-01, text: {ru: "Не знаю"}}')
    assert [complaint.code for complaint in caught.value.complaints] == ["Q044", "Q046"]


@pytest.mark.parametrize(
    ("was", "code"), [('{text: {kk: "Біршама"}}', "D009"), ('{before: 2018-04-01, text: {ru: "Hемного"}}', "Q018")]
)
def test_a_former_wording_is_checked(tmp_path: Path, was: str, code: str) -> None:
    """Its day is needed, and its letters are those of its language."""
    with pytest.raises(QuestionnaireError) as caught:
        small(tmp_path, was)
    assert [complaint.code for complaint in caught.value.complaints] == [code]


def test_the_log_names_every_change_once(form: Questionnaire) -> None:
    """Version 0.2: question, part, language, both wordings, and whether the series goes on."""
    log = wording_changes(form)
    assert set(log["before"]) == {FIRST}
    assert not log.duplicated(["question", "part", "language"]).any()
    assert (log["former"] != log["now"]).all()
    broken = log[log["breaks"]]
    assert set(broken["question"]) == {
        "S02", "B01", "D05", "E01", "E02", "E04", "F01", "G02", "G06", "P04", "I03", "M01", "R02", "Z03", "O05",
    }  # fmt: skip
    assert len(log) > 2 * len(broken)


def test_version_02_breaks_these_series_and_no_other(form: Questionnaire) -> None:
    """What rests on an answer that said something else; corrected spelling and grammar do not count."""
    now = read_indicators(FOLDER, form)
    before = read_indicators(FOLDER, worded_on(form, BEFORE))
    broken: dict[tuple[str, ...], set[str]] = {}
    for name, one in incomparable(now, before).items():
        assert one.difference == "question"
        broken.setdefault(
            tuple(sorted({now.form.variables[question].question.id for question in one.questions})), set()
        ).add(name)
    distances = {name for name in now.ids if name.startswith("SOC_DISTANCE")}
    institutions = {name for name in now.ids if name.startswith(("AWARE_", "USE_"))}
    assert broken == {
        ("P04",): {"FAIRNESS", "ISI_D2"},
        ("E04",): distances | {"ISI_D3"},
        ("E04", "P04"): {"ISI", "ISI_GEO", "ISI_GAP"},
        ("E01",): {"CONTACT_FREQ"},
        ("E02",): {"CONTACT_QUALITY"},
        ("F01",): {"IDENTITY_CIVIC"},
        ("R02",): {"MIGRATION_ETHNIC"},
        ("M01",): institutions,
    }
    assert len(distances) == len(institutions) == 10


def test_a_corrected_wording_is_a_comparable_one(tmp_path: Path) -> None:
    """The series goes on unless the file says that it breaks."""
    found = []
    for was in (
        '{before: 2018-04-01, text: {kk: "Біршама"}}',
        '{before: 2018-04-01, breaks: true, text: {kk: "Біршама"}}',
    ):
        form = small(tmp_path, was)
        found.append(asked_alike("A1", form, worded_on(form, BEFORE), worded=True))
    assert found == [True, False]


@pytest.mark.parametrize(
    "file", ["wave_2018Q1.sav", "wave_2018Q1_cp1251.csv", "wave_2018Q1_labels.xlsx", "wave_2018Q1_odk.csv"]
)
def test_a_delivery_of_before_reads_the_same_under_both_versions(form: Questionnaire, file: str) -> None:
    """Every answer and every reason; the office's line decides the one wording that two codes had."""
    raw = read_file(deliveries() / file)
    read: dict[str, object] = {"Z04": {"words": {"Білмеймін": 4}}} if "labels" in file else {}
    (old, said_then), (new, said_now) = (decode(raw, one, read=read) for one in (worded_on(form, BEFORE), form))
    pd.testing.assert_frame_equal(old.answers, new.answers)
    pd.testing.assert_frame_equal(old.reasons, new.reasons)
    assert old.strays == new.strays
    assert [one.rule for one in said_then] == [one.rule for one in said_now]


def test_a_wave_has_the_wording_of_its_first_day() -> None:
    """Of its questions, and of the indicators that rest on them."""
    instrument = read_instrument(FOLDER, FOLDER / "population")
    then, now = instrument.on(BEFORE), instrument.on(FIRST)
    assert [one.form.version for one in (then, now)] == ["0.1-draft", "0.2-draft"]
    assert then.indicators.form is then.form
    assert then.form.variable("D05").text["ru"].startswith("Что может стать причиной")
    assert incomparable(now.indicators, then.indicators)["ISI_D2"].questions == ("P04",)

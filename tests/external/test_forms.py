"""Forms as the programs of the field read them: ODK Validate, which pyxform brings along, and the engines of ODK Web
Forms and of SurveyJS.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import pyxform
from tests.exchange.form_engine import Answers
from tests.exchange.random_interviews import delivered, filled

import survey
from survey.blank_reasons import Reason
from survey.interviews import RawTable
from survey.questionnaire.model import Questionnaire

pytestmark = pytest.mark.external

ROOT = Path(__file__).parents[2]
ENGINE = Path(__file__).parent / "form_engine"
VALIDATE = Path(pyxform.__file__).parent / "validators" / "odk_validate" / "bin" / "ODK_Validate.jar"


@pytest.mark.parametrize("folder", ["questionnaires/interethnic", "tests/data/household_panel/questionnaire"])
def test_odk_validate_accepts_the_form(folder: str, tmp_path: Path) -> None:
    """Java is installed by ``make test-external``."""
    java = shutil.which("java")
    assert java is not None
    written = survey.write_xform(survey.read_questionnaire(ROOT / folder), tmp_path / "form.xml")
    done = subprocess.run(
        [java, "-jar", str(VALIDATE), str(written.path)], capture_output=True, text=True, check=False, timeout=120
    )
    assert (done.returncode, "Xform is valid" in done.stdout + done.stderr) == (0, True)


WALKS = pytest.mark.parametrize(
    ("folder", "n"), [("questionnaires/interethnic", 60), ("tests/data/household_panel/questionnaire", 140)]
)


@WALKS
def test_the_engine_of_web_forms_asks_what_our_routing_says(folder: str, n: int, tmp_path: Path) -> None:
    """Random interviews, answered question by question; limits allow every answer, missing codes included."""
    form = survey.read_questionnaire(ROOT / folder)
    interviews = filled(form, n, seed=11)
    written = survey.write_xform(form, tmp_path / "form.xml")
    found = walked("walk.mjs", written.path, interviews)
    assert [set(one["asked"]) for one in found] == asked(form, interviews)
    assert refused(form, found) == []


@WALKS
def test_the_engine_of_surveyjs_asks_what_our_routing_says(folder: str, n: int, tmp_path: Path) -> None:
    """The same interviews in all languages; what the engine keeps is read as the same answers and reasons of blanks."""
    form = survey.read_questionnaire(ROOT / folder)
    interviews = filled(form, n, seed=11)
    written = survey.write_surveyjs(form, tmp_path / "form.json")
    found = walked("walk_surveyjs.mjs", written.path, interviews)
    assert [set(one["asked"]) for one in found] == asked(form, interviews)
    assert refused(form, found) == []
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps([one["answers"] for one in found]), encoding="utf-8")
    kept, _ = survey.decode(survey.read_file(answers), form)
    meant, _ = survey.decode(RawTable("wave.csv", "csv", "0" * 64, delivered(form, interviews)), form)
    # random interviews choose from a filtered list without regard to the filter
    names = [name for name, one in form.variables.items() if not one.question.offered_from]
    columns = [column for name in names for column in form.variable(name).columns]
    pd.testing.assert_frame_equal(kept.answers[columns], meant.answers[columns])
    pd.testing.assert_frame_equal(kept.reasons[names], meant.reasons[names])
    assert {one["answers"]["form_version"] for one in found} == {form.version}
    seeds = {f"seed_{question.id}" for question in form.questions if question.rotate}
    assert all(seeds <= {name for name, value in one["answers"].items() if isinstance(value, int)} for one in found)


def walked(script: str, form: Path, interviews: list[Answers]) -> list[dict[str, Any]]:
    """What an engine asked, refused and kept, interview by interview."""
    path = form.with_name("interviews.json")
    listed = [{name: sorted(one) if isinstance(one, set) else one for name, one in each.items()} for each in interviews]
    path.write_text(json.dumps(listed), encoding="utf-8")
    command = ["node", str(ENGINE / script), str(form), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=500)
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    assert len(found) == len(interviews)
    return found


def asked(form: Questionnaire, interviews: list[Answers]) -> list[set[str]]:
    """Variables that our routing takes for asked."""
    decoded, _ = survey.decode(RawTable("wave.csv", "csv", "0" * 64, delivered(form, interviews)), form)
    return [
        {name for name in form.variables if decoded.reason(name)[at] != Reason.NOT_ASKED}
        for at in range(len(interviews))
    ]


def refused(form: Questionnaire, found: list[dict[str, Any]]) -> list[str]:
    """Answers that an engine refused, but for those to filtered questions, which random interviews choose at random."""
    filtered = {question.id for question in form.questions if question.offered_from}
    return [line for one in found for line in one["refused"] if line.partition(":")[0] not in filtered]

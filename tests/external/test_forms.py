"""Forms as the programs of the field read them: ODK Validate, which pyxform brings along, and the engine of ODK Web Forms."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import pyxform
from tests.exchange.random_interviews import delivered, filled

import survey
from survey.blank_reasons import Reason
from survey.interviews import RawTable

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


@pytest.mark.parametrize(
    ("folder", "n"), [("questionnaires/interethnic", 60), ("tests/data/household_panel/questionnaire", 140)]
)
def test_the_engine_of_web_forms_asks_what_our_routing_says(folder: str, n: int, tmp_path: Path) -> None:
    """Random interviews, answered question by question; limits allow every answer, missing codes included."""
    form = survey.read_questionnaire(ROOT / folder)
    interviews = filled(form, n, seed=11)
    written = survey.write_xform(form, tmp_path / "form.xml")
    listed = [{name: sorted(one) if isinstance(one, set) else one for name, one in each.items()} for each in interviews]
    (tmp_path / "interviews.json").write_text(json.dumps(listed), encoding="utf-8")
    done = subprocess.run(
        ["node", str(ENGINE / "walk.mjs"), str(written.path), str(tmp_path / "interviews.json")],
        capture_output=True, text=True, check=False, timeout=500,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    decoded, _ = survey.decode(RawTable("wave.csv", "csv", "0" * 64, delivered(form, interviews)), form)
    expected = [{name for name in form.variables if decoded.reason(name)[at] != Reason.NOT_ASKED} for at in range(n)]
    assert [set(one["asked"]) for one in found] == expected
    filtered = {question.id for question in form.questions if question.offered_from}
    assert [line for one in found for line in one["refused"] if line.partition(":")[0] not in filtered] == []

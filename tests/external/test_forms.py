"""Forms as the programs of the field read them: ODK Validate, which pyxform brings along."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
import pyxform

import survey

pytestmark = pytest.mark.external

ROOT = Path(__file__).parents[2]
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

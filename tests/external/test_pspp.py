"""SAV files and their syntax as PSPP reads them."""

import subprocess
from pathlib import Path

import numpy as np
import pyreadstat
import pytest

from survey.exports import write_file
from survey.interviews import Interviews
from survey.monitor import open_monitor
from survey.monitor.wave_delivery import silent
from survey.monitor.workspace import new_workspace

pytestmark = pytest.mark.external


@pytest.mark.parametrize("format_", ["sav", "zsav"])
def test_the_syntax_adds_sets_roles_and_weight(tmp_path: Path, format_: str) -> None:
    """Run as it is, then saved; weighted counts of PSPP are those of the sample."""
    new_workspace(tmp_path / "almaty", n=1000, seed=3, progress=silent)
    sample = open_monitor(tmp_path / "almaty").weighted("2018Q1").sample
    interviews = sample.data
    assert isinstance(interviews, Interviews)
    written = write_file(sample, tmp_path / f"wave.{format_}", language="ru")
    syntax = next(path for path in written.companions if path.suffix == ".sps")
    script = syntax.read_text("utf-8") + "SAVE OUTFILE='again.sav'.\nFREQUENCIES /VARIABLES=sex C01a.\n"
    (tmp_path / "run.sps").write_text(script, "utf-8")
    run = subprocess.run(
        ["pspp", "-O", "format=csv", "-o", "found.csv", "run.sps"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )
    found = (tmp_path / "found.csv").read_text("utf-8")
    assert (run.returncode, run.stderr) == (0, "")
    assert "error" not in found.lower()
    assert "warning" not in found.lower()
    cells, about = pyreadstat.read_sav(tmp_path / "again.sav", user_missing=True)
    form = interviews.form
    choices = {variable.id for variable in form.variables.values() if variable.kind == "multiple"}
    assert set(about.mr_sets) == choices
    for name in choices:
        assert list(about.mr_sets[name]["variable_list"]) == list(form.variables[name].columns)
        assert about.mr_sets[name]["counted_value"] == 1
    answered = {code: sample.weights[interviews.values("C01a") == code].sum() for code in form.variables["C01a"].codes}
    counts = dict(
        line.split(",")[1:3] for line in found.splitlines() if line.startswith(("Valid,", ",")) and line.count(",") > 4
    )
    for code, total in answered.items():
        label = next(option.text["ru"] for option in form.variables["C01a"].options if option.code == code)
        assert float(counts[label]) == pytest.approx(total, rel=1e-6)
    assert np.array_equal(cells["weight"], sample.weights)

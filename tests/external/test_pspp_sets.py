"""Multiple-response sets that PSPP itself declares come back as the interviews that were collected."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest
from tests.deliveries_of_tools import spss
from tests.deliveries_of_tools.collected import Collected, come_back
from tests.deliveries_of_tools.conftest import everything_folder, simulated

pytestmark = pytest.mark.external


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Collected]:
    """The wave with a question of every kind."""
    return {"everything": simulated(everything_folder(tmp_path_factory.mktemp("everything")), "2018Q1")}


@pytest.mark.parametrize(("sets", "counted"), [("dichotomies", 1), ("dichotomies", 2), ("categories", 1)])
def test_sets_of_pspp_come_back(
    collected: Mapping[str, Collected], sets: spss.Sets, counted: int, tmp_path: Path
) -> None:
    """MRSETS over a file without sets, saved by PSPP."""
    wave = collected["everything"]
    columns, labels, values, found = spss.frame(wave, sets, counted)
    pyreadstat.write_sav(
        pd.DataFrame(columns), str(tmp_path / "plain.sav"), column_labels=labels, variable_value_labels=values
    )
    kind = "MCGROUP" if sets == "categories" else "MDGROUP"
    lines = [
        f"  /{kind} NAME=${name} VARIABLES={' '.join(of)} LABEL='{label}'"
        + (f" VALUE={counted}" if sets == "dichotomies" else "")
        for name, (label, of) in found.items()
    ]
    script = "\n".join(["GET FILE='plain.sav'.", "MRSETS", *lines, ".", "SAVE OUTFILE='sets.sav'.", ""])
    (tmp_path / "run.sps").write_text(script, encoding="utf-8")
    run = subprocess.run(["pspp", "run.sps"], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert (run.returncode, run.stdout + run.stderr) == (0, "")
    come_back(tmp_path / "sets.sav", wave)

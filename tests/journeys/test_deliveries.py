"""The real deliveries, in every format in which they came."""

import json
import shutil
from pathlib import Path

import pytest

from tests.journeys.conftest import Command

SHARED = Path(__file__).parents[2].parent / "shared"

pytestmark = pytest.mark.skipif(not SHARED.exists(), reason="the deliveries stand beside the checkout")


def test_four_formats_give_the_same_indicators(workspace: Path, command: Command) -> None:
    """2018Q1 as SAV, CSV, XLSX with wordings and ODK Central CSV: the same bytes in indicators.csv."""
    deliveries = workspace / "deliveries"
    for wave in ("2017Q4", "2018Q1"):
        shutil.copytree(SHARED / "fieldwork" / wave, deliveries, dirs_exist_ok=True, copy_function=shutil.copyfile)
    shutil.copyfile(deliveries / "wave_2017Q4_cp1251.csv", deliveries / "wave_2017Q4.csv")
    shutil.copyfile(
        SHARED / "monitor" / "population" / "adults_2018.csv",
        workspace / "questionnaire" / "population" / "adults_2018.csv",
    )
    seen = set()
    files = ("wave_2018Q1.sav", "wave_2018Q1_cp1251.csv", "wave_2018Q1_labels.xlsx", "wave_2018Q1_odk.csv")
    for name in files:
        code, _, err = command("run", "2018Q1", "-w", workspace, "--file", deliveries / name)
        assert (code, err) == (0, "")
        out = workspace / "out" / "2018Q1"
        seen.add((out / "indicators.csv").read_bytes())
        counts = json.loads((out / "manifest.json").read_text("utf-8"))["counts"]
        assert counts["delivered"] == 1002
        assert counts["set_aside"] < 20
    assert len(seen) == 1

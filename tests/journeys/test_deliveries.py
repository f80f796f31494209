"""The real deliveries, in every format in which they came."""

import json
import shutil
from pathlib import Path

import pytest

from tests.data.delivered import deliveries as all_deliveries
from tests.journeys.conftest import Command


@pytest.mark.long
def test_four_formats_give_the_same_indicators(workspace: Path, command: Command) -> None:
    """2018Q1 as SAV, CSV, XLSX with wordings and ODK Central CSV: the same bytes in indicators.csv."""
    deliveries = workspace / "deliveries"
    shutil.copytree(all_deliveries(), deliveries, dirs_exist_ok=True)
    shutil.copyfile(deliveries / "wave_2017Q4_cp1251.csv", deliveries / "wave_2017Q4.csv")
    settings = workspace / "monitor.yaml"
    named = "{file: deliveries/wave_2018Q1.sav,"
    decided = 'read: {Z04a: {words: {"Білмеймін": 4}}, Z04b: {words: {"Білмеймін": 4}}},'
    settings.write_text(settings.read_text("utf-8").replace(named, f"{named} {decided}"), "utf-8")
    seen = set()
    files = ("wave_2018Q1.sav", "wave_2018Q1_cp1251.csv", "wave_2018Q1_labels.xlsx", "wave_2018Q1_odk.csv")
    for name in files:
        code, _, err = command("run", "2018Q1", "-w", workspace, "--file", deliveries / name)
        assert (code, err) == (0, "")
        out = workspace / "out" / "2018Q1"
        seen.add((out / "internal" / "indicators.csv").read_bytes())
        counts = json.loads((out / "manifest.json").read_text("utf-8"))["counts"]
        assert counts["delivered"] == 1002
        assert counts["set_aside"] < 20
    assert len(seen) == 1

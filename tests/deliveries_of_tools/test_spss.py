"""SPSS files with multiple-response sets decode to the interviews that were collected, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.deliveries_of_tools import spss
from tests.deliveries_of_tools.collected import Collected, come_back


@pytest.mark.parametrize(
    ("survey", "sets", "counted"),
    [
        ("interethnic", "dichotomies", 1),
        ("interethnic", "categories", 1),
        ("everything", "dichotomies", 1),
        ("everything", "dichotomies", 2),
        ("everything", "categories", 1),
    ],
)
def test_declared_sets_come_back(
    collected: Mapping[str, Collected], survey: str, sets: spss.Sets, counted: int, tmp_path: Path
) -> None:
    """Columns V1, V2, …: the set says to which question they belong, its counted value what "chosen" is."""
    come_back(spss.write(tmp_path / "wave.sav", collected[survey], sets, counted), collected[survey])

"""What has to be named in several places is named in all of them: formats of deliveries, public functions."""

from pathlib import Path
from typing import get_args

import pytest

import survey
from survey.ingest.file_suffixes import SUFFIXES
from survey.interviews import FileFormat
from tests.fuzz.formats import FORMATS
from tests.test_argument_errors import calls

ROOT = Path(__file__).parents[2]
NEVER_WRITTEN = {
    "xls": "no library that is used writes it; tests/ingest has a file",
    "sas7bdat": "only SAS writes it; tests/ingest has a file",
    "triple-s": "two files, of which one is text as CSV; tests/ingest damages the other",
}
"""Formats that ``make fuzz`` does not damage, each with its reason."""


@pytest.mark.parametrize("format_", get_args(FileFormat))
def test_a_format_has_suffixes_a_line_in_the_documentation_and_damaged_files(format_: FileFormat) -> None:
    """``docs/files.md`` names it; ``tests/fuzz/formats.py`` writes it, or the reason why not stands above."""
    assert SUFFIXES[format_]
    assert format_.upper() in (ROOT / "docs" / "files.md").read_text("utf-8").upper()
    assert (format_ in FORMATS) is (format_ not in NEVER_WRITTEN)


def test_every_function_of_weighting_estimation_and_exports_is_called_with_wrong_arguments() -> None:
    """``tests/test_argument_errors.py`` has a call of each that works, and replaces its arguments one by one."""
    assert public_verbs() - set(calls()) == set()


def public_verbs() -> set[str]:
    """Public functions of the three rooms."""
    found = {name: getattr(survey, name) for name in survey.__all__ if name.islower()}
    rooms = ("survey.weighting", "survey.estimation", "survey.exports")
    return {name for name, one in found.items() if callable(one) and one.__module__.startswith(rooms)}

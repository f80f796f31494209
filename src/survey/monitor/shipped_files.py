"""Files of the instrument that comes with the package."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from survey.errors import MonitorError

INSTRUMENT = "interethnic"


def shipped_questionnaire() -> Path:
    """The folder of the instrument that comes with the package.

    Raises
    ------
    MonitorError
        ``M015`` when the installation is incomplete.
    """
    installed = Path(str(files("survey"))) / "questionnaires_shipped" / INSTRUMENT
    in_checkout = Path(__file__).resolve().parents[3] / "questionnaires" / INSTRUMENT
    for folder in (installed, in_checkout):
        if (folder / "questionnaire.yaml").is_file():
            return folder
    raise MonitorError(
        "M015", str(installed), "The questionnaire that comes with survey is missing.", "Install survey again."
    )


def shipped_settings() -> Path:
    """The ``monitor.yaml`` of a workspace with the instrument that comes with the package."""
    return shipped_questionnaire().with_name(f"{INSTRUMENT}_workspace.yaml")


def shipped_tables() -> Path:
    """The ``tables.yaml`` of such a workspace."""
    return shipped_questionnaire().with_name(f"{INSTRUMENT}_tables.yaml")

"""Items of the disclosure sheet that a release needs and the settings do not have."""

from __future__ import annotations

from collections.abc import Iterator

from survey.errors import MonitorError, Place, listed
from survey.monitor.schema import DISCLOSED
from survey.monitor.settings import Settings, WaveFiles
from survey.questionnaire import Questionnaire


def lacking(settings: Settings, files: WaveFiles, form: Questionnaire) -> tuple[str, ...]:
    """Keys of ``monitor.yaml`` that are empty or marked as still to be written, by their dotted names.

    Parameters
    ----------
    settings : Settings
    files : WaveFiles
        The wave: its day of issue, and its days of fieldwork where no question asks for the date.
    form : Questionnaire
    """
    return tuple(_lacking(settings, files, form))


def _lacking(settings: Settings, files: WaveFiles, form: Questionnaire) -> Iterator[str]:
    wave = f"waves.{files.period}"
    yield from (f"report.{name}" for name in DISCLOSED if name not in settings.report.disclosed)
    if files.issued is None:
        yield f"{wave}.issued"
    if files.fieldwork is None and "date" not in form.roles:
        yield f"{wave}.fieldwork"


def need_disclosed(settings: Settings, files: WaveFiles, form: Questionnaire) -> None:
    """Stop unless the disclosure sheet is complete.

    Raises
    ------
    MonitorError
        ``M112`` at the first item that is marked as still to be written, else where the settings of the report begin.
    """
    empty = lacking(settings, files, form)
    if not empty:
        return
    place: Place | None = next(iter(settings.report.todo.values()), settings.report.place)
    fact = f"The disclosure sheet of {files.period} has empty items: {listed(empty, 20)}."
    remedy = "Write them, or add --draft: every page then says that it is a draft."
    raise MonitorError("M112", str(place or settings.path), fact, remedy)

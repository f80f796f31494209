"""File of a form: its name is checked before anything is made, and it is written whole."""

from __future__ import annotations

import os
from pathlib import Path

from survey.errors import ExchangeError
from survey.exchange.written_form import WrittenForm
from survey.questionnaire.model import Questionnaire
from survey.text import Text


def form_target(path: str | os.PathLike[str], ending: str, *, force: bool) -> Path:
    """Path of the form to write, after a check of its ending and of files that are there.

    Raises
    ------
    ExchangeError
        ``J001`` another ending, ``J002`` a file of this name is there already.
    """
    target = Path(path)
    if target.suffix.lower() != ending:
        raise ExchangeError("J001", str(target), "The name has another ending.", f"End it with {ending}.")
    if target.exists() and not force:
        raise ExchangeError("J002", str(target), "There is a file of this name.", "Choose another name, or allow it to be replaced.")  # fmt: skip
    return target


def write_form(form: Questionnaire, notes: tuple[Text, ...], target: Path, kind: str, content: bytes) -> WrittenForm:
    """The form after its file was written.

    Raises
    ------
    ExchangeError
        ``J003`` when it cannot be written.
    """
    try:
        target.write_bytes(content)
    except OSError as error:
        fact = f"The file cannot be written: {error.strerror or error}."
        raise ExchangeError("J003", str(target), fact, "Name a file in a folder that exists and may be written to.") from None  # fmt: skip
    return WrittenForm(target, kind, len(form.variables), notes)

"""Form for the field that was written: where it is, and what of the questionnaire it cannot do."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from survey.argument_errors import noun
from survey.languages import ENGLISH
from survey.text import Text


@noun
@dataclass(frozen=True, slots=True)
class WrittenForm:
    """Form that :func:`survey.write_xlsform`, :func:`survey.write_xform`, :func:`survey.write_surveyjs`,
    :func:`survey.write_paper` or :func:`survey.write_entry_sheet` wrote.

    Parameters
    ----------
    path : Path
    format : str
        ``xlsform``, ``xform``, ``surveyjs``, ``paper`` or ``entry-sheet``.
    n : int
        Number of variables of the questionnaire that it asks for.
    notes : tuple of Text
        What a form of this kind cannot do, in every language of the catalogues: random order of rows, codes that a field
        does not take.
    """

    path: Path
    format: str
    n: int
    notes: tuple[Text, ...] = field(default=(), repr=False)

    def __repr__(self) -> str:
        return f"<WrittenForm {self.path}: {self.n} variables, {len(self.notes)} notes>"

    def _repr_html_(self) -> str:
        notes = "".join(f"<li>{escape(note[ENGLISH])}</li>" for note in self.notes)
        return f"<p>{escape(repr(self))}</p><ul>{notes}</ul>"

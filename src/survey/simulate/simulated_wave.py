"""Simulated wave: its answers, weights, contacts, and the mistakes planted in it."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path

import pandas as pd

from survey.arrays import Floats
from survey.periods import CalendarPeriod
from survey.questionnaire.model import Questionnaire
from survey.simulate.answer_sheet import AnswerSheet
from survey.simulate.sampling_frame import DrawnPoints
from survey.simulate.wave_files import Encoding, coded_frame, write_contacts_file, write_wave_file


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedWave:
    """Simulated wave, for demonstrations, training and the planning of samples.

    Parameters
    ----------
    form : Questionnaire
    wave : CalendarPeriod
    seed : int
    sheet : AnswerSheet
        Answers as codes, including planted mistakes.
    base_weight : (rows,) array, persons
        Inverse selection probability of each person. Without interviews delivered twice it adds up to the population.
    contacts : pandas.DataFrame
        One row per household approached: wave, unit, psu, household, visits, disposition (AAPOR code).
    planted : pandas.DataFrame
        One row per planted mistake: mistake, rule (whose finding should name it), interview, row (as a spreadsheet
        numbers it), variable, before, after.
    drawn : DrawnPoints
        Sampling points drawn.
    """

    form: Questionnaire
    wave: CalendarPeriod
    seed: int
    sheet: AnswerSheet
    base_weight: Floats
    contacts: pd.DataFrame
    planted: pd.DataFrame
    drawn: DrawnPoints

    def __len__(self) -> int:
        """Number of rows of the file, including interviews delivered twice."""
        return len(self.sheet)

    def to_frame(self) -> pd.DataFrame:
        """Table as an agency delivers it in codes: mentions of a multiple choice are in ``B03_m1``, ``B03_m2``, ….

        Dates are ISO 8601; a blank means that the question was not asked, or that the answer was lost. The text of
        "other, specify" is in ``<id>_other``.
        """
        return coded_frame(self.sheet, self.base_weight)

    def write(self, path: str | Path, *, encoding: Encoding = "utf-8") -> None:
        """Write the file, whole or not at all; its format follows from the ending of the name.

        ``.csv``: semicolons, decimal commas, dates such as 05.11.2018, codes, mentions. ``.sav`` and ``.zsav``: codes,
        choices as 0/1 columns, Russian labels, user-missing codes. ``.xlsx``: wordings in the language of each
        interview.

        Parameters
        ----------
        path : str or Path
        encoding : "utf-8", "utf-8-sig", "cp1251" or "kz1048"
            Encoding of CSV. ``cp1251`` has no Kazakh letters: they become question marks, as in real deliveries.

        Raises
        ------
        SimulationError
            ``N010`` for another ending, ``N017`` when SAV or ZSAV cannot be written whole.
        """
        write_wave_file(self.sheet, self.base_weight, Path(path), encoding, str(self.wave))

    def write_contacts(self, path: str | Path) -> None:
        """Write the contacts as CSV with commas, whole or not at all."""
        write_contacts_file(self.contacts, Path(path))

    def __repr__(self) -> str:
        mistakes = f"{len(self.planted)} mistakes planted" if len(self.planted) else "no mistakes planted"
        points = f"{len(self.drawn.points)} sampling points"
        return f"<SimulatedWave {self.wave}: {len(self)} rows, {points}, seed {self.seed}, {mistakes}>"

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>{self.to_frame().head().to_html(index=False, na_rep='')}"

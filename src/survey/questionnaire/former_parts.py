"""Former parts of a questionnaire: the wording, id or code that a part had before a day of fieldwork."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from survey.text import Text


@dataclass(frozen=True, slots=True)
class FormerWording:
    """The wording of a question, a row or an answer before a day of fieldwork, and the present one.

    ``breaks`` means that it said something else, so that answers before and after are not compared.
    """

    text: Text
    present: Text
    before: datetime.date
    breaks: bool = False


@dataclass(frozen=True, slots=True)
class FormerName:
    """Id that a question or a row had until the day before ``before``; with ``breaks`` it asked something else then."""

    id: str
    before: datetime.date
    breaks: bool = False


@dataclass(frozen=True, slots=True)
class FormerAnswer:
    """Code that an answer had until the day before ``before``.

    ``shown`` is the code as files wrote it, ``text`` the wording it had, or None when it was worded as now. Several
    former answers of one day were merged into the present one. With ``breaks`` it meant something else.
    """

    shown: str
    before: datetime.date
    text: Text | None = None
    breaks: bool = False

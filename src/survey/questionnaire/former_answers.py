"""Former answers of a list: its codes and wordings on a day, and the present code of each."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from survey.questionnaire.former_parts import FormerAnswer
from survey.questionnaire.model import Option
from survey.text import Text


@dataclass(frozen=True, slots=True)
class AnswerThen:
    """Answer as it was coded on a day: the present option, and what is declared of it, None when it had the present code."""

    option: Option
    former: FormerAnswer | None

    @property
    def shown(self) -> str:
        """The code as files of that day write it."""
        return self.former.shown if self.former is not None else self.option.shown

    @property
    def text(self) -> Text:
        """The wording on that day."""
        return self.former.text if self.former is not None and self.former.text is not None else self.option.text


def days_of(options: Iterable[Option]) -> list[datetime.date]:
    """Days on which codes of a list changed, in time."""
    return sorted({former.before for option in options for former in option.former_answers})


def answers_on(options: Sequence[Option], day: datetime.date) -> tuple[AnswerThen, ...]:
    """Answers as they were coded on a day, in the order of the present list, merged ones in the order of the file.

    An answer whose present code was another answer's code then, and that declares no code itself, did not exist yet.
    """
    found: list[AnswerThen] = []
    for option in options:
        ahead = [former for former in option.former_answers if former.before > day]
        first = min((former.before for former in ahead), default=None)
        found += [AnswerThen(option, former) for former in ahead if former.before == first] or [
            AnswerThen(option, None)
        ]
    taken = {one.shown for one in found if one.former is not None}
    return tuple(one for one in found if one.former is not None or one.shown not in taken)

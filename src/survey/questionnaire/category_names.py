"""Answers by name: the code that a person means by a wording, an id or a written code, in any language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from survey.errors import nearest
from survey.expressions import MeantAnswer
from survey.questionnaire.model import Grouping, Variable
from survey.spelling import fold, looks
from survey.text import Text

CategoryCode = int | float | str
NamesByCode = Mapping[CategoryCode, Sequence[str]]
"""Names of each answer by its code: ids, written codes, wordings."""


@dataclass(frozen=True, slots=True)
class CategoryNames:
    """Names of the answers of one question, one grouping or one recoded variable.

    Parameters
    ----------
    answers : mapping of code to sequence of str
        Every text that means the answer.
    blanks : mapping of str to str
        Names of the answers that are blank in the data, with the condition that finds them.
    """

    answers: NamesByCode
    blanks: Mapping[str, str]

    @classmethod
    def of_variable(cls, variable: Variable) -> CategoryNames:
        """Names of the options of a choice; a choice with text codes is answered by these."""
        answers: dict[CategoryCode, Sequence[str]] = {
            one.code if one.written is None else one.written: (*one.spellings, one.shown) for one in variable.options
        }
        blanks: dict[str, str] = {}
        for code in variable.missing:
            reason = code.reason.name.lower()
            asks = reason if reason in ("dont_know", "refused") else "not answered"
            blanks |= dict.fromkeys(code.spellings, f"{asks}({variable.id})")
        return cls(answers, blanks)

    @classmethod
    def of_grouping(cls, grouping: Grouping) -> CategoryNames:
        """Names of the categories of a grouping: id and wordings."""
        return cls({one.code: (one.id, str(one.code), *wordings(one.text)) for one in grouping.categories}, {})

    def meant(self, text: str) -> tuple[CategoryCode, ...]:
        """Codes of the answers that a text names, as it is written, else without case, dashes and quotes."""
        exact = tuple(code for code, names in self.answers.items() if text in names)
        if exact:
            return exact
        sought = looks(fold(text))
        return tuple(code for code, names in self.answers.items() if sought in {looks(fold(one)) for one in names})

    def find(self, text: str) -> MeantAnswer:
        """The answer that a text names; without one, why not and what could be meant."""
        found = self.meant(text)
        if len(found) == 1:
            return MeantAnswer(found[0])
        if found:
            return MeantAnswer(codes=tuple(f'"{one}"' if isinstance(one, str) else f"{one:.15g}" for one in found))
        blank = next((asks for name, asks in self.blanks.items() if looks(fold(name)) == looks(fold(text))), "")
        return MeantAnswer(blank=blank, nearest=nearest(text, self.shown()))

    def shown(self) -> tuple[str, ...]:
        """Names to choose from, in the order of the answers; numbers are codes, which need no quotes."""
        every = (name for names in self.answers.values() for name in names)
        return tuple(dict.fromkeys(name for name in every if not name.lstrip("-").isdigit()))


def wordings(text: Text) -> Iterable[str]:
    """The wordings of a text in all its languages."""
    return (one for _, one in text)

"""Choice lists of an XLSForm: the answers of a question, and after them its missing codes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from survey.exchange.form_answers import in_languages, points
from survey.exchange.xlsform_tables import FormRow, WordingOrigin, worded
from survey.questionnaire.model import Question
from survey.text import Language, Text


class ChoiceLists:
    """Lists as they are needed: one for each combination of answers and missing codes.

    Parameters
    ----------
    languages : tuple of str
        Languages of the labels.
    """

    def __init__(self, languages: tuple[Language, ...]) -> None:
        self._languages = languages
        self._names: dict[tuple[str, str, tuple[str, ...]], str] = {}
        self.rows: list[FormRow] = []

    def name(self, question: Question) -> str:
        """The name of the list of a question; its rows are added when it is new."""
        owner = question.list_id or question.id
        key = ("scale" if question.kind == "scale" else "list", owner, tuple(code.shown for code in question.missing))
        if key not in self._names:
            self._names[key] = self._free("_".join((owner, *key[2])))
            self.rows += self._rows(question, self._names[key])
        return self._names[key]

    def _free(self, name: str) -> str:
        base = found = re.sub(r"[^A-Za-z0-9_.-]", "_", name)
        taken, number = {one.casefold() for one in self._names.values()}, 2
        while found.casefold() in taken:
            found, number = f"{base}_{number}", number + 1
        return found

    def _rows(self, question: Question, name: str) -> Iterator[FormRow]:
        for code, text, origin in self._answers(question):
            yield FormRow({"list_name": name, "name": code, **worded("label", text)}, origin)
        for missing in question.missing:
            origin = WordingOrigin("missing", "", missing.shown)
            label = worded("label", in_languages(missing.text, self._languages))
            yield FormRow({"list_name": name, "name": missing.shown, "kind": "missing", **label}, origin)

    def _answers(self, question: Question) -> Iterator[tuple[str, Text, WordingOrigin]]:
        if question.kind == "scale":
            for point, text in points(question, self._languages):
                yield str(point), text, WordingOrigin("made")
        owner = question.list_id or question.id
        for option in question.options:
            yield option.shown, in_languages(option.text, self._languages), WordingOrigin("option", owner, option.shown)

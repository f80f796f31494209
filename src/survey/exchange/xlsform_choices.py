"""Choice lists of an XLSForm: the answers of a question, and after them its missing codes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from survey.exchange.xlsform_tables import FormRow, WordingOrigin, worded
from survey.questionnaire.model import MissingCode, Question
from survey.text import Language, Text

MOST_POINTS = 21
"""Points of a numeric scale that are shown as choices; a longer scale is a number to be typed."""


def is_chosen(question: Question) -> bool:
    """Whether the answer is chosen from a list instead of typed."""
    if question.kind == "scale":
        return question.minimum is not None and question.maximum is not None and (
            question.maximum - question.minimum < MOST_POINTS
        )  # fmt: skip
    return question.kind in ("single", "multiple")


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
        answers = self._points(question) if question.kind == "scale" else self._options(question)
        for code, text, origin in answers:
            yield FormRow({"list_name": name, "name": code, **worded("label", text)}, origin)
        for missing in question.missing:
            origin = WordingOrigin("missing", "", missing.shown)
            label = worded("label", _in(missing.text, self._languages))
            yield FormRow({"list_name": name, "name": missing.shown, "kind": "missing", **label}, origin)

    def _options(self, question: Question) -> Iterator[tuple[str, Text, WordingOrigin]]:
        owner = question.list_id or question.id
        for option in question.options:
            yield option.shown, _in(option.text, self._languages), WordingOrigin("option", owner, option.shown)

    def _points(self, question: Question) -> Iterator[tuple[str, Text, WordingOrigin]]:
        """Points of a scale: the figure, and at a worded end its wording."""
        anchors = {anchor.code: anchor.text for anchor in question.anchors}
        for point in range(int(question.minimum or 0), int(question.maximum or 0) + 1):
            text = _point(point, anchors.get(point), self._languages)
            yield str(point), text, WordingOrigin("made")


def _point(point: int, anchor: Text | None, languages: tuple[Language, ...]) -> Text:
    return Text.each(languages, lambda language: str(point) if anchor is None else f"{point} – {anchor[language]}")


def _in(text: Text, languages: tuple[Language, ...]) -> Text:
    """The wording in some languages only; one that may be added (English) is left out where it is none of them."""
    return Text.each(languages, lambda language: text[language])


def stated(codes: tuple[MissingCode, ...], language: Language) -> str:
    """Missing codes with their wordings, for a question whose answer is typed."""
    return "; ".join(f"{code.shown} – {code.text[language]}" for code in codes)

"""Answers of a question as forms offer them: chosen from a list or typed, points of scales, wordings of missing codes."""

from __future__ import annotations

from survey.questionnaire.model import MissingCode, Question, QuestionKind
from survey.text import Language, Text

MOST_POINTS = 21
"""Points of a numeric scale that are shown as choices; a longer scale is a number to be typed."""

_NUMBERS: tuple[QuestionKind, ...] = ("integer", "count", "scale", "decimal")
_MOMENTS: tuple[QuestionKind, ...] = ("date", "time")


def is_chosen(question: Question) -> bool:
    """Whether the answer is chosen from a list instead of typed."""
    if question.kind == "scale":
        return question.minimum is not None and question.maximum is not None and (
            question.maximum - question.minimum < MOST_POINTS
        )  # fmt: skip
    return question.kind in ("single", "multiple")


def is_grid(question: Question) -> bool:
    """Whether the rows of a battery share a list of which one answer each is chosen, so that they make a grid."""
    return bool(question.rows) and is_chosen(question)


def is_number(question: Question) -> bool:
    """Whether the answer is typed into a field that takes numbers only."""
    return question.kind in _NUMBERS and not is_chosen(question)


def typable(question: Question) -> tuple[MissingCode, ...]:
    """Missing codes that a field of the kind of the question takes: none for dates, no texts for numbers."""
    if question.kind in _MOMENTS:
        return ()
    return tuple(code for code in question.missing if question.kind not in _NUMBERS or code.written is None)


def points(question: Question, languages: tuple[Language, ...]) -> tuple[tuple[int, Text], ...]:
    """Points of a scale: the figure, and at a worded end its wording."""
    anchors = {anchor.code: anchor.text for anchor in question.anchors}
    return tuple(
        (point, _point(point, anchors.get(point), languages))
        for point in range(int(question.minimum or 0), int(question.maximum or 0) + 1)
    )


def _point(point: int, anchor: Text | None, languages: tuple[Language, ...]) -> Text:
    return Text.each(languages, lambda language: str(point) if anchor is None else f"{point} – {anchor[language]}")


def in_languages(text: Text, languages: tuple[Language, ...]) -> Text:
    """The wording in some languages only; one that may be added (English) is left out where it is none of them."""
    return Text.each(languages, lambda language: text[language])


def stated(codes: tuple[MissingCode, ...], language: Language) -> str:
    """Missing codes with their wordings, for a question whose answer is typed."""
    return "; ".join(f"{code.shown} – {code.text[language]}" for code in codes)

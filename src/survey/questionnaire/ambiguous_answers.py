"""Ambiguous answers: codes of one question whose wordings, in any language, a file could not distinguish."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from survey.documents import DocumentItem
from survey.errors import Place
from survey.questionnaire.former_declarations import declared
from survey.questionnaire.model import NUMERIC_KINDS, MissingCode, Option, Question, Reason
from survey.questionnaire.usual_words import is_blank_marker, marks, short_words
from survey.spelling import fold, looks

WordingRole = Literal["option", "end", "missing code"]

_NUMBER = re.compile(r"[-+]?\d{1,15}(?:[.,]\d+)?")
_COLUMN = re.compile(r"other|oth|specify|text|m\d+", re.IGNORECASE)
_BETWEEN_WORDINGS = re.compile(r"[;,|\n]")
_REMEDY = (
    "Word one of the two differently. For a wave already fielded, write what the words mean: "
    "read: {{{question}: {{words: {{{text!r}: {code}}}}}}}"
)


@dataclass(frozen=True, slots=True)
class Spelling:
    """A text a file may hold for a code, and where the questionnaire states it."""

    text: str
    code: int
    shown: str
    role: WordingRole
    item: DocumentItem
    is_code: bool = False

    @property
    def key(self) -> str:
        """The text in the form in which it is compared: without case, outer punctuation and invisible differences."""
        return looks(fold(self.text))

    @property
    def answer(self) -> str:
        """The answer that the text means, in words: ``option 3``."""
        return f"{self.role} {self.shown}"


def spellings(answer: Option | MissingCode, item: DocumentItem, role: WordingRole) -> tuple[Spelling, ...]:
    """Every spelling of an option, an end of a scale or a missing code, with its place in the file."""
    found = [(words, item.get(language) or item, False) for language, words in answer.text]
    accepted = item.get("accepted")
    if accepted is not None and accepted.is_mapping():
        found += [(one.source, one, False) for _, listed in accepted.entries() for one in listed.elements()]
    if isinstance(answer, Option) and answer.former is not None:
        was = [one for one in declared(item) if one.has("text")][-1:]
        worded = was[0].need("text") if was else item
        found += [(words, worded.get(language) or worded, False) for language, words in answer.former.text]
    if answer.written is not None:
        found.append((answer.written, item.need("code"), True))
    return tuple(Spelling(text, answer.code, answer.shown, role, place, is_code) for text, place, is_code in found)


MEANINGS = {
    Reason.DONT_KNOW: "that the respondent does not know",
    Reason.REFUSED: "that the respondent refused to answer",
    Reason.NOT_APPLICABLE: "that the question does not apply",
}
MARKED = {False: "that an option was not chosen", True: "that an option was chosen"}
"""Meanings of usual words, as parts of a sentence; the command has them in its languages."""


class Ambiguities:
    """Complaints about spellings that mean two codes, made once per place of the file."""

    def __init__(self) -> None:
        self._reported: set[tuple[Place, str]] = set()
        self._compared: set[tuple[Place, tuple[str, ...], str]] = set()

    def complain_of(self, question: Question, answers: Sequence[Spelling], missing: Sequence[Spelling]) -> None:
        """Complain of every ambiguous spelling among the answers and missing codes of a question.

        Complaints: ``Q044`` two codes read alike, ``Q045`` a wording is the number of another code, ``Q046`` a wording
        is a word that files usually write for another answer, ``Q047`` a wording is the enumeration of other answers,
        ``Q048`` a wording of a missing code is a number that can be answered, ``Q049`` a wording is what programs write
        into empty cells, ``Q050`` a text code of a multiple choice makes the name of another column.
        """
        if answers:
            of_list = (answers[0].item.place, tuple(code.shown for code in question.missing), question.kind)
            if of_list in self._compared:
                return
            self._compared.add(of_list)
        self._alike(question, (*answers, *missing))
        self._numbers(question, (*answers, *missing))
        self._usual(question, answers, missing)
        if question.kind == "multiple":
            self._enumerations(answers, {one.key: one for one in (*answers, *missing)})

    def _alike(self, question: Question, all_of: Iterable[Spelling]) -> None:
        seen: dict[str, Spelling] = {}
        for one in all_of:
            other = seen.setdefault(one.key, one) if one.key else one
            if other.answer == one.answer or (one.is_code and other.is_code):
                continue
            marked, twin = (other, one) if one.role == "missing code" != other.role else (one, other)
            alike = "is also that" if marked.text == twin.text else f"reads like {twin.text!r}, the wording"
            fact = f"The wording {marked.text!r} of {marked.answer} {alike} of {twin.answer}."
            remedy = _REMEDY.format(question=question.id, text=marked.text, code=marked.shown)
            self._complain(marked, "Q044", fact, remedy)

    def _numbers(self, question: Question, all_of: Sequence[Spelling]) -> None:
        """Complain of wordings in digits, because a cell with digits is always read as a code or a number."""
        codes = {one.shown: one for one in all_of}
        for one in all_of:
            figures = one.text.strip()
            if one.is_code or not _NUMBER.fullmatch(figures):
                continue
            number = float(figures.replace(",", "."))
            other = codes.get(f"{number:.15g}")
            if other is not None and other.answer != one.answer:
                fact = f"The wording {one.text!r} of {one.answer} is the number of {other.answer}."
                remedy = f"Give the answers the codes they are worded with, or add a word: {figures} ..."
                self._complain(one, "Q045", fact, remedy)
            elif one.role == "missing code" and _is_answer(question, number):
                fact = f"The wording {one.text!r} of {one.answer} is also an answer to {question.id}."
                self._complain(one, "Q048", fact, "Write in words why there is no answer.")

    def _usual(self, question: Question, answers: Sequence[Spelling], missing: Sequence[Spelling]) -> None:
        by_key: dict[str, list[Spelling]] = {}
        for one in (*answers, *missing):
            by_key.setdefault(one.key, []).append(one)
        reasons = {f"missing code {code.shown}": code.reason for code in question.missing}
        for word, reason, means in _usual_words(question):
            for one in by_key.get(looks(fold(word)), ()):
                if reason is None and one.answer in reasons:
                    continue
                if reason is None or reasons.get(one.answer) != reason:
                    fact = f"The wording {one.text!r} of {one.answer} is a word by which files say {means}."
                    self._complain(one, "Q046", fact, "Word the answer so that it says more than this word.")
        for one in answers if question.kind == "multiple" else ():
            if one.is_code and _COLUMN.fullmatch(one.text):
                fact = f"The column {question.id}_{one.text} means something else in files than {one.answer}."
                self._complain(one, "Q050", fact, "Choose another code: 'other' and 'm1' name texts and mentions.")
        for one in answers:
            if is_blank_marker(one.text):
                fact = f"The wording {one.text!r} of {one.answer} is what programs write into empty cells."
                self._complain(one, "Q049", fact, "Word the answer so that it says more than this word.")

    def _enumerations(self, answers: Sequence[Spelling], known: dict[str, Spelling]) -> None:
        for one in answers:
            pieces = [piece for part in _BETWEEN_WORDINGS.split(one.text) if (piece := looks(fold(part)))]
            others = [known[piece] for piece in pieces if piece in known and known[piece].answer != one.answer]
            if len(pieces) > 1 and len(others) == len(pieces):
                named = " and ".join(dict.fromkeys(other.answer for other in others))
                fact = f"The wording {one.text!r} of {one.answer} is the enumeration of {named}."
                self._complain(
                    one, "Q047", fact, "Word it differently: a list of answers in one cell would be unclear."
                )

    def _complain(self, one: Spelling, code: str, fact: str, remedy: str) -> None:
        if (one.item.place, code) not in self._reported:
            self._reported.add((one.item.place, code))
            one.item.complain(code, fact, remedy)


def _usual_words(question: Question) -> Iterator[tuple[str, Reason | None, str]]:
    """Usual words, each with its reason (None for the marks of option columns) and its meaning in English."""
    for reason in {code.reason for code in question.missing}:
        yield from ((word, reason, MEANINGS[reason]) for word in short_words(reason))
    if question.kind == "multiple":
        yield from ((word, None, MARKED[False]) for word in marks(yes=False))
        yield from ((word, None, MARKED[True]) for word in marks(yes=True) if len(word) > 1)


def _is_answer(question: Question, number: float) -> bool:
    low, high = question.minimum, question.maximum
    inside = (low is None or number >= low) and (high is None or number <= high)
    return question.kind in NUMERIC_KINDS and inside

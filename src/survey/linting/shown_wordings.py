"""Wordings of a questionnaire with their places: what an interviewer reads aloud, shows or chooses from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from survey.errors import Place
from survey.questionnaire import Questionnaire
from survey.questionnaire.model import BatteryRow, Block, MissingCode, Option, Question
from survey.text import Language, Text

WordingKind = Literal["title", "intro", "question", "row", "option", "missing", "category"]


@dataclass(frozen=True, slots=True)
class ShownWording:
    """A wording in every language, with the element it belongs to and the line from which on it is written."""

    kind: WordingKind
    element: str
    text: Text
    place: Place


def shown_wordings(form: Questionnaire) -> Iterator[ShownWording]:
    """Every wording of the questionnaire once, in the order of asking; answers of a list with the first question that has them."""
    file = form.questions[0].place.file if form.questions else form.folder
    yield ShownWording("title", "title", form.title, Place(file, 1))
    seen: set[tuple[str, str, Text]] = set()
    for block in form.blocks:
        yield from _of_block(block, file)
        for question in block.questions:
            for one in _of_question(question):
                key = (question.list_id or question.id if one.kind == "option" else one.element, one.kind, one.text)
                if key not in seen:
                    seen.add(key)
                    yield one
    for grouping in form.groupings.values():
        groups = Place(str(Path(file).parent / "groups.yaml"))
        yield ShownWording("category", f"grouping {grouping.id}", grouping.text, groups)
        for category in grouping.categories:
            yield ShownWording("category", f"grouping {grouping.id}, {category.id}", category.text, groups)


def _of_block(block: Block, file: str) -> Iterator[ShownWording]:
    line = block.questions[0].place.line if block.questions else None
    place = Place(file, max((line or 1) - 1, 1))
    yield ShownWording("title", f"block {block.id}", block.title, place)
    for name, said in (("intro", block.intro), ("outro", block.outro)):
        if said:
            yield ShownWording("intro", f"block {block.id}, {name}", said, place)


def _of_question(question: Question) -> Iterator[ShownWording]:
    element = f"question {question.id}"
    yield ShownWording("question", element, question.text, question.place)
    for row in (*question.rows, *question.statements, *question.treatment):
        yield _of_row(row, question)
    for option in (*question.options, *question.anchors):
        yield _of_answer("option", option, question)
    for missing in question.missing:
        yield ShownWording("missing", f"missing code {missing.shown}", missing.text, Place(question.place.file, 1))


def _of_row(row: BatteryRow, question: Question) -> ShownWording:
    return ShownWording("row", f"question {question.id}, row {row.id}", row.text, row.place or question.place)


def _of_answer(kind: WordingKind, answer: Option | MissingCode, question: Question) -> ShownWording:
    owner = f"list {question.list_id}" if question.list_id else f"question {question.id}"
    place = Place(question.place.file, 1) if question.list_id else question.place
    return ShownWording(kind, f"{owner}, answer {answer.shown}", answer.text, place)


class SourceLines:
    """Lines of the files of a questionnaire, to find where a wording is written."""

    def __init__(self) -> None:
        self._lines: dict[str, list[str]] = {}

    def place(self, shown: ShownWording, language: Language) -> Place:
        """The line and column of a wording; the place of its element when it is written over several lines."""
        lines = self._of(shown.place.file)
        wording = shown.text[language]
        first = (shown.place.line or 1) - 1
        for opening, spelling in ((f"{language}: ", wording), (f'{language}: "', _quoted(wording)), ("", wording)):
            for number in range(first, len(lines)):
                column = lines[number].find(opening + spelling)
                if column >= 0:
                    return Place(shown.place.file, number + 1, column + 1 + len(opening))
        return shown.place

    def _of(self, file: str) -> list[str]:
        if file not in self._lines:
            path = Path(file)
            self._lines[file] = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
        return self._lines[file]


def _quoted(wording: str) -> str:
    """The wording as it is written between double quotes."""
    return wording.replace("\\", "\\\\").replace('"', '\\"')

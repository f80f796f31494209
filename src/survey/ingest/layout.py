"""Which column of a file holds which answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from survey.errors import ReadError, nearest
from survey.ingest.spelling import fold, in_latin, looks
from survey.interviews import RawTable
from survey.questionnaire.model import Questionnaire, Variable

Part = Literal["whole", "option", "mention", "specify"]
"""A column holds the whole answer, one option of a multiple choice, its n-th mention, or "other, specify"."""

_GROUPS = r"(?:[^\W\d]\w*[-/:.])*"
_PART = r"(?:[-/.]|_{1,3})"
_WORDS = re.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one heading means."""

    variable: str
    part: Part = "whole"
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns of the file that hold one variable.

    ``options`` and ``mentions`` are by option code and by rank; a number after a multiple choice's id stands in
    ``options`` until its cells tell which of the two it is.
    """

    whole: str | None = None
    options: Mapping[int, str] = field(default_factory=dict)
    mentions: Mapping[int, str] = field(default_factory=dict)
    specify: str | None = None

    @property
    def answers(self) -> tuple[str, ...]:
        """Names of the columns with answers."""
        whole = (self.whole,) if self.whole is not None else ()
        return (*whole, *self.options.values(), *self.mentions.values())


@dataclass(frozen=True, slots=True)
class Layout:
    """Columns by variable id; what belongs to none; headings that fit several; headings with foreign letters."""

    columns: Mapping[str, Columns]
    extra: tuple[str, ...]
    ambiguous: Mapping[str, tuple[str, ...]]
    respelled: tuple[str, ...]


def find_columns(raw: RawTable, form: Questionnaire) -> Layout:
    """The layout of a file.

    A column is recognised by the id of a question, alone, after the groups of an ODK form, or before its wording;
    failing that by its wording alone, in the heading or in the label of an SPSS or Stata file.

    Raises
    ------
    ReadError
        ``F060`` when no column belongs to the questionnaire, ``F061`` when none holds the key, ``F062`` when two
        columns hold the same answer.
    """
    reading = _Headings(form)
    names = [str(name) for name in raw.cells.columns]
    found = {name: meaning for name in names if (meaning := reading.by_id(name)) is not None}
    claimed = {meaning.variable for meaning in found.values()}
    ambiguous: dict[str, tuple[str, ...]] = {}
    for name in names:
        if name in found:
            continue
        fitting = reading.by_wording(name) or reading.by_wording(raw.labels.get(name, ""))
        free = tuple(variable for variable in fitting if variable not in claimed)
        if len(free) == 1:
            found[name] = Meaning(free[0])
        elif free:
            ambiguous[name] = free
    columns = _assembled(found, raw.path)
    _complain(columns, names, raw.path, form)
    extra = tuple(name for name in names if name not in found)
    respelled = tuple(name for name in found if reading.is_respelled(name))
    return Layout(columns, extra, ambiguous, respelled)


class _Headings:
    """Headings read by one questionnaire."""

    def __init__(self, form: Questionnaire) -> None:
        self.form = form
        self.ids = {name.casefold(): name for name in form.variables}
        alternatives = "|".join(sorted(map(re.escape, self.ids), key=len, reverse=True))
        pattern = rf"{_GROUPS}(?P<id>{alternatives})(?:{_PART}(?P<mention>m?)(?P<number>\d+)|(?P<specify>_other))?"
        self.pattern = re.compile(rf"(?:{pattern})(?:\s*[.:)|–—-]?\s+\S.*|\s*[.:)([]\s*[^\W\d].*)?", re.DOTALL)
        self.wordings = _wordings(form.variables.values())

    def by_id(self, heading: str) -> Meaning | None:
        """What the heading means by the id in it."""
        match = self.pattern.fullmatch(heading.strip().casefold()) or self.pattern.fullmatch(in_latin(heading.strip()))
        if match is None:
            return None
        variable = self.form.variables[self.ids[match["id"]]]
        if match["specify"]:
            return Meaning(variable.id, "specify")
        if match["number"] is None:
            return Meaning(variable.id)
        if variable.kind != "multiple":
            return None
        return Meaning(variable.id, "mention" if match["mention"] else "option", int(match["number"]))

    def is_respelled(self, heading: str) -> bool:
        """Whether the id was recognised only by the looks of its letters."""
        plain = heading.strip().casefold()
        return self.pattern.fullmatch(plain) is None and self.pattern.fullmatch(in_latin(heading.strip())) is not None

    def by_wording(self, heading: str) -> tuple[str, ...]:
        """Variables that are worded so, in any language."""
        key = _key(heading)
        return self.wordings.get(key, ()) if key else ()


def _key(wording: str) -> str:
    return _WORDS.sub(" ", looks(fold(wording))).strip()


def _wordings(variables: Iterable[Variable]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for variable in variables:
        texts = [wording for _, wording in (*variable.text, *variable.question.wording_test)]
        if variable.row is not None:
            question = dict(variable.question.text)
            texts += [f"{question[language]} {row}" for language, row in variable.row.text if language in question]
        for text in texts:
            found.setdefault(_key(text), {})[variable.id] = None
    return {key: tuple(ids) for key, ids in found.items()}


def _assembled(found: Mapping[str, Meaning], place: str) -> dict[str, Columns]:
    names: dict[Meaning, str] = {}
    for name, meaning in found.items():
        twin = names.setdefault(meaning, name)
        if twin != name:
            raise ReadError(
                "F062",
                f"{place}, columns {twin!r} and {name!r}",
                f"Both hold the answers to {meaning.variable}.",
                "Rename or remove one of them.",
            )

    def numbered(variable: str, part: Part) -> dict[int, str]:
        ours = {
            meaning.number: name
            for meaning, name in names.items()
            if (meaning.variable, meaning.part) == (variable, part)
        }
        return {number: ours[number] for number in sorted(number for number in ours if number is not None)}

    return {
        variable: Columns(
            names.get(Meaning(variable)),
            numbered(variable, "option"),
            numbered(variable, "mention"),
            names.get(Meaning(variable, "specify")),
        )
        for variable in {meaning.variable: None for meaning in names}
    }


def _complain(columns: Mapping[str, Columns], names: list[str], place: str, form: Questionnaire) -> None:
    if not any(held.answers for held in columns.values()):
        shown = ", ".join(repr(name) for name in names[:8])
        raise ReadError(
            "F060",
            place,
            f"No column belongs to questionnaire {form.id}: {shown}{', …' if len(names) > 8 else ''}.",
            f"Is this the file with the interviews? {nearest(names[0] if names else '', form.variables)}",
        )
    if not columns.get(form.key, Columns()).answers:
        held = {name for one in columns.values() for name in one.answers}
        spare = ", ".join(repr(name) for name in names if name not in held)
        raise ReadError(
            "F061",
            place,
            f"No column holds {form.key}, the number of the interview.",
            f"Add it, or name it so: without it no finding can name the interview. Columns of no question: {spare or '-'}.",
        )

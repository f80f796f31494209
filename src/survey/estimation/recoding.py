"""Classifications made of answers, with wordings in each language: age bands, top-two boxes, categories put together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from survey.argument_errors import public
from survey.arrays import Floats, Mask, ReasonCodes
from survey.blank_reasons import Reason
from survey.design.assigned_classes import AssignedClasses
from survey.design.population_margin import Level
from survey.design.sample import Sample
from survey.errors import EstimationError
from survey.estimation.chosen_answers import ChosenCodes, choice_of, require_levels
from survey.estimation.domains import is_condition
from survey.expressions import Expression, evaluate, parse
from survey.interviews import Interviews
from survey.languages import ENGLISH
from survey.text import Language, Text

ClassOf: TypeAlias = Level | Sequence[Level] | tuple[float | None, float | None]
"""What belongs to a class: one answer or several, by code or wording; bounds of a number, both included; a condition."""

Classes: TypeAlias = Mapping[str, ClassOf] | Mapping[Text, ClassOf] | Mapping[str | Text, ClassOf]
"""What belongs to each class, by its wording."""

_PLACE = "survey.recode"
_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)


@public
def recode(
    sample: Sample,
    name: str,
    of: str | None,
    classes: Classes,
    *,
    title: str | Text | None = None,
    rest: str | Text | None = None,
    blank: Level | Sequence[Level] = (),
) -> Sample:
    """Sample with a classification made of answers, for ``by=``, ``where=``, shares and tables, with wordings.

    Parameters
    ----------
    sample : Sample
    name : str
        Name of the new classification.
    of : str or None
        Variable it is made of; None when all classes are conditions.
    classes : mapping of wording to answers
        In the order in which tables show them. A wording is a text that is the same in every language ("18–34"), or a
        :class:`survey.Text` with each language of the questionnaire. Its answers are a list of codes or wordings, a pair of
        bounds ``(18, 34)`` for numbers, both included, None where open, or a condition (``"S03 < 35"``).
    title : str or Text
        Wording of the classification.
    rest : str or Text
        Wording of a last class for all other answers. Without it every answer must have a class.
    blank : level or sequence of levels
        Answers that are left out: blank with the reason "not applicable".

    Returns
    -------
    Sample
        The column holds 1, 2, … in the order of the classes, NaN where blank. A blank keeps its reason, so that
        ``base="asked"`` counts as before. Conditions name a class by its wording: ``"age3 == '18–34'"``.

    Raises
    ------
    EstimationError
        ``E362`` a name that is taken or no name; ``E363`` wordings; ``E364`` an answer in two classes; ``E365`` an
        answer without a class; ``E366`` bounds; ``E367`` a variable without single answers; ``E368`` no variable;
        ``E010`` an unknown answer; ``E005`` an unknown variable.
    ExpressionError
        When a condition cannot be read.

    Examples
    --------
    >>> from survey.design import Design, make_sample
    >>> from survey.estimation import share
    >>> sample = make_sample({"age": [19, 40, 71, None], "w": [1, 1, 1, 1]}, Design(weight="w"))
    >>> banded = recode(sample, "band", "age", {"under 60": (None, 59), "60 and over": (60, None)})
    >>> banded.values("band")
    array([ 1.,  1.,  2., nan])
    >>> share(banded, "band", "60 and over").estimate.round(4)
    array([0.3333])
    """
    _check_name(sample, name)
    texts = _Wordings.of(sample, [*classes, *([] if rest is None else [rest])], title)
    source = _Source.of(sample, of, blank)
    found = [source.class_of(shown, spec) for shown, spec in zip(texts.shown, classes.values(), strict=False)]
    _check_overlap(found, source)
    codes = np.full(len(sample), np.nan)
    for at, one in enumerate(found, 1):
        codes[one.true] = at
    unknown = np.any([one.unknown for one in found], axis=0) if found else np.zeros(len(sample), bool)
    open_ = np.isnan(codes) & source.answered & ~unknown
    if rest is not None:
        codes[open_] = len(found) + 1
    else:
        _check_covered(found, source, open_)
    levels = tuple(range(1, len(texts.labels) + 1))
    reasons = _reasons(sample, codes, source, [one.condition for one in found if one.condition is not None])
    return sample.assign_classes(name, codes, AssignedClasses(levels, texts.labels, texts.title, reasons))


@dataclass(frozen=True, slots=True, eq=False)
class _Class:
    """Interviews (n,) of one class, those of which it is not known, and how the class was given."""

    shown: str
    true: Mask
    unknown: Mask
    levels: tuple[Level, ...] = ()
    bounds: tuple[float, float] | None = None
    condition: Expression | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Source:
    """The answers that are recoded: choices of a variable, and who has an answer that must find a class."""

    sample: Sample
    name: str | None
    choice: ChosenCodes | None
    answered: Mask
    left_out: tuple[Level, ...] = ()
    _none: Mask = field(default_factory=lambda: np.zeros(0, bool))

    @classmethod
    def of(cls, sample: Sample, name: str | None, blank: Level | Sequence[Level]) -> _Source:
        nobody = np.zeros(len(sample), bool)
        if name is None:
            return cls(sample, None, None, np.ones(len(sample), bool), (), nobody)
        if sample.has(name) and sample.kind_of(name) == "set":
            remedy = f"Write conditions and leave out of=: {{'wording': 'has({name}, 1)'}}."
            raise _error("E367", name, "A multiple choice has several answers per interview.", remedy)
        rows = () if sample.has(name) else sample.rows_of(name)
        if rows:
            raise EstimationError(
                "E369", f"{_PLACE}: {name!r}", "It is a battery.", f"Recode one of its rows: {', '.join(rows[:4])}, …"
            )
        choice = choice_of(sample, name, _PLACE)
        left = tuple(require_levels(choice, _listed(blank), name, _PLACE, strict=_strict(sample, name)))
        return cls(sample, name, choice, choice.answered & ~choice.chosen(left), left, nobody)

    def class_of(self, shown: str, spec: ClassOf) -> _Class:
        """One class: its interviews."""
        if isinstance(spec, str) and is_condition(spec) and not self._is_answer(spec):
            condition = parse(spec)
            truth = evaluate(condition, self.sample)
            return _Class(shown, truth.true & self.answered, truth.unknown & self.answered, condition=condition)
        if self.choice is None or self.name is None:
            raise EstimationError(
                "E368",
                f"{_PLACE}: class {shown!r}",
                f"{spec!r} is not a condition, and it is not said of which variable it is an answer.",
                "Name the variable, recode(sample, name, of, classes), or write a condition: 'S03 < 35'.",
            )
        if isinstance(spec, tuple):
            return self._within(shown, spec)
        strict = _strict(self.sample, self.name)
        levels = tuple(require_levels(self.choice, _listed(spec), self.name, _PLACE, strict=strict))
        return _Class(shown, self.choice.chosen(levels), self._none, levels)

    def _is_answer(self, text: str) -> bool:
        return self.choice is not None and self.choice.meant(text) in self.choice.levels

    def _within(self, shown: str, bounds: tuple[float | None, ...]) -> _Class:
        assert self.name is not None
        assert self.choice is not None
        ends = [one for one in bounds if one is not None]
        numeric = self.sample.kind_of(self.name) == "number" and not self.choice.labels
        good = len(bounds) == 2 and all(isinstance(one, int | float | np.number) for one in ends)
        low, high = (
            (-np.inf, np.inf)
            if not good
            else tuple(
                float(limit) if one is None else float(one)
                for one, limit in zip(bounds, (-np.inf, np.inf), strict=True)
            )
        )
        if not (numeric and good and low <= high):
            raise EstimationError(
                "E366",
                f"{_PLACE}: class {shown!r}",
                f"{bounds!r} are not bounds of {self.name!r}.",
                "A pair (low, high) bounds a number, None where open; answers are listed in square brackets: [1, 2].",
            )
        values = self.sample.values(self.name)
        return _Class(shown, (values >= low) & (values <= high) & self.answered, self._none, bounds=(low, high))


@dataclass(frozen=True, slots=True)
class _Wordings:
    """Wordings of the classes and of the classification, and the classes as messages name them."""

    labels: tuple[Text, ...]
    title: Text
    shown: tuple[str, ...]

    @classmethod
    def of(cls, sample: Sample, given: Sequence[str | Text], title: str | Text | None) -> _Wordings:
        form = sample.data.form if isinstance(sample.data, Interviews) else None
        worded = [one for one in (*given, title) if isinstance(one, Text)]
        languages = form.languages if form is not None else worded[0].languages if worded else (ENGLISH,)
        labels = tuple(_text(one, languages) for one in given)
        for language in languages:
            seen = [text[language] for text in labels]
            twice = [one for one in seen if seen.count(one) > 1]
            if twice or "" in seen:
                fact = f"The wording {twice[0]!r} is given twice." if twice else "A wording is empty."
                raise _error("E363", "classes", fact, "Give every class a wording that tells it from the others.")
        if not labels:
            raise EstimationError(
                "E370", f"{_PLACE}: classes", "There are none.", "Give classes: {'18–34': (18, 34), '35+': (35, None)}."
            )
        whole = Text() if title is None else _text(title, languages)
        return cls(labels, whole, tuple(text[languages[0]] for text in labels))


def _text(given: str | Text, languages: Sequence[Language]) -> Text:
    """Wording in every language: a text is the same in each."""
    if isinstance(given, str):
        return Text.each(languages, lambda _: given)
    for language in languages:
        if not given.has(language):
            raise EstimationError(
                "E371",
                f"{_PLACE}: wording {next((one for _, one in given), '')!r}",
                f"It is not given in language {language!r}.",
                f"Give each language, survey.Text.of({', '.join(f'{one}=...' for one in languages)}), or one text for all.",
            )
    return given


def _listed(given: Level | Sequence[Level]) -> list[Level]:
    return [given] if isinstance(given, str | int | float | np.generic) else list(given)


def _strict(sample: Sample, name: str) -> bool:
    """Whether the answers are declared, so that a code that nobody gave is a mistake when it is not among them."""
    return name in sample.classes or (isinstance(sample.data, Interviews) and name not in sample.assigned)


def _check_name(sample: Sample, name: str) -> None:
    taken = name not in sample.assigned and (sample.has(name) or bool(sample.rows_of(name)))
    if taken or not _NAME.fullmatch(name):
        fact = "The data have this name already." if taken else "It is not a name that a condition can use."
        raise EstimationError("E362", f"{_PLACE}: name {name!r}", fact, "Use Latin letters, digits and _: age3")


def _check_overlap(found: Sequence[_Class], source: _Source) -> None:
    """Refuse an answer, a bound or an interview that is in two classes."""
    for at, one in enumerate(found):
        for other in found[at + 1 :]:
            both = [level for level in one.levels if level in other.levels]
            touch = (
                one.bounds
                and other.bounds
                and max(one.bounds[0], other.bounds[0]) <= min(one.bounds[1], other.bounds[1])
            )
            n = int((one.true & other.true).sum())
            if both or touch or n:
                where = f"in {one.shown!r} and in {other.shown!r}"
                fact = f"Answer {both[0]!r} is {where}." if both else f"Interviews that are {where}: {n}."
                fact = f"The bounds overlap {where}; both ends belong to a class." if touch else fact
                raise _error(
                    "E364", source.name or "classes", fact, "An interview has one class: change one of the two."
                )
    for one in found:
        left = [level for level in one.levels if level in source.left_out]
        if left:
            fact = f"Answer {left[0]!r} is in {one.shown!r} and left blank."
            raise EstimationError("E372", f"{_PLACE}: blank", fact, "Name it once.")


def _check_covered(found: Sequence[_Class], source: _Source, uncovered: Mask) -> None:
    """Refuse a declared answer, or an interview with an answer, that no class has."""
    remedy = "Put it into a class, give the others a class (rest='...'), or leave it out (blank=[...])."
    listed = {level for one in found for level in one.levels} | set(source.left_out)
    if source.choice is not None and all(one.bounds is None and one.condition is None for one in found):
        missing = [at for at, level in enumerate(source.choice.levels) if level not in listed]
        if missing:
            first = source.choice.levels[missing[0]]
            worded = f" ({next(iter(source.choice.labels[missing[0]]))[1]!r})" if source.choice.labels else ""
            more = f", nor have {len(missing) - 1} others" if len(missing) > 1 else ""
            fact = f"Answer {first!r}{worded} has no class{more}."
            raise _error("E365", source.name or "classes", fact, remedy)
    if uncovered.any():
        first_row = int(np.flatnonzero(uncovered)[0])
        value = "" if source.choice is None else f", the first has {_value(source.choice, first_row)!r}"
        fact = f"Interviews with an answer that are in no class: {int(uncovered.sum())}{value}."
        raise EstimationError("E373", f"{_PLACE}: {source.name or 'classes'!r}", fact, remedy)


def _value(choice: ChosenCodes, row: int) -> Level:
    assert choice.codes is not None
    return choice.levels[int(choice.codes[row])]


def _reasons(sample: Sample, codes: Floats, source: _Source, conditions: Sequence[Expression]) -> ReasonCodes:
    """(n,) reasons of the blanks: those of the variable, then of the names in the conditions; not applicable where left out."""
    blank = np.isnan(codes)
    found = np.zeros(len(codes), np.uint8)
    names = [*([] if source.name is None else [source.name]), *(name for one in conditions for name in one.names)]
    for name in dict.fromkeys(names):
        for row in (name,) if sample.has(name) else sample.rows_of(name):
            found = np.where(blank & (found == Reason.ANSWERED), sample.reason(row), found)
    if source.choice is not None and source.left_out:
        found = np.where(source.choice.chosen(source.left_out), np.uint8(Reason.NOT_APPLICABLE), found)
    found = np.where(blank & (found == Reason.ANSWERED), np.uint8(Reason.NOT_RECORDED), found)
    return np.where(blank, found, np.uint8(Reason.ANSWERED)).astype(np.uint8)


def _error(code: str, about: str, fact: str, remedy: str) -> EstimationError:
    return EstimationError(code, f"{_PLACE}: {about!r}", fact, remedy)

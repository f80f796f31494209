"""Answers by category, and the categories that codes or names mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from survey.arrays import Indices, Mask
from survey.design.population_margin import Level
from survey.design.sample import Sample
from survey.errors import EstimationError, nearest
from survey.interviews import Interviews
from survey.questionnaire.category_names import CategoryNames, wordings
from survey.text import Text


@dataclass(frozen=True, slots=True, eq=False)
class ChosenCodes:
    """Answers by category: ``chosen`` gives the (n,) mask of those who gave any of some levels.

    Single answers are in ``codes`` (n,), -1 where blank; multiple choices in ``mentions`` (n, levels). ``labels`` are
    the wordings of the levels, empty where the questionnaire does not know the column; ``names`` are the levels by name,
    for categories of groupings, which have a name in addition to their code.
    """

    levels: tuple[Level, ...]
    labels: tuple[Text, ...]
    answered: Mask
    codes: Indices | None = None
    mentions: Mask | None = None
    names: Mapping[Level, Level] = field(default_factory=dict)

    def meant(self, given: Level) -> Level:
        """The level that a code or a name means; what is given, when no level or several have this name."""
        found = self.named(given)
        return found[0] if len(found) == 1 else given

    def named(self, given: Level) -> tuple[Level, ...]:
        """Every level that a code or a name means."""
        if given in self.levels or not isinstance(given, str):
            return (given,)
        if given in self.names:
            return (self.names[given],)
        worded = {level: tuple(wordings(text)) for level, text in zip(self.levels, self.labels, strict=False)}
        return CategoryNames(worded, {}).meant(given)

    def chosen(self, levels: Sequence[Level]) -> Mask:
        """(n,) interviews that gave one of the levels."""
        # code -1, a blank, takes the last element, which is False
        table = np.array([level in levels for level in self.levels] + [False])
        if self.mentions is not None:
            return np.asarray(self.mentions[:, table[:-1]].any(1) & self.answered)
        assert self.codes is not None
        return np.asarray(table[self.codes])


def choice_of(sample: Sample, name: str, place: str) -> ChosenCodes:
    """Answers to a variable by category; a multiple choice counts in every option mentioned."""
    check_known(sample, name, place)
    if sample.kind_of(name) == "set":
        assert isinstance(sample.data, Interviews)
        found, options = sample.mentions(name), sample.data.form.variable(name).options
        labels = tuple(option.text for option in options)
        return ChosenCodes(found.written or tuple(found.codes.tolist()), labels, found.known, mentions=found.chosen)
    categories = sample.categories(name)
    pairs = zip(categories.ids, categories.levels, strict=False)
    names: dict[Level, Level] = {own: level for own, level in pairs if own != str(level)}
    return ChosenCodes(categories.levels, categories.labels, categories.codes >= 0, codes=categories.codes, names=names)


def check_known(sample: Sample, name: str, place: str) -> None:
    """Refuse a name that nothing in the sample has (``E005``)."""
    if not sample.has(name):
        raise EstimationError(
            "E005",
            f"{place}: variable {name!r}",
            "Nothing in the sample has this name.",
            nearest(name, sample.names),
        )


def wanted_levels(
    choice: ChosenCodes, codes: Sequence[Level] | None, name: str, place: str, *, strict: bool
) -> Sequence[Level]:
    """Levels that ``codes`` name; 1 when they are left out for a variable of 0 and 1 (``E009``, ``E010`` otherwise)."""
    if codes is None and 1 in choice.levels and set(choice.levels) <= {0, 1}:
        return [1]
    if codes is None or not len(codes):
        raise EstimationError(
            "E009",
            f"{place}: variable {name!r}",
            "It is not said which answers count.",
            f"Give codes=; the answers are {', '.join(repr(level) for level in choice.levels[:12])}.",
        )
    return require_levels(choice, codes, name, place, strict=strict)


def require_levels(
    choice: ChosenCodes, codes: Sequence[Level], name: str, place: str, *, strict: bool
) -> Sequence[Level]:
    """Levels that codes or names mean; ``E010`` for an unknown one, when answers are declared or it has another type;
    ``E374`` for a wording of several.
    """
    for one in codes:
        several = choice.named(one)
        if len(several) > 1:
            fact = f"Several of its answers have the wording {one!r}."
            remedy = f"Write the code: {' or '.join(map(repr, several))}."
            raise EstimationError("E374", f"{place}: variable {name!r}, codes", fact, remedy)
    codes = [choice.meant(one) for one in codes]
    foreign = [one for one in codes if one not in choice.levels]
    if foreign and (strict or not _could_be(foreign[0], choice.levels)):
        raise EstimationError(
            "E010",
            f"{place}: variable {name!r}, codes",
            f"{foreign[0]!r} is not one of its answers.",
            _meant(foreign[0], choice),
        )
    return codes


def _could_be(code: Level, levels: tuple[Level, ...]) -> bool:
    """Whether a code that nobody gave has the type of the column, so that it may be an answer nobody happened to give."""
    return all(isinstance(level, str) for level in levels) == isinstance(code, str)


def _meant(code: Level, choice: ChosenCodes) -> str:
    """Remedy for an unknown code: the same answer as the other type, if there is one, else the nearest code or wording."""
    levels = (*choice.levels, *choice.names)
    alike = [level for level in levels if str(level) == str(code)]
    if alike:
        return f"Write {alike[0]!r}: the answers are {'texts' if isinstance(alike[0], str) else 'numbers'}."
    worded = [one for text in choice.labels for one in wordings(text)] if isinstance(code, str) else []
    return nearest(str(code), [*map(str, levels), *worded])

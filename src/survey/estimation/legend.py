"""Wordings of what a result is about: questions, groupings and answers by name, looked up when they are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from survey.design.assigned_classes import AssignedClasses
from survey.design.population_margin import Level
from survey.design.sample import Sample
from survey.errors import TextError
from survey.estimation.classification import Grouped
from survey.interviews import Interviews
from survey.languages import ENGLISH, with_english
from survey.questionnaire.model import Questionnaire, choice_with
from survey.text import Catalogue, Language, Text


@dataclass(frozen=True, slots=True, eq=False)
class Legend:
    """Wordings of the names in a result; an empty one knows none, and the result shows names and codes.

    Parameters
    ----------
    form : Questionnaire or None
        The questionnaire of the sample; None for a plain table.
    classes : mapping of name to AssignedClasses
        Classes of assigned columns, with the wordings that :func:`survey.recode` gave them.
    assigned : frozenset of str
        Names of columns added by :meth:`Sample.assign`, which hide names of the questionnaire.
    conditions : tuple of str
        Conditions of the domain, as written.
    counted : mapping of name to tuple of levels
        Answers that a share counts, by variable.
    """

    form: Questionnaire | None = None
    classes: Mapping[str, AssignedClasses] = field(default_factory=dict)
    assigned: frozenset[str] = frozenset()
    conditions: tuple[str, ...] = ()
    counted: Mapping[str, tuple[Level, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, sample: Sample, counted: Mapping[str, tuple[Level, ...]] | None = None) -> Legend:
        """The legend of everything that is estimated from a sample."""
        form = sample.data.form if isinstance(sample.data, Interviews) else None
        return cls(form, sample.classes, frozenset(sample.assigned), sample.conditions, counted or {})

    @property
    def languages(self) -> tuple[Language, ...]:
        """Languages of the questionnaire in its order; of a plain table, those of its recoded classifications."""
        if self.form is not None:
            return self.form.languages
        texts = (text for one in self.classes.values() for text in (one.title, *one.labels) if text)
        return next((text.languages for text in texts), ())

    def language(self, asked: Language | None) -> Language | None:
        """The language to show: the one asked for, else the first of the questionnaire; None where there is none.

        Raises
        ------
        TextError
            ``T008`` when the questionnaire is not worded in the language asked for.
        """
        known = self.languages
        if asked is None:
            return known[0] if known else None
        if known and asked not in with_english(known):
            raise TextError(
                "T008",
                f"language {asked!r}",
                "The questionnaire has no wordings in this language.",
                f"It is worded in: {', '.join(known)}.",
            )
        return asked

    def title(self, name: str) -> Text:
        """Wording of a question, a row of a battery, an option of a multiple choice or a grouping; empty when there is none."""
        if name in self.classes:
            return self.classes[name].title
        if self.form is None or name in self.assigned:
            return Text()
        if name in self.form.groupings:
            return self.form.groupings[name].text
        if name in self.form.variables:
            return self.form.variables[name].text
        choice = choice_with(name, self.form.variables)
        if choice is not None:
            return choice.options[choice.columns.index(name)].text
        rows = self.form.battery(name)
        return rows[0].question.text if rows else Text()

    def answers(self, name: str) -> dict[Level, Text]:
        """Wordings of the answers to a question, or of the classes of a grouping; empty for other names."""
        if name in self.classes:
            known = self.classes[name]
            return dict(zip(known.levels, known.labels, strict=False))
        if self.form is None or name in self.assigned:
            return {}
        if name in self.form.groupings:
            return {one.code: one.text for one in self.form.groupings[name].categories}
        variable = self.form.variables.get(name)
        options = () if variable is None else variable.options
        return {one.code if one.written is None else one.written: one.text for one in options}

    def question(self, name: str) -> tuple[str, Text]:
        """Id and wording of the question that a row of a battery, or an option, belongs to; empty for other names."""
        if self.form is None or name in self.assigned:
            return "", Text()
        variable = self.form.variables.get(name)
        if variable is not None:
            return (variable.question.id, variable.question.text) if variable.row is not None else ("", Text())
        choice = None if name in self.form.groupings else choice_with(name, self.form.variables)
        return (choice.id, choice.text) if choice is not None else ("", Text())


def wording(text: Text, language: Language | None, instead: str = "") -> str:
    """Wording in a language; ``instead`` where there is none: a name or a code is shown, never another language."""
    return text[language] if language is not None and text.has(language) else instead


def level_names(grouped: Grouped, language: Language | None) -> list[str]:
    """Names of the levels of a classification: wordings, else codes; with its code where two wordings are the same.

    Examples
    --------
    >>> import numpy as np
    >>> same = Grouped("town", (1, 2), (Text.of(en="Newport"), Text.of(en="Newport")), np.array([0, 1]))
    >>> level_names(same, "en")
    ['Newport (1)', 'Newport (2)']
    """
    codes = [f"{level:.15g}" if isinstance(level, float) else str(level) for level in grouped.levels]
    if language is None or not grouped.labels:
        return codes
    names = [wording(text, language, code) for text, code in zip(grouped.labels, codes, strict=True)]
    return [
        f"{name} ({code})" if name != code and names.count(name) > 1 else name
        for name, code in zip(names, codes, strict=True)
    ]


def variable_names(legend: Legend, variables: Sequence[str], language: Language | None) -> dict[str, str]:
    """Wording of each variable, else its name; with its name where two wordings are the same."""
    names = {one: wording(legend.title(one), language, one) for one in dict.fromkeys(variables)}
    shown = list(names.values())
    return {one: f"{one}: {name}" if name != one and shown.count(name) > 1 else name for one, name in names.items()}


def title_lines(legend: Legend, variables: Sequence[str], language: Language | None) -> list[str]:
    """Wordings of the questions of a result, each once; of one variable also that of its row."""
    names = list(dict.fromkeys(variables))
    lines: dict[str, None] = {}
    for name in names:
        question = wording(legend.question(name)[1], language)
        own = wording(legend.title(name), language)
        lines |= dict.fromkeys(one for one in (question, own if len(names) == 1 else "") if one)
    return list(lines)


def sentence(language: Language | None, key: str, **places: object) -> str:
    """Sentence of the room in a language; in English where the room is not worded in it."""
    words = Catalogue.load("survey.estimation")
    spoken = language if language is not None and language in words.languages else ENGLISH
    return words.sentence(spoken, key, **places)

"""Breaches of rules: positions of the interviews, and a sentence for each of them."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pandas as pd

from survey.arrays import Indices, Objects
from survey.findings import BUILT_AT_ONCE, Finding, FindingGroup, Findings, Outcomes, RuleOutcome, Severity
from survey.interviews import Interviews
from survey.questionnaire.model import TEXT_KINDS, Variable
from survey.text import Catalogue, Language, Text
from survey.validation.rule_definitions import AnswerLimits

FEW = 20
"""From this number of interviews on, equal findings may be joined, and a blank question counts as left out."""
MANY = 10_000
"""More errors than this, in most of the interviews, become one finding about the file."""
HIDDEN = "[…]"
"""Placeholder in sentences for what a respondent said in their own words."""


@dataclass(frozen=True, slots=True, eq=False)
class Breach:
    """Interviews that break one rule in one variable.

    Parameters
    ----------
    rule, severity, variable
        As in :class:`Finding`.
    positions : (k,) array of int
        Interviews that break it, by their position among the interviews.
    base : int
        Number of interviews that could have broken it and whose answers are known.
    wording : callable
        The sentence for the interview at a position.
    value : callable
        The value at a position as delivered, or None.
    unknown : int
        Number of interviews in which it is unknown, because an answer is lost.
    """

    rule: str
    severity: Severity
    variable: str | None
    positions: Indices
    base: int
    wording: Callable[[int], Text]
    value: Callable[[int], str | None]
    unknown: int = 0


def catalogue() -> Catalogue:
    """Sentences of this room."""
    return Catalogue.load("survey.validation")


def broken(
    interviews: Interviews,
    rule: str,
    severity: Severity,
    variable: Variable,
    positions: Indices,
    base: int,
    unknown: int = 0,
    **places: object,
) -> Breach:
    """A breach whose sentence has the places variable, value and those given.

    Where no interview could be checked, it is unknown in all of them.
    """
    sentences = catalogue()

    def wording(position: int) -> Text:
        return Text(
            tuple(
                (
                    language,
                    sentences.sentence(
                        language,
                        rule,
                        variable=variable.id,
                        value=_shown(variable, value(position), language),
                        **places,
                    ),
                )
                for language in sentences.languages
            )
        )

    @functools.lru_cache(maxsize=1)
    def value(position: int) -> str | None:
        return value_at(interviews, variable, position)

    unknown = unknown if base else len(interviews)
    return Breach(rule, severity, variable.id, positions, base, wording, value, unknown)


def breach_findings(breaches: Iterable[Breach], interviews: Interviews, limits: AnswerLimits) -> Findings:
    """One finding per interview and variable, or one for the file where a breach is widespread; and every outcome."""
    keys = interviews.ids
    found: list[Finding | FindingGroup] = []
    outcomes: list[RuleOutcome] = []
    to_build = BUILT_AT_ONCE
    for breach in breaches:
        outcomes.append(_outcome(breach))
        if _is_widespread(breach, limits):
            found.append(_for_the_file(breach))
        elif len(breach.positions) > to_build:
            found.append(_group(breach, interviews, keys))
        else:
            to_build -= len(breach.positions)
            found += [_for_one(breach, int(position), interviews, keys) for position in breach.positions]
    return Findings(found, Outcomes(outcomes))


def _outcome(breach: Breach) -> RuleOutcome:
    failed = len(breach.positions)
    return RuleOutcome(breach.rule, breach.severity, breach.variable, breach.base, failed, breach.unknown)


def _is_widespread(breach: Breach, limits: AnswerLimits) -> bool:
    count = len(breach.positions)
    if count > MANY and count * 2 > breach.base:
        return True
    return breach.severity != "error" and count >= FEW and count > limits.widespread * breach.base


def _for_the_file(breach: Breach) -> Finding:
    first = breach.wording(int(breach.positions[0]))
    sentences = catalogue()
    message = Text(
        tuple(
            (
                language,
                sentences.sentence(
                    language, "widespread", n=len(breach.positions), base=breach.base, example=first[language]
                ),
            )
            for language in sentences.languages
        )
    )
    return Finding(breach.rule, breach.severity, message, variable=breach.variable)


def _group(breach: Breach, interviews: Interviews, keys: Objects) -> FindingGroup:
    """The findings of a breach in many interviews, to be built when they are looked at."""
    at = breach.positions

    def build(position: int) -> Finding:
        return _for_one(breach, int(at[position]), interviews, keys)

    return FindingGroup(breach.rule, breach.severity, breach.variable, interviews.rows[at], keys[at], build)


def _for_one(breach: Breach, position: int, interviews: Interviews, keys: Objects) -> Finding:
    return Finding(
        breach.rule,
        breach.severity,
        breach.wording(position),
        interview=keys[position],
        row=int(interviews.rows[position]),
        variable=breach.variable,
        value=breach.value(position),
    )


def plain(number: float) -> str:
    """A number as people write it: whole numbers without a point.

    Examples
    --------
    >>> plain(7.0), plain(1.5)
    ('7', '1.5')
    """
    return str(int(number)) if float(number).is_integer() else str(number)


def value_at(interviews: Interviews, variable: Variable, position: int) -> str | None:
    """The answer as codes or text; the codes of a multiple choice with spaces; None where it is blank."""
    if variable.kind == "multiple":
        marks = [interviews.answers[column].iloc[position] for column in variable.columns]
        codes = (option.shown for option, mark in zip(variable.options, marks, strict=True) if mark == 1)
        return " ".join(codes) or None
    value: object = interviews.answers[variable.id].iloc[position]
    if value is None or value is pd.NA or value != value:
        return None
    if variable.kind in TEXT_KINDS:
        return str(value)
    number = float(str(value))
    return variable.shown(number) if variable.is_written else plain(number)


def shown_at(interviews: Interviews, variable: Variable, position: int, language: Language) -> str:
    """The answer for people: the code with its wording where the instrument has one in this language."""
    return _shown(variable, value_at(interviews, variable, position), language)


def _shown(variable: Variable, value: str | None, language: Language) -> str:
    if value is None:
        return "—"
    if variable.is_free_text:
        return HIDDEN
    wordings = {option.shown: option.text[language] for option in variable.options if option.text.has(language)}
    return (
        ", ".join(f"{code} ({wordings[code]})" if code in wordings else code for code in value.split(" "))
        if (wordings)
        else value
    )

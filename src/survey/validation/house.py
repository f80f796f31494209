"""The house rules of ``rules.yaml`` applied to interviews."""

from __future__ import annotations

import functools
import string
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from survey.expressions import evaluate
from survey.interviews import Interviews
from survey.text import Language, Text
from survey.validation.breaches import Breach, plain, shown_at, value_at
from survey.validation.rules import Rule, Rules, StartsWith


def check_house_rules(interviews: Interviews, rules: Rules) -> Iterator[Breach]:
    """Breach of every rule, in the order of the file."""
    for rule in rules:
        broken, could = _broken(interviews, rule)
        yield Breach(
            rule.id,
            rule.severity,
            rule.variables[0] if rule.variables else None,
            np.flatnonzero(broken),
            int(could.sum()),
            functools.partial(_wording, interviews, rule),
            functools.partial(_value, interviews, rule),
        )


def _broken(interviews: Interviews, rule: Rule) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """(n,) whether the rule is broken, and whether it could have been; an unknown breaks nothing."""
    could = np.ones(len(interviews), bool)
    if rule.when is not None:
        could = evaluate(rule.when, interviews).true
    if rule.starts_with is not None:
        return could & _starts_otherwise(interviews, rule.starts_with), could
    if rule.must is None:
        return could, could
    truth = evaluate(rule.must, interviews)
    return could & truth.false, could & ~truth.unknown


def _starts_otherwise(interviews: Interviews, rule: StartsWith) -> NDArray[np.bool_]:
    codes = interviews.values(rule.code)
    texts = interviews.texts(rule.text)
    return np.array(
        [
            text is not None and not np.isnan(code) and not str(text).startswith(f"{int(code):0{rule.digits}d}")
            for text, code in zip(texts, codes, strict=True)
        ],
        bool,
    )


def places_of(template: str) -> tuple[str, ...]:
    """Names in curly brackets of a sentence.

    Examples
    --------
    >>> places_of("{H07} is in {H04}")
    ('H07', 'H04')
    """
    return tuple(name for _, name, _, _ in string.Formatter().parse(template) if name is not None)


def _wording(interviews: Interviews, rule: Rule, position: int) -> Text:
    return Text(
        tuple(
            (language, template.format(**_shown(interviews, template, position, language)))
            for language, template in rule.message
        )
    )


def _shown(interviews: Interviews, template: str, position: int, language: Language) -> dict[str, str]:
    form = interviews.form
    shown: dict[str, str] = {}
    for name in places_of(template):
        if name in form.variables:
            shown[name] = shown_at(interviews, form.variables[name], position, language)
        else:
            code = interviews.values(name)[position]
            shown[name] = "—" if np.isnan(code) else plain(code)
    return shown


def _value(interviews: Interviews, rule: Rule, position: int) -> str | None:
    variable = interviews.form.variables.get(rule.variables[0]) if rule.variables else None
    return value_at(interviews, variable, position) if variable is not None else None

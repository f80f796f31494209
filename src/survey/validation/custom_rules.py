"""The house rules of ``rules.yaml`` applied to interviews."""

from __future__ import annotations

import functools
import string
from collections.abc import Iterator

import numpy as np

from survey.arrays import Mask
from survey.expressions import Truth, evaluate
from survey.interviews import Interviews
from survey.text import Language, Text
from survey.validation.rule_breaches import Breach, catalogue, plain, shown_at, value_at
from survey.validation.rule_definitions import CustomRule, Rules, StartsWith


def check_house_rules(interviews: Interviews, rules: Rules) -> Iterator[Breach]:
    """Breach of every rule, in the order of the file."""
    for rule in rules:
        broken, could, unknown = _broken(interviews, rule)
        yield Breach(
            rule.id,
            rule.severity,
            rule.variables[0] if rule.variables else None,
            np.flatnonzero(broken),
            int(could.sum()),
            functools.partial(_wording, interviews, rule),
            functools.partial(_value, interviews, rule),
            int(unknown.sum()),
        )


def _broken(interviews: Interviews, rule: CustomRule) -> tuple[Mask, Mask, Mask]:
    """(n,) masks of interviews in which the rule is broken, could have been broken, and is unknown.

    ========  ========  ============
    ``when``  ``must``  the rule is
    ========  ========  ============
    false     any       not concerned
    true      true      kept
    true      false     broken
    true      unknown   unknown
    unknown   true      kept (whatever the condition is)
    unknown   false     unknown
    unknown   unknown   unknown
    ========  ========  ============
    """
    nobody, everybody = np.zeros(len(interviews), bool), np.ones(len(interviews), bool)
    when = evaluate(rule.when, interviews) if rule.when is not None else Truth(everybody, nobody)
    must = _must(interviews, rule)
    unknown = (when.true & must.unknown) | (when.unknown & ~must.true)
    return when.true & must.false, when.true & ~must.unknown, unknown


def _must(interviews: Interviews, rule: CustomRule) -> Truth:
    if rule.starts_with is not None:
        return _starts(interviews, rule.starts_with)
    if rule.must is not None:
        return evaluate(rule.must, interviews)
    never = np.zeros(len(interviews), bool)
    return Truth(never, never)


def _starts(interviews: Interviews, rule: StartsWith) -> Truth:
    codes, texts = interviews.values(rule.code), interviews.texts(rule.text)
    known = ~np.isnan(codes) & np.array([text is not None for text in texts], bool)
    fits = np.array(
        [
            there and str(text).startswith(f"{int(code):0{rule.digits}d}")
            for there, text, code in zip(known, texts, codes, strict=True)
        ],
        bool,
    )
    return Truth(known & fits, ~known)


def places_of(template: str) -> tuple[str, ...]:
    """Names in curly brackets of a sentence.

    Examples
    --------
    >>> places_of("{H07} is in {H04}")
    ('H07', 'H04')
    """
    return tuple(name for _, name, _, _ in string.Formatter().parse(template) if name is not None)


def _wording(interviews: Interviews, rule: CustomRule, position: int) -> Text:
    def in_language(language: Language) -> str:
        worded = language if rule.message.has(language) else rule.message.languages[0]
        template = rule.message[worded]
        said = template.format(**_shown(interviews, template, position, worded))
        return said if worded == language else sentences.sentence(language, "rule_in_words", rule=rule.id, wording=said)

    sentences = catalogue()
    return Text.each(sentences.languages, in_language)


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


def _value(interviews: Interviews, rule: CustomRule, position: int) -> str | None:
    variable = interviews.form.variables.get(rule.variables[0]) if rule.variables else None
    return value_at(interviews, variable, position) if variable is not None else None

"""Crossed domains: categories of several groupings at once, such as sex x age, under one readable id."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Collection, Mapping, Sequence
from typing import TypeAlias

from survey.errors import IndicatorError
from survey.indicators.rule_constants import CROSSED, StatusRule
from survey.questionnaire.model import Questionnaire
from survey.text import Catalogue, Text

DomainName: TypeAlias = str | Sequence[str]
"""Id of a grouping or a single-choice question, or several of them to be crossed."""


def crossing(domain: DomainName) -> str:
    """Id of a domain.

    Raises
    ------
    IndicatorError
        ``I041`` when a grouping is crossed with itself.

    Examples
    --------
    >>> crossing("sex"), crossing(("sex", "age4"))
    ('sex', 'sex x age4')
    """
    name = domain if isinstance(domain, str) else CROSSED.join(domain)
    if twice := crossed_twice(name):
        raise IndicatorError(
            "I041", f"domain {name!r}", f"{twice!r} is crossed with itself.", "Name each grouping of a crossing once."
        )
    return name


def crossed_twice(domain: str) -> str | None:
    """First grouping that a crossing names twice; None when all differ."""
    names = parts(domain)
    return next((name for at, name in enumerate(names) if name in names[:at]), None)


def parts(domain: str) -> tuple[str, ...]:
    """Groupings of a crossing; of every other domain the domain itself.

    Examples
    --------
    >>> parts("sex x age4"), parts("sex")
    (('sex', 'age4'), ('sex',))
    """
    return tuple(domain.split(CROSSED))


def is_crossed(domain: str) -> bool:
    """Whether a domain is a crossing."""
    return CROSSED in domain


def cells(levels: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Ids of the cells of a crossing, the categories of the last grouping running fastest.

    Examples
    --------
    >>> cells([("men", "women"), ("young", "old")])
    ('men x young', 'men x old', 'women x young', 'women x old')
    """
    return tuple(CROSSED.join(cell) for cell in itertools.product(*levels))


def with_crossings(rule: StatusRule, domains: Collection[str]) -> StatusRule:
    """Rule that takes quarters together for a crossing, too, when it does so for one of its groupings.

    Cells of a crossing are smaller than the categories they are made of. A number of interviews that such a category needs
    for a status is needed by its cells as well (:meth:`StatusRule.least` looks it up).
    """
    more = [one for one in domains if is_crossed(one) and one not in rule.pooled and {*parts(one)} & {*rule.pooled}]
    return dataclasses.replace(rule, pooled=(*rule.pooled, *more)) if more else rule


def domain_text(form: Questionnaire, domain: str) -> Text:
    """Wording of a domain in the languages of the questionnaire; empty for one that it does not have, such as the region."""
    texts = [_named(form, name) for name in parts(domain)]
    return _crossed(texts) if all(texts) else Text()


def level_texts(form: Questionnaire, domain: str) -> Mapping[str, Text]:
    """Wordings of the categories of a domain by their ids; of a question without wordings of its values none."""
    categories = [_categories(form, name) for name in parts(domain)]
    return {
        CROSSED.join(level for level, _ in cell): _crossed([text for _, text in cell])
        for cell in itertools.product(*categories)
    }


def _named(form: Questionnaire, name: str) -> Text:
    if name in form.groupings:
        return form.groupings[name].text
    return form.variables[name].text if name in form.variables else Text()


def _categories(form: Questionnaire, name: str) -> list[tuple[str, Text]]:
    if name in form.groupings:
        return [(one.id, one.text) for one in form.groupings[name].categories]
    variable = form.variables.get(name)
    if variable is None or not variable.options:
        return []
    codes = tuple(variable.written_codes) or variable.codes
    return [(str(level), option.text) for level, option in zip(codes, variable.options, strict=True)]


def _crossed(texts: Sequence[Text]) -> Text:
    """Wordings side by side: "Sex × age"."""
    catalogue = Catalogue.load("survey.estimation")
    joined = texts[0]
    for other in texts[1:]:
        joined = Text(
            tuple(
                (language, catalogue.sentence(language, "crossed", first=wording, second=other[language]))
                for language, wording in joined
                if other.has(language) and language in catalogue.languages
            )
        )
    return joined

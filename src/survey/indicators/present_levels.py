"""Categories of an earlier wave under the ids and codes of a later one, so that like is compared with like."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Mapping

from survey.indicators.area_variation import AreaVariation
from survey.indicators.crossings import parts
from survey.indicators.indicator_table import IndicatorTable
from survey.indicators.rule_constants import CROSSED
from survey.questionnaire import Category, Grouping, Questionnaire
from survey.questionnaire.version_matching import alike_under_names, counterpart

_NOTHING = "\0"
"""End of the name of a domain or level that the later wave does not have, or defines otherwise."""

Levels = Mapping[str, str]
"""Present name of each former level."""


def in_present_terms(before: IndicatorTable, now: IndicatorTable) -> IndicatorTable:
    """The earlier table with domains and levels named as in the later one.

    A question that the later questionnaire declares to have had another id, or other codes, has the present ones. A
    category of a grouping is that of the later wave which is defined alike, under these names. What the later wave does
    not have, defines otherwise or has merged gets a name that is in no table.
    """
    form, older = now.indicators.form, before.indicators.form
    if form is older:
        return before
    found: dict[str, tuple[str, Levels]] = {}
    for domain in dict.fromkeys(now.frame["domain"]):
        pairs = [_part(name, form, older) for name in parts(domain)]
        known = [pair for pair in pairs if pair is not None]
        if len(known) == len(pairs):
            cells = itertools.product(*(levels.items() for _, levels in known))
            joined = {CROSSED.join(was for was, _ in cell): CROSSED.join(new for _, new in cell) for cell in cells}
            found[CROSSED.join(name for name, _ in known)] = (domain, joined)
    named_alike = all(
        former == domain and all(was == new for was, new in levels.items())
        for former, (domain, levels) in found.items()
    )
    if named_alike and not _lacks(before, found):
        return before
    return _renamed(before, found, set(now.frame["domain"]))


def _lacks(before: IndicatorTable, found: Mapping[str, tuple[str, Levels]]) -> bool:
    """Whether the earlier table has a level of a common domain that the later wave defines otherwise."""
    rows = before.frame[["domain", "level"]].drop_duplicates()
    return any(
        domain in found and level not in found[domain][1] for domain, level in rows.itertuples(index=False, name=None)
    )


def _renamed(before: IndicatorTable, found: Mapping[str, tuple[str, Levels]], domains: set[str]) -> IndicatorTable:
    def domain_now(domain: str) -> str:
        if domain in found:
            return found[domain][0]
        return f"{domain}{_NOTHING}" if domain in domains and _is_asked(domain, before) else domain

    def level_now(domain: str, level: str) -> str:
        return found[domain][1].get(level, f"{level}{_NOTHING}") if domain in found else level

    frame = before.frame.copy()
    pairs = list(zip(frame["domain"], frame["level"], strict=True))
    frame["domain"] = [domain_now(domain) for domain, _ in pairs]
    frame["level"] = [level_now(domain, level) for domain, level in pairs]

    def variation(domain: str, one: AreaVariation) -> AreaVariation:
        levels = tuple(level_now(domain, level) for level in one.levels)
        gaps = tuple((name, level_now(domain, level)) for name, level in one.gaps)
        return dataclasses.replace(one, domain=domain_now(domain), levels=levels, gaps=gaps)

    variations = {domain_now(domain): variation(domain, one) for domain, one in before.variations.items()}
    return dataclasses.replace(before, frame=frame, variations=variations)


def _is_asked(domain: str, table: IndicatorTable) -> bool:
    form = table.indicators.form
    return all(name in form.variables or name in form.groupings for name in parts(domain))


def _part(name: str, form: Questionnaire, older: Questionnaire) -> tuple[str, Levels] | None:
    """The domain of the older version that a part of a domain continues, and the present name of each of its levels."""
    if name in form.groupings:
        former = older.groupings.get(name)
        return (name, _categories(form.groupings[name], former, form, older)) if former is not None else None
    if name not in form.variables:
        return None
    pair = counterpart(name, form, older)
    if pair is None or not pair.before.options:
        return None
    shown = {option.code: option.shown for option in pair.before.options}
    present = [one.option.shown for one in pair.answers.answers.values()]
    levels = {
        shown[code]: one.option.shown
        for code, one in pair.answers.answers.items()
        if present.count(one.option.shown) == 1
    }
    return pair.before.id, levels


def _categories(now: Grouping, before: Grouping, form: Questionnaire, older: Questionnaire) -> Levels:
    own = {category.id: category for category in now.categories}

    def defined_as(category: Category) -> str | None:
        likely = [own[category.id]] if category.id in own else []
        tried = (*likely, *now.categories)
        return next((one.id for one in tried if alike_under_names(one.when, category.when, form, older)), None)

    found = ((category.id, defined_as(category)) for category in before.categories)
    return {was: new for was, new in found if new is not None}

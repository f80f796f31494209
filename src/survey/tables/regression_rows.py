"""Rows of a table of coefficients: the terms of a model with the wordings of their variables and categories."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from survey.design.sample import Sample
from survey.estimation.models.predictors import Predictors, Term
from survey.tables.answer_rows import labels_of, title_of
from survey.tables.banner import choice_of_classes
from survey.tables.table_words import everywhere, words
from survey.text import Text

_LEVEL = re.compile(r"\[T\.(.+)\]$")
"""Category of a column in the name that a formula gives it."""


class RegressionRow(NamedTuple):
    """A row: the id of its term, its words, and the name of its coefficient; None for the reference category."""

    term: str
    level: str
    label: Text
    coefficient: str | None
    indent: int


def regression_rows(sample: Sample, predictors: Predictors, terms: tuple[Term, ...]) -> Iterator[RegressionRow]:
    """Rows of all terms, in the order of the formula; categories with the reference first, as it is in the data."""
    for term in terms:
        names = [predictors.names[at] for at in term.columns]
        variable = next(iter(term.variables)) if len(term.variables) == 1 else None
        found = [_LEVEL.search(name) for name in names]
        if term.name == "1":
            yield RegressionRow("constant", "", words("constant"), names[0], 0)
        elif variable is not None and variable in predictors.levels and all(found):
            yield from _categories(sample, variable, predictors, names)
        elif variable is not None and term.name == variable:
            yield RegressionRow(variable, "", title_of(sample, variable), names[0], 0)
        else:
            for name in names:
                yield RegressionRow(term.name, "", everywhere(name), name, 0)


def _categories(sample: Sample, variable: str, predictors: Predictors, names: list[str]) -> Iterator[RegressionRow]:
    """A row for every category; formulas write whole numbers of columns with decimals as 1 or 1.0."""
    choice = choice_of_classes(sample, variable, "survey.tabulate_model: variable")
    wordings = dict(zip(choice.levels, labels_of(choice), strict=True))
    own = {match[1]: name for name in names if (match := _LEVEL.search(name))}
    for level in predictors.levels[variable]:
        name = own.get(str(level), own.get(f"{level}.0"))
        yield RegressionRow(variable, str(level), wordings.get(level, everywhere(str(level))), name, 1)

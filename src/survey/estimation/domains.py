"""Domains of an estimation: every category of a classification, or of several crossed, whether seen or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from survey.arrays import Indices
from survey.design.data_columns import Categories
from survey.design.population_margin import Level
from survey.design.sample import Sample
from survey.errors import EstimationError, nearest
from survey.estimation.classification import Grouped, column_of
from survey.expressions import evaluate, parse
from survey.text import Catalogue, Text

By = str | Sequence[str] | Mapping[str, str] | None
"""One classification, or several crossed: names, or conditions; a mapping gives the columns of the result their titles."""

_SIGNS = ("=", "<", ">", "!", "(", " in ", " and ", " or ", "not ")
"""Parts of which a condition has at least one, and the name of a column usually none."""


MOST_DOMAINS = 1_000_000
"""More domains than this are refused."""


@dataclass(frozen=True, slots=True, eq=False)
class Domains:
    """Domains of an estimation.

    Parameters
    ----------
    codes : (n,) array of int, or None
        Domain of each interview, -1 outside every domain; None means one domain with everybody.
    number : int
        Number of domains, empty ones included.
    classes : tuple of (name, levels, labels)
        The classifications that are crossed, the last running fastest.
    """

    codes: Indices | None
    number: int
    classes: tuple[tuple[str, tuple[Level, ...], tuple[Text, ...]], ...]

    def grouped(self, n_variables: int) -> tuple[Grouped, ...]:
        """The classifications as columns of a result whose rows run through the domains of each variable in turn."""
        if not self.classes:
            return ()
        positions = np.unravel_index(np.arange(self.number), [len(levels) for _, levels, _ in self.classes])
        return tuple(
            Grouped(column_of(name), levels, labels, np.tile(at, n_variables))
            for (name, levels, labels), at in zip(self.classes, positions, strict=True)
        )


def classifications(by: By) -> dict[str, str]:
    """Title -> name or condition of each classification.

    Examples
    --------
    >>> classifications(["sex", "S03 >= 60"])
    {'sex': 'sex', 'S03 >= 60': 'S03 >= 60'}
    >>> classifications({"old": "S03 >= 60"})
    {'old': 'S03 >= 60'}
    """
    if by is None:
        return {}
    if isinstance(by, Mapping):
        return dict(by)
    return {name: name for name in ((by,) if isinstance(by, str) else by)}


def is_condition(source: str) -> bool:
    """Whether a text is written as a condition is, not as a name."""
    return any(sign in source for sign in _SIGNS)


def categories_of(sample: Sample, source: str, code: str, place: str) -> Categories:
    """Categories of a name, or the two of a condition: 0 where it is false, 1 where it is true, blank where unknown.

    Raises
    ------
    EstimationError
        ``code`` when nothing has this name.
    ExpressionError
        When the condition cannot be read, or uses a name that does not exist.
    """
    if sample.has(source):
        return sample.categories(source)
    rows = sample.rows_of(source)
    if rows:
        remedy = f"Name one of its rows ({', '.join(rows[:4])}, …), or call survey.shares, which estimates all of them."
        raise EstimationError(code, place, "It is a battery and has no single answer.", remedy)
    if not is_condition(source):
        raise EstimationError(code, place, "Nothing in the sample has this name.", nearest(source, sample.names))
    return truths(sample, source)


def truths(sample: Sample, condition: str) -> Categories:
    """The two categories of a condition: 0 where it is false, 1 where it is true, blank where unknown."""
    truth = evaluate(parse(condition), sample)
    codes = np.where(truth.true, 1, np.where(truth.unknown, -1, 0)).astype(np.intp)
    words = Catalogue.load("survey.estimation")
    return Categories(codes, (0, 1), (words.text("no"), words.text("yes")), ("0", "1"))


def find_domains(sample: Sample, by: By) -> Domains:
    """Domains of ``by`` within the domain of the sample; an interview with a blank is outside all of them.

    Raises
    ------
    EstimationError
        ``E012`` when nothing has a name; ``E016`` when there would be more than a million domains; ``E017`` when a
        column of a table is blank everywhere.
    ExpressionError
        When a condition cannot be read.
    """
    named = classifications(by)
    codes: Indices | None = None
    number, classes = 1, []
    for name, source in named.items():
        found = categories_of(sample, source, "E012", f"by {source!r}")
        if not found.levels:
            raise EstimationError(
                "E017",
                f"by {name!r}",
                "It is blank in all interviews.",
                "Name a column that says where an interview belongs.",
            )
        if codes is None:
            codes = found.codes
        else:
            codes = np.where((found.codes < 0) | (codes < 0), -1, codes * len(found.levels) + found.codes)
        number *= len(found.levels)
        classes.append((name, found.levels, found.labels))
        if number > MOST_DOMAINS:
            raise EstimationError(
                "E016",
                f"by {', '.join(map(repr, named))}",
                f"Crossed they make {number:,} domains and more; every one would have a row.",
                "Group the values first (Sample.assign), or cross fewer variables.",
            )
    if sample.domain is not None:
        codes = np.where(sample.domain, 0 if codes is None else codes, -1)
    return Domains(codes, number, tuple(classes))

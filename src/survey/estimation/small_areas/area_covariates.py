"""Covariates of areas: numbers known of every area, from a table or a mapping, as columns of a regression."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from survey.arrays import Floats
from survey.design.population_margin import Level
from survey.errors import EstimationError, nearest
from survey.estimation.classification import Grouped
from survey.frames import to_pandas

INTERCEPT = "intercept"


@dataclass(frozen=True, slots=True, eq=False)
class AreaCovariates:
    """Columns of the regression, standardised so that figures of any size can be used.

    Parameters
    ----------
    names : tuple of p str
        The intercept first.
    columns : (m, p) array
        1 in the first column; the others have mean 0 and standard deviation 1 over the areas.
    back : (p, p) array
        Turns coefficients of ``columns`` into coefficients of the covariates as given.
    """

    names: tuple[str, ...]
    columns: Floats
    back: Floats


def read_covariates(auxiliary: object, areas: Grouped, place: str) -> AreaCovariates:
    """Columns of the regression for every area, in the order of the areas.

    Parameters
    ----------
    auxiliary : table, mapping name -> mapping area -> number, or None
        None is the intercept alone. A table has one row per area and says which in a column with the name of the
        classification, or in its index.
    areas : Grouped
    place : str
        For errors.

    Raises
    ------
    EstimationError
        ``E351`` an area that is missing or named twice; ``E352`` a value that is not a finite number; ``E354`` a
        table that does not name the areas.
    """
    given = {} if auxiliary is None else _by_area(auxiliary, areas, place)
    names = tuple(given)
    levels = areas.values()
    values = np.array([[one[level_text(level)] for level in levels] for one in given.values()])
    values = values.reshape(len(names), len(levels))
    centre = values.mean(1)
    spread = values.std(1)
    spread = np.where(spread > 1e-12 * np.abs(centre), spread, 1.0)
    columns = np.vstack([np.ones(len(levels)), (values - centre[:, None]) / spread[:, None]]).T
    back = np.zeros((len(names) + 1, len(names) + 1))
    back[0, 0] = 1.0
    back[0, 1:] = -centre / spread
    back[1:, 1:] = np.diag(1 / spread)
    return AreaCovariates((INTERCEPT, *names), columns, back)


def check_rank(columns: Floats, names: tuple[str, ...], place: str) -> None:
    """Refuse columns that say the same about the areas with a direct estimate.

    Raises
    ------
    EstimationError
        ``E353`` a column that is constant there, or follows from the columns before it.
    """
    for last in range(1, columns.shape[1] + 1):
        if np.linalg.matrix_rank(columns[:, :last]) < last:
            raise EstimationError(
                "E353",
                f"{place}: auxiliary {names[last - 1]!r}",
                "Over the areas with interviews it is constant or follows from the columns before it.",
                "Leave it out; an intercept is always in the model.",
            )


def numbers_by_area(given: object, areas: Grouped, place: str) -> dict[str, float]:
    """A finite number for every area, by the text of its level.

    Raises
    ------
    EstimationError
        ``E351``, ``E352``.
    """
    items = getattr(given, "items", None)
    if not callable(items):
        raise TypeError("neither a mapping nor a series")
    pairs = [(level_text(level), value) for level, value in items()]
    found: dict[str, object] = dict(pairs)
    wanted = [level_text(level) for level in areas.values()]
    missing = [text for text in wanted if text not in found]
    if missing or len(found) < len(pairs):
        texts = [text for text, _ in pairs]
        twice = [text for text in texts if texts.count(text) > 1]
        fact = f"It has nothing for area {missing[0]!r}." if missing else f"Area {twice[0]!r} is named twice."
        raise EstimationError("E351", place, fact, nearest(missing[0], texts) if missing else "Give one row per area.")
    numbers = {text: _number(found[text]) for text in wanted}
    bad = [text for text in wanted if not np.isfinite(numbers[text])]
    if bad:
        raise EstimationError(
            "E352",
            place,
            f"The value of area {bad[0]!r} is not a finite number: {found[bad[0]]!r}.",
            "Give a number for every area, also for those without interviews; make categories columns of 0 and 1.",
        )
    return numbers


def level_text(level: object) -> str:
    """Text of a level: whole numbers without a point, since tables with blanks hold them as decimals.

    Examples
    --------
    >>> level_text(3.0), level_text("north")
    ('3', 'north')
    """
    if isinstance(level, float | np.floating) and float(level).is_integer():
        return str(int(level))
    return str(level)


def _number(value: object) -> float:
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return float("nan")


def _by_area(auxiliary: object, areas: Grouped, place: str) -> dict[str, dict[str, float]]:
    """Numbers by covariate and area."""
    if isinstance(auxiliary, Mapping) and all(callable(getattr(one, "items", None)) for one in auxiliary.values()):
        columns: Mapping[str, object] = {str(name): one for name, one in auxiliary.items()}
    else:
        columns = _columns(auxiliary, areas, place)
    return {name: numbers_by_area(one, areas, f"{place}: auxiliary {name!r}") for name, one in columns.items()}


def _columns(auxiliary: object, areas: Grouped, place: str) -> dict[str, pd.Series]:
    """Columns of a table, each a series by area."""
    frame = to_pandas(auxiliary, place)
    if areas.name in frame.columns:
        index: list[Level] = frame.pop(areas.name).tolist()
    elif isinstance(auxiliary, pd.DataFrame):
        index = auxiliary.index.tolist()
    else:
        raise EstimationError(
            "E354",
            f"{place}: auxiliary",
            f"No column is named {areas.name!r} and says which area a row is.",
            nearest(areas.name, [str(name) for name in frame.columns]),
        )
    return {str(name): frame[name].set_axis(index) for name in frame.columns}

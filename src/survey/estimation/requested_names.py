"""Names that a request needs of data that are not in memory."""

from __future__ import annotations

from dataclasses import dataclass

from numpy.typing import ArrayLike

from survey.errors import EstimationError
from survey.estimation.domains import classifications, is_condition
from survey.estimation.estimand_columns import Variables
from survey.estimation.estimation_source import Request
from survey.expressions import parse


@dataclass(frozen=True, slots=True)
class RequestedNames:
    """Columns that a request needs, those of them that are categories, and its condition."""

    names: tuple[str, ...]
    classified: tuple[str, ...]
    where: str | None

    @classmethod
    def of(cls, request: Request) -> RequestedNames:
        """Names of a request.

        Raises
        ------
        EstimationError
            ``E307`` when it has arrays in place of names.
        """
        variables = (*_named(request.variables, request), *_named(request.denominator or (), request))
        sources = classifications(request.by).values()
        by = tuple(source for source in sources if not is_condition(source))
        where = require_text(request.where, f"{request.place}: where=")
        if request.reasons is not None:
            raise not_named(f"{request.place}: reasons=")
        conditions = [source for source in sources if is_condition(source)]
        conditions += [] if where is None else [where]
        asked = [name for source in conditions for name in parse(source).names]
        classified = (*by, *variables) if request.kind in ("share", "shares") else by
        names = tuple(dict.fromkeys((*variables, *by, *asked)))
        return cls(names, tuple(dict.fromkeys(classified)), where)


def require_text(where: str | ArrayLike | None, place: str) -> str | None:
    """The condition of a domain as text.

    Raises
    ------
    EstimationError
        ``E307`` when it is an array.
    """
    if where is not None and not isinstance(where, str):
        raise not_named(place)
    return where


def _named(variables: Variables, request: Request) -> tuple[str, ...]:
    if isinstance(variables, str):
        return (variables,)
    names = tuple(variables)
    if not all(isinstance(name, str) for name in names) or hasattr(variables, "keys"):
        raise not_named(f"{request.place}: variables")
    return names


def not_named(place: str) -> EstimationError:
    """Error for arrays in place of names (``E307``)."""
    return EstimationError(
        "E307",
        place,
        "Data that are not in memory are asked by names of columns and by conditions as text, not by arrays.",
        "Write the derived values as a column of the file or table, or estimate from survey.make_sample in memory.",
    )

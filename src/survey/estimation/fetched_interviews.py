"""Interviews fetched from a source that has them elsewhere: of the columns that a verb needs, and no others."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Concatenate, ParamSpec, Protocol, TypeVar, cast, runtime_checkable

from survey.design.sample import Sample
from survey.errors import EstimationError
from survey.estimation.estimation_source import Source
from survey.estimation.requested_names import not_named

P = ParamSpec("P")
R = TypeVar("R")


@runtime_checkable
class FetchedSource(Protocol):
    """A source that can give the interviews themselves."""

    def fetched(self, texts: Sequence[str], where: str | None, place: str) -> Sample:
        """Sample in memory, which has the columns that some texts name.

        Parameters
        ----------
        texts : sequence of str
            Names, conditions and formulas.
        where : str or None
            Condition of the domain, which the sample has.
        place : str
            Name of the public function, for messages.
        """
        ...


def from_interviews(
    *sources: str, only: Mapping[str, object] | None = None
) -> Callable[[Callable[Concatenate[Sample, P], R]], Callable[Concatenate[Sample | Source, P], R]]:
    """Decorator of a verb that needs interviews: of another source the columns are fetched that its arguments name.

    Parameters
    ----------
    sources : str
        Arguments that hold names, conditions or a formula. The condition of the domain is the argument ``where``.
    only : mapping of str to object, optional
        Arguments that must have this value, because with another one the result depends on the order of interviews, which
        a table in a database does not have.
    """

    def wrap(verb: Callable[Concatenate[Sample, P], R]) -> Callable[Concatenate[Sample | Source, P], R]:
        place, signature = f"survey.{verb.__name__}", inspect.signature(verb)

        @functools.wraps(verb)
        def call(sample: Sample | Source, *args: P.args, **keywords: P.kwargs) -> R:
            if isinstance(sample, Sample) or not isinstance(sample, FetchedSource):
                return verb(cast("Sample", sample), *args, **keywords)
            given = signature.bind(sample, *args, **keywords)
            given.apply_defaults()
            for name, value in (only or {}).items():
                if given.arguments[name] != value:
                    raise EstimationError(
                        "E384",
                        f"{place}: {name}",
                        f"{name}={given.arguments[name]!r} depends on the order of interviews; a table in a database has none.",
                        f"Say {name}={value!r}.",
                    )
            texts = [text for name in sources for text in _texts(given.arguments[name], f"{place}: {name}")]
            where = given.arguments.get("where")
            arrays = [name for name in ("reasons", "offset") if given.arguments.get(name) is not None]
            if arrays or not (where is None or isinstance(where, str)):
                raise not_named(f"{place}: {'where' if not arrays else arrays[0]}=")
            given.arguments |= {"sample": sample.fetched(texts, where, place), "where": None}
            return verb(*given.args, **given.kwargs)

        accepted = signature.parameters["sample"].replace(annotation=Sample | FetchedSource)
        call.__signature__ = signature.replace(  # type: ignore[attr-defined]
            parameters=[accepted, *list(signature.parameters.values())[1:]]
        )
        return cast("Callable[Concatenate[Sample | Source, P], R]", call)

    return wrap


def _texts(value: object, place: str) -> list[str]:
    """All texts in an argument: in itself, in a sequence, in the values of a mapping."""
    if value is None:
        return []
    if isinstance(value, str):
        return [value]
    inner: Iterable[object] = (
        value.values() if isinstance(value, Mapping) else value if isinstance(value, Iterable) else ()
    )
    if isinstance(value, list | tuple | Mapping):
        return [text for one in inner for text in _texts(one, place)]
    raise not_named(place)

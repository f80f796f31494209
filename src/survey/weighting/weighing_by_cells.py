"""Steps of weighting of data that are not in memory, by cells of the variables that the step uses."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar, cast

from survey.design.sample import Sample
from survey.design.weighed_by_cells import WeighedByCells

P = ParamSpec("P")
AnySample = TypeVar("AnySample", bound=Sample | WeighedByCells)


def by_cells(
    names_of: Callable[..., tuple[str, ...]],
) -> Callable[[Callable[Concatenate[Sample, P], Sample]], Callable[Concatenate[AnySample, P], AnySample]]:
    """Decorator of a verb of weighting whose factors depend on some categories alone.

    Parameters
    ----------
    names_of : callable
        Variables that the verb crosses, from its arguments without the sample.
    """

    def wrap(verb: Callable[Concatenate[Sample, P], Sample]) -> Callable[Concatenate[AnySample, P], AnySample]:
        @functools.wraps(verb)
        def step(sample: AnySample, *args: P.args, **keywords: P.kwargs) -> AnySample:
            if isinstance(sample, Sample) or not isinstance(sample, WeighedByCells):
                return cast("AnySample", verb(cast("Sample", sample), *args, **keywords))
            names = names_of(*args, **keywords)
            place = f"survey.{verb.__name__}"
            return sample.weighed_by_cells(names, lambda cells: verb(cells, *args, **keywords), place)

        return cast("Callable[Concatenate[AnySample, P], AnySample]", step)

    return wrap

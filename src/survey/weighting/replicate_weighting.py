"""Steps of weighting repeated in every replicate of a sample."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, cast

from survey.design.replicate_factors import plain, repeat_in_replicates, replication_of
from survey.design.sample import Sample

P = ParamSpec("P")
Verb = Callable[Concatenate[Sample, P], Sample]


def repeated(**in_replicates: object) -> Callable[[Verb[P]], Verb[P]]:
    """A verb of weighting that, given a sample with replicates, also goes through every replicate.

    Parameters
    ----------
    in_replicates : keyword arguments
        Options of the verb that are otherwise in replicates, whose weights nobody looks at one by one.

    Notes
    -----
    The variance then knows all that the step does to estimates, as R's ``calibrate`` and ``postStratify`` of a design
    with replicate weights. A step that fails in a replicate is an error (``S121``) that names the replicate.
    """

    def wrap(verb: Verb[P]) -> Verb[P]:
        @functools.wraps(verb)
        def step(sample: Sample, *args: P.args, **keywords: P.kwargs) -> Sample:
            if replication_of(sample) is None:
                return verb(sample, *args, **keywords)
            after = verb(plain(sample, sample.weights), *args, **keywords)
            again = functools.partial(verb, **{**keywords, **in_replicates})  # type: ignore[arg-type]
            return repeat_in_replicates(sample, after, lambda one: again(one, *args), f"survey.{verb.__name__}")

        return cast("Verb[P]", step)

    return wrap

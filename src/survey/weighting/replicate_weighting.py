"""Replicate weighting: steps of weighting repeated in every replicate of a sample."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, cast

from survey.design.reweighting import plain, repeat_in_replicates, replication_of
from survey.design.sample import Sample

P = ParamSpec("P")
Verb = Callable[Concatenate[Sample, P], Sample]


def repeated(**in_replicates: object) -> Callable[[Verb[P]], Verb[P]]:
    """Decorator of a verb of weighting: for a sample with replicates, the verb is repeated in every replicate.

    Parameters
    ----------
    in_replicates : keyword arguments
        Options of the verb that have another value in replicates: ``allow_negative=True``, for example, because a
        negative replicate weight does no harm to a variance.

    Notes
    -----
    Variances then include the effect of the step on estimates, as in R's ``calibrate`` and ``postStratify`` of a design
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

"""A sample is weighted whole: a restriction comes afterwards."""

from __future__ import annotations

from survey.design.sample import Sample
from survey.errors import WeightingError


def check_whole(sample: Sample, verb: str) -> None:
    """Refuse a sample restricted to a domain.

    Raises
    ------
    WeightingError
        ``W100`` when the sample is restricted.
    """
    if sample.domain is not None:
        raise WeightingError(
            "W100",
            f"{verb}: sample",
            f"The sample is restricted to a domain: {' and '.join(sample.conditions)}.",
            "Weight the whole sample first, then restrict it with where().",
        )

"""Check that a sample to be weighted is not restricted to a domain."""

from __future__ import annotations

from survey.design.sample import Sample
from survey.errors import WeightingError


def check_whole(sample: Sample, verb: str) -> None:
    """Refuse a sample that is restricted to a domain: totals of the population hold for the whole sample only.

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

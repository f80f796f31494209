"""Estimates of small areas that borrow strength from the other areas: Fay-Herriot models of direct estimates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.lazy_names import lazy_names

if TYPE_CHECKING:
    from survey.estimation.small_areas.estimate import small_area
    from survey.estimation.small_areas.result import AreaModel, SmallAreaEstimates

__all__ = ["AreaModel", "SmallAreaEstimates", "small_area"]

__getattr__ = lazy_names(
    __name__,
    {
        "estimate": "small_area",
        "result": "AreaModel SmallAreaEstimates",
    },
)

"""Estimates of small areas that borrow strength from the other areas: Fay-Herriot models of direct estimates."""

from survey.estimation.small_areas.estimate import small_area
from survey.estimation.small_areas.result import AreaModel, SmallAreaEstimates

__all__ = ["AreaModel", "SmallAreaEstimates", "small_area"]

"""Weights brought into agreement with the population, and kept within reason."""

from survey.design.trail import weighting_effect
from survey.weighting.rake import rake
from survey.weighting.trim import normalize, trim

__all__ = ["normalize", "rake", "trim", "weighting_effect"]

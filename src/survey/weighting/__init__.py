"""Weights brought into agreement with the population, and kept within reason."""

from survey.design.trail import weighting_effect
from survey.weighting.calibrate import calibrate
from survey.weighting.nonresponse import adjust_nonresponse
from survey.weighting.poststratify import poststratify
from survey.weighting.rake import rake
from survey.weighting.trim import normalize, trim

__all__ = ["adjust_nonresponse", "calibrate", "normalize", "poststratify", "rake", "trim", "weighting_effect"]

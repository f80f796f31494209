"""Weights brought into agreement with the population, and kept within reason."""

from survey.design.trail import weighting_effect
from survey.weighting.calibrate import calibrate
from survey.weighting.combine import combine
from survey.weighting.diagnostics import WeightDiagnostics, diagnose
from survey.weighting.first_phase import calibrate_to_first_phase
from survey.weighting.nonresponse import adjust_nonresponse
from survey.weighting.poststratify import poststratify
from survey.weighting.rake import rake
from survey.weighting.trim import normalize, trim

__all__ = [
    "WeightDiagnostics",
    "adjust_nonresponse",
    "calibrate",
    "calibrate_to_first_phase",
    "combine",
    "diagnose",
    "normalize",
    "poststratify",
    "rake",
    "trim",
    "weighting_effect",
]

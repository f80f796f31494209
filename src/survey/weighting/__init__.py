"""Weighting: raking, calibration, post-stratification, standardisation, nonresponse adjustment, trimming, and diagnostics of weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.design.weight_trail import weighting_effect
from survey.lazy_names import lazy_names

if TYPE_CHECKING:
    from survey.weighting.calibration import calibrate
    from survey.weighting.combined_samples import combine
    from survey.weighting.direct_standardisation import standardize
    from survey.weighting.first_phase_calibration import calibrate_to_first_phase
    from survey.weighting.nonresponse_adjustment import adjust_nonresponse
    from survey.weighting.poststratification import poststratify
    from survey.weighting.raking import rake
    from survey.weighting.trimming import normalize, trim
    from survey.weighting.weight_diagnostics import WeightDiagnostics, diagnose

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
    "standardize",
    "trim",
    "weighting_effect",
]

__getattr__ = lazy_names(
    __name__,
    {
        "calibration": "calibrate",
        "combined_samples": "combine",
        "direct_standardisation": "standardize",
        "first_phase_calibration": "calibrate_to_first_phase",
        "nonresponse_adjustment": "adjust_nonresponse",
        "poststratification": "poststratify",
        "raking": "rake",
        "trimming": "normalize trim",
        "weight_diagnostics": "WeightDiagnostics diagnose",
    },
)

"""Sampling design, sample, population figures, replicate weights, and the trail of steps that made the weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.lazy_names import lazy_names

if TYPE_CHECKING:
    from survey.design.data_columns import Categories
    from survey.design.degrees_of_freedom import degf
    from survey.design.design import Chain, Design, Lonely
    from survey.design.joint_probabilities import HartleyRao, JointProbabilities
    from survey.design.make_replicates import replicate, replicate_weights
    from survey.design.population import Population
    from survey.design.population_folder import read_population
    from survey.design.population_margin import Level, Margin
    from survey.design.replicate_factors import ReplicateFactors
    from survey.design.replicate_spec import Replicates
    from survey.design.reweighting import reweigh
    from survey.design.sample import Sample
    from survey.design.sample_from_table import make_sample
    from survey.design.sampling_stages import Stage
    from survey.design.two_phase_design import TwoPhase
    from survey.design.weight_trail import Calibration, WeightStep, weighting_effect

__all__ = [
    "Calibration",
    "Categories",
    "Chain",
    "Design",
    "HartleyRao",
    "JointProbabilities",
    "Level",
    "Lonely",
    "Margin",
    "Population",
    "ReplicateFactors",
    "Replicates",
    "Sample",
    "Stage",
    "TwoPhase",
    "WeightStep",
    "degf",
    "make_sample",
    "read_population",
    "replicate",
    "replicate_weights",
    "reweigh",
    "weighting_effect",
]

__getattr__ = lazy_names(
    __name__,
    {
        "data_columns": "Categories",
        "degrees_of_freedom": "degf",
        "design": "Chain Design Lonely",
        "joint_probabilities": "HartleyRao JointProbabilities",
        "make_replicates": "replicate replicate_weights",
        "population": "Population",
        "population_folder": "read_population",
        "population_margin": "Level Margin",
        "replicate_factors": "ReplicateFactors",
        "replicate_spec": "Replicates",
        "reweighting": "reweigh",
        "sample": "Sample",
        "sample_from_table": "make_sample",
        "sampling_stages": "Stage",
        "two_phase_design": "TwoPhase",
        "weight_trail": "Calibration WeightStep weighting_effect",
    },
)

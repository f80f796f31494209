"""How the sample was drawn, who is in it, what the population looks like, and every step its weights went through."""

from survey.design.design import Chain, Design, Lonely
from survey.design.make_sample import make_sample
from survey.design.margin import Level, Margin
from survey.design.population import Population
from survey.design.read_population import read_population
from survey.design.replicate import replicate, replicate_weights
from survey.design.replicates import Replicates
from survey.design.replication import Replication
from survey.design.sample import Categories, Sample
from survey.design.stages import Stage
from survey.design.trail import Calibration, WeightStep, reweigh, weighting_effect
from survey.design.two_phase import TwoPhase
from survey.design.unequal import HartleyRao, JointProbabilities

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
    "Replicates",
    "Replication",
    "Sample",
    "Stage",
    "TwoPhase",
    "WeightStep",
    "make_sample",
    "read_population",
    "replicate",
    "replicate_weights",
    "reweigh",
    "weighting_effect",
]

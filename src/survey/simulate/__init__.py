"""Simulated waves, made from the questionnaire and the population: for demonstrations, training and planning.

Not for publication: the answers are invented, and only their structure is meant to be realistic.

Sample. The strata are the units of the region. In each stratum, sampling points (PSUs) of about 2,200 adults are drawn
systematically with probability proportional to the number of adults. Points are allocated to strata in proportion to
adults, but each stratum gets at least 4 % of them. Ten adults are interviewed at each point: fewer where n is too small
for two points per stratum, more above 20,000 interviews. ``base_weight`` is the inverse of a person's selection
probability. The points, and the effects of points, units and ethnic groups, are the same in every wave and for every
seed.

People come from the joint population table. Points differ in their ethnic mix, and some groups of people take part less
often than others. Answers come from four correlated traits (trust, relations, closeness, security) that differ by point
(intraclass correlation of an item about 0.06), unit, ethnic group and quarter. Questions without scores have
distributions from ``simulation.yaml``, or else invented ones. Routing, jumps, versions, exclusive answers, limits,
offered answers and the days from which a row is asked are respected. The list experiment is consistent with the direct
question. A multiple choice is never refused.

Mistakes (``field_errors``) are planted in about 54 of 1,000 interviews, one in each, and listed with the rule of
:mod:`survey.validation` that should find them. ``unit_and_point`` and ``language_held`` are custom rules in the
``rules.yaml`` of the questionnaire.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.lazy_names import lazy_names

if TYPE_CHECKING:
    from survey.simulate.expectations import TRAITS, Expectations, Shares, read_profile
    from survey.simulate.simulated_wave import SimulatedWave
    from survey.simulate.simulation import simulate_wave

__all__ = ["TRAITS", "Expectations", "Shares", "SimulatedWave", "read_profile", "simulate_wave"]

__getattr__ = lazy_names(
    __name__,
    {
        "expectations": "TRAITS Expectations Shares read_profile",
        "simulated_wave": "SimulatedWave",
        "simulation": "simulate_wave",
    },
)

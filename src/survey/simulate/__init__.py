"""Waves that were never held, made from the questionnaire and the population: for demonstrations, training, planning.

Not for publication: the answers are invented; only their structure is meant to be true.

Sample. Units are strata. In each, sampling points (PSUs) of about 2,200 adults are drawn systematically with
probability proportional to adults, allocated in proportion but at least 4 % of all to each unit; ten adults are
interviewed at each point (fewer where n gives no two points per stratum, more above 20,000 interviews).
``base_weight`` is the inverse of a person's selection probability. The points, and what is particular to them and
to units and ethnic groups, are the same in every wave and for every seed.

People come from the joint population table; points differ in their ethnic mix, and some people open the door
less often than others. Their answers come from four correlated traits (trust, relations, closeness, security)
that differ by point (intraclass correlation of an item about 0.06), unit, ethnic group and quarter. Questions
without scores have distributions of their own, taken from ``simulation.yaml`` where it knows them. Routing, jumps,
versions, exclusive answers, limits, offered answers and days from which a row can be asked are obeyed; the list
experiment agrees with the direct question about it; a multiple choice is never refused.

Mistakes (``field_errors``) are planted in about 54 of 1,000 interviews, one in each, and listed with the rule of
:mod:`survey.validation` that should find them. ``unit_and_point`` and ``language_held`` are house rules of the
shipped ``rules.yaml``.
"""

from survey.simulate.expectations import TRAITS, Expectations, Shares, read_profile
from survey.simulate.simulated_wave import SimulatedWave
from survey.simulate.simulation import simulate_wave

__all__ = ["TRAITS", "Expectations", "Shares", "SimulatedWave", "read_profile", "simulate_wave"]

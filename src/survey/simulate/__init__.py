"""Waves that were never held, made from the questionnaire and the population: for demonstrations, training, planning."""

from survey.simulate.profile import TRAITS, Profile, Shares, read_profile
from survey.simulate.simulate_wave import simulate_wave
from survey.simulate.wave import SimulatedWave

__all__ = ["TRAITS", "Profile", "Shares", "SimulatedWave", "read_profile", "simulate_wave"]

"""Estimates from tables in databases: the database adds up by PSU and domain, variances are computed from the sums."""

from survey.estimation.database.database_sample import DatabaseSample, in_database

__all__ = ["DatabaseSample", "in_database"]

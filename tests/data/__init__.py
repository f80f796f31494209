"""Data that the tests read."""

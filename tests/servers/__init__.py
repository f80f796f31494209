"""Submissions fetched from a server on this computer."""

"""Sentences of the report with the conditions under which they are printed."""

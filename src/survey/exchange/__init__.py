"""The questionnaire to and from other tools, and its dictionaries for archives and analysts."""

from survey.exchange.codebook_file import write_codebook
from survey.exchange.dictionary_file import write_dictionary

__all__ = ["write_codebook", "write_dictionary"]

"""The questionnaire to and from other tools, and its dictionaries for archives and analysts."""

from survey.exchange.codebook_file import write_codebook
from survey.exchange.dictionary_file import write_dictionary
from survey.exchange.dictionary_reading import ReadDictionary, read_dictionary
from survey.exchange.written_form import WrittenForm
from survey.exchange.xlsform_writing import write_xform, write_xlsform

__all__ = [
    "ReadDictionary",
    "WrittenForm",
    "read_dictionary",
    "write_codebook",
    "write_dictionary",
    "write_xform",
    "write_xlsform",
]

"""The questionnaire to and from other tools, and its dictionaries for archives and analysts."""

from survey.exchange.codebook_file import write_codebook
from survey.exchange.dictionary_file import write_dictionary
from survey.exchange.dictionary_reading import ReadDictionary, read_dictionary
from survey.exchange.paper.entry_sheet import write_entry_sheet
from survey.exchange.paper.paper_writing import write_paper
from survey.exchange.read_form import FormLine, ReadForm
from survey.exchange.surveyjs_writing import write_surveyjs
from survey.exchange.written_form import WrittenForm
from survey.exchange.xlsform_reading import read_xlsform
from survey.exchange.xlsform_writing import write_xform, write_xlsform

__all__ = [
    "FormLine",
    "ReadDictionary",
    "ReadForm",
    "WrittenForm",
    "read_dictionary",
    "read_xlsform",
    "write_codebook",
    "write_dictionary",
    "write_entry_sheet",
    "write_paper",
    "write_surveyjs",
    "write_xform",
    "write_xlsform",
]

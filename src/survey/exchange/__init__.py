"""The questionnaire to and from other tools."""

from survey.exchange.read_form import FormLine, ReadForm
from survey.exchange.written_form import WrittenForm
from survey.exchange.xlsform_reading import read_xlsform
from survey.exchange.xlsform_writing import write_xform, write_xlsform

__all__ = ["FormLine", "ReadForm", "WrittenForm", "read_xlsform", "write_xform", "write_xlsform"]

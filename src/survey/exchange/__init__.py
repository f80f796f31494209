"""The questionnaire to and from other tools."""

from survey.exchange.written_form import WrittenForm
from survey.exchange.xlsform_writing import write_xform, write_xlsform

__all__ = ["WrittenForm", "write_xform", "write_xlsform"]

"""Reading of a column, decided once: format of numbers and dates, missing values, meanings of words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from survey.ingest.dates import DateFormat
from survey.ingest.numbers import PLAIN, NumberFormat
from survey.ingest.percentages import PercentRole
from survey.questionnaire.model import Reason

ValueLabels = Mapping[float | str, str]


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """Rule by which the cells of one column are read; decided from all of them before any is read.

    Parameters
    ----------
    labels : mapping of value to text
        Value labels that the file itself carries for the column.
    numbers : NumberFormat
    dates : DateFormat
    missing : mapping of cell to Reason
        Cells that the file or the wave declares missing and the questionnaire does not know.
    words : mapping of folded text to code
        Codes that the wave gives to texts of this column.
    percent : PercentRole
        Reading of numbers with a percent sign.
    """

    labels: ValueLabels = field(default_factory=dict)
    numbers: NumberFormat = PLAIN
    dates: DateFormat = field(default_factory=DateFormat)
    missing: Mapping[object, Reason] = field(default_factory=dict)
    words: Mapping[str, int] = field(default_factory=dict)
    percent: PercentRole = "unclear"

"""One decision per column: how its cells write numbers and dates, what is missing, what its words mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from survey.ingest.dates import DateFormat
from survey.ingest.numbers import PLAIN, NumberFormat
from survey.questionnaire.model import Reason

ValueLabels = Mapping[float | str, str]


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """How the cells of one column are read; decided from all of them before any is read.

    Parameters
    ----------
    labels : mapping of value to text
        Value labels that the file itself carries for the column.
    numbers : NumberFormat
    dates : DateFormat
    missing : mapping of cell to Reason
        Cells that are missing values by what the file or the wave says, unknown to the questionnaire.
    words : mapping of folded text to code
        What the wave says of texts of this column.
    """

    labels: ValueLabels = field(default_factory=dict)
    numbers: NumberFormat = PLAIN
    dates: DateFormat = field(default_factory=DateFormat)
    missing: Mapping[object, Reason] = field(default_factory=dict)
    words: Mapping[str, int] = field(default_factory=dict)

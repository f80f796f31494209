"""Quarters of a year: names of waves, and arithmetic with them."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from survey.argument_errors import noun
from survey.errors import MonitorError


@noun
@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """Quarter of a year; quarters are ordered in time, and whole numbers of quarters can be added.

    Examples
    --------
    >>> Quarter.parse("2018Q1") - 1
    Quarter(year=2017, number=4)
    >>> str(Quarter(2018, 1) + 5)
    '2019Q2'
    """

    year: int
    number: int

    @classmethod
    def parse(cls, name: str) -> Quarter:
        """Quarter from text: ``2018Q1`` (also ``2018q1``, ``2018-Q1``, and with the Cyrillic letter К).

        Raises
        ------
        MonitorError
            ``M001`` when the text is not a year and a quarter from 1 to 4.
        """
        match = re.fullmatch(r"\s*([12][0-9]{3})\s*-?\s*[QqКк]\s*([1-4])\s*", name)
        if match is None:
            raise MonitorError(
                "M001", f"wave {name!r}", "This is not a quarter.", "Write the year, Q and 1 to 4: 2018Q1."
            )
        return cls(int(match[1]), int(match[2]))

    @property
    def first_day(self) -> datetime.date:
        """First day of the quarter."""
        return datetime.date(self.year, 3 * self.number - 2, 1)

    @property
    def last_day(self) -> datetime.date:
        """Last day of the quarter."""
        return (self + 1).first_day - datetime.timedelta(days=1)

    def __add__(self, quarters: int) -> Quarter:
        year, position = divmod(self.year * 4 + self.number - 1 + quarters, 4)
        return Quarter(year, position + 1)

    def __sub__(self, quarters: int) -> Quarter:
        return self + -quarters

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"

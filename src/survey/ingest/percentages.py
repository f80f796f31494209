"""Numbers with a percent sign: 12.5% as the number 12.5 or as the share 0.125."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from survey.ingest.numbers import Fits, NumberFormat, number_of

PercentRole = Literal["number", "share", "unclear"]
"""Reading of 12.5%: 12.5, 0.125, or not known."""

_PERCENT = re.compile(r"\s*(.*?\d)\s*%\s*", re.DOTALL)
_LONGEST = 400


def percentage(cell: object, written: NumberFormat) -> float | None:
    """The number before a percent sign; None when the cell is something else.

    Examples
    --------
    >>> percentage("12,5 %", NumberFormat()), percentage("12.5", NumberFormat())
    (12.5, None)
    """
    match = _PERCENT.fullmatch(cell) if isinstance(cell, str) and len(cell) < _LONGEST and "%" in cell else None
    return number_of(match[1], written) if match is not None else None


def percent_number(cell: object, written: NumberFormat, role: PercentRole) -> float | None:
    """The number in a cell with a percent sign, as its column is read; None when that is not known."""
    number = percentage(cell, written) if role != "unclear" else None
    if number is None:
        return None
    return number if role == "number" else float(f"{number / 100:.15g}")


def decide_percent(
    cells: Iterable[object], written: NumberFormat, fits: Fits, *, says_percent: bool
) -> PercentRole | None:
    """Reading of the percent signs of a column; None when it has none.

    Parameters
    ----------
    cells : iterable
    written : NumberFormat
    fits : callable
        Whether a number can be an answer.
    says_percent : bool
        Whether the wording of the question has a percent sign.
    """
    numbers = [number for cell in cells if (number := percentage(cell, written)) is not None]
    if not numbers:
        return None
    as_number, as_share = all(map(fits, numbers)), all(fits(number / 100) for number in numbers)
    if as_number != as_share:
        return "number" if as_number else "share"
    return "number" if says_percent or not as_number else "unclear"

"""Days whose month is written as a word, in any language of the catalogue: Mar 9, 2018; 9 марта 2018 г.; 09mar2018."""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Mapping

from survey.ingest.cell_words import catalogue_words
from survey.spelling import fold

_MONTH = r"(?P<month>[^\W\d_]{3,12})\.?"
_DAY = r"(?P<day>\d{1,2})"
_YEAR = r"(?P<year>\d{4})"
_TIME = r"(?:,?\s+\d{1,2}[:.]\d{2}.*)?"
_FORMS = tuple(
    re.compile(form + _TIME, re.DOTALL)
    for form in (
        rf"{_MONTH}\s+{_DAY},?\s+{_YEAR}",
        rf"{_DAY}[\s.-]*{_MONTH}[\s,-]*{_YEAR}(?:\s*[гж]\.?)?",
        rf"{_YEAR}\s*(?:ж\.?)?[\s,-]+{_DAY}[\s-]+{_MONTH}",
    )
)
_LONGEST = 60


def worded_day(text: str) -> datetime.date | None:
    """The day that a text names with the word of its month; None when it names none.

    Examples
    --------
    >>> [str(worded_day(text)) for text in ("Mar 9, 2018 10:33:10 AM", "09mar2018", "9 наурыз 2018 ж.", "May be 2018")]
    ['2018-03-09', '2018-03-09', '2018-03-09', 'None']
    """
    if len(text) > _LONGEST:
        return None
    for form in _FORMS:
        match = form.fullmatch(text.strip())
        month = _months().get(fold(match["month"])) if match is not None else None
        if match is not None and month is not None:
            try:
                return datetime.date(int(match["year"]), month, int(match["day"]))
            except ValueError:
                return None
    return None


@functools.cache
def _months() -> Mapping[str, int]:
    """Numbers of months by their words; those of one month are separated by a slash, months by semicolons."""
    found: dict[str, int] = {}
    for at, words in enumerate(catalogue_words("months")):
        found |= {fold(word): at % 12 + 1 for word in words.split("/")}
    return found

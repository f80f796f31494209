"""Numbers and days as each language writes them."""

from __future__ import annotations

import datetime
import functools
from decimal import ROUND_HALF_UP, Decimal

from survey.text import Language, number_marks

MINUS = "\u2212"
NO_BREAK_SPACE = "\u00a0"


class CountedPlace(int):
    """A whole number that selects the plural form and is shown with its thousands separated.

    Examples
    --------
    >>> "{n} interviews".format(n=CountedPlace(12500)) == "12\N{NO-BREAK SPACE}500 interviews"
    True
    """

    def __format__(self, specification: str) -> str:
        return grouped(str(abs(self)), NO_BREAK_SPACE) if not specification else super().__format__(specification)


def rounded(value: float, digits: int) -> Decimal:
    """The value rounded half away from zero, as readers expect and as ``round`` does not do.

    Noise of the ninth decimal is smoothed first: the binary number nearest to 2.345 is 2.34499999….

    Examples
    --------
    >>> rounded(0.25, 1), rounded(2.345, 2), rounded(-0.25, 1)
    (Decimal('0.3'), Decimal('2.35'), Decimal('-0.3'))
    """
    return Decimal(repr(round(float(value), 9))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


@functools.lru_cache(maxsize=2**14)
def number(value: float, language: Language, digits: int = 1, *, signed: bool = False) -> str:
    """A number with the decimal mark of the language, separated thousands, and a true minus sign.

    Examples
    --------
    >>> number(-1234.56, "ru") == "\N{MINUS SIGN}1\N{NO-BREAK SPACE}234,6"
    True
    >>> number(-0.04, "kk"), number(3.0, "kk", signed=True)
    ('0,0', '+3,0')
    """
    shown = rounded(value, digits)
    whole, _, fraction = f"{abs(shown):f}".partition(".")
    decimal, group = number_marks(language)
    sign = "" if shown == 0 else MINUS if shown < 0 else "+" if signed else ""
    return sign + grouped(whole, group) + (decimal + fraction if fraction else "")


def grouped(digits: str, mark: str) -> str:
    """Digits in threes, from four digits on.

    Examples
    --------
    >>> grouped("1948", " "), grouped("948", " ")
    ('1 948', '948')
    """
    head = len(digits) % 3
    parts = [digits[:head]] if head else []
    return mark.join(parts + [digits[start : start + 3] for start in range(head, len(digits), 3)])


@functools.cache
def month_names(language: Language) -> tuple[str, ...]:
    """Names of the months as they follow a day.

    Examples
    --------
    >>> month_names("ru")[2]
    'марта'
    """
    return tuple(day(datetime.date(2000, month, 1), language).strip("1" + NO_BREAK_SPACE) for month in range(1, 13))


def month_name(language: Language, month: int) -> str:
    """Name of a month by itself, in the language: ``наурыз``, ``март``."""
    from babel.dates import get_month_names

    return str(get_month_names("wide", context="stand-alone", locale=language)[month])


def day(date: datetime.date, language: Language) -> str:
    """Day and month in the language: ``12 ақпан``, ``12 февраля``."""
    from babel.dates import format_skeleton

    return str(format_skeleton("MMMMd", date, locale=language)).replace(" ", NO_BREAK_SPACE)

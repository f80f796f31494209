"""Cells that no questionnaire asked for: what people, programs and broken machines put where an answer belongs."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

from tests.fuzz.form import Cell


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula of a spreadsheet for which no value was stored."""

    text: str


@dataclass(frozen=True, slots=True)
class ErrorCell:
    """An error that a spreadsheet stored as the value of a cell."""

    text: str


_MARKERS = ("NA", "N/A", "n/a", "#N/A", "null", "NULL", "NaN", "nan", "None", "-", "--", ".", "?", "#DIV/0!", "#REF!")
_WORDS = ("TRUE", "FALSE", "True", "yes", "да", "иә", "нет", "жоқ", "Отказ", "не знаю", "Затрудняюсь ответить")
_NUMBERS = (
    *("1e999", "-1e999", "1E+00", "1.01E+05", "1e-400", "inf", "-inf", "Infinity", "-0", "+1", "01", "1.0", "1,0"),
    *("1,000", "1.000", "12,345", "1 000", "1\u00a0000", "1'000", "1_000", "0x10", "1.5", "1,5", "1.2.3", "1-2", "½"),
    *("١", "１", "²", "9" * 25, "9" * 400, "-" + "9" * 400, "0." + "0" * 400 + "1", "2147483648", "1/2", "10%", "1%"),
    *("-1", "-9", "97", "98", "99", "998", "999", "9998", "9999", "99999", "8888", "-99", "-999", "0", "1;2", "1|2"),
)
_DATES = (
    *("9999-12-31", "1900-01-01", "0000-00-00", "0001-01-01", "20180-03-05", "2018-02-30", "2918-03-05", "1218-03-05"),
    *("15.03.85", "2.2.99", "03/04/2018", "13/04/2018", "04/13/2018", "5 марта 2018", "05.03.2018 г.", "43168"),
    *("43168.5", "2018-03-05T25:61:61", "2018-03-05 10:00", "-2018-03-05", "20180305", "1970-01-01", "1899-12-30"),
    *("24:00", "25:00", "9:5", "09.05", "12:30 PM", "12:60", "0.5", "0.99999999", "-1:30", "999999:00", "1:2:3:4"),
    *("2018Q5", "2018Q0", "0000Q1", "9999Q4", "2018-Q1", "Q1 2018", "20180Q1", "1 кв. 2018", "I квартал 2018"),
)
_SIGNS = (
    *("\x00", "a\x00b", "\x01\x02\x1b[31m", "\x7f", "\u202e1", "\u200b", "\u200b1", "\ufeff1", "\u00ad", "\u00a0"),
    *(
        "\U0001f600",
        "\U0001f468\u200d\U0001f469\u200d\U0001f467",
        "\ud800",
        "1\udfff",
        "e\u0301" * 50,
        "\uffff",
        "\u2028",
    ),
    *("a\nb", "a\r\nb", "a\rb", "\n", "\t", "1\n", '"', '""', "'", 'он сказал: "да"', ";", "a;b;c", "a,b", "a\tb"),
    *("=1+1", '=HYPERLINK("http://x")', "+1+1", "@SUM(1)", "-1+1", "<script>alert(1)</script>", "{x}", "%s%n", "\\"),
    *("x" * 40_000, "ж" * 140_000, "1 " * 5_000, "1;" * 5_000, "(" * 3_000, "?" * 60, "_x0001_", "?????", "1 1 1 1"),
)
_TYPED: tuple[tuple[str, Cell], ...] = (
    ("true", True),
    ("false", False),
    ("float_nan", float("nan")),
    ("float_inf", float("inf")),
    ("float_minus_inf", float("-inf")),
    ("float_largest", 1.7976931348623157e308),
    ("float_smallest", 5e-324),
    ("float_minus_zero", -0.0),
    ("float_half", 1.5),
    ("float_almost_one", 0.9999999999999999),
    ("float_two_to_53", float(2**53 + 2)),
    ("int_64", 2**63 - 1),
    ("int_minus_one", -1),
    ("int_9999", 9999),
    ("int_huge", 10**30),
    ("date_year_1", datetime.date(1, 1, 1)),
    ("date_year_9999", datetime.date(9999, 12, 31)),
    ("date_1582", datetime.date(1582, 10, 15)),
    ("date_1900", datetime.date(1900, 1, 1)),
    ("date_2918", datetime.date(2918, 3, 5)),
    ("datetime", datetime.datetime(2018, 3, 5, 23, 59, 59)),
    ("time", datetime.time(23, 59, 59)),
    ("timedelta", datetime.timedelta(days=3, hours=30)),
    ("decimal_huge", Decimal("1e40")),
    ("formula", Formula("=1+1")),
    ("error_na", ErrorCell("#N/A")),
    ("error_div", ErrorCell("#DIV/0!")),
    ("empty", None),
    ("spaces", "   "),
)
EXTREMES: dict[str, Cell] = dict(_TYPED) | {
    f"{kind}_{number:02d}": text
    for kind, texts in (
        ("marker", _MARKERS),
        ("word", _WORDS),
        ("number", _NUMBERS),
        ("moment", _DATES),
        ("sign", _SIGNS),
    )
    for number, text in enumerate(texts)
}
"""Cells by a name that stays the same when others are added behind."""

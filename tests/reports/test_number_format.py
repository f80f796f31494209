"""Numbers and days as each language writes them."""

import datetime

import pytest

from survey.reports.number_format import MINUS, NO_BREAK_SPACE, CountedPlace, day, number, rounded


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [
        (0.25, 1, "0,3"),
        (2.345, 2, "2,35"),
        (2.344999, 2, "2,34"),
        (64.25, 1, "64,3"),
        (99.95, 1, "100,0"),
        (1.005, 2, "1,01"),
    ],
)
def test_halves_are_rounded_up_and_the_mark_is_a_comma(value: float, digits: int, shown: str) -> None:
    """Readers expect 0.25 to become 0,3, whatever the machine holds in memory."""
    assert [number(value, language, digits) for language in ("kk", "ru")] == [shown, shown]


def test_a_negative_half_is_rounded_away_from_zero_with_a_true_minus() -> None:
    """U+2212, not a hyphen."""
    assert number(-0.25, "ru") == f"{MINUS}0,3"


def test_what_rounds_to_zero_has_no_sign() -> None:
    """There is no minus nought, and no plus nought either."""
    assert [number(-0.04, "kk"), number(0.04, "kk", signed=True)] == ["0,0", "0,0"]


def test_a_signed_number_says_plus() -> None:
    """Differences show their direction."""
    assert number(2.6, "ru", signed=True) == "+2,6"


def test_thousands_stand_apart_by_a_space_that_does_not_break() -> None:
    """From four digits on, in both languages."""
    assert [number(1234567.5, language, 0) for language in ("kk", "ru")] == [
        f"1{NO_BREAK_SPACE}234{NO_BREAK_SPACE}568"
    ] * 2


def test_english_has_its_own_marks() -> None:
    """Point and comma."""
    assert number(1234.5, "en") == "1,234.5"


def test_a_count_shows_thousands_apart_and_still_is_a_number() -> None:
    """The plural form is chosen by the plain number."""
    assert (f"{CountedPlace(1000)}", int(str(CountedPlace(1000)))) == (f"1{NO_BREAK_SPACE}000", 1000)


def test_rounding_keeps_the_digits_asked_for() -> None:
    """Trailing noughts are digits too."""
    assert str(rounded(3, 2)) == "3.00"


def test_months_are_in_the_language_and_case_of_a_date() -> None:
    """Russian takes the genitive."""
    date = datetime.date(2018, 2, 5)
    assert [day(date, language) for language in ("kk", "ru", "en")] == ["5\xa0ақпан", "5\xa0февраля", "February\xa05"]

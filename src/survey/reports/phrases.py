"""Sentences and numbers of the report in all its languages at once."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from survey.indicators.definitions import Unit
from survey.indicators.status_rule import Status
from survey.periods import CalendarPeriod, Month, Period, PeriodKind, known_period
from survey.reports.inline_marks import marked, unmarked
from survey.reports.number_format import NO_BREAK_SPACE, CountedPlace, day, month_name, number
from survey.text import Catalogue, Language, Text

STATUS_WORDS: dict[Status, str] = {
    "stable": "status_stable",
    "tension": "status_tension",
    "negative": "status_negative",
    "inconclusive": "status_inconclusive",
    "insufficient_data": "status_insufficient",
}
STATUSES: tuple[Status, ...] = tuple(STATUS_WORDS)
UNIT_VALUES: dict[Unit, str] = {
    "percent": "value_percent",
    "points": "value_points",
    "pp": "value_pp",
    "scale10": "value_scale10",
}
UNIT_WORDS: dict[Unit, str] = {
    "points": "unit_points",
    "pp": "unit_pp",
    "scale10": "unit_scale10",
}
UNIT_MARKS: dict[Unit, str] = {
    "percent": "mark_percent",
    "points": "mark_points",
    "pp": "mark_pp",
    "scale10": "mark_scale10",
}
CHANGE_UNITS: dict[Unit, str] = {
    "percent": "change_unit_percent",
    "points": "change_unit_points",
    "pp": "change_unit_percent",
    "scale10": "change_unit_points",
}
CHART_UNITS: dict[Unit, str] = {
    "percent": "mark_percent",
    "points": "chart_points",
    "pp": "mark_pp",
    "scale10": "chart_points",
}
PERIOD_WORDS: dict[PeriodKind, str] = {"quarter": "quarter", "half_year": "half_year", "year": "year"}
NUMERALS = ("I", "II", "III", "IV")

PhraseValue = Text | str | int
_STARS = "\x01"
"""Stars that are not emphasis, because what fills a place brought them."""

PEOPLE = "people"
"""Place of many sentences, and key of what fills it where a survey names nobody."""

UNITS = "units"
"""Place of sentences about the units of the sample, and key of what fills it where a survey does not name them."""

_HEADING_UNITS = "heading_units"
"""The same place at the beginning of a sentence or of a heading, with a capital letter."""


_TWO_STOPS = re.compile(r"(?<![.…])\.\.(?!\.)")


def _with_one_stop(sentence: str) -> str:
    """A sentence whose last word is an abbreviation, ``5,1 п. п.``, ends with the full stop of that word."""
    return _TWO_STOPS.sub(".", sentence) if ".." in sentence else sentence


@dataclass(frozen=True, slots=True)
class Phrases:
    """Sentences of the report's catalogue in some languages at once.

    Examples
    --------
    >>> words = Phrases(("kk", "ru"))
    >>> words.number(-1.25)["ru"] == "\N{MINUS SIGN}1,3"
    True

    ``people`` are the respondents as sentences name them after "of": adult residents; without it residents. ``units``
    are the units of the sample, districts and cities, or a grouping by its name; without it groups. ``heading_units`` names
    them where a sentence begins.
    """

    languages: tuple[Language, ...]
    people: Text = field(default_factory=Text)
    units: Text = field(default_factory=Text)
    heading_units: Text = field(default_factory=Text)

    def each(self, wording: Callable[[Language], str]) -> Text:
        """A text made by calling ``wording`` for every language."""
        return Text.each(self.languages, wording)

    def say(self, key: str, **places: PhraseValue) -> Text:
        """A sentence of the catalogue; places may be texts, whole numbers (they choose the plural) or words.

        Words between ``**`` in the catalogue are emphasised (:mod:`survey.reports.inline_marks`); those in a place are not.
        """
        catalogue = Catalogue.load("survey.reports")

        def in_language(language: Language) -> str:
            counted: dict[str, object] = {**self._usual(language)}
            for name, place in places.items():
                filled = place[language] if isinstance(place, Text) else place
                counted[name] = CountedPlace(filled) if isinstance(filled, int) else filled.replace("**", _STARS)
            return _with_one_stop(marked(catalogue.sentence(language, key, **counted))).replace(_STARS, "**")

        return self.each(in_language)

    def _usual(self, language: Language) -> dict[str, str]:
        """Words for the places that any sentence may have: the respondents and the units of the sample."""
        words = Catalogue.load("survey.reports").template
        people = self.people[language] if self.people else str(words(language, PEOPLE))
        units = self.units[language] if self.units else str(words(language, UNITS))
        heading = self.heading_units[language] if self.heading_units else units
        usual = {PEOPLE: people, UNITS: units, _HEADING_UNITS: heading[:1].upper() + heading[1:]}
        return {name: place.replace("**", _STARS) for name, place in usual.items()}

    def number(self, value: float, digits: int = 1, *, signed: bool = False) -> Text:
        """A number without its unit."""
        return self.each(lambda language: number(value, language, digits, signed=signed))

    def value(self, value: float, unit: Unit) -> Text:
        """A value with its unit, for use in a sentence: ``58,3 %``."""
        return self.say(UNIT_VALUES[unit], value=self.number(value, signed=unit == "pp"))

    def interval(self, low: float, high: float, unit: Unit, digits: int = 1) -> Text:
        """Both ends of an interval: ``55,1–61,4 %``; with dots between them when signs would meet a dash."""
        signed = unit == "pp" or low < 0
        ends = {"low": self.number(low, digits, signed=signed), "high": self.number(high, digits, signed=signed)}
        if signed:
            return self.say("interval_signed", **ends)
        return self.say("interval_percent" if unit == "percent" else "interval", **ends)

    def probability(self, probability: float) -> Text:
        """A probability (0 to 1) in whole percent; never written as certain."""
        if probability >= 0.995:
            return self.say("probability_above", value=self.number(99, 0))
        if probability < 0.005:
            return self.say("probability_below", value=self.number(1, 0))
        return self.say("value_percent", value=self.number(100 * probability, 0))

    def status(self, status: Status) -> Text:
        """The word for a status."""
        return self.say(STATUS_WORDS[status])

    def level(self, status: Status) -> Text:
        """The word for a status in a sentence: a level in quotation marks, because it is a name there."""
        word = self.status(status)
        return word if status in ("inconclusive", "insufficient_data") else self.quoted(word)

    def margin(self, value: float, unit: Unit) -> Text:
        """A margin of error or another difference, with the unit of differences: ``3,7 п. п.``."""
        return self.joined((self.number(value), self.say(CHANGE_UNITS[unit])), NO_BREAK_SPACE)

    def wave(self, period: Period) -> Text:
        """The period of a wave as a title says it; a round by its name."""
        if not isinstance(period, CalendarPeriod):
            return self.each(lambda _: str(period))
        year = str(period.year)
        if isinstance(period, Month):
            return self.say("month", month=self.each(lambda language: month_name(language, period.number)), year=year)
        return self.say(PERIOD_WORDS[period.kind], number=NUMERALS[period.number - 1], year=year)

    def period_named(self, name: str) -> Text:
        """A period in words; as it is written in the interviews when it is not one of the calendar."""
        period = known_period(name)
        return self.wave(period) if period is not None else self.each(lambda _: unmarked(name))

    def date(self, date: datetime.date) -> Text:
        """A full date."""
        return self.say("date", day=self._day(date), year=str(date.year))

    def period(self, first: datetime.date, last: datetime.date) -> Text:
        """From one day to another; the year once when it is the same."""
        if first.year != last.year:
            return self.say("period_long", first=self.date(first), last=self.date(last))
        return self.say("period", year=str(first.year), first=self._day(first), last=self._day(last))

    def _day(self, date: datetime.date) -> Text:
        return self.each(lambda language: day(date, language))

    def joined(self, texts: Iterable[Text], separator: str = ", ") -> Text:
        """Texts one after another."""
        gathered = tuple(texts)
        return self.each(lambda language: separator.join(text[language] for text in gathered))

    def quoted(self, text: Text) -> Text:
        """The text in the quotation marks of the language."""
        return self.say("quoted", text=text)

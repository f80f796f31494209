"""Schema of ``indicators.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from survey.documents.schema_kinds import (
    Bool,
    ByKey,
    ByShape,
    ByValue,
    Date,
    Key,
    ListOf,
    MappingOf,
    NumberKind,
    OneOf,
    Record,
    SettingKind,
    String,
)
from survey.indicators.definitions import FormulaClass, Polarity, ThresholdState

_CHANCE = NumberKind(low=0, high=1, code="I034", remedy="A probability lies between 0 and 1, such as 0.8.")
_DECISIVE = NumberKind(low=0.5, high=1, code="I048", remedy="Write a level above one half, such as 0.94.")
_RATE = NumberKind(low=0.001, high=0.5, code="I081", remedy="Write a small probability, such as 0.05.")
_SIZE = NumberKind(low=0, high=1_000_000, code="I035", remedy="Write a number of interviews.")
_POINTS = NumberKind(low=0, high=100, code="I033", remedy="Scores go from 0 to 100; higher is more stable.")
_SINCE = Key(Date(code="I037"), "The day of fieldwork from which this holds.", usual="from the beginning")
_CONDITION = String("condition")
_ASKED = Key(ListOf(String("question")), "The questions that make the base.", usual="those of the condition")
_AVERAGED = String("indicator")


def _by_date(keys: Mapping[str, Key]) -> ByShape:
    """One record, or a list of records of which each holds from its own day."""
    return ByShape(mapping=Record(keys, least=1), listed=ListOf(Record({**keys, "since": _SINCE}, least=1)))


_THRESHOLDS = _by_date(
    {
        "stable": Key(NumberKind(), "The border of stable, on the scale of the indicator.", required=True),
        "negative": Key(NumberKind(), "The border of negative.", required=True),
        "version": Key(String(), "Version of the borders.", required=True),
        "date": Key(Date(code="I017"), "When they were set.", required=True),
        "state": Key(OneOf(get_args(ThresholdState)), "How they were set.", required=True),
    }
)

_DOMAIN = ByShape(
    scalar=String("grouping, or several: sex x age4"), listed=ListOf(String("grouping to cross"), least=2)
)

_WINDOW = Record(
    {
        "quarters": Key(
            NumberKind(low=1, high=40, whole=True),
            "Quarters that are taken together, the newest one last.",
            required=True,
        ),
        "domains": Key(ListOf(_DOMAIN, least=0), "Groupings too small for one quarter.", required=True),
    }
)

_STATUS = _by_date(
    {
        "level": Key(_DECISIVE, "One-sided level of the limits that decide.", usual="0.94"),
        "alert": Key(_CHANCE, "Probability of negative from which tension is an alert.", usual="0.2"),
        "least_n": Key(_SIZE, "Fewer interviews: insufficient data.", usual="30"),
        "least_n_in": Key(MappingOf(_SIZE), "The same in the categories of a grouping.", usual="least_n"),
        "least_psus": Key(_SIZE, "Fewer sampling points: insufficient data.", usual="3"),
        "psus_hit": Key(_SIZE, "Sampling points that must have met an event before it counts.", usual="2"),
        "reach": Key(_CHANCE, "Greatest chance of missing an event that struck whole places, for stable.", usual="0.1"),
        "window": Key(_WINDOW, "Groupings judged on several quarters together.", usual="none"),
    }
)

_PART = NumberKind(low=0, high=1, code="I080", remedy="Write a part of a whole, such as 0.25.")

_CHANGE = _by_date(
    {
        "margin": Key(_PART, "Margin of steady, as a part of the distance between the borders.", usual="0.25"),
        "margin_of_scale": Key(_PART, "The same without borders, as a part of 100 (or 10) points.", usual="0.05"),
        "smallest": Key(_PART, "Smallest change with a word, as a part of the margin.", usual="0.6"),
        "rate": Key(_RATE, "Part of the changes of a family that may be false; 1 minus it is a level.", usual="0.05"),
    }
)

_PUBLICATION = Record(
    {
        "least_n": Key(_SIZE, "Smaller groups are hidden.", usual="10"),
        "least_n_extreme": Key(_SIZE, "0 % and 100 % are hidden in smaller groups.", usual="30"),
        "least_n_eff": Key(_SIZE, "Below: shown with the mark of low precision.", usual="30"),
        "least_width": Key(_POINTS, "Narrowest range, in points, to be calculated for a hidden share.", usual="10"),
    },
    least=1,
)

_RANKS = Record(
    {
        "domain": Key(String("grouping"), "What is ranked.", required=True),
        "draws": Key(NumberKind(low=1, high=100_000, whole=True), "Random weightings of the parts.", required=True),
        "seed": Key(NumberKind(low=0, high=4_294_967_295, whole=True), "Seed of the random numbers.", required=True),
    }
)

_COMMON = {
    "id": Key(String("id"), "Name of the indicator, in capitals.", required=True),
    "section": Key(String("section"), "Part of the report.", required=True),
    "class": Key(OneOf(get_args(FormulaClass)), "How it is computed.", required=True),
    "polarity": Key(OneOf(get_args(Polarity)), "Which way is good; in quotes.", required=True),
    "thresholds": Key(_THRESHOLDS, "Borders of the status, or a list of them by date."),
    "primary": Key(Bool(), "Registered before the first wave.", usual="false"),
    "headline": Key(Bool(), "Shown first.", usual="false"),
    "domains": Key(ListOf(_DOMAIN), "Groups it is computed for.", usual="all"),
    "veto": Key(Bool(), "A negative item forbids the status stable.", usual="false"),
    "meaning": Key(Record({}, worded=True), "What it means to readers; a primary indicator needs it."),
    "ranks": Key(_RANKS, "Ranks of territorial units."),
}

_EVENT = Record({"event": Key(_CONDITION, "100 when it did not happen, 0 when it did.", required=True)})
_ITEM = Record(
    {
        "item": Key(String("question"), "The question.", required=True),
        "scores": Key(MappingOf(_POINTS, codes=True), "Scores by code, instead of the questionnaire's.", required=True),
    }
)
_AVERAGE = {
    "items": Key(
        ListOf(ByShape(scalar=String("question or indicator"), mapping=ByKey({"event": _EVENT}, _ITEM)), least=0),
        "What is averaged.",
        required=True,
    ),
    "at_least": Key(String("number or share of items"), "Items that must be answered.", usual="2/3"),
    "minus": Key(String("question"), "The invented item whose score is subtracted."),
}
_SHARE = {
    "numerator": Key(_CONDITION, "Who is counted.", required=True),
    "asked": _ASKED,
}
_SCORE_SHARE = {
    "score": Key(_AVERAGED, "The indicator whose value is compared.", required=True),
    "reaches": Key(_POINTS, "Who reaches this value is counted.", required=True),
}


def _indicator(keys: Mapping[str, Key]) -> Record:
    return Record({**_COMMON, **keys}, element="indicator {id}", worded=True)


_CASES: Mapping[str, SettingKind] = {
    **dict.fromkeys(("SHARE", "PREV"), ByKey({"score": _indicator(_SCORE_SHARE)}, _indicator(_SHARE))),
    "NET": _indicator(
        {
            "positive": Key(_CONDITION, "Who is counted for it.", required=True),
            "negative": Key(_CONDITION, "Who is counted against it.", required=True),
            "asked": _ASKED,
        }
    ),
    **dict.fromkeys(("SCORE", "COMPOSITE"), _indicator(_AVERAGE)),
    "MEAN010": _indicator({"item": Key(String("question"), "A question on a 0-10 scale.", required=True)}),
    "LISTEXP": _indicator(
        {
            "item": Key(String("question"), "The list experiment.", required=True),
            "direct": Key(_CONDITION, "The direct question, whose share is subtracted."),
        }
    ),
    "GEOMETRIC": _indicator({"items": Key(ListOf(_AVERAGED), "Indicators of the mean.", required=True)}),
    "GAP": _indicator({"item": Key(_AVERAGED, "The indicator compared with the region.", required=True)}),
}

INDICATORS = Record(
    {
        "version": Key(String(), "Version of the definitions.", required=True),
        "date": Key(Date(code="I038"), "From when this version holds.", required=True),
        "status_rule": Key(_STATUS, "When a status is given; one rule, or a list of them by date."),
        "change_rule": Key(_CHANGE, "When a change is given a word; one rule, or a list of them by date."),
        "publication_rule": Key(_PUBLICATION, "When a number is shown."),
        "domains": Key(ListOf(_DOMAIN, least=0), "Groups for which indicators are computed.", required=True),
        "sections": Key(
            ListOf(
                Record(
                    {"id": Key(String("id"), "Name of the section.", required=True)},
                    element="section {id}",
                    worded=True,
                )
            ),
            "Parts of the report, in order.",
            required=True,
        ),
        "indicators": Key(
            ListOf(ByValue("class", _CASES, element="indicator {id}"), least=0), "The definitions.", required=True
        ),
    },
)

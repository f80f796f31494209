"""Schema of ``monitor.yaml``: its keys, kinds and ranges."""

from __future__ import annotations

from typing import Literal, get_args

from survey.documents.schema_kinds import (
    Bool,
    Date,
    File,
    Key,
    ListOf,
    MappingOf,
    NumberKind,
    OneOf,
    Open,
    Record,
    String,
)
from survey.monitor.design_settings import DESIGN
from survey.monitor.fetch_settings import FETCH
from survey.monitor.weighting_steps import STEP

PsuNames = Literal["frame", "new"]

Format = Literal["html", "pdf", "docx", "xlsx"]
"""Formats of the documents, by the endings of their files."""

_COUNT = NumberKind(low=1, high=10_000_000, whole=True, code="M020", remedy="Write how many the plan foresees.")
_SHARE = NumberKind(low=0, high=1, code="M005", remedy="For example 0.1 for one in ten.")
_WORDING = Record({}, worded=True)

_UNIT = Record(
    {
        "interviews": Key(_COUNT, "Interviews planned in the unit."),
        "psus": Key(_COUNT, "Sampling points planned in the unit."),
    }
)

PLAN = Record(
    {
        "target_n": Key(_COUNT, "Interviews planned in the wave.", required=True),
        "least_share": Key(
            NumberKind(above=0, high=1, code="M021", remedy="For example 0.8 for eight in ten."),
            "A delivery with a smaller share of the plan is an error of the file.",
            usual="0.8",
        ),
        "by": Key(String("question"), "The question whose codes are the units of the plan; needed with `units`."),
        "units": Key(MappingOf(_UNIT, codes=True), "What is planned, by code of the unit."),
    },
    element="{parent}",
)

WAVE = Record(
    {
        "file": Key(File(), "The delivered interviews.", required=True),
        "contacts": Key(File(), "The contact sheet; without it the report shows no response rates."),
        "fieldwork": Key(
            ListOf(Date(code="M008"), least=2, most=2), "First and last day of interviewing.", usual="the whole quarter"
        ),
        "issued": Key(Date(code="M111"), "Day on which the report is issued. A release needs it."),
        "sheet": Key(String("name of a sheet"), "The sheet of a workbook that holds the interviews."),
        "read": Key(Open(), "Decisions about columns that can be read in two ways."),
        "not_asked": Key(
            ListOf(String("question")), "Questions left out of this wave on purpose; what depends on them is withheld."
        ),
        "previous": Key(
            OneOf(("none",)), "`none`: nothing is compared with the wave before.", usual="the quarter before"
        ),
        "psus": Key(
            OneOf(get_args(PsuNames)),
            "`frame`: sampling points are named as in the sampling frame, equal names in two waves are one point; "
            "`new`: drawn and numbered anew.",
            usual="frame",
        ),
        "simulated": Key(
            Bool(), "The interviews were made by a program; the report says so on every page.", usual="false"
        ),
        "questionnaire": Key(
            File(), "The version of the questionnaire that was fielded.", usual="that of the workspace"
        ),
        "sealed": Key(
            String("version"), "The sealed version of the instrument that was fielded; a changed one is refused."
        ),
        "population": Key(File(), "The population figures of this wave.", usual="those of the workspace"),
        "corrections": Key(File(), "Corrected answers, a table."),
        "waivers": Key(File(), "Findings accepted as they are, a table."),
        "plan": Key(PLAN, "The sampling plan of this wave.", usual="that of the workspace"),
    },
)

DISCLOSED = {
    "issuer": "Who publishes the report.",
    "sponsor": "Who paid for the survey.",
    "conductor": "Who held the survey.",
    "contact": "Where readers turn with questions.",
    "purpose": "What the survey was held for.",
    "frame": "The list or the areas from which the sample was drawn, and whom they leave out.",
    "translation": "How the questionnaire was translated.",
    "training": "How interviewers were trained, supervised and checked.",
    "incentives": "What respondents were given, or that they were given nothing.",
    "limitations": "What the design and the fieldwork do not allow to say.",
    "access": "Who gets the interviews, and where they are kept.",
    "automation": "Where programs decided or wrote instead of people, or that they did not.",
}
"""Items of the disclosure sheet that only the office knows, with what each says."""

TODO = "TODO"
"""Beginning of an item that has still to be written."""

_REPORT = Record(
    {
        "title": Key(_WORDING, "Title of the report.", required=True),
        "region": Key(_WORDING, "Where the survey was held.", required=True),
        "population": Key(_WORDING, "The population the survey is about.", required=True),
        "people": Key(_WORDING, 'Respondents as sentences name them after "of": adult residents.', usual="residents"),
        "units": Key(
            _WORDING,
            "What the strata are, in the plural, as within a sentence: districts and cities.",
            usual="the name of their grouping",
        ),
        "sampling": Key(_WORDING, "How respondents were selected.", required=True),
        "mode": Key(_WORDING, "How interviews were held.", required=True),
        **{name: Key(_WORDING, f"{words} A release needs it.") for name, words in DISCLOSED.items()},
        "battery": Key(String("battery"), "The battery shown as a chart of bars to both sides."),
        "concerns": Key(
            String("question"),
            "The question with several answers that says what people worry about in their own words.",
        ),
        "district_indicators": Key(ListOf(String("indicator")), "Indicators shown by district; the first leads."),
        "formats": Key(
            ListOf(OneOf(get_args(Format))),
            "Formats in which brief, report and tables are written; --format of the command comes first.",
            usual="all whose libraries are installed",
        ),
    },
)

_PUBLIC_USE = Record(
    {
        "k": Key(
            NumberKind(low=2, high=1000, whole=True, code="M086", remedy="For example 5."),
            "Least number of interviews with the same values of all quasi-identifiers.",
            usual="5",
        ),
        "quasi_identifiers": Key(
            ListOf(String("grouping or question")),
            "Groupings, and questions with one answer, by which a neighbour may know a respondent.",
            usual="groupings made of the stratum, the sex, the age, the ethnic group",
        ),
        "withhold": Key(ListOf(String("question")), "Questions, batteries and groupings left out in addition."),
        "at_most": Key(_SHARE, "Share of the interviews of which single values may be withheld.", usual="0.05"),
    },
    element="{parent}",
)

MONITOR = Record(
    {
        "questionnaire": Key(
            File(), "Folder of questionnaire.yaml, groups.yaml, rules.yaml and indicators.yaml.", required=True
        ),
        "population": Key(File(), "Folder of population.yaml.", usual="no step of weighting may need figures"),
        "design": Key(DESIGN, "Columns of the sampling design.", required=True),
        "weighting": Key(ListOf(STEP), "Steps of weighting, in order.", usual="base weights as they are"),
        "set_aside_at_most": Key(
            _SHARE, "Above this share of interviews set aside, a wave is not reported.", usual="0.1"
        ),
        "plan": Key(PLAN, "The sampling plan of every wave without one."),
        "public_use": Key(_PUBLIC_USE, "How `survey export --public` protects respondents."),
        "fetch": Key(FETCH, "The form on a server from which `survey fetch` gets the interviews."),
        "waves": Key(
            MappingOf(WAVE, element="wave {name}", least=0), "Waves by quarter, such as 2018Q1.", required=True
        ),
        "report": Key(_REPORT, "What the report says of the survey.", required=True),
    }
)

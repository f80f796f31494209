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

PsuNames = Literal["frame", "new"]

_COUNT = NumberKind(low=1, high=10_000_000, whole=True, code="M020", remedy="Write how many the plan foresees.")
_SHARE = NumberKind(low=0, high=1, code="M005", remedy="For example 0.1 for one in ten.")
_NAMES = ListOf(String())
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
        "questionnaire": Key(
            File(), "The version of the questionnaire that was fielded.", usual="that of the workspace"
        ),
        "population": Key(File(), "The population figures of this wave.", usual="those of the workspace"),
        "corrections": Key(File(), "Corrected answers, a table."),
        "waivers": Key(File(), "Findings accepted as they are, a table."),
        "plan": Key(PLAN, "The sampling plan of this wave.", usual="that of the workspace"),
    },
)

_DESIGN = Record(
    {
        "strata": Key(String("column"), "The column of the stratum."),
        "psu": Key(String("column"), "The column of the sampling point (primary sampling unit)."),
        "weight": Key(String("column"), "The column of the base weight.", required=True),
        "fpc": Key(String("column"), "The column of the number of sampling points, or of the sampling fraction."),
        "nested": Key(Bool(), "Numbers of sampling points begin anew in each stratum.", usual="false"),
        "lonely": Key(
            OneOf(("fail", "remove", "certainty", "adjust", "average")),
            "What a stratum with one sampling point adds to the variance.",
            usual="fail",
        ),
    },
)

_RAKE = Record(
    {
        "margins": Key(ListOf(_NAMES), "Margins to rake to.", usual="those the population names"),
        "bounds": Key(ListOf(NumberKind(low=0), least=2, most=2), "Least and greatest factor of a weight, around 1."),
        "unknown": Key(
            OneOf(("few", "hold", "error")),
            "What becomes of interviews whose category is not known.",
            usual="few",
        ),
    },
)

_TRIM = Record(
    {
        "times_median": Key(
            NumberKind(above=1, high=1_000_000, code="M022", remedy="For example 5: five times the median weight."),
            "Weights above this multiple of the median are cut.",
            required=True,
        )
    },
)

_STEP = Record(
    {"rake": Key(_RAKE, "Raking to margins of the population."), "trim": Key(_TRIM, "Trimming of large weights.")},
    one_of=("rake", "trim"),
)

_REPORT = Record(
    {
        "title": Key(_WORDING, "Title of the report.", required=True),
        "region": Key(_WORDING, "Where the survey was held.", required=True),
        "population": Key(_WORDING, "The population the survey is about.", required=True),
        "sampling": Key(_WORDING, "How respondents were selected.", required=True),
        "mode": Key(_WORDING, "How interviews were held.", required=True),
        "conductor": Key(_WORDING, "Who held the survey."),
        "battery": Key(String("battery"), "The battery shown as a chart of bars to both sides."),
        "district_indicators": Key(ListOf(String("indicator")), "Indicators shown by district; the first leads."),
    },
)

MONITOR = Record(
    {
        "questionnaire": Key(
            File(), "Folder of questionnaire.yaml, groups.yaml, rules.yaml and indicators.yaml.", required=True
        ),
        "population": Key(File(), "Folder of population.yaml.", required=True),
        "design": Key(_DESIGN, "Columns of the sampling design.", required=True),
        "weighting": Key(ListOf(_STEP), "Steps of weighting, in order.", usual="base weights as they are"),
        "set_aside_at_most": Key(
            _SHARE, "Above this share of interviews set aside, a wave is not reported.", usual="0.1"
        ),
        "plan": Key(PLAN, "The sampling plan of every wave without one."),
        "waves": Key(
            MappingOf(WAVE, element="wave {name}", least=0), "Waves by quarter, such as 2018Q1.", required=True
        ),
        "report": Key(_REPORT, "What the report says of the survey.", required=True),
    }
)

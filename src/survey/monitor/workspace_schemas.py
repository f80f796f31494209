"""Schemas of the text files of a workspace, by the name of the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from survey.argument_errors import public
from survey.design.schema import POPULATION
from survey.documents.json_schema import to_json_schema
from survey.documents.schema_kinds import SettingKind
from survey.indicators.schema import INDICATORS
from survey.monitor.schema import MONITOR
from survey.questionnaire.schema import groups_schema, questionnaire_schema
from survey.simulate.schema import SIMULATION
from survey.tables.schema import TABLES
from survey.validation.schema import RULES

FileName = Literal["monitor", "questionnaire", "groups", "rules", "indicators", "population", "simulation", "tables"]

SCHEMAS: Mapping[FileName, SettingKind] = {
    "monitor": MONITOR,
    "questionnaire": questionnaire_schema(),
    "groups": groups_schema(),
    "rules": RULES,
    "indicators": INDICATORS,
    "population": POPULATION,
    "simulation": SIMULATION,
    "tables": TABLES,
}


@public
def json_schema(file: FileName, languages: Sequence[str] = ()) -> dict[str, object]:
    """JSON Schema of a text file of the workspace, for completion in an editor.

    Parameters
    ----------
    file : {"monitor", "questionnaire", "groups", "rules", "indicators", "population", "simulation", "tables"}
        The name of the file without ``.yaml``.
    languages : sequence of str
        The languages of the survey, in which wordings must be; any may be used when not given.

    Returns
    -------
    dict
        JSON Schema, draft 2020-12. Names of questions, groupings and indicators are texts in it: that they exist is
        checked when the files are read.

    Examples
    --------
    >>> json_schema("monitor")["properties"]["set_aside_at_most"]["maximum"]
    1
    """
    return to_json_schema(SCHEMAS[file], tuple(languages))

"""Schema of ``population.yaml``: keys, kinds of their values, and their explanations."""

from __future__ import annotations

from typing import get_args

from survey.design.population import PopulationStatus
from survey.documents.schema_kinds import Date, File, Key, ListOf, MappingOf, OneOf, Record, String

POPULATION = Record(
    {
        "file": Key(
            File(), "The table of figures: XLSX, XLS, ODS, or CSV with commas, semicolons or tabs.", required=True
        ),
        "sheet": Key(String("sheet"), "Sheet of the workbook.", usual="the only one with the columns"),
        "count": Key(String("column"), "The column of the number of people.", required=True),
        "status": Key(OneOf(get_args(PopulationStatus)), "How far the figures can be trusted.", required=True),
        "source": Key(Record({}, worded=True), "Where the figures come from.", required=True),
        "date": Key(Date(code="P017"), "The day the figures speak of.", required=True),
        "retrieved": Key(String(), "When and how the figures were obtained.", required=True),
        "columns": Key(
            MappingOf(String("grouping or question"), element="columns, {name}"),
            "Columns of the table, and the grouping each holds.",
            required=True,
        ),
        "margins": Key(ListOf(ListOf(String("column"))), "Margins to rake to.", usual="every column by itself"),
        "merge": Key(
            MappingOf(MappingOf(ListOf(String("category"))), element="merge, {name}"),
            "New categories made of old ones, by grouping.",
        ),
    }
)

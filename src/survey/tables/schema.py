"""Schema of ``tables.yaml``: its keys, and the kind and range of their values."""

from __future__ import annotations

from typing import Literal, get_args

from survey.documents.schema_kinds import Bool, ByShape, Key, ListOf, NumberKind, OneOf, Record, String
from survey.estimation.estimand_columns import Base
from survey.estimation.multiple_testing import FamilyCorrection
from survey.tables.cell_estimates import TablePercent
from survey.tables.row_blocks import RowOrder, RowStatistic

TableFormat = Literal["html", "docx", "xlsx"]
"""Formats in which a batch of tables is written."""

SPECIFICATION = "tables.yaml"
"""Name of the file in a workspace."""

NO_LETTERS = "omit"

_LETTERS = OneOf((*get_args(FamilyCorrection), NO_LETTERS))

_NET = Record(
    {"answers": Key(ListOf(String("answer")), "Codes or wordings of its answers.", required=True)},
    element="{parent}, net",
    worded=True,
)

_TABLE = Record(
    {
        "id": Key(String(), "Name of the table, unique in the file.", required=True),
        "title": Key(Record({}, worded=True), "Heading.", usual="the wording of the question"),
        "rows": Key(ListOf(String("question")), "Questions, batteries and groupings.", required=True),
        "columns": Key(
            ListOf(String("grouping"), least=0),
            "Breaks next to one another: groupings, questions, conditions; `a x b` is nested.",
            usual="those of the file",
        ),
        "show": Key(ListOf(OneOf(get_args(RowStatistic))), "What the rows show.", usual="as the question is"),
        "nets": Key(
            ByShape(scalar=OneOf(("questionnaire",)), listed=ListOf(_NET)),
            "Answers taken together; `questionnaire`: its positive, neutral and negative ones.",
        ),
        "order": Key(OneOf(get_args(RowOrder)), "Order of the answers.", usual="given"),
        "percent": Key(OneOf(get_args(TablePercent)), "Base of the percentages.", usual="column"),
        "base": Key(OneOf(get_args(Base)), "`asked` keeps those who gave no answer.", usual="answered"),
        "where": Key(String("condition"), "Interviews that the table is about.", usual="all"),
        "grid": Key(Bool(), "The answers of a battery as columns.", usual="false"),
        "stacked": Key(Bool(), "All questions in one table.", usual="false"),
        "total_row": Key(Bool(), "A last row of everybody.", usual="false"),
        "against_total": Key(Bool(), "Every column is compared with the total.", usual="false"),
        "overall": Key(Bool(), "A p-value for every break.", usual="false"),
        "intervals": Key(Bool(), "Cells with their intervals.", usual="false"),
        "before": Key(Bool(), "Columns of the wave before, and changes since.", usual="false"),
        "letters": Key(
            _LETTERS, "Correction of the tests between columns; `omit`: no tests.", usual="that of the file"
        ),
    },
    element="table {id}",
)

TABLES = Record(
    {
        "version": Key(String(), "Version of the tables.", required=True),
        "formats": Key(ListOf(OneOf(get_args(TableFormat))), "Files that are written.", usual="all"),
        "columns": Key(ListOf(String("grouping")), "Breaks of the tables that name none.", usual="only the total"),
        "letters": Key(_LETTERS, "Correction of the tests between columns.", usual="holm"),
        "alpha": Key(
            NumberKind(above=0, high=0.5, code="B070", remedy="Write a level such as 0.05."),
            "Level of the tests.",
            usual="0.05",
        ),
        "tables": Key(ListOf(_TABLE), "The tables, in the order of the files.", required=True),
    },
)

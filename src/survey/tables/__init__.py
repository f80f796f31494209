"""Tables for analysts: banners, grids, tests between columns, waves next to one another, in every format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.lazy_names import lazy_names

if TYPE_CHECKING:
    from survey.tables.finished_table import AnalysisTable
    from survey.tables.make_table import tabulate
    from survey.tables.regression_table import tabulate_model
    from survey.tables.row_blocks import RowBlock

__all__ = ["AnalysisTable", "RowBlock", "tabulate", "tabulate_model"]

__getattr__ = lazy_names(
    __name__,
    {
        "finished_table": "AnalysisTable",
        "make_table": "tabulate",
        "regression_table": "tabulate_model",
        "row_blocks": "RowBlock",
    },
)

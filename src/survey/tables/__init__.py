"""Tables for analysts: banners, grids, tests between columns, waves next to one another, in every format."""

from survey.tables.finished_table import AnalysisTable
from survey.tables.make_table import tabulate
from survey.tables.regression_table import tabulate_model
from survey.tables.row_blocks import RowBlock

__all__ = ["AnalysisTable", "RowBlock", "tabulate", "tabulate_model"]

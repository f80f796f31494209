"""Tables for analysts from a sample: rows of questions, columns of groups, with tests and the rule of publication."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import get_args

import pandas as pd

from survey.argument_errors import public
from survey.design.older_interviews import under_present_ids
from survey.design.sample import Sample
from survey.errors import TabulationError, nearest
from survey.estimation.build_estimates import DegreesOfFreedom, check_options
from survey.estimation.changes.overlap import find_kept
from survey.estimation.estimand_columns import Base
from survey.estimation.multiple_testing import FamilyCorrection
from survey.indicators.rule_constants import PublicationRule
from survey.tables.analysis_table import BlockLayout
from survey.tables.answer_rows import AnswerBlock, orders_of, read_blocks
from survey.tables.banner import Banner, read_banner
from survey.tables.block_cells import (
    BaseRow,
    ComparisonOptions,
    LayoutOptions,
    TableSample,
    compute_block,
    with_tests,
)
from survey.tables.cell_estimates import EstimateOptions, TablePercent
from survey.tables.finished_table import AnalysisTable, finished
from survey.tables.grid_layout import grid_parts
from survey.tables.hidden_lines import column_groups
from survey.tables.overall_tests import with_overall_tests
from survey.tables.row_blocks import ColumnsGiven, RowBlock, RowsGiven, Wording
from survey.tables.table_content import TableParts, assemble, block_facts
from survey.tables.table_notes import TableNoteFacts
from survey.tables.table_words import as_text, words
from survey.tables.wave_columns import check_same, with_changes
from survey.text import Language, Text

_PLACE = "survey.tabulate"
_RULE = PublicationRule()


@public
def tabulate(
    sample: Sample,
    rows: RowsGiven,
    columns: ColumnsGiven = (),
    *,
    percent: TablePercent = "column",
    base: Base = "answered",
    total: bool = True,
    total_row: bool = False,
    bases: Sequence[BaseRow] = ("n", "weight", "n_eff"),
    letters: FamilyCorrection | None = "holm",
    alpha: float = 0.05,
    against_total: bool = False,
    overall: bool = False,
    before: Sample | None = None,
    waves: tuple[Wording, Wording] | None = None,
    shared: str = "psu",
    grid: bool = False,
    stacked: bool = False,
    intervals: bool = False,
    publication: PublicationRule | None = _RULE,
    level: float = 0.95,
    df: DegreesOfFreedom = "domain",
    digits: int = 1,
    mean_digits: int = 2,
    title: Wording | None = None,
    language: Language | None = None,
) -> AnalysisTable:
    """Table for analysts: questions as rows, groups as columns, every cell with its uncertainty.

    Parameters
    ----------
    sample : Sample
        In memory; its domain (:meth:`Sample.where`) is the population of the table.
    rows : str, pandas.Series, RowBlock, or sequence of them
        Questions, batteries (a block per row), multiple choices, groupings, columns of a table, or one label per
        interview. :class:`survey.RowBlock` adds nets, means and an order.
    columns : str, pandas.Series, sequence of them, or mapping of title to one
        Breaks next to one another: what rows may be, conditions (``"S03 >= 60"``), and names joined by ``" x "``, which are
        nested. Without any there is the total alone.
    percent : {"column", "row", "table"}
        Base of the shares: the interviews of the column, of the answer, or of the whole break.
    base : {"answered", "asked"}
        "asked" keeps those who do not know or refused in the base and gives each a row.
    total, total_row : bool
        A first column, and a last row, of everybody.
    bases : sequence of {"n", "weight", "n_eff"}
        Rows about the base: interviews, sum of the weights, effective number under unequal weights (Kish 1992).
    letters : {"holm", "bh", "by", "hommel", "none"} or None
        Correction of the tests between columns ( :func:`survey.estimation.multiple_testing.adjusted_p_values`), over
        all comparisons of one question in one break; None: no letters.
    alpha : float
        Level of the tests.
    against_total : bool
        Whether every column is compared with the total, of which it is a part.
    overall : bool
        A column after every break with the p-value of no difference at all: Rao and Scott's F for shares (1984), Wald's F for
        means.
    before : Sample, optional
        An earlier wave, whose columns are put before those of this one; changes are tested as in :func:`survey.change`.
    waves : pair of wordings, optional
        Names of the earlier wave and of this one.
    shared : str
        What both waves have in common, as in :func:`survey.change`.
    grid : bool
        The answers of a battery as columns and its rows as rows.
    stacked : bool
        Whether all questions are printed as one table; otherwise one for each.
    intervals : bool
        Whether cells are printed with their intervals.
    publication : PublicationRule or None
        Rule by which groups are too small to be shown; None shows everything.
    level : float
        Confidence level of the intervals.
    df : {"domain", "design"} or float
        Degrees of freedom, as in :func:`survey.mean`.
    digits, mean_digits : int
        Decimals of shares, and of means.
    title : str or Text, optional
    language : str, optional
        Language in which the table shows itself; the first one of the questionnaire by default.

    Returns
    -------
    AnalysisTable

    Raises
    ------
    TabulationError
        ``B001`` to ``B008`` rows; ``B010`` to ``B014`` columns; ``B020``, ``B021`` an option; ``B030`` waves that
        differ; ``B040``, ``B041`` a grid; ``B050`` a language.
    EstimationError
        ``E004``, ``E005`` variables; ``E013`` options.

    Notes
    -----
    Columns are compared by Student's t with the linearised covariance of both, since respondents of the same PSU are in
    several columns (Binder 1983), and degrees of freedom are the PSUs less strata of both. Shares of 0 and 100 % have a
    variance of 0 which says nothing; they are not compared. Holm (1979) holds whatever the dependence of the tests,
    Benjamini and Hochberg (1995) when all of it is positive. A question is hidden in a column as a whole
    (:func:`survey.tables.hidden_lines.hidden_lines`), and hidden cells take part in no test.

    Do not read the absence of a letter as equality.

    Examples
    --------
    >>> from survey.design import Design, make_sample
    >>> table = {"trust": ["yes", "no"] * 40, "sex": ["men", "men", "women", "women"] * 20, "w": [1.0] * 80}
    >>> made = tabulate(make_sample(table, Design(weight="w")), "trust", "sex", bases=["n"])
    >>> made.to_frame()[["level", "column", "value"]].head(3)
      level     column  value
    0    no      total   50.0
    1    no    sex:men   50.0
    2    no  sex:women   50.0
    """
    check_options(level, df, "fpc")
    _check_words(percent, letters, bases, alpha)
    asked = _row_blocks(rows)
    options = EstimateOptions(level, df)
    layout = LayoutOptions(percent, total_row, tuple(bases), digits, mean_digits)
    comparisons = ComparisonOptions(letters, alpha, against_total)
    blocks = read_blocks(sample, asked, base)
    facts = TableNoteFacts(percent, comparisons, publication, tuple(sample.conditions), layout.bases)
    if grid:
        _check_grid(columns, before, percent)
        parts, own = grid_parts(sample, blocks, asked, options, publication, layout, facts)
    else:
        given = _prepared(sample, read_banner(sample, columns, total=total), options, publication)
        earlier = None
        if before is not None:
            before = under_present_ids(before, sample)
            earlier = _prepared(before, read_banner(before, columns, total=total), options, publication)
        wording = (words("wave_before"), words("wave_now")) if waves is None else (as_text(waves[0]), as_text(waves[1]))
        parts, own = _parts(given, blocks, asked, layout, facts, earlier, base, shared, wording)
        if overall:
            parts = with_overall_tests(given, blocks, parts)
    arranged: BlockLayout = "grid" if grid else "stacked" if stacked else "separate"
    about = block_facts(blocks, parts, own)
    return finished(sample, about, parts, title, language, arranged, intervals=intervals)


def _row_blocks(rows: RowsGiven) -> list[RowBlock]:
    given = [rows] if isinstance(rows, str | pd.Series | RowBlock) else list(rows)
    return [one if isinstance(one, RowBlock) else RowBlock(one) for one in given]


def _check_words(percent: str, letters: str | None, bases: Sequence[str], alpha: float) -> None:
    """Refuse options that are not (``B020``)."""
    for name, value, known in (
        ("percent", percent, get_args(TablePercent)),
        *(("letters", letters, get_args(FamilyCorrection)) for _ in range(letters is not None)),
        *(("bases", one, get_args(BaseRow)) for one in bases),
    ):
        if value not in known:
            raise TabulationError(
                "B020",
                f"{_PLACE}: {name}",
                f"{value!r} is not one of the words known here.",
                nearest(str(value), known),
            )
    if not 0 < alpha < 1:
        raise TabulationError(
            "B021", f"{_PLACE}: alpha", f"{alpha!r} is not a level.", "A level is between 0 and 1: 0.05 means 5 %."
        )


def _check_grid(columns: ColumnsGiven, before: Sample | None, percent: TablePercent) -> None:
    """Refuse what a grid cannot have (``B040``)."""
    if (isinstance(columns, str | pd.Series) or len(columns)) or before is not None or percent != "column":
        raise TabulationError(
            "B040",
            f"{_PLACE}: grid",
            "The columns of a grid are the answers, so it has no breaks, no wave before and no other percentages.",
            "Leave out columns=, before= and percent=, or leave out grid=True.",
        )


def _prepared(
    sample: Sample, banner: Banner, options: EstimateOptions, publication: PublicationRule | None
) -> TableSample:
    if publication is None:
        return TableSample(sample, banner, options, None, None, None)
    groups, counted = column_groups(sample, banner)
    return TableSample(sample, banner, options, publication, groups, counted)


def _parts(
    given: TableSample,
    blocks: Sequence[AnswerBlock],
    asked: Sequence[RowBlock],
    layout: LayoutOptions,
    facts: TableNoteFacts,
    earlier: TableSample | None,
    base: Base,
    shared: str,
    waves: tuple[Text, Text],
) -> tuple[TableParts, list[TableNoteFacts]]:
    now, own = [], []
    for at, block in enumerate(blocks):
        tested, made = with_tests(given, compute_block(given, block, at, layout), facts.comparisons)
        now.append(tested)
        own.append(dataclasses.replace(facts, made=made, several=block.several))
    orders = orders_of(given.sample, blocks, asked)
    if earlier is None:
        return assemble(given.banner, now, None, orders, layout, waves), own
    others = read_blocks(earlier.sample, asked, base)
    check_same(blocks, others, given.banner, earlier.banner)
    kept = find_kept(earlier.sample, given.sample, shared)
    before = [compute_block(earlier, block, at, layout) for at, block in enumerate(others)]
    level, df = given.estimate.level, given.estimate.df
    pairs = zip(before, now, strict=True)
    now = [with_changes(earlier.sample, one, other, kept, facts.comparisons, level, df) for one, other in pairs]
    return assemble(given.banner, now, before, orders, layout, waves), own

"""Notes under a table: each only where what it says is so."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from survey.indicators.rule_constants import PublicationRule
from survey.reports.number_format import number
from survey.tables.analysis_table import AnalysisColumn, AnalysisRow
from survey.tables.block_cells import BaseRow, ComparisonOptions, ComparisonsMade
from survey.tables.cell_estimates import TablePercent
from survey.tables.cell_grid import CellGrid
from survey.tables.table_words import words
from survey.text import Text


@dataclass(frozen=True, slots=True)
class TableNoteFacts:
    """Facts that notes are made from: options of the table, and what was done.

    ``several`` says that a question allows several answers, ``compared`` that changes since an earlier wave were tested.
    """

    percent: TablePercent
    comparisons: ComparisonOptions
    rule: PublicationRule | None
    conditions: tuple[str, ...]
    bases: tuple[BaseRow, ...]
    made: ComparisonsMade = field(default_factory=ComparisonsMade)
    several: bool = False
    compared: bool = False
    overall: bool = False


def notes_of(
    facts: TableNoteFacts, rows: Sequence[AnalysisRow], columns: Sequence[AnalysisColumn], cells: CellGrid
) -> tuple[Text, ...]:
    """Sentences under the rows of a question."""
    p_values = cells.value[:, [at for at, column in enumerate(columns) if column.shows == "p"]]
    own = dataclasses.replace(
        facts, compared=bool(np.isfinite(cells.change_p).any()), overall=bool(np.isfinite(p_values).any())
    )
    return tuple(_sentences(own, rows, cells))


def _sentences(facts: TableNoteFacts, rows: Sequence[AnalysisRow], cells: CellGrid) -> Iterator[Text]:
    shares = any(row.statistic == "share" for row in rows)
    if facts.conditions:
        yield words("note_domain", condition=" and ".join(facts.conditions))
    if shares:
        yield words(f"note_percent_{facts.percent}")
    if facts.several and shares:
        yield words("note_several")
    yield from _tests(facts)
    if "n_eff" in facts.bases and any(row.statistic == "n_eff" for row in rows):
        yield words("note_n_eff")
    publish = cells.publish
    if facts.rule is not None and (publish == "low").any():
        yield words("note_low", n=round(facts.rule.least_n_eff))
    if facts.rule is not None and (publish == "hidden").any():
        yield words("note_hidden", n=round(facts.rule.least_n), extreme=round(facts.rule.least_n_extreme))


def _tests(facts: TableNoteFacts) -> Iterator[Text]:
    options, made = facts.comparisons, facts.made
    if not (made.letters or made.total or facts.compared or facts.overall):
        return
    level = Text.each(words("total").languages, lambda one: number(100 * options.alpha, one, _digits(options.alpha)))
    correction = words(f"correction_{options.letters or 'none'}")
    if made.letters:
        yield words("note_letters", level=level, correction=correction)
    if made.total:
        yield words("note_total", level=level, correction=correction)
    if facts.compared:
        yield words("note_changes", level=level, correction=correction)
    if made.edge:
        yield words("note_edge")
    if facts.overall:
        yield words("note_overall")


def _digits(alpha: float) -> int:
    """Decimals of a level in percent: as many as it has, at most two."""
    return next((digits for digits in (0, 1) if np.isclose(100 * alpha, round(100 * alpha, digits))), 2)

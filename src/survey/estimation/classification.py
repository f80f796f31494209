"""Classifications of the rows of a result: categories and domains, and the names of their columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from survey.arrays import Indices
from survey.design.population_margin import Level
from survey.text import Language, Text

# fmt: off
_TAKEN = frozenset({
    "variable", "category", "with", "at", "probability", "item", "group", "test", "term", "estimate", "se",
    "ci_low", "ci_high", "cv", "df", "ddf", "t", "p", "q", "n", "n_base", "n_answered", "n_dont_know", "n_refused",
    "n_previous", "n_current", "n_groups", "weight", "n_eff", "deff", "method", "flags", "notes", "statistic",
    "previous", "current", "change", "p_equivalence", "equivalent", "correlation", "overlap", "count",
    "count_se", "count_low", "count_high", "count_deff", "share", "alpha", "alpha_se", "item_total",
    "item_total_se", "if_dropped", "if_dropped_se", "row", "column", "x2", "mean_deff", "n_blank",
})
# fmt: on


@dataclass(frozen=True, slots=True, eq=False)
class Grouped:
    """Classification of the rows of a result: its name, its levels, their wordings, and (q,) positions of the rows."""

    name: str
    levels: tuple[Level, ...]
    labels: tuple[Text, ...]
    of_row: Indices

    def values(self) -> list[Level]:
        """The level of each row."""
        return [self.levels[at] for at in self.of_row.tolist()]


def level_columns(groups: Sequence[Grouped], labels: Language | None) -> dict[str, object]:
    """Columns of a table of results: the levels of each classification, with a language their wordings in ``<name>_label``."""
    columns: dict[str, object] = {}
    for one in groups:
        columns[one.name] = one.values()
        if labels is not None and one.labels:
            columns[f"{one.name}_label"] = [one.labels[at][labels] for at in one.of_row.tolist()]
    return columns


def column_of(name: str) -> str:
    """Column name of a classification in tables of results, where other columns have fixed names.

    Examples
    --------
    >>> column_of("sex"), column_of("n")
    ('sex', 'by_n')
    """
    return f"by_{name}" if name in _TAKEN else name

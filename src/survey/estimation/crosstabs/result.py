"""A table of two classifications: counts, shares and margins with their uncertainty, and the test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from survey.argument_errors import noun
from survey.arrays import Floats
from survey.estimation.classification import Grouped, level_columns
from survey.estimation.crosstabs.crossing import Crossing
from survey.estimation.crosstabs.independence_test import IndependenceTest
from survey.estimation.crosstabs.multiple_response import MultipleCrossing
from survey.estimation.estimates import Estimates
from survey.estimation.legend import level_names, sentence
from survey.estimation.shown_result import Shown, ShownResult, name_lines
from survey.text import Language

Percent = Literal["total", "row", "column"]
"""Base of the shares of a table."""

FrameLayout = Literal["long", "wide"]
CellContent = Literal["share", "count", "n"]


@noun
@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Crosstab(ShownResult):
    """Two classifications crossed: every pair of categories of the questionnaire, seen or not.

    CellContent are in the order row slowest, then column, then domain.

    Parameters
    ----------
    crossing : Crossing or MultipleCrossing
        The sums by unit, domain and cell; with a multiple choice the sides and the interviews of the margins.
    percent : {"total", "row", "column"}
    counts : Estimates
        Persons in each cell.
    shares : Estimates
        CellContent as shares of everybody, of their row, or of their column; ``n`` is the number of interviews of that base.
    rows, columns : Estimates
        Shares of the margins, of everybody.
    n : (K x domains,) array
        Interviews in each cell with a weight above zero.
    test : IndependenceTest or None
    about : str
    """

    crossing: Crossing | MultipleCrossing
    percent: Percent
    counts: Estimates
    shares: Estimates
    rows: Estimates
    columns: Estimates
    n: Floats
    test: IndependenceTest | None
    about: str

    def __len__(self) -> int:
        return len(self.n)

    def to_frame(
        self, layout: FrameLayout = "long", *, value: CellContent = "share", labels: Language | None = None
    ) -> pd.DataFrame:
        """The table as a frame.

        Parameters
        ----------
        layout : {"long", "wide"}
            One row per cell with everything known of it; or one row per category of the row variable (and domain),
            one column per category of the column variable, with margins.
        value : {"share", "count", "n"}
            Content of the cells of the wide layout: share, persons, or interviews.
        labels : language
            Wordings of the categories: further columns ``<name>_label`` in the long layout, in the place of the codes in
            the wide one.
        """
        if layout == "long":
            return self._long(labels)
        names = [_names(one, labels) for one in self.shares.by]
        return self._wide(value, names, "total" if labels is None else sentence(labels, "total"))

    def _long(self, labels: Language | None) -> pd.DataFrame:
        columns = level_columns(self.shares.by, labels)
        columns["n"] = self.n.astype(np.int64)
        columns |= {"count": self.counts.estimate, "count_se": self.counts.se}
        columns |= {"count_low": self.counts.ci_low, "count_high": self.counts.ci_high, "count_deff": self.counts.deff}
        columns |= {"share": self.shares.estimate}
        for name in ("se", "ci_low", "ci_high", "df"):
            columns[name] = getattr(self.shares, name)
        columns["n_base"] = self.shares.n.astype(np.int64)
        for name in ("n_eff", "deff", "method"):
            columns[name] = getattr(self.shares, name)
        columns["flags"] = self.shares.flag_texts()
        return pd.DataFrame(columns)

    def _wide(self, value: CellContent, names: Sequence[Sequence[object]], word: str) -> pd.DataFrame:
        """One row per category and domain, with the names of the levels of each classification and the word for margins."""
        number = self.crossing.domains.number
        shape = (len(self.crossing.row), len(self.crossing.column), number)
        cells = self.shares.estimate if value == "share" else self.counts.estimate if value == "count" else self.n
        body = _with_margins(cells.reshape(shape), *self._margins(value, shape))
        down, across, *domains = names
        position = [one.of_row[:number] for one in self.shares.by[2:]]
        before: dict[str, object] = {
            grouped.name: [words[at] for at in np.repeat(of, shape[0] + 1).tolist()]
            for grouped, words, of in zip(self.shares.by[2:], domains, position, strict=True)
        }
        before[self.crossing.row.name] = [*down, word] * number
        by_domain = body.transpose(2, 0, 1).reshape(-1, shape[1] + 1)
        # Two categories may share a wording, so the columns are not keyed by it.
        after = pd.DataFrame(by_domain, columns=pd.Index([*across, word], dtype=object))
        return pd.concat([pd.DataFrame(before), after], axis=1)

    def _margins(self, value: CellContent, shape: tuple[int, int, int]) -> tuple[Floats, Floats, Floats]:
        """Right and bottom margins, and the corner, each by domain."""
        if isinstance(self.crossing, MultipleCrossing):
            return self._overlapping_margins(self.crossing, value, shape)
        if value != "share":
            cells = (self.counts.estimate if value == "count" else self.n).reshape(shape)
            return cells.sum(1), cells.sum(0), cells.sum((0, 1))
        right, bottom = self.rows.estimate.reshape(shape[0], -1), self.columns.estimate.reshape(shape[1], -1)
        corner = np.where(np.isnan(right).any(0), np.nan, 1.0)
        if self.percent == "row":
            right = np.where(right > 0, 1.0, np.nan)
        if self.percent == "column":
            bottom = np.where(bottom > 0, 1.0, np.nan)
        return right, bottom, corner

    def _overlapping_margins(
        self, crossing: MultipleCrossing, value: CellContent, shape: tuple[int, int, int]
    ) -> tuple[Floats, Floats, Floats]:
        """Margins of a table whose cells overlap: they are estimated, not added up."""
        if value == "n":
            return crossing.n_rows, crossing.n_columns, crossing.n_all
        number = (1.0, 1.0) if value == "share" else (self.rows.weight, self.columns.weight)
        right = (self.rows.estimate * number[0]).reshape(shape[0], -1)
        bottom = (self.columns.estimate * number[1]).reshape(shape[1], -1)
        whole = np.where(crossing.n_all > 0, 1.0, np.nan)
        if value == "count":
            return right, bottom, whole * self.rows.weight.reshape(shape[0], -1)[0]
        if self.percent == "row":
            right = np.where(right > 0, 1.0, np.nan)
        if self.percent == "column":
            bottom = np.where(bottom > 0, 1.0, np.nan)
        return right, bottom, whole

    def show(self, language: Language | None = None, *, codes: bool = False) -> Shown:
        """The table for people: wordings in place of codes, the base in words, the test; see :meth:`Estimates.show`."""
        legend = self.shares.legend
        spoken = legend.language(language)
        said = None if codes else spoken
        names = [level_names(one, said) for one in self.shares.by]
        table = self._wide("share", names, sentence(spoken, "total"))
        variables = (self.crossing.row.name, self.crossing.column.name, *(one.name for one in self.shares.by[2:]))
        named = dict.fromkeys(line for name in variables for line in name_lines(legend, [name], said))
        base = [sentence(spoken, f"percent_{self.percent}"), sentence(spoken, "base_both")]
        domain = [sentence(spoken, "part", condition=one) for one in legend.conditions]
        tested = [] if self.test is None else [self.test.method, *self.test.lines(said)]
        lines = (*named, *base, *domain)
        return Shown("Crosstab", self.about, lines, table, tuple(tested), number="{:.4f}", number_html="{:.1%}")


def _names(grouped: Grouped, labels: Language | None) -> list[object]:
    if labels is None or not grouped.labels:
        return list(grouped.levels)
    return [label[labels] for label in grouped.labels]


def _with_margins(body: Floats, right: Floats, bottom: Floats, corner: Floats) -> Floats:
    """(rows + 1, columns + 1, domains)."""
    upper = np.concatenate([body, right[:, None, :]], axis=1)
    lower = np.concatenate([bottom, corner[None, :]], axis=0)
    return np.concatenate([upper, lower[None, :, :]], axis=0)

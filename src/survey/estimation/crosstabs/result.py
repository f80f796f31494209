"""A table of two classifications: counts, shares and margins with their uncertainty, and the test."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Literal

import numpy as np
import pandas as pd

from survey.argument_errors import noun
from survey.arrays import Floats
from survey.estimation.classification import Grouped, level_columns
from survey.estimation.crosstabs.crossing import Crossing
from survey.estimation.crosstabs.independence_test import IndependenceTest
from survey.estimation.estimates import Estimates
from survey.text import Catalogue, Language

Percent = Literal["total", "row", "column"]
"""Base of the shares of a table."""

FrameLayout = Literal["long", "wide"]
Shown = Literal["share", "count", "n"]


@noun
@dataclass(frozen=True, slots=True, eq=False)
class Crosstab:
    """Two classifications crossed: every pair of categories of the questionnaire, seen or not.

    Cells are in the order row slowest, then column, then domain.

    Parameters
    ----------
    crossing : Crossing
        The sums by unit, domain and cell.
    percent : {"total", "row", "column"}
    counts : Estimates
        Persons in each cell.
    shares : Estimates
        Cells as shares of everybody, of their row, or of their column; ``n`` is the number of interviews of that base.
    rows, columns : Estimates
        Shares of the margins, of everybody.
    n : (K x domains,) array
        Interviews in each cell with a weight above zero.
    test : IndependenceTest or None
    about : str
    """

    crossing: Crossing
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
        self, layout: FrameLayout = "long", *, value: Shown = "share", labels: Language | None = None
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
        return self._long(labels) if layout == "long" else self._wide(value, labels)

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

    def _wide(self, value: Shown, labels: Language | None) -> pd.DataFrame:
        number = self.crossing.domains.number
        shape = (len(self.crossing.row), len(self.crossing.column), number)
        cells = self.shares.estimate if value == "share" else self.counts.estimate if value == "count" else self.n
        body = _with_margins(cells.reshape(shape), *self._margins(value, shape))
        word = "total" if labels is None else Catalogue.load("survey.estimation").sentence(labels, "total")
        down, across, *domains = (_names(one, labels) for one in self.shares.by)
        position = [one.of_row[:number] for one in self.shares.by[2:]]
        before: dict[str, object] = {
            grouped.name: [names[at] for at in np.repeat(of, shape[0] + 1).tolist()]
            for grouped, names, of in zip(self.shares.by[2:], domains, position, strict=True)
        }
        before[self.crossing.row.name] = [*down, word] * number
        by_domain = body.transpose(2, 0, 1).reshape(-1, shape[1] + 1)
        # Two categories may share a wording, so the columns are not keyed by it.
        after = pd.DataFrame(by_domain, columns=pd.Index([*across, word], dtype=object))
        return pd.concat([pd.DataFrame(before), after], axis=1)

    def _margins(self, value: Shown, shape: tuple[int, int, int]) -> tuple[Floats, Floats, Floats]:
        """Right and bottom margins, and the corner, each by domain."""
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

    def __repr__(self) -> str:
        shown = self._wide("share", None).to_string(index=False, float_format=lambda number: f"{number:.4f}")
        tested = [] if self.test is None else [self.test.method, *self.test.lines()]
        return "\n".join([f"<Crosstab: {self.about}>", shown, *tested])

    def _repr_html_(self) -> str:
        shown = self._wide("share", None).to_html(index=False, na_rep="", float_format=lambda number: f"{number:.1%}")
        tested = [] if self.test is None else [self.test.method, *self.test.lines()]
        return f"<p>{escape(self.about)}</p>{shown}" + "".join(f"<p>{escape(line)}</p>" for line in tested)


def _names(grouped: Grouped, labels: Language | None) -> list[object]:
    if labels is None or not grouped.labels:
        return list(grouped.levels)
    return [label[labels] for label in grouped.labels]


def _with_margins(body: Floats, right: Floats, bottom: Floats, corner: Floats) -> Floats:
    """(rows + 1, columns + 1, domains)."""
    upper = np.concatenate([body, right[:, None, :]], axis=1)
    lower = np.concatenate([bottom, corner[None, :]], axis=0)
    return np.concatenate([upper, lower[None, :, :]], axis=0)

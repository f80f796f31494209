"""Blocks of rows of a table: what an analyst asks of one question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import pandas as pd

from survey.argument_errors import noun
from survey.design.population_margin import Level
from survey.text import Text

RowStatistic = Literal["shares", "counts", "mean", "median"]
"""What the rows of a block show: shares of the answers in percent, numbers of persons, the mean, the median."""

RowOrder = Literal["given", "descending", "ascending"]
"""Order of the answers: as the questionnaire has them, or by their share in the first column."""

Wording: TypeAlias = str | Text
"""A wording in every language, or one text for all of them."""

Nets: TypeAlias = Mapping[Wording, Sequence[Level]] | Literal["questionnaire"]
"""Answers taken together, by the wording of the net; ``questionnaire``: the positive, neutral and negative answers."""


@noun
@dataclass(frozen=True, slots=True, eq=False)
class RowBlock:
    """Rows of a table that come from one question, battery, grouping or column.

    Parameters
    ----------
    source : str or pandas.Series
        A name in the sample, or one label per interview. A battery makes one block per row of the battery.
    show : RowStatistic or sequence of them, optional
        By default shares; the mean for what holds numbers: questions answered with a number, and columns of a plain
        table with a fraction or with more than 12 different numbers.
    nets : mapping of wording to levels, or "questionnaire", optional
        Answers taken together, a respondent with several of them counted once. Nets without a common answer are followed by
        their answers, indented; others come last.
    order : {"given", "descending", "ascending"}
        Order of the answers; with "descending" the greatest share in the first column comes first.
    title : str or Text, optional
        Heading instead of the wording of the question.

    Examples
    --------
    >>> RowBlock("C01a", nets={"trusts": [1, 2]}, order="descending").show is None
    True
    """

    source: str | pd.Series
    show: RowStatistic | Sequence[RowStatistic] | None = None
    nets: Nets | None = None
    order: RowOrder = "given"
    title: Wording | None = None


RowsGiven: TypeAlias = str | pd.Series | RowBlock | Sequence[str | pd.Series | RowBlock]
"""Rows of a table as a caller gives them."""

Break: TypeAlias = str | pd.Series
"""A break of the banner: a name, a condition, names joined by ``" x "``, or one label per interview."""

ColumnsGiven: TypeAlias = Break | Sequence[Break] | Mapping[str, Break]
"""Breaks next to one another; a mapping gives their titles."""

"""Classes of columns that were added to a sample: their order, wordings and reasons of blanks."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from survey.arrays import Floats, Indices, Objects, ReasonCodes
from survey.design.population_margin import Level, code
from survey.questionnaire.category_names import CategoryNames, wordings
from survey.text import Text


@dataclass(frozen=True, slots=True, eq=False)
class AssignedClasses:
    """Classes of one column of a sample.

    Parameters
    ----------
    levels : tuple of levels
        Values of the column, in order; also those that nobody has.
    labels : tuple of Text
        Their wordings; empty when there are none.
    title : Text
        Wording of the column; empty when there is none.
    reasons : (n,) array of survey.Reason, or None
        Why a value is blank; None where it is not known.
    """

    levels: tuple[Level, ...]
    labels: tuple[Text, ...] = ()
    title: Text = field(default_factory=Text)
    reasons: ReasonCodes | None = None

    @classmethod
    def of_categorical(cls, column: pd.Series) -> AssignedClasses:
        """Classes of a categorical column: its categories in their order, unused ones too."""
        return cls(code(column)[1])

    def names(self) -> CategoryNames:
        """Texts that mean a class in a condition: its value where that is a text, and its wordings."""
        labels = self.labels or (Text(),) * len(self.levels)
        pairs = zip(self.levels, labels, strict=True)
        return CategoryNames(
            {level: (*((level,) if isinstance(level, str) else ()), *wordings(text)) for level, text in pairs}, {}
        )


def place_levels(values: Floats | Objects, levels: tuple[Level, ...]) -> Indices:
    """(n,) position of each value among the levels, whatever their type; -1 where it is blank or none of them."""
    return np.asarray(pd.Index(list(levels)).get_indexer(pd.Index(values)), np.intp)

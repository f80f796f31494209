"""Result of a comparison of two waves: one row for every variable, category and domain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from survey.argument_errors import noun
from survey.arrays import Floats, Mask, Objects
from survey.estimation.classification import Grouped, level_columns
from survey.estimation.estimates import FLAGS, Estimates, Flag
from survey.estimation.legend import wording
from survey.estimation.shown_result import Shown, ShownResult, worded_frame
from survey.text import Language


@noun
@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Change(ShownResult):
    """Differences between two waves with their uncertainty: q rows in the order of the estimates of the waves.

    Parameters
    ----------
    before, after : Estimates
        Of the previous and of the current wave.
    change : (q,) array
        Current minus previous; NaN where a wave has no estimate.
    se : (q,) array
    ci_low, ci_high : (q,) array
    df : (q,) array
        Degrees of freedom of the two waves together.
    t, p : (q,) array
        Student's t of no change and its two-sided p-value; NaN where the standard error is 0.
    q : (q,) array
        Smallest false discovery rate, over the rows, at which the row counts as changed.
    p_equivalence : (q,) array or None
        p-value of the test that the change lies outside the margin; None when no margin was given, NaN where a share
        of 0 or 1 enters.
    margin : float or None
    correlation : (q,) array
        Between the two estimates, as the PSUs in common imply; 0 without any, NaN where a standard error is 0.
    overlap : (q,) array
        PSUs with interviews of the row in both waves.
    method : (q,) array of str
        How the limits were made: ``t``, ``mover`` where a share of 0 or 1 enters, ``none`` without degrees of freedom.
    level : float
        Confidence level.
    about : str
        Description for people: units in both waves, and domain, design and weighting of each.
    """

    before: Estimates
    after: Estimates
    change: Floats
    se: Floats
    ci_low: Floats
    ci_high: Floats
    df: Floats
    t: Floats
    p: Floats
    q: Floats
    p_equivalence: Floats | None
    margin: float | None
    correlation: Floats
    overlap: Floats
    method: Objects
    level: float
    about: str

    def __len__(self) -> int:
        return len(self.change)

    @property
    def variable(self) -> tuple[str, ...]:
        """The variable of each row."""
        return self.after.variable

    @property
    def category(self) -> Grouped | None:
        """The category of each row."""
        return self.after.category

    @property
    def by(self) -> tuple[Grouped, ...]:
        """The domain of each row."""
        return self.after.by

    @property
    def previous(self) -> Floats:
        """(q,) estimates of the previous wave."""
        return self.before.estimate

    @property
    def current(self) -> Floats:
        """(q,) estimates of the current wave."""
        return self.after.estimate

    @property
    def equivalent(self) -> Mask | None:
        """(q,) whether the change is shown to be within the margin; None when no margin was given.

        The same as: the interval at level ``2 * level - 1`` lies within the margin. False does not mean a change.
        """
        return None if self.p_equivalence is None else np.asarray(self.p_equivalence < (1 - self.level))

    def flag(self, name: Flag) -> Mask:
        """(q,) whether a flag is set in either wave."""
        return self.before.flag(name) | self.after.flag(name)

    def to_frame(self, labels: Language | None = None) -> pd.DataFrame:
        """One row per difference; with a language, columns ``<name>_label`` with the wordings of the current wave."""
        columns: dict[str, object] = {"variable": self.variable}
        if labels is not None:
            legend = self.after.legend
            language = legend.language(labels)
            columns["variable_label"] = [wording(legend.title(one), language, one) for one in self.variable]
        columns |= level_columns(self.after.groups, labels)
        for name in ("previous", "current", "change", "se", "ci_low", "ci_high", "df", "t", "p", "q"):
            columns[name] = getattr(self, name)
        if self.equivalent is not None:
            columns["p_equivalence"] = self.p_equivalence
            columns["equivalent"] = self.equivalent
        columns["correlation"] = self.correlation
        columns["overlap"] = pd.Series(self.overlap).astype("Int64")
        columns["n_previous"] = pd.Series(self.before.n).astype("Int64")
        columns["n_current"] = pd.Series(self.after.n).astype("Int64")
        columns["method"] = self.method
        raised = np.stack([self.flag(name) for name in FLAGS], axis=1)
        columns["flags"] = [", ".join(np.array(FLAGS)[row].tolist()) for row in raised]
        return pd.DataFrame(columns)

    def show(self, language: Language | None = None, *, codes: bool = False) -> Shown:
        """The differences for people, with the wordings of the current wave: see :meth:`Estimates.show`."""
        legend = self.after.legend
        spoken = None if codes else legend.language(language)
        frame = worded_frame(self.to_frame(), self.after.groups, legend, spoken)
        return Shown("Change", self.about, self.after.lines(language, codes=codes), frame)

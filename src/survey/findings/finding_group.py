"""Findings of one rule about one variable in many interviews, built one by one when somebody looks at them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from survey.arrays import Indices, Mask, Objects
from survey.findings.finding import Finding, Severity

BUILT_AT_ONCE = 10_000
"""Findings of a step that are built with their sentences, rule by rule; of a rule with more only rows and keys are kept."""


@dataclass(frozen=True, slots=True, eq=False)
class FindingGroup:
    """Many findings alike in rule, severity and variable, of which only rows and keys are kept.

    Parameters
    ----------
    rule, severity, variable
        As in :class:`Finding`.
    rows : (k,) array of int
        Row of the delivered file of each finding.
    keys : (k,) array
        Key of the interview of each finding, None where the file has none.
    build : callable
        The finding at a position, complete but for ``occurrence``.
    """

    rule: str
    severity: Severity
    variable: str | None
    rows: NDArray[np.int64]
    keys: Objects
    build: Callable[[int], Finding]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Finding]:
        return (self.build(position) for position in range(len(self)))

    def of(self, interview: str) -> FindingGroup:
        """The findings about one interview."""
        return self._at(np.flatnonzero(self.keys == interview))

    def about(self, variable: str) -> FindingGroup:
        """The findings under another name of the variable."""
        whole = self.build
        return replace(self, variable=variable, build=lambda position: replace(whole(position), variable=variable))

    @property
    def repeated(self) -> Mask:
        """(k,) findings whose interview has another one here, so that they may be alike."""
        return pd.Series(self.keys, dtype=object).duplicated(keep=False).to_numpy(bool)

    def _at(self, positions: Indices) -> FindingGroup:
        whole = self.build
        return FindingGroup(
            self.rule,
            self.severity,
            self.variable,
            self.rows[positions],
            self.keys[positions],
            lambda position: whole(int(positions[position])),
        )

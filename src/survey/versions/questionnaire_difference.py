"""Difference of two versions of a questionnaire: changes, and indicators that stay comparable."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Literal

import pandas as pd

PartChangeKind = Literal["added", "removed", "moved", "renamed", "reworded", "recoded", "split", "changed"]
"""What happened to a part: it appeared, is gone, is elsewhere in the order, has another id (declared, or under the same
wording), another wording, another code (likewise), became several answers, or has another property."""

PartName = Literal[
    "questionnaire", "block", "question", "row", "statement", "answer", "end", "missing", "grouping", "category"
]
"""Part of a questionnaire; ``statement`` belongs to a list experiment, ``end`` is a worded end of a scale, ``missing`` a missing code."""

Comparability = Literal["comparable", "new", "removed", "unasked", "definition", "question"]
"""Whether an indicator may be compared: yes; it is new; it is gone; the older version did not ask its questions; it is
computed otherwise; one of its questions is asked otherwise."""


@dataclass(frozen=True, slots=True)
class QuestionnaireChange:
    """Change between two versions of a questionnaire.

    Parameters
    ----------
    kind : PartChangeKind
    part : PartName
    question : str
        Id of the question, block or grouping; blank for the questionnaire.
    name : str
        Id of the row or category, the code of the answer; blank for the question itself.
    aspect : str
        The language of a wording, the property that changed as ``questionnaire.yaml`` calls it; otherwise blank.
    before, now : str
        The value in each version. Of a part that moved, the part before it; blank when it is the first.
    breaks : bool
        Whether answers (classes, for a grouping) before and after it do not mean the same.
    """

    kind: PartChangeKind
    part: PartName
    question: str
    name: str = ""
    aspect: str = ""
    before: str = ""
    now: str = ""
    breaks: bool = False


@dataclass(frozen=True, slots=True)
class IndicatorComparison:
    """Indicator in two versions: whether it may be compared, and the questions that are in the way."""

    id: str
    state: Comparability
    questions: tuple[str, ...] = ()

    @property
    def is_lost(self) -> bool:
        """Whether the older version has it, and it cannot be compared any more."""
        return self.state not in ("comparable", "new")


@dataclass(frozen=True, slots=True)
class QuestionnaireDifference:
    """Changes between two versions of a questionnaire, and indicators that stay comparable.

    Parameters
    ----------
    before, now : str
        Id and version of each.
    changes : tuple of QuestionnaireChange
        In the order of the newer questionnaire; removed questions come before the others.
    indicators : tuple of IndicatorComparison
        Indicators of both versions; empty when questionnaires alone were compared.
    """

    before: str
    now: str
    changes: tuple[QuestionnaireChange, ...]
    indicators: tuple[IndicatorComparison, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether every indicator of the older version may still be compared."""
        return not self.lost

    @property
    def lost(self) -> tuple[IndicatorComparison, ...]:
        """Indicators of the older version that cannot be compared any more."""
        return tuple(one for one in self.indicators if one.is_lost)

    def of(self, *kinds: PartChangeKind) -> tuple[QuestionnaireChange, ...]:
        """Changes of these kinds."""
        return tuple(one for one in self.changes if one.kind in kinds)

    def to_frame(self) -> pd.DataFrame:
        """One row per change: ``change, part, question, name, aspect, before, now, breaks``."""
        rows = [
            (one.kind, one.part, one.question, one.name, one.aspect, one.before, one.now, one.breaks)
            for one in self.changes
        ]
        return pd.DataFrame(rows, columns=["change", "part", "question", "name", "aspect", "before", "now", "breaks"])

    def indicators_to_frame(self) -> pd.DataFrame:
        """One row per indicator: ``indicator, state, questions`` (ids with spaces between)."""
        rows = [(one.id, one.state, " ".join(one.questions)) for one in self.indicators]
        return pd.DataFrame(rows, columns=["indicator", "state", "questions"])

    def __repr__(self) -> str:
        breaks = sum(one.breaks for one in self.changes)
        counts = f"{len(self.changes)} changes, {breaks} of them breaks"
        lost = f"; {len(self.lost)} of {len(self.indicators)} indicators lost" if self.indicators else ""
        return f"<QuestionnaireDifference {self.before} to {self.now}: {counts}{lost}>"

    def _repr_html_(self) -> str:
        tables = [self.to_frame(), *([self.indicators_to_frame()] if self.indicators else [])]
        return f"<p>{escape(repr(self))}</p>" + "".join(table.to_html(index=False) for table in tables)

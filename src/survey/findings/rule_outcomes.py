"""Outcomes of rules: passed, failed, or unknown because answers are blank."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal, overload

import pandas as pd

from survey.argument_errors import noun
from survey.findings.finding import Severity

Outcome = Literal["passed", "failed", "cannot_be_evaluated"]


@dataclass(frozen=True, slots=True)
class RuleOutcome:
    """One rule applied to one variable of all interviews.

    Parameters
    ----------
    rule, severity, variable
        As in :class:`Finding`.
    checked : int
        Interviews in which the rule could be broken and its answers are known.
    failed : int
        Those of them that break it.
    unknown : int
        Interviews in which it is unknown, because an answer it needs is blank.
    """

    rule: str
    severity: Severity
    variable: str | None
    checked: int
    failed: int
    unknown: int = 0

    @property
    def passed(self) -> int:
        """Interviews that keep the rule."""
        return self.checked - self.failed

    @property
    def outcome(self) -> Outcome:
        """``failed`` when an interview breaks it; ``cannot_be_evaluated`` when it is known of none."""
        if self.failed:
            return "failed"
        return "cannot_be_evaluated" if self.unknown and not self.checked else "passed"

    @property
    def share(self) -> float:
        """Share of the interviews checked that break it, 0 to 1; NaN when none was checked."""
        return self.failed / self.checked if self.checked else float("nan")


@noun
class Outcomes(Sequence[RuleOutcome]):
    """Outcomes of all rules, one per rule and variable, in the order of checking; ``+`` adds up what is alike."""

    def __init__(self, outcomes: Iterable[RuleOutcome] = ()) -> None:
        self._outcomes = tuple(outcomes)

    @overload
    def __getitem__(self, index: int) -> RuleOutcome: ...
    @overload
    def __getitem__(self, index: slice) -> Outcomes: ...
    def __getitem__(self, index: int | slice) -> RuleOutcome | Outcomes:
        return Outcomes(self._outcomes[index]) if isinstance(index, slice) else self._outcomes[index]

    def __len__(self) -> int:
        return len(self._outcomes)

    def __iter__(self) -> Iterator[RuleOutcome]:
        return iter(self._outcomes)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Outcomes) and self._outcomes == other._outcomes

    def __hash__(self) -> int:
        return hash(self._outcomes)

    def __add__(self, other: Outcomes) -> Outcomes:
        if not other or not self:
            return self or other
        return Outcomes(_added_up([*self._outcomes, *other._outcomes], lambda one: (one.rule, one.variable)))

    def of(
        self,
        outcome: Outcome | None = None,
        *,
        rule: str | None = None,
        variable: str | None = None,
        severity: Severity | None = None,
    ) -> Outcomes:
        """Only those that fit every condition given."""
        return Outcomes(
            one
            for one in self._outcomes
            if outcome in (None, one.outcome)
            and rule in (None, one.rule)
            and variable in (None, one.variable)
            and severity in (None, one.severity)
        )

    def by_rule(self) -> Outcomes:
        """One outcome per rule: its variables added up, so that an interview counts once for each of them."""
        return Outcomes(
            RuleOutcome(one.rule, one.severity, None, one.checked, one.failed, one.unknown)
            for one in _added_up(self._outcomes, lambda one: (one.rule, None))
        )

    def to_frame(self) -> pd.DataFrame:
        """One row per rule and variable: rule, variable, severity, outcome, checked, failed, unknown, share."""
        columns = ["rule", "variable", "severity", "outcome", "checked", "failed", "unknown", "share"]
        return pd.DataFrame([{name: getattr(one, name) for name in columns} for one in self], columns=columns)

    def __repr__(self) -> str:
        counts = [
            f"{number} {outcome.replace('_', ' ')}"
            for outcome in ("passed", "failed", "cannot_be_evaluated")
            if (number := sum(one.outcome == outcome for one in self))
        ]
        return f"<Outcomes: {', '.join(counts) or 'no rules'}>"

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>{self.by_rule().to_frame().to_html(index=False, na_rep='')}"


def _added_up(outcomes: Iterable[RuleOutcome], alike: Callable[[RuleOutcome], object]) -> list[RuleOutcome]:
    sums: dict[object, RuleOutcome] = {}
    for one in outcomes:
        before = sums.get(alike(one))
        sums[alike(one)] = (
            one
            if before is None
            else RuleOutcome(
                one.rule,
                before.severity,
                before.variable,
                before.checked + one.checked,
                before.failed + one.failed,
                before.unknown + one.unknown,
            )
        )
    return list(sums.values())

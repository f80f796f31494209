"""Clusters of one unreadable answer in many interviews: a question for the questionnaire, not for the paper forms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from survey.findings import Finding, Findings
from survey.interviews import Interviews
from survey.questionnaire.model import Reason
from survey.text import Text
from survey.validation.answers_as_text import answer_texts
from survey.validation.rule_breaches import FEW, catalogue
from survey.validation.rule_definitions import AnswerLimits

RULES: Mapping[str, str] = {
    "code_unknown": "cluster_of_codes",
    "wording_unknown": "cluster_of_wordings",
    "out_of_range": "cluster_of_numbers",
}
"""Findings about one cell, and the finding about many cells alike."""

_FOLLOWING = ("required", "not_recorded")
_FEWEST = 5
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class _Kind:
    """Key by which findings are alike."""

    rule: str
    variable: str
    value: str


def join_clusters(
    findings: Findings, interviews: Interviews, *, psu: str | None = None, limits: AnswerLimits | None = None
) -> Findings:
    """The findings with those about the same unreadable answer joined, where there are many.

    A code, wording or number that the questionnaire does not have is joined when it occurs in 20 interviews or more,
    or in more than ``limits.widespread`` of all and at least five. The joined finding has the severity of its parts and
    neither interview nor row: an error, such as a district the questionnaire does not know, is about the whole file.
    Findings that an answer is missing, which follow from it in the same interviews, go with it.

    Set the interviews aside by the findings as they were before.

    Parameters
    ----------
    findings : Findings
        Of decoding and validation together.
    interviews : Interviews
        Those the findings are about.
    psu : str, optional
        The variable with the sampling point; by default the one with that role.
    limits : AnswerLimits, optional
    """
    limits, findings = limits or AnswerLimits(), findings.built()
    counted = Counter(kind for one in findings if (kind := _kind(one)) is not None)
    large = {kind for kind, n in counted.items() if _is_many(n, len(interviews), limits)}
    if not large:
        return findings
    parts: dict[_Kind, list[Finding]] = {kind: [] for kind in large}
    for one in findings:
        if (kind := _kind(one)) in parts:
            parts[kind].append(one)
    explained = {(one.row, kind.variable) for kind, same in parts.items() for one in same}
    explained |= {
        (None, name) for name in {kind.variable for kind in parts} if _all_lost_so(name, explained, interviews)
    }
    return Findings(_joined(findings, parts, explained, _Places.of(interviews, psu)), findings.outcomes)


def _kind(finding: Finding) -> _Kind | None:
    if finding.rule not in RULES or finding.row is None or finding.variable is None or finding.value is None:
        return None
    return _Kind(finding.rule, finding.variable, finding.value)


def _all_lost_so(name: str, explained: set[tuple[int | None, str]], interviews: Interviews) -> bool:
    """Whether every lost answer to a variable is one of the unreadable ones."""
    rows = [row for row, variable in explained if variable == name and row is not None]
    return bool(np.isin(interviews.rows[interviews.reason(name) == Reason.NOT_RECORDED], rows).all())


def _is_many(n: int, interviews: int, limits: AnswerLimits) -> bool:
    return n >= FEW or (n >= _FEWEST and n > limits.widespread * interviews)


def _joined(
    findings: Findings,
    parts: Mapping[_Kind, Sequence[Finding]],
    explained: set[tuple[int | None, str]],
    places: _Places,
) -> Iterator[Finding]:
    """The findings, a joined one in the place of its first part, without the parts and what follows from them."""
    joined: set[_Kind] = set()
    for one in findings:
        kind = _kind(one)
        if kind is not None and kind in parts:
            if kind not in joined:
                joined.add(kind)
                yield _finding(kind, parts[kind], places)
        elif not (one.rule in _FOLLOWING and (one.row, one.variable) in explained):
            yield one


def _finding(kind: _Kind, same: Sequence[Finding], places: _Places) -> Finding:
    rule = RULES[kind.rule]
    n_points = places.number(same)
    if n_points is not None:
        rule += "_in_points"
    first = ", ".join(str(one.interview or one.row) for one in same[:_SHOWN]) + (" …" if len(same) > _SHOWN else "")
    text: Text = catalogue().text(
        rule, n=len(same), variable=kind.variable, value=kind.value, first=first, points=n_points
    )
    return Finding(RULES[kind.rule], same[0].severity, text, variable=kind.variable, value=kind.value)


@dataclass(frozen=True, slots=True)
class _Places:
    """Sampling points by row."""

    of_row: Mapping[int, str]

    @classmethod
    def of(cls, interviews: Interviews, psu: str | None) -> _Places:
        points = answer_texts(interviews, psu or interviews.form.roles.get("psu"))
        if points is None:
            return cls({})
        located = zip(interviews.rows.tolist(), points, strict=True)
        return cls({row: str(point) for row, point in located if point is not None})

    def number(self, findings: Sequence[Finding]) -> str | None:
        """The sampling points of some findings, when they are few; None when they are many or unknown."""
        rows = [one.row for one in findings if one.row is not None]
        points = sorted({self.of_row[row] for row in rows if row in self.of_row})
        return ", ".join(points) if 0 < len(points) <= _SHOWN else None

"""Sequence of findings: selected, counted, summarised, or raised as an error."""

from __future__ import annotations

import dataclasses
import itertools
import operator
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from typing import Any, Literal, overload

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from survey.argument_errors import noun
from survey.errors import FindingsError
from survey.findings.finding import SEVERITIES, Finding, Identity, Severity
from survey.findings.finding_group import FindingGroup
from survey.findings.rule_outcomes import Outcomes, RuleOutcome
from survey.languages import CATALOGUE_LANGUAGES, ENGLISH, in_order
from survey.text import Language

SummaryBy = Literal["rule", "variable", "severity", "interview"]
_COLUMNS = ("id", "rule", "severity", "interview", "row", "variable", "value", "waived")
_RAISED = 5


@noun
class Findings(Sequence[Finding]):
    """Findings in the order they were made; ``+`` joins, :meth:`of` selects.

    Parameters
    ----------
    findings : iterable of Finding and FindingGroup
        Those alike in rule, interview, variable and value are numbered, so that no two have the same id. Findings of a group
        are built when they are looked at, one after the other; counts and selections do without.
    outcomes : Outcomes
        Outcome of every rule, those without a finding included; see :attr:`outcomes`.
    """

    def __init__(self, findings: Iterable[Finding | FindingGroup] = (), outcomes: Outcomes | None = None) -> None:
        parts = tuple(findings)
        self._groups = tuple(one for one in parts if isinstance(one, FindingGroup))
        self._parts = parts if self._groups else _numbered(parts)
        self._outcomes = outcomes if outcomes is not None else Outcomes()

    @property
    def outcomes(self) -> Outcomes:
        """Outcome of every rule: numbers of interviews checked, of those that break it, of those where it is unknown.

        :func:`survey.validate` fills it. A rule of which decoding found more than validation could see, because it
        blanked the answer, has failed there too.
        """
        found = Counter((one.rule, one.variable) for one in self._single if not one.is_about_the_file)
        for group in self._groups:
            found[group.rule, group.variable] += len(group)
        return Outcomes(_with_failures(one, found[one.rule, one.variable]) for one in self._outcomes)

    @overload
    def __getitem__(self, index: int) -> Finding: ...
    @overload
    def __getitem__(self, index: slice) -> Findings: ...
    def __getitem__(self, index: int | slice) -> Finding | Findings:
        if isinstance(index, slice):
            chosen = range(len(self))[index]
            if chosen.step < 0:
                return Findings(tuple(self)[index])
            return Findings(itertools.islice(self, chosen.start, chosen.stop, chosen.step))
        position = index + len(self) if index < 0 else index
        if not 0 <= position < len(self):
            raise IndexError(index)
        return next(itertools.islice(self, position, None))

    def __len__(self) -> int:
        return len(self._parts) - len(self._groups) + sum(map(len, self._groups))

    def __iter__(self) -> Iterator[Finding]:
        return _built(self._parts) if self._groups else iter(self._single)

    def __add__(self, other: Findings) -> Findings:
        return Findings((*self._parts, *other._parts), self._outcomes + other._outcomes)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Findings) and len(self) == len(other) and all(map(operator.eq, self, other))

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __reduce__(self) -> tuple[object, ...]:
        # what builds the findings of a group cannot be pickled
        return Findings, (tuple(self), self._outcomes)

    @property
    def _single(self) -> tuple[Finding, ...]:
        """The findings that belong to no group."""
        return tuple(one for one in self._parts if not isinstance(one, FindingGroup))

    def of(
        self,
        severity: Severity | None = None,
        *,
        rule: str | None = None,
        interview: str | None = None,
        variable: str | None = None,
    ) -> Findings:
        """Only the findings that fit every condition given, with the outcomes of their rules.

        One interview has no outcomes.
        """
        wanted: list[Callable[[Any], bool]] = []

        def about_it(finding: Finding) -> bool:
            return finding.interview == interview

        if severity is not None:
            wanted.append(lambda finding: finding.severity == severity)
        if rule is not None:
            wanted.append(lambda finding: finding.rule == rule)
        if interview is not None:
            wanted.append(about_it)
        if variable is not None:
            wanted.append(lambda finding: finding.variable == variable)
        outcomes = self._outcomes.of(rule=rule, variable=variable, severity=severity) if interview is None else None
        wide = [fits for fits in wanted if fits is not about_it]
        chosen: list[Finding | FindingGroup] = []
        for one in self._parts:
            if isinstance(one, FindingGroup):
                if all(fits(one) for fits in wide):
                    chosen.append(one if interview is None else one.of(interview))
            elif all(fits(one) for fits in wanted):
                chosen.append(one)
        return Findings(chosen, outcomes)

    def but_for(self, left_out: Callable[[Finding], bool]) -> Findings:
        """The findings without those that fit; those of a group, which are about interviews, stay and are not built."""
        kept = (one for one in self._parts if isinstance(one, FindingGroup) or not left_out(one))
        return Findings(kept, self.outcomes)

    def built(self) -> Findings:
        """The same findings, all of them built: for those who go over them several times."""
        return Findings(self, self._outcomes) if self._groups else self

    @property
    def interviews(self) -> frozenset[str]:
        """Keys of the interviews that have a finding."""
        single = (finding.interview for finding in self._single if finding.interview is not None)
        return frozenset(single).union(*(group.keys[group.keys != None] for group in self._groups))  # noqa: E711

    @property
    def rows(self) -> NDArray[np.int64]:
        """Rows of the delivered file that have a finding, each once, rising."""
        single = np.array([finding.row for finding in self._single if finding.row is not None], np.int64)
        return np.unique(np.concatenate([single, *(group.rows for group in self._groups)]))

    @property
    def keys_without_row(self) -> frozenset[str]:
        """Keys of the interviews that have a finding without a row: nothing says which row of the key is meant."""
        return frozenset(one.interview for one in self._single if one.row is None and one.interview is not None)

    @property
    def kinds(self) -> tuple[tuple[str, Severity], ...]:
        """Rules that found something, each with the severity of its findings, in the order they were made."""
        return tuple(dict.fromkeys((one.rule, one.severity) for one in self._parts))

    @property
    def waived(self) -> Findings:
        """Findings that the office waived."""
        return Findings(finding for finding in self._single if finding.waived is not None)

    @property
    def about_the_file(self) -> Findings:
        """Findings about the whole file rather than one interview."""
        return Findings(finding for finding in self._single if finding.is_about_the_file)

    def counts(self) -> dict[Severity, int]:
        """Number of findings by severity, every severity present."""
        counted = Counter(finding.severity for finding in self._single)
        for group in self._groups:
            counted[group.severity] += len(group)
        return {severity: counted[severity] for severity in SEVERITIES}

    def summary(self, by: SummaryBy = "rule") -> pd.DataFrame:
        """Findings counted by rule, variable, severity or interview.

        :func:`survey.summarize_findings` also counts by interviewer, unit, sampling point or any other answer, with
        the interviews they are a share of.

        Parameters
        ----------
        by : "rule", "variable", "severity" or "interview"

        Returns
        -------
        pandas.DataFrame
            One row per rule (and so on), most findings first: ``findings``, ``errors``, ``warnings``, ``infos``,
            ``interviews`` (different ones). By rule also ``outcome``, ``checked``, ``failed``, ``unknown`` and ``share``
            (failed of checked) as in :class:`Outcomes`, blank for findings of decoding; rules that found nothing are
            listed last.

        Raises
        ------
        FindingsError
            ``V101`` when ``by`` is something else.
        """
        if by not in ("rule", "variable", "severity", "interview"):
            raise FindingsError(
                "V101",
                "Findings.summary: by",
                f"Findings alone cannot be counted by {by!r}.",
                "Count by 'rule', 'variable', 'severity' or 'interview', or give the interviews: "
                "survey.summarize_findings(findings, interviews, by=...).",
            )
        counted = self._counted(by)
        if by != "rule":
            return counted
        outcomes = self.outcomes.by_rule().to_frame().drop(columns=["variable", "severity"])
        joined = counted.merge(outcomes, on="rule", how="outer", sort=False)
        numbers = ["findings", "errors", "warnings", "infos", "interviews"]
        joined[numbers] = joined[numbers].fillna(0).astype("int64")
        joined = joined.astype({"checked": "Int64", "failed": "Int64", "unknown": "Int64"})
        return joined.sort_values(["findings", "rule"], ascending=[False, True], ignore_index=True)

    def _counted(self, by: str) -> pd.DataFrame:
        columns: dict[str, list[object]] = {"group": [], "weight": [], "key": []}
        for one in self._parts:
            keys = one.keys.tolist() if isinstance(one, FindingGroup) else [one.interview]
            columns["group"] += keys if by == "interview" else [getattr(one, by)] * len(keys)
            columns["weight"] += [one.severity] * len(keys)
            columns["key"] += keys
        frame = pd.DataFrame(columns, dtype=object)
        frame["findings"] = 1
        for severity in SEVERITIES:
            frame[f"{severity}s"] = frame["weight"].eq(severity).astype("int64")
        totals = frame.groupby("group", dropna=False, sort=False)
        counted = totals[["findings", *(f"{severity}s" for severity in SEVERITIES)]].sum()
        counted["interviews"] = totals["key"].nunique()
        counted = (
            counted.rename_axis(by)
            .reset_index()
            .sort_values("findings", ascending=False, kind="stable", ignore_index=True)
        )
        return counted.astype({"findings": "int64", "interviews": "int64"})

    def raise_if(self, severity: Severity = "error") -> None:
        """Raise when there is a finding of this severity or a worse one; otherwise nothing happens.

        Parameters
        ----------
        severity : "error", "warning" or "info"

        Raises
        ------
        FindingsError
            ``V100`` with the number of such findings and the first five.

        Examples
        --------
        >>> Findings().raise_if("error")
        """
        limit = SEVERITIES.index(severity)
        counted = {name: number for name, number in self.counts().items() if number and SEVERITIES.index(name) <= limit}
        if counted:
            n = sum(counted.values())
            counts = ", ".join(f"{number} {name}" for name, number in counted.items())
            first = itertools.islice((one for one in self if one.severity in counted), _RAISED)
            shown = "\n  ".join(_shown(one) for one in first)
            more = f"\n  and {n - _RAISED} more" if n > _RAISED else ""
            raise FindingsError(
                "V100",
                "Findings.raise_if",
                f"There are findings: {counts}.\n  {shown}{more}",
                "Look at them with .to_frame() or .summary(); correct the delivery, or waive what the office accepts.",
            )

    def to_frame(self) -> pd.DataFrame:
        """One row per finding.

        Columns: id, rule, severity, interview, row, variable, value, waived (its severity before it was waived),
        and ``message_<language>``.
        """
        languages = self.languages
        records = [
            {name: getattr(finding, name) for name in _COLUMNS}
            | {f"message_{language}": finding.message[language] for language in languages}
            for finding in self
        ]
        frame = pd.DataFrame(records, columns=[*_COLUMNS, *(f"message_{language}" for language in languages)])
        return frame.astype({"row": "Int64"})

    @property
    def languages(self) -> tuple[Language, ...]:
        """Languages of the messages, English last."""
        some = (*self._single, *(next(iter(group)) for group in self._groups if len(group)))
        found = {language for finding in some for language in finding.message.languages}
        return in_order(found or CATALOGUE_LANGUAGES)

    def __repr__(self) -> str:
        counted = ", ".join(f"{number} {severity}" for severity, number in self.counts().items() if number)
        return f"<Findings: {counted or 'none'}>"

    def _repr_html_(self) -> str:
        shown = self[:20].to_frame().to_html(index=False, na_rep="")
        return f"<p>{escape(repr(self))}</p>{shown}"


def _built(parts: Iterable[Finding | FindingGroup]) -> Iterator[Finding]:
    """All findings, those of groups built; numbered are only those that may be alike, so that millions take no memory."""
    parts = tuple(parts)
    number = _Numbering()
    kinds = Counter((one.rule, one.variable) for one in parts)
    for one in parts:
        if not isinstance(one, FindingGroup):
            yield number(one)
        elif kinds[one.rule, one.variable] > 1:
            yield from map(number, one)
        else:
            for is_repeated, finding in zip(one.repeated.tolist(), one, strict=True):
                yield number(finding) if is_repeated else finding


def _numbered(findings: Iterable[Finding | FindingGroup]) -> tuple[Finding, ...]:
    """Single findings, each with its number among those alike; a number that is still free is kept."""
    return tuple(map(_Numbering(), (one for one in findings if isinstance(one, Finding))))


class _Numbering:
    """Gives each finding its number among those alike that came before."""

    def __init__(self) -> None:
        # The number to try after a taken one, so that a hundred thousand alike are not counted through again and again.
        self.following: dict[tuple[Identity, int], int] = {}

    def __call__(self, finding: Finding) -> Finding:
        identity, occurrence = finding.identity, finding.occurrence
        while (identity, occurrence) in self.following:
            occurrence = self.following[identity, occurrence]
        self.following[identity, occurrence] = self.following[identity, finding.occurrence] = occurrence + 1
        return finding if occurrence == finding.occurrence else dataclasses.replace(finding, occurrence=occurrence)


def _with_failures(outcome: RuleOutcome, found: int) -> RuleOutcome:
    more = max(found - outcome.failed, 0)
    if not more:
        return outcome
    unknown = max(outcome.unknown - more, 0)
    return dataclasses.replace(outcome, checked=outcome.checked + more, failed=outcome.failed + more, unknown=unknown)


def _shown(finding: Finding) -> str:
    language = ENGLISH if finding.message.has(ENGLISH) else next(iter(finding.message.languages), None)
    said = finding.message[language] if language is not None else ""
    where = f"interview {finding.interview}: " if finding.interview is not None else ""
    return f"[{finding.rule}] {where}{said}"

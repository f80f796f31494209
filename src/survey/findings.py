"""What was found in a delivered file: data, not exceptions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from html import escape
from typing import Literal, get_args, overload

import pandas as pd

from survey.calls import noun
from survey.text import Language, Text

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found.

    Parameters
    ----------
    rule : str
        Name of the rule that found it, for example ``code_unknown``.
    severity : "error", "warning" or "info"
        An error speaks against using the interview, a warning asks for a look, info tells.
    message : Text
        The sentence for people, in every language.
    interview : str or None
        Key of the interview; None when the finding is about the whole file.
    row : int or None
        Row of the delivered file as a spreadsheet numbers it (the header is row 1).
    variable : str or None
        Id of the variable, or the column of the file when it belongs to no variable.
    value : str or None
        The value as delivered.
    """

    rule: str
    severity: Severity
    message: Text
    interview: str | None = None
    row: int | None = None
    variable: str | None = None
    value: str | None = None


@noun
class Findings(Sequence[Finding]):
    """Findings in the order they were made; ``+`` joins, :meth:`of` selects."""

    def __init__(self, findings: Iterable[Finding] = ()) -> None:
        self._findings = tuple(findings)

    @overload
    def __getitem__(self, index: int) -> Finding: ...
    @overload
    def __getitem__(self, index: slice) -> Findings: ...
    def __getitem__(self, index: int | slice) -> Finding | Findings:
        return Findings(self._findings[index]) if isinstance(index, slice) else self._findings[index]

    def __len__(self) -> int:
        return len(self._findings)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._findings)

    def __add__(self, other: Findings) -> Findings:
        return Findings((*self._findings, *other._findings))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Findings) and self._findings == other._findings

    def __hash__(self) -> int:
        return hash(self._findings)

    def of(
        self,
        severity: Severity | None = None,
        *,
        rule: str | None = None,
        interview: str | None = None,
        variable: str | None = None,
    ) -> Findings:
        """Only the findings that fit every condition given."""
        wanted: list[Callable[[Finding], bool]] = []
        if severity is not None:
            wanted.append(lambda finding: finding.severity == severity)
        if rule is not None:
            wanted.append(lambda finding: finding.rule == rule)
        if interview is not None:
            wanted.append(lambda finding: finding.interview == interview)
        if variable is not None:
            wanted.append(lambda finding: finding.variable == variable)
        return Findings(finding for finding in self._findings if all(fits(finding) for fits in wanted))

    @property
    def interviews(self) -> frozenset[str]:
        """Keys of the interviews that are spoken of."""
        return frozenset(finding.interview for finding in self._findings if finding.interview is not None)

    def counts(self) -> dict[Severity, int]:
        """Number of findings by severity, every severity present."""
        counted = Counter(finding.severity for finding in self._findings)
        return {severity: counted[severity] for severity in SEVERITIES}

    def to_frame(self) -> pd.DataFrame:
        """One row per finding: rule, severity, interview, row, variable, value, and ``message_<language>``."""
        languages = self.languages
        columns = [field.name for field in fields(Finding) if field.name != "message"]
        records = [
            {name: getattr(finding, name) for name in columns}
            | {f"message_{language}": finding.message[language] for language in languages}
            for finding in self._findings
        ]
        frame = pd.DataFrame(records, columns=[*columns, *(f"message_{language}" for language in languages)])
        return frame.astype({"row": "Int64"})

    @property
    def languages(self) -> tuple[Language, ...]:
        """Languages of the messages: Kazakh and Russian first."""
        found = {language for finding in self._findings for language in finding.message.languages}
        return tuple(sorted(found or {"kk", "ru", "en"}, key=("kk", "ru", "en").index))

    def __repr__(self) -> str:
        counted = ", ".join(f"{number} {severity}" for severity, number in self.counts().items() if number)
        return f"<Findings: {counted or 'none'}>"

    def _repr_html_(self) -> str:
        shown = self.to_frame().head(20).to_html(index=False, na_rep="")
        return f"<p>{escape(repr(self))}</p>{shown}"

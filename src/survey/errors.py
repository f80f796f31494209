"""Errors that a caller must correct, one family of them, each with code, place, fact and remedy.

A bad *datum* never raises; it becomes a row of :class:`survey.Findings`. An error means that the call, the workspace or
the instrument itself has to change before the work can go on.

Every code occurs once in the source, so that it always names the same situation. The letter names the part of the
package: ``A`` arguments of a call, ``T`` text, ``D`` documents (YAML), ``X`` expressions, ``Q`` questionnaire, ``F``
files, ``V`` validation, ``H`` history of a delivery, ``S`` design and sample, ``P`` population, ``W`` weighting, ``E``
estimation, ``I`` indicators, ``B`` tables for analysts, ``R`` report, ``G`` data files that go out, ``L`` ledger, ``M``
monitor, ``N`` simulation, ``K`` versions of the instrument, ``J`` forms of other tools, ``U`` servers that submissions
are fetched from, ``C`` the words of the command.
"""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Place:
    """Place in a file, with line and column where they are known (both from 1)."""

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        parts = [self.file, *(str(part) for part in (self.line, self.column) if part is not None)]
        return ":".join(parts)


class SurveyError(Exception):
    """Mistake that the caller must correct.

    Parameters
    ----------
    code : str
        A letter and three digits, never used for two situations.
    place : str
        Where the mistake is, in the user's terms: a file and line, a function and its argument.
    fact : str
        What is wrong, as a sentence.
    remedy : str
        What to do about it, with the nearest existing name where a name was mistyped.

    Notes
    -----
    All four are arguments of the exception, so that it survives pickling between processes.
    """

    def __init__(self, code: str, place: str, fact: str, remedy: str) -> None:
        super().__init__(code, place, fact, remedy)
        self.code = code
        self.place = place
        self.fact = fact
        self.remedy = remedy
        self.quoted: tuple[dict[str, str], ...] = ()

    def quoting(self, *texts: Iterable[tuple[str, str]]) -> Self:
        """The same error, with the texts quoted in its fact, each given as (language, wording) pairs.

        A translation of the error can then quote them in its language, too.
        """
        self.quoted = tuple(dict(text) for text in texts)
        return self

    def __str__(self) -> str:
        return f"[{self.code}] {self.place}\n  {self.fact}\n  {self.remedy}"


class CallError(SurveyError, TypeError):
    """A public function was called with invalid arguments."""


class TextError(SurveyError):
    """A wording is missing or a catalogue is broken."""


class FrameError(SurveyError):
    """A table given by the caller cannot be used."""


class ExpressionError(SurveyError):
    """A condition of the questionnaire language cannot be read or does not fit the questionnaire."""


class ReadError(SurveyError):
    """A delivered file cannot be read."""


class FindingsError(SurveyError):
    """Findings forbid the next step, or were asked for something they do not contain."""


class DeliveryError(SurveyError):
    """A delivery cannot be compared, corrected or handed on as asked."""


class DesignError(SurveyError):
    """The sampling design does not fit the data."""


class ExportError(SurveyError):
    """A data file cannot be written as asked."""


class ExchangeError(SurveyError):
    """A file of another tool cannot be written or read as asked."""


class PopulationError(SurveyError):
    """The population margins cannot be used."""


class WeightingError(SurveyError):
    """Weights that meet the request cannot be calculated."""


class EstimationError(SurveyError):
    """The sample cannot give the estimate that was requested."""


class InterviewsNeededError(EstimationError):
    """The interviews are needed, which are in a file or a database and not in memory."""

    def called_by(self, title: str) -> InterviewsNeededError:
        """The same error, at the public function that was called."""
        return InterviewsNeededError(self.code, f"{title}: sample", self.fact, self.remedy)


class IndicatorError(SurveyError):
    """An indicator cannot be computed."""


class TabulationError(SurveyError):
    """A table for analysts cannot be made as asked."""


class ReportError(SurveyError):
    """A report cannot be written."""


class LedgerError(SurveyError):
    """The archive of runs cannot be used."""


class MonitorError(SurveyError):
    """The workspace cannot be run."""


class SimulationError(SurveyError):
    """A wave cannot be simulated as asked."""


class VersionError(SurveyError):
    """A version of the instrument cannot be sealed, or is not what was sealed."""


class FetchError(SurveyError):
    """Submissions cannot be fetched from a server, or the settings for it are not safe."""


class CommandError(SurveyError):
    """The command was called with words that it does not know."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """Complaint: one mistake in a text file of the instrument.

    Parameters
    ----------
    code : str
        As in :class:`SurveyError`.
    place : Place
        File, line, column of the offending text.
    element : str
        Element to which the text belongs, for example ``question D05, ask_if``.
    source : str
        The offending line or expression, as written.
    mark : tuple of int
        Start and length of the offending text within ``source``; a length of 0 marks nothing.
    fact, remedy : str
        What is wrong, and what to do about it.
    """

    code: str
    place: Place
    element: str
    source: str
    mark: tuple[int, int]
    fact: str
    remedy: str

    def __str__(self) -> str:
        start, length = self.mark
        lines = [f"[{self.code}] {self.place}, {self.element}" if self.element else f"[{self.code}] {self.place}"]
        if self.source and length:
            visible = self.source.expandtabs(1)
            indent = len(visible) - len(visible.lstrip())
            lines.append(f"  {visible.strip()}")
            lines.append("  " + " " * max(start - indent, 0) + "^" * length)
        lines += [f"  {self.fact}", f"  {self.remedy}"]
        return "\n".join(lines)


class InstrumentError(SurveyError):
    """A text file of the instrument has mistakes; all of them are reported together.

    Parameters
    ----------
    complaints : sequence of Complaint
        At least one. ``code``, ``place``, ``fact`` and ``remedy`` are those of the first.
    """

    def __init__(self, complaints: Sequence[Complaint]) -> None:
        first = complaints[0]
        super().__init__(first.code, str(first.place), first.fact, first.remedy)
        self.complaints = tuple(complaints)

    def __reduce__(self) -> tuple[type[InstrumentError], tuple[tuple[Complaint, ...]]]:
        return type(self), (self.complaints,)

    def __str__(self) -> str:
        return "\n\n".join(str(complaint) for complaint in self.complaints)


class QuestionnaireError(InstrumentError):
    """The questionnaire, its groups, rules, indicators, population or ``monitor.yaml`` have mistakes."""


def listed(codes: Iterable[object], most: int = 12) -> str:
    """Text with the first codes of a list, followed by an ellipsis when there are more.

    Examples
    --------
    >>> listed(range(100), 3)
    '0, 1, 2, …'
    """
    shown = [str(code) for code in itertools.islice(codes, most + 1)]
    return ", ".join(shown[:most] + ["…"] * (len(shown) > most)) or "none"


def nearest(name: str, known: Iterable[str]) -> str:
    """Sentence that offers the nearest existing name, or else lists some of the existing names.

    Examples
    --------
    >>> nearest("trsut", ["trust", "sex"])
    "Did you mean 'trust'?"
    >>> nearest("zzz", ["trust", "sex"])
    'Known names: sex, trust.'
    >>> nearest("zzz", [])
    'There are no names to choose from.'
    """
    names = sorted({str(other) for other in known})
    folded = {other.casefold(): other for other in reversed(names)}
    close = difflib.get_close_matches(str(name).casefold(), list(folded), n=1, cutoff=0.6)
    if close:
        return f"Did you mean {folded[close[0]]!r}?"
    if not names:
        return "There are no names to choose from."
    shown = ", ".join(names[:12])
    return f"Known names: {shown}{' …' if len(names) > 12 else '.'}"

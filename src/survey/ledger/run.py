"""Runs: one computation of a wave, with everything it was made from and everything it wrote, by digests."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, cast, get_args

from survey.ledger.digests import digest_of

InputKind = Literal["delivery", "contacts", "corrections", "waivers", "text"]
"""Kinds of files that a run reads; a ``text`` belongs to the instrument or the population figures."""

RunMark = Literal["draft", "trial", "simulated", "unissued"]
"""Reasons why the numbers of a run are not final: ``draft`` some borders are proposals that no panel has set yet,
``trial`` it read another file than ``monitor.yaml`` names, ``simulated`` a program made interviews of its waves,
``unissued`` its documents are marked as drafts.
"""

_FORMAT = 1
_STAMP = "%Y%m%dT%H%M%SZ"
_SHORT = 6


@dataclass(frozen=True, slots=True, order=True)
class RunInput:
    """A file that a run has read.

    Parameters
    ----------
    kind : InputKind
    wave : str
        The wave a delivery or a list belongs to; empty for a text.
    file : str
        Path relative to the workspace, with ``/``.
    sha256 : str
        Digest of the bytes that were read.
    """

    kind: InputKind
    wave: str
    file: str
    sha256: str


@dataclass(frozen=True, slots=True, order=True)
class RunFile:
    """A file in the folder of an archived run.

    Parameters
    ----------
    file : str
        Path relative to the folder of the run, with ``/``.
    sha256 : str
    respondents : bool
        Whether it has data of single respondents, which may be purged.
    """

    file: str
    sha256: str
    respondents: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """Run of a wave.

    Parameters
    ----------
    wave : str
    made : datetime
        When, in UTC, to the second.
    inputs : tuple of RunInput
        Files read for the wave and for the waves before that its numbers need.
    settings : mapping of name to text
        Lines of ``monitor.yaml`` that were used, by their dotted names.
    versions : mapping of name to text
        Releases of the package, of Python and of the libraries.
    results : mapping of file to digest
        Tables of numbers; reports are left out, which repeat them in words.
    marks : tuple of RunMark
    revises : str or None
        Id of the run whose published numbers this one replaces.
    reason : str or None
        Reason of the revision in the words of the office.
    n_changed : int or None
        Published numbers that are not those of the revised run; None when it revises none.
    counts : mapping of name to int
        Interviews and findings.
    files : tuple of RunFile
        Everything in the folder of the run, filled in by the archive.
    """

    wave: str
    made: datetime.datetime
    inputs: tuple[RunInput, ...]
    settings: Mapping[str, str]
    versions: Mapping[str, str]
    results: Mapping[str, str] = field(default_factory=dict)
    marks: tuple[RunMark, ...] = ()
    revises: str | None = None
    reason: str | None = None
    n_changed: int | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    files: tuple[RunFile, ...] = ()

    @property
    def id(self) -> str:
        """Name of the run: time in UTC and the beginning of a digest of its inputs, such as ``20181102T101500Z-1a2b3c``."""
        return f"{self.made.astimezone(datetime.UTC).strftime(_STAMP)}-{self.digest_of_inputs[:_SHORT]}"

    @property
    def digest_of_inputs(self) -> str:
        """SHA-256 of inputs, settings and versions."""
        inputs = sorted((one.kind, one.wave, one.file, one.sha256) for one in self.inputs)
        return digest_of([inputs, dict(self.settings), dict(self.versions), list(self.marks)])

    @property
    def is_trial(self) -> bool:
        """Whether it read another file than ``monitor.yaml`` names."""
        return "trial" in self.marks

    @property
    def is_issued(self) -> bool:
        """Whether its documents are a release, and no drafts."""
        return "unissued" not in self.marks

    def repeats(self, other: Run) -> bool:
        """Whether inputs, settings, versions and results of both runs are equal."""
        return self.digest_of_inputs == other.digest_of_inputs and dict(self.results) == dict(other.results)

    def input_of(self, kind: InputKind, wave: str | None = None) -> RunInput | None:
        """The input of a kind; that of the wave of the run when no wave is given."""
        wanted = self.wave if wave is None else wave
        return next((one for one in self.inputs if one.kind == kind and one.wave == wanted), None)

    def record(self) -> dict[str, object]:
        """The run as JSON can hold it."""
        return {
            "format": _FORMAT,
            "run": self.id,
            "wave": self.wave,
            "made": self.made.isoformat(),
            "marks": list(self.marks),
            "revises": self.revises,
            "reason": self.reason,
            "n_changed": self.n_changed,
            "inputs": [dataclasses.asdict(one) for one in self.inputs],
            "settings": dict(self.settings),
            "versions": dict(self.versions),
            "results": dict(self.results),
            "counts": dict(self.counts),
            "files": [dataclasses.asdict(one) for one in self.files],
        }


def run_from(record: Mapping[str, object]) -> Run:
    """The run that a record states.

    Raises
    ------
    ValueError
        When an entry is missing or of another kind.
    """
    if record.get("format") != _FORMAT:
        raise ValueError("format")
    try:
        made = datetime.datetime.fromisoformat(str(record["made"]))
        run = Run(
            wave=str(record["wave"]),
            made=made,
            inputs=tuple(RunInput(**one) for one in _records(record["inputs"])),
            settings=_texts(record["settings"]),
            versions=_texts(record["versions"]),
            results=_texts(record["results"]),
            marks=tuple(mark for mark in get_args(RunMark) if mark in cast("list[str]", record["marks"])),
            revises=_text_or_none(record["revises"]),
            reason=_text_or_none(record["reason"]),
            n_changed=cast("int | None", record["n_changed"]),
            counts={name: int(n) for name, n in _texts(record["counts"]).items()},
            files=tuple(RunFile(**one) for one in _records(record["files"])),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(str(error)) from error
    if run.id != record.get("run"):
        raise ValueError("run")
    return run


def _records(given: object) -> list[dict[str, Any]]:
    if not isinstance(given, list):
        raise TypeError(given)
    return given


def _texts(given: object) -> dict[str, str]:
    if not isinstance(given, dict):
        raise TypeError(given)
    return {str(name): str(value) for name, value in given.items()}


def _text_or_none(given: object) -> str | None:
    return None if given is None else str(given)

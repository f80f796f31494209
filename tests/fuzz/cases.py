"""Every case by its name, and which of them a run takes.

A case is ``format/damage#number``; its random numbers come from its name alone, so that it stays the same when other
damages are added.
"""

from __future__ import annotations

import functools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from survey.ingest import decode, read_file
from survey.questionnaire import Questionnaire
from survey.validation import validate
from tests.fuzz.damage import Damage, Sources
from tests.fuzz.damage_bytes import BYTES, INSIDE
from tests.fuzz.damage_cells import CELLS
from tests.fuzz.damage_packages import DTA, PARQUET, SAV
from tests.fuzz.damage_table import RENAMING, TABLES
from tests.fuzz.damage_text import TEXT, TEXT_FORMATS
from tests.fuzz.damage_workbook import ARCHIVE, ODS, WORKBOOK
from tests.fuzz.forked import Job
from tests.fuzz.form import Table
from tests.fuzz.formats import FORMATS, FREE_NAMES, SUFFIXES
from tests.fuzz.judge import Decoded, Verdict, judge

DAMAGES: dict[str, Damage] = CELLS | TABLES | BYTES | INSIDE | TEXT | WORKBOOK | ODS | ARCHIVE | SAV | DTA | PARQUET
_PACKED = ("xlsx", "ods", "zip")
_FAMILIES: tuple[tuple[dict[str, Damage], tuple[str, ...]], ...] = (
    ({name: one for name, one in TABLES.items() if name not in RENAMING}, FORMATS),
    ({name: TABLES[name] for name in RENAMING}, FREE_NAMES),
    (BYTES, FORMATS),
    (INSIDE, _PACKED),
    (TEXT, TEXT_FORMATS),
    (WORKBOOK, ("xlsx",)),
    (ODS, ("ods",)),
    (ARCHIVE, ("zip",)),
    (SAV, ("sav", "zsav")),
    (DTA, ("dta",)),
    (PARQUET, ("parquet",)),
)


@dataclass(frozen=True, slots=True)
class Case:
    """One damaged file."""

    format: str
    damage: str
    number: int = 0

    def __str__(self) -> str:
        return f"{self.format}/{self.damage}#{self.number}"

    @classmethod
    def parse(cls, name: str) -> Case:
        """The case with this name."""
        format_, _, rest = name.strip().partition("/")
        damage, _, number = rest.rpartition("#")
        if format_ not in FORMATS or damage not in DAMAGES or not number.isdigit():
            raise ValueError(f"{name!r} is no case; write format/damage#number")
        return cls(format_, damage, int(number))


def chosen(n: int, seed: int) -> list[Case]:
    """``n`` cases: first each damage in a format of its own turn, then further formats and numbers, all by the seed."""
    draw = random.Random(seed)
    turns = _turns(seed)
    cases: dict[Case, None] = {}
    while len(cases) < n:
        turn = next(turns)
        draw.shuffle(turn)
        for case in turn[: n - len(cases)]:
            cases[case] = None
    return list(cases)


def _turns(seed: int) -> Iterator[list[Case]]:
    """Each turn has every damage once; extreme cells take the formats in turn."""
    for turn in count(seed * 1000):
        cells = [Case(FORMATS[(turn + at) % len(FORMATS)], name, turn) for at, name in enumerate(CELLS)]
        others = [
            Case(formats[(turn + at) % len(formats)], name, turn)
            for damages, formats in _FAMILIES
            for at, name in enumerate(damages)
        ]
        yield cells + others


def job_of(case: Case, form: Questionnaire, sources: Sources, folder: Path) -> Job:
    """The job that writes the damaged file and judges what becomes of it."""
    return Job(str(case), functools.partial(_prepare, case, form, sources, folder))


def path_of(case: Case, folder: Path) -> Path:
    """Where the file of a case is written."""
    return folder / (str(case).replace("/", "_").replace("#", "_") + SUFFIXES[case.format])


def _prepare(case: Case, form: Questionnaire, sources: Sources, folder: Path) -> Callable[[], Verdict]:
    path = path_of(case, folder)
    damaged = DAMAGES[case.damage](random.Random(str(case)), case.format, path, sources)
    return functools.partial(
        _judge, damaged.path, sources.file(case.format), form, damaged.truth, must_tell=damaged.must_tell
    )


def _judge(path: Path, whole: Path, form: Questionnaire, truth: Table | None, *, must_tell: bool) -> Verdict:
    found = decoded(path, form)
    return judge(found, decoded(whole, form), truth, must_tell=must_tell)


def decoded(path: Path, form: Questionnaire) -> Decoded:
    """A file read, decoded and validated."""
    raw = read_file(path)
    interviews, findings = decode(raw, form)
    return Decoded(raw, interviews, findings + validate(interviews))

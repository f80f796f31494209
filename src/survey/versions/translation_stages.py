"""Stages of translation (TRAPD) by wording and language: ``translations.csv`` next to the questionnaire."""

from __future__ import annotations

import csv
import hashlib
import io
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from survey.errors import VersionError, nearest
from survey.ledger.result_folder import new_file
from survey.safe_text import cell, uncell
from survey.text import Language

STAGES_FILE = "translations.csv"

TranslationStage = Literal["translated", "reviewed", "adjudicated", "pretested"]
"""What a wording has gone through at least (Harkness, 2003): translation, review, adjudication, pretest."""

STAGES: tuple[TranslationStage, ...] = get_args(TranslationStage)

_COLUMNS = ("file", "id", "language", "stage", "wording", "back_translation", "comment")


@dataclass(frozen=True, slots=True)
class StagedWording:
    """Stage of one wording in one language.

    Parameters
    ----------
    stage : TranslationStage or ""
        Blank when only a comment or a back-translation is known.
    digest : str
        Of the wording it is about; a wording that was changed since has no stage.
    back_translation, comment : str
    """

    stage: TranslationStage | Literal[""] = ""
    digest: str = ""
    back_translation: str = ""
    comment: str = ""

    @property
    def says_nothing(self) -> bool:
        """Whether there is nothing to keep."""
        return not (self.stage or self.back_translation or self.comment)


StageKey = tuple[str, str, Language]
"""File, id of the wording, language."""


def wording_digest(wording: str) -> str:
    """Twelve figures of the SHA-256 of a wording; spaces and the form of letters do not count."""
    plain = " ".join(unicodedata.normalize("NFC", wording).split())
    return hashlib.sha256(plain.encode()).hexdigest()[:12]


def need_stage(stage: str, place: str) -> TranslationStage | Literal[""]:
    """The stage of this name, blank for none.

    Raises
    ------
    VersionError
        ``K010`` when there is no such stage.
    """
    for known in STAGES:
        if stage.strip().casefold() == known:
            return known
    if stage.strip():
        raise VersionError("K010", place, f"There is no stage {stage!r}.", nearest(stage, STAGES))
    return ""


def read_stages(folder: Path) -> dict[StageKey, StagedWording]:
    """The stages in the file of a folder; none without a file.

    Raises
    ------
    VersionError
        ``K010`` a stage that does not exist, ``K011`` when the columns are not those of such a file.
    """
    path = folder / STAGES_FILE
    if not path.is_file():
        return {}
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))
    if not rows or tuple(rows[0]) != _COLUMNS or any(len(row) != len(_COLUMNS) for row in rows if row):
        fact = "This is not a file of stages of translation."
        raise VersionError("K011", str(path), fact, f"Its columns are: {', '.join(_COLUMNS)}.")
    found: dict[StageKey, StagedWording] = {}
    for number, row in enumerate(rows[1:], start=2):
        if row:
            file, name, language, stage, digest, back, comment = (uncell(one) for one in row)
            known = need_stage(stage, f"{path}:{number}")
            found[file, name, language] = StagedWording(known, digest, back, comment)
    return found


def write_stages(folder: Path, stages: Mapping[StageKey, StagedWording], order: Iterable[StageKey]) -> None:
    """Write the file of stages, in the order of the wordings; those of wordings that are gone are last.

    Raises
    ------
    VersionError
        ``K011`` when the file that is there is something else.
    """
    read_stages(folder)
    content = io.StringIO()
    writer = csv.writer(content, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for key in dict.fromkeys((*order, *stages)):
        one = stages.get(key)
        if one is not None and not one.says_nothing:
            writer.writerow([cell(part) for part in (*key, one.stage, one.digest, one.back_translation, one.comment)])
    with new_file(folder / STAGES_FILE, force=(folder / STAGES_FILE).is_file()) as draft:
        draft.write_text(content.getvalue(), "utf-8", newline="")

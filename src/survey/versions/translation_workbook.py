"""Workbook for translators: every wording with its id, context, languages, stages, back-translations and comments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from survey.errors import VersionError
from survey.ingest import read_file
from survey.languages import ENGLISH
from survey.ledger.result_folder import new_file
from survey.safe_text import uncell
from survey.safe_workbook import new_workbook, workbook_text
from survey.text import Language
from survey.versions.translation_stages import (
    STAGES,
    StagedWording,
    StageKey,
    need_stage,
    read_stages,
    wording_digest,
)
from survey.versions.written_wordings import WrittenWording, instrument_languages, written_wordings

PARTS = ("stage", "back_translation", "comment")
_WIDTH = {"stage": 12, "back_translation": 35, "comment": 30}


@dataclass(frozen=True, slots=True)
class TranslatedRow:
    """Row of the workbook: wordings, stages, back-translations and comments by language, blank where a cell is."""

    number: int
    file: str
    id: str
    words: Mapping[Language, str]
    parts: Mapping[tuple[Language, str], str]


def export_translations(folder: str | Path, target: str | Path, *, force: bool = False) -> int:
    """Write the workbook for translators; the number of wordings in it.

    Parameters
    ----------
    folder : str or Path
        With ``questionnaire.yaml``; ``groups.yaml``, ``indicators.yaml`` and ``rules.yaml`` are taken along.
    target : str or Path
        The file to make, ``.xlsx``.
    force : bool
        Replace a file that is there already.

    Raises
    ------
    VersionError
        ``K012`` when the target is not named ``.xlsx``.
    MonitorError
        ``M043`` when there is a file already.
    """
    folder, target = Path(folder), Path(target)
    if target.suffix.lower() != ".xlsx":
        raise VersionError("K012", str(target), "Translators get a workbook.", "Name a file that ends in .xlsx.")
    languages = instrument_languages(folder)
    wordings, stages = written_wordings(folder), read_stages(folder)
    headings = ["file", "id", "context"]
    for language in languages:
        headings += [language, *(f"{language} {part}" for part in PARTS)]
    rows = [_row(one, languages, stages) for one in wordings]
    inputs = [path for path in folder.iterdir() if path.is_file()]
    with (
        new_file(target, inputs=inputs, force=force) as draft,
        draft.open("wb") as content,
        new_workbook(content) as book,
    ):
        sheet = book.add_worksheet("translation")
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E7E6E6", "border": 1})
        wrapped = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        for at, heading in enumerate(headings):
            part = heading.partition(" ")[2]
            sheet.set_column(at, at, _WIDTH.get(part, 18 if at < 2 else 45), wrapped)
            sheet.write_string(0, at, heading, bold)
            for row, cells in enumerate(rows, start=1):
                sheet.write_string(row, at, workbook_text(cells[at]), wrapped)
            if part == "stage":
                sheet.data_validation(1, at, max(len(rows), 1), at, {"validate": "list", "source": list(STAGES)})
        sheet.freeze_panes(1, 3)
        sheet.autofilter(0, 0, max(len(rows), 1), len(headings) - 1)
    return len(rows)


def _row(one: WrittenWording, languages: Sequence[Language], stages: Mapping[StageKey, StagedWording]) -> list[str]:
    cells = [one.file, one.id, one.context]
    for language in languages:
        words = one.words.get(language, "")
        known = stages.get((one.file, one.id, language), StagedWording())
        cells += [words, stage_of(known, words), known.back_translation, known.comment]
    return cells


def stage_of(known: StagedWording, words: str) -> str:
    """The stage of a wording as it is now; blank when it was changed since it reached its stage."""
    return known.stage if known.digest == wording_digest(words) else ""


def read_workbook(path: str | Path, languages: Iterable[Language]) -> tuple[tuple[TranslatedRow, ...], tuple[str, ...]]:
    """The rows of a workbook that came back, and the headings of its columns that nothing is read from.

    Raises
    ------
    ReadError
        When the file cannot be read.
    VersionError
        ``K010`` a stage that does not exist, ``K013`` a column that is missing, ``K014`` a wording that it has twice, ``K018`` formulas.
    """
    languages = tuple(languages)
    raw = read_file(path)
    for one in raw.findings:
        if one.severity != "info":
            fact = f"The workbook has cells that cannot be read: {one.message[ENGLISH]}"
            remedy = "Save it with values only, and import it again."
            if one.rule == "sheets_unclear":
                # what the reader of deliveries advises is meant for the description of a wave
                fact = "Several visible sheets of the workbook look like tables."
                remedy = "Keep the sheet with the wordings, hide or delete the others, and import it again."
            raise VersionError("K018", str(path), fact, remedy).quoting(one.message)
    headings = [str(heading).strip() for heading in raw.cells.columns]
    for needed in ("file", "id"):
        if needed not in headings:
            fact = f"The workbook has no column {needed!r}."
            raise VersionError("K013", str(path), fact, "Use a workbook that survey translate export has written.")
    found: dict[tuple[str, str], TranslatedRow] = {}
    for number, cells in zip(raw.rows, raw.cells.itertuples(index=False), strict=True):
        texts = {name: _text(value) for name, value in zip(headings, cells, strict=True)}
        if not texts["id"]:
            continue
        row = _translated(int(number), texts, languages, str(path))
        if (row.file, row.id) in found:
            fact = f"The wording {row.id!r} is in the workbook twice."
            raise VersionError("K014", f"{path}:{number}", fact, "Keep the row that is right.")
        found[row.file, row.id] = row
    read = {
        "file",
        "id",
        "context",
        *(f"{one}{part}" for one in languages for part in ("", *(f" {part}" for part in PARTS))),
    }
    return tuple(found.values()), tuple(heading for heading in headings if heading not in read)


def _translated(number: int, texts: Mapping[str, str], languages: Sequence[Language], path: str) -> TranslatedRow:
    for language in languages:
        need_stage(texts.get(f"{language} stage", ""), f"{path}:{number}")
    words = {language: texts[language] for language in languages if language in texts}
    parts = {
        (language, part): texts[f"{language} {part}"]
        for language in languages
        for part in PARTS
        if f"{language} {part}" in texts
    }
    return TranslatedRow(number, texts["file"], texts["id"], words, parts)


def _text(value: object) -> str:
    return "" if value is None or value != value else uncell(str(value)).strip()

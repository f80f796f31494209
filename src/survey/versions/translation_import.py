"""Import of a workbook of translators: the difference first, then wordings changed in place and nothing else."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from survey.errors import Place, QuestionnaireError, VersionError
from survey.indicators import read_indicators
from survey.languages import with_english
from survey.ledger.result_folder import new_file
from survey.questionnaire import read_questionnaire
from survey.text import Language
from survey.validation import rules_beside
from survey.versions.instrument_content import INSTRUMENT_FILES
from survey.versions.translation_stages import (
    StagedWording,
    StageKey,
    need_stage,
    read_stages,
    wording_digest,
    write_stages,
)
from survey.versions.translation_workbook import PARTS, TranslatedRow, read_workbook
from survey.versions.written_wordings import (
    TextSpan,
    WrittenWording,
    instrument_languages,
    read_text,
    wordings_in,
    written_wordings,
)


@dataclass(frozen=True, slots=True)
class WordingEdit:
    """Wording that the workbook has otherwise; ``old`` is blank when it was missing."""

    file: str
    id: str
    language: Language
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class TranslationImport:
    """Changes that a workbook of translators makes.

    Parameters
    ----------
    folder : Path
    edits : tuple of WordingEdit
    stages : mapping of StageKey to StagedWording
        All stages afterwards.
    n_stages : int
        Number of wordings whose stage, back-translation or comment changes.
    texts : mapping of str to str
        The new text of every file that changes, by its name.
    unknown : tuple of str
        Ids in the workbook that the instrument does not have; their rows are left out.
    read : mapping of str to str
        The texts the plan was made from.
    unread : tuple of str
        Headings of columns that are left out, such as a language that the instrument does not have.
    """

    folder: Path
    edits: tuple[WordingEdit, ...]
    stages: Mapping[StageKey, StagedWording]
    n_stages: int
    texts: Mapping[str, str]
    unknown: tuple[str, ...]
    read: Mapping[str, str]
    unread: tuple[str, ...] = ()


def plan_import(folder: str | Path, workbook: str | Path) -> TranslationImport:
    """Changes that a workbook makes in an instrument; nothing is written.

    An empty cell changes nothing. A stage is that of the wording in the same row.

    Raises
    ------
    VersionError
        Those of :func:`survey.versions.translation_workbook.read_workbook`.
    QuestionnaireError
        When a wording of the workbook cannot be read in its place: letters of another alphabet, a wording that another
        answer has.
    """
    folder = Path(folder)
    known = {(one.file, one.id): one for one in written_wordings(folder)}
    rows, unread = read_workbook(workbook, instrument_languages(folder))
    edits: list[WordingEdit] = []
    before = read_stages(folder)
    stages = dict(before)
    for row in rows:
        one = known.get((row.file, row.id))
        if one is not None:
            edits += _edits(one, row)
            stages |= _stages(one, row, before)
    read = {name: read_text(folder / name) for name in INSTRUMENT_FILES if (folder / name).is_file()}
    texts = {
        name: _edited(name, text, folder, edits) for name, text in read.items() if any(e.file == name for e in edits)
    }
    _need_readable(folder, texts)
    n_stages = sum(before.get(key, StagedWording()) != value for key, value in stages.items())
    unknown = tuple(row.id for row in rows if (row.file, row.id) not in known)
    return TranslationImport(folder, tuple(edits), stages, n_stages, texts, unknown, read, unread)


def carry_out_import(planned: TranslationImport) -> None:
    """Write the files that a plan changes, and the stages.

    Raises
    ------
    VersionError
        ``K015`` when a file was changed since the plan was made.
    """
    for name in planned.texts:
        if read_text(planned.folder / name) != planned.read[name]:
            fact = "The file was changed meanwhile; it was left as it is."
            raise VersionError("K015", str(planned.folder / name), fact, "Import the workbook again.")
    for name, text in planned.texts.items():
        with new_file(planned.folder / name, force=True) as draft:
            draft.write_text(text, "utf-8", newline="")
    order = [(one.file, one.id, language) for one in written_wordings(planned.folder) for language in one.words]
    if planned.n_stages:
        write_stages(planned.folder, planned.stages, order)


def _edits(one: WrittenWording, row: TranslatedRow) -> Iterator[WordingEdit]:
    for language, words in row.words.items():
        old = one.words.get(language, "")
        if words and words.split() != old.split():
            yield WordingEdit(one.file, one.id, language, old, words)


def _stages(
    one: WrittenWording, row: TranslatedRow, before: Mapping[StageKey, StagedWording]
) -> dict[StageKey, StagedWording]:
    found: dict[StageKey, StagedWording] = {}
    for language in row.words:
        key = (one.file, one.id, language)
        known = before.get(key, StagedWording())
        stage, back, comment = (row.parts.get((language, part), "") for part in PARTS)
        words = row.words[language] or one.words.get(language, "")
        if stage:
            known = replace(known, stage=need_stage(stage, one.id), digest=wording_digest(words))
        known = replace(known, back_translation=back or known.back_translation, comment=comment or known.comment)
        if not known.says_nothing:
            found[key] = known
    return found


def _edited(name: str, text: str, folder: Path, edits: list[WordingEdit]) -> str:
    """The text of a file with its wordings changed, every other character as it was."""
    languages = with_english(instrument_languages(folder))
    places = {one.id: one for one in wordings_in(name, text, languages)}
    pieces: list[tuple[int, int, str]] = []
    for edit in edits:
        if edit.file == name:
            one = places[edit.id]
            span = one.spans.get(edit.language)
            if span is not None:
                pieces.append((span.start, span.end, _quoted(edit.new, text[span.start : span.end])))
            else:
                pieces.append(_inserted(edit, list(one.spans.values())[-1], text))
    new = text
    for start, end, words in sorted(pieces, reverse=True):
        new = new[:start] + words + new[end:]
    _need_only(name, text, new, edits, languages)
    return new


def _quoted(words: str, old: str) -> str:
    """The wording in double quotes; what ends in a line break, as block texts do, goes on ending in one."""
    end = "\r\n" if old.endswith("\r\n") else "\n" if old.endswith("\n") else ""
    return json.dumps(words, ensure_ascii=False) + end


def _inserted(edit: WordingEdit, after: TextSpan, text: str) -> tuple[int, int, str]:
    """A language that the element lacks, after the last one it has: in the same braces, or on a line below."""
    said = f"{edit.language}: {json.dumps(edit.new, ensure_ascii=False)}"
    if after.in_braces:
        return after.end, after.end, f", {said}"
    line_end = text.find("\n", after.end)
    if text[after.start : after.end].endswith("\n"):  # a block text: its span ends where the next line begins
        return after.end, after.end, f"{' ' * after.column}{said}\n"
    place = len(text) if line_end < 0 else line_end + 1
    end = "\r\n" if line_end > 0 and text[line_end - 1] == "\r" else "\n"
    return place, place, ("\n" if line_end < 0 else "") + f"{' ' * after.column}{said}{end}"


def _need_only(name: str, old: str, new: str, edits: list[WordingEdit], languages: tuple[Language, ...]) -> None:
    """Stop when anything but the wordings of the edits would change.

    Raises
    ------
    VersionError
        ``K016``.
    """
    expected = {
        (one.id, language): words for one in wordings_in(name, old, languages) for language, words in one.words.items()
    }
    expected |= {(edit.id, edit.language): edit.new for edit in edits if edit.file == name}
    found = {
        (one.id, language): words for one in wordings_in(name, new, languages) for language, words in one.words.items()
    }
    if found != expected:
        fact = "A wording is written in a way that cannot be changed in place."
        raise VersionError("K016", name, fact, "Write it between double quotes on one line, and import again.")


def _need_readable(folder: Path, texts: Mapping[str, str]) -> None:
    """Read the instrument as it would be; its mistakes are those of the files in the folder."""
    if not texts:
        return
    with tempfile.TemporaryDirectory() as name:
        draft = Path(name)
        for file in INSTRUMENT_FILES:
            if file in texts:
                (draft / file).write_text(texts[file], "utf-8", newline="")
            elif (folder / file).is_file():
                shutil.copyfile(folder / file, draft / file)
        try:
            form = read_questionnaire(draft)
            rules_beside(form)
            if (draft / "indicators.yaml").is_file():
                read_indicators(draft, form)
        except QuestionnaireError as error:
            said = [
                replace(one, place=Place(str(folder / Path(one.place.file).name), one.place.line, one.place.column))
                for one in error.complaints
            ]
            raise QuestionnaireError(said) from None

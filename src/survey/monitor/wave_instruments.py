"""Instruments of the waves of a workspace, read and checked against ``monitor.yaml``."""

from __future__ import annotations

import os
from pathlib import Path

from survey.design.population_folder import FILE as POPULATION_FILE
from survey.documents import Document, DocumentItem
from survey.documents.document_text import complaints_of
from survey.errors import Complaint, QuestionnaireError, ReadError, VersionError
from survey.monitor.instrument import Instrument, read_instrument
from survey.monitor.setting_names import check_names, check_wave, unexplained
from survey.monitor.settings import Folders, Settings
from survey.monitor.settings_file import wave_items
from survey.versions import check_seal
from survey.versions.instrument_seal import COPIES


def read_instruments(document: Document, settings: Settings) -> dict[Folders, Instrument]:
    """Instruments of the workspace and of its waves, by their folders.

    Raises
    ------
    QuestionnaireError
        With every mistake of ``monitor.yaml`` and of every file of the instruments at once.
    """
    root, found = document.root, dict[Folders, Instrument]()
    said: list[Complaint] = []
    tried = set[Folders]()
    waves = [(settings.waves[quarter], item) for quarter, _, item in wave_items(root.need("waves"))]
    for wave, item in ((None, root), *waves):
        folders = settings.folders_of(wave)
        if folders not in tried:
            tried.add(folders)
            try:
                found[folders] = read_instrument(*folders)
            except QuestionnaireError as error:
                said += [one for one in error.complaints if one not in said]
            except ReadError as error:
                _complain_of_folder(item, folders, error)
        if folders in found:
            said += [one for one in unexplained(found[folders]) if one not in said]
            if wave is None:
                check_names(item, found[folders])
            else:
                check_wave(item, found[folders], wave.first_day)
        if wave is not None and folders in found:
            _check_seal(item.get("sealed"), folders[0])
    complaints = [*complaints_of([document]), *said]
    if complaints:
        raise QuestionnaireError(complaints)
    return found


def _check_seal(sealed: DocumentItem | None, folder: Path) -> None:
    """Complain when the instrument of a wave is not the sealed version that the wave names (``K006``, ``K007``)."""
    if sealed is None or not sealed.source:
        return
    try:
        check = check_seal(folder, sealed.source)
    except VersionError as error:
        sealed.named(f"{sealed.element}, sealed").complain(error.code, error.fact, error.remedy)
        return
    if not check.ok:
        fact = f"The instrument in {str(folder)!r} is not the sealed version {sealed.source!r}. Changed: {check.difference}."
        copy = folder / COPIES / sealed.source
        remedy = "Restore the sealed content, or name the version that was fielded."
        if copy.is_dir():
            shown = os.path.relpath(copy, Path(sealed.place.file).parent).replace(os.sep, "/")
            remedy = f"Let the wave use the sealed copy (questionnaire: {shown}), or name the version that was fielded."
        sealed.named(f"{sealed.element}, sealed").complain("K007", fact, remedy)


def _complain_of_folder(item: DocumentItem, folders: Folders, error: ReadError) -> None:
    """Complain where the folder is named, or of the whole wave when it does not name it itself."""
    place = Path(error.place)
    is_population = place == folders[1] or place.name == POPULATION_FILE
    name = "population" if is_population else "questionnaire"
    named = item.need(name) if item.has(name) else item
    named.named(error.place).complain(error.code, error.fact, error.remedy, length=None if item.has(name) else 1)

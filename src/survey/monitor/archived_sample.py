"""Search for the archived sample of a wave, by the digest of everything it was made from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from survey.errors import LedgerError
from survey.ledger.digests import digest, digest_of
from survey.ledger.named_settings import used_settings
from survey.monitor.kept_sample import KeptSample, kept_sample
from survey.monitor.manifest import texts_of
from survey.monitor.run_files import archive_at, kept_name, versions_now
from survey.monitor.settings import Settings, WaveFiles
from survey.questionnaire import Questionnaire


def fingerprint(settings: Settings, files: WaveFiles, texts: Mapping[Path, str]) -> str:
    """Digest of what the weighted sample of a wave is made from.

    These are the delivery and the lists of the office, the instrument and population of the wave, the settings but for
    those of the report and of other waves, and the versions of the package and of the libraries.

    Parameters
    ----------
    settings : Settings
    files : WaveFiles
    texts : mapping of Path to digest
        The texts of the workspace as they were read.
    """
    used = used_settings(settings.path.read_text("utf-8-sig"), {str(files.period)})
    own = {name: value for name, value in used.items() if not name.startswith("report.")}
    read = {kept_name(path, settings.folder): texts[path] for path in texts_of(settings, (files,)) if path in texts}
    read.pop(kept_name(settings.path, settings.folder), None)
    lists = [digest(path) if path is not None else None for path in (files.file, files.corrections, files.waivers)]
    return digest_of([lists, read, own, dict(versions_now())])


def newest_sample(
    settings: Settings, files: WaveFiles, texts: Mapping[Path, str], form: Questionnaire
) -> KeptSample | None:
    """The sample of the newest published run of a wave; None when it was made from something else, edited or purged."""
    archive = archive_at(settings.folder)
    try:
        run = archive.newest(str(files.period))
        if run is None or archive.edited_files(run):
            return None
    except LedgerError:
        return None
    return kept_sample(archive.folder_of(run), fingerprint(settings, files, texts), form, source=str(files.file))

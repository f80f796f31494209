"""Seal of an instrument: a version whose content is fixed, and the check that nothing changed since."""

from __future__ import annotations

import datetime
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from survey.argument_errors import public
from survey.errors import VersionError, listed, nearest
from survey.ledger.named_settings import SettingChange, named_settings, setting_changes
from survey.ledger.result_folder import new_file, whole_folder
from survey.questionnaire import read_questionnaire
from survey.versions.amendments import LOG, Amendment, read_amendments, with_amendment
from survey.versions.instrument_content import instrument_digest, instrument_digests

COPIES = "sealed"
"""Folder with a copy of the instrument for every sealed version."""

_FOLDER_NAME = re.compile(r"[\w][\w.+-]{0,80}")
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class SealCheck:
    """Comparison of an instrument with a sealed version.

    Parameters
    ----------
    amendment : Amendment
    files : tuple of str
        Names of the files whose content changed, appeared or is gone; empty when nothing changed.
    changes : tuple of SettingChange
        What changed in them by its dotted name, as far as the copy of the sealed version is there and unchanged.
    """

    amendment: Amendment
    files: tuple[str, ...]
    changes: tuple[SettingChange, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the content is that of the sealed version."""
        return not self.files

    @property
    def difference(self) -> str:
        """Names of the changed settings with their files, the first few; of the files where settings are not known."""
        if not self.changes:
            return ", ".join(self.files)
        return listed((f"{one.file}: {one.name}" for one in self.changes), _SHOWN)


@public
def seal(folder: str | Path, *, who: str, why: str, day: datetime.date | None = None) -> Amendment:
    """Seal the version of the instrument in a folder: write its digest into the log and keep a copy.

    Parameters
    ----------
    folder : str or Path
        The folder with ``questionnaire.yaml``; ``groups.yaml``, ``indicators.yaml`` and ``rules.yaml`` are sealed with it.
    who, why : str
        Who seals it; what was changed since the version before, and why.
    day : date, optional
        Today when not given.

    Returns
    -------
    Amendment
        The new last line of ``amendments.yaml``; that of before when this content is sealed under this version already.

    Raises
    ------
    VersionError
        ``K002`` when who or why is blank, ``K003`` when the version cannot name a folder, ``K004`` when the version is
        sealed with other content, ``K005`` when ``sealed/VERSION`` holds something else.
    QuestionnaireError
        With every mistake of a file.
    """
    folder = Path(folder)
    if not who.strip() or not why.strip():
        fact = "A seal says who made it and why."
        raise VersionError("K002", str(folder), fact, "Give both: --who NAME --why TEXT.")
    version, digests = read_questionnaire(folder).version, instrument_digests(folder)
    known = next((one for one in read_amendments(folder) if one.version == version), None)
    if known is not None:
        _need_unchanged(check_seal(folder, version), folder)
        return known
    if not _FOLDER_NAME.fullmatch(version):
        fact = f"The version {version!r} cannot name a folder."
        raise VersionError("K003", str(folder), fact, "Name it with letters, figures, dots and dashes.")
    amendment = Amendment(
        version, day or datetime.date.today(), who.strip(), why.strip(), instrument_digest(digests), digests
    )
    _keep_copy(folder, amendment)
    log = folder / LOG
    text = with_amendment(log.read_text("utf-8") if log.is_file() else None, amendment)
    with new_file(log, force=log.is_file()) as draft:
        draft.write_text(text, "utf-8", newline="\n")
    return amendment


@public
def check_seal(folder: str | Path, version: str | None = None) -> SealCheck:
    """Compare the instrument in a folder with a sealed version.

    Parameters
    ----------
    folder : str or Path
    version : str, optional
        The version that the questionnaire states when not given.

    Raises
    ------
    VersionError
        ``K006`` when the log has no such version.
    """
    folder = Path(folder)
    named = version if version is not None else read_questionnaire(folder).version
    known = {one.version: one for one in read_amendments(folder)}
    if named not in known:
        fact = f"The version {named!r} is not sealed."
        remedy = nearest(named, known) if known else "Seal it with: survey seal FOLDER --who NAME --why TEXT."
        raise VersionError("K006", str(folder / LOG), fact, remedy)
    amendment, digests = known[named], instrument_digests(folder)
    files = dict.fromkeys((*digests, *amendment.files))
    changed = tuple(name for name in files if digests.get(name) != amendment.files.get(name))
    return SealCheck(amendment, changed, _changes(folder, amendment, changed))


def _need_unchanged(check: SealCheck, folder: Path) -> None:
    if not check.ok:
        fact = f"The version {check.amendment.version!r} is sealed with other content. Changed: {check.difference}."
        remedy = "Give the questionnaire a new version and seal that, or restore the sealed content."
        raise VersionError("K004", str(folder), fact, remedy)


def _changes(folder: Path, amendment: Amendment, files: tuple[str, ...]) -> tuple[SettingChange, ...]:
    """Changed settings of the files, in comparison with the copy; none when the copy is not what was sealed."""
    copy = folder / COPIES / amendment.version
    if not files or not copy.is_dir() or instrument_digests(copy) != amendment.files:
        return ()
    found: list[SettingChange] = []
    for name in files:
        old, new = (
            named_settings(path.read_text("utf-8-sig")) if path.is_file() else {}
            for path in (copy / name, folder / name)
        )
        found += setting_changes(old, new, file=name)
    return tuple(found)


def _keep_copy(folder: Path, amendment: Amendment) -> None:
    """Copy the files into ``sealed/VERSION`` with a log of that version alone, so that a wave can name the copy."""
    target = folder / COPIES / amendment.version
    if target.exists():
        fact = "There is already something else under the name of the version to be sealed."
        raise VersionError("K005", str(target), fact, "Move it away, or give the questionnaire a new version.")
    with whole_folder(target) as draft:
        for name in amendment.files:
            shutil.copyfile(folder / name, draft / name)
        (draft / LOG).write_text(with_amendment(None, amendment), "utf-8", newline="\n")

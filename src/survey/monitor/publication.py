"""Writing a quarter: tables, manifest and the report in every language, archived and published, all or nothing."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from survey.deliveries import Corrections, Waivers
from survey.findings import Finding
from survey.language_files import LanguageFile
from survey.ledger import Revision, Run
from survey.ledger.digests import digest, digests, sealed
from survey.ledger.result_folder import whole_folder
from survey.monitor.archive_entry import ArchiveEntry
from survey.monitor.archived_run import run_of
from survey.monitor.blank_workspace import untranslated
from survey.monitor.disclosure import lacking, need_disclosed
from survey.monitor.document_files import chosen, names_of, write_documents
from survey.monitor.manifest import MANIFEST, files_in, files_of, need_ours, relative, texts_of
from survey.monitor.monitor import Monitor
from survey.monitor.needed_columns import need_design_columns
from survey.monitor.report_content import report_input
from survey.monitor.result_tables import (
    NUMBERS,
    PACKED,
    Tables,
    public_tables,
    write_internal_tables,
    write_numbers,
    write_public_tables,
)
from survey.monitor.run_files import archive_at
from survey.monitor.schema import Format
from survey.monitor.settings import WaveFiles
from survey.monitor.wave_delivery import Clock, Progress, WaveDelivery, silent
from survey.reports import CheckFile, PackedTables, build_documents
from survey.text import Language


@dataclass(frozen=True, slots=True)
class Published:
    """Result of a run.

    ``blocking`` holds the findings because of which nothing was written; it is empty when the folder was written.
    ``run`` is then the archived run whose results the folder has, ``is_new`` whether it was archived now. ``unspoken`` are
    the languages of the survey in which no report can be written, each with the catalogue that was started for it, ``untranslated``
    those with wordings that are marked as not translated, each with their number.
    ``unwritten`` are formats left out because their libraries are not installed; ``is_draft`` says that the documents are marked as
    drafts, ``lacking`` are the items that their disclosure sheet lacks.
    ``answers_changed`` says that it revises published numbers because interviews changed: both together may disclose answers.
    """

    file: Path
    folder: Path
    reports: tuple[Path, ...]
    blocking: tuple[Finding, ...]
    counts: dict[str, int]
    run: Run | None = None
    is_new: bool = True
    answers_changed: bool = False
    unwritten: tuple[Format, ...] = ()
    is_draft: bool = False
    lacking: tuple[str, ...] = ()
    unspoken: Mapping[Language, LanguageFile | None] = field(default_factory=dict)
    untranslated: Mapping[Language, int] = field(default_factory=dict)


def publish(
    monitor: Monitor,
    name: str,
    *,
    file: Path | None = None,
    force: bool = False,
    reason: str | None = None,
    draft: bool = False,
    formats: Sequence[str] | None = None,
    progress: Progress = silent,
) -> Published:
    """Regenerate a quarter: archive the run, and make ``out/<quarter>`` of the workspace a copy of its results.

    A run that repeats the newest one (inputs, settings, versions and numbers are equal) is not archived again.

    Parameters
    ----------
    monitor : Monitor
    name : str
        The quarter.
    file : Path, optional
        A delivery to read instead of the one ``monitor.yaml`` names: the same wave in another format.
    force : bool
        Whether results that were edited since, or that come from another delivery, may be replaced.
    reason : str, optional
        Reason why the numbers of the quarter are revised, in the words of the office.
    draft : bool
        Whether the documents are marked as drafts on every page; a release needs a complete disclosure sheet.
    formats : sequence of "html", "pdf", "docx", "xlsx", optional
        Formats of the documents; by default all whose libraries are installed.
    progress : callable
        Called with the name of each step as it begins.

    Returns
    -------
    Published
        With ``blocking`` filled and nothing written when an error concerns the whole file, or more
        interviews are set aside than ``set_aside_at_most`` allows.

    Raises
    ------
    MonitorError
        ``M046`` when a file changed during the run, ``M047`` to ``M049`` when existing results must not be
        replaced, ``M084`` when no report can be written in a language of the survey, ``M112`` when the disclosure sheet of a
        release has an empty item, ``M113`` when a draft would replace a release, ``M114`` and ``M115`` for formats.
    LedgerError
        ``L001``, ``L005``, ``L006`` when archived runs of the quarter were edited.
    SurveyError
        When the wave cannot be computed; the previous output is left as it was.
    """
    is_trial = file is not None
    if file is not None:
        monitor = _reading(monitor, name, file)
    files = monitor.settings.wave(name)
    folder = monitor.settings.folder / "out" / str(files.period)
    form = monitor.instrument_of(files).form
    languages = monitor.languages.need_spoken(form.languages, monitor.settings.path)
    written, unwritten = chosen(formats if formats is not None else monitor.settings.report.formats)
    if not draft:
        need_disclosed(monitor.settings, files, form)
    ask = partial(need_ours, delivery=files.file, is_trial=is_trial, force=force, is_draft=draft)
    if files.file.is_file():
        ask(folder)
    read = _as_read(monitor, files)
    clock = Clock(progress)
    delivery = monitor.delivery(name, clock, is_trial=is_trial)
    counts = _counts(delivery)
    need_design_columns(delivery.findings, delivery.raw.path)
    blocking = tuple(delivery.blocking(monitor.settings))
    if blocking:
        return Published(files.file, folder, (), blocking, counts)
    wave = monitor.wave_of(delivery, files, clock)
    read = {**read, files.file: delivery.raw.sha256, **_lists(delivery)}
    documents = names_of(languages, written)
    with archive_at(monitor.settings.folder).locked(str(files.period)), whole_folder(folder, ask=ask) as made:
        with clock.step("write"):
            write_internal_tables(wave, made)
            tables = public_tables(wave)
            write_public_tables(tables, made)
        run = run_of(monitor, files, read, made, counts, is_trial=is_trial, is_draft=draft)
        entry = ArchiveEntry(monitor, wave, dataclasses.replace(run, reason=reason), made, read, documents)
        repeated = _complete(entry, tables, written, counts, clock)
    reports = tuple(folder / name for name in documents)
    unspoken = monitor.languages.unspoken(form.languages)
    return Published(
        files.file,
        folder,
        reports,
        (),
        counts,
        repeated or entry.run,
        repeated is None,
        unspoken=unspoken,
        untranslated=untranslated(texts_of(monitor.settings, (files,)), form.languages),
        answers_changed=repeated is None and _answers_changed(entry.revision),
        unwritten=unwritten,
        is_draft=draft,
        lacking=lacking(monitor.settings, files, form),
    )


def _complete(
    entry: ArchiveEntry, tables: Tables, formats: Sequence[Format], counts: dict[str, int], clock: Clock
) -> Run | None:
    """Add the documents and archive the run; or take the results of the run that it repeats, which is returned."""
    repeated = entry.repeated()
    if repeated is not None:
        entry.restore(repeated)
        return repeated
    with clock.step("report"):
        _write_reports(entry, tables, formats)
    manifest = sealed(_manifest(entry, counts, clock))
    (entry.draft / MANIFEST).write_text(manifest, "utf-8", newline="\n")
    entry.add()
    return None


def _answers_changed(revision: Revision | None) -> bool:
    """Whether a delivery or a list that decides which answers count is another one than in the run before."""
    kinds = {"delivery", "corrections", "waivers"}
    return revision is not None and any(one.kind in kinds for one in revision.inputs)


def _write_reports(entry: ArchiveEntry, tables: Tables, formats: Sequence[Format]) -> None:
    listed = [CheckFile(name, digest(entry.draft / name)) for name in tables]
    checks = [CheckFile(NUMBERS), *listed, CheckFile(MANIFEST)]
    packed = PackedTables(PACKED, (entry.draft / PACKED).read_bytes())
    given = report_input(entry.wave, checks, entry.revision, packed=packed, is_draft=not entry.run.is_issued)
    report, brief = build_documents(given)
    write_numbers((report, brief), entry.wave, tables, entry.draft)
    write_documents(report, brief, entry.draft, formats)


def _as_read(monitor: Monitor, files: WaveFiles) -> dict[Path, str]:
    """Every file that a number of this wave depends on, with its digest."""
    waves = (files, *monitor.waves_before(files))
    texts = texts_of(monitor.settings, waves)
    known = {path: monitor.texts[path] for path in texts if path in monitor.texts}
    return {**known, **digests(files_of(waves))}


def _lists(delivery: WaveDelivery) -> dict[Path, str]:
    """Digests of the office's lists about a delivery, of the bytes that were read."""
    lists = (delivery.corrections, delivery.waivers)
    return {Path(one.path): one.sha256 for one in lists if one is not None}


def _reading(monitor: Monitor, name: str, file: Path) -> Monitor:
    files = dataclasses.replace(monitor.settings.wave(name), file=file, sheet=None, places={})
    waves = {**monitor.settings.waves, files.period: files}
    return dataclasses.replace(monitor, settings=dataclasses.replace(monitor.settings, waves=waves))


def _counts(delivery: WaveDelivery) -> dict[str, int]:
    delivered, used = len(delivery.interviews), delivery.interviews.n_accepted
    return {
        "delivered": delivered,
        "set_aside": delivered - used,
        "used": used,
        "findings": len(delivery.findings),
        **{str(severity): number for severity, number in delivery.findings.counts().items()},
    }


def _list_of(listed: Corrections | Waivers | None, folder: Path) -> dict[str, object] | None:
    """File, digest and counts of a list of the office; None when the wave has none."""
    if listed is None:
        return None
    return {"file": relative(Path(listed.path), folder), "sha256": listed.sha256, **listed.counts()}


def _manifest(entry: ArchiveEntry, counts: dict[str, int], clock: Clock) -> dict[str, object]:
    """Content of the manifest: digests of inputs and results, versions, parameters, counts and seconds."""
    wave, settings, folder = entry.wave, entry.wave.settings, entry.draft
    return {
        "trial": entry.run.is_trial,
        "draft": not entry.run.is_issued,
        "run": entry.run.id,
        "revision": entry.revision.record() if entry.revision is not None else None,
        "wave": str(wave.period),
        "delivery": wave.raw.sha256,
        "inputs": [{"file": relative(path, settings.folder), "sha256": known} for path, known in entry.read.items()],
        "outputs": [{"file": name, "sha256": digest(folder / name)} for name in files_in(folder)],
        "versions": dict(entry.run.versions),
        "parameters": {
            "questionnaire": f"{wave.instrument.form.id} {wave.instrument.form.version}",
            "design": dataclasses.asdict(settings.design),
            "weighting": [{type(step).__name__.lower(): dataclasses.asdict(step)} for step in settings.weighting],
            "set_aside_at_most": settings.set_aside_at_most,
            "population_status": figures.status if (figures := wave.instrument.population) is not None else None,
        },
        "counts": counts,
        "corrections": _list_of(wave.delivery.corrections, settings.folder),
        "waivers": _list_of(wave.delivery.waivers, settings.folder),
        "seconds": {step: round(seconds, 3) for step, seconds in clock.seconds.items()},
    }

"""Writing a quarter: tables, manifest and the report in every language, all or nothing."""

from __future__ import annotations

import dataclasses
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path

from survey.deliveries import Corrections, Waivers
from survey.findings import Finding
from survey.languages import PUBLIC_LANGUAGES
from survey.monitor.manifest import (
    MANIFEST,
    digest,
    digests,
    files_in,
    files_of,
    need_ours,
    need_unchanged,
    relative,
    sealed,
    texts_of,
)
from survey.monitor.monitor import Monitor, Wave
from survey.monitor.needed_columns import need_design_columns
from survey.monitor.report_content import report_of
from survey.monitor.result_folder import whole_folder
from survey.monitor.result_tables import NUMBERS, write_internal_tables, write_numbers, write_public_tables
from survey.monitor.settings import WaveFiles
from survey.monitor.wave_delivery import Clock, Progress, WaveDelivery, silent
from survey.reports import CheckFile, render
from survey.text import Language

LIBRARIES = ("survey-barometer", "numpy", "pandas", "scipy", "pyreadstat", "matplotlib")


@dataclass(frozen=True, slots=True)
class Published:
    """Result of a run.

    ``blocking`` holds the findings because of which nothing was written; it is empty when the folder was written.
    """

    file: Path
    folder: Path
    reports: tuple[Path, ...]
    blocking: tuple[Finding, ...]
    counts: dict[str, int]


def publish(
    monitor: Monitor, name: str, *, file: Path | None = None, force: bool = False, progress: Progress = silent
) -> Published:
    """Regenerate a quarter into ``out/<quarter>`` of the workspace.

    Parameters
    ----------
    monitor : Monitor
    name : str
        The quarter.
    file : Path, optional
        A delivery to read instead of the one ``monitor.yaml`` names: the same wave in another format.
    force : bool
        Whether results that were edited since, or that come from another delivery, may be replaced.
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
        replaced.
    SurveyError
        When the wave cannot be computed; the previous output is left as it was.
    """
    is_trial = file is not None
    if file is not None:
        monitor = _reading(monitor, name, file)
    files = monitor.settings.wave(name)
    folder = monitor.settings.folder / "out" / str(files.quarter)
    ask = partial(need_ours, delivery=files.file, is_trial=is_trial, force=force)
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
    with whole_folder(folder, ask=ask) as draft:
        with clock.step("write"):
            write_internal_tables(wave, draft)
            tables = write_public_tables(wave, draft)
        with clock.step("report"):
            checks = [CheckFile(NUMBERS), *(CheckFile(path.name, digest(path)) for path in tables), CheckFile(MANIFEST)]
            report = report_of(wave, checks)
            write_numbers(report, wave, draft)
            for language in PUBLIC_LANGUAGES:
                _report_file(draft, language).write_text(render(report, language), encoding="utf-8", newline="\n")
        need_unchanged({**read, files.file: delivery.raw.sha256, **_lists(delivery)})
        manifest = {"trial": is_trial, **_manifest(wave, read, draft, counts, clock)}
        (draft / MANIFEST).write_text(sealed(manifest), encoding="utf-8", newline="\n")
    reports = tuple(_report_file(folder, language) for language in PUBLIC_LANGUAGES)
    return Published(files.file, folder, reports, (), counts)


def _report_file(folder: Path, language: Language) -> Path:
    return folder / f"report.{language}.html"


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
    waves = {**monitor.settings.waves, files.quarter: files}
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


def _manifest(
    wave: Wave, read: Mapping[Path, str], folder: Path, counts: dict[str, int], clock: Clock
) -> dict[str, object]:
    """Content of the manifest: digests of inputs and results, versions, parameters, counts and seconds."""
    settings = wave.settings
    return {
        "wave": str(wave.quarter),
        "delivery": wave.raw.sha256,
        "inputs": [{"file": relative(path, settings.folder), "sha256": known} for path, known in read.items()],
        "outputs": [{"file": name, "sha256": digest(folder / name)} for name in files_in(folder)],
        "versions": {"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}},
        "parameters": {
            "questionnaire": f"{wave.instrument.form.id} {wave.instrument.form.version}",
            "design": dataclasses.asdict(settings.design),
            "weighting": [{type(step).__name__.lower(): dataclasses.asdict(step)} for step in settings.weighting],
            "set_aside_at_most": settings.set_aside_at_most,
            "population_status": wave.instrument.population.status,
        },
        "counts": counts,
        "corrections": _list_of(wave.delivery.corrections, settings.folder),
        "waivers": _list_of(wave.delivery.waivers, settings.folder),
        "seconds": {step: round(seconds, 3) for step, seconds in clock.seconds.items()},
    }

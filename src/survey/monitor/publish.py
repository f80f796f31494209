"""Writing a quarter: tables, findings, weights, manifest and the report in two languages, all or nothing."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd

from survey.monitor.content import report_of
from survey.monitor.output import whole_folder
from survey.monitor.run import Clock, Delivery, Monitor, Progress, Wave, findings_frame, silent
from survey.monitor.schema import LANGUAGES
from survey.monitor.settings import Settings, WaveFiles
from survey.reports import CheckFile

LIBRARIES = ("survey-barometer", "numpy", "pandas", "scipy", "pyreadstat", "matplotlib")


@dataclass(frozen=True, slots=True)
class Published:
    """What a run did.

    ``blocking`` says why nothing was written; empty when the folder was written.
    """

    file: Path
    folder: Path
    reports: tuple[Path, ...]
    blocking: tuple[str, ...]
    counts: dict[str, int]


def publish(monitor: Monitor, name: str, *, file: Path | None = None, progress: Progress = silent) -> Published:
    """Regenerate a quarter into ``out/<quarter>`` of the workspace.

    Parameters
    ----------
    monitor : Monitor
    name : str
        The quarter.
    file : Path, optional
        A delivery to read instead of the one ``monitor.yaml`` names: the same wave in another format.
    progress : callable
        Told the name of each step as it begins.

    Returns
    -------
    Published
        With ``blocking`` filled and nothing written when an error speaks of the whole file, or more
        interviews are set aside than ``set_aside_at_most`` allows.

    Raises
    ------
    SurveyError
        When the wave cannot be computed; the previous output is left as it was.
    """
    if file is not None:
        monitor = _reading(monitor, name, file)
    files = monitor.settings.wave(name)
    clock = Clock(progress)
    delivery = monitor.delivery(name, clock)
    blocking = tuple(_blocking(delivery, monitor.settings))
    folder = monitor.settings.folder / "out" / str(files.quarter)
    counts = _counts(delivery)
    if blocking:
        return Published(files.file, folder, (), blocking, counts)
    wave = monitor.wave_of(delivery, files, clock)
    with whole_folder(folder) as draft:
        with clock.step("write"):
            tables = _write_tables(wave, draft)
        with clock.step("report"):
            report = report_of(wave, [CheckFile(path.name, _digest(path)) for path in tables])
            for language in LANGUAGES:
                (draft / f"report.{language}.html").write_text(report.html(language), encoding="utf-8")
        manifest = _manifest(wave, counts, clock)
        (draft / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", "utf-8")
    reports = tuple(folder / f"report.{language}.html" for language in LANGUAGES)
    return Published(files.file, folder, reports, (), counts)


def _reading(monitor: Monitor, name: str, file: Path) -> Monitor:
    files = dataclasses.replace(monitor.settings.wave(name), file=file, sheet=None)
    waves = {**monitor.settings.waves, files.quarter: files}
    return dataclasses.replace(monitor, settings=dataclasses.replace(monitor.settings, waves=waves))


def _blocking(delivery: Delivery, settings: Settings) -> Iterable[str]:
    for finding in delivery.about_the_file:
        yield f"[{finding.rule}] {finding.message['en']}"
    share, limit = delivery.share_set_aside, settings.set_aside_at_most
    if share > limit:
        yield (
            f"[set_aside] {share:.1%} of the {len(delivery.interviews)} interviews delivered have errors; "
            f"set_aside_at_most in {settings.path} allows {limit:.1%}."
        )


def _counts(delivery: Delivery) -> dict[str, int]:
    delivered, used = len(delivery.interviews), delivery.interviews.n_accepted
    return {
        "delivered": delivered,
        "set_aside": delivered - used,
        "used": used,
        "findings": len(delivery.findings),
        **{str(severity): number for severity, number in delivery.findings.counts().items()},
    }


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _write_tables(wave: Wave, folder: Path) -> list[Path]:
    """Write the tables; the files by which the numbers of the report can be checked."""
    indicators = wave.indicators.to_frame()
    indicators.to_csv(folder / "indicators.csv", index=False, float_format="%.10g", lineterminator="\n")
    indicators.to_parquet(folder / "indicators.parquet", index=False)
    findings_frame(wave.delivery).to_csv(folder / "findings.csv", index=False, lineterminator="\n")
    weights_frame(wave).to_csv(folder / "weights.csv", index=False, float_format="%.12g", lineterminator="\n")
    return [folder / "indicators.csv", folder / "findings.csv", folder / "weights.csv"]


def weights_frame(wave: Wave) -> pd.DataFrame:
    """Key, base weight and final weight of every interview used."""
    accepted = wave.interviews.accepted
    base = wave.monitor.settings.design.weight
    return pd.DataFrame(
        {
            "interview": wave.interviews.ids[accepted],
            "base_weight": wave.interviews.values(str(base))[accepted],
            "weight": np.asarray(wave.sample.weights),
        }
    )


def _manifest(wave: Wave, counts: dict[str, int], clock: Clock) -> dict[str, object]:
    settings = wave.monitor.settings
    return {
        "wave": str(wave.quarter),
        "inputs": [
            {"file": _relative(path, settings.folder), "sha256": _digest(path)}
            for path in _inputs(settings, wave.files)
        ],
        "versions": {"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}},
        "parameters": {
            "questionnaire": f"{wave.monitor.form.id} {wave.monitor.form.version}",
            "design": dataclasses.asdict(settings.design),
            "weighting": [{type(step).__name__.lower(): dataclasses.asdict(step)} for step in settings.weighting],
            "set_aside_at_most": settings.set_aside_at_most,
            "population_status": wave.monitor.population.status,
        },
        "counts": counts,
        "seconds": {step: round(seconds, 3) for step, seconds in clock.seconds.items()},
    }


def _inputs(settings: Settings, files: WaveFiles) -> list[Path]:
    """Every file that a number of this wave depends on."""
    instrument = sorted(path for path in settings.questionnaire.rglob("*") if path.is_file())
    population = sorted(path for path in settings.population.rglob("*") if path.is_file())
    before = settings.waves.get(files.quarter - 1)
    deliveries = [files.file, files.contacts, before.file if before is not None else None]
    listed = [settings.path, *(path for path in deliveries if path is not None), *instrument, *population]
    return list(dict.fromkeys(path for path in listed if path.exists()))


def _relative(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name

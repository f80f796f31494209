"""Data files of a wave: its interviews with their weights, in the folder ``exports`` of the workspace."""

from __future__ import annotations

from pathlib import Path

from survey.exports import ExportedFile, PublicUse, public_use, write_file
from survey.ledger.result_folder import need_free
from survey.monitor.manifest import inputs_of
from survey.monitor.monitor import Monitor
from survey.monitor.wave_delivery import Progress, silent
from survey.monitor.weighted_wave import WeightedWave
from survey.text import Language

FOLDER = "exports"


def export_wave(
    monitor: Monitor,
    name: str,
    format_: str,
    *,
    output: Path | None = None,
    language: Language | None = None,
    set_aside: bool = False,
    is_public: bool = False,
    force: bool = False,
    progress: Progress = silent,
) -> ExportedFile:
    """Write the interviews of a wave, with the weights that :attr:`survey.Monitor.settings` describe.

    Parameters
    ----------
    monitor : Monitor
    name : str
        The quarter.
    format_ : str
        Format of the file when ``output`` does not name one.
    output : Path, optional
        The file to write; ``exports/2018Q1.sav`` of the workspace by default, ``exports/2018Q1_public.sav`` of a public-use
        file. The folder ``exports`` is made when it is absent.
    language, set_aside, force
        As for :func:`survey.write_file`.
    is_public : bool
        Whether it is a public-use file, protected as ``public_use`` of ``monitor.yaml`` says.
    progress : callable
        Called with the name of each step as it begins.

    Raises
    ------
    MonitorError
        When the wave cannot be computed, or the file would take the place of another one.
    ExportError
        When the file cannot be written as asked.
    """
    if output is not None:
        need_free(output, inputs=inputs_of(monitor.settings), force=force)
    wave = monitor.weighted(name, progress)
    progress("write_data")
    if is_public:
        public = public_wave(monitor, wave, language)
        target = output or _usual_path(monitor, f"{wave.period}_public.{format_}")
        return write_file(public, target, force=force)
    target = output or _usual_path(monitor, f"{wave.period}.{format_}")
    return write_file(wave.sample, target, language=language, set_aside=set_aside, force=force)


def public_wave(monitor: Monitor, wave: WeightedWave, language: Language | None = None) -> PublicUse:
    """The public-use file of a wave as the workspace settles it.

    Raises
    ------
    ExportError
        ``G010`` to ``G015``.
    """
    said = monitor.settings.public_use
    return public_use(
        wave.sample,
        k=said.k,
        quasi_identifiers=said.quasi_identifiers,
        withhold=said.withhold,
        at_most=said.at_most,
        language=language,
    )


def _usual_path(monitor: Monitor, name: str) -> Path:
    folder = monitor.settings.folder / FOLDER
    folder.mkdir(exist_ok=True)
    return folder / name

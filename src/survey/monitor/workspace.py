"""Making a workspace, and simulated waves for it."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from survey.design import read_population
from survey.errors import MonitorError
from survey.ledger.result_folder import need_free, new_file, whole_folder
from survey.monitor.blank_workspace import write_blank
from survey.monitor.settings import Settings
from survey.monitor.settings_file import read_settings
from survey.monitor.shipped_files import shipped_questionnaire, shipped_settings, shipped_tables
from survey.monitor.wave_delivery import Progress
from survey.questionnaire import read_questionnaire
from survey.simulate import SimulatedWave, simulate_wave
from survey.simulate.joint_distribution import even_population
from survey.simulate.wave_files import ending_of
from survey.tables.schema import SPECIFICATION
from survey.text import Language

_PLANNED = "target_n: 1000,"
"""The planned number as the template has it; replaced by the number of interviews that is asked for."""


def new_workspace(folder: Path, *, n: int, seed: int, progress: Progress) -> Settings:
    """Make a workspace with the shipped instrument and two simulated waves; all or nothing.

    Parameters
    ----------
    folder : Path
        Must not exist, or be empty.
    n : int
        Interviews in each wave.
    seed : int
        The second wave uses ``seed + 1``.

    Raises
    ------
    MonitorError
        ``M016`` when the folder has something in it, so that nothing is overwritten.
    """
    with whole_folder(folder, ask=_need_empty) as draft:
        progress("copy the questionnaire")
        shutil.copytree(shipped_questionnaire(), draft / "questionnaire")
        template = shipped_settings().read_text("utf-8")
        planned = template.replace(_PLANNED, f"target_n: {n},")
        (draft / "monitor.yaml").write_text(planned, encoding="utf-8", newline="\n")
        shutil.copyfile(shipped_tables(), draft / SPECIFICATION)
        _deliver(draft, n=n, seed=seed, progress=progress)
    return read_settings(folder)


def new_blank_workspace(
    folder: Path, languages: Sequence[Language], lang: Language, *, n: int, seed: int, progress: Progress
) -> Settings:
    """Make a small workspace for a new survey with one simulated wave; all or nothing.

    Parameters
    ----------
    folder : Path
        Must not exist, or be empty.
    languages : sequence of str
        Those of the survey.
    lang : str
        Language of the comments in the files.
    n, seed : int
        Interviews of the wave, and the seed of its random numbers.

    Raises
    ------
    MonitorError
        ``M016`` when the folder has something in it.
    TextError
        ``T017`` to ``T020`` for languages that cannot be those of a survey.
    """
    with whole_folder(folder, ask=_need_empty) as draft:
        write_blank(draft, languages, lang)
        _deliver(draft, n=n, seed=seed, progress=progress)
    return read_settings(folder)


def _deliver(draft: Path, *, n: int, seed: int, progress: Progress) -> None:
    """Simulate the waves of a workspace that is being made; the second has the seed after that of the first."""
    settings = read_settings(draft)
    unversioned = (files("survey.monitor") / "templates" / "gitignore").read_text("utf-8")
    (draft / ".gitignore").write_text(unversioned, encoding="utf-8", newline="\n")
    (draft / "deliveries").mkdir()
    for position, wave in enumerate(settings.waves.values()):
        progress(f"simulate {wave.period}")
        simulated = _simulated(settings, str(wave.period), n=n, seed=seed + position, field_errors=True)
        simulated.write(wave.file)
        if wave.contacts is not None:
            simulated.write_contacts(wave.contacts)


def _need_empty(folder: Path) -> None:
    if folder.is_symlink() or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
        remedy = "Name a new folder, or empty this one."
        raise MonitorError("M016", str(folder), "It exists and is not an empty folder.", remedy)


def simulate_file(
    output: Path,
    workspace: Path | None,
    *,
    wave: str,
    n: int,
    seed: int,
    field_errors: bool,
    force: bool = False,
    progress: Progress,
) -> int:
    """Write one simulated wave and return its number of interviews.

    Raises
    ------
    MonitorError
        When the file exists and ``force`` is not set.
    """
    ending_of(output)
    if output.parent.is_dir():
        need_free(output, force=force)
    progress(f"simulate {wave}")
    settings = read_settings(workspace) if workspace is not None else None
    simulated = _simulated(settings, wave, n=n, seed=seed, field_errors=field_errors)
    output.parent.mkdir(parents=True, exist_ok=True)
    with new_file(output, force=force) as draft:
        simulated.write(draft)
    return len(simulated)


def _simulated(settings: Settings | None, wave: str, *, n: int, seed: int, field_errors: bool) -> SimulatedWave:
    folder = settings.questionnaire if settings is not None else shipped_questionnaire()
    form = read_questionnaire(folder)
    figures = settings.population if settings is not None else folder / "population"
    population = read_population(figures, form) if figures is not None else even_population(form)
    return simulate_wave(form, population, wave, n=n, seed=seed, field_errors=field_errors)

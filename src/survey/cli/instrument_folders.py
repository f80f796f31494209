"""Questionnaires that a folder given to a command holds: its own, or those of a workspace."""

from __future__ import annotations

from pathlib import Path


def questionnaire_folders(folder: Path) -> list[Path]:
    """The questionnaires of a workspace, that of new waves first; a folder without settings is a questionnaire itself.

    The file ``questionnaire.yaml`` means its folder.
    """
    if folder.name == "questionnaire.yaml" and folder.is_file():
        folder = folder.parent
    if not (folder / "monitor.yaml").is_file() or (folder / "questionnaire.yaml").is_file():
        return [folder]
    from survey.monitor.settings_file import read_settings

    settings = read_settings(folder)
    own = [wave.questionnaire for wave in settings.waves.values() if wave.questionnaire is not None]
    return list(dict.fromkeys([settings.questionnaire, *own]))

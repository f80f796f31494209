"""Files of archived runs: where the archive is, the names inputs have in it, and which files are of respondents."""

from __future__ import annotations

import functools
import os
import platform
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path, PurePath
from types import MappingProxyType

from survey.ledger import Archive
from survey.ledger.archive import INTERNAL as SAMPLES
from survey.ledger.archive import RESULTS
from survey.monitor.result_tables import INTERNAL

LIBRARIES = ("survey-barometer", "numpy", "pandas", "scipy", "pyreadstat", "matplotlib")
_RESPONDENTS = (f"{RESULTS}/{INTERNAL}/findings.csv", f"{RESULTS}/{INTERNAL}/weights.csv")


def archive_at(folder: Path) -> Archive:
    """The archive of the workspace in a folder."""
    return Archive(folder / "archive")


def is_of_respondents(name: str) -> bool:
    """Whether a file of an archived run has data of single respondents."""
    return name in _RESPONDENTS or name.startswith(f"{SAMPLES}/")


@functools.cache
def versions_now() -> Mapping[str, str]:
    """Releases of Python, of the package and of the libraries that numbers depend on."""
    return MappingProxyType({"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}})


def kept_name(path: Path, folder: Path) -> str:
    """Path under which the archive keeps a file of a workspace, with ``/``; one for every file, inside or outside.

    Examples
    --------
    >>> kept_name(Path("almaty/questionnaire/rules.yaml"), Path("almaty"))
    'questionnaire/rules.yaml'
    >>> kept_name(Path("almaty/../common/rules.yaml"), Path("almaty"))
    'up/common/rules.yaml'
    """
    is_inside = path.is_relative_to(folder)
    plain = PurePath(os.path.normpath(path.relative_to(folder) if is_inside else path.absolute()))
    parts = ["up" if part == os.pardir else part for part in plain.parts if part != plain.anchor]
    return "/".join(parts if is_inside else ["root", *parts])

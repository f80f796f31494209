"""Files of a report: the language is checked first, and a file appears whole or not at all."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

from survey.errors import ReportError
from survey.reports.document_model import Report
from survey.text import Language

NO_DATE = datetime.date(1980, 1, 1)
"""Date of creation of a file that has none: the oldest that its archive can hold, so that two runs give the same bytes."""


def need_language(report: Report, language: Language) -> None:
    """Refuse a language in which the report was not built (``R001``)."""
    if language not in report.meta.languages:
        raise ReportError(
            "R001",
            f"report of {report.meta.wave}, language {language!r}",
            "The report was not built in this language.",
            f"Ask for one of: {', '.join(report.meta.languages)}, or add it to ReportInput.languages.",
        )


def write_whole(path: str | os.PathLike[str], content: bytes) -> Path:
    """Write a file that appears whole or not at all, and return its path."""
    target = Path(path)
    draft = target.with_name(f".{target.name}.draft-{os.getpid()}")
    try:
        draft.write_bytes(content)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return target

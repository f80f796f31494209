"""Limits of formats: texts, dates and reasons as a format can hold them; whatever it changes becomes a finding."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from survey.arrays import Objects
from survey.blank_reasons import Reason
from survey.exports.export_columns import ExportColumn, finding
from survey.exports.label_limits import LabelLimit
from survey.exports.missing_values import STATED
from survey.findings import Finding, Severity

_ZERO = "\0"


@dataclass(frozen=True, slots=True)
class TextRule:
    """Rule of a format for texts.

    Parameters
    ----------
    limit : LabelLimit or None
        Longest text of a cell.
    pads : bool
        Whether the format fills texts with spaces, so that spaces at the end are lost.
    plain_ends : bool
        Whether line ends inside a text are written as line feeds.
    """

    limit: LabelLimit | None = None
    pads: bool = False
    plain_ends: bool = False

    def written(self, column: str, texts: Objects) -> tuple[Objects, list[Finding]]:
        """The texts as they are written, and findings about those that were changed."""
        found: list[Finding] = []
        texts = self._changed(column, texts, "zero_bytes", lambda text: text.replace(_ZERO, "\ufffd"), found)
        if self.plain_ends:
            texts = self._changed(column, texts, "line_ends", _with_line_feeds, found)
        if self.pads:
            texts = self._changed(column, texts, "spaces_at_the_end", lambda text: text.rstrip(" "), found)
        if self.limit is not None:
            limit = self.limit
            texts = self._changed(column, texts, "text_shortened", limit.shortened, found, limit=limit.longest)
        return texts, found

    @staticmethod
    def _changed(
        column: str,
        texts: Objects,
        rule: str,
        change: Callable[[str], str],
        found: list[Finding],
        **places: object,
    ) -> Objects:
        """The texts after a change; a finding is added to ``found`` when it changed one."""
        made = np.array([None if text is None else change(text) for text in texts], object)
        n = int(sum(one != other for one, other in zip(texts, made, strict=True)))
        if n:
            found.append(finding(rule, "warning", column, n=n, **places))
        return made


def _with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def unstated(column: ExportColumn) -> list[Finding]:
    """Findings about reasons that the questionnaire has no code for: an added code, or empty cells."""
    found = []
    for one in column.missing:
        n, reason = column.n_of(one.reason), one.reason.name.lower()
        if not n or (column.is_text and one.reason == Reason.NOT_ASKED):
            continue
        if one.code is None:
            severity: Severity = "warning" if one.reason in STATED else "info"
            found.append(finding("reason_empty", severity, column.name, n=n, reason=reason))
        elif one.is_added:
            found.append(finding("code_added", "warning", column.name, n=n, reason=reason, code=f"{one.code:.15g}"))
    return found


def with_readable_dates(column: ExportColumn) -> tuple[ExportColumn, list[Finding]]:
    """A column of dates; as text where a date has codes for "does not know", which cannot be days."""
    if column.kind != "date" or not any(column.n_of(reason) for reason in STATED):
        return column, []
    return dataclasses.replace(column, kind="text", measure="nominal"), [finding("dates_as_text", "info", column.name)]

"""Longest labels of a format, and texts shortened to them with a mark at the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from survey.exports.name_rules import n_bytes
from survey.linting.name_rules import LONGEST_VALUE_LABEL, LONGEST_VARIABLE_LABEL

LabelUnit = Literal["bytes", "characters"]
_MARK = "…"


@dataclass(frozen=True, slots=True)
class LabelLimit:
    """Longest label: ``longest`` of ``unit``."""

    longest: int
    unit: LabelUnit

    def size(self, text: str) -> int:
        """Length of a text in the unit of the limit."""
        return n_bytes(text) if self.unit == "bytes" else len(text)

    def holds(self, text: str) -> bool:
        """Whether the text fits."""
        return self.size(text) <= self.longest

    def shortened(self, text: str) -> str:
        """The text where it fits, else its beginning up to the end of a word, and a mark.

        Examples
        --------
        >>> LabelLimit(11, "characters").shortened("one two three"), LabelLimit(99, "bytes").shortened("one")
        ('one two…', 'one')
        """
        if self.holds(text):
            return text
        room = self.longest - self.size(_MARK)
        whole = text.encode()[:room].decode(errors="ignore") if self.unit == "bytes" else text[:room]
        head, space, _ = whole.rpartition(" ")
        is_broken = text[len(whole) : len(whole) + 1] not in ("", " ")
        return (head if is_broken and space and 2 * len(head) > len(whole) else whole).rstrip(" ,.;:") + _MARK


SPSS_LABEL = LabelLimit(LONGEST_VARIABLE_LABEL, "bytes")
SPSS_VALUE = LabelLimit(LONGEST_VALUE_LABEL, "bytes")
SPSS_TITLE = LabelLimit(64, "bytes")
STATA_LABEL = LabelLimit(80, "characters")
STATA_VALUE = LabelLimit(32_000, "bytes")
STATA_TITLE = LabelLimit(80, "characters")
SPSS_TEXT = LabelLimit(32_767, "bytes")
STATA_TEXT = LabelLimit(2_000_000, "bytes")

"""One finding about a delivered file, with an id that is the same in every format and order."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal, get_args

from survey.text import Text

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)

Identity = tuple[str, str | None, str | None, str | None]

_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: its rule, severity and sentence, and where in the file it is.

    Parameters
    ----------
    rule : str
        Name of the rule that found it, for example ``code_unknown``.
    severity : "error", "warning" or "info"
        An error says not to use the interview, a warning asks for a look, an info asks for nothing.
    message : Text
        The sentence for people, in every language.
    interview : str or None
        Key of the interview; None when the finding is about the whole file.
    row : int or None
        Row of the delivered file as a spreadsheet numbers it (the header is row 1).
    variable : str or None
        Id of the variable, or the column of the file when it belongs to no variable.
    value : str or None
        The value as delivered.
    waived : "error", "warning", "info" or None
        The severity it had before the office waived it; None when nobody did. A waived finding is information.
    occurrence : int
        Which of several findings alike in rule, interview, variable and value it is, from 1; :class:`Findings` counts.
    """

    rule: str
    severity: Severity
    message: Text
    interview: str | None = None
    row: int | None = None
    variable: str | None = None
    value: str | None = None
    waived: Severity | None = None
    occurrence: int = 1

    @property
    def id(self) -> str:
        """A short name that stays the same whatever the order of the rows, the format of the file and the language.

        Made of rule, interview, variable and value. It begins with a letter, so that no spreadsheet takes it for a
        number.

        Examples
        --------
        >>> Finding("out_of_range", "error", Text(), "A-1", 7, "S03", "140").id
        'fc21b5f8027d1'
        >>> Finding("out_of_range", "error", Text(), "A-1", 99, "S03", "140.0").id
        'fc21b5f8027d1'
        """
        digest = "f" + hashlib.sha256(json.dumps(self.identity).encode()).hexdigest()[:12]
        return digest if self.occurrence == 1 else f"{digest}-{self.occurrence}"

    @property
    def identity(self) -> Identity:
        """Parts of the id: rule, interview, variable, and the value as it reads in every format."""
        return self.rule, _plain(self.interview), self.variable, _alike(self.value)

    @property
    def is_about_the_file(self) -> bool:
        """Whether the finding is about the whole file: it names neither interview nor row."""
        return self.interview is None and self.row is None


def _plain(text: str | None) -> str | None:
    return None if text is None else unicodedata.normalize("NFC", str(text)).strip()


def _alike(value: str | None) -> str | None:
    """The value without what only a file format adds: zeros after the point, the decimal comma, outer spaces."""
    text = _plain(value)
    if text is None or not _NUMBER.fullmatch(text):
        return text
    whole, _, decimals = text.replace(",", ".").lstrip("+").partition(".")
    decimals = decimals.rstrip("0")
    return f"{whole}.{decimals}" if decimals else whole

"""References to answers in wordings: pyxform and ODK read ``${name}`` as the answer to the question of this name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from survey.exchange.xlsform_tables import WORDED, FormRow

_OPENING = "${"
_BROKEN = "$\N{WORD JOINER}{"
_REFERENCE = re.compile(r"\$\{(?:([^{}]+)\})?")


def without_references(rows: Iterable[FormRow], names: Collection[str]) -> list[FormRow]:
    """Rows in whose wordings ``${`` opens only the names of questions: elsewhere an invisible sign parts its two letters.

    A form with a reference to nothing is refused by every program that reads XLSForm.
    """
    return [
        FormRow({column: _plain(column, cell, names) for column, cell in row.cells.items()}, row.origin) for row in rows
    ]


def literal(words: str) -> str:
    """Words without any reference, for a place where none is allowed."""
    return words.replace(_OPENING, _BROKEN)


def references(words: str) -> list[str]:
    """Names in ``${…}``.

    Examples
    --------
    >>> references("You are ${AGE} and pay $9 for ${")
    ['AGE']
    """
    return [name.strip() for name in _REFERENCE.findall(words) if name]


def as_in_the_questionnaire(cell: str) -> str:
    """The wording that a cell shows, without the invisible signs."""
    return cell.replace(_BROKEN, _OPENING)


def _plain(column: str, cell: str, names: Collection[str]) -> str:
    if _OPENING not in cell or column.partition("::")[0] not in WORDED:
        return cell
    return _REFERENCE.sub(lambda found: found[0] if (found[1] or "").strip() in names else _BROKEN + found[0][2:], cell)

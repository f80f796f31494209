"""What other programs write into an empty cell: NA of R, NULL of a database, the error cells of Excel."""

from __future__ import annotations

import functools
from collections.abc import Iterable

from survey.ingest.cells import catalogue_words

MARKERS = frozenset(
    word
    for word in [
        "na",
        "n/a",
        "n.a.",
        "<na>",
        "nan",
        "null",
        "(null)",
        "none",
        "nil",
        "nat",
        "\\n",
        "-",
        "--",
        "---",
        "–",
        "—",
        ".",
        "..",
        "#n/a",
        "#na",
        "#null!",
        "#ref!",
        "#div/0!",
        "#value!",
        "#name?",
        "#num!",
        "#getting_data",
        "#spill!",
        "#calc!",
        "#field!",
        "#blocked!",
        "#unknown!",
    ]
)
"""Markers in lower case; the catalogue adds those of other languages."""

NOT_APPLICABLE = frozenset({"na", "n/a", "n.a."})
"""Those that are the usual short words for "not applicable" too."""

_LONGEST = 16


def marker(cell: object) -> str | None:
    """The marker a cell consists of, in lower case; None when it is none.

    Examples
    --------
    >>> marker(" N/A "), marker("#DIV/0!"), marker("Nana"), marker(0)
    ('n/a', '#div/0!', None, None)
    """
    if not isinstance(cell, str) or len(cell) > _LONGEST:
        return None
    text = cell.strip().casefold()
    return text if text in MARKERS or text in _of_languages() else None


@functools.cache
def _of_languages() -> frozenset[str]:
    return frozenset(word.casefold() for word in catalogue_words("blank_words"))


def markers_in(cells: Iterable[object]) -> dict[int, str]:
    """Markers by their position among the cells."""
    return {position: found for position, cell in enumerate(cells) if (found := marker(cell)) is not None}

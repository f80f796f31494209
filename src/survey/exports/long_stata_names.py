"""Names of 32 letters in Stata files: pyreadstat makes the name of a set of labels of a column's name and a number, and refuses longer ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from survey.exports.name_rules import STATA

_WIDTH = 129
"""Bytes of a name in the list of names of DTA 118 (Stata's help file ``dta``, section 5.4)."""

_OPENING, _CLOSING = b"<varnames>", b"</varnames>"
_BEFORE = 4_096
"""Bytes in which the list begins: the header and the map before it, and a type of two bytes for each column."""

_Given = TypeVar("_Given")


def short_names(names: Sequence[str]) -> dict[str, str]:
    """A name for each under which pyreadstat writes it, the name itself where that has room for a number."""
    room = STATA.longest - len(str(len(names)))
    taken = {name.casefold() for name in names}
    short: dict[str, str] = {}
    for place, name in enumerate(names):
        if len(name) <= room:
            short[name] = name
            continue
        made, number = f"v{place}", 2
        while made.casefold() in taken:
            made, number = f"v{place}_{number}", number + 1
        taken.add(made.casefold())
        short[name] = made
    return short


def under(short: Mapping[str, str], given: Mapping[str, _Given]) -> dict[str, _Given]:
    """Properties of columns by the names under which these are written."""
    return {short[name]: one for name, one in given.items()}


def write_names(path: Path, names: Sequence[str]) -> None:
    """Write these names into the list of names of a file, column by column.

    Notes
    -----
    Data, labels and formats are kept by place, so that nothing else in the file names a column.
    """
    with path.open("r+b") as file:
        start = file.read(_BEFORE + 2 * len(names)).index(_OPENING) + len(_OPENING)
        file.seek(start + _WIDTH * len(names))
        if file.read(len(_CLOSING)) != _CLOSING:
            msg = "The list of names does not have 129 bytes for each."
            raise AssertionError(msg)
        file.seek(start)
        file.write(b"".join(name.encode().ljust(_WIDTH, b"\0") for name in names))

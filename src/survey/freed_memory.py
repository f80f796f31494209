"""Freed memory, given back to the system after a step that took much of it for a while."""

from __future__ import annotations

import ctypes
import functools
import sys
from collections.abc import Callable

MANY_INTERVIEWS = 50_000
"""From here on memory counts more than the time that a table of many separate columns takes."""


def give_back(n: int) -> None:
    """Give freed memory back to the system after a step on many interviews.

    The C library of Linux keeps freed arrays of a few megabytes for later, and so does Arrow. Between the arrays that stay
    they make holes that the larger arrays of the next step do not fit into, so that the holes of all steps add up.

    Parameters
    ----------
    n : int
        Number of interviews; nothing happens for fewer than 50,000, nor on systems that give memory back by themselves.
    """
    if n < MANY_INTERVIEWS:
        return
    if (arrow := sys.modules.get("pyarrow")) is not None:
        arrow.default_memory_pool().release_unused()
    if (trim := _trim()) is not None:
        trim(0)


@functools.cache
def _trim() -> Callable[[int], int] | None:
    """The function of the C library that does it; None where there is none."""
    if not sys.platform.startswith("linux"):
        return None
    trim: Callable[[int], int] | None = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return trim

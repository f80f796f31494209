"""Order of two lists: the fewest names that moved."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence


def moved(before: Sequence[str], now: Sequence[str]) -> tuple[str, ...]:
    """Names of both lists whose place among the others changed, as few as possible, in the order of ``now``.

    Notes
    -----
    What stays is a longest increasing subsequence of the old places (Fredman, 1975).

    Examples
    --------
    >>> moved("abcd", "bcad"), moved("abc", "axbc"), moved("ab", "ba")
    (('a',), (), ('b',))
    """
    places = {name: place for place, name in enumerate(before)}
    common = [name for name in now if name in places]
    ends: list[int] = []
    last: list[int] = []
    previous: list[int | None] = []
    for at, name in enumerate(common):
        length = bisect_left(ends, places[name])
        previous.append(last[length - 1] if length else None)
        ends[length : length + 1] = [places[name]]
        last[length : length + 1] = [at]
    stays, at_end = set[str](), last[-1] if last else None
    while at_end is not None:
        stays.add(common[at_end])
        at_end = previous[at_end]
    return tuple(name for name in common if name not in stays)


def preceding(name: str, names: Sequence[str]) -> str:
    """The name before another in a list; blank when it is the first."""
    place = list(names).index(name)
    return names[place - 1] if place else ""

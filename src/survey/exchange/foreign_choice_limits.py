"""Limits of a multiple choice in a foreign form: at most so many answers, and answers that exclude all others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from survey.exchange.xpath_condition import NotUnderstoodError

_NUMBER = r"count-selected\(\s*\.\s*\)"
_CHOSEN = r"selected\(\s*\.\s*,\s*(?:'([^']*)'|\"([^\"]*)\")\s*\)"
_SEVERAL = rf"(?:{_NUMBER}\s*(?:>\s*1|>=\s*2))"
_ONE = rf"(?:{_NUMBER}\s*(?:=\s*1|<=\s*1|<\s*2))"
_ANY = rf"\(?\s*{_CHOSEN}(?:\s+or\s+{_CHOSEN})*\s*\)?"
_MOST = re.compile(rf"{_NUMBER}\s*(<=|<)\s*(\d+)")
_ALONE = [
    re.compile(form)
    for form in (
        rf"not\(\s*{_ANY}\s+and\s+{_SEVERAL}\s*\)",
        rf"not\(\s*{_SEVERAL}\s+and\s+{_ANY}\s*\)",
        rf"not\(\s*{_ANY}\s*\)\s+or\s+{_ONE}",
        rf"{_ONE}\s+or\s+not\(\s*{_ANY}\s*\)",
        rf"if\(\s*{_CHOSEN}\s*,\s*{_ONE}\s*,\s*true\(\)\s*\)",
    )
]
"""Ways in which forms say that an answer excludes all others, as the forum of ODK and the help of KoboToolbox show them."""


@dataclass(frozen=True, slots=True)
class ChoiceLimit:
    """One part of a constraint: the largest number of answers, or the choices that exclude all others."""

    most: int | None = None
    alone: tuple[str, ...] = ()


def choice_limit(part: str, names: Sequence[str]) -> ChoiceLimit:
    """The limit that one part of a constraint states.

    Parameters
    ----------
    part : str
    names : sequence of str
        Choices of the list.

    Raises
    ------
    NotUnderstoodError
        When it says anything else, or names a choice that the list does not have.

    Examples
    --------
    >>> choice_limit("count-selected(.) <= 3", ["a", "b", "c", "d"])
    ChoiceLimit(most=3, alone=())
    >>> choice_limit("not(selected(., 'none') and count-selected(.) > 1)", ["a", "none"])
    ChoiceLimit(most=None, alone=('none',))
    """
    plain = part.strip()
    found = _MOST.fullmatch(plain)
    if found is not None:
        most = int(found[2]) - (found[1] == "<")
        if most >= 1:
            return ChoiceLimit(most=most)
    elif any(one.fullmatch(plain) for one in _ALONE):
        alone = tuple(one or other for one, other in re.findall(_CHOSEN, plain))
        if set(alone) <= set(names):
            return ChoiceLimit(alone=alone)
    raise NotUnderstoodError(part)

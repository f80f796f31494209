"""FreeNames and codes of a foreign form, made names and codes of a questionnaire."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable

from survey.expressions.parser import FUNCTIONS
from survey.expressions.tokens import WORDS

_LONGEST = 32
_RESERVED = frozenset(word.casefold() for word in (*WORDS, *FUNCTIONS))
_CODE = re.compile(r"[^\W_](?:[\w.\-]*[^\W_])?")
_LONGEST_CODE = 24


class FreeNames:
    """Ids that are given out, each once whatever its case.

    Parameters
    ----------
    reserved : iterable of str
        Ids that are taken already.
    """

    def __init__(self, reserved: Iterable[str] = ()) -> None:
        self._taken = {name.casefold() for name in reserved}

    def free(self, name: str, usual: str = "q") -> str:
        """A valid id like the name; the name itself where it is valid and free.

        Examples
        --------
        >>> names = FreeNames()
        >>> [names.free(one) for one in ("age", "Age", "my-name", "2q")]
        ['age', 'Age_2', 'my_name', 'q2q']
        """
        plain = re.sub(r"[^A-Za-z0-9_]", "_", name)[:_LONGEST].strip("_") or usual
        plain = plain if plain[0].isalpha() else f"{usual}{plain}"[:_LONGEST]
        found, number = plain, 2
        while found.casefold() in self._taken or found.casefold() in _RESERVED:
            ending = f"_{number}"
            found, number = plain[: _LONGEST - len(ending)] + ending, number + 1
        self._taken.add(found.casefold())
        return found


def codes_for(names: list[str], *, is_multiple: bool = False) -> dict[str, int | str]:
    """Codes of a list by the names of its choices: numbers where all are, else texts where all can be.

    Elsewhere the choices that are numbers keep them, and the others get the numbers after the largest.

    Examples
    --------
    >>> codes_for(["1", "2"]), codes_for(["yes", "no"]), codes_for(["a b", "1"])
    ({'1': 1, '2': 2}, {'yes': 'yes', 'no': 'no'}, {'a b': 2, '1': 1})
    >>> codes_for(["red", "other"], is_multiple=True)
    {'red': 'red', 'other': 'other-1'}
    """
    numbers = {name: int(name) for name in names if re.fullmatch(r"-?(0|[1-9]\d{0,5})", name)}
    if len(numbers) == len(names):
        return dict(numbers)
    coded = {name: text_code(name, is_multiple=is_multiple) for name in names}
    folded = {code.casefold() for code in coded.values()}
    if len(folded) == len(names) and all(_is_text_code(code) for code in coded.values()):
        return dict(coded)
    spare = itertools.count(max([0, *numbers.values()]) + 1)
    return {name: numbers[name] if name in numbers else next(spare) for name in names}


def text_code(name: str, *, is_multiple: bool) -> str:
    """The text as a code: of a multiple choice not "other" or "m1", which name other columns of a data file."""
    is_taken = is_multiple and re.fullmatch(r"other|m\d+", name.casefold()) is not None
    return f"{name}-1" if is_taken else name


def _is_text_code(name: str) -> bool:
    from survey.questionnaire.usual_words import is_blank_marker

    has_letter = re.search(r"[^\W\d_]", name) is not None
    is_number = re.fullmatch(r"[\d.]+e[-+]?\d+|inf|infinity|nan", name, re.IGNORECASE) is not None
    fits = len(name) <= _LONGEST_CODE and _CODE.fullmatch(name) is not None
    return has_letter and fits and not is_number and not is_blank_marker(name)

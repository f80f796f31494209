"""FreeNames and codes of a foreign form, made names and codes of a questionnaire."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable

from survey.expressions.parser import FUNCTIONS
from survey.expressions.tokens import WORDS
from survey.spelling import fold, looks

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
    """Codes of a list by the names of its choices: the names themselves as far as a questionnaire can have them as codes.

    Where a name is a number, all codes are numbers, and names that are none get the numbers after the largest. Elsewhere the codes
    are texts, and a name that cannot be one is changed.

    Examples
    --------
    >>> codes_for(["1", "2"]), codes_for(["yes", "no"]), codes_for(["a b", "1"])
    ({'1': 1, '2': 2}, {'yes': 'yes', 'no': 'no'}, {'a b': 2, '1': 1})
    >>> codes_for(["01", "10", "1.5"])
    {'01': 1, '10': 10, '1.5': 11}
    >>> codes_for(["car", "a b", "none", "Car"])
    {'car': 'car', 'a b': 'a-b', 'none': 'none-1', 'Car': 'Car-2'}
    >>> codes_for(["red", "other"], is_multiple=True)
    {'red': 'red', 'other': 'other-1'}
    """
    numbers: dict[str, int] = {}
    for name in sorted(names, key=lambda name: name.lstrip("-").startswith("0")):
        if re.fullmatch(r"-?0*\d{1,6}", name) and int(name) not in numbers.values():
            numbers[name] = int(name)
    texts = {} if numbers else _text_codes(names, is_multiple=is_multiple)
    if texts:
        return dict(texts)
    spare = itertools.count(max([0, *numbers.values()]) + 1)
    return {name: numbers[name] if name in numbers else next(spare) for name in names}


def _text_codes(names: list[str], *, is_multiple: bool) -> dict[str, str]:
    """Text codes for the names, those kept that can be; none at all where a name has no letter."""
    kept = [name for name in names if _is_text_code(name) and text_code(name, is_multiple=is_multiple) == name]
    found: dict[str, str] = {}
    for name in (*kept, *names):
        if name not in found:
            plain = re.sub(r"[^\w.\-]+", "-", name).strip("-._")
            made = _free_text(plain, {_folded(one) for one in found.values()}, is_multiple=is_multiple)
            if not _is_text_code(made):
                return {}
            found[name] = made
    return {name: found[name] for name in names}


def _free_text(plain: str, taken: set[str], *, is_multiple: bool) -> str:
    """The text as a code, with a number where it is taken or cannot be one."""
    code = text_code(plain[:_LONGEST_CODE].rstrip("-._"), is_multiple=is_multiple)
    if not _is_text_code(code):
        code = f"{code}-1"
    number = 2
    while _folded(code) in taken:
        ending = f"-{number}"
        code, number = plain[: _LONGEST_CODE - len(ending)].rstrip("-._") + ending, number + 1
    return code


def _folded(code: str) -> str:
    """The code as it is compared with others: without case, across alphabets, and as the name of a column."""
    return re.sub(r"\W", "_", looks(fold(code)))


def is_mark(text: str) -> bool:
    """Whether columns of options say by this word that an option was chosen, or that it was not."""
    from survey.questionnaire.usual_words import marks

    return looks(fold(text)) in {looks(fold(word)) for yes in (True, False) for word in marks(yes=yes)}


def text_code(name: str, *, is_multiple: bool) -> str:
    """The text as a code: of a multiple choice no word for yes or no, nor "other" or "m1", which name other columns of a file."""
    is_taken = is_multiple and (is_mark(name) or re.fullmatch(r"other|m\d+", name.casefold()) is not None)
    return f"{name}-1" if is_taken else name


def _is_text_code(name: str) -> bool:
    from survey.questionnaire.usual_words import is_blank_marker

    has_letter = re.search(r"[^\W\d_]", name) is not None
    is_number = re.fullmatch(r"[\d.]+e[-+]?\d+|inf|infinity|nan", name, re.IGNORECASE) is not None
    fits = len(name) <= _LONGEST_CODE and _CODE.fullmatch(name) is not None
    return has_letter and fits and not is_number and not is_blank_marker(name)

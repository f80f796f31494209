"""Types of values: the check of a value against a type hint, and descriptions of both for error messages."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from typing import Literal, Union, get_args, get_origin

_WORDS: dict[object, str] = {
    str: "text",
    bool: "True or False",
    int: "a whole number",
    float: "a number",
    type(None): "None",
}


def fits(value: object, hint: object) -> bool:
    """Whether a value has one of the types that a hint allows.

    Examples
    --------
    >>> fits("sex", str | None), fits(5, str | None)
    (True, False)
    """
    return any(_is(value, kind) for kind in members(hint))


def _is(value: object, kind: object) -> bool:
    """Whether a value has one type: protocols are checked by names of members, other types by ``typeguard``."""
    if getattr(kind, "_is_protocol", False):
        asked = [name for name in vars(kind) if name == "__call__" or not name.startswith("_")]
        return all(hasattr(value, name) for name in asked)
    if _said(kind) == "a function":
        return callable(value)
    if isinstance(value, bytes):  # which typeguard would accept as a sequence of numbers
        return kind in (bytes, object)
    from typeguard import CollectionCheckStrategy, ForwardRefPolicy, TypeCheckError, check_type

    value = _plain(value)
    try:
        check_type(
            value,
            kind,
            forward_ref_policy=ForwardRefPolicy.IGNORE,
            collection_check_strategy=CollectionCheckStrategy.ALL_ITEMS,
        )
    except TypeCheckError:
        return False
    return True


def in_words(hint: object) -> str:
    """Description of the values that a hint allows.

    Examples
    --------
    >>> in_words(str | None)
    'text or None'
    >>> in_words(Literal["few", "hold"])
    "'few' or 'hold'"
    """
    said = list(dict.fromkeys(_said(one) for one in members(hint)))
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} or {said[-1]}"


def members(hint: object) -> list[object]:
    """Types that a hint allows, one by one; each value of a ``Literal`` counts as one.

    ``ArrayLike`` is itself a union of many types. Inside a larger union it is put together again, so that messages
    speak of a column of values.
    """
    from numpy.typing import ArrayLike

    if hint == ArrayLike:
        return [ArrayLike]
    if get_origin(hint) is Literal:
        return [Literal[one] for one in get_args(hint)]
    if get_origin(hint) in (Union, types.UnionType):
        let_in = get_args(hint)
        columns = set(get_args(ArrayLike))
        if columns <= set(let_in):
            own = [one for one in let_in if one not in columns or one is str]
            return [other for one in own for other in members(one)] + [ArrayLike]
        return [other for one in let_in for other in members(one)]
    return [hint]


def _said(kind: object) -> str:
    """Description of one type."""
    from numpy.typing import ArrayLike

    if kind in _WORDS:
        return _WORDS[kind]
    if kind == ArrayLike:
        return "a column of values"
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Literal:
        return repr(inner[0])
    if origin is tuple and Ellipsis not in inner:
        return f"a tuple of {len(inner)} ({', '.join(in_words(one) for one in inner)})"
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return "a mapping (dict)"
    if origin is Callable or (isinstance(origin, type) and issubclass(origin, Callable)):  # type: ignore[arg-type]
        return "a function"
    if origin is not None:
        return f"a list of {in_words(inner[0])}" if inner else "a list"
    name = getattr(kind, "__name__", str(kind))
    return f"{'an' if name[:1] in 'AEIO' else 'a'} {name}"


def shown(value: object) -> str:
    """Value in a few words: short numbers and texts as they are, other values by their type."""
    value = _plain(value)
    if value is None or isinstance(value, bool | int | float | str | bytes):
        shown = repr(value)
        return shown if len(shown) <= 40 else f"{shown[:36]} …"
    name = type(value).__name__
    return f"{'an' if name[:1].lower() in 'aeio' else 'a'} {name}"


def _plain(value: object) -> object:
    """Number of numpy as a number of Python; other values as they are."""
    import numpy as np

    return value.item() if isinstance(value, np.generic) else value

"""Entry point of public functions and classes: an invalid call is reported with the offending argument and a remedy.

Arguments are checked only after something went wrong. So a call that works has no overhead, and any value that behaves
like what is needed (a table of another library, a column, a numpy number) is accepted.
"""

from __future__ import annotations

import dataclasses
import functools
import inspect
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from survey.errors import CallError, InterviewsNeededError, SurveyError, nearest
from survey.value_types import fits, in_words, members, shown

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

_NOUNS: set[type] = set()

_WRONG = (TypeError, AttributeError, ValueError, LookupError, AssertionError, ArithmeticError, MemoryError, Warning)

_MAKERS = {
    "Sample": "survey.make_sample(data, survey.Design(...)) makes one of interviews or of a table.",
    "Design": "survey.Design(strata=..., psu=..., weight=...) makes one.",
    "Population": "survey.Population.from_margins({...}) makes one of counts, survey.read_population reads one.",
    "Estimates": "survey.mean, survey.share and the other estimators give them.",
    "Questionnaire": "survey.read_questionnaire(folder) reads one.",
    "RawTable": "survey.read_file(path) reads one.",
    "Interviews": "survey.decode(survey.read_file(path), questionnaire) gives them.",
    "Delivery": "survey.receive_delivery(file, questionnaire) gives one.",
    "Corrections": "survey.read_corrections(path) reads them.",
    "Waivers": "survey.read_waivers(path) reads them.",
    "Findings": "survey.validate(interviews) gives them.",
    "Indicators": "survey.read_indicators(folder) reads them.",
    "Rules": "survey.read_rules(folder, questionnaire) reads them.",
}


def public(verb: Callable[P, R]) -> Callable[P, R]:
    """Public function: an invalid call raises an error about the argument instead of failing somewhere inside.

    Raises
    ------
    CallError
        ``A001`` an argument of the wrong type; ``A002`` an argument that does not exist, or is missing.

    Notes
    -----
    When all arguments have the right types, the original exception is raised: it is a fault of the package.
    """

    @functools.wraps(verb)
    def call(*args: P.args, **keywords: P.kwargs) -> R:
        try:
            return verb(*args, **keywords)
        except InterviewsNeededError as error:
            raise error.called_by(_title(verb)) from None
        except SurveyError:
            raise
        except _WRONG:
            mistake = _mistake(verb, args, keywords)
            if mistake is None:
                raise
            raise mistake from None

    return call


def noun(cls: type[T]) -> type[T]:
    """Public class: its construction and methods report invalid calls as :func:`public` does.

    When such an object is an argument of a public function, the types of its fields are checked, too: a frozen data
    class does not check them when it is made.
    """
    for name, member in list(vars(cls).items()):
        if name == "pipe" or (name.startswith("_") and name != "__init__"):
            continue
        if isinstance(member, classmethod | staticmethod):
            setattr(cls, name, type(member)(public(member.__func__)))
        elif inspect.isfunction(member):
            setattr(cls, name, public(member))
    _NOUNS.add(cls)
    return cls


def floats(values: ArrayLike, place: str) -> NDArray[np.float64]:
    """Array of the numbers that the caller gave.

    Raises
    ------
    CallError
        ``A003`` when they are not numbers.
    """
    import numpy as np

    try:
        return np.asarray(values, np.float64)
    except (TypeError, ValueError):
        raise CallError("A003", place, f"{shown(values)} cannot be read as numbers.", "Give numbers.") from None


def _mistake(verb: Callable[..., object], args: tuple[object, ...], keywords: dict[str, Any]) -> CallError | None:
    """Error about the first invalid argument of a call; None when all arguments have the right types."""
    title = _title(verb)
    signature = inspect.signature(verb)
    try:
        given = signature.bind(*args, **keywords)
    except TypeError as error:
        own = [name for name in signature.parameters if name != "self"]
        unknown = [name for name in keywords if name not in own]
        fact = f"There is no argument {unknown[0]!r}." if unknown else f"It cannot be called so: {error}."
        remedy = nearest(unknown[0], own) if unknown else f"Its arguments: {', '.join(own)}."
        return CallError("A002", title, fact, remedy)
    for name, value, hint in _arguments(verb, given):
        if not fits(value, hint):
            return _misfit(f"{title}: {name}", value, hint)
        if type(value) in _NOUNS and name != "self":
            for field, part, kind in _fields(value):
                if not fits(part, kind):
                    return _misfit(f"survey.{type(value).__name__}: {field}", part, kind)
    return None


def _misfit(place: str, value: object, hint: object) -> CallError:
    """Error ``A001``: a value whose type the hint does not allow, with the function that makes the right one."""
    makers = [_MAKERS[name] for one in members(hint) if (name := getattr(one, "__name__", "")) in _MAKERS]
    remedy = makers[0] if makers else f"See help({place.partition(':')[0]})."
    return CallError("A001", place, f"It has to be {in_words(hint)}; {shown(value)} was given.", remedy)


def _title(verb: Callable[..., object]) -> str:
    """Public name of a function, such as ``survey.rake``, or of a method, such as ``survey.Sample.where``."""
    return f"survey.{verb.__qualname__.removesuffix('.__init__')}"


def _arguments(verb: Callable[..., object], given: inspect.BoundArguments) -> Iterator[tuple[str, object, object]]:
    """Name, value and hint of every argument whose hint can be evaluated."""
    for name, value in given.arguments.items():
        parameter = given.signature.parameters[name]
        hint = _read(parameter.annotation, inspect.unwrap(verb).__module__)
        if hint is None:
            continue
        if parameter.kind is parameter.VAR_POSITIONAL:
            yield from ((name, one, hint) for one in value)
        elif parameter.kind is parameter.VAR_KEYWORD:
            yield from ((key, one, hint) for key, one in value.items())
        elif hint is not parameter.empty:
            yield name, value, hint


def _fields(value: object) -> Iterator[tuple[str, object, object]]:
    """Name, value and hint of every field of a data class; none for other objects."""
    for field in dataclasses.fields(value) if dataclasses.is_dataclass(value) else ():
        owner = next(one for one in type(value).__mro__ if field.name in vars(one).get("__annotations__", {}))
        hint = _read(field.type, owner.__module__)
        if hint is not None:
            yield field.name, getattr(value, field.name), hint


def _read(hint: object, module: str) -> object:
    """Evaluated hint; None where its names are imported for type checkers only."""
    try:
        return eval(hint, vars(sys.modules[module])) if isinstance(hint, str) else hint
    except (NameError, TypeError, AttributeError):
        return None

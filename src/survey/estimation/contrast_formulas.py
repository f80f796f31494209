"""Formulas of estimates, such as ``api00 / api99``: values and exact derivatives. Nothing is ever executed."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit, ndtr

from survey.arrays import Floats
from survey.errors import EstimationError, nearest

_ROOT_2PI = float(np.sqrt(2 * np.pi))

_FUNCTIONS: dict[str, tuple[Callable[[float], float], Callable[[float], float]]] = {
    "exp": (np.exp, np.exp),
    "expm1": (np.expm1, np.exp),
    "log": (np.log, lambda x: 1 / x),
    "log1p": (np.log1p, lambda x: 1 / (1 + x)),
    "log2": (np.log2, lambda x: 1 / (x * float(np.log(2)))),
    "log10": (np.log10, lambda x: 1 / (x * float(np.log(10)))),
    "sqrt": (np.sqrt, lambda x: 0.5 / float(np.sqrt(x))),
    "abs": (np.abs, np.sign),
    "sin": (np.sin, np.cos),
    "cos": (np.cos, lambda x: -float(np.sin(x))),
    "tan": (np.tan, lambda x: 1 / float(np.cos(x)) ** 2),
    "atan": (np.arctan, lambda x: 1 / (1 + x * x)),
    "sinh": (np.sinh, np.cosh),
    "cosh": (np.cosh, np.sinh),
    "tanh": (np.tanh, lambda x: 1 - float(np.tanh(x)) ** 2),
    "atanh": (np.arctanh, lambda x: 1 / (1 - x * x)),
    "logit": (logit, lambda p: 1 / (p * (1 - p))),
    "expit": (expit, lambda x: float(expit(x) * expit(-x))),
    "pnorm": (ndtr, lambda x: float(np.exp(-x * x / 2)) / _ROOT_2PI),
}
"""Functions with their derivatives."""


@dataclass(frozen=True, slots=True, eq=False)
class FormulaValue:
    """Value of a formula and its (q,) derivatives by the estimates."""

    value: float
    gradient: Floats


def evaluate_formula(text: str, values: Floats, places: Mapping[str, int], place: str) -> FormulaValue:
    """Value of a formula and its derivatives, by forward differentiation along its syntax tree.

    Parameters
    ----------
    text : str
        Numbers, names, ``+ - * / ** ^``, parentheses and functions; a name that is not a single word is in backticks.
    values : (q,) array
    places : mapping name -> position in ``values``
    place : str
        The call, for messages.

    Raises
    ------
    EstimationError
        ``E180`` a text that cannot be read as a formula; ``E181`` an unknown function; ``E182`` an unknown name;
        ``E183`` a value or derivative that is not finite.

    Examples
    --------
    >>> found = evaluate_formula("log(a / `b:1`)", np.array([4.0, 2.0]), {"a": 0, "b:1": 1}, "example")
    >>> round(found.value, 4), found.gradient.tolist()
    (0.6931, [0.25, -0.5])
    """
    quoted: list[str] = []

    def stand_in(found: re.Match[str]) -> str:
        quoted.append(found[1])
        return f" quoted_{len(quoted) - 1}_ "

    readable = re.sub(r"`([^`]*)`", stand_in, text).replace("^", "**").strip()
    try:
        tree = ast.parse(readable, mode="eval").body
    except (SyntaxError, ValueError):
        raise _unreadable(place, text) from None
    named = {f"quoted_{at}_": name for at, name in enumerate(quoted)}
    with np.errstate(all="ignore"):
        found = _Reader(values, places, named, text, place).read(tree)
    if not np.isfinite(found.value) or not np.isfinite(found.gradient).all():
        raise EstimationError(
            "E183",
            f"{place}: {text!r}",
            "It has no finite value or slope at the estimates.",
            "Probably a division by zero, or a root or logarithm of a number that is not positive.",
        )
    return found


def _unreadable(place: str, text: str) -> EstimationError:
    return EstimationError(
        "E180",
        f"{place}: {text!r}",
        "It cannot be read as a formula.",
        "Write names of rows, numbers, + - * / **, parentheses and functions; other names in `backticks`.",
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """Walk over the syntax tree of a formula."""

    values: Floats
    places: Mapping[str, int]
    named: Mapping[str, str]
    text: str
    place: str

    def read(self, node: ast.expr) -> FormulaValue:
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
            return FormulaValue(float(node.value), np.zeros(len(self.values)))
        if isinstance(node, ast.Name):
            return self._row(self.named.get(node.id, node.id))
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
            inner, sign = self.read(node.operand), -1.0 if isinstance(node.op, ast.USub) else 1.0
            return FormulaValue(sign * inner.value, sign * inner.gradient)
        if isinstance(node, ast.BinOp):
            return self._joined(node)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and len(node.args) == 1 and not node.keywords:
            return self._called(node.func.id, self.read(node.args[0]))
        raise _unreadable(self.place, self.text)

    def _row(self, name: str) -> FormulaValue:
        if name not in self.places:
            raise EstimationError(
                "E182", f"{self.place}: {self.text!r}", f"There is no row {name!r}.", nearest(name, self.places)
            )
        at = self.places[name]
        gradient = np.zeros(len(self.values))
        gradient[at] = 1.0
        return FormulaValue(float(self.values[at]), gradient)

    def _joined(self, node: ast.BinOp) -> FormulaValue:
        a, b = self.read(node.left), self.read(node.right)
        if isinstance(node.op, ast.Add):
            return FormulaValue(a.value + b.value, a.gradient + b.gradient)
        if isinstance(node.op, ast.Sub):
            return FormulaValue(a.value - b.value, a.gradient - b.gradient)
        if isinstance(node.op, ast.Mult):
            return FormulaValue(a.value * b.value, a.gradient * b.value + b.gradient * a.value)
        if isinstance(node.op, ast.Div):
            # numpy divides by zero without an exception; the infinity is refused at the end
            quotient = float(np.divide(a.value, b.value))
            return FormulaValue(quotient, (a.gradient - quotient * b.gradient) * float(np.divide(1.0, b.value)))
        if isinstance(node.op, ast.Pow):
            return _power(a, b)
        raise _unreadable(self.place, self.text)

    def _called(self, name: str, inner: FormulaValue) -> FormulaValue:
        if name not in _FUNCTIONS:
            raise EstimationError(
                "E181", f"{self.place}: {self.text!r}", f"There is no function {name!r}.", nearest(name, _FUNCTIONS)
            )
        function, slope = _FUNCTIONS[name]
        x = np.float64(inner.value)
        return FormulaValue(float(function(x)), float(slope(x)) * inner.gradient)


def _power(a: FormulaValue, b: FormulaValue) -> FormulaValue:
    """The power a^b. A constant exponent needs no logarithm, so that a negative base has a slope, too."""
    base, exponent = np.float64(a.value), np.float64(b.value)
    value = float(base**exponent)
    gradient = float(exponent * base ** (exponent - 1)) * a.gradient
    if b.gradient.any():
        gradient = gradient + value * float(np.log(base)) * b.gradient
    return FormulaValue(value, gradient)


def differentiate(
    function: Callable[[Floats], object], values: Floats, se: Floats, place: str
) -> tuple[Floats, Floats]:
    """Values of a function of the estimates, (k,), and numerical derivatives, (k, q).

    Parameters
    ----------
    function : callable
        From (q,) values to a number or (k,) numbers.
    values, se : (q,) array
        Estimates and their standard errors. An estimate with standard error 0 adds nothing to the variance: where it is at
        the end of what the function takes, as a share of 1, its derivative is 0.

    Raises
    ------
    EstimationError
        ``E184`` when it gives no finite numbers.

    Notes
    -----
    Central differences through five points (Abramowitz and Stegun 1964, formula 25.3.6). The step is a thousandth of a
    standard error: small on the scale on which the function is linearised, large against rounding.
    """
    step = 1e-3 * np.where(se > 0, se, 1e-2 * np.maximum(np.abs(values), 1.0))

    def of(given: Floats) -> Floats:
        with np.errstate(all="ignore"):
            return np.atleast_1d(np.asarray(function(given), np.float64))

    def at(position: int, times: float) -> Floats:
        moved = values.copy()
        moved[position] += times * step[position]
        return of(moved)

    centre = of(values.copy())
    slopes = [(8 * (at(j, 1) - at(j, -1)) - (at(j, 2) - at(j, -2))) / (12 * step[j]) for j in range(len(values))]
    gradient = np.stack(slopes, axis=1)
    gradient[:, (se == 0) & ~np.isfinite(gradient).all(axis=0)] = 0.0
    if centre.ndim != 1 or not np.isfinite(centre).all() or not np.isfinite(gradient).all():
        raise EstimationError(
            "E184",
            place,
            "The function gives no finite numbers at the estimates and near them.",
            "It gets an array of all estimates and gives back one number, or a row of them.",
        )
    return centre, gradient

"""Refusal of arithmetic on results, with the verb that does it properly."""

from __future__ import annotations

from typing import ClassVar, NoReturn

from survey.errors import CallError


def _refused(self: object, *_: object) -> NoReturn:
    raise CallError(
        "E019",
        f"survey.{type(self).__name__}",
        "Results are not numbers: a difference of two rows has no standard error without their covariance.",
        "Use survey.contrast for formulas of rows, survey.change for two waves; .estimate and .to_frame() give numbers.",
    )


class NoArithmetic:
    """Base of results: it refuses operators, comparisons of order, conversion to numbers or arrays, and iteration."""

    __slots__ = ()
    # without this, an array on the left of an operator would try to take the result apart instead of asking it
    __array_ufunc__: ClassVar[None] = None
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _refused
    __pow__ = __rpow__ = __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __matmul__ = __rmatmul__ = _refused
    __neg__ = __pos__ = __abs__ = __round__ = __float__ = __int__ = __array__ = _refused
    __lt__ = __le__ = __gt__ = __ge__ = __iter__ = __getitem__ = _refused

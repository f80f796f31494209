"""Array types of numeric code: one alias for each type of element."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
"""Numbers; NaN is a blank."""

AnyFloats = NDArray[np.floating]
"""The same in single or double precision: what single precision holds exactly may be kept in it."""

Mask = NDArray[np.bool_]
"""True for the elements that are selected."""

Indices = NDArray[np.intp]
"""Positions in another array, or numbers of classes, counted from 0."""

Objects = NDArray[np.object_]
"""Texts, or values of different types; None is a blank."""

ReasonCodes = NDArray[np.uint8]
"""Reasons of blanks: values of :class:`survey.blank_reasons.Reason`."""

Elementwise = Callable[[Floats], Floats]
"""A function applied to each element."""

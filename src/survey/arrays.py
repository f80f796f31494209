"""Names of the arrays that numeric code passes around: one alias for each kind of element."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
"""Numbers; NaN is a blank."""

Mask = NDArray[np.bool_]
"""True for the elements that are meant."""

Indices = NDArray[np.intp]
"""Positions, or numbers of classes counted from 0."""

Objects = NDArray[np.object_]
"""Texts, or values of different types."""

ReasonCodes = NDArray[np.uint8]
"""Reasons of blanks: values of :class:`survey.questionnaire.Reason`."""

Elementwise = Callable[[Floats], Floats]
"""A function applied to each element."""

"""Description of replicate weights that come with the data: columns, method, scales."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd

from survey.argument_errors import noun
from survey.arrays import Floats, Mask
from survey.errors import DesignError, nearest

SuppliedKind = Literal["BRR", "Fay", "JK1", "JKn", "JK2", "bootstrap", "ACS", "successive-difference", "SDR", "other"]


_PLACE = "survey.Replicates"
_FIXED: tuple[str, ...] = ("BRR", "Fay", "JK2", "ACS", "successive-difference", "SDR")


@noun
@dataclass(frozen=True, slots=True, eq=False)
class Replicates:
    """Replicate weights in the data: their columns, and how variances are calculated from them.

    Parameters
    ----------
    columns : str, sequence of str, or (n, replicates) array
        A regular expression for their names (``"^b[0-9]+$"``), the names, or the weights themselves.
    kind : {"BRR", "Fay", "JK1", "JKn", "JK2", "bootstrap", "ACS", "successive-difference", "SDR", "other"}
    combined : bool
        True: the columns are weights. False: they are factors on the weight.
    scale : float
        Factor on the squared deviations of all replicates. Default, R being their number: BRR 1/R, Fay
        1/(R (1-rho)^2), bootstrap average/(R-1), ACS and successive differences 4/R, JK2 1, other 1, JK1 (R-1)/R (with
        ``combined=False``: 1 over the largest factor of the first replicate).
    rscales : float or sequence of float
        Further factor on the squared deviation of each replicate. Needed for JKn: (n-1)/n, n being the number of PSUs
        in the stratum of the PSU left out; with ``combined=False`` it is guessed as 1 over the largest factor.
    rho : float, at least 0 and below 1
        Share of the weight that Fay's method keeps.
    average : float
        Number of bootstrap draws whose mean each replicate weight is (mean bootstrap).
    fpc : sequence of float
        Selected share of the PSUs, for each replicate of a jackknife.
    mse : bool
        Squared deviations from the estimate of the whole sample instead of from the mean of the replicates. The
        default is True for ACS and False for the others.
    df : float
        Degrees of freedom, where the producer of the data states them. Default: rank of the replicate weights minus 1.

    Raises
    ------
    DesignError
        ``S113`` an option that does not fit the kind.

    Notes
    -----
    Kinds and scales are those of R's ``svrepdesign``.

    Examples
    --------
    >>> from survey.design import Design, make_sample
    >>> data = {"y": [1, 2, 3], "w": [2, 2, 2], "r1": [0, 3, 3], "r2": [3, 0, 3], "r3": [3, 3, 0]}
    >>> make_sample(data, Design(weight="w", replicates=Replicates("^r[0-9]$", kind="JK1"))).trail[-1].detail
    'weight w; JK1: 3 replicate weights'
    """

    columns: str | Sequence[str] | Floats
    _: KW_ONLY
    kind: SuppliedKind
    combined: bool = True
    scale: float | None = None
    rscales: float | Sequence[float] | Floats | None = None
    rho: float | None = None
    average: float = 1.0
    fpc: Sequence[float] | Floats | None = None
    mse: bool | None = None
    df: float | None = None

    def __post_init__(self) -> None:
        complaint = self._complaint()
        if complaint:
            raise DesignError("S113", f"{_PLACE}: kind {self.kind!r}", *complaint)

    def _complaint(self) -> tuple[str, str] | None:
        if self.kind not in get_args(SuppliedKind):
            return "There is no such kind.", nearest(str(self.kind), get_args(SuppliedKind))
        if (self.rho is not None) != (self.kind == "Fay") or (self.rho is not None and not 0 <= self.rho < 1):
            return f"rho={self.rho!r} does not fit.", "Fay needs its rho, at least 0 and below 1; the others have none."
        if self.kind in _FIXED and not (self.scale is None and self.rscales is None):
            return "Its scale follows from the kind.", "Leave scale and rscales out, or say kind='other'."
        if self.fpc is not None and self.kind not in ("JK1", "JKn", "other"):
            return "A finite population is not corrected for replicate by replicate.", "Leave fpc out."
        if self.df is not None and self.df <= 0:
            return f"df={self.df!r} is not above 0.", "Give a number above 0, or leave it out."
        if self.kind == "JKn" and self.combined and self.rscales is None:
            return (
                "The sizes of strata do not follow from weights.",
                "Give rscales=, (n-1)/n of the stratum of each replicate.",
            )
        return None

    @property
    def about_estimate(self) -> bool:
        """Whether deviations are from the estimate of the whole sample."""
        return self.kind == "ACS" if self.mse is None else self.mse

    def matrix(self, data: pd.DataFrame, kept: Mask | None) -> Floats:
        """(n, replicates) array of the columns as numbers, checked.

        Parameters
        ----------
        data : DataFrame
        kept : (all interviews,) array of bool, or None
            Interviews that were not set aside: an array given for all interviews is restricted to them.

        Raises
        ------
        DesignError
            ``S114``, ``S122`` no such columns; ``S123`` text; ``S115`` an array of another shape; ``S116`` blank or
            infinite numbers.
        """
        if isinstance(self.columns, np.ndarray):
            return _checked(_shaped(self.columns, len(data), kept))
        names = self.find_names([str(name) for name in data.columns])
        texts = [name for name in names if not pd.api.types.is_numeric_dtype(data[name].dtype)]
        if texts:
            raise not_numbers(texts)
        return _checked(data[names].to_numpy(np.float64, na_value=np.nan))

    def find_names(self, known: Sequence[str]) -> list[str]:
        """Names of the columns among the known ones.

        Raises
        ------
        DesignError
            ``S114``, ``S122`` no such columns.
        """
        names = _matching(self.columns, known) if isinstance(self.columns, str) else [str(one) for one in self.columns]
        unknown = [name for name in names if name not in known]
        if unknown or len(names) < 2:
            fact = (
                f"Nothing in the data has the name {unknown[0]!r}." if unknown else f"{len(names)} columns are named."
            )
            remedy = nearest(unknown[0], known) if unknown else f"Two or more are needed. {nearest('', known)}"
            raise DesignError("S114", f"{_PLACE}: columns", fact, remedy)
        return names

    def scales(self, given: Floats) -> Floats:
        """(replicates,) factor on the squared deviation of each replicate.

        Parameters
        ----------
        given : (n, replicates) array
            As from :meth:`matrix`; only the largest number of each column matters.

        Raises
        ------
        DesignError
            ``S117`` scales that are negative or of another number.
        """
        number = given.shape[1]
        each = self.rscales
        if each is None:
            each = 1 / given.max(0) if self.kind == "JKn" else 1.0
        rscales = np.asarray(each, np.float64)
        fpc = np.asarray(0.0 if self.fpc is None else self.fpc, np.float64)
        overall = self._overall(given) if self.scale is None else self.scale
        if (
            any(one.ndim and one.shape != (number,) for one in (rscales, fpc))
            or rscales.min() < 0
            or not overall * rscales.max() > 0
        ):
            raise DesignError(
                "S117",
                f"{_PLACE}: scale, rscales, fpc",
                f"They do not fit {number} replicates, are negative or all 0.",
                "Give one number for all replicates, or one for each.",
            )
        return np.asarray(np.broadcast_to(overall * rscales * (1 - fpc), (number,)), np.float64)

    def _overall(self, given: Floats) -> float:
        number = float(given.shape[1])
        if self.kind == "JK1" and not self.combined:
            return float(1 / given[:, 0].max())
        known = {
            "BRR": 1 / number,
            "Fay": 1 / (number * (1 - (self.rho or 0.0)) ** 2),
            "bootstrap": self.average / (number - 1),
            "JK1": (number - 1) / number,
            "JKn": 1.0,
            "JK2": 1.0,
            "other": 1.0,
        }
        return known.get(self.kind, 4 / number)

    def notes(self, given: Floats, weights: Floats) -> tuple[str, ...]:
        """Notes for the trail: weights that look like factors or the reverse, negative weights, scales assumed."""
        return self.notes_of(float(given.mean()), int((given < 0).sum()), float(weights.mean()))

    def notes_of(self, replicate: float, n_negative: int, weight: float) -> tuple[str, ...]:
        """Notes by the mean of the replicate weights, the number of negative ones, and the mean of the weights."""
        notes = []
        # Factors are near 1 on average and weights near the weights: a rough test for the wrong ``combined``.
        looks_combined = replicate > 5 and weight < 5 * replicate
        looks_like_factors = replicate < 5 and weight > 5 * replicate
        if looks_like_factors if self.combined else looks_combined:
            kind = "weights" if self.combined else "factors"
            notes.append(
                f"replicates of mean {replicate:.3g} do not look like {kind}: the mean of the weights is {weight:.3g}"
            )
        if n_negative:
            notes.append(f"{n_negative} replicate weights are negative")
        if self.kind == "JK1" and self.scale is None:
            notes.append("scale (n-1)/n guessed from the replicates")
        if self.kind == "JKn" and self.rscales is None:
            notes.append("rscales (n-1)/n guessed from the factors")
        if self.kind == "other" and (self.scale is None or self.rscales is None):
            notes.append("scale or rscales not given: 1")
        return tuple(notes)


def _matching(pattern: str, names: Sequence[str]) -> list[str]:
    try:
        return [name for name in names if re.search(pattern, name)]
    except re.error as error:
        raise DesignError(
            "S122",
            f"{_PLACE}: columns",
            f"{pattern!r} is not a regular expression: {error}.",
            'A pattern such as "^r[0-9]+$" matches the names; or give a list of names.',
        ) from None


def _shaped(given: Floats, n: int, kept: Mask | None) -> Floats:
    matrix = np.asarray(given, np.float64)
    if matrix.ndim == 2 and kept is not None and len(matrix) == len(kept) != n:
        matrix = matrix[kept]
    if matrix.ndim == 2 and len(matrix) == n and matrix.shape[1] > 1:
        return matrix
    raise DesignError(
        "S115",
        f"{_PLACE}: columns",
        f"The array has shape {matrix.shape}; there are {n} interviews.",
        "Give one row per interview and one column per replicate, two or more.",
    )


def _checked(matrix: Floats) -> Floats:
    bad = ~np.isfinite(matrix)
    if not bad.any():
        return matrix
    row, column = (int(one[0]) for one in np.nonzero(bad))
    raise incomplete(int(bad.sum()), f"replicate {column + 1}, row {row}")


def not_numbers(texts: Sequence[str]) -> DesignError:
    """Error for columns of text (``S123``)."""
    fact = f"{len(texts)} columns hold text (first: {texts[0]!r})."
    return DesignError("S123", f"{_PLACE}: columns", fact, "Numbers are needed here; convert the columns.")


def incomplete(number: int, first: str) -> DesignError:
    """Error for replicate weights that are missing or infinite (``S116``)."""
    return DesignError(
        "S116",
        f"{_PLACE}: columns",
        f"{number} replicate weights are missing or infinite (first: {first}).",
        "Complete them: a replicate weight of an interview left out is 0.",
    )

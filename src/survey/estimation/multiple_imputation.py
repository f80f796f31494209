"""Multiple imputation: estimates of several completed data sets combined by Rubin's rules."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from survey.argument_errors import noun, public
from survey.arrays import Floats
from survey.errors import EstimationError
from survey.estimation.estimates import Estimates
from survey.estimation.variation import Replicated, Variation
from survey.text import Language

_PLACE = "survey.combine_imputations"


@noun
@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ImputedEstimates(Estimates):
    """Estimates over several imputations.

    Parameters
    ----------
    missing_information : (q,) array, between 0 and 1
        Share of the information about a row that the blanks took away.
    n_imputations : int
    """

    missing_information: Floats
    n_imputations: int

    def to_frame(self, labels: Language | None = None) -> pd.DataFrame:
        """As :meth:`Estimates.to_frame`, with a column ``missing_information``."""
        frame = Estimates.to_frame(self, labels)
        frame.insert(list(frame.columns).index("df") + 1, "missing_information", self.missing_information)
        return frame


@public
def combine_imputations(
    imputations: Sequence[Estimates], *, df_complete: float = np.inf, level: float | None = None
) -> ImputedEstimates:
    """Combined estimates from the same estimation of several completed data sets.

    Parameters
    ----------
    imputations : sequence of Estimates
        Two or more, with the same rows: the same call on each completed data set.
    df_complete : float
        Degrees of freedom of the complete data, such as PSUs minus strata; infinite by default, as in R's ``mitools``.
        Give them when PSUs are few: the intervals are too short otherwise (Barnard and Rubin 1999).
    level : float
        By default that of the first estimation.

    Returns
    -------
    ImputedEstimates
        t intervals, for shares on the logit scale. ``n`` and the like are means over the imputations; a flag is raised
        when it is raised in any of them. ``covariance()`` and :func:`survey.contrast` use both parts of the variance.

    Raises
    ------
    EstimationError
        ``E255`` fewer than two; ``E256`` rows that differ; ``E257`` options.

    Notes
    -----
    Rubin (1987), section 3.1: the mean of the variances plus (1 + 1/m) times the variance of the estimates between
    the m imputations. When *not* to use it: for imputations that are copies of one another or ignore the design; the
    standard errors are then too small.

    Examples
    --------
    >>> from survey.design import Design, make_sample
    >>> from survey.estimation.estimators import mean
    >>> made = [make_sample({"y": [1, 2, 3, y], "w": [1, 1, 1, 1]}, Design(weight="w")) for y in (4, 6)]
    >>> found = combine_imputations([mean(sample, "y") for sample in made])
    >>> float(found.estimate[0]), float(found.se[0].round(4)), float(found.missing_information[0].round(3))
    (2.75, 0.9895, 0.245)
    """
    first = _check(imputations, df_complete, level)
    estimates = np.stack([one.estimate for one in imputations])
    m, used = len(imputations), ~np.isnan(estimates).any(0)
    centre = np.where(used, estimates.mean(0), np.nan)
    apart = np.where(used, estimates - centre, 0.0)
    within = np.mean([one.covariance() for one in imputations], axis=0)
    within[~used] = within[:, ~used] = 0.0
    between = (apart**2).sum(0) / (m - 1)
    variance = np.where(used, np.diagonal(within) + (1 + 1 / m) * between, np.nan)
    df, missing = _freedom(np.diagonal(within), between, m, df_complete)
    found = dataclasses.replace(
        first,
        kind="imputed",
        rule="logit" if first.kind == "share" else "t",
        limit_se=None,
        estimate=centre,
        se=np.sqrt(variance),
        df=np.where(used, df, np.nan),
        level=first.level if level is None else level,
        variation=_variation(first.variation, within, apart * np.sqrt((1 + 1 / m) / (m - 1))),
        about=f"{m} imputations of {first.about}",
        n=np.round(_average(imputations, "n")),
        n_dont_know=_average(imputations, "n_dont_know"),
        n_refused=_average(imputations, "n_refused"),
        weight=_average(imputations, "weight"),
        n_eff=_average(imputations, "n_eff"),
        deff=_average(imputations, "deff"),
        flags=np.any([one.flags for one in imputations], axis=0),
    )
    rows = found.interval()
    values = {field.name: getattr(rows, field.name) for field in dataclasses.fields(Estimates)}
    return ImputedEstimates(**values, missing_information=np.where(used, missing, np.nan), n_imputations=m)


def _check(imputations: Sequence[Estimates], df_complete: float, level: float | None) -> Estimates:
    if len(imputations) < 2:
        raise EstimationError(
            "E255",
            _PLACE,
            f"{len(imputations)} estimations are given.",
            "Give two or more, one per completed data set.",
        )
    first = imputations[0]
    for at, other in enumerate(imputations[1:], start=2):
        if (other.kind, other.row_names()) != (first.kind, first.row_names()):
            raise EstimationError(
                "E256",
                f"{_PLACE}: estimation {at}",
                "Its rows are not those of the first: "
                f"{other.kind} of {', '.join(other.row_names()[:3])} and {first.kind} of {', '.join(first.row_names()[:3])}.",
                "Make the same call on each completed data set; classes that are empty in one need all their levels.",
            )
    if not df_complete > 0 or not (level is None or 0 < level < 1):
        raise EstimationError(
            "E257",
            _PLACE,
            f"df_complete={df_complete!r}, level={level!r} are not possible.",
            "Degrees of freedom are positive, level is between 0 and 1.",
        )
    return first


def _freedom(within: Floats, between: Floats, m: int, df_complete: float) -> tuple[Floats, Floats]:
    """(q,) degrees of freedom and (q,) fraction of missing information (Barnard and Rubin 1999; Rubin 1987, 3.3)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        r = np.where(between > 0, (1 + 1 / m) * between / within, 0.0)
        df = (m - 1) * (1 + 1 / r) ** 2
        if np.isfinite(df_complete):
            observed = (df_complete + 1) / (df_complete + 3) * df_complete * within / (within + between)
            df = 1 / (1 / observed + 1 / df)
        missing = np.where(np.isinf(r), 1.0, (r + 2 / (df + 3)) / (r + 1))
    return df, missing


def _variation(first: Variation, within: Floats, apart: Floats) -> Replicated:
    """Deviations whose squares and products add up to both parts of the covariance."""
    # an eigenvalue slightly below 0 is rounding, or an unbiased variance with joint probabilities
    values, vectors = np.linalg.eigh((within + within.T) / 2)
    root = np.sqrt(np.maximum(values, 0.0))[:, None] * vectors.T
    shape = (-1, first.n_variables, first.presence.n_domains)
    return Replicated(first.presence, np.vstack([root, apart]).reshape(shape))


def _average(imputations: Sequence[Estimates], name: str) -> Floats:
    return np.asarray(np.mean([getattr(one, name) for one in imputations], axis=0))

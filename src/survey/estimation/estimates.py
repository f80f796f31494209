"""Estimates with their uncertainty: one complete row for every variable and domain, whether seen or not."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Self

import numpy as np
import pandas as pd

from survey.argument_errors import noun
from survey.arrays import Floats, Mask, Objects
from survey.errors import EstimationError
from survey.estimation.classification import Grouped, level_columns
from survey.estimation.confidence_intervals import LimitRule, limits_of
from survey.estimation.estimate_plots import plot_estimates
from survey.estimation.legend import Legend, sentence, wording
from survey.estimation.no_arithmetic import NoArithmetic
from survey.estimation.shown_result import Shown, ShownResult, counted_lines, name_lines, worded_frame
from survey.estimation.variation import Variation
from survey.text import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

EstimandKind = Literal[
    "total",
    "mean",
    "share",
    "ratio",
    "contrast",
    "coefficient",
    "marginal_mean",
    "effect",
    "alpha",
    "correlation",
    "quantile",
    "variance",
    "covariance",
    "distribution",
    "replicate",
    "imputed",
]
Flag = Literal["empty", "one_psu", "lonely", "edge", "thin"]
FLAGS: tuple[Flag, ...] = ("empty", "one_psu", "lonely", "edge", "thin")

BaseName = Literal["answered", "asked", "both", "everybody", "none"]
"""Base of an estimate: those who answered, everybody asked, those who answered both, everybody; none for other quantities."""

_BASES: dict[EstimandKind, BaseName] = {
    "total": "everybody",
    "mean": "answered",
    "share": "answered",
    "ratio": "both",
    "quantile": "answered",
    "variance": "answered",
    "covariance": "both",
    "correlation": "both",
    "distribution": "answered",
}


@noun
@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Estimates(ShownResult, NoArithmetic):
    """Estimates with their uncertainty: q rows, variables slowest, then categories, then domains.

    There is no arithmetic on estimates; :func:`survey.contrast` does it with the covariance.

    Parameters
    ----------
    kind : EstimandKind
    variable : (q,) tuple of str
    category : Grouped or None
        The category of each row, for shares.
    by : tuple of Grouped
        The domain of each row.
    estimate : (q,) array
        Shares are between 0 and 1. NaN in a domain without interviews.
    se : (q,) array
        Standard error in the unit of the estimate.
    ci_low, ci_high : (q,) array
    df : (q,) array
        Degrees of freedom used for the interval.
    n : (q,) array
        Interviews the row rests on, with a weight above zero.
    n_dont_know, n_refused : (q,) array
        Interviews of the domain that did not know, or refused, with a weight above zero; NaN where the data do not give
        the reason of a blank.
    weight : (q,) array, persons
        Sum of the weights of the ``n`` interviews.
    n_eff : (q,) array
        n / deff; where there is no design effect (all answers equal) n / Kish's effect of the weights; without
        degrees of freedom no more than the number of PSUs.
    deff : (q,) array
        Variance over that of a simple random sample of as many interviews.
    method : (q,) array of str
        How the limits were made: ``t``, for shares the interval asked for (``logit``), ``mean_clipped`` or
        ``korn_graubard``; ``none`` without degrees of freedom.
    flags : (flags, q) array of bool
        In the order of ``FLAGS``: ``empty`` no estimate (no interviews, or a denominator of zero); ``one_psu`` all
        interviews in one PSU; ``lonely`` a stratum with a lonely PSU; ``edge`` a share of 0 or 1; ``thin`` ``n`` or
        ``n_eff`` below 30 (for totals ``n`` over Kish's effect, since their ``deff`` also depends on how many belong
        to the domain).
    level : float
        Confidence level.
    variation : Variation
        What the standard errors follow from, with the covariances of the rows.
    about : str
        Description for people: domain, rule for lonely PSUs, degrees of freedom, steps of weighting.
    asked : bool
        Whether ``n`` counts everybody asked (``base="asked"``), not only those who answered.
    rule : LimitRule
        How the limits follow from the other columns, for :meth:`interval`.
    limit_se : (q,) array or None
        Standard errors for the limits where they are not ``se``: those of the log odds of replicates.
    legend : Legend
        Wordings of the names, looked up when the estimates are shown.
    """

    kind: EstimandKind
    variable: tuple[str, ...]
    category: Grouped | None
    by: tuple[Grouped, ...]
    estimate: Floats
    se: Floats
    ci_low: Floats
    ci_high: Floats
    df: Floats
    n: Floats
    n_dont_know: Floats
    n_refused: Floats
    weight: Floats
    n_eff: Floats
    deff: Floats
    method: Objects
    flags: Mask
    level: float
    variation: Variation
    about: str
    asked: bool = field(default=False, kw_only=True)
    rule: LimitRule = field(default="t", kw_only=True)
    limit_se: Floats | None = field(default=None, kw_only=True)
    legend: Legend = field(default_factory=Legend, kw_only=True)

    def __len__(self) -> int:
        return len(self.estimate)

    @property
    def cv(self) -> Floats:
        """(q,) coefficient of variation: standard error over the absolute value of the estimate."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return self.se / np.abs(self.estimate)

    def flag(self, name: Flag) -> Mask:
        """(q,) rows that carry a flag."""
        return np.asarray(self.flags[FLAGS.index(name)])

    def covariance(self) -> Floats:
        """(q, q) covariance matrix of the rows; NaN for rows without an estimate."""
        matrix = self.variation.covariance()
        empty = np.isnan(self.estimate)
        matrix[empty] = np.nan
        matrix[:, empty] = np.nan
        return matrix

    def interval(self, level: float | None = None, df: float | None = None) -> Self:
        """The same estimates with other limits, made in the same way as those they have.

        Parameters
        ----------
        level : float
            Confidence level; that of the estimates by default.
        df : float
            Degrees of freedom for all rows, ``inf`` for the normal distribution; those of each row by default. A row of
            one PSU keeps its none.

        Raises
        ------
        EstimationError
            ``E108`` an impossible level or number; ``E109`` limits that do not follow from the standard error, as those of
            quantiles: call :func:`survey.quantile` with another level.
        """
        _check_limits(self.rule, level, df)
        wanted = self.level if level is None else level
        kept = np.isnan(self.df) | ((self.df <= 0) & (self.se == 0))
        freedom = self.df if df is None else np.where(kept, self.df, float(df))
        limits = limits_of(self.rule, self.estimate, self.se, freedom, self.n_eff, self.n, wanted, self.limit_se)
        return dataclasses.replace(
            self, ci_low=limits.low, ci_high=limits.high, method=limits.method, df=freedom, level=wanted
        )

    def to_frame(self, labels: Language | None = None) -> pd.DataFrame:
        """One row per estimate, with codes; with a language, further columns ``<name>_label`` with the wordings.

        A classification with the name of another column becomes ``by_<name>``.

        Raises
        ------
        TextError
            ``T001`` when a category has no wording in the language; ``T008`` when the questionnaire has none.
        """
        columns: dict[str, object] = {"variable": self.variable}
        if labels is not None:
            language = self.legend.language(labels)
            columns["variable_label"] = [wording(self.legend.title(one), language, one) for one in self.variable]
        columns |= level_columns(self.groups, labels)
        for name in ("estimate", "se", "ci_low", "ci_high", "cv", "df"):
            columns[name] = getattr(self, name)
        for name in ("n", "n_answered", "n_dont_know", "n_refused"):
            columns[name] = pd.array(getattr(self, name), dtype="Int64")
        for name in ("weight", "n_eff", "deff", "method"):
            columns[name] = getattr(self, name)
        columns["flags"] = self.flag_texts()
        return pd.DataFrame(columns)

    def plot(
        self, *, ax: Axes | None = None, sort: bool = False, labels: Language | None = None, codes: bool = False
    ) -> Axes:
        """Dots with intervals: see :func:`survey.estimation.estimate_plots.plot_estimates`."""
        return plot_estimates(self, ax=ax, sort=sort, labels=labels, codes=codes)

    @property
    def n_answered(self) -> Floats:
        """(q,) interviews with a substantive answer; less than ``n`` only for shares of everybody asked."""
        return self.n - self.n_dont_know - self.n_refused if self.asked else self.n

    @property
    def groups(self) -> tuple[Grouped, ...]:
        """Category and domain classifications of the rows."""
        return self.by if self.category is None else (self.category, *self.by)

    def row_names(self) -> tuple[str, ...]:
        """(q,) names of the rows: variable, category and domain, joined by ``:``."""
        parts: list[list[str]] = [list(self.variable)]
        parts += [[str(level) for level in grouped.values()] for grouped in self.groups]
        return tuple(":".join(row) for row in zip(*parts, strict=True))

    def flag_texts(self) -> list[str]:
        """(q,) the flags of each row, joined by a comma."""
        if not self.flags.any():
            return [""] * len(self)
        return [", ".join(name for name, raised in zip(FLAGS, row, strict=True) if raised) for row in self.flags.T]

    @property
    def base(self) -> BaseName:
        """Base of the estimates: who is in the denominator."""
        return "asked" if self.asked else _BASES.get(self.kind, "none")

    def show(self, language: Language | None = None, *, codes: bool = False) -> Shown:
        """The estimates for people: wordings in place of codes, and the base in words.

        Parameters
        ----------
        language : language
            One of the questionnaire; by default its first. Where a name has no wording in it, the name is shown.
        codes : bool
            Show names and codes instead of wordings.

        Raises
        ------
        TextError
            ``T008`` when the questionnaire has no wordings in the language.
        """
        said = None if codes else self.legend.language(language)
        frame = worded_frame(self._short(), self.groups, self.legend, said)
        return Shown(type(self).__name__, self.about, self.lines(language, codes=codes), frame)

    def lines(self, language: Language | None = None, *, codes: bool = False) -> tuple[str, ...]:
        """Sentences on the estimates: wordings of the names, answers counted, base; arguments as in :meth:`show`."""
        spoken = self.legend.language(language)
        said = None if codes else spoken
        by = [grouped.name for grouped in self.by]
        named = [*name_lines(self.legend, self.variable, said), *name_lines(self.legend, by, said)]
        return (*named, *counted_lines(self.legend, spoken, codes=codes), *self.base_lines(spoken))

    def base_lines(self, language: Language | None) -> list[str]:
        """The base in words, its counts where there is one row of them, and the condition of the domain."""
        reasons = (self.n_dont_know, self.n_refused)
        # data that do not say why a value is blank allow no sentence on those who do not know
        known = self.asked or (self.legend.form is not None and not np.isnan(reasons).all())
        key = "base_valued" if self.base == "answered" and not known else f"base_{self.base}"
        lines = [sentence(language, key)] if self.base != "none" else []
        one_row = self.base in ("answered", "asked") and len({*self.variable}) == 1 and not self.by and len(self)
        if known and one_row:
            counts = [self.n_answered[0], *(reason[0] for reason in reasons)]
            answered, dont_know, refused = (f"{count:,.0f}" for count in counts)
            lines.append(sentence(language, "counts", answered=answered, dont_know=dont_know, refused=refused))
        return lines + [sentence(language, "part", condition=one) for one in self.legend.conditions]

    def _short(self) -> pd.DataFrame:
        frame = self.to_frame()
        dull = [name for name in ("n_dont_know", "n_refused") if frame[name].isna().all()]
        dull += [] if self.asked else ["n_answered"]
        return frame.drop(columns=[*dull, "weight"])


def _check_limits(rule: LimitRule, level: float | None, df: float | None) -> None:
    """Refuse options, and limits that cannot be made anew."""
    if rule == "given":
        raise EstimationError(
            "E109",
            "Estimates.interval",
            "The limits of these estimates do not follow from their standard errors.",
            "Call the function that made them with another level.",
        )
    if not (level is None or 0 < level < 1) or not (df is None or df > 0):
        raise EstimationError(
            "E108",
            "Estimates.interval",
            f"level={level!r}, df={df!r} are not possible.",
            "A level is between 0 and 1: 0.95 means 95 %; degrees of freedom are positive.",
        )

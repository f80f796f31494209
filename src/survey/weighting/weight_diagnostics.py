"""Weight diagnostics: loss of precision through unequal weights, and agreement with the margins, before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from survey.argument_errors import noun, public
from survey.arrays import Floats, Indices
from survey.design.population import Figured, MarginName, Population, as_population
from survey.design.sample import Sample
from survey.design.weight_trail import weighting_effect
from survey.errors import WeightingError
from survey.frames import text_column
from survey.interviews import Interviews
from survey.languages import ENGLISH
from survey.text import Language
from survey.weighting.raking_margins import Crossed, cross, find_target, margin_names
from survey.weighting.weight_plots import plot_balance, plot_factors

if TYPE_CHECKING:
    from matplotlib.axes import Axes


_PLACE = "survey.diagnose"


@noun
@dataclass(frozen=True, slots=True, eq=False)
class WeightDiagnostics:
    """Diagnostics of the weights of a sample, compared with its design weights.

    Parameters
    ----------
    n : int
        Number of interviews with a weight other than 0.
    n_eff : float
        Effective number of interviews as far as weights go.
    kish : float, at least 1
        Loss of precision through unequal weights: n / n_eff.
    kish_before : float
        The same measure for the design weights.
    minimum, median, maximum : float, persons
        Of the weights other than 0.
    n_negative, n_zero : int
        Numbers of interviews with a weight below 0 and with the weight 0.
    factors : (n,) array
        Weight over design weight, scaled so that the mean weighted by design weights is 1; 0 where the design weight
        is 0.
    steps : pandas.DataFrame
        Trail, one row per step.
    extremes : pandas.DataFrame
        Interviews with the largest factors, then those with the smallest: interview, weight, design_weight, factor, and
        their categories in the margins.
    histogram : pandas.DataFrame
        Distribution of the factors: low, high, n.
    balance : pandas.DataFrame
        One row per category of each margin: margin, category, n (interviews), population, before, after (shares from 0
        to 1; ``population`` is NaN where it is not given), gap_before, gap_after (percentage points).
    """

    n: int
    n_eff: float
    kish: float
    kish_before: float
    minimum: float
    median: float
    maximum: float
    n_negative: int
    n_zero: int
    factors: Floats
    steps: pd.DataFrame
    extremes: pd.DataFrame
    histogram: pd.DataFrame
    balance: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        """Measures of the weights as a table: measure, value."""
        gaps = self.balance[["gap_before", "gap_after"]].abs().max()
        measures = {
            "n": self.n,
            "n_eff": self.n_eff,
            "kish": self.kish,
            "kish_before": self.kish_before,
            "minimum": self.minimum,
            "median": self.median,
            "maximum": self.maximum,
            "n_negative": self.n_negative,
            "n_zero": self.n_zero,
            "lowest_factor": float(self.factors.min()),
            "highest_factor": float(self.factors.max()),
            "largest_gap_before": float(gaps["gap_before"]),
            "largest_gap_after": float(gaps["gap_after"]),
        }
        return pd.DataFrame({"measure": list(measures), "value": [float(value) for value in measures.values()]})

    def plot(
        self, what: Literal["factors", "balance"] = "factors", *, ax: Axes | None = None, language: Language = ENGLISH
    ) -> Axes:
        """Histogram of the factors, or the shares of every category before, after and in the population."""
        if what == "balance":
            return plot_balance(self.balance, ax, language)
        return plot_factors(self.histogram, ax, language, n=self.n, n_eff=self.n_eff, kish=self.kish)

    def __repr__(self) -> str:
        return (
            f"<WeightDiagnostics: {self.n} interviews count as {self.n_eff:,.0f} (Kish {self.kish:.3f}, before "
            f"{self.kish_before:.3f}); weights {self.minimum:,.4g} to {self.maximum:,.4g}; factors "
            f"{self.factors.min():.3g} to {self.factors.max():.3g}>"
        )

    def _repr_html_(self) -> str:
        tables = (self.steps, self.balance, self.extremes)
        return f"<p>{escape(repr(self))}</p>" + "".join(table.to_html(index=False, na_rep="") for table in tables)


@public
def diagnose(
    sample: Sample,
    population: Figured[MarginName] | None = None,
    *,
    margins: Sequence[str | Sequence[str]] | None = None,
    n_extremes: int = 10,
    bins: int = 20,
) -> WeightDiagnostics:
    """Diagnostics of the weights of a sample.

    Parameters
    ----------
    sample : Sample
        All its interviews count, whatever its domain.
    population : Population, or mapping of margins
        Figures with which the margins are compared. None: only shares before and after are given.
    margins : sequence of str, or of sequences of str for crossed variables
        By default the default margins of the population.
    n_extremes : int
        Number of interviews to list at each end.
    bins : int
        Number of classes of the histogram.

    Raises
    ------
    WeightingError
        ``W005`` a category that the population does not have; ``W010`` no weight is above zero; ``W170`` a negative
        number of interviews or fewer than one class.

    Notes
    -----
    Kish (1992) for the loss of precision through unequal weights.

    Examples
    --------
    >>> from survey.design import Design, Population, make_sample
    >>> from survey.weighting import rake
    >>> people = Population.from_margins({"sex": {1: 10, 2: 10}})
    >>> sample = make_sample({"sex": [1, 1, 2], "w": [1, 1, 1]}, Design(weight="w")).pipe(rake, people)
    >>> diagnose(sample, people).balance[["category", "population", "before", "after"]].round(3)
      category  population  before  after
    0        1         0.5   0.667    0.5
    1        2         0.5   0.333    0.5
    """
    if n_extremes < 0 or bins < 1:
        raise WeightingError(
            "W170", _PLACE, f"n_extremes={n_extremes}, bins={bins} cannot be used.", "Give whole numbers above zero."
        )
    weights = sample.weights
    before = weights if sample.design_weights is None else sample.design_weights
    used = weights != 0
    own, base = weights[used], before[used]
    kish = float(len(own) * (own @ own) / own.sum() ** 2) if own.sum() > 0 else weighting_effect(own)
    factors = np.divide(own, base, out=np.zeros(len(own)), where=base > 0) * float(base.sum() / own.sum())
    population = None if population is None else as_population(population)
    names = _margins(population, margins)
    crossed = cross(sample, tuple(dict.fromkeys(name for one in names for name in one)))
    tables = [_balance(sample, population, one, crossed, before) for one in names]
    counts, edges = np.histogram(factors, bins)
    return WeightDiagnostics(
        n=len(own),
        n_eff=len(own) / kish,
        kish=kish,
        kish_before=weighting_effect(before[before > 0]),
        minimum=float(own.min()),
        median=float(np.median(own)),
        maximum=float(own.max()),
        n_negative=int((own < 0).sum()),
        n_zero=int((~used).sum()),
        factors=factors,
        steps=sample.trail_frame(),
        extremes=_extremes(sample, np.flatnonzero(used), before, factors, names, n_extremes),
        histogram=pd.DataFrame({"low": edges[:-1], "high": edges[1:], "n": counts}),
        balance=pd.concat(tables, ignore_index=True) if tables else _rows("", [], [], [], [], []),
    )


def _margins(
    population: Population | None, margins: Sequence[str | Sequence[str]] | None
) -> tuple[tuple[str, ...], ...]:
    if margins is None:
        return () if population is None else population.default_margins
    return margin_names(margins)


def _balance(
    sample: Sample, population: Population | None, names: tuple[str, ...], crossed: Crossed, before: Floats
) -> pd.DataFrame:
    """Shares of the categories of one margin, before, after, and in the population.

    Shares are of the interviews with a category; blanks have a row without shares, and so have people of the population
    whose category no interview has.
    """
    if population is None:
        of_cell, titles = _own_categories(sample, names, crossed)
        shares = np.full(len(titles), np.nan)
    else:
        target = find_target(sample, crossed, population, names, "hold", _PLACE, partial=True)
        of_cell, titles = target.of_cell, list(target.categories)
        shares = target.persons / ((1 - target.held) * population.margin(names).total)
        if target.n_held:
            shares[-1] = np.nan
    of_row = of_cell[crossed.of_row]
    size = len(titles)
    blank = of_row == size - 1 if titles and titles[-1] == "(blank)" else np.zeros(len(of_row), bool)
    sums = [np.bincount(of_row, one, size) / one[~blank].sum() for one in (before, sample.weights)]
    n = np.bincount(of_row[sample.weights != 0], minlength=size)
    if blank.any():
        sums = [np.append(one[:-1], np.nan) for one in sums]
    missing = 1 - float(np.nansum(shares)) if population is not None else 0.0
    if missing > 1e-9:
        titles, n = [*titles, "(no interviews)"], np.append(n, 0)
        shares, sums = np.append(shares, missing), [np.append(one, 0.0) for one in sums]
    return _rows(" x ".join(names), titles, n, shares, *sums)


def _own_categories(sample: Sample, names: tuple[str, ...], crossed: Crossed) -> tuple[Indices, list[str]]:
    """(cells,) category of each cell among those that occur, and their titles, where no population is given."""
    titles: dict[str, int] = {}
    blank = np.any([crossed.levels[name] < 0 for name in names], axis=0)
    for at in np.flatnonzero(~blank).tolist():
        titles.setdefault(_title(sample, names, crossed, at), len(titles))
    found = [titles.get(_title(sample, names, crossed, at), -1) for at in range(len(blank))]
    of_cell = np.array(found, np.intp)
    of_cell[blank] = len(titles)
    return of_cell, [*titles, "(blank)"] if blank.any() else list(titles)


def _title(sample: Sample, names: tuple[str, ...], crossed: Crossed, at: int) -> str:
    parts = ((sample.categories(name).ids, int(crossed.levels[name][at])) for name in names)
    return " x ".join(ids[level] if level >= 0 else "" for ids, level in parts)


def _rows(
    margin: str,
    titles: Sequence[str],
    n: Sequence[int] | Indices,
    population: Sequence[float] | Floats,
    before: Sequence[float] | Floats,
    after: Sequence[float] | Floats,
) -> pd.DataFrame:
    shares = [np.asarray(one, np.float64) for one in (population, before, after)]
    return pd.DataFrame(
        {
            "margin": text_column([margin] * len(titles)),
            "category": text_column(list(titles)),
            "n": np.asarray(n, np.int64),
            "population": shares[0],
            "before": shares[1],
            "after": shares[2],
            "gap_before": 100 * (shares[1] - shares[0]),
            "gap_after": 100 * (shares[2] - shares[0]),
        }
    )


def _extremes(
    sample: Sample,
    rows: Indices,
    before: Floats,
    factors: Floats,
    names: tuple[tuple[str, ...], ...],
    number: int,
) -> pd.DataFrame:
    order = np.argsort(-factors, kind="stable")
    chosen = order if len(order) <= 2 * number else np.concatenate([order[:number], order[len(order) - number :]])
    at = rows[chosen]
    data = sample.data
    who = [str(one) for one in data.ids[at]] if isinstance(data, Interviews) else [f"row {one}" for one in at.tolist()]
    columns = {
        "interview": who,
        "weight": sample.weights[at],
        "design_weight": before[at],
        "factor": factors[chosen],
    }
    for name in dict.fromkeys(name for one in names for name in one):
        found = sample.categories(name)
        columns[name] = [found.ids[code] if code >= 0 else "" for code in found.codes[at].tolist()]
    return pd.DataFrame(columns)

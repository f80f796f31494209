"""Plots of estimates: dots with intervals, and steps. Their only words are names, codes and labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np

from survey.arrays import Floats
from survey.estimation.classification import Grouped
from survey.text import Language, written

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MOST_STEPS = 2000
_PERCENT = ("share", "distribution")


class PlottedEstimates(Protocol):
    """What a picture needs of :class:`survey.Estimates`, which draws itself and is therefore not imported here."""

    @property
    def kind(self) -> str:
        """What is estimated; totals and shares have axes of their kind."""

    @property
    def variable(self) -> tuple[str, ...]:
        """(q,) variable of each row."""

    @property
    def category(self) -> Grouped | None:
        """Category of each row."""

    @property
    def by(self) -> tuple[Grouped, ...]:
        """Domain of each row."""

    @property
    def groups(self) -> tuple[Grouped, ...]:
        """Category and domain of each row."""

    @property
    def estimate(self) -> Floats:
        """(q,) estimates, NaN where there is none."""

    @property
    def ci_low(self) -> Floats:
        """(q,) lower limits."""

    @property
    def ci_high(self) -> Floats:
        """(q,) upper limits."""


def plot_estimates(
    estimates: PlottedEstimates, *, ax: Axes | None = None, sort: bool = False, labels: Language | None = None
) -> Axes:
    """Dots with intervals, one line per row, the first at the top.

    Parameters
    ----------
    estimates : Estimates
    ax : matplotlib Axes
        Where to draw; a new figure by default.
    sort : bool
        Largest at the top; rows without an estimate at the bottom.
    labels : language
        Show the wordings of the questionnaire instead of codes, and numbers as the language writes them.

    Returns
    -------
    Axes
        A limit that is not finite is not drawn. Shares are in per cent.
    """
    order = np.argsort(np.where(np.isnan(estimates.estimate), np.inf, -estimates.estimate), kind="stable")
    rows = order if sort else np.arange(len(estimates.estimate))
    ax = ax if ax is not None else _new_axes(height=0.6 + 0.28 * max(len(rows), 2))
    place = np.arange(len(rows))
    estimate, low, high = estimates.estimate[rows], estimates.ci_low[rows], estimates.ci_high[rows]
    drawn = np.isfinite(low) & np.isfinite(high)
    ax.hlines(place[drawn], low[drawn], high[drawn], color="0.55", linewidth=1.5)
    ax.plot(estimate, place, "o", color="C0", markersize=5)
    names = row_labels(estimates, labels)
    ax.set_yticks(place, [names[row] for row in rows])
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.grid(axis="x", color="0.9")
    ax.set_axisbelow(True)
    _write_numbers(ax, estimates, "x", labels)
    return ax


def plot_distribution(
    estimates: PlottedEstimates,
    steps: Sequence[tuple[Floats, Floats]],
    *,
    ax: Axes | None = None,
    labels: Language | None = None,
) -> Axes:
    """Steps of the distribution function of each domain, with the intervals at the points.

    Parameters
    ----------
    estimates : Estimates
        Shares at or below the points, which are the category.
    steps : sequence of pairs of arrays
        Of each domain: distinct answers, ascending, and the share at or below each; empty without answers.
    ax : matplotlib Axes
        Where to draw; a new figure by default.
    labels : language
        Show the wordings of the questionnaire in the legend instead of codes.

    Returns
    -------
    Axes
        Functions of more than 2000 steps are drawn through 2000 of them.
    """
    ax = ax if ax is not None else _new_axes(height=3.6)
    n_domains = len(steps)
    assert estimates.category is not None
    points = np.array(estimates.category.levels, np.float64)[estimates.category.of_row[::n_domains]]
    ascending = np.argsort(points)
    low, high = (limit.reshape(-1, n_domains)[ascending] for limit in (estimates.ci_low, estimates.ci_high))
    names = _domain_labels(estimates, labels)
    for domain, function in enumerate(steps):
        x, share = _thin(*function)
        if not len(x):
            continue
        colour = f"C{domain % 10}"
        ax.step(np.append(x[0], x), np.append(0.0, share), where="post", color=colour, label=names[domain] or None)
        ax.fill_between(
            points[ascending], low[:, domain], high[:, domain], step="post", color=colour, alpha=0.2, linewidth=0
        )
    if n_domains > 1 and any(names):
        ax.legend(frameon=False)
    ax.set_xlabel(estimates.variable[0])
    ax.set_ylim(-0.02, 1.02)
    _write_numbers(ax, estimates, "y", labels)
    return ax


def row_labels(estimates: PlottedEstimates, labels: Language | None = None) -> list[str]:
    """(q,) labels of the rows; the variable is left out when there is only one and the rows are classified."""
    parts = [_group_labels(grouped, labels) for grouped in estimates.groups]
    if not parts or len(set(estimates.variable)) > 1:
        parts.insert(0, list(estimates.variable))
    return [" · ".join(row) for row in zip(*parts, strict=True)]


def _domain_labels(estimates: PlottedEstimates, labels: Language | None) -> list[str]:
    parts = [_group_labels(grouped, labels) for grouped in estimates.by]
    return [" · ".join(row) for row in zip(*parts, strict=True)] if parts else [""]


def _group_labels(grouped: Grouped, labels: Language | None) -> list[str]:
    if labels is not None and grouped.labels:
        shown = [text[labels] for text in grouped.labels]
    else:
        shown = [f"{level:g}" if isinstance(level, float) else str(level) for level in grouped.levels]
    return [shown[at] for at in grouped.of_row.tolist()]


def _thin(x: Floats, share: Floats) -> tuple[Floats, Floats]:
    if len(x) <= _MOST_STEPS:
        return x, share
    kept = np.unique(np.linspace(0, len(x) - 1, _MOST_STEPS).round().astype(np.intp))
    return x[kept], share[kept]


def _new_axes(height: float) -> Axes:
    import matplotlib.pyplot as plt

    return plt.subplots(figsize=(6.4, height), layout="constrained")[1]


def _write_numbers(ax: Axes, estimates: PlottedEstimates, side: Literal["x", "y"], language: Language | None) -> None:
    """Numbers as the language writes them; shares in per cent."""
    scale, sign = (100.0, "%") if estimates.kind in _PERCENT else (1.0, "")
    axis = ax.xaxis if side == "x" else ax.yaxis
    axis.set_major_formatter(lambda value, _: f"{written(scale * value, language)}{sign}")
    if estimates.kind == "total":
        ax.locator_params(axis=side, nbins=4)
    if side == "y":
        ax.xaxis.set_major_formatter(lambda value, _: written(value, language))

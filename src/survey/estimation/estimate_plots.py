"""Plots of estimates: dots with intervals, and steps, under the question and over the base, in a language of the questionnaire."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np

from survey.arrays import Floats
from survey.estimation.classification import Grouped
from survey.estimation.legend import Legend, level_names, title_lines, variable_names, wording
from survey.estimation.shown_result import counted_lines
from survey.text import Language, written

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MOST_STEPS = 2000
_PERCENT = ("share", "distribution")
_WIDTH = 6.4
"""Width of a figure in inches."""
_TITLE_SIZE, _BASE_SIZE = 10.0, 7.5
_ROW_WIDTH = 38
"""Characters in a line of the label of a row."""


class PlottedEstimates(Protocol):
    """Numbers and names that a picture needs of :class:`survey.Estimates`, which draws itself and is therefore not imported here."""

    @property
    def kind(self) -> str:
        """Kind of the estimates; totals and shares have axes of their kind."""

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

    @property
    def legend(self) -> Legend:
        """Wordings of the names."""

    def base_lines(self, language: Language | None) -> list[str]:
        """The base in words, and the condition of the domain."""


def plot_estimates(
    estimates: PlottedEstimates,
    *,
    ax: Axes | None = None,
    sort: bool = False,
    labels: Language | None = None,
    codes: bool = False,
) -> Axes:
    """Dots with intervals, one line per row, the first at the top, under the question and over the base in words.

    Parameters
    ----------
    estimates : Estimates
    ax : matplotlib Axes
        Where to draw; a new figure by default.
    sort : bool
        Largest at the top; rows without an estimate at the bottom.
    labels : language
        Language of wordings and numbers; by default the first of the questionnaire.
    codes : bool
        Show names and codes instead of wordings.

    Returns
    -------
    Axes
        A limit that is not finite is not drawn. Shares are in per cent.
    """
    order = np.argsort(np.where(np.isnan(estimates.estimate), np.inf, -estimates.estimate), kind="stable")
    rows = order if sort else np.arange(len(estimates.estimate))
    language = estimates.legend.language(labels)
    names = [textwrap.fill(name, _ROW_WIDTH) for name in row_labels(estimates, None if codes else language)]
    heading = _Heading.of(estimates, language, codes=codes)
    lines = sum(1 + name.count("\n") for name in names)
    ax = heading.write(ax, 0.6 + 0.13 * max(len(rows), 2) + 0.15 * lines)
    place = np.arange(len(rows))
    estimate, low, high = estimates.estimate[rows], estimates.ci_low[rows], estimates.ci_high[rows]
    drawn = np.isfinite(low) & np.isfinite(high)
    ax.hlines(place[drawn], low[drawn], high[drawn], color="0.55", linewidth=1.5)
    ax.plot(estimate, place, "o", color="C0", markersize=5)
    ax.set_yticks(place, [names[row] for row in rows])
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.grid(axis="x", color="0.9")
    ax.set_axisbelow(True)
    _write_numbers(ax, estimates, "x", language)
    return ax


def plot_distribution(
    estimates: PlottedEstimates,
    steps: Sequence[tuple[Floats, Floats]],
    *,
    ax: Axes | None = None,
    labels: Language | None = None,
    codes: bool = False,
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
        Language of wordings and numbers; by default the first of the questionnaire.
    codes : bool
        Show names and codes instead of wordings.

    Returns
    -------
    Axes
        Functions of more than 2000 steps are drawn through 2000 of them.
    """
    language = estimates.legend.language(labels)
    said = None if codes else language
    heading = _Heading.of(estimates, language, codes=codes)
    ax = heading.write(ax, 3.6)
    n_domains = len(steps)
    assert estimates.category is not None
    points = np.array(estimates.category.levels, np.float64)[estimates.category.of_row[::n_domains]]
    ascending = np.argsort(points)
    low, high = (limit.reshape(-1, n_domains)[ascending] for limit in (estimates.ci_low, estimates.ci_high))
    names = _domain_labels(estimates, said)
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
    if not heading.lines and not ax.get_xlabel():
        ax.set_xlabel(estimates.variable[0])
    ax.set_ylim(-0.02, 1.02)
    _write_numbers(ax, estimates, "y", language)
    return ax


def row_labels(estimates: PlottedEstimates, labels: Language | None = None) -> list[str]:
    """(q,) labels of the rows; the variable is left out when there is only one and the rows are classified."""
    parts = [_group_labels(grouped, labels) for grouped in estimates.groups]
    if not parts or len(set(estimates.variable)) > 1:
        names = variable_names(estimates.legend, estimates.variable, labels)
        parts.insert(0, [names[one] for one in estimates.variable])
    return [" · ".join(row) for row in zip(*parts, strict=True)]


def _domain_labels(estimates: PlottedEstimates, labels: Language | None) -> list[str]:
    parts = [_group_labels(grouped, labels) for grouped in estimates.by]
    return [" · ".join(row) for row in zip(*parts, strict=True)] if parts else [""]


def _group_labels(grouped: Grouped, labels: Language | None) -> list[str]:
    shown = level_names(grouped, labels)
    return [shown[at] for at in grouped.of_row.tolist()]


@dataclass(frozen=True, slots=True)
class _Heading:
    """Words around a plot: the question and the answers counted above it, the base below it."""

    lines: tuple[str, ...]
    base: str

    @classmethod
    def of(cls, estimates: PlottedEstimates, language: Language | None, *, codes: bool) -> _Heading:
        said = None if codes else language
        lines = [
            *title_lines(estimates.legend, estimates.variable, said),
            *counted_lines(estimates.legend, language, codes=codes),
        ]
        by = [wording(estimates.legend.title(one.name), said) for one in estimates.by]
        lines += [" · ".join(filter(None, by))] if any(by) else []
        return cls(tuple(lines), " ".join(estimates.base_lines(language)))

    def write(self, ax: Axes | None, height: float) -> Axes:
        """Words over the whole width of a new figure of this height in addition to theirs, or around axes that are given."""
        if ax is not None:
            self._write_on_axes(ax)
            return ax
        title, base = self._filled(_WIDTH)
        new = _new_axes(height + _line_height(_TITLE_SIZE) * len(title) + _line_height(_BASE_SIZE) * len(base))
        figure = new.get_figure()
        assert figure is not None
        if title:
            figure.suptitle("\n".join(title), x=0.01, ha="left", fontsize=_TITLE_SIZE)
        if base:
            figure.supxlabel("\n".join(base), x=0.01, ha="left", fontsize=_BASE_SIZE, color="0.35")
        return new

    def _write_on_axes(self, ax: Axes) -> None:
        """A title or a label that is there already stays."""
        figure = ax.get_figure(root=True)
        assert figure is not None
        title, base = self._filled(0.9 * ax.get_position().width * figure.get_size_inches()[0])
        if title and not ax.get_title(loc="left"):
            ax.set_title("\n".join(title), loc="left", fontsize=_TITLE_SIZE)
        if base and not ax.get_xlabel():
            ax.set_xlabel("\n".join(base), loc="left", fontsize=_BASE_SIZE, color="0.35")

    def _filled(self, inches: float) -> tuple[list[str], list[str]]:
        """Lines of title and base that fit a width."""
        title = [part for line in self.lines for part in textwrap.wrap(line, _characters(inches, _TITLE_SIZE))]
        return title, textwrap.wrap(self.base, _characters(inches, _BASE_SIZE))


def _characters(inches: float, size: float) -> int:
    """Characters of a size in points in a line; Cyrillic letters of the usual font are 0.64 of their size wide."""
    return max(int(inches * 72 / (0.64 * size)), 20)


def _line_height(size: float) -> float:
    """Inches of a line of text."""
    return size * 1.35 / 72


def _thin(x: Floats, share: Floats) -> tuple[Floats, Floats]:
    if len(x) <= _MOST_STEPS:
        return x, share
    kept = np.unique(np.linspace(0, len(x) - 1, _MOST_STEPS).round().astype(np.intp))
    return x[kept], share[kept]


def _new_axes(height: float) -> Axes:
    import matplotlib.pyplot as plt

    return plt.subplots(figsize=(_WIDTH, height), layout="constrained")[1]


def _write_numbers(ax: Axes, estimates: PlottedEstimates, side: Literal["x", "y"], language: Language | None) -> None:
    """Numbers as the language writes them; shares in per cent."""
    scale, sign = (100.0, "%") if estimates.kind in _PERCENT else (1.0, "")
    axis = ax.xaxis if side == "x" else ax.yaxis
    axis.set_major_formatter(lambda value, _: f"{written(scale * value, language)}{sign}")
    if estimates.kind == "total":
        ax.locator_params(axis=side, nbins=4)
    if side == "y":
        ax.xaxis.set_major_formatter(lambda value, _: written(value, language))

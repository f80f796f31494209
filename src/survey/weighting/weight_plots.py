"""Plots of weight diagnostics."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from survey.text import Catalogue, Language, written

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def plot_factors(
    histogram: pd.DataFrame, ax: Axes | None, language: Language, *, n: int, n_eff: float, kish: float
) -> Axes:
    """Histogram of the factors (low, high, n), with a line at 1; the effective number of interviews above it."""
    words = Catalogue.load("survey.weighting")
    ax = ax if ax is not None else _new_axes(3.6)
    low, high = histogram["low"].to_numpy(), histogram["high"].to_numpy()
    ax.bar(low, histogram["n"].to_numpy(), width=high - low, align="edge", color="C0", edgecolor="white")
    ax.axvline(1.0, color="0.3", linewidth=1)
    ax.set_xlabel(words.sentence(language, "factor"))
    ax.set_ylabel(words.sentence(language, "n_interviews"))
    sizes = {"n": n, "n_eff": f"{n_eff:.0f}", "kish": written(round(kish, 2), language)}
    ax.set_title(words.sentence(language, "effective", **sizes), fontsize="medium")
    _write_numbers(ax, language)
    return ax


def plot_balance(table: pd.DataFrame, ax: Axes | None, language: Language) -> Axes:
    """Plot of the shares of every category, before, after and in the population; the first category is at the top."""
    words = Catalogue.load("survey.weighting")
    own = ax is None
    ax = _new_axes(1.2 + 0.28 * max(len(table), 2)) if ax is None else ax
    place = np.arange(len(table))
    for column, marker, colour in (("population", "|", "0.2"), ("before", "o", "0.65"), ("after", "o", "C0")):
        shown = 100 * table[column].to_numpy()
        label = words.sentence(language, column)
        ax.plot(shown, place, marker, color=colour, markersize=12 if marker == "|" else 5, label=label)
    ax.set_yticks(place, [f"{margin}: {one}" for margin, one in zip(table["margin"], table["category"], strict=True)])
    ax.invert_yaxis()
    ax.set_xlabel(words.sentence(language, "share"))
    if own:
        ax.figure.legend(loc="outside upper center", frameon=False)
    else:
        ax.legend(frameon=False)
    _write_numbers(ax, language)
    return ax


def _write_numbers(ax: Axes, language: Language) -> None:
    """Format the numbers of the horizontal axis as the language writes them."""
    ax.xaxis.set_major_formatter(lambda value, _: written(value, language))


def _new_axes(height: float) -> Axes:
    import matplotlib.pyplot as plt

    return plt.subplots(figsize=(6.4, height), layout="constrained")[1]

"""Columns of an earlier wave, and marks of what has changed since."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from survey.design.sample import Sample
from survey.errors import TabulationError
from survey.estimation.build_estimates import DegreesOfFreedom
from survey.estimation.changes.estimate import subtract
from survey.estimation.changes.overlap import Kept
from survey.estimation.multiple_testing import adjusted_p_values
from survey.tables.answer_rows import AnswerBlock
from survey.tables.banner import Banner
from survey.tables.block_cells import ComparisonOptions, ComputedBlock, RowGroup, marks


def check_same(now: Sequence[AnswerBlock], before: Sequence[AnswerBlock], banner: Banner, earlier: Banner) -> None:
    """Refuse waves whose answers or columns differ (``B030``)."""
    pairs = [(f"rows {one.name!r}", _levels(one), _levels(other)) for one, other in zip(now, before, strict=True)]
    pairs.append(("columns", [one.id for one in banner.columns], [one.id for one in earlier.columns]))
    for place, own, others in pairs:
        if own != others:
            only = sorted({*map(str, own)} ^ {*map(str, others)})
            raise TabulationError(
                "B030",
                f"survey.tabulate: before, {place}",
                f"The waves have different categories: {', '.join(only[:5])}.",
                "Group both waves into the same categories.",
            )


def _levels(block: AnswerBlock) -> list[object]:
    return [(one.level, one.role) for one in block.answers]


def with_changes(
    previous: Sample,
    before: ComputedBlock,
    now: ComputedBlock,
    kept: Sequence[Kept],
    options: ComparisonOptions,
    level: float,
    df: DegreesOfFreedom,
) -> ComputedBlock:
    """A block of this wave with its changes since the one before, tested as :func:`survey.change` does.

    A change is blank where either side is hidden. The correction is over all cells of the rows with one statistic.
    """
    groups = [
        _changed(previous, one, other, kept, options, level, df)
        for one, other in zip(before.groups, now.groups, strict=True)
    ]
    return dataclasses.replace(now, groups=tuple(groups))


def _changed(
    previous: Sample,
    before: RowGroup,
    now: RowGroup,
    kept: Sequence[Kept],
    options: ComparisonOptions,
    level: float,
    df: DegreesOfFreedom,
) -> RowGroup:
    if before.estimates is None or now.estimates is None:
        return now
    found = subtract(previous, before.estimates, now.estimates, kept, level, df)
    columns = now.cells.value.shape[1]
    n_rows = len(now.estimates) // columns
    scale = 100.0 if now.estimates.kind == "share" else 1.0
    own = slice(0, n_rows)
    change, p = (field.reshape(columns, n_rows).T for field in (scale * found.change, found.p))
    shown = (before.cells.publish[own] != "hidden") & (now.cells.publish[own] != "hidden") & np.isfinite(p)
    q = adjusted_p_values(np.where(shown, p, np.nan), options.letters or "none")
    fields = {name: getattr(now.cells, name).copy() for name in ("change", "change_p", "changed")}
    fields["change"][own] = np.where(shown, change, np.nan)
    fields["change_p"][own] = q
    fields["changed"][own] = marks(change, q, options.alpha)
    return now._replace(cells=now.cells.with_fields(**fields))

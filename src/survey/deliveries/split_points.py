"""Sampling points that would lie in two strata if some interviews were kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from survey.interviews import Interviews
from survey.validation import answer_texts

SplitPoint = tuple[str, tuple[str, ...]]


def split_points(
    interviews: Interviews, *, without: Collection[int | None], added: Collection[int | None]
) -> Mapping[int | None, SplitPoint]:
    """Interviews among those added that put their sampling point into a second stratum.

    Parameters
    ----------
    interviews : Interviews
        Roles ``stratum`` and ``psu`` of the questionnaire name the variables; without both nothing is split.
    without : collection of rows
        Interviews that are not used.
    added : collection of rows
        Interviews whose use is in question.

    Returns
    -------
    mapping of row to (sampling point, its strata)
        Points that lie in several strata even without the added interviews are left aside: there the numbers of
        points start anew in every stratum (``Design.nested``).
    """
    roles = interviews.form.roles
    strata, points = (answer_texts(interviews, roles.get(role)) for role in ("stratum", "psu"))
    if strata is None or points is None:
        return {}
    cells = [
        (int(row), str(point), str(stratum))
        for row, point, stratum, used in zip(interviews.rows, points, strata, interviews.accepted, strict=True)
        if used and int(row) not in without and point is not None and stratum is not None
    ]
    usual = _strata_of_points((point, stratum) for row, point, stratum in cells if row not in added)
    every = _strata_of_points((point, stratum) for _, point, stratum in cells)
    return {
        row: (point, tuple(every[point]))
        for row, point, stratum in cells
        if row in added
        and len(every[point]) > 1
        and len(usual.get(point, {})) < 2
        and stratum not in usual.get(point, {})
    }


def _strata_of_points(pairs: Iterable[tuple[str, str]]) -> dict[str, dict[str, None]]:
    """Strata of each point, in the order of the interviews."""
    strata: dict[str, dict[str, None]] = {}
    for point, stratum in pairs:
        strata.setdefault(point, {})[stratum] = None
    return strata

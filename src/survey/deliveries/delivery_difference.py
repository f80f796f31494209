"""Differences between two deliveries of one wave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

import numpy as np
import pandas as pd

from survey.argument_errors import noun, public
from survey.arrays import Indices, Mask
from survey.deliveries.delivered_answers import DeliveredAnswers
from survey.deliveries.delivery import Delivery
from survey.deliveries.interview_matching import Matching, match_interviews
from survey.errors import DeliveryError
from survey.findings import Findings
from survey.interviews import Interviews, RawTable
from survey.questionnaire.model import TEXT_KINDS, Reason, Variable

CHANGES = ("interview", "variable", "old", "new", "old_cell", "new_cell", "old_row", "new_row")


@noun
@dataclass(frozen=True, slots=True, eq=False)
class DeliveryDifference:
    """Differences of a new delivery from an old one.

    Parameters
    ----------
    old, new : str
        The two files.
    n_same : int
        Interviews that are in both.
    added, removed : pandas.DataFrame
        Interviews only in the new and only in the old delivery: interview, row.
    moved : pandas.DataFrame
        Interviews in both, in another order among the others: interview, old_row, new_row. Their answers are compared
        all the same.
    changes : pandas.DataFrame
        One row per answer that differs: interview, variable, the answer in codes or text (``old``, ``new``; empty where
        there is none), the cells as delivered where one column holds the answer (``old_cell``, ``new_cell``), rows.
        An answer written in another way, as in another format, is not a change.
    columns_added, columns_removed : tuple of str
        Questions and further columns that have answers in one of the two only; they are not listed cell by cell.
    findings_gone, findings_new, findings_remaining : Findings
        By their ids; those that remain as the new delivery has them.
    """

    old: str
    new: str
    n_same: int
    added: pd.DataFrame
    removed: pd.DataFrame
    moved: pd.DataFrame
    changes: pd.DataFrame
    columns_added: tuple[str, ...]
    columns_removed: tuple[str, ...]
    findings_gone: Findings
    findings_new: Findings
    findings_remaining: Findings

    @property
    def is_empty(self) -> bool:
        """Whether both hold the same interviews with the same answers; order and findings aside."""
        parts = (self.added, self.removed, self.changes)
        return not (any(len(part) for part in parts) or self.columns_added or self.columns_removed)

    def counts(self) -> dict[str, int]:
        """Number of differences of each kind."""
        return {
            "interviews_same": self.n_same,
            "interviews_added": len(self.added),
            "interviews_removed": len(self.removed),
            "interviews_moved": len(self.moved),
            "interviews_changed": int(self.changes["new_row"].nunique()),
            "cells_changed": len(self.changes),
            "columns_added": len(self.columns_added),
            "columns_removed": len(self.columns_removed),
            "findings_gone": len(self.findings_gone),
            "findings_new": len(self.findings_new),
            "findings_remaining": len(self.findings_remaining),
        }

    def summary(self) -> pd.DataFrame:
        """Changed cells by variable, most changes first: variable, cells."""
        counted = self.changes.groupby("variable", sort=False).size().reset_index(name="cells")
        return counted.sort_values("cells", ascending=False, kind="stable", ignore_index=True)

    def to_frame(self) -> pd.DataFrame:
        """Every difference in one table: ``what`` (interview_added, interview_removed, cell_changed, ...) and where."""
        parts = [
            self.added.rename(columns={"row": "new_row"}).assign(what="interview_added"),
            self.removed.rename(columns={"row": "old_row"}).assign(what="interview_removed"),
            self.moved.assign(what="interview_moved"),
            self.changes.assign(what="cell_changed"),
            _named(self.columns_added, "column_added"),
            _named(self.columns_removed, "column_removed"),
            _found(self.findings_gone, "finding_gone"),
            _found(self.findings_new, "finding_new"),
        ]
        columns = ["what", *CHANGES, "rule", "finding"]
        frames = [part.reindex(columns=columns) for part in parts if len(part)]
        if not frames:
            return pd.DataFrame(columns=columns)
        joined = pd.concat([frame.astype(object) for frame in frames], ignore_index=True)
        return joined.astype({"old_row": "Int64", "new_row": "Int64"})

    def __repr__(self) -> str:
        counted = self.counts()
        names = ("interviews_added", "interviews_removed", "cells_changed", "findings_gone", "findings_new")
        shown = ", ".join(f"{counted[name]} {name.replace('_', ' ')}" for name in names)
        return f"<DeliveryDifference {self.old} -> {self.new}: {shown}>"

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>{self.to_frame().head(20).to_html(index=False, na_rep='')}"


@public
def compare_deliveries(old: Delivery, new: Delivery) -> DeliveryDifference:
    """Differences of a new delivery of a wave from an old one.

    Parameters
    ----------
    old, new : Delivery
        From :func:`survey.receive_delivery` or :meth:`Monitor.delivery`. Files of different formats can be compared:
        answers are compared as decoded, not as written.

    Returns
    -------
    DeliveryDifference
        Interviews are matched by their key. Several with the same key, and those without one, are matched by their
        answers first; those with the same key then in their order.

    Raises
    ------
    DeliveryError
        ``H003`` when the deliveries were read by different questionnaires.
    """
    if list(old.interviews.form.variables) != list(new.interviews.form.variables):
        names = f"{old.interviews.form.id} {old.interviews.form.version}, {new.interviews.form.version}"
        fact = f"The two deliveries were read by questionnaires with different questions: {names}."
        raise DeliveryError("H003", "survey.compare_deliveries", fact, "Read both by the same questionnaire.")
    matching = match_interviews(old.interviews, new.interviews)
    compared = _Comparison.of(old, new, matching)
    changes = [change for name in compared.common for change in compared.changes(name)]
    gone, appeared, remaining = _findings(old.findings, new.findings)
    return DeliveryDifference(
        old.raw.path,
        new.raw.path,
        len(matching.old),
        _listed(new.interviews, matching.added),
        _listed(old.interviews, matching.removed),
        compared.moved(),
        _in_order(pd.DataFrame(changes, columns=list(CHANGES))),
        compared.only(compared.after),
        compared.only(compared.before),
        gone,
        appeared,
        remaining,
    )


def _in_order(changes: pd.DataFrame) -> pd.DataFrame:
    changes = changes.sort_values("new_row", kind="stable", ignore_index=True)
    return changes.astype({"old_row": "int64", "new_row": "int64"})


def _listed(interviews: Interviews, positions: Indices) -> pd.DataFrame:
    return pd.DataFrame({"interview": interviews.ids[positions], "row": interviews.rows[positions]})


def _findings(old: Findings, new: Findings) -> tuple[Findings, Findings, Findings]:
    before, after = {one.id for one in old}, {one.id for one in new}
    return (
        Findings(one for one in old if one.id not in after),
        Findings(one for one in new if one.id not in before),
        Findings(one for one in new if one.id in before),
    )


def _named(columns: tuple[str, ...], what: str) -> pd.DataFrame:
    return pd.DataFrame({"variable": list(columns), "what": what})


def _found(findings: Findings, what: str) -> pd.DataFrame:
    side = "old" if what == "finding_gone" else "new"
    frame = findings.to_frame().rename(columns={"id": "finding", "value": side, "row": f"{side}_row"})
    return frame.assign(what=what)


@dataclass(frozen=True, slots=True, eq=False)
class _Comparison:
    """Two deliveries side by side, answer by answer."""

    old: Delivery
    new: Delivery
    matching: Matching
    before: DeliveredAnswers
    after: DeliveredAnswers
    common: tuple[str, ...]

    @classmethod
    def of(cls, old: Delivery, new: Delivery, matching: Matching) -> _Comparison:
        before = DeliveredAnswers.of(old.interviews, old.findings)
        after = DeliveredAnswers.of(new.interviews, new.findings)
        others = set(_present(after))
        return cls(old, new, matching, before, after, tuple(name for name in _present(before) if name in others))

    def only(self, here: DeliveredAnswers) -> tuple[str, ...]:
        """Columns that have answers in this delivery and none in the other."""
        return tuple(name for name in _present(here) if name not in self.common)

    def moved(self) -> pd.DataFrame:
        old, new, at = self.old.interviews, self.new.interviews, self.matching.moved
        olds, news = self.matching.old[at], self.matching.new[at]
        return pd.DataFrame({"interview": new.ids[news], "old_row": old.rows[olds], "new_row": new.rows[news]})

    def changes(self, name: str) -> Iterator[tuple[object, ...]]:
        old, new = self.old.interviews, self.new.interviews
        for at in np.flatnonzero(self._candidates(name)):
            one, other = int(self.matching.old[at]), int(self.matching.new[at])
            said, says = self.before.at(one, name), self.after.at(other, name)
            if said != says:
                rows = int(old.rows[one]), int(new.rows[other])
                cells = _cell(self.old.raw, name, rows[0]), _cell(self.new.raw, name, rows[1])
                yield (new.ids[other], name, said, says, *cells, *rows)

    def _candidates(self, name: str) -> Mask:
        """(k,) whether the answers may differ; what is equal as decoded is not looked at again."""
        variable = self.new.interviews.form.variables.get(name)
        if variable is None:
            return self._extras_differ(name)
        old, new = self.matching.old, self.matching.new
        before, after = self.old.interviews.reason(name)[old], self.new.interviews.reason(name)[new]
        said = (before <= Reason.NOT_APPLICABLE) | (after <= Reason.NOT_APPLICABLE)
        differ = said & (before != after)
        both = (before == Reason.ANSWERED) & (after == Reason.ANSWERED)
        differ |= both & self._values_differ(variable)
        return np.asarray(differ | self._beside(name), bool)

    def _values_differ(self, variable: Variable) -> Mask:
        differ = np.zeros(len(self.matching.old), bool)
        for column in variable.columns:
            one = self.old.interviews.answers[column].to_numpy()[self.matching.old]
            other = self.new.interviews.answers[column].to_numpy()[self.matching.new]
            if variable.kind in TEXT_KINDS:
                differ |= (
                    pd.Series(one, dtype=object).fillna("").ne(pd.Series(other, dtype=object).fillna("")).to_numpy()
                )
            else:
                differ |= (one != other) & ~(np.isnan(one) & np.isnan(other))
        return differ

    def _beside(self, name: str) -> Mask:
        """(k,) whether one of the two has a stray or an unreadable cell."""
        marked = np.zeros(len(self.matching.old), bool)
        sides = ((self.before, self.matching.old), (self.after, self.matching.new))
        for answers, positions in sides:
            marked |= np.isin(positions, answers.beside.get(name, []))
        return marked

    def _extras_differ(self, name: str) -> Mask:
        one = self.old.interviews.extras[name].iloc[self.matching.old]
        other = self.new.interviews.extras[name].iloc[self.matching.new]
        if pd.api.types.is_numeric_dtype(one) and pd.api.types.is_numeric_dtype(other):
            numbers = one.to_numpy(np.float64), other.to_numpy(np.float64)
            return np.asarray(~np.isclose(*numbers, rtol=1e-6, atol=0, equal_nan=True), bool)
        texts = [
            column.astype(object).where(column.notna(), "").astype(str).to_numpy(object) for column in (one, other)
        ]
        return np.asarray(texts[0] != texts[1], bool)


def _present(answers: DeliveredAnswers) -> list[str]:
    """Variables and further columns with any answer, readable or not."""
    reasons, extras = answers.interviews.reasons, answers.interviews.extras
    said = np.asarray((reasons.to_numpy() <= Reason.NOT_APPLICABLE).any(axis=0), bool)
    said_in = zip(reasons.columns, said, strict=True)
    variables = [str(name) for name, any_ in said_in if any_ or name in answers.beside]
    return variables + [str(name) for name in extras.columns if extras[name].notna().any()]


def _cell(raw: RawTable, name: str, row: int) -> str | None:
    """The cell as delivered, where a column is headed by the name of the variable."""
    if name not in raw.cells.columns:
        return None
    positions = np.flatnonzero(raw.rows == row)
    cell = raw.cells[name].iloc[int(positions[0])] if len(positions) else None
    return None if cell is None or cell != cell else f"{cell:.15g}" if isinstance(cell, float) else str(cell)

"""Columns of indicators, one value per respondent: kernels on plain arrays, without weights and design."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from survey.arrays import AnyFloats, Floats, Mask, ReasonCodes
from survey.expressions import Truth
from survey.indicators.definitions import AnswerRule
from survey.questionnaire.model import Reason

GRAIN = 1e-3
"""Scores in the questionnaire are rounded to three decimals (66.667); a mean this near a cut counts as reaching it."""

KNOWN, DONT_KNOW, REFUSED, APPLICABLE = np.array([1, 2, 4, 8], np.uint8)
"""Bits of a state."""


@dataclass(frozen=True, slots=True, eq=False)
class FormulaColumn:
    """One indicator for n respondents.

    Parameters
    ----------
    value : (n,) array
        Value that is averaged; NaN outside the base. Single precision where it is 100, 0 or -100.
    state : (n,) array of uint8
        The four masks below, one bit each: all columns of a wave are kept at once.
    """

    value: AnyFloats
    state: NDArray[np.uint8]

    @classmethod
    def of(cls, value: AnyFloats, known: Mask, dont_know: Mask, refused: Mask, applicable: Mask) -> FormulaColumn:
        """The column with these masks (n,)."""
        state = known * KNOWN | dont_know * DONT_KNOW | refused * REFUSED | applicable * APPLICABLE
        return cls(value, state)

    @property
    def known(self) -> Mask:
        """(n,) whether the value rests on substantive answers."""
        return np.asarray(self.state & KNOWN, bool)

    @property
    def dont_know(self) -> Mask:
        """(n,) whether somebody was asked, has no substantive value and does not know.

        In a share they belong to the base (with value 0), in a mean or score they do not (with value NaN).
        """
        return np.asarray(self.state & DONT_KNOW, bool)

    @property
    def refused(self) -> Mask:
        """(n,) the same for a refusal; never together with ``dont_know``."""
        return np.asarray(self.state & REFUSED, bool)

    @property
    def applicable(self) -> Mask:
        """(n,) whether the respondent was asked something that applies."""
        return np.asarray(self.state & APPLICABLE, bool)


def share_column(truth: Truth, asked: ReasonCodes, used: ReasonCodes) -> FormulaColumn:
    """Column of a share: 100 for those who meet a condition, 0 for those who do not, do not know or refuse.

    Parameters
    ----------
    truth : Truth
    asked : (n, j) array of reasons
        Reasons for the j questions that make the base: those who answered, did not know or refused each of them belong to
        it. "Does not apply to me", not asked and not recorded leave the base, whatever the other answers are, so that
        the base does not depend on the outcome.
    used : (n, k) array of reasons
        Reasons for the k questions in the condition. Where it is unknown, one refusal makes a refusal, otherwise one
        "don't know" makes a "don't know"; without either an answer was lost, and the interview leaves the base.

    Notes
    -----
    "Don't know" and refusals stay in the base, as Afrobarometer and Eurobarometer publish: on sensitive questions they
    are not given at random.
    """
    base = np.asarray((asked <= Reason.REFUSED).all(axis=1), bool)
    return _outcome(np.where(truth.true, 100.0, 0.0), truth.unknown, base, used)


def net_column(positive: Truth, negative: Truth, asked: ReasonCodes, used: ReasonCodes) -> FormulaColumn:
    """Column of a net balance: 100, 0 or -100, whose mean is the difference of the two shares in percentage points."""
    base = np.asarray((asked <= Reason.REFUSED).all(axis=1), bool)
    value = 100.0 * positive.true - 100.0 * negative.true
    return _outcome(value, positive.unknown | negative.unknown, base, used)


def _outcome(value: Floats, unknown: Mask, base: Mask, used: ReasonCodes) -> FormulaColumn:
    refused = base & unknown & (used == Reason.REFUSED).any(axis=1)
    dont_know = base & unknown & (used == Reason.DONT_KNOW).any(axis=1) & ~refused
    known = base & ~unknown
    inside = known | dont_know | refused
    outcome = np.where(inside, np.where(unknown, 0.0, value), np.nan).astype(np.float32)
    return FormulaColumn.of(outcome, known, dont_know, refused, base)


def score_column(scores: Floats, applicable: Mask, reasons: ReasonCodes, rule: AnswerRule) -> FormulaColumn:
    """Column of a score: unweighted mean of item scores, where enough applicable items are answered.

    Parameters
    ----------
    scores : (n, k) array
        0-100, NaN where blank.
    applicable : (n, k) array of bool
        Items that could be answered; scores of other items are ignored.
    reasons : (n, k) array of reasons
        Reasons of blank scores.
    rule : AnswerRule
        Least share, or number, of the applicable items that must be answered.

    Notes
    -----
    Missing items are not imputed (methodology, rule 4).

    Examples
    --------
    Two of three applicable items are enough, one of three is not; one of one is:

    >>> from fractions import Fraction
    >>> scores = np.array([[100, 50, np.nan], [100, np.nan, np.nan], [100, np.nan, np.nan]])
    >>> applicable = np.array([[1, 1, 1], [1, 1, 1], [1, 0, 0]], bool)
    >>> reasons = np.where(np.isnan(scores), Reason.DONT_KNOW, Reason.ANSWERED).astype(np.uint8)
    >>> score_column(scores, applicable, reasons, AnswerRule(Fraction(2, 3))).value
    array([ 75.,  nan, 100.])
    """
    answered = applicable & np.isfinite(scores)
    n_answered, n_applicable = answered.sum(axis=1), applicable.sum(axis=1)
    known = (n_answered > 0) & _enough(n_answered, n_applicable, rule)
    total = np.where(answered, scores, 0.0).sum(axis=1)
    value = np.where(known, total / np.maximum(n_answered, 1), np.nan)
    return _with_reasons(value, applicable, reasons)


def _enough(n_answered: NDArray[np.int64], n_applicable: NDArray[np.int64], rule: AnswerRule) -> Mask:
    if rule.share is None:
        return np.asarray(n_answered >= (rule.count or 1), bool)
    # whole numbers: 2 of 3 items must be exactly two thirds
    return np.asarray(n_answered * rule.share.denominator >= n_applicable * rule.share.numerator, bool)


def _with_reasons(value: Floats, applicable: Mask, reasons: ReasonCodes) -> FormulaColumn:
    known = np.isfinite(value)
    refused = ~known & (applicable & (reasons == Reason.REFUSED)).any(axis=1)
    dont_know = ~known & (applicable & (reasons == Reason.DONT_KNOW)).any(axis=1) & ~refused
    return FormulaColumn.of(value, known, dont_know, refused, np.asarray(applicable.any(axis=1), bool))


def minus_column(score: FormulaColumn, foil: FormulaColumn) -> FormulaColumn:
    """Column of a score minus the score of the invented item; blank where either is.

    Negative values are kept: the mean is then exactly the difference of the two means, an unbiased correction when
    people overclaim real and invented titles alike. Cutting each respondent at 0 would keep every positive error and
    drop every negative one, and so raise the mean.
    """
    refused = score.refused | foil.refused
    value = score.value - foil.value
    dont_know = (score.dont_know | foil.dont_know) & ~refused
    known = np.isfinite(value)
    return FormulaColumn.of(value, known, dont_know & ~known, refused & ~known, score.applicable & foil.applicable)


def reached_column(score: FormulaColumn, cut: float) -> FormulaColumn:
    """Column of the share whose score reaches a cut: 100, else 0; too few answers count as "don't know" or refused."""
    inside = score.known | score.dont_know | score.refused
    reached = score.known & (np.nan_to_num(score.value) >= cut - GRAIN)
    value = np.where(inside, np.where(reached, 100.0, 0.0), np.nan).astype(np.float32)
    return FormulaColumn(value, score.state)


def joined_reasons(column: FormulaColumn) -> ReasonCodes:
    """(n,) reasons of the blanks of a column, so that the column can be an item of another."""
    reason = np.full(len(column.value), Reason.NOT_RECORDED, np.uint8)
    reason[~column.applicable] = Reason.NOT_APPLICABLE
    reason[column.dont_know] = Reason.DONT_KNOW
    reason[column.refused] = Reason.REFUSED
    reason[column.known] = Reason.ANSWERED
    return reason

"""Simulated interviews: every question in its order, asked where the routing asks it, answered by its kind."""

from __future__ import annotations

import datetime
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from survey.arrays import Floats, Mask
from survey.expressions.evaluation import asked, evaluate
from survey.questionnaire.model import TEXT_KINDS, Question, Reason, Variable
from survey.simulate.answer_sheet import AnswerSheet
from survey.simulate.expectations import Expectations
from survey.simulate.schedule import day_number
from survey.simulate.synthetic_people import draw, weights_of

LOADING = 0.65
"""Loading of a scored answer on its trait: about the correlation of the two."""
FALLING = 0.68
"""Ratio of the shares of an answer and the next better one."""
SCALE_MEAN, SCALE_SPREAD = 0.6, 0.22
"""Mean and standard deviation of an answer on a scale, as shares of the length of the scale."""
SPECIFY = 0.15
"""Factor on the weight of "other, specify"."""
END = "END"
"""Beginning of the target of a jump that ends the interview."""
_NUMBERS = 20
"""Range of numeric answers where the question has no bound."""


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedRespondents:
    """Respondents: the quantities from which their answers are made.

    Parameters
    ----------
    traits : (n, traits) array
        Standard scores.
    trait_of : mapping of variable to int
        Trait of each scored question, as a column of ``traits``.
    reserve : (n,) array, mean 1
        Factor on the probability that a person withholds an answer.
    days : (n,) array of int
        Day of the interview, in days since 1970-01-01.
    profile : Expectations
    shift : mapping of variable to float
        As given to :func:`simulate_wave`.
    """

    traits: Floats
    trait_of: Mapping[str, int]
    reserve: Floats
    days: NDArray[np.int64]
    profile: Expectations
    shift: Mapping[str, float]


def hold_interviews(sheet: AnswerSheet, people: SimulatedRespondents, rng: np.random.Generator) -> None:
    """Fill every variable of the sheet that is still empty, in the order of asking."""
    skip_to = np.zeros(sheet.n, np.int64)
    for variable in sheet.form.variables.values():
        if variable.id not in sheet:
            here = _asked(sheet, variable, people.days) & (skip_to <= variable.position)
            _answer(sheet, variable, here, people, rng)
        _follow_jumps(sheet, variable, skip_to)


def _asked(sheet: AnswerSheet, variable: Variable, days: NDArray[np.int64]) -> Mask:
    here = np.ones(sheet.n, bool)
    if variable.ask_if is not None:
        here = asked(variable.ask_if, sheet)[0]
    since = variable.row.asked_from if variable.row is not None else None
    if since:
        here = here & (days >= day_number(datetime.date.fromisoformat(since)))
    return here


def _follow_jumps(sheet: AnswerSheet, variable: Variable, skip_to: NDArray[np.int64]) -> None:
    """Raise ``skip_to`` (n,), the position before which nothing is asked, where an answer or a condition leads on.

    Jumps to the end are ignored: answers that lead there are not drawn.
    """
    jumps: list[tuple[Mask, str]] = []
    if variable.kind == "single":
        jumps += [
            (sheet.values(variable.id) == option.code, option.leads_to)
            for option in variable.options
            if option.leads_to
        ]
    if variable.row is None:
        jumps += [(evaluate(condition, sheet).true, target) for condition, target in variable.question.routing]
    for taken, target in jumps:
        if not target.startswith(END):
            np.maximum(skip_to, np.where(taken, _position(sheet, target), 0), out=skip_to)


def _position(sheet: AnswerSheet, question: str) -> int:
    return min(other.position for other in sheet.form.variables.values() if question in (other.id, other.question.id))


def _answer(
    sheet: AnswerSheet, variable: Variable, here: Mask, people: SimulatedRespondents, rng: np.random.Generator
) -> None:
    if variable.kind == "multiple":
        sheet.chosen[variable.id] = _choices(sheet, variable, people, rng) & here[:, None]
        sheet.codes[variable.id] = np.full(sheet.n, np.nan)
    elif variable.kind in TEXT_KINDS:
        sheet.words[variable.id] = np.full(sheet.n, None, object)
    else:
        answers = _codes(sheet, variable, people, rng)
        withheld = _withheld(variable, here, people, rng)
        sheet.codes[variable.id] = np.where(here, np.where(np.isnan(withheld), answers, withheld), np.nan)


def _codes(sheet: AnswerSheet, variable: Variable, people: SimulatedRespondents, rng: np.random.Generator) -> Floats:
    shares = people.profile.shares.get(variable.id)
    if variable.kind == "count":
        return _count(sheet, variable, people, rng)
    if variable.question.offered_from:
        return _one_of_the_chosen(sheet, variable, rng)
    if variable.id in people.trait_of and shares is None:
        return _scored(sheet, variable, people, rng)
    values, usual = _usual_shares(variable)
    answers = np.full(sheet.n, np.nan)
    for mask, weights in weights_of(sheet, shares, values):
        known = weights is not None and weights.sum() > 0
        answers[mask] = draw(rng, values, weights if known and weights is not None else usual, int(mask.sum()))
    return answers


def _scored(sheet: AnswerSheet, variable: Variable, people: SimulatedRespondents, rng: np.random.Generator) -> Floats:
    """(n,) answers that depend on a trait: the higher the latent value, the better the answer."""
    level = people.profile.levels.get(variable.id, _fixed(variable).normal(0, 0.2))
    level += people.shift.get(variable.id, 0.0)
    noise = rng.standard_normal(sheet.n) * np.sqrt(1 - LOADING**2)
    latent = level + LOADING * people.traits[:, people.trait_of[variable.id]] + noise
    latent = latent + 2.0 * _own_group(sheet, variable)
    question = variable.question
    if variable.kind == "scale":
        low, high = question.minimum or 0.0, question.maximum or 10.0
        reverse = -1.0 if variable.row is not None and variable.row.reverse else 1.0
        middle = 0.5 + reverse * (SCALE_MEAN - 0.5)
        points = np.round(low + (high - low) * (middle + reverse * SCALE_SPREAD * latent))
        return np.asarray(np.clip(points, low, high), np.float64)
    codes = np.array(sorted(variable.scores, key=lambda code: -variable.scores[code]), np.float64)
    shares = FALLING ** np.arange(len(codes))
    # Thresholds of a normal latent value that give the answers, from the best one, these shares.
    edges = -ndtri(np.cumsum(shares)[:-1] / shares.sum())
    return np.asarray(codes[np.searchsorted(-edges, -latent)], np.float64)


def _own_group(sheet: AnswerSheet, variable: Variable) -> Mask:
    """(n,) mask of people who are asked about the ethnic group to which they belong."""
    group = variable.row.group if variable.row is not None else None
    of_person = variable.question.mask_own_group
    if group is None or of_person is None or of_person not in sheet:
        return np.zeros(sheet.n, bool)
    return np.asarray(sheet.values(of_person) == group, bool)


def _usual_shares(variable: Variable) -> tuple[Floats, Floats]:
    """Values and weights of answers without expectations: the same in every wave, different for every question."""
    question = variable.question
    if not variable.options:
        values = _numbers(question)
        return values, 0.6 ** np.abs(np.arange(len(values)) - min(1, len(values) - 1))
    values = np.array(variable.codes, np.float64)
    weights = _fixed(variable).gamma(2.0, 1.0, len(values)) + 0.3
    if len(values) == 2 and question.rows:
        weights = np.array([0.03 + 0.06 * weights[0] / weights.sum(), 1.0])
    if question.split_by is None and variable.id == question.id and question.filled_by_interviewer and len(values) == 2:
        weights = np.ones(2)
    ends = [(option.leads_to or "").startswith(END) for option in variable.options]
    weights = np.where(ends, 0.0, weights)
    return values, weights * np.where([option.specify for option in variable.options], SPECIFY, 1.0)


def _numbers(question: Question) -> Floats:
    """Possible numeric answers: whole numbers, or numbers with one decimal, between the bounds."""
    low, high = question.minimum, question.maximum
    low = min(0.0, high - _NUMBERS if high is not None else 0.0) if low is None else low
    high = low + _NUMBERS if high is None else high
    if question.kind == "decimal":
        return np.clip(np.round(np.linspace(low, high, 2 * _NUMBERS + 1), 1), low, high)
    return np.arange(np.ceil(low), np.floor(high) + 1)


def _fixed(variable: Variable) -> np.random.Generator:
    """Random numbers that depend on the question only, not on wave or seed."""
    return np.random.default_rng(zlib.crc32(variable.id.encode()))


def _one_of_the_chosen(sheet: AnswerSheet, variable: Variable, rng: np.random.Generator) -> Floats:
    """(n,) one of the answers chosen in an earlier multiple choice; NaN where none can be taken."""
    source = sheet.mentions(str(variable.question.offered_from))
    appeal = np.where(source.chosen, rng.random(source.chosen.shape), -1.0)
    answers = source.codes[appeal.argmax(axis=1)].astype(np.float64)
    return np.where(source.known & np.isin(answers, variable.codes), answers, np.nan)


def _count(sheet: AnswerSheet, variable: Variable, people: SimulatedRespondents, rng: np.random.Generator) -> Floats:
    """(n,) number of statements of a list that a person agrees with.

    Agreement with the sensitive statement, which only the longer version has, is consistent with the direct question.
    """
    question = variable.question
    common = max(len(question.statements), 1)
    agree = _fixed(variable).uniform(0.25, 0.6, common)
    number: Floats = (rng.random((sheet.n, common)) < agree).sum(axis=1).astype(np.float64)
    if question.split_by is None:
        return number
    bounds = dict(question.maximum_by_version)
    larger = [version for version, bound in bounds.items() if bound > min(bounds.values())]
    sensitive = _agrees_secretly(sheet, variable, people, rng)
    read_out = np.isin(sheet.values(question.split_by), larger)
    return np.asarray(number + (read_out & sensitive), np.float64)


def _agrees_secretly(
    sheet: AnswerSheet, variable: Variable, people: SimulatedRespondents, rng: np.random.Generator
) -> Mask:
    direct = people.profile.direct.get(variable.id)
    if direct is None or direct not in sheet:
        return np.asarray(people.traits[:, 0] < -0.6, bool)
    negative = np.isin(sheet.values(direct), sheet.form.variable(direct).question.negative)
    silent = sheet.reason(direct) != Reason.ANSWERED
    return np.asarray(negative | (rng.random(sheet.n) < np.where(silent, 0.4, 0.05)), bool)


def _choices(sheet: AnswerSheet, variable: Variable, people: SimulatedRespondents, rng: np.random.Generator) -> Mask:
    """(n, options) choices: from one to the largest number allowed, an exclusive answer only by itself."""
    codes = np.array(variable.codes, np.float64)
    shares = people.profile.shares.get(variable.id)
    usual = np.exp(_fixed(variable).normal(0, 0.6, len(codes)))
    usual *= np.where([option.specify for option in variable.options], SPECIFY, 1.0)
    exclusive = np.array([option.exclusive for option in variable.options])
    usual[exclusive] = 0.05 * usual.sum()
    appeal = np.empty((sheet.n, len(codes)))
    for mask, weights in weights_of(sheet, shares, codes):
        with np.errstate(divide="ignore"):
            appeal[mask] = np.log(usual if weights is None else weights)
    # The order of log weights plus Gumbel noise is that of draws without replacement with these weights.
    appeal += rng.gumbel(size=appeal.shape)
    order = np.argsort(-appeal, axis=1)
    first_is_exclusive = exclusive[order[:, 0]]
    most = min(variable.question.max_choices or 5, max(int((~exclusive).sum()), 1))
    more = 0.1 if variable.question.filled_by_interviewer else 0.35
    number = np.where(first_is_exclusive, 1, 1 + rng.binomial(most - 1, more, sheet.n))
    appeal[:, exclusive] = np.where(first_is_exclusive[:, None], appeal[:, exclusive], -np.inf)
    rank = np.argsort(np.argsort(-appeal, axis=1), axis=1)
    return np.asarray((rank < number[:, None]) & np.isfinite(appeal), bool)


def _withheld(variable: Variable, here: Mask, people: SimulatedRespondents, rng: np.random.Generator) -> Floats:
    """(n,) code of "does not know", "refused" and the like where an answer is withheld, else NaN."""
    question = variable.question
    codes = np.full(len(here), np.nan)
    if question.required or question.filled_by_interviewer:
        return codes
    scored = variable.id in people.trait_of
    rates = {
        Reason.DONT_KNOW: 0.025 if scored else 0.01,
        Reason.REFUSED: 0.02 if question.sensitive else 0.008 if scored else 0.004,
        Reason.NOT_APPLICABLE: 0.03,
    }
    chance = rng.random(len(here))
    low = np.zeros(len(here))
    for missing in variable.missing:
        high = low + rates.get(missing.reason, 0.0) * people.reserve
        codes[here & (low <= chance) & (chance < high)] = missing.code
        low = high
    return codes

"""Kinds of mistakes seen in deliveries, each with a function that plants it in any questionnaire that allows it.

Every function takes the wave and a number of mistakes, writes up to that many into interviews that have none yet, and
yields what it planted. It plants none where the questionnaire has no suitable question.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator

import numpy as np

from survey.arrays import Mask
from survey.expressions import evaluate
from survey.questionnaire.grouping_roles import grouping_in_role
from survey.questionnaire.model import TEXT_KINDS, Questionnaire, Reason, Variable
from survey.simulate.answer_sheet import AnswerSheet, is_put_to_respondent
from survey.simulate.inject_errors import Mistake, Planted, SpoiledWave

IMPOSSIBLE_AGE, UNDER_AGE = 150, 16


def _wrong_code(spoiled: SpoiledWave, count: int) -> Iterator[Planted]:
    """A code typed twice (11 for 1), or another code that is not among the answers."""
    singles = [one for one in _independent(spoiled.sheet.form) if one.kind == "single" and not one.question.required]
    for variable, position in _spread(spoiled, singles, _answered, count):
        code = int(spoiled.sheet.codes[variable.id][position])
        yield spoiled.write_code(variable, position, _invalid_code(variable, code))


def _invalid_code(variable: Variable, code: int) -> int:
    valid = {*variable.codes, *(one.code for one in variable.missing)}
    twice = int(f"{code}{code}")
    return twice if twice not in valid else next(other for other in range(1, 1000) if other not in valid)


def _lost_answer(spoiled: SpoiledWave, count: int) -> Iterator[Planted]:
    """A question that the routing asks is blank."""
    conditional = [one for one in _independent(spoiled.sheet.form) if one.ask_if is not None]
    for variable, position in _spread(spoiled, conditional, _answered, count):
        if variable.kind == "multiple":
            yield spoiled.write_choices(variable, position, np.zeros(len(variable.codes), bool))
        else:
            yield spoiled.write_code(variable, position, np.nan)


def _stray_answer(spoiled: SpoiledWave, count: int) -> Iterator[Planted]:
    """A question that the routing does not ask has an answer."""
    conditional = [
        one
        for one in _independent(spoiled.sheet.form)
        if one.kind == "single" and one.ask_if is not None and not one.question.offered_from
    ]
    for variable, position in _spread(spoiled, conditional, _not_to_be_asked, count):
        yield spoiled.write_code(variable, position, variable.codes[0])


def _spread(
    spoiled: SpoiledWave, variables: list[Variable], suits: Callable[[AnswerSheet, Variable], Mask], count: int
) -> Iterator[tuple[Variable, int]]:
    """``count`` pairs of a variable and a suitable interview, spread at random over all variables that have any."""
    fitting = [(variable, mask) for variable in variables if (mask := suits(spoiled.sheet, variable)).any()]
    if fitting:
        shares = spoiled.rng.multinomial(count, np.full(len(fitting), 1 / len(fitting)))
        for (variable, mask), number in zip(fitting, shares, strict=True):
            for position in spoiled.pick(mask, int(number)):
                yield variable, position


def _not_to_be_asked(sheet: AnswerSheet, variable: Variable) -> Mask:
    return evaluate(variable.ask_if, sheet).false if variable.ask_if is not None else np.zeros(sheet.n, bool)


def _lost_required(spoiled: SpoiledWave, count: int) -> Iterator[Planted]:
    """A required question, the last one, is blank."""
    required = [
        one for one in spoiled.sheet.form.variables.values() if one.question.required and one.kind not in TEXT_KINDS
    ]
    for variable in required[-1:]:
        for position in spoiled.pick(_answered(spoiled.sheet, variable), count):
            yield spoiled.write_code(variable, position, np.nan)


def _impossible_age(spoiled: SpoiledWave, count: int) -> Iterator[Planted]:
    """An age above the maximum of the question."""
    age = spoiled.role("age")
    if age is not None and age.question.required and (age.question.maximum or np.inf) < IMPOSSIBLE_AGE:
        for position in spoiled.pick(_everybody(spoiled), count):
            yield spoiled.write_code(age, position, IMPOSSIBLE_AGE)


def _under_age(spoiled: SpoiledWave, count: int) -> Iterator[Planted]:
    """An age with which the interview should have ended."""
    age = spoiled.role("age")
    if age is not None and age.question.routing and (age.question.minimum or 0) <= UNDER_AGE:
        for position in spoiled.pick(_everybody(spoiled), count):
            yield spoiled.write_code(age, position, UNDER_AGE)


def _count_too_high(spoiled: SpoiledWave, count: int) -> Iterator[Planted]:
    """More statements agreed to than the version of the list experiment has."""
    for variable in spoiled.sheet.form.variables.values():
        bounds = dict(variable.question.maximum_by_version)
        if variable.question.split_by and len(set(bounds.values())) > 1:
            version = min(bounds, key=lambda one: bounds[one])
            read_out = spoiled.sheet.values(variable.question.split_by) == version
            for position in spoiled.pick(read_out & _answered(spoiled.sheet, variable), count):
                yield spoiled.write_code(variable, position, bounds[version] + 1)
            return


def _not_offered(spoiled: SpoiledWave, count: int) -> Iterator[Planted]:
    """The most important of the chosen answers is one that was not chosen."""
    for variable in spoiled.sheet.form.variables.values():
        if variable.question.offered_from:
            source = spoiled.sheet.mentions(variable.question.offered_from)
            for position in spoiled.pick(_answered(spoiled.sheet, variable), count):
                others = [code for code in source.codes[~source.chosen[position]] if code in variable.codes]
                yield spoiled.write_code(variable, position, float(spoiled.rng.choice(others)))
            return


def _too_many(spoiled: SpoiledWave, count: int) -> Iterator[Planted]:
    """One choice more than a multiple choice allows."""
    limited = [
        one
        for one in _independent(spoiled.sheet.form)
        if one.question.max_choices and sum(not option.exclusive for option in one.options) > one.question.max_choices
    ]
    for variable in limited[:1]:
        open_to_others = [at for at, option in enumerate(variable.options) if not option.exclusive]
        chosen = np.zeros(len(variable.options), bool)
        chosen[open_to_others[: (variable.question.max_choices or 0) + 1]] = True
        for position in spoiled.pick(_answered(spoiled.sheet, variable), count):
            yield spoiled.write_choices(variable, position, chosen)


def _exclusive_with_others(spoiled: SpoiledWave, count: int) -> Iterator[Planted]:
    """An exclusive answer ("none of these") together with another choice."""
    for variable in _independent(spoiled.sheet.form):
        exclusive = np.array([option.exclusive for option in variable.options], bool)
        if variable.kind == "multiple" and exclusive.any() and variable.question.max_choices != 1:
            chosen = exclusive.copy()
            chosen[int(np.flatnonzero(~exclusive)[0])] = True
            for position in spoiled.pick(_answered(spoiled.sheet, variable), count):
                yield spoiled.write_choices(variable, position, chosen)
            return


def _swapped_unit(spoiled: SpoiledWave, count: int) -> Iterator[Planted]:
    """The code of a unit in which the sampling point is not."""
    stratum = spoiled.role("stratum")
    if stratum is not None and spoiled.role("psu") is not None and len(stratum.codes) > 1:
        for position in spoiled.pick(_everybody(spoiled), count):
            here = stratum.codes.index(int(spoiled.sheet.codes[stratum.id][position]))
            yield spoiled.write_code(stratum, position, stratum.codes[(here + 1) % len(stratum.codes)])


def _other_language(spoiled: SpoiledWave, count: int) -> Iterator[Planted]:
    """An interview held in another language than the respondent chose."""
    held, grouping = spoiled.role("language_held"), grouping_in_role(spoiled.sheet.form, "language_held")
    if held is None or grouping is None:
        return
    codes = np.array(held.codes, np.float64)
    language_of = AnswerSheet(spoiled.sheet.form, len(codes), {held.id: codes}).values(grouping.id)
    spoken = spoiled.sheet.values(grouping.id)
    for position in spoiled.pick(~np.isnan(spoken), count):
        others = codes[~np.isnan(language_of) & (language_of != spoken[position])]
        if len(others):
            yield spoiled.write_code(held, position, float(others[0]))


def _other_wave(spoiled: SpoiledWave, count: int) -> Iterator[Planted]:
    """The name of the previous wave."""
    wave = spoiled.role("wave")
    if wave is not None:
        for position in spoiled.pick(_everybody(spoiled), count):
            yield spoiled.write_words(wave, position, str(spoiled.period - 1))


def _other_year(spoiled: SpoiledWave, count: int) -> Iterator[Planted]:
    """A date one year late."""
    date = spoiled.role("date")
    if date is not None:
        for position in spoiled.pick(_everybody(spoiled), count):
            written = datetime.date.fromisoformat(spoiled.sheet.words[date.id][position])
            yield spoiled.write_words(
                date, position, written.replace(year=written.year + 1, day=min(written.day, 28)).isoformat()
            )


def _late_date(spoiled: SpoiledWave, count: int) -> Iterator[Planted]:
    """A date in the same quarter, but long after the fieldwork."""
    date = spoiled.role("date")
    if date is not None:
        late = spoiled.period.last_day - datetime.timedelta(days=2)
        for position in spoiled.pick(_everybody(spoiled), count):
            yield spoiled.write_words(date, position, late.isoformat())


def _short(spoiled: SpoiledWave, count: int) -> Iterator[Planted]:
    """Interviews of one interviewer that are too short to have been held."""
    start, end, interviewer = (spoiled.role(name) for name in ("start", "end", "interviewer"))
    if start is None or end is None:
        return
    suits = _everybody(spoiled)
    if interviewer is not None:
        names = spoiled.sheet.words[interviewer.id]
        suits = np.asarray(names == names[int(spoiled.rng.integers(spoiled.sheet.n))], bool)
    for position in spoiled.pick(suits, count):
        began = datetime.datetime.strptime(spoiled.sheet.words[start.id][position], "%H:%M")
        over = began + datetime.timedelta(minutes=int(spoiled.rng.integers(4, 9)))
        yield spoiled.write_words(end, position, over.strftime("%H:%M"))


def _end_before_start(spoiled: SpoiledWave, count: int) -> Iterator[Planted]:
    """Start and end exchanged."""
    start, end = spoiled.role("start"), spoiled.role("end")
    if start is not None and end is not None:
        for position in spoiled.pick(_everybody(spoiled), count):
            began = str(spoiled.sheet.words[start.id][position])
            spoiled.sheet.words[start.id][position] = spoiled.sheet.words[end.id][position]
            yield spoiled.write_words(end, position, began)


def _same_number(spoiled: SpoiledWave, count: int) -> Iterator[Planted]:
    """A later interview with the number of an earlier one."""
    key = spoiled.sheet.form.variables[spoiled.sheet.form.key]
    for _ in range(count):
        pair = spoiled.pick(_everybody(spoiled), 2)
        if len(pair) == 2:
            yield spoiled.write_words(key, pair[1], str(spoiled.sheet.words[key.id][pair[0]]))


def _delivered_twice(spoiled: SpoiledWave, count: int) -> Iterator[Planted]:
    """An interview that comes again at the end of the file."""
    for position in spoiled.pick(_everybody(spoiled), count):
        spoiled.doubled.append(position)
        key = spoiled.sheet.form.key
        again = spoiled.sheet.n + len(spoiled.doubled) - 1
        yield Planted(again, key, "", str(spoiled.sheet.words[key][position]))


def _copied(spoiled: SpoiledWave, count: int) -> Iterator[Planted]:
    """Interviews later in the file with the answers of another respondent under different numbers."""
    sheet = spoiled.sheet
    sources = spoiled.pick(np.arange(sheet.n) < sheet.n // 2, 1)
    for source in sources:
        alike = np.arange(sheet.n) > source
        for variable in sheet.form.variables.values():
            if _must_agree(spoiled, variable):
                alike &= sheet.reason(variable.id) == sheet.reason(variable.id)[source]
                alike &= _same(sheet, variable, source)
        for position in spoiled.pick(alike, count):
            for variable in sheet.form.variables.values():
                if not variable.question.filled_by_interviewer and is_put_to_respondent(variable):
                    _copy(sheet, variable, source, position)
            key = sheet.words[sheet.form.key]
            yield Planted(position, sheet.form.key, "", str(key[source]))


def _must_agree(spoiled: SpoiledWave, variable: Variable) -> bool:
    """Whether a copy is planted only between interviews with the same value of a variable (language, version, row).

    Otherwise the copied answers would break another rule, too, and the mistake would be found by two.
    """
    roles = spoiled.sheet.form.roles
    return variable.id in (roles.get("language_start"), roles.get("version")) or (
        variable.row is not None and variable.row.asked_from is not None
    )


def _same(sheet: AnswerSheet, variable: Variable, source: int) -> Mask:
    if variable.row is not None or variable.kind in TEXT_KINDS:
        return np.ones(sheet.n, bool)
    return np.asarray(sheet.values(variable.id) == sheet.values(variable.id)[source], bool)


def _copy(sheet: AnswerSheet, variable: Variable, source: int, position: int) -> None:
    for kept in (sheet.codes, sheet.chosen, sheet.words):
        if variable.id in kept:
            kept[variable.id][position] = kept[variable.id][source]


def _everybody(spoiled: SpoiledWave) -> Mask:
    return np.ones(spoiled.sheet.n, bool)


def _answered(sheet: AnswerSheet, variable: Variable) -> Mask:
    return np.asarray(sheet.reason(variable.id) == Reason.ANSWERED, bool)


def _independent(form: Questionnaire) -> list[Variable]:
    """Variables put to the respondent on which no other question, version or role depends."""
    used = set(form.roles.values())
    for question in form.questions:
        used |= {str(name) for name in (question.split_by, question.offered_from, question.mask_own_group)}
        conditions = [question.ask_if, *(condition for condition, _ in question.routing)]
        used |= {name for condition in conditions if condition is not None for name in condition.names}
    return [
        one
        for one in form.variables.values()
        if one.id not in used
        and one.question.id not in used
        and one.kind not in TEXT_KINDS
        and is_put_to_respondent(one)
        and not any(option.leads_to for option in one.options)
    ]


MISTAKES = (
    Mistake("copied", "copied", 3, _copied),
    Mistake("delivered_twice", "key_twice", 2, _delivered_twice),
    Mistake("same_number", "key_twice", 1, _same_number),
    Mistake("short", "too_short", 8, _short),
    Mistake("swapped_unit", "unit_and_point", 3, _swapped_unit),
    Mistake("other_language", "language_held", 3, _other_language),
    Mistake("other_wave", "wave_differs", 1, _other_wave),
    Mistake("other_year", "date_outside", 2, _other_year),
    Mistake("late_date", "date_apart", 2, _late_date),
    Mistake("end_before_start", "end_before_start", 1, _end_before_start),
    Mistake("under_age", "ended", 2, _under_age),
    Mistake("impossible_age", "required", 1, _impossible_age),
    Mistake("lost_required", "required", 2, _lost_required),
    Mistake("wrong_code", "not_recorded", 6, _wrong_code),
    Mistake("lost_answer", "not_recorded", 4, _lost_answer),
    Mistake("stray_answer", "stray", 5, _stray_answer),
    Mistake("too_many", "too_many", 2, _too_many),
    Mistake("exclusive_with_others", "exclusive", 2, _exclusive_with_others),
    Mistake("not_offered", "not_offered", 2, _not_offered),
    Mistake("count_too_high", "not_recorded", 1, _count_too_high),
)
"""All kinds, beginning with those that need many free interviews; about 54 mistakes in 1,000 interviews."""

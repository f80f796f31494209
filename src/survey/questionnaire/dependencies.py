"""Dependencies between questions: those that decide whether, and about what, another one is asked."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping

from survey.questionnaire.model import Question, Questionnaire, Variable, choice_with

END = "END"


def variables_named(form: Questionnaire, names: Iterable[str]) -> tuple[str, ...]:
    """Ids of the variables behind some names, each once, in the order of the names.

    Parameters
    ----------
    form : Questionnaire
    names : iterable of str
        Variables, batteries (their rows), options of a multiple choice (``B03_11``), and groupings (the questions their
        categories are made of). Names that the questionnaire does not have are left out: they are columns of the file.

    Examples
    --------
    >>> from survey.questionnaire import read_questionnaire
    >>> form = read_questionnaire("questionnaires/interethnic")
    >>> variables_named(form, ["age4", "B03_11", "D01", "base_weight"])
    ('S03', 'B03', 'D01a', 'D01b', 'D01c')
    """
    return tuple(dict.fromkeys(variable for name in names for variable in _named(form, name)))


def _named(form: Questionnaire, name: str) -> Iterable[str]:
    if name in form.variables:
        return (name,)
    if name in form.groupings:
        conditions = [category.when for category in form.groupings[name].categories]
        return variables_named(form, [used for condition in conditions for used in condition.names])
    if rows := form.battery(name):
        return [row.id for row in rows]
    choice = choice_with(name, form.variables)
    return (choice.id,) if choice is not None else ()


def variables_behind(form: Questionnaire, names: Iterable[str]) -> tuple[str, ...]:
    """The variables behind some names, and all those that decide who is asked them and what the answers mean.

    These are the questions in conditions of asking and in routing that leads past a question, the version of a list
    experiment, the question a row is masked by, and the date where a row is asked from a certain day, each with
    those it depends on itself. Questions that end the interview are behind every other and are not named.

    Parameters
    ----------
    form : Questionnaire
    names : iterable of str
        As in :func:`variables_named`.

    Examples
    --------
    >>> from survey.questionnaire import read_questionnaire
    >>> variables_behind(read_questionnaire("questionnaires/interethnic"), ["G03", "G07"])
    ('G03', 'G07', 'G01a', 'G01b', 'G01c', 'H13')
    """
    leads = _leading_past(_Same(form))
    found: dict[str, None] = {}
    front = list(variables_named(form, names))
    while front:
        found |= dict.fromkeys(front)
        deeper = variables_named(form, [used for name in front for used in _uses(form, form.variables[name], leads)])
        front = [name for name in deeper if name not in found]
    return tuple(found)


def _uses(form: Questionnaire, variable: Variable, leads: Mapping[str, tuple[str, ...]]) -> list[str]:
    question = variable.question
    used = list(question.ask_if.names) if question.ask_if is not None else []
    used += [name for name in (question.split_by, question.mask_own_group) if name is not None]
    if variable.row is not None and variable.row.asked_from is not None and "date" in form.roles:
        used.append(form.roles["date"])
    return used + list(leads.get(question.id, ()))


class _Same:
    """A questionnaire as a key: equal to itself only, since comparing its contents takes longer than reading its routing."""

    __slots__ = ("form",)

    def __init__(self, form: Questionnaire) -> None:
        self.form = form

    def __hash__(self) -> int:
        return id(self.form)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.form is other.form


@functools.lru_cache(maxsize=4)
def _leading_past(key: _Same) -> Mapping[str, tuple[str, ...]]:
    """By question, the variables whose answers lead past it to a later one."""
    form = key.form
    order = {question.id: position for position, question in enumerate(form.questions)}
    place = {variable.id: order[variable.question.id] for variable in form.variables.values()} | order
    found: dict[str, list[str]] = {}
    for position, question in enumerate(form.questions):
        for target, names in _leads(form, question):
            for passed in form.questions[position + 1 : place[target]]:
                found.setdefault(passed.id, []).extend(names)
    return {name: tuple(dict.fromkeys(names)) for name, names in found.items()}


def _leads(form: Questionnaire, question: Question) -> Iterable[tuple[str, list[str]]]:
    """Targets of the routes of a question, except the end, each with the variables that decide on it."""
    own = [row.id for row in form.battery(question.id)] or [question.id]
    for option in question.options:
        if option.leads_to is not None and not option.leads_to.startswith(END):
            yield option.leads_to, own
    for condition, target in question.routing:
        if not target.startswith(END):
            yield target, [*own, *condition.names]


def ends_interviews(question: Question) -> bool:
    """Whether an answer to the question can end the interview."""
    targets = [option.leads_to or "" for option in question.options] + [target for _, target in question.routing]
    return any(target.startswith(END) for target in targets)

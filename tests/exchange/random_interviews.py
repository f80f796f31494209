"""Random interviews in which every question has an answer, so that routing alone decides what was asked."""

from __future__ import annotations

import random

import pandas as pd

from survey.questionnaire.model import Questionnaire, Variable
from tests.exchange.form_engine import Answers

_TYPED = {"date": "2018-03-20", "time": "10:30", "wave": "2018Q1"}


def filled(form: Questionnaire, n: int, seed: int) -> list[Answers]:
    """Interviews as files write them; answers that end the interview are rare, so that most paths are long."""
    rng = random.Random(seed)
    return [
        {one.id: answer(one, rng, key=f"K{at}" if one.id == form.key else None) for one in form.variables.values()}
        for at in range(n)
    ]


def answer(variable: Variable, rng: random.Random, *, key: str | None = None) -> str | set[str]:
    if key is not None:
        return key
    missing = [code.shown for code in variable.missing]
    if missing and rng.random() < 0.15:
        return {rng.choice(missing)} if variable.kind == "multiple" else rng.choice(missing)
    if variable.options:
        return chosen(variable, rng)
    low, high = int(variable.question.minimum or 0), int(variable.question.maximum or 9)
    high = min([high, *(int(most) for _, most in variable.question.maximum_by_version)])
    # ages are mostly those of adults, who go on
    typed = str(rng.randint(max(low, 10) if high > 50 else low, high))
    return _TYPED.get(variable.kind, "words" if variable.kind in ("text", "code") else typed)


def chosen(variable: Variable, rng: random.Random) -> str | set[str]:
    ends = [option.shown for option in variable.options if option.leads_to is not None]
    if ends and rng.random() < 0.05:
        return rng.choice(ends)
    going = [option.shown for option in variable.options if option.shown not in ends]
    if variable.kind != "multiple":
        return rng.choice(going)
    together = [option.shown for option in variable.options if not option.exclusive]
    most = min(variable.question.max_choices or 4, len(together))
    return set(rng.sample(together, rng.randint(1, most)))


def delivered(form: Questionnaire, interviews: list[Answers]) -> pd.DataFrame:
    """The interviews as the table of a file."""
    table = {
        name: [one[name] if isinstance(one[name], str) else " ".join(sorted(one[name])) for one in interviews]
        for name in form.variables
    }
    return pd.DataFrame(table)

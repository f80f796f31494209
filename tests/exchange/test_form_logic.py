"""Tests for form engines hold for exactly the interviews for which the condition of the questionnaire is true."""

from __future__ import annotations

import functools
import random
from pathlib import Path

import numpy as np
import pytest

import survey
from survey.arrays import Floats, Objects, ReasonCodes
from survey.blank_reasons import Reason
from survey.exchange.form_logic import holds, simplified
from survey.exchange.surveyjs_expression import surveyjs_expression
from survey.exchange.xpath import quoted, xpath
from survey.expressions import AnswerKind, Mentions, evaluate
from survey.expressions.parser import parse
from survey.questionnaire.model import Variable, choice_with
from tests.exchange.form_engine import Answers, is_true

FORM = survey.read_questionnaire(Path(__file__).parents[2] / "questionnaires" / "interethnic")


CONDITIONS = (
    "D04 in [3, 4] or D01a in [4, 5]",
    "D04 not in [1, 2]",
    "D04 != 3",
    "not (D04 == 3)",
    "not (D04 == 3 and D01a == 2)",
    "not (D04 == 3 or D01a >= 2)",
    "D01a <= 3 and not dont_know(D04)",
    "answered(D04) and not answered(D01a)",
    "refused(D04) or dont_know(D01a)",
    "not refused(D01)",
    "answered(D01)",
    "has(B03, 1, 2)",
    "not has(B03, 1)",
    "count(B03) >= 2",
    "not (count(B03) >= 2)",
    "count(D01) == 2",
    "any(D01) == 1",
    "all(D01) in [1, 2]",
    "not (any(D01) in [4, 5])",
    "not (all(D01) >= 2)",
    "any(B03) in [1, 3]",
    "all(B03) < 4",
    "not (any(B03) == 2)",
    "not (all(B03) == 2)",
    "S03 + D04 > 40",
    "S03 / D04 > 10",
    "not (-S03 < -40)",
    "B03_1 == 1 and B03_2 == 0",
    "B03_1 != 1",
)


def randomly(rng: random.Random) -> Answers:
    """An interview in which half of the questions are blank or have a missing code."""
    answers: Answers = {}
    for variable in FORM.variables.values():
        missing = [code.shown for code in variable.missing]
        if rng.random() < 0.25:
            continue
        if missing and rng.random() < 0.3:
            answers[variable.id] = {rng.choice(missing)} if variable.kind == "multiple" else rng.choice(missing)
        elif variable.kind == "multiple":
            shown = [option.shown for option in variable.options if not option.exclusive]
            answers[variable.id] = set(rng.sample(shown, rng.randint(1, min(3, len(shown)))))
        elif variable.options:
            answers[variable.id] = rng.choice(variable.options).shown
        elif variable.id == "S03":
            answers[variable.id] = str(rng.randint(18, 90))
    return answers


class Table:
    """The same interviews as conditions of the questionnaire read them."""

    def __init__(self, interviews: list[Answers]) -> None:
        self.interviews = interviews

    def __len__(self) -> int:
        return len(self.interviews)

    def variable(self, name: str) -> Variable:
        return FORM.variable(name)

    def kind_of(self, name: str) -> AnswerKind:
        if FORM.battery(name):
            return "battery"
        return "number" if choice_with(name, FORM.variables) else self.variable(name).answer_kind

    def reason(self, name: str) -> ReasonCodes:
        return np.array([self.reason_in(self.variable(name), one) for one in self.interviews], np.uint8)

    @staticmethod
    def reason_in(variable: Variable, answers: Answers) -> int:
        given = answers.get(variable.id, "")
        codes = given if isinstance(given, set) else {given}
        stated = [code.reason for code in variable.missing if code.shown in codes]
        return int(stated[0] if stated else Reason.ANSWERED if given else Reason.NOT_ASKED)

    def values(self, name: str) -> Floats:
        choice = choice_with(name, FORM.variables)
        if choice is not None:
            mentions = self.mentions(choice.id)
            at = choice.columns.index(name)
            return np.where(mentions.known, mentions.chosen[:, at], np.nan)
        given = [one.get(name, "") for one in self.interviews]
        numbers = np.array([float(one) if isinstance(one, str) and one else np.nan for one in given])
        return np.where(self.reason(name) == Reason.ANSWERED, numbers, np.nan)

    def texts(self, name: str) -> Objects:
        raise NotImplementedError(name)

    def mentions(self, name: str) -> Mentions:
        variable = self.variable(name)
        chosen = [[option.shown in one.get(name, "") for option in variable.options] for one in self.interviews]
        return Mentions(np.array(variable.codes), np.array(chosen, bool), self.reason(name) == Reason.ANSWERED)

    def rows_of(self, name: str) -> tuple[str, ...]:
        return tuple(row.id for row in FORM.battery(name))


@functools.cache
def interviews() -> list[Answers]:
    rng = random.Random(7)
    return [randomly(rng) for _ in range(400)]


def conditions() -> list[str]:
    own = {question.ask_if.source for question in FORM.questions if question.ask_if is not None}
    return [*CONDITIONS, *sorted(own)]


@pytest.mark.parametrize("source", conditions())
def test_a_test_is_true_where_the_condition_is(source: str) -> None:
    """False and unknown are both not true; no condition is true everywhere or nowhere, so that both are tried."""
    condition = parse(source)
    expected = evaluate(condition, Table(interviews())).true
    for test in (holds(condition.root, FORM), simplified(holds(condition.root, FORM))):
        assert [is_true(test, one) for one in interviews()] == expected.tolist()
    assert 0 < expected.sum() < len(expected)


@pytest.mark.parametrize(
    ("source", "in_xpath", "in_surveyjs"),
    [
        ("D04 in [3, 4]", "${D04} = 3 or ${D04} = 4", "({D04} = 3) or ({D04} = 4)"),
        (
            "D04 != 3",
            "(${D04} != '' and not(${D04} = '98' or ${D04} = '99')) and ${D04} != 3",
            "(({D04} notempty) and !(({D04} = 98) or ({D04} = 99))) and ({D04} <> 3)",
        ),
        (
            "has(B03, 1, 2)",
            "selected(${B03}, '1') or selected(${B03}, '2')",
            "({B03} contains 1) or ({B03} contains 2)",
        ),
        ("refused(D04)", "${D04} = '99'", "({D04} = 99)"),
    ],
)
def test_expressions_as_engines_read_them(source: str, in_xpath: str, in_surveyjs: str) -> None:
    """Short where a blank makes no difference."""
    test = simplified(holds(parse(source).root, FORM))
    assert (xpath(test), surveyjs_expression(test)) == (in_xpath, in_surveyjs)


def test_a_text_becomes_a_literal() -> None:
    """XPath 1.0 has no escapes."""
    assert [quoted(one) for one in ("a", "it's", 'both \' and "')] == [
        "'a'", '"it\'s"', "concat('both ', \"'\", ' and \"')"
    ]  # fmt: skip

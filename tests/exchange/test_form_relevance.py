"""A form asks what the routing takes for asked: on random interviews, question by question."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

import survey
from survey.blank_reasons import Reason
from survey.exchange.form_logic import FormTest
from survey.exchange.form_relevance import relevance
from survey.interviews import RawTable
from survey.questionnaire.model import Questionnaire
from tests.exchange.form_engine import Answers, is_true
from tests.exchange.random_interviews import delivered, filled

ROOT = Path(__file__).parents[2]
ROUTED = """
id: routed
version: "1"
title: {en: "Routed"}
languages: [en]
roles: {interview: KEY}
missing:
  - {code: 98, reason: dont_know, en: "Does not know"}
  - {code: 99, reason: refused, en: "Refused"}
missing_default: [98, 99]
header:
  title: {en: "Header"}
  questions:
    - {id: KEY, type: text, en: "Key"}
    - {id: TOWN, type: single, en: "Town", options: [{code: 1, en: "Yes"}, {code: 2, en: "No"}]}
blocks:
  - id: A
    title: {en: "A"}
    questions:
      - {id: A1, type: single, en: "A1", options: [{code: a, en: "a"}, {code: b, en: "b", goto: A4}, {code: c, en: "c"}]}
      - {id: A2, type: integer, min: 0, max: 9, en: "A2", routing: [{if: "A2 > 6 or A1 == 'c'", goto: A5}]}
      - {id: A3, type: multiple, en: "A3", ask_if: "not (A2 == 3)", options: [{code: 1, en: "One"}, {code: 2, en: "Two", goto: A6}, {code: 3, en: "Three"}]}
      - {id: A4, type: single, en: "A4", ask_if: "TOWN == 1", options: [{code: 1, en: "P"}, {code: 2, en: "Q", goto: END_SCREENOUT}], rows: [{id: A4a, en: "Ra"}, {id: A4b, en: "Rb"}]}
      - {id: A5, type: integer, min: 0, max: 9, en: "A5", ask_if: "any(A4) == 1 or refused(A2)"}
      - {id: A6, type: integer, min: 0, max: 9, en: "A6", ask_if: "A5 + A2 > 5 or not answered(A5)"}
      - {id: A7, type: text, en: "A7"}
observations:
  title: {en: "After"}
  questions:
    - {id: O1, type: single, en: "O1", ask_if: "A2 < 5", options: [{code: 1, en: "Yes"}, {code: 2, en: "No"}]}
"""


def routed(folder: Path) -> Questionnaire:
    folder.joinpath("questionnaire.yaml").write_text(ROUTED, encoding="utf-8")
    return survey.read_questionnaire(folder)


def shown(form: Questionnaire, asked: Mapping[str, FormTest], interview: Answers) -> set[str]:
    """Variables that an engine shows: what is not relevant is blank for the tests of later questions."""
    given: Answers = {}
    found: set[str] = set()
    for question in form.questions:
        if is_true(asked[question.id], given):
            rows = form.battery(question.id) or (form.variable(question.id),)
            given |= {row.id: interview[row.id] for row in rows}
            found |= {row.id for row in rows}
    return found


@pytest.mark.parametrize("folder", ["questionnaires/interethnic", "tests/data/household_panel/questionnaire", ""])
def test_a_form_asks_what_the_routing_says(folder: str, tmp_path: Path) -> None:
    """200 interviews; those of the third questionnaire meet routes of every kind."""
    form = survey.read_questionnaire(ROOT / folder) if folder else routed(tmp_path)
    interviews = filled(form, 200, seed=5)
    decoded, _ = survey.decode(RawTable("wave.csv", "csv", "0" * 64, delivered(form, interviews)), form)
    expected = [{name for name in form.variables if decoded.reason(name)[at] != Reason.NOT_ASKED} for at in range(200)]
    asked = relevance(form).asked
    assert [shown(form, asked, one) for one in interviews] == expected
    assert len({frozenset(one) for one in expected}) > (1 if form.id != "routed" else 10)

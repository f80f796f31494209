"""The names a condition may use."""

from pathlib import Path

import pytest

from survey.expressions import Domain
from survey.questionnaire.condition_scope import QuestionnaireScope
from survey.questionnaire.questionnaire_folder import read_questionnaire

DEFAULT = ((98, "dont_know"), (99, "refused"))


@pytest.mark.parametrize(
    ("name", "domain"),
    [
        ("H01", Domain("text", position=0)),
        ("A01", Domain("number", low=0, high=97, missing=DEFAULT, position=2)),
        ("A02a", Domain("number", (1, 2), missing=DEFAULT, position=3)),
        ("A02", Domain("battery", (1, 2), missing=DEFAULT, rows=("A02a", "A02b"), position=4)),
        ("A03", Domain("set", (1, 2, 3, 96), 1, 2, missing=DEFAULT, position=5)),
        ("A03_96", Domain("number", (0, 1), position=5)),
        ("A04", Domain("number", low=0, high=10, missing=(*DEFAULT, (97, "not_applicable")), position=6)),
        ("A05", Domain("number", low=0, high=2, missing=DEFAULT, position=7)),
        ("age", Domain("number", (1, 2))),
        ("base_weight", Domain("number")),
        ("A03_4", None),
        ("A06", None),
    ],
)
def test_what_can_be_answered_to_a_name(folder: Path, name: str, domain: Domain | None) -> None:
    """Questions, rows, batteries, options, groupings, columns, and what does not exist."""
    scope = QuestionnaireScope.of(read_questionnaire(folder), ["base_weight"])
    assert scope.domain(name) == domain


def test_every_name_is_offered(folder: Path) -> None:
    """For the nearest existing name in a complaint."""
    scope = QuestionnaireScope.of(read_questionnaire(folder), ["base_weight"])
    assert scope.names() == (
        "H01", "H02", "A01", "A02a", "A02b", "A03", "A04", "A05", "O01", "A02", "version", "age", "base_weight",
    )  # fmt: skip

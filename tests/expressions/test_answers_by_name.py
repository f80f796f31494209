"""Conditions of analyses name answers by wording, in any language of the questionnaire."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from survey.design import Design, Sample, make_sample
from survey.errors import EstimationError, ExpressionError
from survey.estimation import recode, share
from survey.ingest import decode
from survey.interviews import RawTable
from survey.questionnaire import read_questionnaire
from survey.questionnaire.category_names import CategoryNames

INSTRUMENT = Path(__file__).parents[2] / "questionnaires" / "interethnic"
Chosen = Callable[[str], list[int]]


@pytest.fixture(scope="module")
def sample() -> Sample:
    cells = {
        "H01": ["i0", "i1", "i2", "i3"],
        "H04": ["1", "3", "3", "19"],
        "S01": ["1"] * 4,
        "S03": ["40"] * 4,
        "Z01": ["1", "2", "1", "2"],
        "C01a": ["1", "2", "4", "98"],
        "C01b": ["4", "4", "1", "4"],
        "B03": ["1;2", "2", "9", "1"],
        "w": ["1"] * 4,
    }
    form = read_questionnaire(INSTRUMENT)
    interviews, _ = decode(RawTable("tiny.csv", "csv", "0" * 64, pd.DataFrame(cells)), form)
    return make_sample(interviews, Design(weight="w"))


@pytest.fixture
def chosen(sample: Sample) -> Chosen:
    """Interviews for which a condition holds."""

    def find(condition: str) -> list[int]:
        domain = sample.where(condition).domain
        assert domain is not None
        return [at for at, inside in enumerate(domain) if inside]

    return find


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("C01a == 'Толық сенемін'", [0]),
        ("C01a == 'полностью  доверяю.'", [0]),
        ("'Полностью доверяю' == C01a", [0]),
        ("C01a != 'Полностью доверяю'", [1, 2]),
        ("C01a in ['Полностью доверяю', 2]", [0, 1]),
        ("C01a not in ['Полностью доверяю']", [1, 2]),
        ("any(C01) == 'Полностью доверяю'", [0, 2]),
        ("has(B03, 'Безработица')", [0, 3]),
        ("any(B03) == 'Жұмыссыздық'", [0, 3]),
        ("sex == 'Мужчины' and C01a == 4", [2]),
        ("sex == 'Men'", [0, 2]),
        ("unit == 'г. Текели'", [1, 2]),
        ("C01a == '4'", [2]),
    ],
)
def test_an_answer_has_the_names_of_every_language(chosen: Chosen, condition: str, found: list[int]) -> None:
    """Wordings of options and categories, ids; case, spaces and quotes do not matter, a blank is unknown."""
    assert chosen(condition) == found


def test_an_unknown_name_is_refused_with_the_nearest(chosen: Chosen) -> None:
    """It would find nobody, and nobody would see why."""
    with pytest.raises(ExpressionError, match=r"X034(.|\n)*C01a has no answer(.|\n)*'Полностью доверяю'"):
        chosen("C01a == 'Полностю доверяю'")
    with pytest.raises(ExpressionError, match="X034"):
        chosen("has(B03, 'Безработицы')")


def test_a_wording_of_a_blank_is_refused_with_the_condition_that_finds_it(chosen: Chosen) -> None:
    """Does not know is no answer."""
    with pytest.raises(ExpressionError, match=r"X036(.|\n)*dont_know\(C01a\)"):
        chosen("C01a == 'Не знаю / затрудняюсь ответить'")


def test_names_have_no_order_and_numbers_have_no_names(chosen: Chosen) -> None:
    """Only equality can be asked of a wording."""
    for condition in ("C01a < 'Скорее доверяю'", "S03 == '40'", "C01a + 1 == 'Скорее доверяю'"):
        with pytest.raises(ExpressionError, match="X019"):
            chosen(condition)


def test_a_name_of_two_answers_is_not_guessed() -> None:
    """Equal wordings, and a wording that is the code of another answer."""
    twins = CategoryNames({1: ("Newport",), 2: ("newport",), 3: ("1",), 4: ("Newport",)}, {})
    assert twins.find("Newport").codes == ("1", "4")
    assert twins.find("NEWPORT").codes == ("1", "2", "4")
    assert twins.find("1").code == 3
    counted = CategoryNames({1: ("2", "1"), 2: ("none", "2")}, {})
    assert counted.find("2").codes == ("1", "2")


def test_a_name_of_two_answers_is_refused() -> None:
    """The codes are offered."""
    table = {"town": [1, 2, 3], "w": [1, 1, 1]}
    named = recode(make_sample(table, Design(weight="w")), "t", "town", {"Newport": [1], "newport": [2]}, rest="3")
    assert named.where("t == 'Newport'").n == 1
    with pytest.raises(ExpressionError, match=r"X035(.|\n)*1 or 2"):
        named.where("t == 'NEWPORT'")
    assert share(named, "t", "newport").estimate.round(4).tolist() == [0.3333]
    with pytest.raises(EstimationError, match=r"E374(.|\n)*1 or 2"):
        share(named, "t", ["NEWPORT"])


def test_declared_categories_of_a_table_are_names_and_free_text_is_not() -> None:
    """A text that nobody has may be asked for; a category that does not exist is a mistake."""
    table = pd.DataFrame({"size": pd.Categorical(["s", "m"]), "town": ["a", "b"], "w": [1, 1]})
    sample = make_sample(table, Design(weight="w"))
    assert sample.where("size == 's'").n == 1
    assert sample.where("town == 'elsewhere'").n == 0
    with pytest.raises(ExpressionError, match="X034"):
        sample.where("size == 'x'")


def test_files_of_a_workspace_still_name_codes() -> None:
    """A corrected wording must not change a rule."""
    from survey.expressions import check, parse
    from survey.questionnaire.condition_scope import QuestionnaireScope

    scope = QuestionnaireScope.of(read_questionnaire(INSTRUMENT))
    assert [one.code for one in check(parse("C01a == 'Полностью доверяю'"), scope)] == ["X024"]

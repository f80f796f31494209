"""The page about answers says what holds."""

import re
from pathlib import Path

import pytest

from survey.questionnaire import Questionnaire, read_questionnaire
from survey.questionnaire.model import NUMERIC_KINDS, TEXT_KINDS

PAGE = (Path(__file__).parents[2] / "docs" / "questionnaire.md").read_text(encoding="utf-8")
SOURCE = Path(__file__).parents[2] / "src" / "survey" / "questionnaire"


@pytest.fixture
def form(tmp_path: Path) -> Questionnaire:
    """The example of the page."""
    (example,) = re.findall(r"```yaml\n(id: example.*?)```", PAGE, re.DOTALL)
    (tmp_path / "questionnaire.yaml").write_text(example, encoding="utf-8")
    return read_questionnaire(tmp_path)


def test_its_example_can_be_read(form: Questionnaire) -> None:
    """Text codes, decimals, accepted wordings, conditions over them."""
    assert form.variable("A2").columns == ("A2_KZ", "A2_KG", "A2_UZ", "A2_else")
    assert form.variable("A3").question.minimum == 0.5
    assert "РК" in form.variable("A1").options[0].spellings


def test_its_table_names_every_type() -> None:
    """No type is left out, and none is made up."""
    rows = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \| ", PAGE.partition("## Types")[2].partition("##")[0], re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert named == NUMERIC_KINDS | TEXT_KINDS | {"single", "multiple"}


def test_its_table_names_complaints_that_exist() -> None:
    """Each is in the source."""
    codes = set(re.findall(r"^\| `(Q\d{3})` ", PAGE, re.MULTILINE))
    source = (SOURCE / "ambiguous_answers.py").read_text(encoding="utf-8")
    assert codes == {"Q044", "Q045", "Q046", "Q047", "Q048", "Q049"}
    assert all(f'"{code}"' in source for code in codes)

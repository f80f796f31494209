"""Waves asked with two versions of a questionnaire, put together under the newer one."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from survey.design import Design, make_sample
from survey.interviews import Interviews
from survey.questionnaire import Questionnaire, Reason, read_questionnaire
from survey.weighting import combine

INSTRUMENT = Path(__file__).parents[2] / "questionnaires" / "interethnic"


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> tuple[Questionnaire, Questionnaire]:
    """The shipped questionnaire, and a version whose first option of F01 and wording of Z02 read otherwise."""
    folder = tmp_path_factory.mktemp("older")
    for file in ("questionnaire.yaml", "groups.yaml"):
        (folder / file).write_text((INSTRUMENT / file).read_text("utf-8"), "utf-8")
    now = read_questionnaire(INSTRUMENT)
    text = (folder / "questionnaire.yaml").read_text("utf-8")
    option, ethnicity = now.variables["F01"].options[0].text["ru"], now.variables["Z02"].question.text["ru"]
    start = text.index("id: F01")
    text = text[:start] + text[start:].replace(option, f"{option} и да", 1)
    assert ethnicity in text
    (folder / "questionnaire.yaml").write_text(text.replace(ethnicity, f"{ethnicity} Точно", 1), "utf-8")
    return now, read_questionnaire(folder)


def interviews(form: Questionnaire, codes: dict[str, float]) -> Interviews:
    """Two interviews with the same answers; everything else was not recorded."""
    answers: dict[str, np.ndarray] = {}
    reasons = {}
    for variable in form.variables.values():
        given = codes.get(variable.id)
        reasons[variable.id] = np.full(2, Reason.NOT_RECORDED if given is None else Reason.ANSWERED, np.uint8)
        answers |= {column: np.full(2, np.nan if given is None else given) for column in variable.columns}
    extras = pd.DataFrame({"w": [1.0, 1.0]})
    return Interviews(form, pd.DataFrame(answers), pd.DataFrame(reasons), extras, np.array([2, 3]), np.ones(2, bool))


def test_only_what_was_asked_alike_is_put_together(forms: tuple[Questionnaire, Questionnaire]) -> None:
    """F01 of the older wave is blank as not asked; C01a and the ethnic group, whose question was only worded anew, stay."""
    now, before = forms
    codes = {"F01": 1.0, "C01a": 2.0, "Z02": 3.0}
    waves = {
        name: make_sample(interviews(form, codes), Design(weight="w")) for name, form in (("old", before), ("new", now))
    }
    both = combine(waves)
    assert isinstance(both.data, Interviews)
    assert both.data.form is now
    assert both.values("C01a").tolist() == [2, 2, 2, 2]
    assert np.isnan(both.values("F01")[:2]).all()
    assert both.reason("F01").tolist() == [Reason.NOT_ASKED, Reason.NOT_ASKED, Reason.ANSWERED, Reason.ANSWERED]
    assert both.values("F01")[2:].tolist() == [1, 1]
    assert both.values("ethnic_group").tolist() == [3, 3, 3, 3]

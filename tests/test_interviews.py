"""Interviews: what can be asked of them, and setting aside."""

import dataclasses
import pickle
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import survey
from survey.findings import Finding, Findings
from survey.interviews import Interviews, Stray
from survey.selected_interviews import SelectedInterviews, select_interviews
from survey.text import Text

FORM = survey.read_questionnaire(Path(__file__).parents[1] / "questionnaires" / "interethnic")
SAID = Text.of(kk="қате", ru="ошибка", en="error")


@pytest.fixture
def interviews(tmp_path: Path) -> Interviews:
    """Three interviews, two of them under one key, with a text column and a weight beside the questions."""
    path = tmp_path / "wave.csv"
    path.write_text(
        "H01;H04;S03;Z02;B03;base_weight;tablet\nA;1;30;1;11 3;10,5;t-1\nB;2;70;98;14;20;t-2\nB;2;;;;20;t-3\n",
        "utf-8",
    )
    return survey.decode(survey.read_file(path), FORM)[0]


def test_a_column_beside_the_questions_is_a_number_or_a_text(interviews: Interviews) -> None:
    """As its cells are."""
    assert (interviews.kind_of("base_weight"), interviews.kind_of("tablet")) == ("number", "text")
    assert interviews.values("base_weight").tolist() == [10.5, 20, 20]
    assert interviews.texts("tablet").tolist() == ["t-1", "t-2", "t-3"]


def test_a_condition_may_speak_of_a_text_beside_the_questions(interviews: Interviews) -> None:
    """In the language of the questionnaire."""
    sample = survey.make_sample(interviews, survey.Design(weight="base_weight"))
    assert sample.where("tablet == 't-2'").n == 1


def test_a_blank_keeps_its_reason(interviews: Interviews) -> None:
    """Does not know is not the same as lost."""
    wanted = [survey.Reason.ANSWERED, survey.Reason.DONT_KNOW, survey.Reason.NOT_RECORDED]
    assert interviews.reason("Z02").tolist() == wanted


def test_a_grouping_is_asked_for_like_a_variable(interviews: Interviews) -> None:
    """70 years belong to the fourth age group; an unknown age to none."""
    assert interviews.values("age4").tolist()[:2] == [2, 4]
    assert interviews.values("age4")[2] != interviews.values("age4")[2]


def test_a_finding_of_a_row_sets_aside_that_row_only(interviews: Interviews) -> None:
    """The first interview under the key stays."""
    findings = Findings([Finding("key_twice", "error", SAID, interview="B", row=4)])
    assert interviews.set_aside(findings).accepted.tolist() == [True, True, False]


def test_a_finding_of_a_key_sets_aside_all_its_rows(interviews: Interviews) -> None:
    """Nothing says which of them is meant."""
    findings = Findings([Finding("refused_later", "error", SAID, interview="B")])
    aside = interviews.set_aside(findings)
    assert aside.accepted.tolist() == [True, False, False]
    assert (len(aside), aside.n_accepted) == (3, 1)


def test_an_unknown_name_gets_the_nearest(interviews: Interviews) -> None:
    """Among questions, groupings and columns."""
    with pytest.raises(survey.SurveyError, match="base_weight") as caught:
        interviews.values("base_weigth")
    assert caught.value.code == "X001"


def test_a_frame_shows_wordings_when_a_language_is_given(interviews: Interviews) -> None:
    """Codes are kept, labels are shown."""
    assert interviews.to_frame()["H04"].tolist() == [1, 2, 2]
    assert interviews.to_frame("kk")["H04"].tolist()[0] == "Талдықорған қаласы"


def test_selected_interviews_answer_as_a_copy_would(interviews: Interviews) -> None:
    """They share the answers of all, so every lookup has to take their rows."""
    strays = (Stray(0, "S03", "1"), Stray(2, "S03", "2"))
    kept = np.array([0, 2])
    some = select_interviews(dataclasses.replace(interviews, strays=strays), kept)
    assert isinstance(some, SelectedInterviews)
    assert len(some) == 2
    assert some.ids.tolist() == ["A", "B"]
    assert some.rows.tolist() == [2, 4]
    assert [(stray.position, stray.value) for stray in some.strays] == [(0, "1"), (1, "2")]
    for name in (*interviews.form.variables, *interviews.form.groupings, "base_weight"):
        assert some.kind_of(name) == interviews.kind_of(name)
        np.testing.assert_array_equal(some.reason(name), interviews.reason(name)[kept])
        if some.kind_of(name) == "number":
            np.testing.assert_array_equal(some.values(name), interviews.values(name)[kept])
        elif some.kind_of(name) == "text":
            np.testing.assert_array_equal(some.texts(name), interviews.texts(name)[kept])
        else:
            np.testing.assert_array_equal(some.mentions(name).chosen, interviews.mentions(name).chosen[kept])
            np.testing.assert_array_equal(some.mentions(name).known, interviews.mentions(name).known[kept])


def test_selected_interviews_have_the_frames_of_a_copy(interviews: Interviews) -> None:
    """Also after they were selected from again, pickled, or replaced in part."""
    last = select_interviews(select_interviews(interviews, np.array([False, True, True])), np.array([1]))
    again = pickle.loads(pickle.dumps(last))
    changed = dataclasses.replace(last, accepted=np.array([False]))
    assert type(changed) is Interviews
    for name in ("answers", "reasons", "extras"):
        wanted = getattr(interviews, name).iloc[[2]].reset_index(drop=True)
        for one in (last, again, changed):
            pd.testing.assert_frame_equal(getattr(one, name), wanted)
    pd.testing.assert_frame_equal(last.to_frame(), interviews.to_frame().iloc[[2]].reset_index(drop=True))
    assert last.column_names == interviews.column_names
    assert last.column("tablet").tolist() == ["t-3"]


def test_a_sample_does_not_copy_the_answers_of_accepted_interviews(interviews: Interviews) -> None:
    """A million of them would take a gigabyte twice."""
    accepted = dataclasses.replace(interviews, accepted=np.array([True, False, True]))
    sample = survey.make_sample(accepted, survey.Design(weight="base_weight"))
    assert isinstance(sample.data, SelectedInterviews)
    assert sample.data.whole is sample.source
    assert sample.values("S03").tolist()[:1] == [30]
    assert sample.names.count("tablet") == 1
    assert sample.has("B03_11")
    assert not sample.has("B03_999")


@pytest.mark.parametrize("accepted", [[True, True, True], [True, False, True]])
def test_what_is_written_to_interviews_does_not_reach_a_sample(interviews: Interviews, accepted: list[bool]) -> None:
    """Neither answers nor extras, whether the sample has all interviews or some."""
    given = dataclasses.replace(interviews, accepted=np.array(accepted))
    sample = survey.make_sample(given, survey.Design(weight="base_weight"))
    given.answers.loc[:, "S03"] = 99.0
    given.extras["tablet"] = "t-9"
    given.reasons.loc[:, "S03"] = 2
    again = survey.make_sample(sample.data, survey.Design(weight="base_weight"))
    for one in (sample, again):
        assert one.values("S03")[0] == 30
        assert isinstance(one.data, Interviews)
        assert (one.data.texts("tablet")[0], int(one.data.reason("S03")[0])) == ("t-1", 0)

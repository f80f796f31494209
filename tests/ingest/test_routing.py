"""Who was asked is told by the questionnaire; what stands where nobody asked is a stray."""

from collections.abc import Callable

import pytest

from survey.findings import Findings
from survey.interviews import Interviews, Stray
from survey.questionnaire import Reason

Decode = Callable[..., tuple[Interviews, Findings]]

ANSWERED, DONT_KNOW, NOT_ASKED, NOT_RECORDED = (
    Reason.ANSWERED,
    Reason.DONT_KNOW,
    Reason.NOT_ASKED,
    Reason.NOT_RECORDED,
)

# D05 is asked if D04 == 3.
FOLLOWED: list[tuple[object, object, Reason, tuple[str, ...]]] = [
    # D04, D05, reason of D05, stray values
    (3, "1", ANSWERED, ()),
    (3, "", NOT_RECORDED, ()),
    (3, "-1", NOT_RECORDED, ()),
    (1, "", NOT_ASKED, ()),
    (1, "-1", NOT_ASKED, ()),
    (1, "1 2", NOT_ASKED, ("1 2",)),
    (1, "98", NOT_ASKED, ("98",)),
    (1, "44", NOT_ASKED, ("44",)),
    (98, "1", NOT_ASKED, ("1",)),
    (98, "", NOT_ASKED, ()),
    ("", "1", ANSWERED, ()),
    ("", "", NOT_RECORDED, ()),
    ("", "98", DONT_KNOW, ()),
    (7, "1", ANSWERED, ()),
    (7, "", NOT_RECORDED, ()),
]


@pytest.mark.parametrize(("filter_", "follower", "reason", "strays"), FOLLOWED)
def test_a_follower_is_asked_by_its_filter(
    decoded: Decode, filter_: object, follower: object, reason: Reason, strays: tuple[str, ...]
) -> None:
    """A filter of "does not know" asks nobody; one that was not recorded leaves what stands there."""
    interviews, findings = decoded({"D04": [filter_], "D05": [follower]})
    assert interviews.reason("D05").tolist() == [reason]
    assert interviews.strays == tuple(Stray(0, "D05", value) for value in strays)
    assert [finding.variable for finding in findings if finding.row] == (["D04"] if filter_ == 7 else [])


def test_what_was_not_asked_is_blank(decoded: Decode) -> None:
    """The stray answer enters no number."""
    interviews, _ = decoded({"D04": [1, 3], "D05": ["1", "1"]})
    assert interviews.answers["D05_1"].isna().tolist() == [True, False]


def test_a_filter_that_was_not_asked_leaves_its_followers_unasked(decoded: Decode) -> None:
    """D06 hangs on D05, which hangs on D04: one wrong turn takes back both."""
    interviews, _ = decoded({"D04": [1], "D05": ["1"], "D06": ["2"]})
    assert interviews.reason("D06").tolist() == [NOT_ASKED]
    assert interviews.strays == (Stray(0, "D05", "1"), Stray(0, "D06", "2"))


def test_an_answer_that_ends_the_interview_leaves_the_rest_unasked(decoded: Decode) -> None:
    """Refusal in S01 and age under 18 in S03; the interviewer's observations are filled in all the same."""
    interviews, _ = decoded({"S01": [2, 1, 1], "S03": [None, 16, 18], "C02": [None, 3, 4], "O01": ["18:30"] * 3})
    assert interviews.reason("S03").tolist() == [NOT_ASKED, ANSWERED, ANSWERED]
    assert interviews.reason("C02").tolist() == [NOT_ASKED, NOT_ASKED, ANSWERED]
    assert interviews.reason("O01").tolist() == [ANSWERED] * 3
    assert interviews.strays == (Stray(1, "C02", "3"),)


def test_an_answer_may_lead_past_questions(decoded: Decode) -> None:
    """Code 4 of D08 goes to K01, past D09."""
    interviews, _ = decoded({"D08": [4, 1], "D09": ["2", "2"], "K01": ["да", "да"]})
    assert interviews.reason("D09").tolist() == [NOT_ASKED, ANSWERED]
    assert interviews.reason("K01").tolist() == [ANSWERED, ANSWERED]
    assert interviews.strays == (Stray(0, "D09", "2"),)


def test_not_applicable_where_nobody_asked_is_no_stray(decoded: Decode) -> None:
    """97 is how some interviewers write "skipped"."""
    interviews, _ = decoded({"S01": [2], "C01a": [97]})
    assert interviews.reason("C01a").tolist() == [NOT_ASKED]
    assert interviews.strays == ()


def test_a_question_absent_from_the_file_follows_the_routing_too(decoded: Decode) -> None:
    """Where it was not to be asked nothing is missing."""
    interviews, _ = decoded({"D04": [1, 3]})
    assert interviews.reason("D05").tolist() == [NOT_ASKED, NOT_RECORDED]

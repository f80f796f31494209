"""What a question asked, for cards and methods."""

from survey.indicators import Indicators
from survey.indicators.question_wordings import wordings_behind, wordings_of


def test_a_wording_has_the_rows_and_answers_that_count(shipped: Indicators) -> None:
    """Relations in the own village: one row, the two best answers."""
    (wording,) = wordings_of(shipped["REL_LOCAL"], shipped)
    variable = shipped.form.variables["D01a"]
    assert wording.rows == (variable.text,)
    assert wording.counted == tuple(option.text for option in variable.question.options[:2])


def test_a_share_of_several_questions_counts_no_answer_of_one(shipped: Indicators) -> None:
    """The answers that count depend on two questions together."""
    assert {one.counted for one in wordings_of(shipped["MIGRATION_ETHNIC"], shipped)} == {()}


def test_an_index_has_the_questions_of_its_parts(shipped: Indicators) -> None:
    """In the order of the questionnaire, each once."""
    found = [one.question for one in wordings_of(shipped["ISI"], shipped)]
    order = [one.id for one in shipped.form.questions]
    assert len(found) > 10
    assert found == [name for name in order if name in found]


def test_a_question_of_several_headlines_is_named_once(shipped: Indicators) -> None:
    """Two indicators that count different answers of it underline none."""
    found = {one.question: one for one in wordings_behind(shipped.primary, shipped)}
    assert {"REL_LOCAL", "NEG_SHARE", "ISI"} <= set(found["D01"].indicators)
    assert found["D01"].counted == ()
    assert found["P01"].counted

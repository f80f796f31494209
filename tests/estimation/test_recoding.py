"""Classifications made of answers: what belongs where, what is refused, what blanks keep."""

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
import pytest

from survey.design import Design, Sample, make_sample
from survey.errors import EstimationError, WeightingError
from survey.estimation import crosstab, mean, recode, share, shares
from survey.questionnaire import Reason
from survey.text import Text
from survey.weighting import combine

MakeSample = Callable[..., Sample]
TRUSTS = Text.of(kk="Сенеді", ru="Доверяет")
DOES_NOT = Text.of(kk="Сенбейді", ru="Не доверяет")
BANDS: Mapping[str | Text, tuple[float | None, float | None]] = {
    "18–34": (18, 34),
    "35–54": (35, 54),
    "55+": (55, None),
}


@pytest.fixture(scope="module")
def people(asked: MakeSample) -> Sample:
    """Eight respondents: five trust, one does not, one does not know, one refuses."""
    return asked(
        C01a=["1", "1", "2", "2", "2", "4", "98", "99"],
        S03=["18", "34", "35", "54", "55", "90", "20", "30"],
        B03=["1", "1", "2", "2", "1", "2", "1", "2"],
        C02=[str(at) for at in range(8)],
    )


def trusting(people: Sample) -> Sample:
    return recode(people, "trusts", "C01a", {TRUSTS: [1, 2], DOES_NOT: [3, 4]}, title=Text.of(kk="Сенім", ru="Доверие"))


def refused(code: str, *words: str) -> pytest.RaisesExc[EstimationError]:
    return pytest.raises(EstimationError, match=rf"{code}(.|\n)*" + r"(.|\n)*".join(words))


def test_answers_put_together_count_as_before(people: Sample) -> None:
    """The share of a class is the share of its answers, with either base."""
    sample = trusting(people)
    for base in ("answered", "asked"):
        one, other = share(sample, "trusts", 1, base=base), share(people, "C01a", [1, 2], base=base)
        assert one.estimate[0] == other.estimate[0]
        assert one.se[0] == other.se[0]
        assert (one.n_dont_know[0], one.n_refused[0]) == (1, 1)


def test_blanks_keep_their_reason(people: Sample) -> None:
    """Does not know stays "does not know"; what is left out is not applicable."""
    sample = recode(people, "r", "C01a", {"a": [1], "b": [2, 3]}, blank=4)
    assert sample.values("r").tolist()[:5] == [1, 1, 2, 2, 2]
    assert sample.reason("r").tolist()[5:] == [Reason.NOT_APPLICABLE, Reason.DONT_KNOW, Reason.REFUSED]


def test_bounds_are_both_included(people: Sample) -> None:
    """34 is in the first band, 35 in the second, 54 too."""
    sample = recode(people, "band", "S03", BANDS)
    assert sample.values("band").tolist() == [1, 1, 2, 2, 3, 3, 1, 1]


def test_the_classification_goes_wherever_one_goes(people: Sample) -> None:
    """Domains, shares, tables and conditions; its classes in their order, by wording or number."""
    sample = recode(trusting(people), "band", "S03", BANDS)
    assert "18–34" in repr(mean(sample, "C02", by="band"))
    shown = shares(sample, "trusts", by="band").show("ru")
    assert "Доверие" in shown.lines[0]
    assert shown.table is not None
    assert list(dict.fromkeys(shown.table["category"])) == ["Доверяет", "Не доверяет"]
    assert crosstab(sample, "band", "trusts", test=None).to_frame("wide", labels="kk").columns.tolist() == [
        "band",
        "Сенеді",
        "Сенбейді",
        "Барлығы",
    ]
    assert sample.where("band == '35–54'").n == 2
    assert sample.where("trusts != 'Доверяет'").n == 1
    assert sample.where("band == 3").n == 2
    assert share(sample, "trusts", "Сенеді").estimate[0] == share(sample, "trusts", 1).estimate[0]


def test_answers_and_classes_may_be_named_by_wording(people: Sample) -> None:
    """A class of a class too."""
    sample = recode(people, "r", "C01a", {"yes": ["Полностью доверяю", "Негізінен сенемін"]}, rest="no")
    assert sample.values("r").tolist()[:6] == [1, 1, 1, 1, 1, 2]
    again = recode(sample, "s", "r", {"not": ["no"], "does": ["yes"]})
    assert again.values("s").tolist()[:6] == [2, 2, 2, 2, 2, 1]


def test_conditions_make_classes(people: Sample) -> None:
    """An unknown condition leaves a blank with the reason of what it asks for."""
    sample = recode(people, "kind", None, {"young": "S03 < 35 and C01a in [1, 2]"}, rest="others")
    assert np.array_equal(sample.values("kind"), [1, 1, 2, 2, 2, 2, np.nan, np.nan], equal_nan=True)
    assert sample.reason("kind").tolist()[6:] == [Reason.DONT_KNOW, Reason.REFUSED]
    chosen = recode(people, "work", None, {"yes": "has(B03, 1)", "no": "not has(B03, 1)"})
    assert chosen.values("work").tolist() == [1, 1, 2, 2, 1, 2, 1, 2]


def test_an_answer_in_two_classes_is_refused(people: Sample) -> None:
    """By code, by bounds that touch, by conditions that hold together."""
    with refused("E364", "Answer 2", "'a' and in 'b'"):
        recode(people, "r", "C01a", {"a": [1, 2], "b": [2, 3, 4]})
    with refused("E364", "bounds overlap"):
        recode(people, "r", "S03", {"a": (18, 34), "b": (34, None)})
    with refused("E364", "in 'b': 1"):
        recode(people, "r", None, {"a": "S03 >= 55", "b": "S03 > 54 and S03 < 90"}, rest="c")
    with refused("E372", "Answer 1"):
        recode(people, "r", "C01a", {"a": [1, 2], "b": [3, 4]}, blank=[1])


def test_an_answer_without_a_class_is_refused(people: Sample) -> None:
    """Also when nobody gave it; a number that lies between two bands."""
    with refused("E365", "Answer 3", "Скорее|сенбеймін"):
        recode(people, "r", "C01a", {"a": [1, 2], "b": [4]})
    with refused("E373", "no class: 1, the first has 35"):
        recode(people, "r", "S03", {"a": (18, 34), "b": (36, None)})
    with refused("E373"):
        recode(people, "r", None, {"a": "S03 < 30", "b": "S03 > 30"})


def test_what_is_no_class_is_refused(people: Sample) -> None:
    """Unknown answers, bounds of answers, variables with several answers, names and wordings that do not do."""
    with refused("E010", "Скорее не доверяю"):
        recode(people, "r", "C01a", {"b": ["Скоре не доверяю"]}, rest="a")
    for wrong in ((1, 2), (18, 34, 50), (34, 18)):
        with refused("E366"):
            recode(people, "r", "C01a" if wrong == (1, 2) else "S03", {"a": wrong}, rest="b")
    with refused("E367", "has"):
        recode(people, "r", "B03", {"a": [1]}, rest="b")
    with refused("E369", "C01a"):
        recode(people, "r", "C01", {"a": [1]}, rest="b")
    with refused("E368"):
        recode(people, "r", None, {"a": [1]})
    for name in ("C01a", "C01", "sex", "two words", ""):
        with refused("E362"):
            recode(people, name, "C01a", {"a": [1]}, rest="b")
    with refused("E363", "twice"):
        recode(people, "r", "C01a", {TRUSTS: [1, 2], Text.of(kk="Сенбейді", ru="Доверяет"): [3, 4]})
    with refused("E371", "'ru'"):
        recode(people, "r", "C01a", {Text.of(kk="Сенеді"): [1, 2]}, rest="b")
    with refused("E370"):
        recode(people, "r", "C01a", {})


def test_plain_tables_are_recoded_too() -> None:
    """Categories nobody has, all blank, labels that look like numbers, quotes in labels."""
    table = pd.DataFrame(
        {
            "size": pd.Categorical(["s", "m", None], categories=["s", "m", "never"]),
            "age": [20, 30, 40],
            "empty": [np.nan] * 3,
            "w": [1, 1, 1],
        }
    )
    sample = make_sample(table, Design(weight="w"))
    found = recode(sample, "r", "size", {"small": ["s"], "large": ["m", "never"]})
    assert shares(found, "r").estimate.tolist() == [0.5, 0.5]
    with refused("E365", "'never'"):
        recode(sample, "r", "size", {"small": ["s"], "large": ["m"]})
    children = recode(sample, "n", "age", {"2": (None, 20), "1": (21, 30), "0": (31, None)})
    assert children.where("n == '1'").values("age")[children.where("n == '1'").domain].tolist() == [30]
    nobody = recode(sample, "r", "empty", {"low": (None, 1), "high": (2, None)})
    assert np.isnan(shares(nobody, "r").estimate).tolist() == [True, True]
    quoted = recode(sample, "q", "age", {"so \"called\" 'young'": (None, 20)}, rest="others")
    assert quoted.where("q == 'so called young'").n == 1
    assert quoted.to_frame()["q"].tolist() == [1, 2, 2]


def test_a_column_assigned_anew_has_no_classes(people: Sample) -> None:
    """Its numbers are numbers again."""
    sample = trusting(people).assign(trusts=np.arange(8.0))
    assert sample.categories("trusts").labels == ()


def test_waves_are_combined_with_the_same_classes_only(people: Sample) -> None:
    """Otherwise one code would mean two things."""
    both = combine({1: trusting(people), 2: trusting(people)})
    assert both.categories("trusts").labels == (TRUSTS, DOES_NOT)
    assert share(both, "trusts", 1, base="asked").n[0] == 16
    other = recode(people, "trusts", "C01a", {TRUSTS: [1], DOES_NOT: [2, 3, 4]}, title="other")
    with pytest.raises(WeightingError, match=r"W169(.|\n)*survey\.recode"):
        combine({1: trusting(people), 2: other})

"""Headings of options and of columns beside a question, as LimeSurvey, Kobo, REDCap, Qualtrics and others write them."""

from collections.abc import Callable

import pytest

from survey.findings import Findings
from survey.interviews import Interviews

Decode = Callable[..., tuple[Interviews, Findings]]


def sets(interviews: Interviews, variable: str = "B03") -> list[str]:
    """Codes chosen in each interview, with spaces between."""
    mentions = interviews.mentions(variable)
    return [" ".join(map(str, mentions.codes[chosen])) for chosen in mentions.chosen]


PAIRS = [
    ("B03[1]", "B03[96]"),
    ("B03[SQ001]", "B03[SQ002]"),
    ("B03[SQ001]", "B03[other]"),
    ("B03[001]", "B03[002]"),
    ("B03. Какие проблемы самые острые? [Безработица]", "B03. Какие проблемы самые острые? [Другое (укажите)]"),
    ("B03 [Безработица]", "B03 [Рост цен, низкие доходы]"),
    ("Какие проблемы самые острые? [Жұмыссыздық]", "Какие проблемы самые острые? [Проблем нет]"),
    ("[Безработица] Какие проблемы самые острые?", "[Проблем нет] Какие проблемы самые острые?"),
    ("B03/Безработица", "B03/Проблем нет"),
    ("B/B03/Безработица", "B/B03/Другое (укажите)"),
    ("Какие проблемы самые острые?/Безработица", "Какие проблемы самые острые?/Другое (укажите)"),
    ("B03 - Безработица", "B03 - Проблем нет"),
    ("B03_Безработица", "B03_Проблем нет"),
    ("B03/1", "B03/96"),
    ("grp/B03/1", "grp/B03/96"),
    ("B03_1", "B03_96"),
    ("b03___1", "b03___96"),
]


@pytest.mark.parametrize(("first", "second"), PAIRS)
@pytest.mark.parametrize(("yes", "no"), [("Y", ""), ("1", "0"), ("Да", "Нет"), ("Yes", "No")])
def test_a_heading_of_an_option_is_recognised(decoded: Decode, first: str, second: str, yes: str, no: str) -> None:
    """By its code, its place in the list, its wording in any language."""
    interviews, findings = decoded({first: [yes, no], second: [no, yes]})
    codes = {"SQ002": "2", "002": "2", "Рост": "2", "Проблем": "14"}
    expected = next((code for mark, code in codes.items() if mark in second), "96")
    assert sets(interviews) == ["1", expected]
    assert not findings.of("error", variable="B03")
    assert not findings.of(rule="columns_extra")


def test_places_that_are_codes_of_other_options_are_not_guessed(decoded: Decode) -> None:
    """SQ003 may be the third option, code 3, and so on; SQ004 can only be a place, and code 14 is there."""
    interviews, _ = decoded({"B03[SQ003]": ["Y", ""], "B03[SQ004]": ["", "Y"]})
    assert sets(interviews) == ["3", "14"]


def test_columns_that_nothing_places_block_and_stay(decoded: Decode) -> None:
    """An option of another version of the questionnaire: no column has to be renamed or removed."""
    interviews, findings = decoded({"B03[Погода]": ["Y", ""], "B03[SQ001]": ["", "Y"]})
    (finding,) = findings.of(rule="options_unplaced")
    assert (finding.severity, finding.interview, finding.variable) == ("error", None, "B03")
    assert "B03[Погода]" in interviews.extras.columns
    assert sets(interviews) == ["", "1"]


def test_words_in_the_column_of_other_are_kept_and_mean_that_it_was_chosen(decoded: Decode) -> None:
    """As LimeSurvey delivers them."""
    interviews, findings = decoded({"B03[SQ001]": ["Y", ""], "B03[other]": ["", "дороги"]})
    assert sets(interviews) == ["1", "96"]
    assert interviews.texts("B03[other]").tolist() == [None, "дороги"]
    assert [one.rule for one in findings if one.row is not None] == []


BESIDE = [
    "C02 time",
    "C02 (comment)",
    "C02[comment]",
    "C02 время",
    "C02. Comment",
    "C02 - timing",
    "C02: примечание",
    "C02_time",
]


@pytest.mark.parametrize("heading", BESIDE)
@pytest.mark.parametrize("first", [True, False])
def test_what_a_program_measured_beside_a_question_is_not_its_answer(
    decoded: Decode, heading: str, first: bool
) -> None:
    """Whichever comes first in the file; nothing is refused."""
    names = (heading, "C02") if first else ("C02", heading)
    interviews, findings = decoded({name: [2] if name == "C02" else [3] for name in names})
    assert interviews.values("C02").tolist() == [2.0]
    assert heading in interviews.extras.columns
    assert any(heading in one.message["en"] for one in findings.of("info"))


def test_the_id_alone_goes_before_the_id_with_other_text(decoded: Decode) -> None:
    """A recoded copy says what it is."""
    interviews, findings = decoded({"C02 перекодировано": [4], "C02": [2]})
    assert interviews.values("C02").tolist() == [2.0]
    assert interviews.extras.columns.tolist() == ["C02 перекодировано"]
    assert not findings.of(rule="columns_compete")


@pytest.mark.parametrize("heading", ["C01[C01a]", "C01[a]", "C01a[Президент]", "C01. Доверие [a]"])
def test_rows_of_a_battery_in_brackets(decoded: Decode, heading: str) -> None:
    """By the id of the row or what follows the id of the question."""
    interviews, _ = decoded({heading: [2]})
    assert interviews.values("C01a").tolist() == [2.0]


def test_the_text_of_other_is_recognised(decoded: Decode) -> None:
    """However its heading is written."""
    for heading in ("B03_other", "B03_96_other", "B03_96_TEXT", "B03/other", "B03.other", "b03_oth"):
        interviews, findings = decoded({"B03": ["96"], heading: ["дороги"]})
        assert interviews.texts(heading).tolist() == ["дороги"]
        assert not findings.of(rule="columns_extra")

"""Different codes of one question that read alike are complaints with place, both codes and remedy."""

from collections.abc import Callable
from pathlib import Path

import pytest

from survey.errors import Complaint, QuestionnaireError
from survey.questionnaire import read_questionnaire
from survey.questionnaire.model import Questionnaire

FRAME = """\
id: alike
version: "1"
title: {{kk: "Сауалнама", ru: "Анкета"}}
languages: [kk, ru]
roles: {{interview: H01}}
missing:
  - {{code: 97, reason: not_applicable, kk: "Маған қатысы жоқ", ru: "Не относится ко мне"}}
  - {{code: 98, reason: dont_know, kk: "Білмеймін / айта алмаймын", ru: "Не знаю / не могу сказать"}}
  - {{code: 99, reason: refused, kk: "Айтқысы келмеді", ru: "Не захотел(а) отвечать"}}
missing_default: [98, 99]
lists:
  shared:
    options:
      - {{code: 1, kk: "Бірінші", ru: "Первый"}}
      - {{code: 2, kk: {shared}, ru: "Второй"}}
header:
  title: {{kk: "Басы", ru: "Начало"}}
  questions:
    - {{id: H01, type: text, kk: "Нөмірі", ru: "Номер"}}
blocks:
  - id: A
    title: {{kk: "Негізгі", ru: "Основная"}}
    questions:
      - {{id: S1, type: single, list: shared, kk: "Қайсысы", ru: "Который"}}
      - {{id: S2, type: single, list: shared, missing: [97], kk: "Ал мұнда", ru: "А здесь"}}
      - {{id: S3, type: single, list: shared, kk: "Тағы қайсысы", ru: "Который ещё"}}
      - id: Q1
        type: {kind}
        kk: "Қандай жауап"
        ru: "Какой ответ"
        options:
          - {{code: 1, kk: "Алма", ru: "Яблоко"}}
          - {option}
          - {{code: 3, kk: "Өрік", ru: "Абрикос"}}
"""
PLAIN = '{code: 2, kk: "Алмұрт", ru: "Груша"}'
LINE = 33

Answers = Callable[..., Questionnaire]


@pytest.fixture
def answers(tmp_path: Path) -> Answers:
    """The questionnaire with this second option of Q1."""

    def read(option: str = PLAIN, kind: str = "single", shared: str = '"Екінші"') -> Questionnaire:
        text = FRAME.format(option=option, kind=kind, shared=shared)
        (tmp_path / "questionnaire.yaml").write_text(text, encoding="utf-8")
        return read_questionnaire(tmp_path)

    return read


def complaints(answers: Answers, *args: str, **keywords: str) -> list[Complaint]:
    """What is told of the questionnaire with this option."""
    with pytest.raises(QuestionnaireError) as caught:
        answers(*args, **keywords)
    return list(caught.value.complaints)


ALIKE = [
    ('kk: "алма.", ru: "Груша"', "'алма.'", "option 1"),
    ('kk: "Алмұрт", ru: "АЛМА"', "'АЛМА'", "option 1"),
    ('kk: "«Өрік»", ru: "Груша"', "'Өрік'", "option 2"),
    ('kk: "Алмұрт", ru: "Не знаю/не могу  сказать"', "'Не знаю/не могу  сказать'", "missing code 98"),
    ('kk: "Айтқысы  келмеді!", ru: "Груша"', "'Айтқысы  келмеді!'", "missing code 99"),
    ('kk: "Алмұрт", ru: "Груша", accepted: {ru: ["Дюшес", "яблоко"]}', "'яблоко'", "option 1"),
    ('kk: "Алмұрт", ru: "Груша", accepted: {en: ["aлмa"]}', "'aлмa'", "option 1"),
    ('kk: "Алмұрт", ru: "Груша", accepted: {kk: ["Не захотел(а) отвечать"]}', "'Не захотел(а) отвечать'", "99"),
]


@pytest.mark.parametrize(("wordings", "told", "twin"), ALIKE)
def test_two_codes_that_read_alike_are_told_with_both(answers: Answers, wordings: str, told: str, twin: str) -> None:
    """In any language, through case, punctuation, letters of another alphabet, and accepted spellings."""
    (complaint,) = complaints(answers, f"{{code: 2, {wordings}}}")
    assert complaint.code == "Q044"
    assert told in complaint.fact
    assert twin in complaint.fact
    assert "read: {Q1: {words: {" in complaint.remedy


def test_the_place_is_the_wording(answers: Answers) -> None:
    """Line and column of the option that reads like a missing code."""
    (complaint,) = complaints(answers, '{code: 2, kk: "Айтқысы келмеді", ru: "Груша"}')
    assert (complaint.place.line, complaint.place.column) == (LINE, 27)
    assert complaint.source[complaint.mark[0] :].startswith('"Айтқысы келмеді"')


USUAL = ["Білмеймін", "Затрудняюсь", "DK", "Қиналамын", "отказ", "Refused", "Бас тартты", "З/О"]


@pytest.mark.parametrize("word", USUAL)
def test_a_word_of_files_for_no_answer_is_no_option(answers: Answers, word: str) -> None:
    """The short words of any language count, whatever the language of the option."""
    (complaint,) = complaints(answers, f'{{code: 2, kk: "Алмұрт", ru: "Груша", accepted: {{ru: ["{word}"]}}}}')
    assert (complaint.code, complaint.place.line) == ("Q046", LINE)
    assert "option 2" in complaint.fact


def test_a_longer_wording_that_holds_the_word_is_an_option(answers: Answers) -> None:
    """As option 4 of Z04 is worded."""
    form = answers('{code: 2, kk: "Бұл тілді білмеймін", ru: "Не владею"}')
    assert form.variable("Q1").codes == (1, 2, 3)


@pytest.mark.parametrize("word", ["Жоқ", "Нет", "Не отмечено", "Да", "Mentioned", "No", "false"])
def test_an_option_of_a_multiple_choice_is_not_worded_as_a_mark(answers: Answers, word: str) -> None:
    """A column of option 2 with this word would say both: chosen, and not chosen."""
    option = f'{{code: 2, kk: "Алмұрт", ru: "Груша", accepted: {{ru: ["{word}"]}}}}'
    (complaint,) = complaints(answers, option, "multiple")
    assert complaint.code == "Q046"
    assert answers(option).variable("Q1").codes == (1, 2, 3)


@pytest.mark.parametrize("wording", ["Яблоко, абрикос", "Алма; өрік", "яблоко | Өрік"])
def test_an_option_is_no_enumeration_of_others(answers: Answers, wording: str) -> None:
    """A cell with several answers of a multiple choice would be unclear; a single choice has one."""
    option = f'{{code: 2, kk: "Алмұрт", ru: "Груша", accepted: {{kk: ["{wording}"]}}}}'
    (complaint,) = complaints(answers, option, "multiple")
    assert complaint.code == "Q047"
    assert answers(option).variable("Q1").codes == (1, 2, 3)


@pytest.mark.parametrize("figure", ["1", "3", "98", " 3", "1,0"])
def test_a_wording_is_not_the_number_of_another_code(answers: Answers, figure: str) -> None:
    """A cell with figures is a code."""
    (complaint,) = complaints(answers, f'{{code: 2, kk: "Алмұрт", ru: "{figure}"}}')
    assert complaint.code == "Q045"


@pytest.mark.parametrize("wordings", ['kk: "2", ru: "2"', 'kk: "18-29", ru: "18-29"', 'kk: "4", ru: "4"'])
def test_a_wording_of_figures_may_be_its_own_code_or_none(answers: Answers, wordings: str) -> None:
    """One code may read alike in two languages."""
    assert answers(f"{{code: 2, {wordings}}}").variable("Q1").codes == (1, 2, 3)


@pytest.mark.parametrize("marker", ["NULL", "None", "n/a", "NaN"])
def test_a_wording_is_not_what_programs_write_into_empty_cells(answers: Answers, marker: str) -> None:
    """Nobody could tell it from a blank."""
    option = f'{{code: 2, kk: "Алмұрт", ru: "Груша", en: "{marker}"}}'
    (complaint,) = complaints(answers, option)
    assert complaint.code == "Q049"


def test_a_list_of_several_questions_is_told_once_per_place(answers: Answers) -> None:
    """S1 and S3 have the same missing codes; one line is wrong."""
    found = complaints(answers, shared='"Айтқысы келмеді"')
    assert [(one.code, one.place.line) for one in found] == [("Q044", 15)]


def test_a_list_is_held_against_the_codes_of_each_question(answers: Answers) -> None:
    """Only S2 has the missing code 97."""
    (complaint,) = complaints(answers, shared='"Маған қатысы жоқ"')
    assert (complaint.code, complaint.place.line) == ("Q044", 15)
    assert "missing code 97" in complaint.fact


def test_ends_of_a_scale_are_compared_too(folder: Path) -> None:
    """The end 0 of the scale is worded as a missing code."""
    path = folder / "questionnaire.yaml"
    text = path.read_text(encoding="utf-8").replace('{code: 0, kk: "Мүлде"', '{code: 0, kk: "білмеймін"')
    path.write_text(text, encoding="utf-8")
    with pytest.raises(QuestionnaireError, match=r"end 0 (is also|reads like)"):
        read_questionnaire(folder)


def test_a_wording_of_figures_is_no_missing_code_where_it_can_be_answered(folder: Path) -> None:
    """On the scale from 0 to 10 a cell with 7 is an answer."""
    path = folder / "questionnaire.yaml"
    text = path.read_text(encoding="utf-8").replace('kk: "Бас тартты", ru: "Отказ"', 'kk: "Бас тартты", ru: "7"')
    path.write_text(text, encoding="utf-8")
    with pytest.raises(QuestionnaireError) as caught:
        read_questionnaire(folder)
    assert {one.code for one in caught.value.complaints} == {"Q048"}


def test_accepted_spellings_are_kept_and_shown_to_nobody(answers: Answers) -> None:
    """They stand beside the wordings."""
    form = answers('{code: 2, kk: "Алмұрт", ru: "Груша", accepted: {ru: ["Дюшес", "Грушка"], en: ["Pear"]}}')
    option = form.variable("Q1").options[1]
    assert option.spellings == ("Алмұрт", "Груша", "Дюшес", "Грушка", "Pear")
    assert "Дюшес" not in form.to_frame().to_string()


@pytest.mark.parametrize(
    ("accepted", "code"), [("{}", "Q051"), ("[]", "D012"), ("{ru: Дюшес}", "D012"), ("{de: [Birne]}", "D011")]
)
def test_accepted_spellings_are_lists_by_language(answers: Answers, accepted: str, code: str) -> None:
    """Anything else is told."""
    found = complaints(answers, f'{{code: 2, kk: "Алмұрт", ru: "Груша", accepted: {accepted}}}')
    assert code in {one.code for one in found}


def test_rows_that_read_alike_across_languages_are_told(folder: Path) -> None:
    """A column with this wording would belong to both."""
    path = folder / "questionnaire.yaml"
    text = path.read_text(encoding="utf-8").replace('kk: "Сот", ru: "Суд"', 'kk: "Сот", ru: "армия!"')
    path.write_text(text, encoding="utf-8")
    with pytest.raises(QuestionnaireError) as caught:
        read_questionnaire(folder)
    assert [one.code for one in caught.value.complaints] == ["Q021"]

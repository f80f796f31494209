"""Wordings as they must be written: every language there, right alphabet, one spelling."""

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from survey.errors import QuestionnaireError
from survey.questionnaire.questionnaire_folder import read_questionnaire

Tell = Callable[..., list[tuple[str, str, str]]]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('kk: "Неге"', 'kk: ""', ("D010", "63:13", '""')),
        ('        ru: "Почему"\n', "", ("D010", "59:9", "i")),
        ('kk: "Сәлеметсіз бе", ', "", ("D010", "40:12", "{")),
        ('ru: "Оценка"', 'ru: "Оценкa"', ("Q018", "75:19", "a")),
        ('kk: "Білмеймін"', 'kk: "Бiлмеймін"', ("Q018", "9:41", "i")),
        ('kk: "Сенемін"', 'kk: "Cенемін"', ("Q018", "17:36", "C")),
        ('ru: "Причина один"', 'ru: "Причина c один"', ("Q018", "66:54", "c")),
        ('ru: "Причина один"', 'ru: "C чем связано"', ("Q018", "66:46", "C")),
        ('ru: "Здравствуйте"', 'ru: "Hello"', ("Q019", "40:38", '"Hello"')),
        ('ru: "Начало"', 'ru: "Басы әне"', ("Q020", "27:33", "ә")),
        ('kk: "Себебі екі"', 'kk: "себебі  бір"', ("Q044", "67:27", '"себебі  бір"')),
        ('kk: "Сот"', 'kk: "Армия"', ("Q021", "58:28", '"Армия"')),
    ],
)
def test_a_mistake_of_spelling_is_marked(told: Tell, old: str, new: str, expected: tuple[str, str, str]) -> None:
    """Missing, Latin among Cyrillic, no Cyrillic, Kazakh in Russian, the same twice: one complaint each."""
    assert told(old, new) == [expected]


def test_a_letter_of_two_characters_is_marked(told: Tell) -> None:
    """The short i as и and a breve looks the same and is found by no search."""
    split = unicodedata.normalize("NFD", "Мой ответ")
    assert told('ru: "Причина один"', f'ru: "{split}"') == [("Q017", "66:49", "\u0306")]


@pytest.mark.parametrize(
    ("old", "new", "remedy"),
    [
        ('kk: "Білмеймін"', 'kk: "Бiлмеймін"', "Type it in Cyrillic: 'і'."),
        ('kk: "Сенемін"', 'kk: "Cенемін"', "Type it in Cyrillic: 'С'."),
        ('ru: "Причина один"', 'ru: "Прiчина"', "Type the word anew in Cyrillic."),
        ('ru: "Причина один"', 'ru: "Причiнz"', "Type the word anew in Cyrillic."),
    ],
)
def test_a_look_alike_is_told_with_the_letter_that_is_meant(folder: Path, old: str, new: str, remedy: str) -> None:
    """In the Russian wording a Kazakh letter cannot be meant."""
    path = folder / "questionnaire.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(QuestionnaireError) as caught:
        read_questionnaire(folder)
    assert caught.value.complaints[0].remedy == remedy


@pytest.mark.parametrize("wording", ["«Нұрлы жер» үшін", "SMS арқылы", "WhatsApp, Telegram арқылы", "18-29", "5+"])
def test_foreign_names_and_numbers_are_let_pass(folder: Path, wording: str) -> None:
    """A whole Latin word among Cyrillic ones, and a wording without letters, are no mistakes."""
    path = folder / "questionnaire.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace('kk: "Себебі екі"', f'kk: "{wording}"'), encoding="utf-8")
    assert read_questionnaire(folder).variable("A03").options[1].text["kk"] == wording


def test_a_kazakh_name_may_stand_in_quotes_in_the_russian_wording(folder: Path) -> None:
    """The names of programmes are not translated."""
    path = folder / "questionnaire.yaml"
    text = path.read_text(encoding="utf-8").replace('ru: "Причина два"', 'ru: "Программа «Нұрлы жер»"')
    path.write_text(text, encoding="utf-8")
    assert read_questionnaire(folder).variable("A03").options[1].text["ru"] == "Программа «Нұрлы жер»"

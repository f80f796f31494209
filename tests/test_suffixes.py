"""Suffixes and prepositions that lean on names and figures."""

import itertools
from pathlib import Path

import pytest

from survey.questionnaire.questionnaire_folder import read_questionnaire
from survey.suffixes import FORMS, inflected
from survey.text import Catalogue

FOLDER = Path(__file__).parents[1] / "questionnaires" / "interethnic"

# Figures as they are read aloud: 0 to 10, the tens, hundreds, thousands, years, decimals, shares.
ABLATIVE = """
0-ден 1-ден 2-ден 3-тен 4-тен 5-тен 6-дан 7-ден 8-ден 9-дан 10-нан 11-ден 20-дан 30-дан 40-тан 50-ден 60-тан 70-тен
80-нен 90-нан 100-ден 101-ден 110-нан 1000-нан 2018-ден 2020-дан 66,7-ден 70,0-ден 5%-дан 74,3%-дан
"""
DATIVE = """
0-ге 1-ге 2-ге 3-ке 4-ке 5-ке 6-ға 7-ге 8-ге 9-ға 10-ға 20-ға 30-ға 40-қа 50-ге 60-қа 70-ке 80-ге 90-ға 100-ге 1000-ға 5%-ға
"""
GENITIVE = """
1-дің 2-нің 3-тің 4-тің 5-тің 6-ның 7-нің 8-дің 9-дың 10-ның 20-ның 30-дың 40-тың 50-дің 60-тың 70-тің 80-нің 90-ның 100-дің 5%-дың
"""
AND = "1 мен|2 мен|3 пен|4 пен|5 пен|6 мен|7 мен|8 бен|9 бен|10 мен|30 бен|40 пен|100 бен|5% бен"


@pytest.mark.parametrize(("form", "said"), [("ablative", ABLATIVE), ("dative", DATIVE), ("genitive", GENITIVE)])
def test_a_figure_is_inflected_as_it_is_read_aloud(form: str, said: str) -> None:
    """Behind a hyphen, by the numeral it ends in."""
    expected = said.split()
    assert [inflected("kk", one.partition("-")[0], form) for one in expected] == expected


def test_the_conjunction_leans_on_the_last_sound() -> None:
    """Of figures, too."""
    assert [inflected("kk", one.split()[0], "and") for one in AND.split("|")] == AND.split("|")


@pytest.mark.parametrize(
    ("name", "genitive", "dative", "locative", "ablative", "conjunction"),
    [
        ("Текелі қаласы", "Текелі қаласының", "Текелі қаласына", "Текелі қаласында", "Текелі қаласынан", "Текелі қаласы мен"),
        ("Көксу ауданы", "Көксу ауданының", "Көксу ауданына", "Көксу ауданында", "Көксу ауданынан", "Көксу ауданы мен"),
        ("Алматы", "Алматының", "Алматыға", "Алматыда", "Алматыдан", "Алматы мен"),
        ("Текелі", "Текелінің", "Текеліге", "Текеліде", "Текеліден", "Текелі мен"),
        ("Талдықорған", "Талдықорғанның", "Талдықорғанға", "Талдықорғанда", "Талдықорғаннан", "Талдықорған мен"),
        ("Қапшағай", "Қапшағайдың", "Қапшағайға", "Қапшағайда", "Қапшағайдан", "Қапшағай мен"),
        ("Балқаш", "Балқаштың", "Балқашқа", "Балқашта", "Балқаштан", "Балқаш пен"),
        ("Еңбекшіқазақ", "Еңбекшіқазақтың", "Еңбекшіқазаққа", "Еңбекшіқазақта", "Еңбекшіқазақтан", "Еңбекшіқазақ пен"),
        ("Панфилов", "Панфиловтың", "Панфиловқа", "Панфиловта", "Панфиловтан", "Панфилов пен"),
        ("Көксу", "Көксудің", "Көксуге", "Көксуде", "Көксуден", "Көксу мен"),
        ("Ақсу", "Ақсудың", "Ақсуға", "Ақсуда", "Ақсудан", "Ақсу мен"),
        ("Жаркент", "Жаркенттің", "Жаркентке", "Жаркентте", "Жаркенттен", "Жаркент пен"),
        ("Үштөбе", "Үштөбенің", "Үштөбеге", "Үштөбеде", "Үштөбеден", "Үштөбе мен"),
        ("Есік", "Есіктің", "Есікке", "Есікте", "Есіктен", "Есік пен"),
        ("тоқсан", "тоқсанның", "тоқсанға", "тоқсанда", "тоқсаннан", "тоқсан мен"),
        ("қазақ", "қазақтың", "қазаққа", "қазақта", "қазақтан", "қазақ пен"),
        ("сөз", "сөздің", "сөзге", "сөзде", "сөзден", "сөз бен"),
        ("БАҚ", "БАҚ-тың", "БАҚ-қа", "БАҚ-та", "БАҚ-тан", "БАҚ пен"),
    ],
)  # fmt: skip
def test_a_name_is_inflected_by_harmony_and_last_sound(
    name: str, genitive: str, dative: str, locative: str, ablative: str, conjunction: str
) -> None:
    """A name of an owner and a noun keeps the owner's ending."""
    forms = ("genitive", "dative", "locative", "ablative", "and")
    assert tuple(inflected("kk", name, form) for form in forms) == (genitive, dative, locative, ablative, conjunction)


def test_every_unit_of_the_region_can_be_inflected() -> None:
    """Their names are an owner and "city" or "district": one ending for each form."""
    units = [option.text for option in read_questionnaire(FOLDER).variable("H04").options]
    endings = {
        "genitive": "ының",
        "dative": "ына",
        "accusative": "ын",
        "locative": "ында",
        "ablative": "ынан",
        "and": "ы мен",
    }
    checked = list(itertools.product(units, endings.items()))
    assert len(checked) == 19 * 6
    for unit, (form, ending) in checked:
        assert inflected("kk", unit["kk"], form) == unit["kk"][:-1] + ending


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("about", "об Алматы|об области|о Ескельдинском районе|о ярмарке|об 1|о 2|о 8|об 11|о 12|о 80|о 100"),
        ("in", "в Алматы|во Франции|во Владивостоке|в Верном|в феврале|в 2|в 5|в 11"),
        ("with", "с Алматы|со статусом|со школой|с семьёй|со всеми|со 100|со 150|с 7|с 40|с 16|с 1000|с 2"),
    ],
)
def test_a_russian_preposition_leans_on_the_first_sounds(form: str, said: str) -> None:
    """Of figures those of the numeral."""
    expected = said.split("|")
    assert [inflected("ru", one.partition(" ")[2], form) for one in expected] == expected


def test_a_sentence_asks_for_a_form() -> None:
    """The same place in another language stays as it is."""
    catalogue = Catalogue(
        {"kk": {"span": "{low:ablative} {high:dative} дейін"}, "ru": {"span": "{topic:about}: от {low} до {high}"}},
        "here",
    )
    assert catalogue.sentence("kk", "span", low="0", high="10") == "0-ден 10-ға дейін"
    assert catalogue.sentence("ru", "span", low=0, high=10, topic="общении") == "об общении: от 0 до 10"


def test_a_form_of_another_language_adds_nothing() -> None:
    """English has none."""
    assert [inflected("en", "Almaty", form) for forms in FORMS.values() for form in forms] == ["Almaty"] * 11
    assert inflected("kk", "", "dative") == ""

"""Every error that a command can show is told in Kazakh and Russian, in the terms of a workspace."""

import re
import string
import tomllib
from collections import Counter

import pytest

from survey.cli.error_translation import catalogue, translated, translated_place
from survey.documents.schema_kinds import NumberKind, range_of
from survey.errors import nearest
from survey.questionnaire.ambiguous_answers import MARKED, MEANINGS
from survey.text import Language
from tests.cli.sentences import CODE, SOURCE, Sentence, sentences

OTHERS = ("kk", "ru")

PYTHON_ONLY = {
    "F001", "F002", "F006", "F007", "F008",  # tables given to a function
    "P008", "P009", "S001", "S002", "S016", "S018", "S019", "S021", "S023", "S025",  # a Design, a mask, a series
    "W002", "W008", "W013", "W100", "W151",  # a restricted sample, arguments of rake and trim
    "V100", "V101",  # methods of Findings
    "G001", "G004", "G007", "G012",  # samples and settings given to a function
}  # fmt: skip
"""Codes of calls from Python whose arguments no file of a workspace sets."""

PYTHON_ROOMS = (
    "argument_errors.py", "estimation/", "reports/", "indicators/trends", "indicators/database/",
    "design/replica", "design/make_replicates", "design/jack", "design/balanced", "design/boot", "design/succ",
    "design/supplied", "design/weight_trail", "design/joint", "design/two_phase", "design/collapsed",
    "weighting/first", "weighting/calibration", "weighting/post", "weighting/nonresp",
    "weighting/combined", "weighting/weight_diag", "weighting/direct",
)  # fmt: skip
"""Modules that no command reaches, or whose arguments it always gives."""

UNREADABLE = {
    "{0}", "{0}.", "", "Category {0} {1}.", "There is no {0} {1}.", "No question uses the {0} {1}.",
    "The wording {0} of {1} {2} of {3}.", "{0} is not {1}.",
}  # fmt: skip
"""Sentences that the source puts together; what they are made of is in the catalogue."""


def shown_by_commands() -> list[Sentence]:
    """Facts and remedies of the rooms that a command reaches."""
    return [
        one
        for one in sentences()
        if not one.module.startswith(PYTHON_ROOMS)
        and one.code not in PYTHON_ONLY
        and not re.match(r"S1\d\d", one.code)
        and one.template not in UNREADABLE
        and not CODE.fullmatch(one.template)
    ]


def test_the_sentences_of_the_source_are_found() -> None:
    """Facts and remedies of every letter a command can show."""
    found = shown_by_commands()
    assert len(found) > 500
    assert {one.code[0] for one in found} >= set("CDFGMNPQSVWX")


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_a_command_can_show_has_words(language: str) -> None:
    """A new error needs an entry in ``cli/errors/<language>.toml``; a reworded one a new key."""
    known = catalogue(language)
    missing = {
        f"{one.module}:{one.line} [{one.code}] {one.template}"
        for one in shown_by_commands()
        if one.template not in known
    }
    assert sorted(missing) == []


@pytest.mark.parametrize("language", OTHERS)
def test_every_range_of_a_number_has_words(language: str) -> None:
    """Above a limit or from it on, up to another one or without one."""
    kinds = (
        NumberKind(above=0),
        NumberKind(above=0, high=1),
        NumberKind(low=2, high=1000),
        NumberKind(low=1),
        NumberKind(high=9),
    )
    facts = [f"1,5 is not {range_of(kind)}." for kind in kinds]
    assert [fact for fact in facts if re.search("[a-z]", translated(fact, language))] == []


def places(template: str) -> set[str]:
    """Names of the places of a template."""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def test_the_languages_have_the_same_sentences() -> None:
    """What one language says, the other says."""
    assert set(catalogue("kk")) == set(catalogue("ru"))
    assert len(catalogue("kk")) > 500


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_no_sentence_is_translated_twice(language: str) -> None:
    """Of two translations in different tables the second would hide the first."""
    tables = tomllib.loads((SOURCE / "cli" / "errors" / f"{language}.toml").read_text("utf-8"))
    templates = [template for table in tables.values() for template in table]
    assert len(templates) > 30
    assert [template for template, n in Counter(templates).items() if n > 1] == []


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_sentence_fills_no_place_its_english_does_not_have(language: str) -> None:
    """A place more could not be filled."""
    odd = {english for english, said in catalogue(language).items() if not places(said) <= places(english)}
    assert odd == set()


NAMES_OF_FILES_ONLY = {"survey.rake", "survey.trim", "survey.make_sample", "survey.public_use"}


@pytest.mark.parametrize("language", OTHERS)
def test_no_english_sentence_is_left(language: str) -> None:
    """Every sentence and word has letters of the language, but for names of files and keys."""
    left = {
        english for english, said in catalogue(language).items() if not re.search("[а-яәғқңөұүһі]", said, re.IGNORECASE)
    }
    assert left - NAMES_OF_FILES_ONLY == set()
    assert {english for english, said in catalogue(language).items() if said == english} == set()


PYTHON_TERMS = re.compile(
    r"population\.merge|survey\.[a-z]|nested=|lonely=|unknown=|by=|where\(\)|\.to_numpy|ReportInput"
)


def test_remedies_speak_of_files_and_not_of_python() -> None:
    """In English as well: what names an argument has another sentence for the command."""
    python = {one.template for one in shown_by_commands() if PYTHON_TERMS.search(one.template)}
    assert len(python) > 5
    assert python - set(catalogue("en")) == set()
    for language in ("kk", "ru", "en"):
        assert {said for said in catalogue(language).values() if PYTHON_TERMS.search(said)} == set()


def test_a_place_is_filled_whatever_it_holds() -> None:
    """Line ends, braces and quotation marks of data survive."""
    for name in ("a{0}b", "x\ny", "it's", "{{", "%s", "\\1"):
        assert translated(f"There is no folder {name}.", "ru") == f"Нет папки {name}."


def test_a_remedy_inside_a_remedy_is_translated() -> None:
    """The nearest name, or the list of names."""
    fact = f"A composite takes score and composite indicators. {nearest('ISJ', ['ISI'])}"
    assert translated(fact, "ru").endswith("Возможно, имелось в виду «ISI»?")
    assert translated(nearest("zzz", ["sex", "trust"]), "kk") == "Белгілі атаулар: sex, trust."
    assert translated(nearest("zzz", map(str, range(100, 120))), "ru").startswith("Известные имена: 100, 101")
    assert translated(nearest("zzz", []), "ru") == "Выбирать не из чего: имён нет."


@pytest.mark.parametrize("end", ["", "."])
def test_a_sentence_within_a_sentence_is_translated_with_or_without_its_full_stop(end: str) -> None:
    """An outer sentence has its own full stop."""
    said = translated(f"The file cannot be read as a workbook: The file is empty{end}.", "ru")
    assert said == f"Файл не читается как книга: Файл пустой{end}."


def test_a_line_of_yaml_can_be_copied() -> None:
    """It keeps the quotation marks of YAML."""
    line = "read: {Z04: {words: {'Білмеймін': 4}}}"
    english = f"Word one of the two differently. For a wave already fielded, write what the words mean: {line}"
    for language in OTHERS:
        assert translated(english, language).endswith(line)


@pytest.mark.parametrize(
    ("english", "russian"),
    [
        ("/a b/q: There is no such folder.", "/a b/q: Такой папки нет."),
        ("There is no such file. The file is empty.", "Такого файла нет. Файл пустой."),
        ("The file is empty. Nobody wrote this.", "Файл пустой. Nobody wrote this."),
        ("There is no sheet 'it\\'s'.", "Листа «it\\'s» нет."),
        ("Known names: 1,234.", "Известные имена: 1\N{NO-BREAK SPACE}234."),
        ("Sheets: 'a', 'b', \"c's\".", "Листы: «a», «b», «c's»."),
        ("Sheets: a, 'b'.", "Листы: a, 'b'."),
        ("Add it. Present: version.", "Добавьте его. Здесь есть: version."),
        ("Known names: psu.", "Известные имена: psu."),
    ],
)
def test_parts_of_a_sentence_are_told_in_the_way_of_the_language(english: str, russian: str) -> None:
    """Sentences in a row, a name before a sentence, quotation marks, thousands."""
    assert translated(english, "ru") == russian


def test_the_most_particular_sentence_is_the_one() -> None:
    """``{0} is not a date.`` fits neither better nor first than the sentence made for the case."""
    assert translated("The route leads to 'Q9 is not a date.', which is not a question.", "ru").startswith(
        "Переход ведёт"
    )
    assert (
        translated("The file declares 12 records but holds 3.", "kk") == "Файлда 12 жазба бар делінген, ал шынында 3."
    )


def test_an_unknown_sentence_stays_as_it_is() -> None:
    """Nothing is lost."""
    assert translated("Nobody wrote this.", "kk") == "Nobody wrote this."


@pytest.mark.parametrize("name", ["wave 1.sav", "plan", "question.csv", "row 3"])
def test_the_name_of_a_file_is_no_word(name: str) -> None:
    """A file called like a part of a questionnaire keeps its name."""
    assert translated_place(f"{name}, line 3", "ru") == f"{name}, строка 3"


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_meanings_of_usual_words_are_translated_within_their_sentence(language: Language) -> None:
    """They are parts of a sentence, which the reading of the source does not see."""
    for means in (*MEANINGS.values(), *MARKED.values()):
        sentence = f"The wording 'x' of option 4 is a word by which files say {means}."
        assert not re.search("[a-z]{4}", translated(sentence, language).replace("'x'", ""))

"""Forms of other tools: grids, "other", hints, ranges, limits and languages, each as the questionnaire has it."""

from __future__ import annotations

from pathlib import Path

import pytest

import survey
from survey.exchange import ReadForm, read_xlsform
from survey.exchange.form_languages import language_code
from survey.exchange.xpath_condition import bounds_of
from survey.questionnaire.model import Questionnaire
from tests.exchange.form_files import Rows, written

YES_NO = (("list_name", "name", "label"), ("yn", "yes", "Yes"), ("yn", "no", "No"))


def read(folder: Path, survey_rows: Rows, choices: Rows = (), **sheets: Rows) -> tuple[ReadForm, Questionnaire]:
    """The form and the questionnaire that its files hold; every row of the workbook has a line."""
    found = read_xlsform(
        written(folder / "form.xlsx", {"survey": survey_rows, "choices": choices or YES_NO[:1], **sheets})
    )
    for name, text in found.files.items():
        (folder / name).write_text(text, encoding="utf-8")
    told = {(one.sheet, one.row) for one in (*found.understood, *found.not_understood)}
    assert {place[:2] for place in found.rows} - told == set()
    return found, survey.read_questionnaire(folder)


def lost(found: ReadForm) -> list[tuple[int, str]]:
    return [(one.row, one.said["en"]) for one in found.not_understood if one.row > 1]


def test_a_group_shown_as_a_table_is_a_battery(tmp_path: Path) -> None:
    """The group names the question; conditions of later questions find its rows."""
    rows = (
        ("type", "name", "label", "appearance", "required", "relevant"),
        ("integer", "age", "Age?", None, None, None),
        ("begin group", "trust", "Do you trust …", "table-list", None, "${age} > 17"),
        ("select_one yn", "court", "the court", None, "yes", None),
        ("select_one yn", "police", "the police", None, "yes", None),
        ("end group", None, None, None, None, None),
        ("text", "why", "Why?", None, None, "${police} = 'no'"),
    )
    found, form = read(tmp_path, rows, YES_NO)
    question = form.variable("court").question
    assert (question.id, question.kind, question.required) == ("trust", "single", True)
    assert [(row.id, row.text["en"]) for row in question.rows] == [("court", "the court"), ("police", "the police")]
    assert form.variable("police").ask_if is not None
    assert form.variable("why").ask_if is not None
    assert list(form.variables)[1:] == ["age", "court", "police", "why"]
    assert lost(found) == []
    assert set(found.by_row()["state"]) == {"whole"}


def test_rows_without_labels_of_answers_are_a_battery(tmp_path: Path) -> None:
    """The row with the appearance ``label`` shows the answers and is asked of nobody."""
    rows = (
        ("type", "name", "label", "appearance", "hint"),
        ("begin group", "page", "Services", "field-list", None),
        ("select_one yn", "head", "Do you have …", "label", "Read each"),
        ("select_one yn", "water", "water", "list-nolabel", None),
        ("select_one yn", "light", "light", "list-nolabel", "Any source"),
        ("integer", "rooms", "Rooms?", None, None),
        ("end group", None, None, None, None),
    )
    found, form = read(tmp_path, rows, YES_NO)
    assert [row.id for row in form.variable("water").question.rows] == ["water", "light"]
    assert form.variable("water").question.note == "Read each\nlight: Any source"
    assert "head" not in form.variables
    assert lost(found) == [(2, "Column appearance is not taken over: field-list")]


def test_rows_with_conditions_or_other_lists_stay_questions(tmp_path: Path) -> None:
    """A battery has one list and no condition by row; several answers have no battery."""
    rows = (
        ("type", "name", "label", "appearance", "relevant"),
        ("begin group", "one", "One", "table-list", None),
        ("select_one yn", "a", "A?", None, None),
        ("select_one yn", "b", "B?", None, "${a} = 'yes'"),
        ("end group", None, None, None, None),
        ("begin group", "two", "Two", "table-list", None),
        ("select_multiple kinds", "c", "C?", None, None),
        ("end group", None, None, None, None),
    )
    kinds = (("kinds", "tea", "Tea"), ("kinds", "other", "Another drink"))
    found, form = read(tmp_path, rows, (*YES_NO, *kinds))
    assert [option.shown for option in form.variable("c").options] == ["tea", "other-1"]
    assert [len(form.variable(name).question.rows) for name in ("a", "b", "c")] == [0, 0, 0]
    assert [row for row, said in lost(found) if "table-list" in said] == [2, 6]


@pytest.mark.parametrize(
    ("names", "code"), [(("red", "blue"), "other"), ((1, 2), 96), ((1, 97), 98), (("other", "red"), "other")]
)
def test_or_other_adds_an_answer_that_is_written_out(
    names: tuple[object, object], code: object, tmp_path: Path
) -> None:
    """In a list for this question alone; a list of numbers gets a number that is free."""
    rows = (
        ("type", "name", "label", "relevant"),
        ("select_one colours or_other", "best", "Best?", None),
        ("select_one colours", "all", "All?", None),
        ("text", "why", "Why?", "${best} = 'other'"),
    )
    choices = (("list_name", "name", "label"), ("colours", names[0], "First"), ("colours", names[1], "Second"))
    found, form = read(tmp_path, rows, choices)
    written_out = [option.shown for option in form.variable("best").options if option.specify]
    assert written_out == [str(code)]
    assert [option.shown for option in form.variable("all_2").options] == [str(name) for name in names]
    condition = form.variable("why").ask_if
    assert condition is not None
    assert condition.source == (f"best == '{code}'" if isinstance(code, str) else f"best == {code}")
    told = [said for _, said in lost(found) if "other" in said]
    assert bool(told) == isinstance(code, int)


def test_a_range_is_a_number_between_its_ends(tmp_path: Path) -> None:
    """From 1 to 10 where the form says nothing; a step is told, as a questionnaire has none."""
    rows = (
        ("type", "name", "label", "parameters"),
        ("range", "usual", "Usual?", None),
        ("range", "wide", "Wide?", "start=0; end=100 step=5"),
        ("range", "fine", "Fine?", "start=-1.5, end=1.5, step=1"),
        ("range", "odd", "Odd?", "start=a"),
    )
    found, form = read(tmp_path, rows)
    questions = [form.variable(name).question for name in ("usual", "wide", "fine", "odd")]
    assert [(one.kind, one.minimum, one.maximum) for one in questions] == [
        ("integer", 1, 10), ("integer", 0, 100), ("decimal", -1.5, 1.5), ("decimal", None, None)
    ]  # fmt: skip
    assert [row for row, _ in lost(found)] == [3, 5]


def test_bounds_are_taken_from_what_is_understood_of_a_constraint(tmp_path: Path) -> None:
    """Parts that must all hold are taken one by one; alternatives are taken whole or not at all."""
    cases = {
        ". >= 0 and . <= 99": (0, 99), "(.>0) and (.<10)": (1, 9), "0 <= . and . <= ${b}": (0, None),
        ". >= 1 or . = -9": (None, None), "not(. >= 5 and . <= 6)": (None, None), "(. >= 1 and . <= 5) and . != 3": (1, 5),
        ". < 5.5": (None, 5), "regex(., 'a and b')": (None, None),
    }  # fmt: skip
    rows = [("type", "name", "label", "constraint"), ("integer", "b", "B?", None)]
    rows += [("integer", f"q{at}", f"Question {at}?", written) for at, written in enumerate(cases)]
    found, form = read(tmp_path, rows)
    questions = [form.variable(f"q{at}").question for at in range(len(cases))]
    assert [(one.minimum, one.maximum) for one in questions] == list(cases.values())
    assert [row - 3 for row, _ in lost(found)] == [2, 3, 4, 5, 7]
    assert bounds_of(". > 5", whole=True) == (6, None)


def test_hints_are_notes_in_every_language(tmp_path: Path) -> None:
    rows = (
        ("type", "name", "label::English (en)", "label::Français (fr)", "hint::English (en)", "hint::Français (fr)"),
        ("text", "a", "What?", "Quoi ?", "Ask twice", "Demandez deux fois"),
        ("text", "b", "Where?", "Où ?", "Point", None),
    )
    found, form = read(tmp_path, rows)
    assert [form.variable(name).question.note for name in "ab"] == [
        "en: Ask twice\nfr: Demandez deux fois", "Point"
    ]  # fmt: skip
    assert lost(found) == []


def test_what_a_questionnaire_does_not_have_is_named(tmp_path: Path) -> None:
    """Kinds of rows, each with a reason of its own."""
    rows = (
        ("type", "name", "label", "calculation", "choice_filter", "disabled", "parameters", "hxl"),
        ("calculate", "sum", None, "1 + 1", None, None, None, None),
        ("select_one_from_file towns.csv", "town", "Town?", None, None, None, None, None),
        ("select_one nowhere", "x", "X?", None, None, None, None, None),
        ("rank yn", "order", "Order?", None, None, None, None, None),
        ("acknowledge", "ok", "All right?", None, None, None, None, None),
        ("osm tags", "map", "Map?", None, None, None, None, None),
        ("integer", "off", "Off?", None, None, "yes", None, None),
        ("select_one yn", "kept", "Kept?", None, "region = ${town}", None, "randomize=true", "#adm1"),
    )
    found, form = read(tmp_path, rows, YES_NO, osm=(("list_name", "name"), ("tags", "building")))
    assert lost(found) == [
        (2, "A calculation; questionnaires have none: 1 + 1"),
        (3, "The answers are in the file towns.csv, which is not read."),
        (4, "The list nowhere does not exist."),
        (5, "Questionnaires have no questions of the type rank yn."),
        (6, "Questionnaires have no questions of the type acknowledge."),
        (7, "Questionnaires have no questions of the type osm tags."),
        (8, "The row is switched off in the form."),
        (9, "Column choice_filter is not taken over: region = ${town}"),
        (9, "Column hxl is not taken over: #adm1"),
        (2, "Sheets other than survey, choices and settings are not read."),
    ]
    assert list(form.variables)[1:] == ["kept"]
    assert form.variable("kept").question.rotate


def test_a_condition_that_a_blank_makes_true_is_told(tmp_path: Path) -> None:
    """XPath takes '' != 'yes' for true; over a blank answer our condition is unknown, and nothing is asked."""
    rows = (
        ("type", "name", "label", "relevant"),
        ("select_one yn", "a", "A?", None),
        ("text", "b", "B?", "${a} != 'yes'"),
        ("text", "c", "C?", "not(selected(${a}, 'yes'))"),
        ("text", "d", "D?", "${a} != ''"),
        ("text", "e", "E?", "${a} = 'yes'"),
    )
    found, _ = read(tmp_path, rows, YES_NO)
    assert [row for row, said in lost(found) if said.startswith("Where an answer is blank")] == [3, 4]


def test_notes_that_open_a_block_follow_one_another(tmp_path: Path) -> None:
    rows = (("type", "name", "label"), ("note", "n1", "Welcome"), ("note", "n2", "Read on"), ("text", "a", "A?"))
    found, form = read(tmp_path, rows)
    assert form.blocks[1].intro["en"] == "Welcome\nRead on"
    assert lost(found) == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("English (en)", "en"), ("english(EN)", "en"), ("Қазақша (kz)", "kk"), ("Русский", "ru"), ("Français (French)", "fr"),
        ("French (xx)", "fr"), ("pt-BR", "pt_BR"), ("mine", None), ("", None),
    ],
)  # fmt: skip
def test_names_of_languages(name: str, code: str | None) -> None:
    assert language_code(name) == code


@pytest.mark.parametrize(
    ("columns", "languages"),
    [
        (("label", "label::Français (fr)"), {"": "en", "Français (fr)": "fr"}),
        (("label::mine",), {"mine": "en"}),
        (("label::default", "label::fr"), {"default": "en", "fr": "fr"}),
    ],
)
def test_labels_without_a_known_language(columns: tuple[str, ...], languages: dict[str, str], tmp_path: Path) -> None:
    """They are read, and the account says as which language."""
    rows = (("type", "name", *columns), ("text", "a", *(f"What {at}?" for at, _ in enumerate(columns))))
    found, form = read(tmp_path, rows)
    assert set(form.languages) == set(languages.values())
    assert sum("it is read as en" in one.said["en"] for one in found.understood) == 1
    assert lost(found) == []


def test_two_columns_of_one_language_are_not_mixed(tmp_path: Path) -> None:
    """The column that names the language wins; other words in the second are told."""
    rows = (
        ("type", "name", "label", "label::English (en)", "label::en"),
        ("text", "a", "Alone", None, None),
        ("text", "b", "Same", "Same", "Other"),
    )
    settings = (("default_language",), ("English (en)",))
    found, form = read(tmp_path, rows, settings=settings)
    assert [form.variable(name).text["en"] for name in "ab"] == ["Alone", "Same"]
    assert lost(found) == [(3, "Column label::en is not taken over: Other")]


def test_words_in_a_language_without_a_catalogue_are_told(tmp_path: Path) -> None:
    """Header, key and titles are begun with its code, in Cyrillic letters where the language has them."""
    rows = (("type", "name", "label::Français (fr)"), ("text", "a", "Quoi ?"))
    found, form = read(tmp_path, rows)
    assert form.languages == ("fr",)
    assert [(one.sheet, one.row) for one in found.not_understood if "Language fr" in one.said["en"]] == [("survey", 1)]
    assert form.blocks[0].title["fr"] == "[fr] Header"
    _, form = read(tmp_path, (("type", "name", "label::Кыргызча (ky)"), ("text", "a", "Эмне?")))
    assert form.blocks[0].title["ky"] == "[ky] Бас бөлігі"


def test_letters_of_two_characters_and_titles_in_another_alphabet_are_no_hindrance(tmp_path: Path) -> None:
    """``й`` of two characters becomes one; a Kazakh title is quoted in Russian."""
    rows = (("type", "name", "label::Русский (ru)", "label::Қазақша (kk)"), ("text", "a", "Какои\u0306?", "Қандай?"))
    _, form = read(tmp_path, rows, settings=(("form_title",), ("Үй сауалнамасы",)))
    assert form.variable("a").text["ru"] == "Какой?"
    assert (form.title["ru"], form.title["kk"]) == ("Анкета «Үй сауалнамасы»", "Үй сауалнамасы")


def test_a_list_of_numbers_and_words_keeps_its_numbers(tmp_path: Path) -> None:
    """The word gets a number after the largest; a scale that is worded by its numbers can be read."""
    points = tuple(("points", number, str(number)) for number in range(11))
    found, form = read(
        tmp_path,
        (("type", "name", "label"), ("select_one points", "a", "0–10?")),
        (*YES_NO[:1], *points, ("points", "dk", "Don't know")),
    )
    assert [(one.shown, one.text["en"]) for one in form.variable("a").options][::10] == [("0", "0"), ("10", "10")]
    assert form.variable("a").codes[-1] == 11
    assert lost(found) == [
        (13, "The code dk becomes 11; a list of a questionnaire has numbers, or texts that name no other column.")
    ]


def test_a_group_inside_a_group_keeps_its_questions_and_its_condition(tmp_path: Path) -> None:
    """Only its title is lost; so it is there in part."""
    rows = (
        ("type", "name", "label", "relevant"),
        ("begin group", "out", "Out", None),
        ("integer", "n", "N?", None),
        ("begin group", "in", "In", "${n} > 1"),
        ("text", "a", "A?", None),
        ("end group", None, None, None),
        ("end group", None, None, None),
    )
    found, form = read(tmp_path, rows)
    condition = form.variable("a").ask_if
    assert condition is not None
    assert condition.source == "n > 1"
    states = found.by_row().set_index("row")["state"]
    assert dict(states) == {2: "whole", 3: "whole", 4: "part", 5: "whole", 6: "whole", 7: "whole"}


def test_what_reading_refuses_is_said_of_its_row(tmp_path: Path) -> None:
    """Bounds in the wrong order, and two answers in the same words: the rows are in the questionnaire, but not whole."""
    rows = (
        ("type", "name", "label", "constraint"),
        ("integer", "n", "N?", ". >= 5 and . <= 3"),
        ("select_one yn", "a", "A?", None),
    )
    choices = (("list_name", "name", "label"), ("yn", "yes", "Yes"), ("yn", "no", "Yes"))
    found = read_xlsform(written(tmp_path / "form.xlsx", {"survey": rows, "choices": choices}))
    told = [(one.sheet, one.row, one.name) for one in found.not_understood]
    assert told == [("survey", 2, "n"), ("choices", 3, "no")]
    assert list(found.by_row()["state"]) == ["part", "whole", "whole", "part"]

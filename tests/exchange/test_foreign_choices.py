"""Choices of foreign forms: whatever their names and wordings, the questionnaire can be read, and every change is reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from survey.linting import lint
from tests.exchange.form_files import Rows
from tests.exchange.test_foreign_forms import lost, read

CHOICES: Rows = (
    ("list_name", "name", "label"),
    ("as", "car", "Car"), ("as", "none", "None"), ("comp", "n", "N"), ("comp", "e", "E"),
    ("odd", "a b", "A B"), ("odd", "c", "C"), ("odd", "C", "Capital C"), ("odd", "d/e", "D or E"),
    ("long", "a_very_long_code_of_an_answer_1", "One"), ("long", "a_very_long_code_of_an_answer_2", "Two"),
    ("mm", "m1", "First"), ("mm", "x", "X"), ("zero", "01", "Region 1"), ("zero", "02", "Region 2"), ("zero", "10", "Region 10"),
    ("dup", "1", "Same"), ("dup", "2", "Same"), ("yn", "yes", "Yes"), ("yn", "no", "No"), ("dec", "1.5", "One and a half"),
)  # fmt: skip
CODES = {
    "as": "car none-1", "comp": "n-1 e", "odd": "a-b c C-2 d-e", "long": "a_very_long_code_of_an_a a_very_long_code_of_an-2",
    "mm": "m1-1 x-1", "zero": "1 2 10", "dup": "1 2", "yn": "yes-1 no-1", "dec": "1",
}  # fmt: skip


def test_names_of_choices_stay_codes_where_they_can(tmp_path: Path) -> None:
    """A name that cannot be a code is changed alone; the file of the form may hold it as it was."""
    rows = (("type", "name", "label"), *((f"select_multiple {one}", f"q_{one}", f"{one}?") for one in CODES))
    found, form = read(tmp_path, rows, CHOICES)
    held = {name: " ".join(one.shown for one in form.variable(f"q_{name}").options) for name in CODES}
    assert held == CODES
    assert [one.text["en"] for one in form.variable("q_dup").options] == ["Same", "Same (2)"]
    assert [one.text["en"] for one in form.variable("q_yn").options] == ["Yes (yes)", "No (no)"]
    assert "d/e" in found.files["questionnaire.yaml"].partition("accepted: {en: [")[2]
    n_changed = sum(
        one.shown != row[1]
        for row, one in zip(CHOICES[1:], (o for n in CODES for o in form.variable(f"q_{n}").options), strict=True)
    )
    assert len([said for _, said in lost(found) if said.startswith("The code ")]) == n_changed
    assert lint(tmp_path).of("error") == ()


def test_letters_of_another_alphabet_are_replaced_or_marked(tmp_path: Path) -> None:
    """Look-alikes become Cyrillic; a name in Latin letters and Kazakh letters in Russian are put after Russian words."""
    rows = (
        ("type", "name", "label::Русский (ru)", "label::Қазақша (kk)"),
        ("select_one net", "a", "\N{LATIN CAPITAL LETTER C}оцсети?", "Әлеуметтік желі?"),
        ("text", "b", "Үйтас", "Үйтас"),
        ("integer", "c", "Дом «Үй»?", "2018?"),
    )
    found, form = read(
        tmp_path,
        rows,
        (("list_name", "name", "label::Русский (ru)", "label::Қазақша (kk)"), ("net", "wa", "WhatsApp", "-")),
    )
    assert form.variable("a").text["ru"] == "Соцсети?"
    assert form.variable("a").options[0].text["ru"] == "[ru] Нет перевода: «WhatsApp»"
    assert form.variable("b").text["ru"] == "[ru] Нет перевода: «Үйтас»"
    assert (form.variable("c").text["ru"], form.variable("c").text["kk"]) == ("Дом «Үй»?", "2018?")
    assert {row for row, _ in lost(found)} == {2, 3}
    assert {one.rule for one in lint(tmp_path).of("warning")} == {"unfinished-wording"}


@pytest.mark.parametrize(
    ("constraint", "most", "alone"),
    [
        ("not(selected(., 'none') and count-selected(.) > 1)", None, ["none-1"]),
        ("count-selected(.) <= 2", 2, []),
        ("count-selected(.)<3 and not(selected(.,'none')) or count-selected(.) = 1", None, []),
        ("count-selected(.) < 3 and (not(selected(., 'none') or selected(., 'tv')) or count-selected(.) = 1)", 2, ["tv", "none-1"]),
        ("if(selected(., \"none\"), count-selected(.) = 1, true())", None, ["none-1"]),
        ("(count-selected(.) < 2 or not(selected(., 'none'))) and count-selected(.) <= 9", None, ["none-1"]),
        ("count-selected(.) >= 1", None, []),
        ("not(selected(., 'nothing') and count-selected(.) > 1)", None, []),
    ],
)  # fmt: skip
def test_limits_of_a_multiple_choice(constraint: str, most: int | None, alone: list[str], tmp_path: Path) -> None:
    """As forms usually write them; whatever else a constraint says is reported."""
    choices = (
        ("list_name", "name", "label"),
        ("as", "car", "Car"),
        ("as", "tv", "Television"),
        ("as", "none", "Nothing"),
    )
    found, form = read(
        tmp_path, (("type", "name", "label", "constraint"), ("select_multiple as", "a", "A?", constraint)), choices
    )
    question = form.variable("a").question
    assert (question.max_choices, [one.shown for one in question.options if one.exclusive]) == (most, alone)
    is_lost = any("Column constraint" in said for _, said in lost(found))
    assert is_lost == (not alone and most is None)

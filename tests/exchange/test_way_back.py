"""What of a questionnaire survives the way to another format and back, for both shipped questionnaires; the page on dictionaries has the table."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

import survey
from survey.exchange import read_dictionary, read_xlsform, write_dictionary, write_xlsform
from survey.interviews import Interviews
from survey.questionnaire import Questionnaire, Variable

ROOT = Path(__file__).parents[2]
SURVIVES: Mapping[str, frozenset[str]] = {
    "XLSForm": frozenset(
        ("names", "kinds", "wordings", "languages", "codes", "reasons", "bounds", "batteries", "conditions", "blocks", "scores")
    ),
    "DDI": frozenset(("names", "wordings", "languages", "codes", "reasons", "bounds", "batteries", "conditions", "blocks")),
    "Triple-S": frozenset(("names", "languages", "bounds")),
    "SPSS": frozenset(("names", "codes")),
    "Stata": frozenset(("names",)),
}  # fmt: skip
"""Facts that are the same in every variable of both questionnaires."""

Fact = Callable[[Variable], object]
FACTS: Mapping[str, Fact] = {
    "kinds": lambda one: one.kind,
    "wordings": lambda one: dict(one.text),
    "codes": lambda one: [option.shown for option in one.options] if one.kind == "single" else None,
    "reasons": lambda one: {code.reason for code in one.missing},
    "bounds": lambda one: (one.question.minimum, one.question.maximum),
    "batteries": lambda one: (one.row is not None, one.question.id if one.row is not None else ""),
    "conditions": lambda one: one.ask_if.source if one.ask_if is not None else "",
    "scores": lambda one: dict(one.scores),
}


def survivors(form: Questionnaire, again: Questionnaire) -> frozenset[str]:
    """The facts that came back."""
    names = [name for name in form.variables if name in again.variables]
    found = {"names"} if len(names) == len(form.variables) else set()
    found |= {"languages"} if again.languages == form.languages else set()
    if again.languages == form.languages:
        wanted, there = (
            [(block.id, [block.title[language] for language in form.languages]) for block in one.blocks]
            for one in (form, again)
        )
        found |= {"blocks"} if wanted == there else set()
    for fact, of in FACTS.items():
        if all(of(form.variables[name]) == of(again.variables[name]) for name in names):
            found.add(fact)
    return frozenset(found)


def imported(files: Mapping[str, str], folder: Path) -> Questionnaire:
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return survey.read_questionnaire(folder)


def back(interviews: Interviews, name: str, folder: Path) -> Questionnaire:
    """The questionnaire after the way to a format and back."""
    form = interviews.form
    if name == "XLSForm":
        return imported(read_xlsform(write_xlsform(form, folder / "form.xlsx").path).files, folder / "again")
    if name in ("SPSS", "Stata"):
        path = folder / f"wave.{'sav' if name == 'SPSS' else 'dta'}"
        survey.write_file(interviews, path, language=form.languages[-1])
    else:
        (path,) = write_dictionary(form, folder / "dictionary.xml", "ddi" if name == "DDI" else "triple-s")
    return imported(read_dictionary(path).questionnaire().files, folder / "again")


@pytest.mark.parametrize("name", list(SURVIVES))
def test_what_survives_is_what_the_page_says(
    wave: Interviews, household: Interviews, tmp_path: Path, name: str
) -> None:
    found = []
    for interviews in (wave, household):
        folder = tmp_path / interviews.form.id
        folder.mkdir()
        found.append(survivors(interviews.form, back(interviews, name, folder)))
    assert found[0] & found[1] == SURVIVES[name]


def test_the_page_has_the_table() -> None:
    """A line per fact, a column per format."""
    page = (ROOT / "docs" / "dictionaries.md").read_text("utf-8")
    lines = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if line.startswith("|")
    ]
    head = next(at for at, line in enumerate(lines) if line[1:] == list(SURVIVES))
    table = {line[0]: line[1:] for line in lines[head + 2 : head + 13]}
    facts = sorted(frozenset().union(*SURVIVES.values()))
    assert sorted(re.sub(r" \(.*\)", "", fact) for fact in table) == facts
    for fact, marks in table.items():
        plain = re.sub(r" \(.*\)", "", fact)
        assert [mark == "yes" for mark in marks] == [plain in SURVIVES[name] for name in SURVIVES], fact

"""Dictionaries as commands of SPSS and Stata: what they do to a raw data file, and the limits they keep."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import numpy as np
import pytest

from survey.blank_reasons import Reason
from survey.errors import ExportError
from survey.exchange import write_dictionary
from survey.exports.spss_syntax import quoted
from survey.exports.stata_dictionary import string
from survey.interviews import Interviews
from survey.questionnaire import Questionnaire, Variable
from survey.questionnaire.model import Option
from tests.exchange.do_file import Loaded, plain, run

LETTER = {Reason.DONT_KNOW: ".a", Reason.REFUSED: ".b", Reason.NOT_APPLICABLE: ".c", Reason.NOT_ASKED: ".d"}


@pytest.fixture(scope="module", params=["wave", "household"])
def interviews(request: pytest.FixtureRequest) -> Interviews:
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Interviews)
    return found


@pytest.fixture(scope="module")
def loaded(interviews: Interviews, tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """The data file of interviews after its do-file."""
    do, data = write_dictionary(interviews.form, tmp_path_factory.mktemp("do") / "wave.do", "stata", interviews)
    return run(do.read_text("utf-8"), data.read_text("utf-8-sig"))


def starts_alike(label: str, wording: str) -> bool:
    """Whether a label is the wording, or its beginning with a mark."""
    return wording == label or (label.endswith("…") and wording.startswith(label[:-1]))


def test_stata_has_every_label_in_every_language(interviews: Interviews, loaded: Loaded) -> None:
    """Of columns and values; the whole wording is in a note where the label is shortened."""
    form = interviews.form
    assert tuple(loaded.languages) == form.languages
    assert loaded.language == form.languages[0]
    n = 0
    for language in form.languages:
        for variable in form.variables.values():
            for column, option in columns(variable):
                wording = " ".join((option.text if option else variable.text)[language].splitlines())
                label = loaded.languages[language].variables[column]
                notes = [one for one in loaded.notes.get(column, ()) if one.startswith(f"{language}: ")]
                whole = notes[0].removeprefix(f"{language}: ") if notes else label
                assert whole.startswith(wording.replace("`", "‘"))
                assert starts_alike(label, whole)
                n += 1
            if variable.kind == "single":
                found = loaded.value_labels(variable.id, language)
                answers = [found[str(at + 1 if variable.written_codes else one.code)] for at, one in enumerate(variable.options)]  # fmt: skip
                assert answers == [one.text[language] for one in variable.options]
    assert n > 50


def columns(variable: Variable) -> list[tuple[str, Option | None]]:
    options: tuple[Option | None, ...] = variable.options if variable.kind == "multiple" else (None,)
    return list(zip(variable.columns, options, strict=True))


def test_stata_has_the_answers_and_the_reasons(interviews: Interviews, loaded: Loaded) -> None:
    """Cell by cell; texts keep their codes of blanks."""
    n = 0
    for variable in interviews.form.variables.values():
        reasons = interviews.reason(variable.id)[interviews.accepted]
        for column in variable.columns:
            cells = loaded.columns[column]
            if variable.kind in ("text", "code", "time", "wave"):
                texts = interviews.texts(variable.id)[interviews.accepted]
                expected: list[object] = [one or "" for one in texts]
                cells = ["" if reason != Reason.ANSWERED else str(cell).removeprefix("'") for cell, reason in zip(cells, reasons, strict=True)]  # fmt: skip
            elif variable.kind == "date":
                days = interviews.texts(variable.id)[interviews.accepted]
                expected = [one and (datetime.date.fromisoformat(one) - datetime.date(1960, 1, 1)).days for one in days]
            else:
                values = interviews.answers.loc[interviews.accepted, column].to_numpy(np.float64)
                place = {one.code: at for at, one in enumerate(variable.options, 1)} if variable.written_codes else {}
                numbers = [
                    None if np.isnan(one) else place.get(int(one), float(one)) if place else float(one)
                    for one in values
                ]
                expected = [one if reason == Reason.ANSWERED else LETTER.get(Reason(reason)) for one, reason in zip(numbers, reasons, strict=True)]  # fmt: skip
            assert list(cells) == expected, column
            n += len(cells)
    assert n > 500


def syntax(form: Questionnaire, folder: Path, language: str) -> str:
    (path,) = write_dictionary(form, folder / f"{form.id}.{language}.sps", "spss", language=language)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    return path.read_text("utf-8-sig")


def pairs(text: str, command: str) -> dict[str, str]:
    """Names or values with their strings in a command of SPSS, up to the full stop on a line of its own."""
    block = text.split(f"{command}\n", 1)[1].split("\n  .\n", 1)[0]
    found = {}
    for line in block.splitlines():
        match = re.fullmatch(r"  (\S+|'(?:[^']|'')*') '((?:[^']|'')*)'", line)
        assert match is not None, line
        found[match[1].strip("'")] = match[2].replace("''", "'")
    return found


def test_spss_has_every_label_of_the_questionnaire(interviews: Interviews, tmp_path: Path) -> None:
    """One syntax for each language, from the questionnaire alone; quotes are balanced in every line."""
    form, n = interviews.form, 0
    for language in form.languages:
        text = syntax(form, tmp_path, language)
        assert all(line.count("'") % 2 == 0 for line in text.splitlines())
        labels = pairs(text, "VARIABLE LABELS")
        assert list(labels)[: len(form.variables)][0] == next(iter(form.variables))
        for variable in form.variables.values():
            for column, option in columns(variable):
                wording = " ".join((option.text if option else variable.text)[language].splitlines())
                assert len(labels[column].encode()) <= 255
                assert starts_alike(labels[column], wording) or labels[column].startswith(wording)
            if variable.kind == "single":
                values = pairs(text, f"VALUE LABELS {variable.id}")
                assert max(len(one.encode()) for one in values.values()) <= 120
                wordings = [(one.shown, one.text[language]) for one in variable.options]
                wordings += [(one.shown, one.text[language]) for one in variable.missing]
                assert all(starts_alike(values[code], wording) for code, wording in wordings)
                n += len(wordings)
        multiple = [variable.id for variable in form.variables.values() if variable.kind == "multiple"]
        assert re.findall(r"/MDGROUP NAME=\$(\w+)", text) == multiple
    assert n > 20


def test_spss_declares_codes_of_blanks(form: Questionnaire, tmp_path: Path) -> None:
    """Discrete values, and the level and the format of a column."""
    text = syntax(form, tmp_path, "ru")
    assert "MISSING VALUES C01a (-1, 98, 99).\nVARIABLE LEVEL C01a (ORDINAL)." in text
    assert "MISSING VALUES S03 (-1, 999).\nVARIABLE LEVEL S03 (SCALE).\nFORMATS S03 (F8.0)." in text
    assert "FORMATS H10 (DATE11)." in text


@pytest.mark.parametrize("text", ["It's", "`a' \"b\"' $c \\$d", "one\ntwo", '"', "«да»", "\\"])
def test_odd_texts_are_one_string(text: str) -> None:
    """In Stata no macro is expanded and no quote ends the string; in SPSS quotes are doubled."""
    found = re.fullmatch(r"`\"(.*?)\"'", string(text))
    assert found is not None
    assert "\n" not in found[1]
    assert plain(found[1]).translate({0x2018: "`", 0x2019: "'"}) == text.replace("\n", " ").replace("\\$", "$")
    assert quoted(text).count("'") % 2 == 0


@pytest.mark.parametrize(("format_", "name"), [("spss", "d.csv"), ("stata", "d.csv")])
def test_a_dictionary_never_has_the_name_of_its_data(
    form: Questionnaire, tmp_path: Path, format_: str, name: str
) -> None:
    with pytest.raises(ExportError) as refused:
        write_dictionary(form, tmp_path / name, format_)  # type: ignore[arg-type]
    assert refused.value.code == "G028"

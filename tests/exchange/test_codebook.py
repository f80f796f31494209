"""The codebook: every count is that of the data, and a hidden one does not follow from those shown."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from survey.blank_reasons import Reason
from survey.errors import ExportError, MonitorError
from survey.exchange import write_codebook
from survey.exchange.answer_counts import SMALLEST, AnswerCount, count_answers
from survey.ingest import decode
from survey.interviews import Interviews, RawTable
from survey.questionnaire import Questionnaire


def decoded(form: Questionnaire, columns: Mapping[str, Sequence[str]]) -> Interviews:
    """Interviews with these answers, and none to other questions."""
    n = len(next(iter(columns.values())))
    cells = pd.DataFrame({"H01": [f"i{at}" for at in range(n)], "S01": ["1"] * n, **columns})
    return decode(RawTable("wave.csv", "csv", "", cells), form)[0]


def by_name(lines: Sequence[AnswerCount]) -> dict[str, int | None]:
    """Counts by code or reason."""
    return {line.code or line.reason.name: line.n for line in lines}


def test_counts_are_those_of_the_data(wave: Interviews) -> None:
    """Every count of every question, when nothing is hidden; answers and reasons add up to the interviews."""
    checked = 0
    for name, lines in count_answers(wave, 1).items():
        variable = wave.form.variables[name]
        reasons = wave.reasons[name][wave.accepted]
        assert sum(line.n or 0 for line in lines if line.is_part) == wave.n_accepted
        for line in lines:
            if line.kind == "reason":
                assert line.n == (reasons == line.reason).sum()
            elif line.kind == "chosen":
                column = dict(zip([one.shown for one in variable.options], variable.columns, strict=True))[line.code]
                assert line.n == wave.answers.loc[wave.accepted, column].sum()
            elif line.kind == "answer":
                assert line.n == (wave.answers.loc[wave.accepted, name] == float(line.code)).sum()
            checked += 1
    assert checked > 500


def test_small_counts_are_not_shown_and_not_alone(wave: Interviews) -> None:
    """Among the people asked no count or at least two are hidden, together not small; "not asked" does not protect."""
    whole, shown, n_hidden = count_answers(wave, 1), count_answers(wave), 0
    for name, lines in shown.items():
        assert not any(line.kind != "reason" and 0 < (line.n or 0) < SMALLEST for line in lines)
        asked = [
            (line.is_hidden, true.n or 0)
            for line, true in zip(lines, whole[name], strict=True)
            if line.is_part and line.reason != Reason.NOT_ASKED and true.n
        ]
        hidden = [n for is_hidden, n in asked if is_hidden]
        assert len(hidden) in (0, len(asked)) or (len(hidden) > 1 and sum(hidden) >= SMALLEST)
        n_hidden += len(hidden)
    assert n_hidden > 20


def test_routing_does_not_give_a_hidden_count_away(form: Questionnaire) -> None:
    """D05 is asked when D04 is 3 or 4: with 12 and 3 such answers its "not asked" would say that D04 is 4 three times."""
    few = ["1"] * 40 + ["2"] * 20 + ["3"] * 12 + ["4"] * 3
    answers = [""] * 60 + ["1"] * 15
    lines = count_answers(decoded(form, {"D04": few, "D01a": ["1"] * 75, "D05": answers}))
    assert by_name(lines["D04"])["4"] is None
    assert by_name(lines["D04"])["3"] is None
    assert by_name(lines["D05"])["NOT_ASKED"] is None
    assert by_name(lines["D05"])["ANSWERED"] is None
    many = [one.replace("4", "3") for one in few]
    lines = count_answers(decoded(form, {"D04": many, "D01a": ["1"] * 75, "D05": answers}))
    assert by_name(lines["D04"])["3"] == 15
    assert by_name(lines["D05"])["NOT_ASKED"] == 60


def test_the_page_has_wordings_codes_conditions_and_no_words_of_people(wave: Interviews, tmp_path: Path) -> None:
    """In Russian: every question, the condition as it is written, counts; no answer in words, no key of an interview."""
    form = wave.form
    page = write_codebook(form, tmp_path / "c.html", wave, language="ru").read_text("utf-8")
    assert '<html lang="ru">' in page
    assert all(variable.id + ". " in page for variable in form.variables.values())
    assert form.variables["D04"].options[0].text["ru"] in page
    assert "D04 in [3, 4] or D01a in [4, 5]" in page
    assert "Вопрос не задан" in page
    words = set(re.findall(">([^<]+)<", page))
    for name in (one.id for one in form.variables.values() if one.kind in ("text", "code")):
        assert words & {text for text in wave.texts(name) if isinstance(text, str) and len(text) > 5} == set()


def test_the_workbook_has_the_same_numbers(household: Interviews, tmp_path: Path) -> None:
    """Read again: every count that is shown, next to its code; a hidden one is no number."""
    path = write_codebook(household.form, tmp_path / "c.xlsx", household, language="en")
    book = openpyxl.load_workbook(path, read_only=True)
    rows = list(book.worksheets[-1].iter_rows(values_only=True))
    book.close()
    heading = [str(cell) for cell in rows[0]]
    cells = [dict(zip(heading, row, strict=True)) for row in rows[1:]]
    values = {(one["row"], one["column"]): one["value"] for one in cells}
    checked = 0
    for name, lines in count_answers(household).items():
        for at, line in enumerate(lines):
            assert values[f"{name}-{at}", "n"] == line.n
            checked += 1
    assert checked > 60


def test_a_language_without_words_of_the_program_is_refused(household: Interviews, tmp_path: Path) -> None:
    """The questionnaire is in Basque, the headings of a codebook are not."""
    with pytest.raises(ExportError, match="G020"):
        write_codebook(household.form, tmp_path / "c.html", household, language="eu")


def test_without_data_there_are_no_numbers(form: Questionnaire, tmp_path: Path) -> None:
    """Codes and wordings alone."""
    page = write_codebook(form, tmp_path / "c.html").read_text("utf-8")
    assert "Сұхбат саны" not in page
    assert "98" in page


def test_what_cannot_be_written(form: Questionnaire, wave: Interviews, tmp_path: Path) -> None:
    """Another ending, another language, a bound that is none, a file that is there: nothing is written."""
    (tmp_path / "mine.html").write_text("mine", encoding="utf-8")
    for code, name, language, smallest in (
        ("G021", "c.pdf", "kk", 5),
        ("G024", "c.html", "de", 5),
        ("G023", "c.html", "kk", 0),
        ("M043", "mine.html", "kk", 5),
    ):
        with pytest.raises((ExportError, MonitorError)) as raised:
            write_codebook(form, tmp_path / name, wave, language=language, smallest=smallest)
        assert raised.value.code == code
    assert [path.name for path in tmp_path.iterdir()] == ["mine.html"]
    assert (tmp_path / "mine.html").read_text("utf-8") == "mine"

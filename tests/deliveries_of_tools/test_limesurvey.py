"""LimeSurvey's exports decode to the interviews that were collected, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest

from survey.ingest import decode
from survey.interviews import RawTable
from tests.deliveries_of_tools import limesurvey
from tests.deliveries_of_tools.collected import Collected, come_back, one_question, write_csv


@pytest.mark.parametrize(
    ("survey", "answers"), [("interethnic", "letters"), ("everything", "codes"), ("everything", "letters")]
)
def test_codes_come_back(
    collected: Mapping[str, Collected], survey: str, answers: limesurvey.Answers, tmp_path: Path
) -> None:
    """Question codes above, answer codes below: our own, or A1, A2, and so on."""
    table = limesurvey.table(collected[survey], language="ru", answers=answers)
    come_back(
        write_csv(tmp_path / "results.csv", table, bom=True),
        collected[survey],
        own_words=limesurvey.own_words(collected[survey]),
    )


@pytest.mark.parametrize("heads", ["codes", "both", "texts"])
@pytest.mark.parametrize("language", ["kk", "ru"])
def test_full_answers_come_back(everything: Collected, heads: limesurvey.Heads, language: str, tmp_path: Path) -> None:
    """Under every kind of heading, with Y and N and with Y alone."""
    for both_marked in (False, True):
        table = limesurvey.table(everything, language=language, heads=heads, answers="texts", both_marked=both_marked)
        come_back(
            write_csv(tmp_path / f"{both_marked}.csv", table, ";"),
            everything,
            own_words=limesurvey.own_words(everything),
        )


def test_letters_that_fit_two_readings_block_with_both_lines() -> None:
    """A2 may be the code 2, or the second of the answers 1, 3, 2; either line decides."""
    form = one_question("{code: 1, kk: А, ru: Один}", "{code: 3, kk: Б, ru: Три}", "{code: 2, kk: В, ru: Два}")
    raw = RawTable("results.csv", "csv", "", pd.DataFrame({"NR": ["a", "b", "c"], "Q": ["A1", "A2", "A3"]}))
    interviews, found = decode(raw, form)
    (finding,) = found.of(rule="letters_unclear")
    assert (finding.severity, finding.is_about_the_file) == ("error", True)
    for words in ({"A1": 1, "A2": 2, "A3": 3}, {"A1": 1, "A2": 3, "A3": 2}):
        line = ", ".join(f"{text}: {code}" for text, code in words.items())
        assert f"read: {{Q: {{words: {{{line}}}}}}}" in finding.message["en"]
        interviews, found = decode(raw, form, read={"Q": {"words": words}})
        assert interviews.values("Q").tolist() == list(words.values())
        assert not found.of("error")


def test_letters_with_places_in_the_list_come_back() -> None:
    """Where A3 is no code of the questionnaire, it is the third answer."""
    form = one_question("{code: 5, kk: А, ru: Один}", "{code: 6, kk: Б, ru: Три}", "{code: 7, kk: В, ru: Два}")
    raw = RawTable("results.csv", "csv", "", pd.DataFrame({"NR": ["a", "b", "c"], "Q": ["A1", "A2", "A3"]}))
    assert decode(raw, form)[0].values("Q").tolist() == [5.0, 6.0, 7.0]


def test_responses_that_were_not_submitted_are_told(everything: Collected, tmp_path: Path) -> None:
    """They stay interviews; their rows are named."""
    table = limesurvey.table(everything, language="ru")
    table["submitdate"][1] = ""
    path = write_csv(tmp_path / "results.csv", table)
    (told,) = come_back(path, everything, own_words=limesurvey.own_words(everything)).of(rule="submissions_doubtful")
    assert "(rows 3)" in told.message["en"]

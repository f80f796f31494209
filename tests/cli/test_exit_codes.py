"""Every way to end badly is one message in the language of the user, and an exit code."""

import functools
import pickle
import shutil

import pytest

from survey.cli.exit_codes import message_and_code
from survey.errors import Complaint, MonitorError, Place, QuestionnaireError
from survey.text import Catalogue, Text


def told(error: BaseException, language: str = "ru") -> tuple[str, int]:
    """What is printed, and the exit code."""
    say = functools.partial(Catalogue.load("survey.cli").sentence, language)
    return message_and_code(error, say, language)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize(
    ("error", "start", "code"),
    [
        (KeyboardInterrupt(), "", 130),
        (MemoryError(), "[M012]", 2),
        (ZeroDivisionError("x"), "[M013]", 2),
        (RecursionError(), "[M013]", 2),
        (UnicodeEncodeError("utf-8", "\udccc.csv", 0, 1, "surrogates not allowed"), "[M036]", 2),
        (UnicodeEncodeError("ascii", "ж", 0, 1, "ordinal not in range"), "[M013]", 2),
        (ModuleNotFoundError("No module named 'lxml.etree'", name="lxml.etree"), "[M098]", 2),
        (ModuleNotFoundError("No module named 'survey.x'", name="survey.x"), "[M013]", 2),
        (PermissionError(13, "Permission denied", "a.csv"), "[M011] a.csv: ", 2),
        (OSError(28, "No space left on device"), "[M011] ", 2),
        (OSError("strange"), "[M011] strange", 2),
        (shutil.Error([("a", "b", "[Errno 28] No space left on device: 'b'"), ("c", "d", "x")]), "[M011] b: ", 2),
        (MonitorError("M999", "here", "What.", "How."), "[M999] here", 2),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else None,
)
def test_every_exception_is_a_message_and_a_code(
    monkeypatch: pytest.MonkeyPatch, error: BaseException, start: str, code: int, language: str
) -> None:
    """In each language; at most three lines."""
    monkeypatch.delenv("SURVEY_DEBUG", raising=False)
    message, found = told(error, language)
    assert found == code
    assert message.startswith(start)
    assert 1 <= len(message.splitlines()) <= 3


def test_a_mistake_of_the_program_is_raised_when_it_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """``SURVEY_DEBUG``."""
    monkeypatch.setenv("SURVEY_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        told(ZeroDivisionError("x"))


def test_a_reason_of_the_system_is_translated() -> None:
    """The commonest ones."""
    message = told(PermissionError(13, "Permission denied", "a.csv"), "kk")[0]
    assert message.splitlines()[0] == "[M011] a.csv: қол жеткізу құқығы жоқ"


def test_a_quoted_finding_is_told_in_the_language() -> None:
    """An error whose fact quotes what was found in a file."""
    found = Text.of(kk="Баған жоқ.", ru="Столбца нет.", en="There is no column.")
    error = MonitorError("M999", "a.csv", f"[column_absent] {found['en']}", "How.").quoting(found)
    assert told(error, "kk")[0].splitlines()[1] == "  [column_absent] Баған жоқ."
    assert told(pickle.loads(pickle.dumps(error)), "ru")[0].splitlines()[1] == "  [column_absent] Столбца нет."
    assert str(error).splitlines()[1] == "  [column_absent] There is no column."


def test_every_mistake_of_a_file_is_told_with_its_line() -> None:
    """The line as written, the mark under the word, what belongs to it in the language."""
    fact, remedy = "No key 'wieghting' is known here.", "Did you mean 'weighting'?"
    one = Complaint("D011", Place("monitor.yaml", 3, 1), "wave 2018Q1", "wieghting: 1", (0, 9), fact, remedy)
    message, code = told(QuestionnaireError([one, one]))
    assert code == 2
    assert message.split("\n\n")[0].splitlines() == [
        "[D011] monitor.yaml:3:1, волна 2018Q1",
        "  wieghting: 1",
        "  ^^^^^^^^^",
        "  Ключа «wieghting» здесь быть не может.",
        "  Возможно, имелось в виду «weighting»?",
    ]


@pytest.mark.parametrize("part", ["place", "fact", "remedy"])
def test_no_part_of_an_error_makes_a_line_of_its_own(part: str) -> None:
    """Or moves the cursor."""
    parts = {"place": "p", "fact": "f", "remedy": "r", part: "x\n[M013] y\x1b[2J"}
    message = told(MonitorError("M999", parts["place"], parts["fact"], parts["remedy"]))[0]
    assert len(message.splitlines()) == 3
    assert "\x1b" not in message

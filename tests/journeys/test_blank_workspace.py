"""A small workspace for a new survey: made in the languages asked for, run at once, and a start for any other."""

import re
from pathlib import Path

import pytest

from survey.cli.user_language import language_of
from survey.monitor import open_monitor
from survey.monitor.blank_workspace import FILES
from tests.journeys.conftest import Command

MARK = re.compile(r"\[(\w+)\] ")


@pytest.mark.parametrize(
    ("languages", "reports"),
    [
        (("uz", "ru"), ("ru",)),
        (("kk", "ru"), ("kk", "ru")),
        (("en",), ("en",)),
        (("es", "en"), ("en",)),
        (("ky", "sr_Latn", "en"), ("en",)),
    ],
    ids=",".join,
)
def test_it_runs_at_once(
    tmp_path: Path, command: Command, languages: tuple[str, ...], reports: tuple[str, ...]
) -> None:
    """One report per language of the package; every other language is named with what it needs."""
    folder = tmp_path / "mine"
    made = command("new", folder, "--blank", "--languages", ",".join(languages), "--n", 300, "--lang", "en")
    assert made[0] == 0, made[2]
    code, out, err = command("run", "2025", "-w", folder, "--draft", "--lang", "en")
    assert (code, err) == (0, "")
    results = folder / "out" / "2025"
    assert sorted(path.name for path in results.glob("report.*.html")) == [f"report.{one}.html" for one in reports]
    others = [one for one in languages if one not in reports]
    written = "".join(
        path.read_text("utf-8") for path in (folder / "monitor.yaml", *(folder / "questionnaire").iterdir())
    )
    for one in others:
        assert f"survey language {one} --workspace {folder}" in out
        n = len(re.findall(rf'{one}: "\[{one}\] ', written))
        assert n > 50
        assert f"{one}: {n} wordings have to be translated" in out
    assert set(MARK.findall(written)) == set(others)
    for path in results.glob("report.*.html"):
        page = path.read_text("utf-8")
        assert not MARK.search(re.sub("<style>.*?</style>", "", page, flags=re.DOTALL))
        assert open_monitor(folder).form.title[path.name.split(".")[1]]


def test_its_parts_are_small_and_complete(tmp_path: Path, command: Command) -> None:
    """Twelve questions, three indicators, two rules, no population; groups of every kind have people."""
    folder = tmp_path / "mine"
    assert command("new", folder, "--blank", "--languages", "kk,ru", "--n", 300)[0] == 0
    monitor = open_monitor(folder)
    assert (len(monitor.form.questions), len(tuple(monitor.indicators)), len(monitor.rules)) == (12, 3, 2)
    assert monitor.population is None
    wave = monitor.wave("2025")
    assert len(wave.sample.trail) == 1
    shown = wave.indicators.frame
    assert (shown.loc[shown["indicator"] == "SAFE_SHARE", "n"] > 20).all()
    assert shown["domain"].nunique() == 4


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_comments_are_in_the_language_of_the_command(tmp_path: Path, command: Command, lang: str) -> None:
    """Without ``--languages`` the texts are, too."""
    folder = tmp_path / "mine"
    assert command("new", folder, "--blank", "--n", 100, "--lang", lang)[0] == 0
    assert open_monitor(folder).form.languages == (language_of(["--lang", lang], ["kk", "ru", "en"]),)
    for name, place in FILES.items():
        comments = [line for line in (folder / place / name).read_text("utf-8").splitlines() if line.startswith("#")]
        assert comments
        assert bool(re.search("[а-я]", "".join(comments))) is (lang != "en"), name


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["--blank", "--languages", "Uzbek"], "T018"),
        (["--blank", "--languages", "uz,kz"], "T018"),
        (["--blank", "--languages", ","], "T017"),
        (["--blank", "--languages", "id"], "T019"),
        (["--blank", "--languages", "uz,uz"], "T020"),
        (["--languages", "uz"], "C015"),
    ],
    ids=str,
)
def test_languages_that_cannot_be_are_refused(
    tmp_path: Path, command: Command, words: list[str], error: str, lang: str
) -> None:
    """Before anything is written."""
    code, out, err = command("new", tmp_path / "mine", *words, "--lang", lang)
    assert (code, out) == (2, "")
    assert f"[{error}]" in err
    assert list(tmp_path.iterdir()) == []


def test_a_survey_without_a_spoken_language_is_told_how_to_start_one(tmp_path: Path, command: Command) -> None:
    """``M084``, with the command."""
    folder = tmp_path / "mine"
    assert command("new", folder, "--blank", "--languages", "uz", "--n", 100)[0] == 0
    code, out, err = command("run", "2025", "-w", folder, "--lang", "en")
    assert (code, out) == (2, "")
    assert "[M084]" in err
    assert "survey language uz" in err
    assert not (folder / "out").exists()

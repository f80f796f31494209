"""Every published number can be proven: runs are archived, revisions are marked, verified, compared and purged."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from html import unescape
from importlib.metadata import version
from pathlib import Path

import pandas as pd
import pytest

from survey.ledger import Archive, Run
from survey.monitor.archive_entry import ArchiveEntry
from survey.monitor.computed_wave import ComputedWave
from survey.monitor.monitor import Monitor, open_monitor
from survey.monitor.publication import publish
from survey.monitor.result_tables import Tables, write_numbers, write_public_tables
from survey.monitor.settings import WaveFiles
from survey.monitor.weighted_wave import WeightedWave
from survey.reports import Report
from tests.data.archived_run import WAVE as SHIPPED
from tests.data.archived_run import unpack
from tests.journeys.conftest import Command

pytestmark = pytest.mark.long

WAVE = "2017Q4"
DELIVERY = f"deliveries/wave_{WAVE}.csv"


@pytest.fixture(scope="module")
def published(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace whose first quarter was run once."""
    folder = Path(shutil.copytree(made, tmp_path_factory.mktemp("published") / "almaty"))
    publish(open_monitor(folder), WAVE)
    return folder


@pytest.fixture
def workspace(published: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(published, tmp_path / "almaty"))


def runs(workspace: Path, wave: str = WAVE) -> tuple[Run, ...]:
    """The archived runs of a wave, the oldest first."""
    return Archive(workspace / "archive").runs(wave)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its relative path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def correct_delivery(workspace: Path) -> None:
    """The agency delivers anew: everybody trusts the President a lot."""
    path = workspace / DELIVERY
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    column = rows[0].index("C01a")
    for row in rows[1:]:
        row[column] = "1" if row[column] else ""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)


def raise_threshold(workspace: Path) -> None:
    """Trust in the President is stable from 99 on."""
    path = workspace / "questionnaire" / "indicators.yaml"
    text = path.read_text("utf-8")
    assert "thresholds: {stable: 60" in text
    path.write_text(text.replace("thresholds: {stable: 60", "thresholds: {stable: 99", 1), "utf-8")


def visible(workspace: Path, language: str) -> str:
    """Text of the report."""
    page = (workspace / "out" / WAVE / f"report.{language}.html").read_text("utf-8")
    return " ".join(unescape(re.sub(r"<(style|script|svg|title).*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)).split())


def test_a_run_is_archived_and_out_is_a_copy_of_it(workspace: Path) -> None:
    """With copies of the texts, the weighted sample, and no delivery."""
    (run,) = runs(workspace)
    folder = workspace / "archive" / WAVE / run.id
    assert contents(folder / "results") == contents(workspace / "out" / WAVE)
    assert contents(folder / "texts" / "questionnaire") == contents(workspace / "questionnaire")
    assert sorted(contents(folder / "internal")) == ["sample.json", "sample.parquet"]
    assert (run.revises, run.reason, run.n_changed, run.marks) == (None, None, None, ("draft", "simulated"))
    respondents = [one.file for one in run.files if one.respondents]
    assert respondents == [
        "internal/sample.json",
        "internal/sample.parquet",
        "results/internal/findings.csv",
        "results/internal/weights.csv",
    ]
    assert "revision" not in visible(workspace, "ru").casefold()
    assert "Пересмотр" not in visible(workspace, "ru")


def test_no_words_of_respondents_are_in_the_archive(workspace: Path) -> None:
    """Texts of open questions and of "other" answers that the delivery holds."""
    delivered = pd.read_csv(workspace / DELIVERY, sep=";", dtype=str)
    names = [name for name in map(str, delivered) if name in ("K01", "O06", "H05") or name.endswith("_other")]
    texts = {text for name in names for text in delivered[name].dropna() if len(text) > 12}
    assert len(texts) > 10
    (run,) = runs(workspace)
    sample = pd.read_parquet(workspace / "archive" / WAVE / run.id / "internal" / "sample.parquet")
    kept = {str(value) for name in sample.select_dtypes(exclude="number") for value in sample[name]}
    assert texts & kept == set()
    written = "\n".join(
        path.read_text("utf-8") for path in (workspace / "archive").rglob("*") if path.suffix in (".csv", ".json")
    )
    assert [text for text in texts if f",{text}," in written] == []


def test_a_run_that_repeats_the_newest_is_not_archived_again(workspace: Path, command: Command) -> None:
    """The folder of results stays as it was, to the byte; a reason cannot be recorded, and that is said."""
    before = contents(workspace / "out" / WAVE)
    code, out, err = command("run", WAVE, "-w", workspace, "--reason", "again")
    assert (code, err) == (0, "")
    (run,) = runs(workspace)
    assert f"those of the run {run.id}; it is not archived again" in out
    assert "The reason was not recorded" in out
    assert contents(workspace / "out" / WAVE) == before


def test_a_corrected_delivery_is_a_revision_without_a_reason(workspace: Path, command: Command) -> None:
    """Named in the report, in the manifest and in the history."""
    correct_delivery(workspace)
    code, out, err = command("run", WAVE, "-w", workspace)
    assert (code, err) == (0, "")
    first, second = runs(workspace)
    assert f"a revision of {first.id}" in out
    assert "No reason was given" in out
    assert "may disclose" in out
    assert (second.revises, second.reason) == (first.id, None)
    revision = json.loads((workspace / "out" / WAVE / "manifest.json").read_text("utf-8"))["revision"]
    assert [(one["kind"], one["wave"], one["new"]["file"]) for one in revision["inputs"]] == [
        ("delivery", WAVE, DELIVERY)
    ]
    assert revision["n_changed"] == second.n_changed
    assert second.n_changed is not None
    assert second.n_changed > 50
    assert revision["largest"]["indicator"].startswith("TRUST")
    russian, kazakh = visible(workspace, "ru"), visible(workspace, "kk")
    assert "Причина не указана." in russian
    assert "Себебі көрсетілмеген." in kazakh
    for page in (russian, kazakh):
        assert first.id in page
        assert f"{DELIVERY} ({WAVE})" in page
    code, out, _ = command("history", WAVE, "-w", workspace)
    assert code == 0
    assert [line.split()[1] for line in out.splitlines()[1:]] == [first.id, second.id]
    assert first.id in out.splitlines()[2].split(second.id)[1]
    table = workspace / "history.csv"
    assert command("history", "-w", workspace, "-o", table)[0] == 0
    assert pd.read_csv(table)["changed"].tolist()[1] == second.n_changed


def test_a_changed_threshold_is_named_with_the_reason(workspace: Path, command: Command) -> None:
    """By file and setting, old and new; the statuses that changed are counted; the first results stay archived."""
    before = contents(workspace / "archive")
    raise_threshold(workspace)
    reason = "решение совета от 12 марта <b>"
    code, out, _ = command("run", WAVE, "-w", workspace, "--reason", reason)
    assert code == 0
    assert "may disclose" not in out
    first, second = runs(workspace)
    assert second.reason == reason
    named = "questionnaire/indicators.yaml, indicators.TRUST_PRESIDENT.thresholds.stable: 60 → 99"
    for language in ("kk", "ru"):
        page = visible(workspace, language)
        assert named in page
        assert reason in page
    revision = json.loads((workspace / "out" / WAVE / "manifest.json").read_text("utf-8"))["revision"]
    assert revision["n_statuses"] > 0
    assert revision["largest"] is None
    after = contents(workspace / "archive")
    assert {name: after[name] for name in before} == before
    output = workspace / "differences.csv"
    code, out, _ = command("compare", first.id, second.id, "-w", workspace, "-o", output)
    assert code == 0
    assert named in out
    table = pd.read_csv(output, keep_default_na=False)
    assert set(table["what"]) == {"input", "setting", "number"}
    assert set(table.loc[table["what"] == "number", "indicator"]) == {"TRUST_PRESIDENT"}


def test_a_wave_added_to_the_workspace_is_no_revision(workspace: Path, command: Command) -> None:
    """Its lines in monitor.yaml do not concern this one; nor do comments there."""
    path = workspace / "monitor.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("waves:\n", "waves:   # ours\n  2018Q2: {file: deliveries/next.csv}\n", 1), "utf-8")
    code, out, _ = command("run", WAVE, "-w", workspace)
    assert code == 0
    assert "it is not archived again" in out
    assert len(runs(workspace)) == 1


def test_a_trial_is_archived_with_its_mark_and_revises_nothing(workspace: Path, command: Command) -> None:
    """The published run stays the one that is verified."""
    trial = workspace / "trial.csv"
    shutil.copyfile(workspace / DELIVERY, trial)
    code, _, _ = command("run", WAVE, "-w", workspace, "--file", trial)
    assert code == 0
    first, second = runs(workspace)
    assert (second.marks, second.revises) == (("draft", "trial", "simulated"), None)
    assert Archive(workspace / "archive").needed(WAVE, None) == first
    assert "trial" in command("history", "-w", workspace)[1]
    assert command("verify", WAVE, second.id, "-w", workspace)[0] == 0


def test_numbers_are_proven_when_the_workspace_is_not_what_it_was(workspace: Path, command: Command) -> None:
    """Another threshold by now, another name of the delivery: both are said; the archived versions are used."""
    raise_threshold(workspace)
    (workspace / DELIVERY).rename(workspace / "deliveries" / "renamed.csv")
    code, out, err = command("verify", WAVE, "-w", workspace)
    assert (code, err) == (0, "")
    assert "questionnaire/indicators.yaml" in out
    assert DELIVERY in out
    compared = re.search(r"(\d+) numbers compared, all equal", out)
    assert compared is not None
    assert int(compared[1]) > 50_000


def test_a_delivery_that_is_gone_is_said(workspace: Path, command: Command) -> None:
    """With its digest; nothing is claimed."""
    (run,) = runs(workspace)
    (workspace / DELIVERY).unlink()
    code, out, err = command("verify", WAVE, "-w", workspace)
    assert (code, out) == (2, "")
    assert "[L007]" in err
    delivery = run.input_of("delivery")
    assert delivery is not None
    assert delivery.sha256 in err


def test_an_edited_archived_file_is_found(workspace: Path, command: Command) -> None:
    """By verify, and by the next run, which would copy it or compare with it."""
    (run,) = runs(workspace)
    path = workspace / "archive" / WAVE / run.id / "results" / "indicators.csv"
    path.write_text(path.read_text("utf-8").replace("stable", "tension", 1), "utf-8")
    code, _, err = command("verify", WAVE, "-w", workspace)
    assert code == 1
    assert "results/indicators.csv" in err
    code, _, err = command("run", WAVE, "-w", workspace)
    assert code == 2
    assert "[L006]" in err
    assert len(runs(workspace)) == 1


def test_texts_that_a_newer_version_refuses_are_said(
    workspace: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the version that has read them."""
    from survey.errors import Complaint, Place, QuestionnaireError
    from survey.monitor import verification

    def refuse(*given: object) -> Monitor:
        place = Place("monitor.yaml", 1, 1)
        raise QuestionnaireError([Complaint("D011", place, "design", "old: 1", (0, 3), "No key.", "Remove it.")])

    monkeypatch.setattr(verification, "monitor_in", refuse)
    code, out, err = command("verify", WAVE, "-w", workspace)
    assert (code, out) == (2, "")
    assert "[L009]" in err
    assert f"which version {version('survey-barometer')} has read: No key." in err


def test_a_number_that_does_not_come_out_is_listed(
    workspace: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By file, indicator, domain, level and column; exit code 1."""
    from survey.monitor import verification

    def other(tables: Tables, folder: Path) -> None:
        write_public_tables(tables, folder)
        table = pd.read_csv(folder / "indicators.csv", dtype=str, keep_default_na=False)
        at = table.index[(table["indicator"] == "ISI") & (table["domain"] == "region")][0]
        table.loc[at, "estimate"] = str(float(table.loc[at, "estimate"]) + 1e-6)
        table.to_csv(folder / "indicators.csv", index=False)

    monkeypatch.setattr(verification, "write_public_tables", other)
    output = workspace / "differences.csv"
    code, out, err = command("verify", WAVE, "-w", workspace, "-o", output)
    assert code == 1
    assert "indicators.csv: ISI region region, estimate" in out
    assert "1 of " in err
    assert pd.read_csv(output)["indicator"].tolist() == ["ISI"]


def test_a_newer_version_may_write_more_but_not_lose_a_number(
    workspace: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new column and a number that the report leaves out are counted; a lost row of a table is a difference."""
    from survey.monitor import verification

    def other(tables: Tables, folder: Path) -> None:
        write_public_tables(tables, folder)
        table = pd.read_csv(folder / "indicators.csv", dtype=str, keep_default_na=False)
        lost = (table["indicator"] == "ISI") & (table["domain"] == "region")
        table[~lost].assign(further="1").to_csv(folder / "indicators.csv", index=False)

    def fewer(documents: Sequence[Report], wave: ComputedWave, tables: Tables, folder: Path) -> None:
        write_numbers(documents, wave, tables, folder)
        table = pd.read_csv(folder / "numbers.csv", dtype=str, keep_default_na=False)
        table[1:].to_csv(folder / "numbers.csv", index=False)

    monkeypatch.setattr(verification, "write_numbers", fewer)
    code, out, _ = command("verify", WAVE, "-w", workspace)
    assert code == 0
    assert "not printed any more" in out
    monkeypatch.setattr(verification, "write_public_tables", other)
    code, out, _ = command("verify", WAVE, "-w", workspace)
    assert code == 1
    assert "were not archived" in out
    assert "indicators.csv: ISI region region, estimate" in out
    assert "further" not in out


def test_purging_removes_respondents_and_keeps_numbers(workspace: Path, command: Command) -> None:
    """Only with --yes, and only from runs before the day; the numbers are still proven, and a later run still works."""
    (run,) = runs(workspace)
    folder = workspace / "archive" / WAVE / run.id
    before = contents(folder)
    assert command("purge", WAVE, "-w", workspace)[0] == 2
    assert command("purge", WAVE, "--before", "tomorrow", "-w", workspace)[0] == 2
    assert command("purge", WAVE, "--before", "2018-01-01", "--yes", "-w", workspace)[0] == 0
    code, out, _ = command("purge", WAVE, "--before", "2999-01-01", "-w", workspace)
    assert code == 1
    assert run.id in out
    assert contents(folder) == before
    assert command("purge", WAVE, "--before", "2999-01-01", "--yes", "-w", workspace)[0] == 0
    gone = {one.file for one in run.files if one.respondents}
    assert set(contents(folder)) == set(before) - gone | {"purged.json"}
    assert not (workspace / "out" / WAVE / "internal" / "weights.csv").exists()
    assert (workspace / "out" / WAVE / "internal" / "indicators.csv").exists()
    code, out, _ = command("verify", WAVE, "-w", workspace)
    assert code == 0
    assert "internal/weights.csv" in out
    code, out, _ = command("run", WAVE, "-w", workspace)
    assert code == 0
    assert "not archived again" in out
    assert command("history", "-w", workspace, "-o", workspace / "history.csv")[0] == 0
    assert pd.read_csv(workspace / "history.csv")["purged"].str.fullmatch(r"\d{4}-\d\d-\d\d").all()


def test_an_archived_wave_is_used_by_the_next_one(
    workspace: Path, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same numbers as computed from the delivery, which is not even decoded."""
    fresh = Path(shutil.copytree(made, tmp_path / "fresh"))
    publish(open_monitor(fresh), "2018Q1")

    def refuse(monitor: Monitor, files: WaveFiles, of: WaveFiles) -> WeightedWave:
        raise AssertionError(f"{files.period} is computed from its delivery")

    monkeypatch.setattr(Monitor, "_computed", refuse)
    publish(open_monitor(workspace), "2018Q1")
    for name in ("indicators.csv", "internal/indicators.csv", "internal/weights.csv"):
        assert (workspace / "out/2018Q1" / name).read_bytes() == (fresh / "out/2018Q1" / name).read_bytes()


@pytest.mark.parametrize("change", ["delivery", "population", "purged", "edited", "weighting"])
def test_an_archived_wave_made_from_something_else_is_computed_again(workspace: Path, change: str) -> None:
    """From the delivery that is there now."""
    (run,) = runs(workspace)
    folder = workspace / "archive" / WAVE / run.id
    files = open_monitor(workspace).settings.wave(WAVE)
    assert open_monitor(workspace)._archived(files) is not None
    if change == "delivery":
        correct_delivery(workspace)
    elif change == "population":
        path = workspace / "questionnaire" / "population" / "population.yaml"
        path.write_text(path.read_text("utf-8") + "# checked\n", "utf-8")
    elif change == "purged":
        (folder / "internal" / "sample.parquet").unlink()
    elif change == "edited":
        (folder / "internal" / "sample.json").write_text("{}", "utf-8")
    else:
        path = workspace / "monitor.yaml"
        path.write_text(path.read_text("utf-8").replace("bounds: [0.3, 3]", "bounds: [0.2, 4]"), "utf-8")
    assert open_monitor(workspace)._archived(files) is None


def test_a_run_that_is_killed_while_it_archives_leaves_nothing_half(workspace: Path, command: Command) -> None:
    """SIGKILL between two files; the next run archives, and clears up."""
    correct_delivery(workspace)
    before = contents(workspace / "out" / WAVE)
    script = (
        "import pathlib, sys, time\n"
        "from survey.monitor import archive_entry, open_monitor\n"
        "from survey.monitor.publication import publish\n"
        "def stop(*given):\n"
        "    print('writing', flush=True)\n"
        "    time.sleep(120)\n"
        "archive_entry.keep_texts = stop\n"
        "publish(open_monitor(pathlib.Path(sys.argv[1])), sys.argv[2])\n"
    )
    process = subprocess.Popen([sys.executable, "-c", script, str(workspace), WAVE], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline().strip() == b"writing"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert len(runs(workspace)) == 1
    assert contents(workspace / "out" / WAVE) == before
    assert command("run", WAVE, "-w", workspace)[0] == 0
    names = sorted(path.name for path in (workspace / "archive" / WAVE).iterdir())
    assert names == [".lock", *(run.id for run in runs(workspace))]
    assert len(runs(workspace)) == 2
    assert [path.name for path in (workspace / "out").iterdir()] == [WAVE]


def test_a_run_that_ends_between_archive_and_results_is_completed_by_the_next(
    workspace: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is archived, and the folder of results is still the one before; the next run copies it."""
    correct_delivery(workspace)
    before = contents(workspace / "out" / WAVE)
    add = ArchiveEntry.add

    def stop(entry: ArchiveEntry) -> None:
        add(entry)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(ArchiveEntry, "add", stop)
        assert command("run", WAVE, "-w", workspace)[0] == 130
    assert contents(workspace / "out" / WAVE) == before
    _, second = runs(workspace)
    assert command("run", WAVE, "-w", workspace)[0] == 0
    assert runs(workspace)[-1] == second
    assert contents(workspace / "out" / WAVE) == contents(workspace / "archive" / WAVE / second.id / "results")


def test_two_processes_at_once_archive_one_run(made: Path, tmp_path: Path, command: Command) -> None:
    """The second finds that the first has archived the same; both end well."""
    folder = Path(shutil.copytree(made, tmp_path / "almaty"))
    call = [sys.executable, "-m", "survey", "run", WAVE, "-w", str(folder)]
    environment = {**os.environ, "SURVEY_LANG": "en"}
    both = [subprocess.Popen(call, stdout=subprocess.PIPE, text=True, env=environment) for _ in range(2)]
    printed = [process.communicate(timeout=300)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    (run,) = runs(folder)
    assert sorted("Archived as" in text for text in printed) == [False, True]
    assert contents(folder / "archive" / WAVE / run.id / "results") == contents(folder / "out" / WAVE)


def test_an_archive_that_cannot_be_written_stops_the_run(workspace: Path, command: Command) -> None:
    """With the reason of the system; the results stay as they were."""
    before = contents(workspace / "out")
    shutil.rmtree(workspace / "archive")
    (workspace / "archive").write_text("not a folder", "utf-8")
    code, out, err = command("run", WAVE, "-w", workspace)
    assert (code, out) == (2, "")
    assert "[M011]" in err
    assert contents(workspace / "out") == before
    (workspace / "archive").unlink()
    code, out, err = command("verify", WAVE, "-w", workspace)
    assert (code, out) == (2, "")
    assert "[L008]" in err
    assert command("history", "-w", workspace)[0] == 0


@pytest.mark.parametrize(
    "call",
    [
        ("verify", WAVE, "nothing"),
        ("verify", "2018Q3"),
        ("verify", "nonsense"),
        ("compare", "2", "3"),
        ("history", "nonsense"),
        ("compare", "only one"),
        ("verify", WAVE, "-o", "table.txt"),
    ],
)
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_what_cannot_be_is_said_in_one_message(
    workspace: Path, command: Command, monkeypatch: pytest.MonkeyPatch, call: tuple[str, ...], language: str
) -> None:
    """Code, place, fact, remedy; no traceback."""
    code, _, err = command(*call, "-w", workspace, "--lang", language)
    assert code == 2
    assert re.match(r"\[[A-Z]\d{3}\]", err)
    assert "Traceback" not in err


def test_a_workspace_of_version_1_is_upgraded(workspace: Path, command: Command) -> None:
    """It was refused before and runs after; the comments of the office are still there."""
    path = workspace / "questionnaire" / "indicators.yaml"
    text = path.read_text("utf-8")
    start, end = text.index("status_rule:"), text.index("publication_rule:")
    path.write_text(
        text[:start]
        + "status_rule:   # of our council\n  negative: 0.80   # old\n  alert: 0.20   # kept\n\n"
        + text[end:],
        "utf-8",
    )
    assert command("run", WAVE, "-w", workspace)[0] == 2
    code, out, _ = command("upgrade", workspace, "--dry-run")
    assert code == 0
    assert "-  negative: 0.80   # old" in out
    assert "negative: 0.80" in path.read_text("utf-8")
    code, out, err = command("upgrade", workspace)
    assert (code, err) == (0, "")
    upgraded = path.read_text("utf-8")
    assert "status_rule:   # of our council" in upgraded
    assert "alert: 0.20   # kept" in upgraded
    assert upgraded.endswith(text[end:])
    assert command("run", WAVE, "-w", workspace)[0] == 0
    assert "nothing has to be changed" in command("upgrade", workspace)[1]


def test_the_shipped_archived_wave_is_proven(tmp_path: Path, command: Command) -> None:
    """Whatever the machine, the system and the releases of the libraries: every digit that was published comes out.

    When numbers change on purpose, ``python -m tests.data.archived_run`` archives the wave anew, and the changelog says why.
    """
    workspace = unpack(tmp_path)
    code, out, err = command("verify", SHIPPED, "-w", workspace)
    assert (code, err) == (0, "")
    compared = re.search(r"(\d+) numbers compared, all equal", out)
    assert compared is not None
    assert int(compared[1]) > 100_000


def test_a_rerun_after_a_purge_is_purged_again(workspace: Path, command: Command) -> None:
    """The rerun writes tables of respondents into the folder of results; they are not forgotten there."""
    table = workspace / "out" / WAVE / "internal" / "weights.csv"
    order = ("purge", WAVE, "--before", "2100-01-01", "--yes", "-w", workspace)
    assert command(*order)[0] == 0
    assert not table.exists()
    assert command("run", WAVE, "-w", workspace)[0] == 0
    assert table.is_file()
    code, out, _ = command(*order)
    assert (code, "1 run" in out) == (0, True)
    assert not table.exists()

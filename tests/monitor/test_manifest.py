"""A folder of results is replaced only when a run made all that is in it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from survey.errors import MonitorError
from survey.ledger.digests import digest, sealed
from survey.monitor.manifest import need_ours, need_unchanged


@pytest.fixture
def delivery(tmp_path: Path) -> Path:
    """The file to be read."""
    path = tmp_path / "wave.csv"
    path.write_text("H01\n1\n", "utf-8")
    return path


@pytest.fixture
def results(tmp_path: Path, delivery: Path) -> Path:
    """A folder as a run leaves it."""
    folder = tmp_path / "2018Q1"
    folder.mkdir()
    (folder / "internal").mkdir()
    names = ("indicators.csv", "internal/weights.csv")
    for name in names:
        (folder / name).write_text("wave\n", "utf-8")
    content = {
        "trial": False,
        "wave": "2018Q1",
        "delivery": digest(delivery),
        "inputs": [],
        "outputs": [{"file": name, "sha256": digest(folder / name)} for name in names],
        "counts": {},
    }
    (folder / "manifest.json").write_text(sealed(content), "utf-8")
    return folder


def ask(folder: Path, delivery: Path, *, is_trial: bool = False, force: bool = False) -> None:
    """Ask before the folder is replaced."""
    need_ours(folder, delivery=delivery, is_trial=is_trial, force=force)


def test_results_as_a_run_left_them_may_be_replaced(results: Path, delivery: Path) -> None:
    """Nothing is lost: the same run makes them again."""
    ask(results, delivery)


def test_a_result_that_was_removed_is_no_loss(results: Path, delivery: Path) -> None:
    """Somebody moved a table elsewhere."""
    (results / "indicators.csv").unlink()
    ask(results, delivery)


def test_nothing_and_an_empty_folder_may_be_filled(tmp_path: Path, delivery: Path) -> None:
    """Nobody loses anything."""
    ask(tmp_path / "none", delivery)
    (tmp_path / "empty").mkdir()
    ask(tmp_path / "empty", delivery)


def add_a_file(folder: Path) -> str:
    (folder / "letter.docx").write_text("mine", "utf-8")
    return "letter.docx"


def add_a_folder(folder: Path) -> str:
    (folder / "notes").mkdir()
    return "notes"


def edit_a_table(folder: Path) -> str:
    (folder / "indicators.csv").write_text("wave\nedited\n", "utf-8")
    return "indicators.csv"


def edit_the_manifest(folder: Path) -> str:
    path = folder / "manifest.json"
    path.write_text(path.read_text("utf-8").replace("2018Q1", "2018Q2"), "utf-8")
    return "manifest.json"


def put_a_link(folder: Path) -> str:
    (folder / "link.csv").symlink_to(folder / "indicators.csv")
    return "link.csv"


def hide_a_file(folder: Path) -> str:
    (folder / ".notes").write_text("mine", "utf-8")
    return ".notes"


def add_inside(folder: Path) -> str:
    (folder / "internal" / "letter.docx").write_text("mine", "utf-8")
    return "internal/letter.docx"


def edit_inside(folder: Path) -> str:
    (folder / "internal" / "weights.csv").write_text("wave\nedited\n", "utf-8")
    return "internal/weights.csv"


def put_a_link_for_the_folder_inside(folder: Path) -> str:
    (folder / "internal").rename(folder.parent / "moved")
    (folder / "internal").symlink_to(folder.parent / "moved", target_is_directory=True)
    return "internal"


CHANGES = [
    add_a_file, add_a_folder, edit_a_table, edit_the_manifest, put_a_link, hide_a_file,
    add_inside, edit_inside, put_a_link_for_the_folder_inside,
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_what_was_added_or_edited_since_is_named(results: Path, delivery: Path, change: Callable[[Path], str]) -> None:
    """It would be lost; by force only."""
    named = change(results)
    with pytest.raises(MonitorError, match="M048") as caught:
        ask(results, delivery)
    assert named in caught.value.fact
    ask(results, delivery, force=True)


def test_of_many_files_ten_are_named(results: Path, delivery: Path) -> None:
    """A message, not a listing."""
    for number in range(30):
        (results / f"{number:02}.txt").write_text("mine", "utf-8")
    with pytest.raises(MonitorError, match="M048") as caught:
        ask(results, delivery)
    assert caught.value.fact.count(".txt") == 10
    assert "…" in caught.value.fact


def own_folder(folder: Path) -> None:
    folder.mkdir()
    (folder / "thesis.docx").write_text("mine", "utf-8")


def own_file(folder: Path) -> None:
    folder.write_text("mine", "utf-8")


def link_to_a_folder(folder: Path) -> None:
    (folder.parent / "elsewhere").mkdir()
    folder.symlink_to(folder.parent / "elsewhere", target_is_directory=True)


def manifest_of_another_program(folder: Path) -> None:
    folder.mkdir()
    (folder / "manifest.json").write_text(json.dumps({"name": "an app"}), "utf-8")


def manifest_that_is_broken(folder: Path) -> None:
    folder.mkdir()
    (folder / "manifest.json").write_bytes(b"\xff{")


OWN = [own_folder, own_file, link_to_a_folder, manifest_of_another_program, manifest_that_is_broken]


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("make", OWN, ids=lambda make: make.__name__)
def test_what_no_run_made_is_never_replaced(
    tmp_path: Path, delivery: Path, make: Callable[[Path], None], force: bool
) -> None:
    """Not even by force."""
    make(tmp_path / "out")
    with pytest.raises(MonitorError, match="M047"):
        ask(tmp_path / "out", delivery, force=force)


def test_a_published_quarter_is_not_replaced_by_another_file(results: Path, delivery: Path) -> None:
    """``--file`` tries a file; the quarter of monitor.yaml stays."""
    other = delivery.with_name("other.csv")
    other.write_text("H01\n2\n", "utf-8")
    with pytest.raises(MonitorError, match="M049"):
        ask(results, other, is_trial=True)
    ask(results, other, is_trial=True, force=True)
    ask(results, delivery, is_trial=True)


def test_an_input_that_changed_during_the_run_is_noticed(delivery: Path) -> None:
    """Edited, or removed."""
    read = {delivery: digest(delivery)}
    need_unchanged(read)
    delivery.write_text("edited", "utf-8")
    with pytest.raises(MonitorError, match="M046"):
        need_unchanged(read)
    delivery.unlink()
    with pytest.raises(MonitorError, match="M046"):
        need_unchanged(read)

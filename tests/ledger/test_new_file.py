"""No file is written over what somebody else made."""

import os
import socket
import stat
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from survey.errors import MonitorError
from survey.ledger.result_folder import need_free, new_file, whole_folder


def write(target: Path, *, inputs: tuple[Path, ...] = (), force: bool = False, text: str = "new") -> None:
    """Write a file as a command does."""
    with new_file(target, inputs=inputs, force=force) as draft:
        draft.write_text(text, "utf-8")


def refused(target: Path, *, inputs: tuple[Path, ...] = (), force: bool = False) -> str:
    """The code with which the file is refused, before and while it is written."""
    with pytest.raises(MonitorError) as early:
        need_free(target, inputs=inputs, force=force)
    with pytest.raises(MonitorError) as late:
        write(target, inputs=inputs, force=force)
    assert early.value.code == late.value.code
    return late.value.code


@pytest.fixture
def delivery(tmp_path: Path) -> Path:
    """A file that is read."""
    path = tmp_path / "Wave.csv"
    path.write_text("old", "utf-8")
    return path


def test_a_new_file_is_written_whole(tmp_path: Path) -> None:
    """With the usual rights, and nothing beside it."""
    write(tmp_path / "findings.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["findings.csv"]
    other = tmp_path / "other"
    other.touch()
    assert (tmp_path / "findings.csv").stat().st_mode == other.stat().st_mode


def itself(path: Path) -> Path:
    return path


def by_another_way(path: Path) -> Path:
    (path.parent / "a").mkdir()
    return path.parent / "a" / ".." / path.name


def relative(path: Path) -> Path:
    return Path(os.path.relpath(path))


def symlink(path: Path) -> Path:
    link = path.with_name("link.csv")
    link.symlink_to(path)
    return link


def symlink_to_symlink(path: Path) -> Path:
    link = path.with_name("second.csv")
    link.symlink_to(symlink(path))
    return link


def second_name(path: Path) -> Path:
    link = path.with_name("second.csv")
    link.hardlink_to(path)
    return link


def through_a_linked_folder(path: Path) -> Path:
    folder = path.parent / "folder"
    folder.symlink_to(path.parent, target_is_directory=True)
    return folder / path.name


INPUTS = [itself, by_another_way, relative, symlink, symlink_to_symlink, second_name, through_a_linked_folder]


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("named", INPUTS, ids=lambda named: named.__name__)
def test_an_input_is_never_written_over(delivery: Path, named: Callable[[Path], Path], force: bool) -> None:
    """By whatever name, and not even by force."""
    assert refused(named(delivery), inputs=(delivery,), force=force) == "M040"
    assert delivery.read_text("utf-8") == "old"


@pytest.mark.parametrize("named", INPUTS, ids=lambda named: named.__name__)
def test_a_file_of_somebody_else_stays(delivery: Path, named: Callable[[Path], Path]) -> None:
    """Under every name it has."""
    assert refused(named(delivery)) == "M043"
    assert delivery.read_text("utf-8") == "old"


def test_force_replaces_a_file(delivery: Path) -> None:
    """An ordinary one."""
    write(delivery, force=True)
    assert delivery.read_text("utf-8") == "new"
    assert [path.name for path in delivery.parent.iterdir()] == [delivery.name]


def test_force_writes_where_a_link_leads(delivery: Path) -> None:
    """The link stays a link."""
    link = symlink(delivery)
    write(link, force=True)
    assert link.is_symlink()
    assert delivery.read_text("utf-8") == "new"


def test_a_link_that_leads_nowhere_is_somebody_elses(tmp_path: Path) -> None:
    """It is a name in use."""
    link = tmp_path / "link.csv"
    link.symlink_to(tmp_path / "gone.csv")
    assert refused(link) == "M043"
    assert link.is_symlink()


@pytest.mark.parametrize("force", [False, True])
def test_a_folder_is_no_file(tmp_path: Path, force: bool) -> None:
    """Nor a link to one."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "folder", target_is_directory=True)
    assert {refused(tmp_path / "folder", force=force), refused(tmp_path / "link", force=force)} == {"M041"}


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("device", ["/dev/null", "/dev/stdout", "/dev/stderr", "/dev/fd/1", "/proc/self/fd/1"])
def test_a_device_is_left_alone(device: str, force: bool) -> None:
    """It could not be written whole or not at all, and its name would become a file."""
    assert refused(Path(device), force=force) == "M042"


@pytest.mark.parametrize("force", [False, True])
def test_a_pipe_and_a_socket_are_left_alone(tmp_path: Path, force: bool) -> None:
    """Opening a pipe would wait for ever."""
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "s"))
        assert {refused(tmp_path / "pipe", force=force), refused(tmp_path / "s", force=force)} == {"M042"}


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    """With the nearest one that is."""
    (tmp_path / "findings").mkdir()
    with pytest.raises(MonitorError, match="findings") as caught:
        write(tmp_path / "fndings" / "a.csv")
    assert caught.value.code == "M044"
    with pytest.raises(MonitorError, match="Make the folder first"):
        write(tmp_path / "elsewhere" / "a.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["findings"]


@pytest.mark.parametrize("force", [False, True])
def test_a_failed_block_leaves_everything_as_it_was(delivery: Path, force: bool) -> None:
    """A full disk in the middle of writing."""
    target = delivery if force else delivery.with_name("new.csv")

    def fail() -> None:
        with new_file(target, force=force) as draft:
            draft.write_text("half", "utf-8")
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        fail()
    assert [path.name for path in delivery.parent.iterdir()] == [delivery.name]
    assert delivery.read_text("utf-8") == "old"


def test_a_file_that_appears_meanwhile_stays(tmp_path: Path) -> None:
    """Somebody saved under the name while the command worked."""
    target = tmp_path / "a.csv"

    def overtaken() -> None:
        with new_file(target) as draft:
            draft.write_text("new", "utf-8")
            target.write_text("somebody's", "utf-8")

    with pytest.raises(MonitorError, match="M043"):
        overtaken()
    assert target.read_text("utf-8") == "somebody's"
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_of_two_writers_at_once_one_wins_and_the_other_is_told(tmp_path: Path) -> None:
    """The file is whole, of one of them."""
    target, told = tmp_path / "a.csv", list[str]()
    both_inside = threading.Barrier(2)

    def attempt(text: str) -> None:
        try:
            with new_file(target) as draft:
                draft.write_text(text * 1000, "utf-8")
                both_inside.wait(10)
        except MonitorError as error:
            told.append(error.code)

    writers = [threading.Thread(target=attempt, args=(text,)) for text in "ab"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert told == ["M043"]
    assert target.read_text("utf-8") in ("a" * 1000, "b" * 1000)


@pytest.mark.parametrize("name", ["қорытынды — 1.csv", "a" * 251 + ".csv", " .csv", "-o.csv", "два\nряда.csv"])
def test_any_name_is_written(tmp_path: Path, name: str) -> None:
    """The longest a file system takes, and the strangest."""
    name = name if len(name.encode()) <= 255 else name[:251]
    write(tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_file_system_without_second_names_is_served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """FAT knows no hard links."""

    def no_links(draft: Path, target: Path) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr("os.link", no_links)
    write(tmp_path / "a.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


@pytest.fixture
def private() -> Iterator[None]:
    """A user whose files nobody else may read."""
    mask = os.umask(0o077)
    yield
    os.umask(mask)


def test_what_the_user_keeps_from_others_stays_so(tmp_path: Path, private: None) -> None:
    """A file and a folder have the rights that the system gives, none more."""
    write(tmp_path / "findings.csv")
    with whole_folder(tmp_path / "2018Q1"):
        pass
    rights = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("findings.csv", "2018Q1")]
    assert rights == [0o600, 0o700]


@pytest.mark.parametrize("name", ["con.csv", "Con.tar.gz", "aux .xlsx", "COM².csv", "conin$"])
def test_names_that_windows_keeps_for_devices_are_refused(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The console is the console whatever follows the first dot."""
    monkeypatch.setattr(sys, "platform", "win32")
    assert refused(tmp_path / name) == "M042"
    write(tmp_path / f"x{name}")


def test_an_error_about_a_draft_names_the_file_that_was_asked_for(tmp_path: Path) -> None:
    """Nobody knows the name of the draft."""
    with pytest.raises(PermissionError) as refused_by_system, new_file(tmp_path / "f.csv") as draft:
        raise PermissionError(13, "no", str(draft))
    with pytest.raises(MonitorError) as refused_by_writer, new_file(tmp_path / "f.csv") as draft:
        raise MonitorError("M999", str(draft), "What.", "How.")
    assert refused_by_system.value.filename == refused_by_writer.value.place == str(tmp_path / "f.csv")
    assert list(tmp_path.iterdir()) == []

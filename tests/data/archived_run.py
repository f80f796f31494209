"""The archived run of a shipped wave: unpacked for tests, and made anew when numbers change on purpose.

``python -m tests.data.archived_run`` packs a run of the shipped deliveries with the shipped instrument.
"""

from __future__ import annotations

import datetime
import io
import shutil
import tarfile
import tempfile
from pathlib import Path

from tests.data.delivered import delivered

PACKED = Path(__file__).parent / "archived_run.tar.xz"
WAVE = "2018Q1"
FILES = ("wave_2017Q4_cp1251.csv", "wave_2018Q1.sav", "contacts_2017Q4.csv", "contacts_2018Q1.csv")


def unpack(folder: Path) -> Path:
    """A workspace that has the archive and the deliveries, but neither instrument nor settings of its own."""
    with tarfile.open(PACKED) as packed:
        packed.extractall(folder, filter="data")
    (folder / "deliveries").mkdir()
    for name in FILES:
        shutil.copyfile(delivered(name), folder / "deliveries" / name)
    return folder


def pack(folder: Path) -> None:
    """Archive a run of the shipped wave, without respondents' data, and pack it with the settings it needs."""
    from survey.ledger import Archive
    from survey.monitor import open_monitor
    from survey.monitor.publication import publish
    from survey.monitor.run_history import purge_runs

    workspace = make_workspace(folder)
    publish(open_monitor(workspace), WAVE, formats=("html",))
    tomorrow = datetime.date.today() + datetime.timedelta(days=2)
    purge_runs(Archive(workspace / "archive"), WAVE, tomorrow)
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w:xz") as packed:
        for path in sorted((workspace / "archive").rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                packed.add(path, path.relative_to(workspace).as_posix(), filter=plain)
        packed.add(workspace / "monitor.yaml", "monitor.yaml", filter=plain)
    PACKED.write_bytes(written.getvalue())


def plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """A member without its owner."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


def make_workspace(folder: Path) -> Path:
    """A workspace with the shipped instrument and the shipped deliveries."""
    from survey.monitor.shipped_files import shipped_questionnaire, shipped_settings

    shutil.copytree(shipped_questionnaire(), folder / "questionnaire")
    (folder / "deliveries").mkdir()
    for name in FILES:
        shutil.copyfile(delivered(name), folder / "deliveries" / name)
    settings = shipped_settings().read_text("utf-8")
    named = settings.replace("deliveries/wave_2017Q4.csv", "deliveries/wave_2017Q4_cp1251.csv")
    (folder / "monitor.yaml").write_text(named, "utf-8")
    return folder


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        pack(Path(made))

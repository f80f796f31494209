"""The reports as a browser shows them."""

import subprocess
import tempfile
from pathlib import Path

import pytest
from PIL import Image, ImageStat

from survey.monitor import open_monitor
from survey.monitor.publication import publish
from survey.monitor.wave_delivery import silent
from survey.monitor.workspace import new_workspace

pytestmark = pytest.mark.external

QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run."""
    workspace = tmp_path_factory.mktemp("browser") / "almaty"
    new_workspace(workspace, n=1000, seed=3, progress=silent)
    return publish(open_monitor(workspace), "2018Q1").folder


def chromium(*arguments: str) -> str:
    """What Chromium prints."""
    with tempfile.TemporaryDirectory() as profile:
        command = ["chromium", *QUIET, f"--user-data-dir={profile}", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.parametrize("width", [1200, 400])
def test_a_report_shows_on_a_screen_and_on_a_phone(folder: Path, tmp_path: Path, language: str, width: int) -> None:
    """The first screen is neither blank nor a single colour."""
    picture = tmp_path / "page.png"
    chromium(f"--window-size={width},1600", f"--screenshot={picture}", (folder / f"report.{language}.html").as_uri())
    with Image.open(picture) as image:
        assert image.width == width
        spread = ImageStat.Stat(image.convert("L")).stddev[0]
    assert spread > 20


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_a_page_is_no_wider_than_a_phone(folder: Path, tmp_path: Path, language: str) -> None:
    """Wide tables scroll inside their own frame; the page does not."""
    page = (folder / f"report.{language}.html").read_text("utf-8")
    probe = "<script>document.title = document.documentElement.scrollWidth</script></body>"
    probed = tmp_path / "probed.html"
    probed.write_text(page.replace("</body>", probe), "utf-8")
    dumped = chromium("--window-size=500,1600", "--dump-dom", probed.as_uri())
    assert int(dumped.split("<title>")[1].split("<")[0]) <= 500


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_a_report_prints(folder: Path, tmp_path: Path, language: str) -> None:
    """As a PDF of several pages."""
    printed = tmp_path / "page.pdf"
    chromium("--no-pdf-header-footer", f"--print-to-pdf={printed}", (folder / f"report.{language}.html").as_uri())
    assert printed.read_bytes().count(b"/Type /Page\n") > 3

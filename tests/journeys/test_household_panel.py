"""Another survey from file to report: Basque, Spanish and English, yearly, without sampling points, population and ethnic groups."""

import html
import json
import re
import shutil
from pathlib import Path

import pytest

import survey.text
from survey.monitor import open_monitor
from survey.monitor.wave_delivery import silent
from survey.monitor.workspace import simulate_file
from tests.journeys.conftest import Command
from tests.mechanical_language import translated

SOURCE = Path(__file__).parents[1] / "data" / "household_panel"
FILES = {"2024": "2024.csv", "2025": "2025.sav"}
FOREIGN = re.compile(
    r"sampling point|whole place|settlement|village|ethnic|minorit|district|cities|quarter|oblast|akimat|almaty|kazakh"
    r"|inverse|selection probabilit|adult resident|households by outcome|population figures|calibrated",
    re.IGNORECASE,
)
"""What the report of the monitor speaks of and this survey does not have."""


pytestmark = pytest.mark.usefixtures("languages_as_before")


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace with a delivery of each year."""
    folder = Path(shutil.copytree(SOURCE, tmp_path_factory.mktemp("household") / "panel"))
    for seed, (wave, file) in enumerate(FILES.items()):
        simulate_file(
            folder / "deliveries" / file, folder, wave=wave, n=600, seed=seed, field_errors=True, progress=silent
        )
    return folder


@pytest.fixture
def panel(delivered: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(delivered, tmp_path / "panel"))


def visible(path: Path) -> str:
    """What a reader sees of a page."""
    page = re.sub(r"<style.*?</style>", "", path.read_text("utf-8"), flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def test_every_year_is_reported_in_what_is_spoken(panel: Path, command: Command) -> None:
    """English at once; the others are named until their catalogues are complete."""
    code, out, err = command("run", "2024", "-w", panel, "--lang", "en")
    assert (code, err) == (0, "")
    assert [path.name for path in (panel / "out" / "2024").glob("report.*")] == ["report.en.html"]
    assert "survey language eu" in out
    assert "survey language es" in out
    assert command("language", "es", "-w", panel, "--lang", "en")[0] == 0
    assert "No report in es: " in command("run", "2024", "-w", panel, "--lang", "en")[1]
    for language in ("es", "eu"):
        (panel / "languages" / f"{language}.toml").write_text(translated(language), "utf-8")
    code, out, err = command("run", "2025", "-w", panel, "--lang", "en")
    assert (code, err) == (0, "")
    assert "No report" not in out
    reports = sorted(path.name for path in (panel / "out" / "2025").glob("report.*"))
    assert reports == ["report.en.html", "report.es.html", "report.eu.html"]
    manifest = json.loads((panel / "out" / "2025" / "manifest.json").read_text("utf-8"))
    assert {"languages/es.toml", "languages/eu.toml"} <= {one["file"] for one in manifest["inputs"]}
    assert command("verify", "2025", "-w", panel, "--lang", "en")[0] == 0


def test_the_report_speaks_of_nothing_the_survey_does_not_have(panel: Path, command: Command) -> None:
    """Changes against the year before; people aged 16 and over."""
    assert command("run", "2025", "-w", panel)[0] == 0
    text = visible(panel / "out" / "2025" / "report.en.html")
    assert FOREIGN.findall(text) == []
    assert "of residents aged 16 and over" in text
    assert "Compared with the previous survey (2024)" in text
    assert "Respondents selected directly, without strata" in text
    assert "“Basque” – " in text
    changes = open_monitor(panel).wave("2025").changes.frame
    assert set(changes["reference"]) >= {"previous"}
    assert set(changes["quarters_before"]) <= {"2024", ""}


def test_tables_are_not_left_out_in_silence(panel: Path, command: Command) -> None:
    """Every language of the survey in which no tables were written is named, with the command that helps."""
    (panel / "tables.yaml").write_text('version: "1"\nformats: [html]\ntables: [{id: a, rows: [A1]}]\n', "utf-8")
    code, out, _ = command("tables", "2025", "-w", panel, "--lang", "en")
    assert code == 0
    assert [path.name for path in (panel / "tables" / "2025").glob("*.html")] == ["tables.en.html"]
    assert all(f"No tables in {one}" in out and f"survey language {one}" in out for one in ("eu", "es"))


def test_a_report_in_a_catalogue_is_in_its_language_alone(panel: Path, command: Command) -> None:
    """Between the marks of the mechanical catalogue stand the wordings of the survey in that language, and numbers."""
    (panel / "languages").mkdir()
    (panel / "languages" / "es.toml").write_text(translated("es"), "utf-8")
    assert command("run", "2025", "-w", panel)[0] == 0
    text = visible(panel / "out" / "2025" / "report.es.html")
    assert "Vivienda caliente" in text
    assert "País Vasco" in text
    assert "74," in text or re.search(r"\d,\d", text)
    for other in ("Dwelling kept warm", "Etxe beroa", "Basque Country", "Age group", "сұхбат", "интервью"):
        assert other not in text
    assert text.count("‹") == text.count("›") > 100


def test_wordings_are_read_back_in_every_format(panel: Path, command: Command) -> None:
    """Decimals, text codes and several answers; findings are in the language of the command, questions in the survey's."""
    for ending in ("csv", "sav", "xlsx"):
        file = panel / f"again.{ending}"
        assert command("simulate", file, "--wave", "2025", "--n", 200, "--no-errors", "-w", panel)[0] == 0
        code, out, err = command("check", file, "--wave", "2025", "-w", panel, "--lang", "en")
        assert (code, err) == (0, "")
        assert "200 interviews delivered" in out
    for lang in ("kk", "ru", "en"):
        target = panel / f"findings_{lang}.xlsx"
        words = ("check", panel / "deliveries" / "2025.sav", "-w", panel, "--output", target, "--lang", lang)
        assert command(*words)[0] in (0, 1)
        assert target.is_file()


def test_labels_follow_the_languages_of_the_survey(panel: Path) -> None:
    """Tables and plots are labelled in any of them."""
    wave = open_monitor(panel).wave("2025")
    shown = survey.shares(wave.sample, "A3", by="language")
    assert set(shown.to_frame(labels="eu")["category_label"]) == {"Bai", "Ez"}
    assert set(shown.to_frame(labels="es")["category_label"]) == {"Sí", "No"}

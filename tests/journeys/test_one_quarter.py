"""The main job: a new workspace, one quarter, its files."""

import hashlib
import json
import re
import shutil
from html import unescape
from pathlib import Path

import pandas as pd
import pytest

import survey
from survey.ledger.result_folder import whole_folder
from tests.journeys.conftest import Command

FIRST_COLUMNS = [
    "wave", "indicator", "domain", "level", "estimate", "se", "ci_low", "ci_high", "df", "n", "n_eff", "deff",
    "status", "p_stable", "p_tension", "p_negative", "note",
]  # fmt: skip
FILES = {
    "indicators.csv", "indicators.parquet", "changes.csv", "trend.csv", "small_areas.csv", "numbers.csv", "tables.zip", "manifest.json", "report.kk.html", "report.ru.html",
    "brief.kk.html", "brief.ru.html",
    "internal/indicators.csv", "internal/changes.csv", "internal/findings.csv", "internal/weights.csv",
}  # fmt: skip


@pytest.fixture(scope="module")
def finished(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a finished run."""
    from survey.monitor.publication import publish

    folder = Path(shutil.copytree(made, tmp_path_factory.mktemp("run") / "almaty"))
    return publish(survey.open_monitor(folder), "2018Q1").folder


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its relative path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_new_workspace_runs(workspace: Path, command: Command) -> None:
    """Exit code 0, and the reports are named."""
    code, out, err = command("run", "2018Q1", "--workspace", workspace)
    assert (code, err) == (0, "")
    assert "report.kk.html" in out
    assert set(contents(workspace / "out" / "2018Q1")) == FILES


def test_the_indicators_have_the_promised_columns_and_domains(finished: Path) -> None:
    """Region, units, town and village, sex, age, ethnic group, language; shares in per cent."""
    table = pd.read_csv(finished / "internal" / "indicators.csv")
    assert list(table.columns)[: len(FIRST_COLUMNS)] == FIRST_COLUMNS
    assert set(table["domain"]) == {"region", "unit", "urban", "sex", "age4", "ethnic_group", "language"}
    assert table.loc[table["domain"] == "unit", "level"].nunique() == 19
    share = table.query("indicator == 'TRUST_PRESIDENT' and domain == 'region'").iloc[0]
    assert 1 < share["ci_low"] < share["estimate"] < share["ci_high"] < 100


def test_changes_are_those_of_the_quarter_before(finished: Path) -> None:
    """Every row of the indicators, one quarter on each side; a row without a verdict has a reason and no number."""
    changes, indicators = (pd.read_csv(finished / "internal" / name) for name in ("changes.csv", "indicators.csv"))
    keys = ["indicator", "domain", "level"]
    assert set(changes[keys].itertuples(index=False, name=None)) == set(
        indicators[keys].itertuples(index=False, name=None)
    )
    assert set(changes["reference"]) == {"previous"}
    compared = changes["verdict"].notna()
    assert (changes.loc[compared, "quarters"] == "2018Q1").all()
    assert (changes.loc[compared, "quarters_before"] == "2017Q4").all()
    assert (changes["note"].notna() | compared).all()
    assert changes.loc[~compared, ["change", "se", "ci_low", "p", "q", "ci_level"]].isna().all(axis=None)
    assert compared.sum() > 2_000
    public = pd.read_csv(finished / "changes.csv")
    assert (public["verdict"].notna() == (compared & (public["publish"] != "hidden"))).all()


def test_small_areas_stand_beside_the_direct_values(finished: Path) -> None:
    """Of the primary indicators in the 19 units; every direct value is that of the table, and nothing has a level."""
    table, models = pd.read_csv(finished / "indicators.csv"), pd.read_csv(finished / "small_areas.csv")
    assert models["indicator"].nunique() == 8
    assert set(models["domain"]) == {"unit"}
    assert "status" not in models
    units = table[table["domain"] == "unit"].assign(level=lambda one: one["level"].astype(int))
    both = models.merge(units, on=["indicator", "domain", "level"]).dropna(subset=["direct"])
    assert len(both) > 100
    pd.testing.assert_series_equal(both["direct"], both["estimate"], check_names=False, check_exact=False, rtol=1e-8)


def test_the_parquet_file_says_the_same_as_the_csv(finished: Path) -> None:
    """One table, two formats."""
    written, binary = pd.read_csv(finished / "indicators.csv"), pd.read_parquet(finished / "indicators.parquet")
    assert list(written) == list(binary)
    pd.testing.assert_series_equal(written["estimate"], binary["estimate"], check_exact=False, rtol=1e-9)


def test_every_interview_used_has_a_weight_and_the_weights_meet_the_population(finished: Path) -> None:
    """Sum of weights = adults of the region; 0.3 to 3 times the base weight up to one common factor."""
    weights = pd.read_csv(finished / "internal" / "weights.csv")
    counts = json.loads((finished / "manifest.json").read_text("utf-8"))["counts"]
    assert len(weights) == counts["used"] == counts["delivered"] - counts["set_aside"]
    assert weights["weight"].sum() == pytest.approx(1_332_540, rel=1e-8)
    assert weights["weight"].min() > 0


def test_findings_say_who_was_set_aside_in_three_languages(finished: Path) -> None:
    """As many different rows set aside as the manifest counts."""
    findings = pd.read_csv(finished / "internal" / "findings.csv")
    assert list(findings) == [
        "id", "rule", "severity", "interview", "row", "variable", "value", "set_aside", "waived",
        "message_kk", "message_ru", "message_en",
    ]  # fmt: skip
    counts = json.loads((finished / "manifest.json").read_text("utf-8"))["counts"]
    assert findings.loc[findings["set_aside"], "row"].nunique() == counts["set_aside"] > 0
    assert findings[["message_kk", "message_ru", "message_en"]].notna().all(axis=None)


def test_the_manifest_names_every_input_by_its_digest(finished: Path) -> None:
    """The wave, the wave before, the instrument, the population, the settings."""
    manifest = json.loads((finished / "manifest.json").read_text("utf-8"))
    workspace = finished.parents[1]
    listed = {one["file"]: one["sha256"] for one in manifest["inputs"]}
    for name in ("monitor.yaml", "deliveries/wave_2018Q1.sav", "questionnaire/indicators.yaml"):
        assert listed[name] == hashlib.sha256((workspace / name).read_bytes()).hexdigest()
    assert "deliveries/wave_2017Q4.csv" in listed
    assert {"read", "decode", "validate", "weights", "indicators", "report"} <= set(manifest["seconds"])


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_a_report_is_one_file_without_english(finished: Path, language: str) -> None:
    """No address of another host, and no Latin word of three letters or more in the visible text."""
    page = (finished / f"report.{language}.html").read_text("utf-8")
    assert f'lang="{language}"' in page
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", page)
    visible = unescape(re.sub(r"<(style|script|svg|title).*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL))
    words = set(re.findall(r"[A-Za-z]{3,}", visible))
    assert words <= {
        "AAPOR",
        "ESOMAR",
        "WAPOR",
        "ISO",
        "tables",
        "zip",
        "CSV",
        "indicators",
        "changes",
        "trend",
        "small",
        "areas",
        "numbers",
        "manifest",
        "csv",
        "json",
        "sha",
        "SHA",
        *digests(visible),
    }


def digests(text: str) -> set[str]:
    """Letters that stand inside hexadecimal digests."""
    return {part for digest in re.findall(r"\b[0-9a-f]{12,64}\b", text) for part in re.findall(r"[a-f]{3,}", digest)}


def test_running_twice_gives_the_same_numbers_and_reports(finished: Path) -> None:
    """Every file but the manifest, which holds the seconds, to the byte."""
    from survey.monitor.publication import publish

    before = contents(finished)
    again = publish(survey.open_monitor(finished.parents[1]), "2018Q1").folder
    after = contents(again)
    assert {name for name in FILES if before[name] != after[name]} <= {"manifest.json"}


def test_a_run_that_fails_leaves_the_previous_output_whole(finished: Path, command: Command) -> None:
    """The delivery is damaged after a good run: nothing of the old output changes."""
    workspace = finished.parents[1]
    before = contents(finished)
    delivery = workspace / "deliveries" / "wave_2018Q1.sav"
    good = delivery.read_bytes()
    delivery.write_bytes(good[: len(good) // 2])
    code, _, err = command("run", "2018Q1", "-w", workspace)
    delivery.write_bytes(good)
    assert code == 2
    assert "wave_2018Q1.sav" in err
    assert contents(finished) == before


def test_the_notebook_way_gives_the_numbers_of_the_command(finished: Path) -> None:
    """Verb by verb, as in the README."""
    workspace = finished.parents[1]
    form = survey.read_questionnaire(workspace / "questionnaire")
    rules = survey.read_rules(workspace / "questionnaire" / "rules.yaml", form)
    population = survey.read_population(workspace / "questionnaire" / "population", form)
    design = survey.Design(strata="H04", psu="H07", weight="base_weight")
    waves = {}
    for wave, file in (("2017Q4", "wave_2017Q4.csv"), ("2018Q1", "wave_2018Q1.sav")):
        interviews, unread = survey.decode(survey.read_file(workspace / "deliveries" / file), form)
        findings = unread + survey.validate(interviews, rules)
        accepted = interviews.set_aside(findings.of("error"))
        waves[wave] = survey.make_sample(accepted, design).pipe(
            survey.rake, population, bounds=(0.3, 3), unknown="hold"
        )
    window = survey.combine(waves, name="quarter_of_window", weights="equal")
    indicators = survey.read_indicators(workspace / "questionnaire", form)
    table = survey.compute(indicators, waves["2018Q1"], wave="2018Q1", window=window).to_frame()
    written = pd.read_csv(finished / "internal" / "indicators.csv")
    assert len(table) == len(written) > 1000
    for column in ("estimate", "se", "ci_low", "ci_high"):
        pd.testing.assert_series_equal(table[column], written[column], check_exact=False, rtol=1e-8)


def test_the_monitor_in_a_notebook(finished: Path) -> None:
    """``open_monitor`` and ``wave`` give findings, sample, indicators and the report."""
    wave = survey.open_monitor(finished.parents[1] / "monitor.yaml").wave("2018Q1")
    assert len(wave.findings) > 0
    assert len(wave.sample) == wave.interviews.n_accepted
    assert len(wave.indicators.to_frame()) > 1000
    assert "Этносаралық" in wave.report("kk")


def test_a_workspace_is_made_whole_or_not_at_all(tmp_path: Path) -> None:
    """A failure while it is made leaves no folder behind."""

    def fail() -> None:
        with whole_folder(tmp_path / "w"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert list(tmp_path.iterdir()) == []

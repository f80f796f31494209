"""An attacker with every public file, and the numbers of the report one by one."""

import csv
import dataclasses
import itertools
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

import survey
from survey.arrays import Floats
from survey.indicators import ChangeTable, IndicatorTable, TrendTable, indicator_estimates
from survey.indicators.publication import discloses
from survey.indicators.rule_constants import PublicationRule
from survey.monitor.document_files import names_of, write_documents
from survey.monitor.monitor import Wave, open_monitor
from survey.monitor.report_content import report_input
from survey.monitor.result_tables import public_tables, write_numbers, write_public_tables
from survey.monitor.schema import Format
from survey.reports import build_brief, build_report
from tests.journeys.report_reader import numbers_in, read_report

WAVES = ("2017Q4", "2018Q1")
LANGUAGES = ("kk", "ru")
FORMATS: tuple[Format, ...] = ("html", "xlsx")
"""Formats that are cheap; ``tests/reports/test_format_parity.py`` reads all of them."""
RULE = PublicationRule()
PUBLIC = {
    "indicators.csv", "indicators.parquet", "changes.csv", "trend.csv", "small_areas.csv", "numbers.csv", "tables.zip",
    "manifest.json", *names_of(LANGUAGES, FORMATS),
}  # fmt: skip
POOLED = ("unit", "ethnic_group")


@pytest.fixture(scope="module")
def workspace_run(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace whose two waves were published one after the other."""
    from survey.monitor.publication import publish

    folder = Path(shutil.copytree(made, tmp_path_factory.mktemp("published") / "almaty"))
    for wave in WAVES:
        publish(survey.open_monitor(folder), wave, formats=FORMATS)
    return folder


@pytest.fixture(scope="module")
def waves(workspace_run: Path) -> dict[str, Wave]:
    """Both waves with everything the office knows."""
    monitor = open_monitor(workspace_run)
    return {name: monitor.wave(name) for name in WAVES}


# ---------------------------------------------------------------------------------------- reading


def written(wave: Wave, folder: Path) -> dict[str, bytes]:
    """All public files of a wave except the manifest."""
    folder.mkdir()
    tables = public_tables(wave)
    write_public_tables(tables, folder)
    given = report_input(wave)
    report, brief = build_report(given), build_brief(given)
    write_numbers((report, brief), wave, tables, folder)
    write_documents(report, brief, folder, FORMATS)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def with_secret(wave: Wave, secret: float) -> Wave:
    """The wave with a number in place of every number of a hidden cell, of changes, trends and model-based values too."""
    table, changes = wave.indicators.to_frame(), wave.changes.to_frame()
    hidden = (table["publish"] == "hidden").to_numpy() & (table["withheld"] == "").to_numpy()
    keys = ["indicator", "domain", "level"]
    now = changes[keys].merge(table[[*keys, "publish"]], on=keys, how="left")["publish"]
    unsaid = ((changes["publish"] == "hidden") | (now == "hidden").to_numpy()).to_numpy(bool)
    assert hidden.any()
    assert unsaid.any()
    for frame, where in ((table, hidden), (changes, unsaid)):
        for name in frame.select_dtypes("number"):
            if name not in ("margin", "smallest"):
                frame[name] = frame[name].mask(where, round(secret) if frame[name].dtype.kind == "i" else secret)
        for name in ("status", "status_before"):
            if name in frame:
                frame[name] = frame[name].mask(where, "negative" if secret > 50 else "stable")
    places = set(table.loc[hidden, keys].itertuples(index=False, name=None))
    trend, areas = wave.trend.to_frame(), wave.indicators.small_areas.copy()
    for frame in (trend, areas):
        inside = np.array([place in places for place in frame[keys].itertuples(index=False, name=None)], bool)
        for name in frame.select_dtypes("float"):
            frame[name] = frame[name].mask(inside, secret)
    indicators = dataclasses.replace(wave.indicators, frame=table, small_areas=areas)
    return dataclasses.replace(wave, indicators=indicators, changes=ChangeTable(changes), trend=TrendTable(trend))


def test_no_public_byte_depends_on_a_hidden_number(waves: dict[str, Wave], tmp_path: Path) -> None:
    """No table, chart, attribute, alternative text, order or note, in any format: two quite different secrets give the same files."""
    one, other = (written(with_secret(waves["2018Q1"], secret), tmp_path / str(secret)) for secret in (8.4321, 61.2345))
    assert {*one} == PUBLIC - {"manifest.json"}
    assert [name for name in one if one[name] != other[name]] == []


def test_only_what_is_public_lies_in_the_public_folder(workspace_run: Path) -> None:
    """Everything else is in the folder for the office."""
    for wave in WAVES:
        folder = workspace_run / "out" / wave
        assert {path.name for path in folder.iterdir()} == {*PUBLIC, "internal"}
        assert {path.name for path in (folder / "internal").iterdir()} == {
            "indicators.csv", "changes.csv", "findings.csv", "weights.csv",
        }  # fmt: skip


def test_a_hidden_cell_is_blank_in_every_table(workspace_run: Path) -> None:
    """In CSV and Parquet alike, in both waves."""
    seen = 0
    for wave in WAVES:
        folder = workspace_run / "out" / wave
        for table in (pd.read_csv(folder / "indicators.csv"), pd.read_parquet(folder / "indicators.parquet")):
            hidden = table[table["publish"] == "hidden"]
            seen += len(hidden)
            said = hidden.drop(
                columns=["wave", "indicator", "domain", "level", "unit", "publish", "quarters", "withheld"]
            )
            assert said.isna().all(axis=None)
    assert seen > 20


# ------------------------------------------------------------------------------------ calculating


@dataclasses.dataclass
class Attack:
    """Totals of one indicator by grouping, category and quarter: unknowns, equations, and what is public.

    The attacker gets more than the files hold: not only rounded shares but the exact counts of all that is published.
    """

    cells: list[tuple[str, str, int]]
    known: list[Floats]
    hidden: dict[tuple[str, str, str], Floats]
    n: Floats
    cases: Floats

    def is_determined(self, target: Floats) -> bool:
        """Whether a total follows from the published ones, whatever the answers were."""
        matrix = np.vstack(self.known)
        rank = np.linalg.matrix_rank(matrix)
        return bool(np.linalg.matrix_rank(np.vstack([matrix, target])) == rank)

    def recovered(self) -> set[tuple[str, str, str]]:
        """The hidden cells that can be calculated."""
        return {name for name, target in self.hidden.items() if self.is_determined(target)}

    def small_groups(self) -> set[tuple[str, str, str]]:
        """Quarters of single cells, and hidden cells of a wave together, that follow although they would disclose."""
        found = set()
        for at, (domain, level, quarter) in enumerate(self.cells):
            if self._is_leak(np.eye(len(self.cells))[at]):
                found.add((WAVES[quarter], domain, level))
        by_grouping: dict[tuple[str, str], list[Floats]] = {}
        for (wave, domain, _), target in self.hidden.items():
            by_grouping.setdefault((wave, domain), []).append(target)
        for (wave, domain), targets in by_grouping.items():
            if self._is_leak(np.sum(targets, axis=0)):
                found.add((wave, domain, "together"))
        return found

    def _is_leak(self, target: Floats) -> bool:
        n, cases = np.array([target @ self.n]), np.array([target @ self.cases])
        return bool(discloses(n, cases, RULE)[0]) and self.is_determined(target)

    def narrowest(self) -> float:
        """Width, in percentage points, of the narrowest range that a hidden share can be brought into."""
        matrix = np.vstack(self.known)
        widths = [100.0]
        for target in self.hidden.values():
            if np.isfinite(self.cases).all() and discloses(
                np.array([target @ self.n]), np.array([target @ self.cases]), RULE
            ):
                bounds = list(zip(0 * self.n, self.n, strict=True))
                low, high = (
                    float(linprog(sign * target, A_eq=matrix, b_eq=matrix @ self.cases, bounds=bounds).fun or 0.0)
                    for sign in (1, -1)
                )
                widths.append(100 * (-high - low) / float(target @ self.n))
        return min(widths)


def attack(waves: dict[str, Wave], indicator: str) -> Attack:
    """What is public of an indicator in both waves, as linear equations."""
    first, second = (waves[name].indicators.of(indicator).frame for name in WAVES)
    table = waves["2018Q1"].indicators
    assert table.newest is not None
    alone = pd.concat([table.newest.of(indicator).frame, second[~second["domain"].isin(POOLED)]]).drop_duplicates(
        ["domain", "level"]
    )
    cells, n, cases = [], [], []
    for quarter, frame in enumerate((first, alone)):
        cells += [(row["domain"], row["level"], quarter) for row in frame.to_dict("records")]
        n += frame["n"].tolist()
        cases += (frame["n_cases"] if table.definition(indicator).is_share else frame["n"] * np.nan).tolist()
    place = {cell: at for at, cell in enumerate(cells)}

    def total(*wanted: tuple[str, str, int]) -> Floats:
        vector = np.zeros(len(cells))
        vector[[place[cell] for cell in wanted]] = 1
        return vector

    known, hidden = list(additions(cells, total)), {}
    for quarter, frame in enumerate((first, second)):
        for row in frame.to_dict("records"):
            quarters = (0, 1) if quarter and row["domain"] in POOLED else (quarter,)
            vector = total(*((row["domain"], row["level"], one) for one in quarters))
            if row["publish"] != "hidden":
                known.append(vector)
            elif row["n"] > 0:
                hidden[WAVES[quarter], row["domain"], row["level"]] = vector
    changes = waves["2018Q1"].changes.of(indicator=indicator).frame
    shown = changes[(changes["publish"] != "hidden") & changes["verdict"].notna()]
    visible = (row for row in shown.to_dict("records") if ("2018Q1", row["domain"], row["level"]) not in hidden)
    known += [total((row["domain"], row["level"], 1)) for row in visible]
    return Attack(cells, known, hidden, np.array(n, float), np.array(cases, float))


def additions(cells: list[tuple[str, str, int]], total: Callable[..., Floats]) -> Iterator[Floats]:
    """The categories of every grouping add up to the region, in each quarter."""
    for (domain, quarter), group in itertools.groupby(cells, key=lambda cell: (cell[0], cell[2])):
        if domain != "region":
            yield total(*group) - total(("region", "region", quarter))


def leaks(waves: dict[str, Wave]) -> dict[str, object]:
    """Everything that the attacker finds, by indicator."""
    found: dict[str, object] = {}
    for one in waves["2018Q1"].indicators.indicators:
        if not one.formula_class.startswith(("GAP", "GEO", "LIST")):
            tried = attack(waves, one.id)
            if result := tried.recovered() | tried.small_groups():
                found[one.id] = result
            if tried.narrowest() < RULE.least_width - 1e-6:
                found[f"{one.id}, range"] = tried.narrowest()
    return found


def test_no_hidden_cell_can_be_calculated_from_both_waves(waves: dict[str, Wave]) -> None:
    """By linear algebra over all groupings, quarters, windows and changes; and by linear programming."""
    hidden = sum((wave.indicators.frame["publish"] == "hidden").sum() for wave in waves.values())
    assert hidden > 20
    assert leaks(waves) == {}


def test_the_attacker_succeeds_where_cells_are_hidden_for_themselves_only(
    workspace_run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the test above: without protection of differences the same attack finds numbers."""
    monkeypatch.setattr(indicator_estimates, "protect", lambda frame, *_: frame)
    monkeypatch.setattr(indicator_estimates, "hide_with_window", lambda frame, *_: frame)
    monitor = open_monitor(workspace_run)
    assert len(leaks({name: monitor.wave(name) for name in WAVES})) >= 3


def test_a_reader_sees_what_is_not_suppressed(waves: dict[str, Wave], tmp_path: Path) -> None:
    """The control of the test of bytes: when hidden cells are shown, the files depend on them."""

    def shown(wave: Wave) -> Wave:
        frame = wave.indicators.to_frame().assign(publish="ok")
        table = IndicatorTable(wave.indicators.indicators, wave.indicators.wave, frame, wave.indicators.ranks)
        return dataclasses.replace(wave, indicators=table)

    one, other = (
        written(shown(with_secret(waves["2018Q1"], secret)), tmp_path / str(secret)) for secret in (8.4321, 61.2345)
    )
    assert one["indicators.csv"] != other["indicators.csv"]


# ------------------------------------------------------------------------------ numbers one by one


@pytest.mark.parametrize("wave", WAVES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_of_the_pages_is_in_the_table_of_numbers(workspace_run: Path, wave: str, language: str) -> None:
    """As often as report and brief show it, and no more; dates and numbers of names and questions apart."""
    folder = workspace_run / "out" / wave
    listed = pd.read_csv(folder / "numbers.csv", dtype=str, keep_default_na=False)
    is_brief = listed["section"].str.startswith("brief")
    for kind, mine, least in (("report", ~is_brief, 1500), ("brief", is_brief, 60)):
        page = read_report((folder / f"{kind}.{language}.html").read_text("utf-8"))
        shown = Counter(number for one in page for number in numbers_in(one.text))
        assert shown == Counter(re.sub(r"\s", "\u00a0", number) for number in listed.loc[mine, language] if number)
        assert shown.total() > least
    assert listed["key"].is_unique


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_is_listed_in_its_row(workspace_run: Path, language: str) -> None:
    """Row by row of every table of the report."""
    folder = workspace_run / "out" / "2018Q1"
    listed = pd.read_csv(folder / "numbers.csv", dtype=str, keep_default_na=False)
    shown: dict[tuple[str, str], Counter[str]] = {}
    for one in read_report((folder / f"report.{language}.html").read_text("utf-8")):
        if one.row:
            shown.setdefault((one.table, one.row), Counter()).update(numbers_in(one.text))
    for (table, row), numbers in shown.items():
        mine = listed[(listed["block"] == table) & (listed["row"] == row)][language]
        assert Counter(re.sub(r"\s", "\u00a0", number) for number in mine if number) == numbers
    assert len(shown) > 150


def test_the_source_of_a_number_is_its_cell(workspace_run: Path) -> None:
    """File, indicator, domain, level and column lead to the value, which rounds to what the page says."""
    folder = workspace_run / "out" / "2018Q1"
    listed = pd.read_csv(folder / "numbers.csv", keep_default_na=False, dtype={"level": str})
    tables = {
        name: pd.read_csv(folder / name, dtype={"level": str}).drop_duplicates(["indicator", "domain", "level"]).set_index(["indicator", "domain", "level"])
        for name in ("indicators.csv", "changes.csv", "trend.csv", "small_areas.csv")
    }  # fmt: skip
    sourced = listed[listed["file"] != ""]
    for one in sourced.to_dict("records"):
        cell = tables[one["file"]].loc[
            (one["indicator"], one["domain"], one["level"]), one["source"].removeprefix("previous.")
        ]
        assert one["value"] == pytest.approx(cell * (100 if one["source"].startswith("p_") else 1), abs=1e-6)
        digits = len(one["ru"].partition(",")[2].rstrip("*%\u00a0 "))
        said = float(re.sub(r"[^\d,.-]", "", one["ru"].replace("\u2212", "-")).replace(",", "."))
        assert abs(said - one["value"]) <= 0.5 * 10**-digits + 1e-6
    assert len(sourced) > 1000
    assert {*sourced["file"]} >= {"indicators.csv", "changes.csv"}


# --------------------------------------------------------------------------------- form of the files


def test_public_tables_are_plain_for_programs(workspace_run: Path) -> None:
    """UTF-8 without a mark, commas, decimal points, every line as wide as the heading; no formula for a spreadsheet."""
    for name in ("indicators.csv", "changes.csv", "numbers.csv"):
        data = (workspace_run / "out" / "2018Q1" / name).read_bytes()
        assert not data.startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(data.decode("utf-8").splitlines()))
        assert {len(row) for row in rows} == {len(rows[0])}
        assert not any(re.match(r"[=@]|[+-](?![\d.])", cell) for row in rows for cell in row)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_of_simulated_interviews_says_so_on_every_page(workspace_run: Path, language: str) -> None:
    """At the top of the screen and at the foot of every printed page; a wave that people answered says nothing of it."""
    page = (workspace_run / "out" / "2018Q1" / f"report.{language}.html").read_text("utf-8")
    assert '<p class="simulated">' in page
    printed = page[page.index("@media print") :]
    assert re.search(r"\.warnings \{ display: table-footer-group;", printed)
    monitor = open_monitor(workspace_run)
    real = {name: dataclasses.replace(files, simulated=False) for name, files in monitor.settings.waves.items()}
    settings = dataclasses.replace(monitor.settings, waves=real)
    wave = dataclasses.replace(monitor, settings=settings).wave("2018Q1")
    assert 'class="simulated"' not in wave.report(language)

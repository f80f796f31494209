"""Wrong values in the text files of a workspace: refused with a place, or obeyed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.settings.mutation import FILES, Mutant, Workspace, mutants, sampled

pytestmark = pytest.mark.long

N_PER_FILE = 30

KNOWN_WEAK = {
    "wording_test/why": "a remark for people who edit the file",
    "/missing": "an empty list says what is usual for a question that the interviewer fills in",
}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The shipped instrument."""
    return Workspace(tmp_path_factory.mktemp("mutation") / "workspace")


def is_known_weak(mutant: Mutant) -> bool:
    """Whether a value may be ignored at this place, for the reason given."""
    return any(mutant.path.endswith(path) for path in KNOWN_WEAK)


@pytest.mark.parametrize("file", FILES)
def test_no_wrong_value_is_ignored(workspace: Workspace, file: str) -> None:
    """Thirty mutants of each file; ``python -m tests.settings.mutation`` tries all."""
    outcomes = [workspace.outcome(one) for one in sampled(file, workspace.sources[file], N_PER_FILE, seed=7)]
    assert len(outcomes) == N_PER_FILE
    assert [
        (one.mutant.path, one.mutant.what, one.verdict)
        for one in outcomes
        if one.is_fault and not is_known_weak(one.mutant)
    ] == []


def test_the_unchanged_files_are_read(workspace: Workspace) -> None:
    """So that a refusal speaks of the mutation."""
    assert sorted(workspace.meanings) == sorted(FILES)


def test_a_mutant_replaces_one_node_of_the_file() -> None:
    """The rest of the text stays."""
    made = {one.what: one.text for one in mutants("x.yaml", "a: 1\nb:\n  - c: 2\n    d: 3\ne: 4\n") if one.path == "/b"}
    assert made["null"] == "a: 1\nb:\n  ~\ne: 4\n"


SETTINGS = [
    ("weighting:\n  - rake:", "weighting:\n  - rake\n  - rake:", "D012"),
    ("weighting:\n  - rake:", "weighting:\n  - ~\n  - rake:", "D012"),
    ("weighting:\n  - rake:", "weighting:\n  - {}\n  - rake:", "D026"),
    ("weighting:\n  - rake:", "weighting:\n  - rake: [unit]\n  - rake:", "D012"),
    ("weighting:\n  - rake:", "weighting:\n  - rake:\n  - rake:", "D012"),
    ("weighting:\n  - rake:", "weighting:\n  - trim: {times_median: 5}\n    rake:", "D026"),
    ("weighting:\n  - rake:", "weighting:\n  - trim: {times_median: 0.5}\n  - rake:", "M022"),
    ("weighting:\n  - rake:", "weighting: []\nx:\n  - rake:", "D023"),
    ("[[unit], [urban]", "[[unit], [unit, unit], [urban]", "D024"),
    ("[[unit], [urban]", "[[unit], [urbn]", "M027"),
    ("[[unit], [urban]", "[[unit], [language]", "M028"),
    ("battery: C01", "battery: C99", "M025"),
    ("battery: C01", "battery: S03", "M025"),
    ("concerns: B03", "concerns: B04", "M088"),
    ("[ISI, REL_LOCAL]", "[REL_LOCALL]", "M026"),
    ("set_aside_at_most: 0.1", 'set_aside_at_most: "0.1"', "D012"),
    ("set_aside_at_most: 0.1", "set_aside_at_most: .nan", "D012"),
    ("set_aside_at_most: 0.1", "set_aside_at_most: 1e999", "D012"),
    ("set_aside_at_most: 0.1", "set_aside_at_most: 1_000", "D012"),
    ("bounds: [0.3, 3]", "bounds: [0.3, 3, 4]", "D023"),
    ("bounds: [0.3, 3]", "bounds: [3, 0.3]", "M004"),
    ("waves:\n", "waves:\n  2018q1: {file: a.sav}\n", "M023"),
    ("waves:\n", "waves:\n  2018Q2: {file: a.sav, fieldwork: [2017-04-01, 2017-05-01]}\n", "M024"),
    ("waves:\n", "waves:\n  2018Q2: {file: a.sav, not_asked: [D044]}\n", "M031"),
    ("waves:\n", "waves:\n  2018Q2: {file: a.sav, previous: usual}\n", "D007"),
    ("waves:\n", "waves:\n  2018Q2: {file: a.sav, questionnaire: nowhere}\n", "Q002"),
    ("waves:\n", "waves:\n  2018Q2: {file: a.sav, population: nowhere}\n", "D003"),
    ("waves:\n", "waves:\n  2018Q2: {file: a.sav, read: [comma]}\n", "D012"),
    ("plan: {target_n: 1000, least_share: 0.8}\n", "plan: {target_n: 0}\n", "M020"),
    ("plan: {target_n: 1000, least_share: 0.8}\n", "plan: {target_n: 1000, by: H04}\n", "M019"),
    ("plan: {target_n: 1000, least_share: 0.8}\n", "plan: {target_n: 1000, by: H99, units: {1: {psus: 6}}}\n", "M029"),
    ("plan: {target_n: 1000, least_share: 0.8}\n", "plan: {target_n: 1000, by: H04, units: {77: {psus: 6}}}\n", "M030"),
    ("plan: {target_n: 1000, least_share: 0.8}\n", "plan: {target_n: 1000, by: H04, units: {01: {psus: 6}}}\n", "D025"),
    ("plan: {target_n: 1000, least_share: 0.8}\n", "plan: {target_n: 1000, least_share: 0}\n", "M021"),
    ('ru: "Алматинская область"', 'ru: "-"', "D021"),
    ('ru: "Алматинская область"', "ru: true", "D005"),
]


@pytest.mark.parametrize(("old", "new", "code"), SETTINGS)
def test_a_setting_that_was_dropped_is_refused(workspace: Workspace, old: str, new: str, code: str) -> None:
    """With its place in monitor.yaml."""
    source = workspace.sources["monitor.yaml"]
    assert old in source
    outcome = workspace.outcome(Mutant("monitor.yaml", "", new, source.replace(old, new, 1)))
    assert outcome.verdict == "refused"
    assert code in outcome.codes


INDICATORS = [
    ("numerator: C01a in [1, 2]", "numerator: [nosuch]", "D012"),
    ("stable: 60, negative", "stable: -1, negative", "I016"),
    ("least_n: 10", "least_n: -5", "I035"),
    ("alert: 0.20", "alert: 1.9", "I034"),
    ("{ethnic_group: 100}", "{ethnic_grup: 100}", "I018"),
    ("domains: [unit, ethnic_group]}", "domains: [unit, ethnos]}", "I018"),
    ("{quarters: 4, ", "{quarters: 0, ", "D022"),
    ("level: 0.94", "level: 0.4", "I048"),
    ("date: 2018-01-08", "date: 20180108", "I038"),
    ("thresholds: {stable: 60", "thresholds: {since: 2018-01-01, stable: 60", "D011"),
    ("status_rule:", "status_rule: {}\nx:", "D023"),
    ("    section: trust\n", "    section: trust\n    meaning: {kk: Сенім}\n", "D010"),
]


@pytest.mark.parametrize(("old", "new", "code"), INDICATORS)
def test_a_definition_that_was_dropped_is_refused(workspace: Workspace, old: str, new: str, code: str) -> None:
    """With its place in indicators.yaml."""
    file = "questionnaire/indicators.yaml"
    assert old in workspace.sources[file]
    outcome = workspace.outcome(Mutant(file, "", new, workspace.sources[file].replace(old, new, 1)))
    assert outcome.verdict == "refused"
    assert code in outcome.codes


@pytest.fixture
def changed(workspace: Workspace) -> Iterator[Workspace]:
    """A workspace whose files are put back afterwards."""
    yield workspace
    for file, source in workspace.sources.items():
        (workspace.folder / file).write_text(source, "utf-8")


def test_a_primary_indicator_needs_a_sentence_for_readers(changed: Workspace) -> None:
    """Under meaning."""
    file = "questionnaire/indicators.yaml"
    text = changed.sources[file].replace("id: TRUST_PRESIDENT\n", "id: TRUST_PRESIDENT\n    primary: true\n", 1)
    (changed.folder / file).write_text(text, "utf-8")
    refused = changed.outcome(Mutant("monitor.yaml", "", "", changed.sources["monitor.yaml"]))
    assert refused.codes == ("M032",)
    explained = text.replace("    primary: true\n", "    primary: true\n    meaning: {kk: Сенім, ru: Доверие}\n", 1)
    (changed.folder / file).write_text(explained, "utf-8")
    obeyed = changed.outcome(Mutant("monitor.yaml", "", "", changed.sources["monitor.yaml"]))
    assert obeyed.codes == ()


def test_mistakes_of_every_file_are_told_at_once(changed: Workspace) -> None:
    """The settings, the rules, the indicators and the population."""
    edits = {
        "questionnaire/rules.yaml": ("gap_days: 7", "gap_days: 0"),
        "questionnaire/indicators.yaml": ("least_n: 10", "least_n: -5"),
        "questionnaire/population/population.yaml": ("status: approximate", "status: guessed"),
    }
    for file, (old, new) in edits.items():
        path: Path = changed.folder / file
        path.write_text(changed.sources[file].replace(old, new, 1), "utf-8")
    text = changed.sources["monitor.yaml"].replace("set_aside_at_most: 0.1", "set_aside_at_most: 2")
    outcome = changed.outcome(Mutant("monitor.yaml", "", "", text))
    assert sorted(outcome.codes) == ["D007", "I035", "M005", "V007"]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("population: questionnaire/population", "population: questionnaire", 3),
        ("population: questionnaire/population", "population: nowhere", 3),
        ("questionnaire: questionnaire", "questionnaire: nowhere", 2),
        ("questionnaire: questionnaire", "questionnaire: deliveries", 2),
    ],
)
def test_a_folder_that_is_not_the_one_is_told_once_where_it_is_named(
    workspace: Workspace, old: str, new: str, line: int
) -> None:
    """Not once more for every wave that has none of its own."""
    (workspace.folder / "deliveries").mkdir(exist_ok=True)
    text = workspace.sources["monitor.yaml"].replace(old, new, 1)
    outcome = workspace.outcome(Mutant("monitor.yaml", "", new, text))
    assert outcome.verdict == "refused"
    assert len(outcome.codes) == 1
    assert f"monitor.yaml:{line}:" in outcome.told

"""A revision says which inputs changed, and what they changed in the published numbers."""

from pathlib import Path

import pytest

from survey.ledger import Archive, Revision, Run
from survey.ledger.revision import EstimateChange, revision_of
from survey.ledger.run_comparison import TextOf, compare_runs
from tests.ledger.conftest import AddRun

OLD = (
    "ISI,region,region,50.04,stable,ok\nREL,region,region,61.25,stable,ok\n"
    "ISI,sex,male,40,negative,ok\nISI,sex,female,70,stable,hidden\n"
)
NEW = (
    "ISI,region,region,50.01,stable,ok\nREL,region,region,59.5,tension,ok\n"
    "ISI,sex,male,44,negative,ok\nISI,sex,female,70,stable,ok\nGAP,region,region,,,ok\n"
)


def texts(archive: Archive, run: Run) -> TextOf:
    return lambda file: (archive.folder_of(run) / "texts" / file).read_text("utf-8")


@pytest.fixture
def revision(archive: Archive, add_run: AddRun) -> Revision:
    """Another delivery and another threshold."""
    old = add_run(rows=OLD, text="level: 0.94\n")
    new = add_run(rows=NEW, text="level: 0.95\n", delivery="d2")
    return revise(archive, old, new)


def revise(archive: Archive, old: Run, new: Run) -> Revision:
    return revision_of(
        old,
        new,
        texts=(texts(archive, old), texts(archive, new)),
        results=(archive.folder_of(old) / "results", archive.folder_of(new) / "results"),
        headlines=["REL", "ISI"],
        reason="late interviews",
    )


def test_published_digits_count(revision: Revision) -> None:
    """50.04 and 50.01 are both printed 50.0; a number that is published only now has changed."""
    assert (revision.n_published, revision.n_changed, revision.n_statuses) == (4, 3, 2)
    assert revision.largest == EstimateChange("ISI", "sex", "male", 40.0, 44.0)
    assert revision.headlines == (EstimateChange("REL", "region", "region", 61.3, 59.5),)


def test_changed_inputs_are_named(revision: Revision) -> None:
    """The delivery as a file, the threshold as a setting of its file."""
    assert [(one.kind, one.wave, one.file) for one in revision.inputs] == [
        ("delivery", "2018Q1", "deliveries/wave.sav"),
        ("text", "", "questionnaire/indicators.yaml"),
    ]
    assert [(one.file, one.name, one.old, one.new) for one in revision.settings] == [
        ("questionnaire/indicators.yaml", "level", "0.94", "0.95")
    ]
    assert revision.versions == ()


def test_equal_numbers_are_no_change(archive: Archive, add_run: AddRun) -> None:
    """Under another release of a library."""
    old, new = add_run(rows=OLD), add_run(rows=OLD, versions={"numpy": "2.2"})
    found = revise(archive, old, new)
    assert (found.n_changed, found.n_statuses, found.largest, found.headlines, found.inputs) == (0, 0, None, (), ())
    assert [(one.name, one.old, one.new) for one in found.versions] == [("numpy", "2.1", "2.2")]


def test_a_comparison_lists_every_difference(archive: Archive, add_run: AddRun, tmp_path: Path) -> None:
    """One row per input, setting, version and number."""
    results = {"indicators.csv": "x"}
    old = add_run(rows=OLD, results=results, settings={"design.weight": "w"})
    new = add_run(rows=OLD.replace("61.25", "61.26"), results=results, delivery="d2", versions={"numpy": "2.2"})
    folders = (archive.folder_of(old) / "results", archive.folder_of(new) / "results")
    frame = compare_runs(old, new, texts=(texts(archive, old), texts(archive, new)), results=folders).to_frame()
    assert frame[["what", "name", "old", "new"]].to_numpy().tolist() == [
        ["input", "delivery", "d1", "d2"],
        ["setting", "design.weight", "w", "base_weight"],
        ["version", "numpy", "2.1", "2.2"],
        ["number", "estimate", "61.25", "61.26"],
    ]
    assert frame["indicator"].tolist()[-1] == "REL"


def test_probabilities_are_published_in_whole_percent(archive: Archive, add_run: AddRun) -> None:
    """0.551 and 0.554 are both printed 55 %, 0.556 is not."""
    head = "indicator,domain,level,estimate,p_stable,status,publish\n"
    old = add_run(table=head + "ISI,region,region,50,0.551,stable,ok\nISI,sex,male,50,0.551,stable,ok\n")
    new = add_run(table=head + "ISI,region,region,50,0.554,stable,ok\nISI,sex,male,50,0.556,stable,ok\n", delivery="d2")
    found = revise(archive, old, new)
    assert (found.n_published, found.n_changed, found.largest, found.headlines) == (4, 1, None, ())

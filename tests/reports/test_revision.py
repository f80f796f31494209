"""A revised report says first what it replaces, why, and which published numbers are others."""

import datetime
from dataclasses import replace

import pytest

from survey.reports import Report, ReportInput, build_report, render
from survey.reports.document_model import FactList, Paragraph, ReportTable
from survey.reports.reported_revision import ReportedRevision, RevisedNumber
from survey.reports.sections.revision import SHOWN

RUN = "20181102T101500Z-1a2b3c"
REVISION = ReportedRevision(
    run=RUN,
    date=datetime.date(2018, 11, 2),
    reason="late interviews",
    changed=("deliveries/wave.sav (2018Q1)", "monitor.yaml, design.weight: w → base_weight"),
    n_published=1200,
    n_changed=21,
    n_statuses=2,
    largest=RevisedNumber("ISI", "points", 50.0, 54.25),
    largest_group=("sex", "male"),
    headlines=(RevisedNumber("REL_LOCAL", "percent", 61.3, None),),
)


def revised(facts: ReportInput, **fields: object) -> Report:
    return build_report(replace(facts, revision=replace(REVISION, **fields)))  # type: ignore[arg-type]


def paragraphs(report: Report) -> dict[str, str]:
    """Paragraphs of the first section in Russian."""
    assert report.sections[0].id == "revision"
    return {one.id: one.text["ru"] for one in report.sections[0].blocks if isinstance(one, Paragraph)}


def facts_of(report: Report) -> dict[str, str]:
    (found,) = (one for one in report.sections[0].blocks if isinstance(one, FactList))
    return {one.id: one.code or one.value["ru"] for one in found.facts}


def test_a_first_report_has_no_such_section(facts: ReportInput) -> None:
    """Nothing is replaced."""
    assert build_report(facts).sections[0].id == "headline"


def test_a_revision_names_run_reason_and_changes(facts: ReportInput) -> None:
    """As they are; the same facts in every language."""
    report = revised(facts)
    assert facts_of(report) == {
        "revised_run": RUN,
        "reason": "late interviews",
        "changed_0": "deliveries/wave.sav (2018Q1)",
        "changed_1": "monitor.yaml, design.weight: w → base_weight",
    }
    for language in ("kk", "ru"):
        assert RUN in render(report, language)
    assert "2" in paragraphs(report)["revision_text"]


def test_changed_numbers_are_counted_and_the_largest_is_named_with_its_group(facts: ReportInput) -> None:
    """Before and now, with the unit."""
    said = paragraphs(revised(facts))
    assert said["revision_numbers"].startswith("Изменилось 21 из 1\N{NO-BREAK SPACE}200 опубликованных чисел")
    assert "2 уровня" in said["revision_statuses"]
    assert "50,0" in said["revision_largest"]
    assert "54,3" in said["revision_largest"]
    assert "revision_no_headline" not in said


def test_headline_indicators_are_shown_before_and_now(facts: ReportInput) -> None:
    """One that is not published any more has no number now."""
    (table,) = (one for one in revised(facts).sections[0].blocks if isinstance(one, ReportTable))
    assert [[cell.value for cell in row.cells] for row in table.rows] == [[61.3, None]]
    assert table.number == 1


def test_each_sentence_is_said_only_when_it_holds(facts: ReportInput) -> None:
    """Without a reason, without changes of numbers, of inputs, of headlines."""
    report = revised(facts, reason="", changed=(), n_changed=0, n_statuses=0, largest=None, headlines=())
    assert set(paragraphs(report)) == {"revision_text", "revision_same"}
    assert facts_of(report)["reason"] == "Причина не указана."
    assert "не изменились" in facts_of(report)["changed"]
    only_statuses = paragraphs(revised(facts, n_changed=0, largest=None, headlines=()))
    assert set(only_statuses) == {"revision_text", "revision_numbers", "revision_statuses", "revision_no_headline"}
    no_statuses = paragraphs(revised(facts, n_statuses=0))
    assert set(no_statuses) == {"revision_text", "revision_numbers", "revision_largest"}


@pytest.mark.parametrize("n", [SHOWN, SHOWN + 1])
def test_of_many_changes_the_rest_is_counted(facts: ReportInput, n: int) -> None:
    """Beyond the number that is shown."""
    found = facts_of(revised(facts, changed=tuple(f"file_{at}" for at in range(n))))
    assert sum(name.startswith("changed_") for name in found) == SHOWN
    assert ("changed" in found) is (n > SHOWN)

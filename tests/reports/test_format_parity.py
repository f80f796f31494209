"""One run, one set of numbers: every format in both languages shows those of the table of numbers, and none of a hidden cell."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from survey.monitor.document_files import chosen, names_of, write_documents
from survey.reports import Report, ReportInput, build_brief, build_report
from survey.reports.document_model import FigureGroup, ReportSection, ReportTable, TableCell, TableColumn, TableRow
from survey.reports.number_format import number
from survey.reports.report_numbers import report_numbers
from survey.text import Text
from tests.reports.example_wave import with_row
from tests.reports.format_reading import laid_open, numbers_of, words_of

FORMATS = chosen(None)[0]
LANGUAGES = ("kk", "ru")
SECRET = 87.654321
"""The estimate of a hidden cell; no published number begins so."""

SIGNS = ("87.65", "87,65", "87,7", "87.7")


@pytest.fixture(scope="module")
def documents(facts: ReportInput) -> tuple[Report, Report]:
    """Report and brief of the example, in which the number of a district is hidden."""
    given = with_row(facts, "ISI", "unit", "4", estimate=SECRET, ci_low=SECRET - 5, ci_high=SECRET + 5, publish="hidden")
    return build_report(given), build_brief(given)


@pytest.fixture(scope="module")
def files(documents: tuple[Report, Report], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both documents in every format."""
    folder = tmp_path_factory.mktemp("documents")
    write_documents(*documents, folder, FORMATS)
    assert sorted(path.name for path in folder.iterdir()) == sorted(names_of(LANGUAGES, FORMATS))
    return folder


def listed(report: Report, language: str, *, charts: bool) -> Counter[str]:
    """The numbers of a document as the table of numbers writes them, with those in charts or without."""
    pictures = {figure.id for figure in report.figures}
    shown = (one for one in report_numbers(report) if charts or one.block not in pictures or one.row in ("alternative", "note"))
    return Counter(
        re.sub(r"\s", "\u00a0", said.removeprefix("+")) for one in shown for other, said in one.shown if other == language
    )


def with_decimals(numbers: Mapping[str, int]) -> Counter[str]:
    """Numbers with decimals: pages, dates and names have none."""
    return Counter({one: n for one, n in numbers.items() if "," in one})


def differences(report: Report, language: str, file: Path) -> Counter[str]:
    """What a text document shows too often or too rarely."""
    # charts are pictures in a document for Word and in a PDF
    known = listed(report, language, charts=file.suffix == ".html")
    found = numbers_of(file)
    missing = known - found
    extra = with_decimals(found) - with_decimals(known)
    return missing + extra


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("ending", [one for one in FORMATS if one != "xlsx"])
def test_a_document_shows_every_number_and_no_other(
    documents: tuple[Report, Report], files: Path, ending: str, language: str
) -> None:
    """As often as the table of numbers lists it; whole numbers may also be those of pages, dates and names."""
    for report in documents:
        file = files / report.meta.file_name(language, ending)  # type: ignore[arg-type]
        assert differences(report, language, file) == Counter()
        assert sum(listed(report, language, charts=False).values()) > 50
